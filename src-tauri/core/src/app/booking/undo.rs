//! Takes the newest change of an appointment back, or brings an earlier version of it back. Nothing of the history is
//! erased: either is a change of its own.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::edit::kind;
use super::save::Change;
use crate::app::present::{self, Context};
use crate::app::sentences::{Fact, Facts, with};
use crate::app::views::{Done, UiError, Undone};
use crate::app::{Answer, App, series};
use crate::model::appointment::{Appointment, Happened, OutboxState, Status, What};
use crate::model::client::Client;
use crate::model::ids::ChangeId;
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::store::changes::SavedChange;
use crate::store::copies::{Absence, Known};
use crate::store::{self, Db, appointments, calendars, changes, clients, copies, events, outbox};

/// How far a change may have gone and still be undone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// A calendar that was told of it is told otherwise, as long as the client was not told.
    Untold,
    /// It waits to be sent, or no calendar is told of it.
    Unsent,
}

impl App {
    /// Undoes the newest change of an appointment, unless its client was told of it. If it was not sent yet, it never will
    /// be.
    pub fn undo(&self, change: &str) -> Answer<Undone> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let undone =
            store.write_or(|db| self.take_back_act(db, &ChangeId::from(change), Reach::Untold, false, &home))?;
        self.booked();
        Ok(undone)
    }

    /// Undoes the newest change of an appointment, unless it was sent. `id` names the change or the appointment.
    /// `anyway` = although the time it goes back to was taken meanwhile.
    pub fn undo_unsent(&self, id: &str, anyway: bool) -> Answer<Undone> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let undone = store.write_or(|db| {
            let newest = changes::newest_of(db, &series::parse(id).0)?;
            self.take_back_act(db, &newest.unwrap_or_else(|| ChangeId::from(id)), Reach::Unsent, anyway, &home)
        })?;
        self.booked();
        Ok(undone)
    }

    /// Makes an appointment again what it was before a change, as a new change.
    pub fn bring_back(&self, change: &str, notify: bool, anyway: bool) -> Answer<Done> {
        let store = self.open_store()?;
        let home = self.zone(&store);
        let saved = store.write_or(|db| {
            let change = changes::get(db, &ChangeId::from(change))?.ok_or_else(|| UiError::unknown_id("change"))?;
            let Some(before) = earlier(&change) else {
                return Err(UiError::input("There is no earlier version.", "This is where the appointment begins."));
            };
            let current = current(db, &change)?;
            self.return_to(db, &current, before, &change, (Happened::BringBack, notify, anyway), &home)
        })?;
        self.booked();
        Ok(saved)
    }

    /// Takes a change back, and with it the other one of the same act: where the later dates of a series were moved, one series
    /// was ended and another one begun.
    fn take_back_act(
        &self,
        db: &Db<'_>,
        change: &ChangeId,
        reach: Reach,
        anyway: bool,
        home: &Zone,
    ) -> Result<Undone, UiError> {
        let Some(other) = changes::tied_to(db, change)? else {
            return self.take_back(db, change, reach, anyway, home);
        };
        let ends = changes::get(db, change)?.is_some_and(|change| change.before.is_some());
        let (end, begin) = if ends { (change, &other) } else { (&other, change) };
        self.take_back(db, begin, reach, anyway, home)?;
        let undone = self.take_back(db, end, reach, anyway, home)?;
        // Nobody begins the other one again: this cannot be taken back in turn.
        if let Some(undo) = &undone.change_id {
            changes::mark_undone(db, &ChangeId::from(undo.as_str()))?;
        }
        Ok(Undone { change_id: None, ..undone })
    }

    fn take_back(
        &self,
        db: &Db<'_>,
        change: &ChangeId,
        reach: Reach,
        anyway: bool,
        home: &Zone,
    ) -> Result<Undone, UiError> {
        let change = changes::get(db, change)?.ok_or_else(|| UiError::unknown_id("change"))?;
        let newest = changes::newest_of(db, &change.appointment_id)?;
        if change.undone || newest.as_ref() != Some(&change.id) {
            return Err(UiError::of(Reason::UndoLate));
        }
        if change.what.begins_there() {
            return Err(UiError::input("This appointment stands in a calendar.", "Cancel it instead."));
        }
        if change.what == Happened::RepeatsThere {
            let hint = "Cancel the dates of it that you do not want, or make it a single one again in the calendar.";
            return Err(UiError::new(Reason::UndoLate, "It was made a series in its calendar.", hint));
        }
        if change.what.is_answer() {
            let hint = "What you chose can be changed, and an earlier version can be brought back from its history.";
            return Err(UiError::new(Reason::UndoLate, "Your answer to a question is not undone.", hint));
        }
        let current = current(db, &change)?;
        let open = outbox::open_of(db, &current.id)?;
        let known = copies::get_or_nothing(db, &current.id)?;
        let waits = open.as_ref().is_some_and(|entry| entry.state == OutboxState::Waiting);
        // A question that was found before anything was sent, and a refusal, leave nothing there.
        let may_stand = known.sent.is_some();
        let from_there = matches!(change.what, Happened::ChangedThere | Happened::MovedThere);
        let went_out = outbox::last_done(db, &current.id)?.is_some_and(|at| at >= change.at);
        let sent = current.calendar_id.is_some() && !waits && (may_stand || from_there || went_out);
        // An answer that was lost: the client may have been mailed.
        let in_doubt = known.sent.as_ref().is_some_and(|sent| sent.told) && open.is_some_and(|entry| entry.notify);
        // What waits was not sent: they were told of what was before it.
        let told = if waits { None } else { outbox::told_since(db, &current.id, change.at)? };
        if reach == Reach::Untold && (in_doubt || told.is_some()) {
            return Err(told_already(db, &current, told, home));
        }
        // Another copy of the file sent what waits in this one.
        let stands = !events::linked_to(db, &current.id)?.is_empty();
        let Some(before) = earlier(&change) else {
            if (sent || stands) && reach == Reach::Unsent {
                return Err(sent_already(db, &current));
            }
            changes::mark_undone(db, &change.id)?;
            let undone =
                Undone::gone(Context::read(db, home.clone(), HashSet::new())?.appointment(&current)?, change.what);
            if known.is_nowhere() && !stands {
                appointments::delete(db, &current.id)?;
                return Ok(undone);
            }
            let cancelled = Appointment {
                status: Status::Cancelled,
                sequence: current.sequence.saturating_add(1),
                ..current.clone()
            };
            let cancel =
                Change { noted: Happened::Undo, ..Change::new(Some(&current), &cancelled, What::Cancel, false) };
            let done = self.save(db, &cancel, home)?;
            return Ok(Undone::back(done, change.what));
        };
        changes::mark_undone(db, &change.id)?;
        let undo = (Happened::Undo, false, anyway);
        if sent && reach == Reach::Unsent {
            let address = change.address.as_ref().map(|(id, before)| (id, before.as_deref()));
            let back = Change { address, ..Change::new(Some(&current), &before, What::Change, false) };
            if back.is_sent() {
                return Err(sent_already(db, &current));
            }
        }
        let done = self.return_to(db, &current, before, &change, undo, home)?;
        Ok(Undone::back(done, change.what))
    }

    /// Saves `current` as it was before `change`. Its calendar and its event there are facts and stay.
    fn return_to(
        &self,
        db: &Db<'_>,
        current: &Appointment,
        before: Appointment,
        change: &SavedChange,
        (noted, notify, anyway): (Happened, bool, bool),
        home: &Zone,
    ) -> Result<Done, UiError> {
        if current.repeat.is_some() && before.repeat.is_none() && current.status != Status::Cancelled {
            let hint = "Move or cancel the dates of it that you mean.";
            return Err(UiError::input("It is a series by now, and was a single appointment then.", hint));
        }
        self.refuse_return(db, current, &before, home, anyway)?;
        let known = copies::get_or_nothing(db, &current.id)?;
        let nowhere = known.is_nowhere();
        let open = outbox::open_of(db, &current.id)?;
        let unsent = nowhere && open.is_some();
        // The client first, so that what is sent again goes to the old address.
        if let Some((id, email)) = &change.address
            && let Some(client) = clients::get(db, id)?
        {
            clients::put(db, &Client { email: email.clone(), ..client }, self.now())?;
            self.invite_anew(db, id, &current.id, notify)?;
        }
        let revived = nowhere && current.status == Status::Cancelled && before.status != Status::Cancelled;
        if revived && known.absence == Absence::No {
            // Another computer may have booked it again. What was deleted there is asked about.
            copies::put(db, &current.id, &Known { looked: false, ..known })?;
        } else if open.is_some_and(|change| change.kept) {
            // The change was to overrule what had been changed there. Without it, both sides differ, and nobody decided that.
            copies::put(db, &current.id, &Known { agreed: None, ..known })?;
        }
        let agreed = |one: &Appointment| (one.starts_at, one.ends_at, one.status);
        let raised = current.sequence.saturating_add(u32::from(agreed(&before) != agreed(current)));
        let restored = Appointment {
            sequence: if unsent { before.sequence } else { raised },
            // What was removed there comes back as another event: its UID may lie in a bin.
            uid: if revived { uuid::Uuid::new_v4().to_string() } else { current.uid.clone() },
            calendar_id: current.calendar_id.clone(),
            calendar_event_id: current.calendar_event_id.clone(),
            invited: current.invited.clone(),
            ..before
        };
        if noted == Happened::BringBack && restored == *current && change.address.is_none() {
            return Err(UiError::input("The appointment is as it was then.", "There is nothing to bring back."));
        }
        let address = change.address.as_ref().map(|(id, before)| (id, before.as_deref()));
        let what = match (current.status, restored.status) {
            (Status::Cancelled, Status::Confirmed | Status::Tentative) => What::Book,
            (Status::Confirmed | Status::Tentative, Status::Cancelled) => What::Cancel,
            (Status::Cancelled, Status::Cancelled)
            | (Status::Confirmed | Status::Tentative, Status::Confirmed | Status::Tentative) => {
                kind(current, &restored, address.is_some())
            }
        };
        let back = Change { address, noted, ..Change::new(Some(current), &restored, what, notify) };
        self.save(db, &back, home)
    }
}

