//! A test's own computer, with the app as it is shipped: a session bus, a keychain, a home, the
//! app's data and, once a window is opened, a display. Nothing of it outlives the value.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use x::headless::{Display, Group};
use x::paths;

use crate::close_button;
use crate::keyring::Keyring;
use crate::process::free_address;
use crate::pseudo_terminal;
use crate::window::Window;

/// The beginning of the bus name by which the app notices that it is already running.
const ON_THE_BUS: &str = "app.daybook.desktop";

pub struct Computer {
    // In the order in which they are dropped.
    driver: Option<Group>,
    display: Option<Display>,
    keyring: Keyring,
    settings: Vec<(String, String)>,
    /// The app is not told where its data goes.
    usual: bool,
}

/// What the program printed in the terminal.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// A verb running in a terminal; killed unless it is waited for.
pub struct Talking {
    child: Child,
    out: BufReader<ChildStdout>,
    err: BufReader<ChildStderr>,
}

impl Computer {
    /// Makes a computer with an unlocked keychain, on which Daybook has never run.
    pub fn new() -> Self {
        Self::with(Keyring::unlocked())
    }

    /// Makes a computer with the keychain `keyring`.
    pub fn with(keyring: Keyring) -> Self {
        Self { driver: None, display: None, keyring, settings: Vec::new(), usual: false }
    }

    /// Puts the data in the usual place: only then does the app register for links.
    pub fn with_the_usual_data_dir() -> Self {
        Self { usual: true, ..Self::new() }
    }

    pub fn keyring(&mut self) -> &mut Keyring {
        &mut self.keyring
    }

    /// Returns the folder of the app's data.
    pub fn data(&self) -> PathBuf {
        self.keyring.home().join(if self.usual { ".local/share/daybook" } else { "data" })
    }

    /// Sets an environment variable for the app.
    pub fn set(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        self.settings.push((name.to_owned(), value.into()));
        self
    }

    /// Makes this program the browser.
    pub fn browser(&mut self, program: &Path) -> &mut Self {
        let folder = self.keyring.home().join("bin");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::os::unix::fs::symlink(program, folder.join("xdg-open")).expect("a link to it");
        let path = std::env::var_os("PATH").unwrap_or_default();
        self.set("PATH", format!("{}:{}", folder.display(), path.display()))
    }

