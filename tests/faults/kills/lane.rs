//! One computer with one account, on whose data everything happens.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use daybook_tests::computer::{Computer, Said};
use daybook_tests::dice::Dice;

use super::place::{At, Place};
use super::{Counts, Moment, fresh, rotate};

/// When a token ran out, for whoever is to renew it.
pub const RUN_OUT: i64 = 1;

pub struct Lane {
    pub computer: Computer,
    pub place: Place,
    dice: Dice,
    /// How long each verb takes, as far as is known.
    lasts: BTreeMap<Moment, Duration>,
    /// How many clients were booked, or were to be.
    booked: u32,
    /// Those whose booking was acknowledged.
    acknowledged: Vec<u32>,
    /// How often a process was to be killed while it renewed.
    renewals: u32,
    pub counts: Counts,
}

impl Lane {
    pub async fn start(at: At, dice: Dice) -> Self {
        let place = Place::start(at).await;
        tokio::task::block_in_place(|| {
            let mut computer = Computer::new();
            place.lead(&mut computer);
            fresh::lay_key(&computer);
            let lasts = BTreeMap::new();
            let (booked, acknowledged, counts) = (0, Vec::new(), Counts::default());
            let mut lane = Self { computer, place, dice, lasts, booked, acknowledged, renewals: 0, counts };
            lane.sign_in("at first");
            lane.measure();
            lane
        })
    }

    /// Signs in, and is let in.
    pub fn sign_in(&self, at: &str) {
        let (words, typed) = self.place.sign_in();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let said = self.computer.daybook_told(&words, &format!("{typed}\n"));
        assert_eq!(said.code, 0, "{at}: {said:?}");
    }

