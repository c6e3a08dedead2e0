//! Something between an app and its server that answers in the server's place, or loses what it says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use daybook_core::ports::{Http, HttpError, Limits};

/// What happens to a request.
#[derive(Clone, Copy, Debug)]
pub enum Meddling {
    /// It is answered with this status, and never reaches the server.
    Answered(u16),
    /// The server does what it asks for, and the answer has this status.
    Misreported(u16),
    /// The server does what it asks for, and no answer comes.
    Lost,
}

/// What is to happen to the next requests of a method, each once.
#[derive(Clone, Default)]
pub struct Queue(Arc<Mutex<VecDeque<(&'static str, Meddling)>>>);

impl Queue {
    pub fn next(&self, method: &'static str, meddling: Meddling) {
        self.0.lock().unwrap().push_back((method, meddling));
    }

    pub fn clear(&self) {
        self.0.lock().unwrap().clear();
    }

    /// The network by way of this.
    pub(super) fn before(&self, http: Arc<dyn Http>) -> Arc<dyn Http> {
        Arc::new(Between { http, queue: self.clone() })
    }

    fn take(&self, method: &str) -> Option<Meddling> {
        let mut queue = self.0.lock().unwrap();
        let at = queue.iter().position(|(known, _)| *known == method)?;
        queue.remove(at).map(|(_, meddling)| meddling)
    }
}

struct Between {
    http: Arc<dyn Http>,
    queue: Queue,
}

#[async_trait]
impl Http for Between {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, HttpError> {
        let answer = |status: u16| Ok(http::Response::builder().status(status).body(Vec::new()).unwrap());
        match self.queue.take(request.method().as_str()) {
            None => self.http.send(request, limits).await,
            Some(Meddling::Answered(status)) => answer(status),
            Some(Meddling::Misreported(status)) => {
                self.http.send(request, limits).await?;
                answer(status)
            }
            Some(Meddling::Lost) => {
                self.http.send(request, limits).await?;
                Err(HttpError::Unreachable)
            }
        }
    }
}
