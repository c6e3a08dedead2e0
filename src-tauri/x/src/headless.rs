//! A place without a screen: a virtual display and, for `cargo x run`, a session bus and
//! a keychain. Everything ends with its value. Linux only.

use std::fs::{self, DirBuilder};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::png::Picture;
use crate::say::{Stop, on_path};

/// How long anything here may take to come up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program and everything it started: a process group that ends with the value.
pub struct Group(Child);

impl Group {
    /// Starts `command`; its process group ends with the value, and the program with the thread that
    /// called, even if that is killed.
    pub fn start(command: &Command) -> Result<Self, Stop> {
        Ok(Self(spawn(&mut bound(command))?))
    }

    /// The same, with something for its standard input.
    fn start_telling(command: &Command, input: &str) -> Result<Self, Stop> {
        let mut child = spawn(bound(command).stdin(Stdio::piped()))?;
        if let Some(mut pipe) = child.stdin.take() {
            pipe.write_all(input.as_bytes())?;
        }
        Ok(Self(child))
    }

    pub fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let signal = |name: &str| {
            let _ = quiet(&mut Command::new("kill")).args([name, "--", &group]).status();
        };
        signal("-TERM");
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(2) && !self.has_ended() {
            thread::sleep(Duration::from_millis(10));
        }
        signal("-KILL");
        let _ = self.0.wait();
    }
}

/// Wraps `command` in setpriv (part of every Linux), so that the kernel ends it with the thread that starts it.
fn bound(command: &Command) -> Command {
    let mut bound = if on_path("setpriv") {
        let mut bound = Command::new("setpriv");
        bound.args(["--pdeathsig", "TERM", "--"]).arg(command.get_program());
        bound
    } else {
        Command::new(command.get_program())
    };
    bound.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => bound.env(name, value),
            None => bound.env_remove(name),
        };
    }
    quiet(&mut bound);
    bound
}

fn spawn(command: &mut Command) -> Result<Child, Stop> {
    command.process_group(0);
    command.spawn().map_err(|error| Stop::new(format!("{command:?} did not start: {error}")))
}

fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

/// A virtual display (Xvfb).
pub struct Display {
    name: String,
    folder: PathBuf,
    _xvfb: Group,
}

impl Display {
    /// Starts a display of this size, with its framebuffer in `folder`.
    pub fn start(folder: &Path, width: u32, height: u32) -> Result<Self, Stop> {
        private(folder)?;
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", &format!("{width}x{height}x24"), "-fbdir"]);
        xvfb.arg(folder);
        let mut child = spawn(bound(&xvfb).stdout(Stdio::piped()))?;
        // It writes the number of its display.
        let mut number = String::new();
        if let Some(mut out) = child.stdout.take() {
            let mut byte = [0];
            while out.read(&mut byte)? == 1 && byte[0] != b'\n' {
                number.push(char::from(byte[0]));
            }
        }
        let xvfb = Group(child);
        if number.is_empty() {
            return Err(Stop::new("The virtual display (Xvfb) did not start."));
        }
        Ok(Self { name: format!(":{number}"), folder: folder.to_path_buf(), _xvfb: xvfb })
    }

    /// Such as `:99`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns a picture of what it shows now.
    pub fn picture(&self) -> Option<Picture> {
        Picture::of_framebuffer(&self.folder.join("Xvfb_screen0"))
    }
}

/// A home, a session bus and an unlocked keychain, none of them the person's own.
pub struct Session {
    home: PathBuf,
    // In the order in which they are dropped.
    _keychain: Option<Group>,
    _bus: Group,
}

impl Session {
    /// Starts a session; what an earlier one left in `home` is still there.
    pub fn start(home: &Path) -> Result<Self, Stop> {
        let run = home.join("run");
        private(&run)?;
        let bus = run.join("bus");
        let _ = fs::remove_file(&bus);
        let config = run.join("bus.conf");
        // No service folders, so that nothing starts by itself.
        fs::write(
            &config,
            format!(
                "<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
                 <policy context='default'><allow send_destination='*'/><allow receive_sender='*'/>\
                 <allow own='*'/></policy></busconfig>",
                bus.display()
            ),
        )?;
        let mut daemon = Command::new("dbus-daemon");
        daemon.arg("--nofork").arg("--config-file").arg(config);
        let group = Group::start(&daemon)?;
        until("the session bus", || bus.exists())?;
        let mut session = Self { home: home.to_path_buf(), _keychain: None, _bus: group };
        session._keychain = Some(session.start_keychain()?);
        Ok(session)
    }

    /// Returns a command that sees this session and nothing of the person's own.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let run = self.home.join("run");
        command.env("HOME", &self.home).env("XDG_RUNTIME_DIR", &run);
        command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", run.join("bus").display()));
        for name in ["CONFIG", "DATA", "STATE", "CACHE"] {
            command.env(format!("XDG_{name}_HOME"), self.home.join(name.to_lowercase()));
        }
        command.env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1").env_remove("GNOME_KEYRING_CONTROL");
        command
    }

    fn start_keychain(&self) -> Result<Group, Stop> {
        let mut daemon = self.command("gnome-keyring-daemon");
        daemon.args(["--foreground", "--unlock", "--components=secrets"]);
        let group = Group::start_telling(&daemon, "for looking only")?;
        let mut ask = self.command("dbus-send");
        ask.args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"]);
        ask.args(["org.freedesktop.Secret.Service.ReadAlias", "string:default"]);
        let collection = "/org/freedesktop/secrets/collection/";
        until("the keychain", || {
            let said = bound_output(&ask);
            said.is_some_and(|said| said.contains(collection))
        })?;
        Ok(group)
    }
}

fn bound_output(command: &Command) -> Option<String> {
    let out = bound(command).stdout(Stdio::piped()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Makes a folder for its owner only.
fn private(folder: &Path) -> Result<(), Stop> {
    Ok(DirBuilder::new().recursive(true).mode(0o700).create(folder)?)
}

/// Waits for `condition`; the error names what did not happen.
fn until(what: &str, condition: impl Fn() -> bool) -> Result<(), Stop> {
    let began = Instant::now();
    while !condition() {
        if began.elapsed() > PATIENCE {
            return Err(Stop::new(format!("{what} did not come up within {} seconds.", PATIENCE.as_secs())));
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