    /// Makes the browser one that opens nothing; [`Self::asked_to_open`] returns what it was asked to open.
    pub fn browser_that_waits(&mut self) -> &mut Self {
        let script = self.keyring.home().join("browser");
        let text = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", self.asked().display());
        std::fs::write(&script, text).expect("a script");
        std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o700)).expect("it may run");
        self.browser(&script)
    }

    /// Returns the last address that such a browser was asked to open.
    pub fn asked_to_open(&self) -> Option<String> {
        let text = std::fs::read_to_string(self.asked()).ok()?;
        text.strip_suffix('\n')?.lines().last().map(str::to_owned)
    }

    fn asked(&self) -> PathBuf {
        self.keyring.home().join("asked")
    }

    /// Runs a shell script with the app as `$DAYBOOK` and its data in `$DAYBOOK_DATA_DIR`, with mounts of its own.
    /// `None` = the system does not allow that.
    pub fn script_with_mounts(&self, script: &str) -> Option<Said> {
        let may = self.command("unshare").args(["--user", "--map-root-user", "--mount", "true"]).output();
        if !may.is_ok_and(|tried| tried.status.success()) {
            return None;
        }
        let mut command = self.command("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-eu", "-c", script]).env("DAYBOOK", binary());
        let output = command.env_remove("DISPLAY").output().expect("a shell");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Some(Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) })
    }

    /// Starts the program beside an open window, as a second click on its icon does.
    pub fn start_again(&self) -> std::process::Child {
        let mut command = self.command(binary());
        command.arg("--data-dir").arg(self.data());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("daybook runs")
    }

    /// Starts a verb in the terminal and does not wait for it.
    pub fn start(&self, words: &[&str]) -> std::process::Child {
        let mut command = self.terminal(words);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("daybook runs")
    }

    /// Starts a verb in the terminal with `input` on its standard input, and does not wait for it.
    pub fn start_told(&self, words: &[&str], input: &str) -> std::process::Child {
        let mut command = self.terminal(words);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("daybook runs");
        // It may end without reading its input.
        let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
        child
    }

    /// The environment of a program that is to use the same keychain.
    pub fn session(&self) -> [(&'static str, String); 3] {
        self.keyring.environment()
    }

    /// Starts a verb in the terminal, to read what it prints before it ends.
    pub fn talk(&self, words: &[&str]) -> Talking {
        let mut command = self.terminal(words);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("daybook runs");
        let (out, err) = (child.stdout.take().expect("its output"), child.stderr.take().expect("its errors"));
        Talking { child, out: BufReader::new(out), err: BufReader::new(err) }
    }

    /// Runs a verb whose output is closed before it prints, as `| true` does.
    pub fn unread(&self, words: &[&str]) -> Said {
        let mut command = self.terminal(words);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("daybook runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        Said { code: output.status.code().unwrap_or(-1), out: String::new(), err }
    }

    /// Runs a verb whose output goes to this file.
    pub fn printed_to(&self, file: &Path, words: &[&str]) -> Said {
        let file = std::fs::OpenOptions::new().write(true).open(file).expect("a file to print to");
        let mut command = self.terminal(words);
        let output = command.stdin(Stdio::null()).stdout(file).stderr(Stdio::piped()).output().expect("it ends");
        let err = String::from_utf8(output.stderr).expect("UTF-8");
        Said { code: output.status.code().unwrap_or(-1), out: String::new(), err }
    }

    /// Runs a verb in the terminal, with no display.
    pub fn daybook(&self, words: &[&str]) -> Said {
        self.daybook_told(words, "")
    }

    /// Runs a verb with `input` on its standard input.
    pub fn daybook_told(&self, words: &[&str], input: &str) -> Said {
        let mut command = self.terminal(words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("daybook runs");
        // It may end without reading its input.
        let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs a verb with a person at its terminal, who types this. What they see there is its `err`.
    pub fn at_a_terminal(&self, words: &[&str], typed: &str) -> Said {
        let (code, out, err) = pseudo_terminal::run(self.terminal(words), typed);
        Said { code, out, err }
    }

    /// A verb in the terminal, with no display.
    fn terminal(&self, words: &[&str]) -> Command {
        let mut command = self.command(binary());
        command.args(words).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        command
    }

    /// Opens the app's window. One at a time.
    pub async fn open(&mut self) -> Window {
        let args = if self.usual { json!([]) } else { json!(["--data-dir", self.data()]) };
        self.open_with(args).await
    }

    /// Opens the app's window by a link, as the system does.
    pub async fn open_by_link(&mut self, link: &str) -> Window {
        self.open_with(json!([link])).await
    }

    /// Closes the app's window as a person does, by its button, as soon as it is seen. What the app does then is its own
    /// affair.
    pub async fn close_the_window(&self) {
        let display = self.display.as_ref().expect("a display");
        let began = Instant::now();
        while close_button::press(display.name()).expect("the display answers") == 0 {
            assert!(began.elapsed() < Duration::from_secs(20), "no window is seen");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Returns whether the app runs with a window, hidden or not.
    pub fn has_a_window(&self) -> bool {
        self.keyring.knows(ON_THE_BUS)
    }

    /// Returns whether the system passes links of this scheme to a program.
    pub fn knows_scheme(&self, scheme: &str) -> bool {
        let said = self.command("gio").args(["mime", &format!("x-scheme-handler/{scheme}")]).output();
        let said = said.expect("gio runs");
        String::from_utf8_lossy(&said.stdout).contains(".desktop")
    }

    /// Has the system open a link, as a browser does.
    pub fn open_link(&self, link: &str) {
        let opened = self.command("gio").args(["open", link]).output().expect("gio runs");
        assert!(opened.status.success(), "nothing opens this link: {opened:?}");
    }

    async fn open_with(&mut self, args: Value) -> Window {
        self.end_window().await;
        if self.display.is_none() {
            let screen = self.keyring.home().join("screen");
            self.display = Some(Display::start(&screen, 1280, 860).expect("a virtual display"));
        }
        let driver = paths::tools().join("bin/tauri-driver");
        assert!(driver.exists(), "{} is missing: run `cargo x setup`", driver.display());
        // Another program may take a port between the look and the use of it.
        for _ in 0..3 {
            let (address, native) = (free_address(), free_address());
            let mut command = self.command(&driver);
            command.args(["--port", &address.port().to_string(), "--native-port", &native.port().to_string()]);
            let mut group = Group::start(&command).expect("tauri-driver starts");
            if listens(&mut group, address).await && listens(&mut group, native).await {
                self.driver = Some(group);
                let app = json!({ "application": binary(), "args": args });
                return Window::open(address, app).await;
            }
        }
        panic!("tauri-driver did not start");
    }

    /// Ends what an earlier window left, and waits until the bus has noticed: before that, a start counts as a second
    /// one and ends at once, and WebKitWebDriver waits for its window for ever.
    async fn end_window(&mut self) {
        self.driver = None;
        let began = Instant::now();
        while self.keyring.knows(ON_THE_BUS) {
            assert!(began.elapsed() < Duration::from_secs(20), "the app did not end with its window");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = self.keyring.command(program);
        for person in ["XDG_CACHE_HOME", "XDG_STATE_HOME"] {
            command.env_remove(person);
        }
        command.env("TZ", "Europe/Berlin").env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1");
        if let Some(display) = &self.display {
            command.env("DISPLAY", display.name());
        }
        if !self.usual {
            command.env("DAYBOOK_DATA_DIR", self.data());
        }
        command.envs(self.settings.iter().cloned());
        command
    }
}

impl Default for Computer {
    fn default() -> Self {
        Self::new()
    }
}

impl Said {
    /// Returns the one JSON value on its standard output.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("not one JSON value: {error}\n{self:?}"))
    }

    /// Returns the one JSON error on its standard error.
    pub fn error(&self) -> Value {
        serde_json::from_str(&self.err).unwrap_or_else(|error| panic!("not one JSON value: {error}\n{self:?}"))
    }
}

impl Talking {
    /// Returns the next line of its standard output; empty at the end.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("UTF-8");
        line.trim_end().to_owned()
    }

    /// Returns the next line of its standard error.
    pub fn error_line(&mut self) -> String {
        let mut line = String::new();
        self.err.read_line(&mut line).expect("UTF-8");
        line.trim_end().to_owned()
    }

    /// Waits for its end. Returns what it printed that was not read before.
    pub fn end(mut self) -> Said {
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).expect("UTF-8");
        self.err.read_to_string(&mut err).expect("UTF-8");
        Said { code: self.child.wait().expect("it ends").code().unwrap_or(-1), out, err }
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Returns the app under test: `DAYBOOK_BIN`, else what `cargo x` builds.
fn binary() -> PathBuf {
    let named = std::env::var_os("DAYBOOK_BIN").map(PathBuf::from);
    let binary = named.unwrap_or_else(|| paths::binary("debug"));
    assert!(binary.exists(), "{} is missing: run `cargo x test`", binary.display());
    binary
}

async fn listens(group: &mut Group, address: SocketAddr) -> bool {
    let began = Instant::now();
    while TcpStream::connect(address).is_err() {
        if group.has_ended() || began.elapsed() > Duration::from_secs(10) {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    true
}
