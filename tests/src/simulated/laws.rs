//! The laws, judged when all is quiet: no faults any more, everybody signed in, several syncs on each device.

use std::collections::HashMap;
use std::time::Duration;

use daybook_core::app::views::{Appointment, Availability};
use daybook_core::model::appointment::Status;

use super::device::Device;
use super::far_side::{Mail, Standing, Told};
use super::history::History;
use super::ledger::{Choice, FIELDS, Field, Line, Place};
use super::view::{local, name, there, view};

impl History {
    /// Lets all come to rest. Returns the laws that are broken.
    pub async fn judge(&mut self) -> Vec<String> {
        self.network.note("quiet");
        for round in 0..5 {
            for device in 0..self.devices.len() {
                self.wake(device).await;
                // A day brings the daily comparison of all there is.
                self.pass(if round == 2 { 24 * 60 } else { 11 });
                self.run(device, true, true).await;
            }
        }
        self.network.note("at rest");
        let writes = self.network.state().writes;
        for device in 0..self.devices.len() {
            self.run(device, true, true).await;
            self.asleep(device).await;
        }
        let written = self.network.state().writes - writes;
        if written > 0 {
            self.broken.push(format!("{written} request(s) still write when all is at rest"));
        }
        let standing = self.network.state().far.standing();
        let all = self.devices.iter().flat_map(Device::shown);
        let asked: Vec<String> = all.filter(|one| one.sync.state.word() == "needs_you").map(|one| one.id).collect();
        for device in 0..self.devices.len() {
            self.free(device, &standing);
            let shown = self.devices[device].shown();
            for (id, line) in self.ledger.0.clone() {
                let shown = shown.iter().find(|one| one.id == id);
                self.equal(device, (&id, &line), shown, &asked, &standing);
            }
        }
        for (id, line) in self.ledger.0.clone() {
            let live = of(&standing, &id);
            if live.len() > 1 && !line.brought_back {
                self.broken.push(format!("{} stands there {} times", line.client, live.len()));
            }
        }
        self.mailed();
        let complaints = self.network.state().far.complaints();
        self.broken.extend(complaints.into_iter().map(|what| format!("{what} is not documented")));
        std::mem::take(&mut self.broken)
    }

    /// Whatever a person would do who wants it to sync again.
    async fn wake(&mut self, device: usize) {
        let status = self.devices[device].connection().map(|one| (one.id, one.status.word()));
        match status {
            Some((id, "paused")) => self.devices[device].app().pause(&id, false).unwrap(),
            Some((_, "needs_sign_in")) | None => {
                self.devices[device].sign_in().await;
            }
            Some(_) => {}
        }
        // What was paused may be signed out as well.
        if self.devices[device].connection().is_some_and(|one| one.status.word() == "needs_sign_in") {
            self.devices[device].sign_in().await;
        }
    }

    /// Nothing is due, so nothing is asked.
    async fn asleep(&mut self, device: usize) {
        let before = self.network.state().requests;
        self.run(device, false, true).await;
        let asked = self.network.state().requests - before;
        if asked > 0 {
            self.broken.push(format!("{} makes {asked} request(s) though nothing is due", name(device)));
        }
        let wait = self.devices[device].app().until_next_round();
        if wait < Duration::from_secs(30) {
            self.broken.push(format!("{} wakes after {wait:?} though nothing is due", name(device)));
        }
        let healthy = self.devices[device].connection().map(|one| one.status.word());
        if healthy != Some("connected") {
            self.broken.push(format!("{} is {healthy:?} at rest", name(device)));
        }
    }

    /// Whatever stands there takes its time.
    fn free(&mut self, device: usize, standing: &[Standing]) {
        for one in standing.iter().filter(|one| !one.event.cancelled) {
            let (start, minutes) = (local(one.event.start), (one.event.end - one.event.start).num_minutes());
            let verdict = self.devices[device].app().check(&start, u32::try_from(minutes).unwrap(), None, None);
            if verdict.is_ok_and(|verdict| verdict.answer == Availability::Free) {
                self.broken.push(format!("{} is free on {}, where {} stands", start, name(device), one.event.title));
            }
        }
    }

