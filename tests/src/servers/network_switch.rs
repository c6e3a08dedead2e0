//! A connection to a server on this computer that can be switched off and on: a network that comes and goes.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

pub struct NetworkSwitch {
    /// The server's address, by way of this switch.
    pub url: Url,
    open: watch::Sender<bool>,
    passing: JoinHandle<()>,
}

impl NetworkSwitch {
    /// Makes a switch, switched on, to `server`, whose host must be `127.0.0.1`.
    pub async fn to(server: &Url) -> Self {
        let behind: SocketAddr = server.socket_addrs(|| None).unwrap()[0];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut url = server.clone();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let (open, is_open) = watch::channel(true);
        let passing = tokio::spawn(async move {
            loop {
                let (mut outside, _) = listener.accept().await.unwrap();
                // Switched off: connections are dropped, those that are under way too.
                if *is_open.borrow() {
                    let mut is_open = is_open.clone();
                    tokio::spawn(async move {
                        let Ok(mut inside) = TcpStream::connect(behind).await else { return };
                        let cut = async { drop(is_open.wait_for(|open| !open).await) };
                        tokio::select! {
                            _ended = copy_bidirectional(&mut outside, &mut inside) => {}
                            () = cut => {}
                        }
                    });
                }
            }
        });
        Self { url, open, passing }
    }

    pub fn close(&self) {
        self.open.send_replace(false);
    }

    pub fn open(&self) {
        self.open.send_replace(true);
    }
}

impl Drop for NetworkSwitch {
    fn drop(&mut self) {
        self.passing.abort();
    }
}
