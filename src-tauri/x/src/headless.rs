//! A place with no person in front of it: a virtual display, a session bus with nothing on it but
//! what is started here, and, if wanted, a keychain. All of it ends with the value. Linux.

use std::fs::{self, DirBuilder, File};
use std::io::{Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::png::Picture;
use crate::say::{Stop, on_path};

/// What the place has for a keychain (GNOME Keyring).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keychain {
    Unlocked,
    /// Nothing answers for `org.freedesktop.secrets`.
    None,
}

/// The passphrase of a keychain that protects nothing.
const PASSPHRASE: &str = "for looking only";
const PATIENCE: Duration = Duration::from_secs(20);

/// Its processes are ended when it is dropped.
pub struct Headless {
    home: PathBuf,
    display: String,
    path: std::ffi::OsString,
    children: Vec<Child>,
}

impl Headless {
    /// Starts everything; `home` is made, for its owner only, and is HOME of what runs here.
    pub fn start(home: &Path, width: u32, height: u32, keychain: Keychain) -> Result<Self, Stop> {
        for folder in ["run", "screen"] {
            DirBuilder::new().recursive(true).mode(0o700).create(home.join(folder))?;
        }
        let mut place = Self {
            home: home.to_path_buf(),
            display: String::new(),
            path: std::env::var_os("PATH").unwrap_or_default(),
            children: Vec::new(),
        };
        place.start_display(width, height)?;
        place.start_bus()?;
        if keychain == Keychain::Unlocked {
            place.start_keychain()?;
        }
        Ok(place)
    }

    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Such as `:99`.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Puts a folder first on PATH: what lies there is found before the system's own.
    pub fn put_first_on_path(&mut self, folder: &Path) -> Result<(), Stop> {
        let all = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&self.path));
        self.path = std::env::join_paths(all).map_err(|error| Stop::new(error.to_string()))?;
        Ok(())
    }

    /// A program that sees this place and nothing of the person's own session.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        // setpriv: the program ends with the thread that started it, even when that is killed.
        let mut command = if on_path("setpriv") {
            let mut command = Command::new("setpriv");
            command.args(["--pdeathsig", "TERM", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.env_clear();
        for kept in ["LANG", "LC_ALL", "TZ", "RUST_BACKTRACE", "SSL_CERT_FILE", "SSL_CERT_DIR", "DAYBOOK_LOG"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command
            .env("PATH", &self.path)
            .env("HOME", &self.home)
            .env("XDG_CONFIG_HOME", self.home.join("config"))
            .env("XDG_DATA_HOME", self.home.join("data"))
            .env("XDG_STATE_HOME", self.home.join("state"))
            .env("XDG_CACHE_HOME", self.home.join("cache"))
            .env("XDG_RUNTIME_DIR", self.home.join("run"))
            .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", self.bus().display()))
            .env("DISPLAY", &self.display)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1");
        command
    }

    /// Starts a long-running program here and ends it, and what it started, with the place.
    pub fn start_program(&mut self, command: &mut Command) -> Result<u32, Stop> {
        let child = spawn(command)?;
        let id = child.id();
        self.children.push(child);
        Ok(id)
    }

    /// What the display shows now.
    pub fn picture(&self) -> Option<Picture> {
        Picture::of_framebuffer(&self.home.join("screen/Xvfb_screen0"))
    }

    /// Locks the keychain, as a person or a time-out would.
    pub fn lock_keychain(&self) -> Result<(), Stop> {
        self.secrets("Lock", &[&format!("array:objpath:{COLLECTION}")]).map(drop)
    }

    /// Unlocks it again without asking anybody.
    pub fn unlock_keychain(&self) -> Result<(), Stop> {
        let mut command = self.command("gnome-keyring-daemon");
        command.arg("--unlock").env("GNOME_KEYRING_CONTROL", self.home.join("run/keyring"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(PASSPHRASE.as_bytes())?;
        }
        child.wait()?;
        Ok(())
    }

    fn start_display(&mut self, width: u32, height: u32) -> Result<(), Stop> {
        // Xvfb writes the number of the display it took to its standard output.
        let mut xvfb = self.command("Xvfb");
        xvfb.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24"), "-fbdir"])
            .arg(self.home.join("screen"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = spawn(&mut xvfb)?;
        let mut number = String::new();
        if let Some(mut out) = child.stdout.take() {
            let mut byte = [0];
            while out.read(&mut byte)? == 1 && byte[0] != b'\n' {
                number.push(char::from(byte[0]));
            }
        }
        self.children.push(child);
        if number.is_empty() {
            return Err(Stop::new("Xvfb did not start."));
        }
        self.display = format!(":{number}");
        Ok(())
    }

    fn bus(&self) -> PathBuf {
        self.home.join("run/bus")
    }

    fn start_bus(&mut self) -> Result<(), Stop> {
        // No service folders: nothing starts by itself, so "no keychain" means none.
        let config = self.home.join("run/bus.conf");
        fs::write(
            &config,
            format!(
                "<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
                 <policy context='default'><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/>\
                 <allow own='*'/></policy></busconfig>",
                self.bus().display()
            ),
        )?;
        let _ = fs::remove_file(self.bus());
        let mut daemon = self.command("dbus-daemon");
        daemon.arg("--nofork").arg(format!("--config-file={}", config.display()));
        self.start_program(quiet(&mut daemon))?;
        until("the session bus", || self.bus().exists())
    }

    fn start_keychain(&mut self) -> Result<(), Stop> {
        let mut daemon = self.command("gnome-keyring-daemon");
        daemon
            .args(["--foreground", "--unlock", "--components=secrets", "--control-directory"])
            .arg(self.home.join("run/keyring"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = spawn(&mut daemon)?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(PASSPHRASE.as_bytes())?;
        }
        self.children.push(child);
        until("the keychain", || {
            self.secrets("ReadAlias", &["string:default"]).is_ok_and(|answer| answer.contains(COLLECTION))
        })
    }

    /// Calls the Secret Service.
    fn secrets(&self, method: &str, args: &[&str]) -> Result<String, Stop> {
        let out = self
            .command("dbus-send")
            .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
            .arg(format!("org.freedesktop.Secret.Service.{method}"))
            .args(args)
            .output()?;
        if out.status.success() {
            Ok(String::from_utf8_lossy(&out.stdout).into_owned())
        } else {
            Err(Stop::new(String::from_utf8_lossy(&out.stderr).into_owned()))
        }
    }
}

const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

impl Drop for Headless {
    fn drop(&mut self) {
        while let Some(mut child) = self.children.pop() {
            end(&mut child);
        }
    }
}

/// Waits for `condition`; the error names what did not come.
pub fn until(what: &str, condition: impl Fn() -> bool) -> Result<(), Stop> {
    let began = Instant::now();
    while !condition() {
        if began.elapsed() > PATIENCE {
            return Err(Stop::new(format!("{what} did not come up within {} seconds.", PATIENCE.as_secs())));
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Sends a program's words to nowhere.
pub fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

/// Sends a program's words to a file.
pub fn into_file<'a>(command: &'a mut Command, file: &Path) -> Result<&'a mut Command, Stop> {
    let out = File::create(file)?;
    Ok(command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(out))
}

/// Starts `command` in a process group of its own.
fn spawn(command: &mut Command) -> Result<Child, Stop> {
    command.process_group(0);
    command.spawn().map_err(|error| Stop::new(format!("{command:?} did not start: {error}")))
}

/// Ends a child and everything in its process group.
pub fn end(child: &mut Child) {
    let group = format!("-{}", child.id());
    let signal = |name: &str| {
        let _ = quiet(&mut Command::new("kill")).args([name, "--", &group]).status();
    };
    signal("-TERM");
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(2) {
        if matches!(child.try_wait(), Ok(Some(_))) {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    signal("-KILL");
    let _ = child.wait();
}

/// Whether the programs are here that [`Headless::start`] needs.
pub fn possible() -> bool {
    ["Xvfb", "dbus-daemon", "gnome-keyring-daemon"].into_iter().all(on_path)
}
