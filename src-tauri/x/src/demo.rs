//! `cargo x demo`: the window against providers that run on this computer, so that anybody can click through Google,
//! Outlook, iCloud and CalDAV without an account. Nothing of it outlives the window.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::Window;
use crate::say::{Done, Stop, say};
use crate::{build, paths, setup};

pub fn verb(args: &[String]) -> Done {
    let time = match args {
        [] => None,
        [flag, seconds] if flag == "--seconds" => {
            let number = seconds.parse().map_err(|_| Stop::usage("--seconds wants a number of seconds"))?;
            Some(Duration::from_secs(number))
        }
        _ => return Err(Stop::usage("cargo x demo knows --seconds N and nothing else")),
    };
    setup::to_demo()?;
    build::programs("debug", &["daybook", "demo_servers", "consenting_browser"])?;
    let mut servers = Servers::start()?;
    let shown = setup::has_screen();
    say("demo", "the window is against made-up providers on this computer:");
    for words in &servers.words {
        say("", words);
    }
    let mut settings = std::mem::take(&mut servers.settings);
    settings.push(("DAYBOOK_DATA_DIR".into(), servers.folder.join("data").display().to_string()));
    if !shown {
        settings.push(("PATH".into(), servers.path_with_browser()?));
        say("", "No display, so no browser: one that consents by itself stands in.");
    }
    say("demo", "everything of it is gone when the window closes");
    let home = servers.folder.join("home");
    Window { area: "demo", binary: paths::binary("debug"), args: Vec::new(), settings, home, time }.show()
}

/// The servers at work. They end with the value, and with `cargo x` itself.
struct Servers {
    child: Child,
    folder: PathBuf,
    settings: Vec<(String, String)>,
    words: Vec<String>,
}

impl Servers {
    fn start() -> Result<Self, Stop> {
        let mut command = Command::new(paths::program("debug", "demo_servers"));
        command.env("DAYBOOK_VENV", paths::venv()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let out = child.stdout.take();
        let (folder, settings, words) = (PathBuf::new(), Vec::new(), Vec::new());
        let mut servers = Self { child, folder, settings, words };
        for line in out.into_iter().flat_map(|out| BufReader::new(out).lines()) {
            let line = line?;
            match line.split_once(' ') {
                Some(("folder", path)) => servers.folder = path.into(),
                Some(("set", setting)) => {
                    servers.settings.extend(setting.split_once('=').map(|(name, value)| (name.into(), value.into())));
                }
                Some(("say", words)) => servers.words.push(words.to_owned()),
                _ if line == "ready" => return Ok(servers),
                _ => {}
            }
        }
        Err(Stop::new("The servers of the demo did not start."))
    }

    /// PATH, with a browser before all others that needs no person.
    fn path_with_browser(&self) -> Result<String, Stop> {
        let folder = self.folder.join("bin");
        std::fs::create_dir_all(&folder)?;
        #[cfg(unix)]
        std::os::unix::fs::symlink(paths::program("debug", "consenting_browser"), folder.join("xdg-open"))?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path)));
        Ok(path.map_err(|error| Stop::new(error.to_string()))?.to_string_lossy().into_owned())
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // They clean up when their standard input closes.
        drop(self.child.stdin.take());
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
