//! A SOCKS5 proxy (RFC 1928, RFC 1929) that leads every name to this computer, and notes what it was asked for.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub struct Socks {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl Socks {
    /// Lets in who gives this user name and password; `None` = anybody.
    pub async fn start(sign_in: Option<(&'static str, &'static str)>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let noted = noted.clone();
                tokio::spawn(async move {
                    let _ended = serve(stream, sign_in, &noted).await;
                });
            }
        });
        Self { address, asked, serving }
    }

    /// Host and port of each connection, the name as it came: an address if it was looked up before.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Socks {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    sign_in: Option<(&str, &str)>,
    noted: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).await?;
    stream.read_exact(&mut vec![0; usize::from(head[1])]).await?;
    if let Some((user, password)) = sign_in {
        stream.write_all(&[5, 2]).await?;
        stream.read_exact(&mut [0; 1]).await?;
        let right = text(&mut stream).await? == user && text(&mut stream).await? == password;
        stream.write_all(&[1, u8::from(!right)]).await?;
        if !right {
            return Ok(());
        }
    } else {
        stream.write_all(&[5, 0]).await?;
    }
    let mut request = [0; 4];
    stream.read_exact(&mut request).await?;
    let host = match request[3] {
        1 => {
            let mut address = [0; 4];
            stream.read_exact(&mut address).await?;
            Ipv4Addr::from(address).to_string()
        }
        3 => text(&mut stream).await?,
        kind => format!("address of kind {kind}"),
    };
    let port = stream.read_u16().await?;
    noted.lock().unwrap().push(format!("{host}:{port}"));
    let mut there = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
    stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await?;
    tokio::io::copy_bidirectional(&mut stream, &mut there).await?;
    Ok(())
}

/// Reads a text with its length before it.
async fn text(stream: &mut TcpStream) -> std::io::Result<String> {
    let length = stream.read_u8().await?;
    let mut bytes = vec![0; usize::from(length)];
    stream.read_exact(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