    fn equal(
        &mut self,
        device: usize,
        (id, line): (&str, &Line),
        shown: Option<&Appointment>,
        asked: &[String],
        standing: &[Standing],
    ) {
        let (live, who) = (of(standing, id), format!("{} on {}", line.client, name(device)));
        let Some(shown) = shown else {
            if line.booked_on == device && !line.erased && self.devices.len() == 1 {
                self.broken.push(format!("{who} is lost"));
            }
            if let Some(one) = live.first() {
                self.broken.push(format!("{who} is no appointment, and stands there as {}", one.event.title));
            }
            return;
        };
        let mut break_it = |what: String| self.broken.push(format!("{who} {what}"));
        let off = shown.status == Status::Cancelled;
        match shown.sync.state.word() {
            "synced" if off => {
                // What was brought back beside what was booked in its place is an event of its own.
                if !live.is_empty() && !line.brought_back {
                    break_it("is cancelled and synced, and stands there".to_owned());
                }
            }
            "synced" => match live.first() {
                None => break_it("is synced, and stands nowhere".to_owned()),
                // What was brought back may stand beside what was booked in its place.
                Some(_) if line.brought_back && live.iter().any(|one| there(one) == view(shown)) => {}
                Some(one) if there(one) != view(shown) => {
                    break_it(format!("is synced as {:?}, and stands there as {:?}", view(shown), there(one)));
                }
                Some(_) => {}
            },
            "local" => {
                if !live.is_empty() {
                    break_it("is on this computer only, and stands there".to_owned());
                }
            }
            "needs_you" => return,
            other => break_it(format!("is {other} at rest ({:?})", shown.sync.reason.map(|reason| reason.word()))),
        }
        // A question that is open anywhere is an answer. Of what stands there twice since the bin gave it back, either may count.
        let is_open = asked.iter().any(|asked| asked == id);
        let is_twice = line.brought_back && live.len() > 1;
        // Of what it never knew to stand there, a device cannot know what became of it.
        let knows_own = shown.sync.state.word() == "local" && !line.known_on.contains(&device);
        if !is_open && !is_twice {
            self.kept(shown, line, knows_own.then_some(device), &who);
        }
    }

    /// What somebody chose, and nobody gave up, is what came of it. `only`: only choices of this device count.
    fn kept(&mut self, shown: &Appointment, line: &Line, only: Option<usize>, who: &str) {
        let now = view(shown);
        for (at, field) in FIELDS.into_iter().enumerate() {
            let value = &now[at].1;
            // What does not take place has no time.
            if now[2].1 == "off" && at != 2 {
                continue;
            }
            let counts = |choice: &&Choice| only.is_none_or(|device| choice.place == Place::Here(device));
            for choice in line.lost(field, value).into_iter().filter(counts) {
                let (chosen, place) = (&choice.value, choice.place);
                self.broken
                    .push(format!("{who} is {value}: {chosen}, chosen at {place:?}, is lost without a question"));
            }
            if !line.was_chosen(field, value) {
                self.broken.push(format!("{who} is {value}, which nobody chose"));
            }
        }
    }

    fn mailed(&mut self) {
        let mails: Vec<Mail> = self.network.state().far.mails().to_vec();
        let mut last: HashMap<(String, String), Told> = HashMap::new();
        for mail in mails {
            // Booked anew, an appointment has another event, to which its client is invited anew.
            let key = (mail.uid.clone(), mail.to.clone());
            if mail.by_daybook {
                let line = mail.ours.as_ref().and_then(|id| self.ledger.0.get(id));
                // The bin tells nobody that something is back, and a calendar nobody what went with it.
                let is_again = line.is_some_and(|line| line.brought_back || line.unseen);
                if last.get(&key) == Some(&mail.told) && !is_again {
                    self.broken.push(format!("{} is mailed twice: {:?}", mail.to, mail.told));
                }
                if let (Told::That { start, end, .. }, Some(line)) = (&mail.told, line) {
                    let value = format!("{}+{}", local(*start), (*end - *start).num_minutes());
                    if !line.was_chosen(Field::Time, &value) {
                        self.broken.push(format!("{} is mailed {value}, which nobody chose", mail.to));
                    }
                }
            }
            last.insert(key, mail.told);
        }
    }
}

fn of<'a>(standing: &'a [Standing], id: &str) -> Vec<&'a Standing> {
    standing.iter().filter(|one| one.event.ours.as_deref() == Some(id) && !one.event.cancelled).collect()
}
