//! A Python or Node program that ends with the test, however the test ends.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

/// Runs a module and ends when its standard input closes, even if the test is killed.
const LAUNCH: &str = "
import os, runpy, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)
";

pub struct Process(Child);

impl Process {
    /// Starts `module` and waits until something listens at `address`.
    pub async fn listening(module: &str, arguments: &[&str], home: &Path, address: SocketAddr) -> Self {
        let mut command = Command::new(crate::python::interpreter());
        command.args(["-c", LAUNCH, module]).args(arguments);
        Self::waited_for(&mut command, module, home, address).await
    }

    /// Starts a Node script, which ends by itself when its standard input closes.
    pub async fn node(script: &Path, arguments: &[&str], home: &Path, address: SocketAddr) -> Self {
        let name = script.display().to_string();
        Self::waited_for(Command::new("node").arg(script).args(arguments), &name, home, address).await
    }

    async fn waited_for(command: &mut Command, name: &str, home: &Path, address: SocketAddr) -> Self {
        let log = std::fs::File::create(home.join("log")).unwrap();
        let child = command
            .env("HOME", home)
            .env("XDG_DATA_HOME", home)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let mut process = Self(child);
        let begun = Instant::now();
        while tokio::net::TcpStream::connect(address).await.is_err() {
            let said = || std::fs::read_to_string(home.join("log")).unwrap_or_default();
            assert!(process.0.try_wait().unwrap().is_none(), "{name} ended: {}", said());
            assert!(begun.elapsed() < Duration::from_secs(60), "{name} does not listen: {}", said());
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

/// Returns a port of this computer that nobody uses. It is below the ports that the system hands out, and returned
/// only once per process, so that no server of another test takes it before its owner starts.
pub fn free_address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let begin = u16::try_from(std::process::id() % 1000).unwrap() * 16;
    loop {
        let port = 15_000 + (begin + NEXT.fetch_add(1, Ordering::Relaxed)) % 16_000;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}
