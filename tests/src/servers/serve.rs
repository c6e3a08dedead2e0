//! The one accept loop of all simulators: a free port of this computer, plain or under TLS, until it is dropped.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::task::{Context, Poll, Waker};

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::response::Response;
use axum::serve::Listener;
use http::request::Parts;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::tls::TlsListener;
use crate::ca::Issued;

/// What a simulator reads of a request; a longer body is read as none.
const LONGEST: usize = 8 << 20;

pub(super) struct Serving {
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Gives each request to `answer`, with all of its body.
pub(super) async fn plain<Answer, Answered>(answer: Answer) -> Serving
where
    Answer: Fn(Parts, Bytes) -> Answered + Clone + Send + Sync + 'static,
    Answered: Future<Output = Response> + Send,
{
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    over(listener.local_addr().unwrap(), listener, answer)
}

/// Returns an answer whose body is there already as plain bytes.
pub(super) fn whole(response: Response) -> http::Response<Vec<u8>> {
    let (parts, body) = response.into_parts();
    let read = std::pin::pin!(axum::body::to_bytes(body, LONGEST));
    let Poll::Ready(read) = read.poll(&mut Context::from_waker(Waker::noop())) else { panic!("the body is late") };
    http::Response::from_parts(parts, read.unwrap_or_default().to_vec())
}

/// The same under TLS, with this certificate.
pub(super) async fn tls<Answer, Answered>(issued: &Issued, answer: Answer) -> Serving
where
    Answer: Fn(Parts, Bytes) -> Answered + Clone + Send + Sync + 'static,
    Answered: Future<Output = Response> + Send,
{
    let listener = TlsListener::bind(issued).await;
    over(listener.address(), listener, answer)
}

fn over<Answer, Answered, L>(address: SocketAddr, listener: L, answer: Answer) -> Serving
where
    Answer: Fn(Parts, Bytes) -> Answered + Clone + Send + Sync + 'static,
    Answered: Future<Output = Response> + Send,
    L: Listener,
    L::Addr: std::fmt::Debug,
{
    let app = Router::new().fallback(move |request: Request| {
        let answer = answer.clone();
        async move {
            let (parts, body) = request.into_parts();
            let body = axum::body::to_bytes(body, LONGEST).await.unwrap_or_default();
            answer(parts, body).await
        }
    });
    let task = tokio::spawn(async move {
        let _ended = axum::serve(listener, app).await;
    });
    Serving { address, task }
}
