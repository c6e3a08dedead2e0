//! A connection to a server on this computer that can be switched off and on: a network that comes and goes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use url::Url;

pub struct NetworkSwitch {
    /// The server's address, by way of this switch.
    pub url: Url,
    open: Arc<AtomicBool>,
    passing: JoinHandle<()>,
}

impl NetworkSwitch {
    /// Makes a switch, switched on, to `server`, whose host must be `127.0.0.1`.
    pub async fn to(server: &Url) -> Self {
        let behind: SocketAddr = server.socket_addrs(|| None).unwrap()[0];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut url = server.clone();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let open = Arc::new(AtomicBool::new(true));
        let is_open = open.clone();
        let passing = tokio::spawn(async move {
            loop {
                let (mut outside, _) = listener.accept().await.unwrap();
                // Switched off: connections are dropped.
                if is_open.load(Ordering::SeqCst) {
                    tokio::spawn(async move {
                        if let Ok(mut inside) = TcpStream::connect(behind).await {
                            let _ended = copy_bidirectional(&mut outside, &mut inside).await;
                        }
                    });
                }
            }
        });
        Self { url, open, passing }
    }

    pub fn close(&self) {
        self.open.store(false, Ordering::SeqCst);
    }

    pub fn open(&self) {
        self.open.store(true, Ordering::SeqCst);
    }
}

impl Drop for NetworkSwitch {
    fn drop(&mut self) {
        self.passing.abort();
    }
}