fn current(db: &Db<'_>, change: &SavedChange) -> Result<Appointment, UiError> {
    appointments::get(db, &change.appointment_id)?.ok_or_else(|| UiError::unknown_id("appointment"))
}

/// Returns what the appointment was before a change, at the instants that its wall clock means by today's zone rules.
fn earlier(change: &SavedChange) -> Option<Appointment> {
    let before = change.earlier()?.clone();
    let (starts_at, ends_at) = before.times_by_rules();
    Some(Appointment { starts_at, ends_at, ..before })
}

fn sent_already(db: &Db<'_>, appointment: &Appointment) -> UiError {
    let calendar = appointment.calendar_id.as_ref().and_then(|id| calendars::get(db, id).ok().flatten());
    UiError::say(Reason::UndoLate, &Facts::default().and_maybe(Fact::Calendar, calendar.map(|calendar| calendar.name)))
}

fn told_already(db: &Db<'_>, appointment: &Appointment, at: Option<DateTime<Utc>>, home: &Zone) -> UiError {
    let client = match store::or_nothing(clients::get(db, &appointment.client_id)) {
        Ok(client) => client.map(|client| client.name),
        Err(error) => return error.into(),
    };
    let facts = with(Fact::Client, client.unwrap_or_default());
    let at = at.map(|at| present::time(home.wall(at).time()));
    UiError::say(Reason::UndoTold, &facts.and_maybe(Fact::Time, at))
}
