//! The core for the tests of the window, at a free port of this computer, until its standard input closes. Prints one
//! line: the address and the token.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::io::Read;
use std::net::Ipv4Addr;

use daybook_tests::over_http;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let token = over_http::random();
    println!("http://{} {token}", listener.local_addr().unwrap());
    tokio::select! {
        () = over_http::serve(listener, token) => {}
        _ = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())) => {}
    }
}
