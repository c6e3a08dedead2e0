//! One history: what people do on their devices and at the provider, and what the network and the computers do to it.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use daybook_core::app::views::{EditDraft, RescheduleDraft};
use daybook_core::model::appointment::Status;
use daybook_core::model::reason::Reason;
use daybook_core::ports::Clock as _;

use super::dav::{Dav, Temper};
use super::device::{Copy, Device};
use super::far_side::{Deed, FarSide, Standing};
use super::google::AtGoogle;
use super::ledger::{FIELDS, Ledger, Line, Place};
use super::network::{Fault, Happens, Network};
use super::outlook::AtOutlook;
use super::view::{local, name, there};
use crate::dice::Dice;
use crate::world::{TestClock, form_of};

pub struct History {
    pub(super) devices: Vec<Device>,
    pub(super) network: Arc<Network>,
    pub(super) clock: Arc<TestClock>,
    pub(super) ledger: Ledger,
    pub(super) provider: Provider,
    pub(super) dice: Dice,
    pub(super) step: usize,
    /// How many times and names were given out.
    slots: i64,
    /// The step before the last complete reading of each device.
    pub(super) seen_until: Vec<usize>,
    backups: Vec<Option<Backup>>,
    pub(super) dropped: Vec<usize>,
    pub(super) broken: Vec<String>,
}

/// A copy of a device's file.
struct Backup {
    /// The step in which it was made.
    made: usize,
    copy: Copy,
    /// What a device knew to stand there by then.
    synced: HashSet<String>,
}

/// Where the account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    Dav(Temper),
    Google,
    Outlook,
}

const PROVIDERS: &[(usize, Provider)] = &[
    (3, Provider::Dav(Temper::Tokens)),
    (2, Provider::Dav(Temper::EtagsOnly)),
    (3, Provider::Dav(Temper::Mails)),
    (2, Provider::Google),
    (2, Provider::Outlook),
];

impl Provider {
    fn far_side(self) -> Box<dyn FarSide> {
        match self {
            Self::Dav(temper) => Box::new(Dav::new(temper)),
            Self::Google => Box::new(AtGoogle::new()),
            Self::Outlook => Box::new(AtOutlook::new()),
        }
    }

    /// Whether it mails guests.
    pub fn invites(self) -> bool {
        !matches!(self, Self::Dav(Temper::Tokens | Temper::EtagsOnly))
    }
}

#[derive(Clone, Copy)]
enum Step {
    Book,
    Move,
    Edit,
    Cancel,
    Undo,
    Answer,
    Sync,
    Wait,
    There,
    Calendars,
    Pause,
    SignInAgain,
    Disconnect,
    Backup,
    PutBack,
    StartAgain,
}

const STEPS: &[(usize, Step)] = &[
    (14, Step::Book),
    (10, Step::Move),
    (6, Step::Edit),
    (8, Step::Cancel),
    (5, Step::Undo),
    (10, Step::Answer),
    (30, Step::Sync),
    (6, Step::Wait),
    (24, Step::There),
    (3, Step::Calendars),
    (2, Step::Pause),
    (2, Step::SignInAgain),
    (3, Step::Disconnect),
    (3, Step::Backup),
    (2, Step::PutBack),
    (2, Step::StartAgain),
];

impl History {
    pub async fn begin(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let provider = dice.weighed(PROVIDERS);
        let devices = if dice.percent(25) { 2 } else { 1 };
        Self::of(provider, devices, dice).await
    }

    /// One that a test tells step by step.
    pub async fn told(provider: Provider) -> Self {
        Self::of(provider, 1, Dice::new(0)).await
    }

    async fn of(provider: Provider, count: usize, dice: Dice) -> Self {
        let clock = Arc::new(TestClock::at("2026-11-23T08:00:00Z"));
        let network = Arc::new(Network::new(provider.far_side(), dice.clone(), clock.clone()));
        network.note(format!("{provider:?}, {count} device(s)"));
        let mut devices = Vec::new();
        for _ in 0..count {
            let device = Device::new(&clock, &network).await;
            assert!(device.sign_in().await, "the model lets everybody in");
            devices.push(device);
        }
        let (seen_until, backups) = (vec![0; count], devices.iter().map(|_| None).collect());
        let (ledger, dropped, broken) = Default::default();
        Self {
            devices,
            network,
            clock,
            ledger,
            provider,
            dice,
            step: 0,
            slots: 0,
            seen_until,
            backups,
            dropped,
            broken,
        }
    }

    /// The only device.
    pub fn device(&self) -> &Device {
        &self.devices[0]
    }

    /// A sync at which nothing goes wrong, after so many minutes.
    pub async fn sync_after(&mut self, minutes: i64) {
        self.pass(minutes);
        self.run(0, true, true).await;
    }

    /// An older copy of the data file takes the place of it.
    pub async fn put_back_copy(&mut self, copy: &Copy) {
        self.devices[0].put_back(copy).await;
    }