    /// What a process is killed in here, in this order.
    fn round(&self) -> &'static [Moment] {
        if self.place.rotates() { &Moment::RENEWING } else { &Moment::ROUND }
    }

    /// Lets each verb run to its end once.
    fn measure(&mut self) {
        for &moment in self.round() {
            if !self.lasts.contains_key(&moment) {
                let (_, lasted) = self.run(moment, None);
                self.lasts.insert(moment, lasted);
                self.check(moment);
            }
        }
    }

    /// Kills until it has been done so many times.
    pub fn kill(mut self, times: u32) -> Counts {
        for &moment in self.round().iter().cycle() {
            if self.counts.kills() >= times {
                break;
            }
            if moment == Moment::Refresh && self.place.auth().is_none() {
                continue;
            }
            let after = self.lasts[&moment].mul_f64(self.dice.share());
            let (killed, lasted) = self.run(moment, Some(after));
            if !killed {
                // The machine is faster, or had less to do.
                self.lasts.insert(moment, lasted);
            }
            self.counts.add(moment, self.place.name(), killed);
            self.check(moment);
        }
        self.counts
    }

    /// Runs a verb and kills it after this time. Returns whether it was still running, and how long it did.
    fn run(&mut self, moment: Moment, after: Option<Duration>) -> (bool, Duration) {
        let mut unanswered = false;
        match moment {
            Moment::Migrate | Moment::FirstKey => return fresh::run(&self.computer, moment, after),
            Moment::Book => {}
            Moment::Sync => {
                self.place.plant(self.booked);
                if self.booked.is_multiple_of(3) {
                    self.book_while_paused();
                }
            }
            Moment::Refresh => {
                if self.place.rotates() {
                    self.book_while_paused();
                    unanswered = self.delay_the_tokens(after.is_some());
                }
                self.alter(&format!("UPDATE calendar_connections SET expires_at = {RUN_OUT}"));
            }
            Moment::SignIn => {}
        }
        let (words, typed) = match moment {
            Moment::Book => (self.booking(), String::new()),
            Moment::SignIn => self.place.sign_in(),
            Moment::Sync | Moment::Refresh | Moment::Migrate | Moment::FirstKey => (vec!["sync".into()], String::new()),
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let child = self.computer.start_told(&words, &format!("{typed}\n"));
        let (ended, lasted) = match self.place.auth() {
            Some(auth) if unanswered => rotate::dies_unanswered(child, auth),
            Some(_) | None => ends(child, after),
        };
        if moment == Moment::Book && ended == Some(0) {
            self.acknowledged.push(self.booked);
        }
        (ended.is_none(), lasted)
    }

    /// The words that book the next client at a time of their own.
    fn booking(&mut self) -> Vec<String> {
        self.booked += 1;
        let start = chrono::DateTime::from_timestamp(1_830_297_600 + i64::from(self.booked) * 3_600, 0).unwrap();
        let start = start.format("%Y-%m-%dT%H:%M").to_string();
        let client = name(self.booked);
        ["book", "--client", &client, "--start", &start, "--minutes", "50", "--anyway"].map(str::to_owned).to_vec()
    }

    /// Books what the next sync has to send.
    fn book_while_paused(&mut self) {
        self.alter("UPDATE calendar_connections SET paused = 1");
        let words = self.booking();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let said = self.computer.daybook(&words);
        assert!(matches!(said.code, 0 | 4), "{said:?}");
        self.acknowledged.push(self.booked);
        self.alter("UPDATE calendar_connections SET paused = 0");
    }

    /// Has the provider take its time with the next tokens, if a process is to be killed. Returns whether it keeps them until
    /// that is dead: every other time.
    fn delay_the_tokens(&mut self, is_killed: bool) -> bool {
        let Some(auth) = self.place.auth() else { return false };
        auth.forget_seen();
        if !is_killed {
            return false;
        }
        self.renewals += 1;
        let unanswered = self.renewals.is_multiple_of(2);
        rotate::delay(auth, unanswered, self.dice.share());
        unanswered
    }

    fn alter(&self, sql: &str) {
        self.file().execute(sql, []).unwrap();
    }

    /// The data file, read past the program.
    pub fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.computer.data().join("daybook.db")).unwrap()
    }

    /// Syncs, and says how that ended. A machine with too much to do keeps even a keychain from answering in time.
    pub fn sync(&self) -> Said {
        let sync = || self.computer.daybook(&["sync", "--json"]);
        let mut said = sync();
        for _ in 0..5 {
            if said.code == 0 || !said.err.contains("key.no_answer") {
                break;
            }
            said = sync();
        }
        said
    }

    /// Everything that must hold after each kill.
    fn check(&mut self, moment: Moment) {
        if matches!(moment, Moment::Migrate | Moment::FirstKey) {
            return;
        }
        let at = format!("{moment:?} at {}, {} booked", self.place.name(), self.booked);
        // As the kill left it, before anybody mends it.
        is_sealed(&self.computer.data(), &self.place.secrets(), &at);
        if moment == Moment::Refresh && self.place.rotates() {
            rotate::settle(self, &at);
        }
        let said = self.sync();
        assert_eq!(said.code, 0, "{at}: {said:?}");
        let report = said.json();
        assert_eq!((&report["waiting"], &report["failed"]), (&0.into(), &0.into()), "{at}: {report}");
        assert_eq!(report["connections"][0]["status"], "connected", "{at}: {report}");

        let titles = self.place.titles();
        let ours: Vec<&String> = titles.iter().filter(|title| title.starts_with(CLIENT)).collect();
        let file = self.file();
        let sound: String = file.query_row("PRAGMA quick_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok", "{at}");
        let count: i64 = file.query_row("SELECT count(*) FROM appointments", [], |row| row.get(0)).unwrap();
        assert_eq!(usize::try_from(count), Ok(ours.len()), "{at}: as many here as there: {ours:?}");
        for number in 1..=self.booked {
            let stands = titles.iter().filter(|title| **title == name(number)).count();
            let most = usize::from(self.acknowledged.contains(&number));
            assert!((most..=1).contains(&stands), "{at}: client {number} stands there {stands} times");
        }
    }
}

const CLIENT: &str = "Ottolinde Fjorquist ";

fn name(number: u32) -> String {
    format!("{CLIENT}{number}")
}

/// Nothing that names a person or gives access lies in the open.
pub fn is_sealed(folder: &Path, secrets: &[String], at: &str) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        for needle in secrets.iter().map(String::as_str).chain([CLIENT]) {
            let found = memchr::memmem::find(&bytes, needle.as_bytes()).is_some();
            assert!(!found, "{at}: {} holds what is secret", path.display());
        }
    }
}

/// Waits for the end of a process, and kills it if that does not come in time. Returns the exit code if it ended by itself.
pub fn ends(mut child: Child, after: Option<Duration>) -> (Option<i32>, Duration) {
    let began = Instant::now();
    let longest = after.unwrap_or(Duration::from_secs(120));
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), began.elapsed());
        }
        let left = longest.saturating_sub(began.elapsed());
        if left.is_zero() {
            assert!(after.is_some(), "a verb does not end");
            child.kill().unwrap();
            child.wait().unwrap();
            return (None, began.elapsed());
        }
        std::thread::sleep(left.min(Duration::from_millis(2)));
    }
}
