//! `cargo x run`: set up, build, open the window.

use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::say::{Done, Stop, say};
use crate::{build, paths, setup};

/// What was asked for on the command line.
#[derive(Default)]
struct Wish {
    release: bool,
    /// Close the window after this time.
    time: Option<Duration>,
    app_args: Vec<String>,
}

pub fn verb(args: &[String]) -> Done {
    let wish = parse(args)?;
    setup::to_run()?;
    let profile = if wish.release { "release" } else { "debug" };
    build::app(profile)?;
    let Wish { release: _, time, app_args } = wish;
    let (binary, home) = (paths::binary(profile), paths::cache().join("no-screen"));
    Window { area: "run", binary, args: app_args, settings: Vec::new(), home, time }.show()
}

fn parse(args: &[String]) -> Result<Wish, Stop> {
    let mut wish = Wish::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--release" => wish.release = true,
            "--seconds" => {
                let number = args.next().and_then(|text| text.parse().ok());
                let number = number.ok_or_else(|| Stop::usage("--seconds wants a number of seconds"))?;
                wish.time = Some(Duration::from_secs(number));
            }
            "--" => wish.app_args.extend(args.by_ref().cloned()),
            other => {
                return Err(Stop::usage(format!(
                    "cargo x run does not know `{other}`; put it after `--` if daybook does"
                )));
            }
        }
    }
    Ok(wish)
}

/// The app's window, and how it is opened.
pub struct Window {
    /// What each line of progress begins with.
    pub area: &'static str,
    pub binary: PathBuf,
    pub args: Vec<String>,
    /// Environment variables.
    pub settings: Vec<(String, String)>,
    /// Without a display: where data and keychain go.
    pub home: PathBuf,
    /// Close it after this time.
    pub time: Option<Duration>,
}

impl Window {
    /// Opens it and waits until it is closed.
    pub fn show(&self) -> Done {
        if !setup::has_screen() {
            return self.no_screen();
        }
        say(self.area, self.binary.display());
        let mut command = Command::new(&self.binary);
        command.args(&self.args).envs(self.settings.iter().cloned()).current_dir(paths::root());
        self.watch(command.spawn()?)
    }

    /// Waits until the window is closed, or time is up.
    fn watch(&self, mut app: Child) -> Done {
        let began = Instant::now();
        loop {
            if let Some(status) = app.try_wait()? {
                return if status.success() { Ok(()) } else { Err(Stop::new(format!("Daybook ended with {status}."))) };
            }
            if self.time.is_some_and(|time| began.elapsed() >= time) {
                app.kill()?;
                app.wait()?;
                say(self.area, "closed after the time asked for");
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Opens the window on a virtual display, with its own bus, keychain and home, and takes a picture of it.
    #[cfg(unix)]
    fn no_screen(&self) -> Done {
        use crate::headless::{Display, Session};
        let (area, home) = (self.area, &self.home);
        say(area, "no display here: the window opens on a virtual one, with a keychain and data of its own");
        say(
            area,
            format_args!(
                "data and keychain: {} (for looking: the keychain's passphrase is not secret)",
                home.display()
            ),
        );
        let display = Display::start(&home.join("screen"), 1180, 780)?;
        let session = Session::start(home)?;
        let mut command = session.command(&self.binary);
        command.envs(self.settings.iter().cloned()).env("DISPLAY", display.name()).args(&self.args);
        let mut app = command.spawn()?;
        let picture = paths::target().join("daybook-window.png");
        match painted(&display, &mut app)? {
            Some(seen) => {
                seen.save(&picture)?;
                say(
                    area,
                    format_args!("display {}, window painted; screenshot: {}", display.name(), picture.display()),
                );
                println!("{}", picture.display());
            }
            None => say(area, format_args!("display {}: nothing was painted within 30 seconds", display.name())),
        }
        if self.time.is_none() {
            say(area, "the window stays open until Ctrl-C");
        }
        self.watch(app)
    }

    #[cfg(not(unix))]
    fn no_screen(&self) -> Done {
        Err(Stop::new("There is no display."))
    }
}

/// Returns the first picture that shows something and does not change for half a second.
#[cfg(unix)]
fn painted(display: &crate::headless::Display, app: &mut Child) -> Result<Option<crate::png::Picture>, Stop> {
    let began = Instant::now();
    let mut last: Option<crate::png::Picture> = None;
    while began.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(500));
        if let Some(status) = app.try_wait()? {
            return Err(Stop::new(format!("Daybook ended with {status} before it showed anything.")));
        }
        let now = display.picture().filter(crate::png::Picture::shows_something);
        if let (Some(last), Some(now)) = (&last, &now)
            && last.rgb == now.rgb
        {
            break;
        }
        last = now;
    }
    Ok(last)
}