    /// What happens to the next requests, one by one.
    pub fn meets(&self, faults: &[Option<Fault>]) {
        self.network.state().script = faults.iter().copied().collect();
    }

    /// What stands there.
    pub fn standing(&self) -> Vec<Standing> {
        self.network.state().far.standing()
    }

    /// Somebody does something at the provider.
    pub fn carry_out(&self, deed: &Deed) {
        assert!(self.network.state().far.carry_out(deed), "{deed:?}");
    }

    pub fn trace(&self) -> Vec<String> {
        self.network.state().trace.clone()
    }

    pub async fn live(&mut self) {
        for _ in 0..10 + self.dice.below(25) {
            self.step += 1;
            let step = self.dice.weighed(STEPS);
            let device = self.dice.below(self.devices.len());
            self.one(step, device).await;
        }
    }

    async fn one(&mut self, step: Step, device: usize) {
        match step {
            Step::Sync => self.sync(device).await,
            Step::Wait => {
                let minutes = self.dice.weighed(&[(4, 1), (4, 6), (3, 20), (2, 120), (1, 1500)]);
                self.note(format!("{minutes} minutes pass"));
                self.clock.advance(TimeDelta::minutes(minutes));
            }
            Step::SignInAgain => {
                let done = self.devices[device].sign_in().await;
                self.note(format!("{} signs in again: {done}", name(device)));
            }
            Step::Disconnect => self.disconnect(device).await,
            Step::Backup => {
                self.note(format!("a copy of {}'s file is made", name(device)));
                let known = |line: &Line| line.known_on.contains(&device);
                let synced = self.ledger.0.iter().filter(|(_, line)| known(line)).map(|(id, _)| id.clone());
                let (made, copy, synced) = (self.step, self.devices[device].copy(), synced.collect());
                self.backups[device] = Some(Backup { made, copy, synced });
            }
            Step::PutBack => self.put_back(device).await,
            Step::StartAgain => {
                self.note(format!("{} starts again", name(device)));
                self.devices[device].start_again().await;
            }
            now => self.at_once(now, device),
        }
    }

    /// What takes no time, and so can happen while a request is under way.
    fn at_once(&mut self, step: Step, device: usize) {
        match step {
            Step::Book => self.book(device),
            Step::Move => {
                let (start, notify) = (self.slot(), self.dice.percent(50));
                let text = local(start);
                self.change(device, notify, |app, one| {
                    let (id, start) = (one.id.clone(), text);
                    app.reschedule(RescheduleDraft { id, start, notify, anyway: true, ..RescheduleDraft::default() })
                });
            }
            Step::Edit => {
                let (title, notify) = (format!("T{}", self.number()), self.dice.percent(50));
                self.change(device, notify, |app, one| {
                    app.edit(EditDraft { title: Some(title), notify, anyway: true, ..form_of(one) })
                });
            }
            Step::Cancel => {
                let notify = self.dice.percent(70);
                self.change(device, notify, |app, one| app.cancel(&one.id, notify));
            }
            Step::Undo => self.undo(device),
            Step::Answer => self.answer(device),
            Step::There => self.there(),
            Step::Calendars => self.calendars(),
            Step::Pause => {
                let Some(connection) = self.devices[device].connection() else { return };
                let paused = connection.status.word() != "paused";
                self.note(format!("{} pauses: {paused}", name(device)));
                self.devices[device].app().pause(&connection.id, paused).unwrap();
            }
            Step::Sync
            | Step::Wait
            | Step::SignInAgain
            | Step::Disconnect
            | Step::Backup
            | Step::PutBack
            | Step::StartAgain => {}
        }
    }

    pub(super) fn note(&self, line: String) {
        self.network.note(format!("{} {line}", self.clock.now().format("%d %H:%M:%S")));
    }

    pub(super) fn number(&mut self) -> i64 {
        self.slots += 1;
        self.slots
    }

    /// A time that nobody chose before.
    pub(super) fn slot(&mut self) -> DateTime<Utc> {
        let first: DateTime<Utc> = "2026-12-01T00:30:00Z".parse().unwrap();
        first + TimeDelta::minutes(90) * i32::try_from(self.number()).unwrap()
    }

    async fn disconnect(&mut self, device: usize) {
        let Some(connection) = self.devices[device].connection() else {
            let done = self.devices[device].sign_in().await;
            self.note(format!("{} connects again: {done}", name(device)));
            return;
        };
        self.note(format!("{} disconnects", name(device)));
        self.devices[device].app().disconnect(&connection.id, true).unwrap();
        if self.dice.percent(60) {
            let done = self.devices[device].sign_in().await;
            self.note(format!("{} connects again: {done}", name(device)));
        }
    }

