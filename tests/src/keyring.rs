//! A test's own Secret Service: a private bus, and gnome-keyring with a private home. Nothing of it
//! outlives the value, and the person's own keychain is not touched.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A session bus, at first without a keychain.
pub struct Keyring {
    // In the order in which they are dropped; the folder is last.
    prompter: Option<Running>,
    daemon: Option<Running>,
    _bus: Running,
    address: String,
    folder: TempDir,
}

/// An address at which no bus listens.
pub const NO_BUS: &str = "unix:path=/nonexistent/bus";

const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:dir=RUN</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// The states of the keychain. Each method returns once the state is reached.
impl Keyring {
    /// A bus without a Secret Service, and without a way to start one.
    pub fn absent() -> Self {
        let folder = tempfile::Builder::new().prefix("daybook-").tempdir().expect("a folder");
        let run = folder.path().join("run");
        std::fs::create_dir(&run).expect("a runtime folder");
        for private in [folder.path(), &run] {
            std::fs::set_permissions(private, PermissionsExt::from_mode(0o700)).expect("owner-only");
        }
        let config = folder.path().join("bus.conf");
        std::fs::write(&config, BUS.replace("RUN", &run.to_string_lossy())).expect("the bus's configuration");

        let mut command = Command::new("dbus-daemon");
        command.arg("--config-file").arg(&config).args(["--nofork", "--print-address=1"]);
        let (bus, address) = Running::start_until_line(command.stderr(Stdio::null()));
        Self { prompter: None, daemon: None, _bus: bus, address, folder }
    }

    /// As after logging in with a password.
    pub fn unlocked() -> Self {
        let mut keyring = Self::absent();
        keyring.unlock();
        keyring
    }

    /// Ends the session's keychain and starts it as logging in with the password does.
    pub fn unlock(&mut self) {
        self.start(&["--unlock"]);
        // The default collection, as property `Locked` shows it.
        self.until(
            "org.freedesktop.secrets",
            "/org/freedesktop/secrets/aliases/default",
            &["org.freedesktop.DBus.Properties.Get", "string:org.freedesktop.Secret.Collection", "string:Locked"],
            "boolean false",
        );
    }

    /// Ends the session's keychain and starts it as logging in without a password does. What it held is
    /// still there, but locked; unless prompts are left open (`leave_prompts_open`), each counts as refused.
    pub fn lock(&mut self) {
        self.start(&[]);
        self.until(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            &["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"],
            "boolean true",
        );
    }

    /// From now on a prompt stays open until `refuse_prompts`. `probe` is the path of `keychain_probe`.
    pub fn leave_prompts_open(&mut self, probe: &str) {
        self.prompter = Some(Running::start_until_line(self.command(probe).arg("prompter")).0);
    }

    /// Closes open prompts and refuses further ones.
    pub fn refuse_prompts(&mut self) {
        self.prompter = None;
    }

    /// Returns whether a program of this session has a bus name that begins like this.
    pub fn knows(&self, beginning: &str) -> bool {
        let mut command = self.command("dbus-send");
        command.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]);
        let said = command.arg("org.freedesktop.DBus.ListNames").output();
        let said = said.expect("dbus-send runs: `cargo x setup` installs dbus");
        assert!(said.status.success(), "the bus does not answer: {said:?}");
        String::from_utf8_lossy(&said.stdout).contains(&format!("string \"{beginning}"))
    }

    /// A program in this session: its bus, its home, no display.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.envs(self.environment());
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
            command.env_remove(name);
        }
        command
    }

    /// Returns the environment of this session.
    pub fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("DBUS_SESSION_BUS_ADDRESS", self.address.clone()),
            ("HOME", self.home().to_string_lossy().into_owned()),
            ("XDG_RUNTIME_DIR", self.home().join("run").to_string_lossy().into_owned()),
        ]
    }

    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// What the keychain complained of since it was started.
    fn said(&self) -> PathBuf {
        self.home().join("gnome-keyring.log")
    }

    fn start(&mut self, args: &[&str]) {
        self.daemon = None;
        let mut command = self.command("gnome-keyring-daemon");
        command.args(args).args(["--foreground", "--components=secrets"]);
        let said = std::fs::File::create(self.said()).expect("its folder");
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(said);
        let mut daemon = Running::start(&mut command);
        let mut password = daemon.0.stdin.take().expect("its input");
        password.write_all(b"the login password").expect("it reads the password");
        self.daemon = Some(daemon);
    }

    /// Waits until the call answers with `expected`.
    fn until(&self, to: &str, path: &str, call: &[&str], expected: &str) {
        let began = Instant::now();
        loop {
            let mut command = self.command("dbus-send");
            command.args(["--session", "--print-reply", &format!("--dest={to}"), path]).args(call);
            let said = command.output().expect("dbus-send runs: `cargo x setup` installs dbus");
            if String::from_utf8_lossy(&said.stdout).contains(expected) {
                return;
            }
            assert!(
                began.elapsed() < Duration::from_secs(30),
                "gnome-keyring did not start: {said:?}, {}",
                std::fs::read_to_string(self.said()).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// A child process that ends with the value.
struct Running(Child);

impl Running {
    fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap_or_else(|problem| panic!("{:?}: {problem}", command.get_program())))
    }

    /// Starts it and waits for its first line.
    fn start_until_line(command: &mut Command) -> (Self, String) {
        let mut child = Self::start(command.stdout(Stdio::piped()));
        let mut line = String::new();
        BufReader::new(child.0.stdout.take().expect("its output")).read_line(&mut line).expect("its first line");
        assert!(!line.is_empty(), "{:?} ended at once", command.get_program());
        (child, line.trim().to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _reaped = self.0.wait();
    }
}
