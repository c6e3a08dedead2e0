//! A place for windows: its own display, bus, keychain, home and data, which a later window finds again.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;
use x::headless::{Headless, Keychain, into_file};
use x::place;

use super::Window;

/// Ends everything it started when it is dropped.
pub struct Room {
    // Dropped before the folder it lies in.
    place: Headless,
    folder: TempDir,
    settings: Vec<(String, String)>,
}

impl Room {
    /// A new computer, as it were.
    pub fn new(keychain: Keychain) -> Self {
        let folder = tempfile::Builder::new().prefix("daybook-").tempdir().expect("a folder for the test");
        let place =
            Headless::start(&folder.path().join("home"), 1280, 860, keychain).expect("the virtual display starts");
        Self { place, folder, settings: Vec::new() }
    }

    /// An environment variable for the app.
    pub fn set(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        self.settings.push((name.to_owned(), value.into()));
        self
    }

    /// The data folder of the app.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The display, the bus and the keychain.
    pub fn place(&mut self) -> &mut Headless {
        &mut self.place
    }

    /// Runs the command line beside the window: its output, with the same data and keychain.
    pub fn daybook(&self, args: &[&str]) -> std::process::Output {
        let mut command = self.place.command(binary());
        command.envs(self.settings.iter().cloned()).env("DAYBOOK_DATA_DIR", self.data()).args(args);
        command.output().expect("daybook runs")
    }

    /// Opens the app's window.
    pub async fn open(&mut self) -> Window {
        let driver = place::tools().join("bin/tauri-driver");
        assert!(driver.exists(), "{} is missing: run `cargo x setup`", driver.display());
        for _ in 0..3 {
            let (port, native_port) = (free_port(), free_port());
            let mut command = self.place.command(&driver);
            command.args(["--port", &port.to_string(), "--native-port", &native_port.to_string()]);
            command.envs(self.settings.iter().cloned());
            let words = into_file(&mut command, &self.folder.path().join("driver.log")).expect("a log file");
            self.place.start_program(words).expect("tauri-driver starts");
            // Another program may have taken a port between the look and the use of it.
            if listens(port).await && listens(native_port).await {
                return self.session(port).await;
            }
        }
        panic!("tauri-driver did not start: {}", self.driver_log());
    }

    async fn session(&self, port: u16) -> Window {
        let wish = json!({
            "tauri:options": { "application": binary(), "args": ["--data-dir", self.data()] },
        });
        let wish = wish.as_object().cloned().unwrap_or_default();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(wish).connect(&format!("http://127.0.0.1:{port}")).await;
        let client = client.unwrap_or_else(|error| panic!("the window did not open: {error}\n{}", self.driver_log()));
        Window { client, pictures: place::target().join("tmp/window") }
    }

    fn driver_log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("driver.log")).unwrap_or_default()
    }
}

/// The app under test: `DAYBOOK_BIN`, else what `cargo x` builds.
fn binary() -> PathBuf {
    let named = std::env::var_os("DAYBOOK_BIN").map(PathBuf::from);
    let binary = named.unwrap_or_else(|| place::binary("debug"));
    assert!(Path::new(&binary).exists(), "{} is missing: run `cargo x test`", binary.display());
    binary
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}

async fn listens(port: u16) -> bool {
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if began.elapsed() > Duration::from_secs(10) {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    true
}