    async fn put_back(&mut self, device: usize) {
        let Some(Backup { made, copy, synced }) = self.backups[device].take() else { return };
        self.note(format!("{}'s file is put back", name(device)));
        self.devices[device].put_back(&copy).await;
        let standing = self.network.state().far.standing();
        for (id, line) in &mut self.ledger.0 {
            let stands = standing.iter().find(|one| one.event.ours.as_deref() == Some(id));
            // Nothing of it is left here, and what takes place no more is no appointment.
            let is_one = stands.is_some_and(|one| !one.event.cancelled);
            let stands = stands.map(there);
            let known = self.devices.iter().any(|device| device.appointment(id).is_some());
            line.erased |= !known && !is_one;
            if synced.contains(id) {
                line.known_on.insert(device);
            } else {
                line.known_on.remove(&device);
            }
            // It went, and nobody is left who ever knew that it stood there.
            line.unseen |= stands.is_none() && line.known_on.is_empty();
            // What was chosen here since then is forgotten; what stands there is not, unless nothing does.
            for (at, field) in FIELDS.iter().enumerate() {
                for choice in line.choices.entry(*field).or_default() {
                    let is_there = stands.as_ref().is_some_and(|fields| fields[at].1 == choice.value);
                    let is_forgotten = choice.place == Place::Here(device) || stands.is_none();
                    choice.over |= is_forgotten && choice.step >= made && !is_there;
                    // Now only the calendar knows of it.
                    if choice.place == Place::Here(device) && choice.step >= made && is_there {
                        choice.place = Place::There;
                    }
                }
            }
        }
    }

    async fn sync(&mut self, device: usize) {
        let all = self.dice.percent(60);
        let faults = self.dice.weighed(&[(6, 0), (3, 8), (1, 35)]);
        let happens = match self.dice.below(10) {
            0 => Some(Happens::Crash),
            1 | 2 => Some(Happens::Deed),
            _ => None,
        };
        let happens = happens.map(|what| (self.dice.below(12), what, self.dice.percent(50)));
        self.note(format!("{} syncs{}", name(device), if all { "" } else { " what is due" }));
        (self.network.state().faults, self.network.state().happens) = (faults, happens);
        self.run(device, all, happens.is_none() && faults == 0).await;
        (self.network.state().faults, self.network.state().happens) = (0, None);
    }

    /// Syncs a device. `calm` = nothing is in the way of it.
    pub(super) async fn run(&mut self, device: usize, all: bool, calm: bool) {
        let began = self.step;
        let before = self.statuses(device);
        let mut killed = false;
        {
            let run = self.devices[device].sync(all);
            tokio::pin!(run);
            loop {
                let happened = {
                    let network = self.network.clone();
                    tokio::select! {
                        biased;
                        () = &mut run => None,
                        () = network.happened.notified() => network.take_happening(),
                    }
                };
                match happened {
                    None => break,
                    Some(Happens::Deed) => {
                        let step = self.dice.weighed(&STEPS[..6]);
                        let step = if self.dice.percent(50) { Step::There } else { step };
                        self.step += 1;
                        self.note("meanwhile".to_owned());
                        self.at_once(step, self.dice.clone().below(self.devices.len()));
                        self.network.goes_on.notify_one();
                    }
                    Some(Happens::Crash) => {
                        self.note(format!("{} is killed", name(device)));
                        killed = true;
                        break;
                    }
                }
            }
        }
        if killed {
            self.network.killed.notify_waiters();
            tokio::task::yield_now().await;
            self.devices[device].start_again().await;
        }
        let healthy = self.devices[device].connection().is_some_and(|one| one.status.word() == "connected");
        if healthy && all {
            self.seen_until[device] = began;
        }
        self.note_questions(device);
        let after = self.statuses(device);
        for (id, ..) in after.iter().filter(|(_, _, on, synced)| *on && *synced) {
            if let Some(line) = self.ledger.0.get_mut(id) {
                line.known_on.insert(device);
            }
        }
        for (id, client, ..) in before.into_iter().filter(|(_, _, on, _)| *on && calm) {
            if after.iter().any(|(other, _, on, _)| *other == id && !on) {
                self.broken.push(format!("{client} was cancelled on {} by a sync", name(device)));
            }
        }
    }

    /// Writes down since when a device asks which side is right: whatever was chosen there by then can be seen.
    fn note_questions(&mut self, device: usize) {
        let open = self.devices[device].app().activity().unwrap().needs_you;
        let conflicts = open.iter().filter(|item| item.reason == Some(Reason::SyncConflict));
        let asked: HashSet<&str> = conflicts.map(|item| item.appointment_id.as_str()).collect();
        for (id, line) in &mut self.ledger.0 {
            if asked.contains(id.as_str()) {
                line.asked.entry(device).or_insert(self.step);
            } else {
                line.asked.remove(&device);
            }
        }
    }

    fn statuses(&self, device: usize) -> Vec<(String, String, bool, bool)> {
        self.devices[device]
            .shown()
            .into_iter()
            .map(|one| {
                let synced = one.sync.state.word() == "synced";
                (one.id, one.client, one.status != Status::Cancelled, synced)
            })
            .collect()
    }

    pub(super) fn pass(&mut self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
        self.step += 1;
    }
}
