//! A Python program that ends with the test, however the test ends.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Runs a module and leaves when its standard input closes: also if the test is killed.
const LAUNCH: &str = "
import os, runpy, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)
";

pub struct Process(Child);

impl Process {
    /// Starts `module` and waits until something listens at `address`.
    pub async fn listening(module: &str, arguments: &[&str], home: &std::path::Path, address: SocketAddr) -> Self {
        let log = std::fs::File::create(home.join("log")).unwrap();
        let child = Command::new(crate::python::interpreter())
            .args(["-c", LAUNCH, module])
            .args(arguments)
            .env("HOME", home)
            .env("XDG_DATA_HOME", home)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut process = Self(child);
        let begun = Instant::now();
        while tokio::net::TcpStream::connect(address).await.is_err() {
            let said = || std::fs::read_to_string(home.join("log")).unwrap_or_default();
            assert!(process.0.try_wait().unwrap().is_none(), "{module} ended: {}", said());
            assert!(begun.elapsed() < Duration::from_secs(60), "{module} does not listen: {}", said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port of this computer that nobody uses.
pub fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}
