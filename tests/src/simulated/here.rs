//! What a person does on a device, written down in the ledger.

use chrono::NaiveDateTime;
use daybook_core::app::App;
use daybook_core::app::views::{Appointment, BookDraft, Done, HistoryField, OutboxItem, UiError};
use daybook_core::model::appointment::Status;
use daybook_core::model::reason::Reason;

use super::history::History;
use super::ledger::{Field, Line, Place};
use super::view::{local, name, view};

impl History {
    pub(super) fn book(&mut self, device: usize) {
        let (start, number) = (self.slot(), self.number());
        let client = format!("C{number}");
        let invite = self.provider.invites() && self.dice.percent(60);
        let done = self.devices[device].app().book(BookDraft {
            client: client.clone(),
            email: invite.then(|| format!("c{number}@client.test")),
            start: local(start),
            minutes: 60,
            invite,
            anyway: true,
            ..BookDraft::default()
        });
        let done = done.unwrap();
        self.note(format!("{} books {client} at {}, invites: {invite}", name(device), local(start)));
        let mut line = Line::new(&client, device);
        line.wishes += usize::from(invite);
        for (field, value) in view(&done.appointment) {
            line.choose(field, Place::Here(device), "", &value, self.step);
        }
        self.ledger.0.insert(done.appointment.id, line);
    }

    /// An appointment that this device shows as active.
    fn active(&mut self, device: usize) -> Option<Appointment> {
        let shown = self.devices[device].shown();
        let known = |one: &Appointment| one.status != Status::Cancelled && self.ledger.0.contains_key(&one.id);
        let active: Vec<_> = shown.into_iter().filter(known).collect();
        self.dice.one(&active).cloned()
    }

    pub(super) fn change(
        &mut self,
        device: usize,
        notify: bool,
        act: impl FnOnce(&App, &Appointment) -> Result<Done, UiError>,
    ) {
        let Some(before) = self.active(device) else { return };
        let done = act(self.devices[device].app(), &before);
        let line = self.ledger.0.get_mut(&before.id).unwrap();
        let client = line.client.clone();
        match done {
            Ok(done) => {
                line.wishes += usize::from(notify);
                for ((field, seen), (_, value)) in view(&before).iter().zip(view(&done.appointment)) {
                    if *seen != value {
                        line.choose(*field, Place::Here(device), seen, &value, self.step);
                    }
                }
                let now = view(&done.appointment).map(|(_, value)| value).join(" ");
                self.note(format!("{} changes {client}: {now}, tells: {notify}", name(device)));
            }
            Err(error) => self.note(format!("{} may not change {client}: {}", name(device), error.code.word())),
        }
    }

    pub(super) fn undo(&mut self, device: usize) {
        let Some(before) = self.any(device) else { return };
        let app = self.devices[device].app();
        let undone = app.undo_unsent(&before.id, false);
        let after = self.devices[device].appointment(&before.id);
        let line = self.ledger.0.get_mut(&before.id).unwrap();
        let client = line.client.clone();
        match (undone, after) {
            (Err(error), _) => self.note(format!("{} may not undo {client}: {}", name(device), error.code.word())),
            (Ok(_), None) => {
                line.erased = true;
                self.note(format!("{} undoes the booking of {client}", name(device)));
            }
            (Ok(_), Some(after)) => {
                line.wishes += 1;
                for ((field, seen), (_, value)) in view(&before).iter().zip(view(&after)) {
                    if *seen != value {
                        line.take_back(*field, seen);
                        // A booking that stands there already is taken back by cancelling it.
                        if *field == Field::Status && value == "off" {
                            line.choose(*field, Place::Here(device), seen, &value, self.step);
                        }
                    }
                }
                let now = view(&after).map(|(_, value)| value).join(" ");
                self.note(format!("{} undoes the last of {client}: {now}", name(device)));
            }
        }
    }

    fn any(&mut self, device: usize) -> Option<Appointment> {
        let shown = self.devices[device].shown();
        let all: Vec<_> = shown.into_iter().filter(|one| self.ledger.0.contains_key(&one.id)).collect();
        self.dice.one(&all).cloned()
    }

    pub(super) fn answer(&mut self, device: usize) {
        let activity = self.devices[device].app().activity().unwrap();
        let mut open: Vec<OutboxItem> = activity.needs_you;
        if self.dice.percent(30) {
            open.extend(activity.waiting);
        }
        open.sort_by_key(|item| item.client.clone());
        let Some(item) = self.dice.one(&open).cloned() else { return };
        let Some(before) = self.devices[device].appointment(&item.appointment_id) else { return };
        let app = self.devices[device].app();
        let calendars: Vec<String> =
            app.connections().unwrap().into_iter().flat_map(|one| one.calendars).map(|one| one.id).collect();
        let (which, other) = (self.dice.below(5), self.dice.one(&calendars).cloned());
        let words = ["keeps mine", "uses theirs", "retries", "discards", "chooses a calendar"][which];
        let done = match which {
            0 => app.keep_mine(&item.id),
            1 => app.use_theirs(&item.id),
            2 => app.retry(&item.id),
            3 => app.discard(&item.id),
            _ => match other {
                Some(other) => app.choose_calendar(&item.id, &other),
                None => return,
            },
        };
        let after = self.devices[device].appointment(&item.appointment_id);
        let seen_until = self.seen_until[device];
        let Some(line) = self.ledger.0.get_mut(&item.appointment_id) else { return };
        if let (Ok(()), Some(after)) = (&done, &after) {
            let deleted = item.reason == Some(Reason::SyncDeleted);
            // Asked in the sync that still runs, it was seen just now.
            let asked = line.asked.get(&device).copied().unwrap_or(self.step);
            let conflict = item.reason == Some(Reason::SyncConflict);
            let seen_until = if conflict { seen_until.max(asked) } else { seen_until };
            for ((field, seen), (_, value)) in view(&before).iter().zip(view(after)) {
                // Whoever is told that it takes place no more is told all: what does not take place has no time.
                let seen_until = if deleted { self.step } else { seen_until };
                // The question names what stands there, whenever that was read.
                for there in there(&item, *field).filter(|there| *there != value) {
                    line.take_back(*field, &there);
                }
                line.answer(*field, device, (seen, &value), seen_until, self.step);
            }
            line.wishes += 1;
            // Booked again, it is an event of which nothing is known yet.
            if deleted {
                line.known_on.remove(&device);
            }
        }
        let reason = item.reason.map_or("", |reason| reason.word());
        let (client, outcome) = (line.client.clone(), done.map_err(|error| error.code.word()));
        let now = after.map(|after| view(&after).map(|(_, value)| value).join(" ")).unwrap_or_default();
        self.note(format!("{} answers {client} ({reason}): {words}, {outcome:?}, {now}", name(device)));
    }
}

/// What a question says to stand there.
fn there(item: &OutboxItem, field: Field) -> impl Iterator<Item = String> {
    let differs = item.differs.iter().chain(&item.along);
    differs.filter_map(move |one| match (field, one.field) {
        (Field::Title, HistoryField::Title) => Some(one.there.clone()),
        (Field::Time, HistoryField::Time) => {
            let (start, end) = one.there.split_once('/')?;
            let at = |text| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
            Some(format!("{start}+{}", (at(end) - at(start)).num_minutes()))
        }
        _ => None,
    })
}
