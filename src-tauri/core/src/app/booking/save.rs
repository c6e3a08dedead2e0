//! Saves one change: the appointment, its history note and, if a calendar needs to know, its outbox entry.

use std::collections::HashSet;

use chrono::TimeDelta;

use super::quiet::refuse_quiet;
use crate::app::App;
use crate::app::busy::taken;
use crate::app::present::{self, Context};
use crate::app::sentences::{Fact, with};
use crate::app::views::{Done, UiError};
use crate::app::{recheck, title};
use crate::availability::spans::Span;
use crate::change;
use crate::model::appointment::{Appointment, Happened, Status, What};
use crate::model::ids::{AppointmentId, ClientId};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::store::{self, Db, StoreError, appointments, changes, copies, outbox};
use crate::sync::{self, copy_here};

/// What is saved in one transaction.
pub(super) struct Change<'a> {
    pub before: Option<&'a Appointment>,
    pub after: &'a Appointment,
    pub what: What,
    /// What its history says.
    pub noted: Happened,
    pub notify: bool,
    /// The client whose e-mail address changed too, and the previous address.
    pub address: Option<(&'a ClientId, Option<&'a str>)>,
}

impl<'a> Change<'a> {
    pub fn new(before: Option<&'a Appointment>, after: &'a Appointment, what: What, notify: bool) -> Self {
        Self { before, after, what, noted: what.into(), notify, address: None }
    }

    /// Returns whether a calendar needs to know of the change.
    pub fn is_sent(&self) -> bool {
        let (Some(before), after) = (self.before, self.after) else { return true };
        let other_client = before.client_id != after.client_id || self.address.is_some();
        let invites = after.invite && (!before.invite || other_client);
        let uninvites = (after.invited.is_some() && other_client) || (before.invite && !after.invite);
        let differs = copy_here(before, None) != copy_here(after, None) || before.repeat != after.repeat;
        differs || invites || uninvites
    }
}

impl App {
    /// Writes an appointment with its outbox entry and its history note.
    pub(super) fn save(&self, db: &Db<'_>, change: &Change<'_>, home: &Zone) -> Result<Done, UiError> {
        let Change { before, after, what, noted, notify, address } = *change;
        let now = self.now();
        if before == Some(after) && address.is_none() {
            // Nothing changed, so nothing of it can be undone: the change before it stays the newest one.
            let appointment = Context::read(db, home.clone(), HashSet::new())?.appointment(after)?;
            return Ok(Done { appointment, change_id: String::new() });
        }
        appointments::put(db, after, now)?;
        let change_id = changes::add_with_address(db, &after.id, noted, before, address, now)?;
        recheck::note(db, home, before, after, now)?;
        let mut known = copies::get_or_nothing(db, &after.id)?;
        let chosen = |one: &Appointment| {
            (one.start, one.zone.clone(), Zone::named(&one.zone).ok().and_then(|zone| zone.fold(one.starts_at)))
        };
        if known.by_rules && before.is_none_or(|before| chosen(before) != chosen(after)) {
            // By now it is at a time that the person chose.
            known.by_rules = false;
            copies::put(db, &after.id, &known)?;
        }
        // What was sent and not answered may stand there, whatever calendar it belongs to by now.
        let may_stand = after.calendar_id.is_some() || known.home.is_some() || known.sent.is_some();
        if change.is_sent() && may_stand {
            // What is undone in silence was told to nobody.
            if !notify && before.is_some() && noted != Happened::Undo {
                refuse_quiet(db, home, &after.id)?;
            }
            self.send_later(db, before, after, what, notify)?;
            sync::settle(db, home, &after.id, now)?;
        }
        // What was learned on the way stands in it too.
        let after = &appointments::get(db, &after.id)?.unwrap_or_else(|| after.clone());
        let mut context = Context::read(db, home.clone(), HashSet::new())?;
        Ok(Done { appointment: context.appointment(after)?, change_id: change_id.as_str().to_owned() })
    }

    /// Sends a client's coming invitations to their new address.
    pub(super) fn invite_anew(
        &self,
        db: &Db<'_>,
        client: &ClientId,
        except: &AppointmentId,
        notify: bool,
    ) -> store::Result<()> {
        for other in appointments::inviting(db, client, self.now())?.into_iter().flatten() {
            if other.id != *except && other.calendar_id.is_some() {
                self.send_later(db, Some(&other), &other, What::Change, notify)?;
            }
        }
        Ok(())
    }

    /// Queues a change. There is one open change per appointment: a later one replaces one that still waits.
    fn send_later(
        &self,
        db: &Db<'_>,
        before: Option<&Appointment>,
        after: &Appointment,
        what: What,
        notify: bool,
    ) -> store::Result<()> {
        let now = self.now();
        let undo_window = TimeDelta::from_std(self.0.options.undo_window).unwrap_or_default();
        let open = outbox::open_of(db, &after.id)?;
        let known = copies::get_or_nothing(db, &after.id)?;
        if after.status == Status::Cancelled && known.is_nowhere() && open.as_ref().is_none_or(change::Change::waits) {
            // Nothing of it was ever sent, so nothing has to be undone there (S38).
            return open.map_or(Ok(()), |open| outbox::put(db, &open.dropped(now)));
        }
        let unsent = known.is_nowhere();
        let moved_from = before.map(|before| before.starts_at).filter(|old| *old != after.starts_at);
        let intent = change::Intent { what, notify, moved_from, not_before: now + undo_window };
        let open = match open {
            Some(open) => open.followed_by(intent, unsent, now),
            None => change::Change::begun(&after.id, intent, now),
        };
        outbox::put(db, &open)
    }

    /// Sends an appointment again because the person decided so.
    pub(in crate::app) fn send_again(
        &self,
        db: &Db<'_>,
        after: &Appointment,
        what: What,
        notify: bool,
    ) -> store::Result<()> {
        self.send_later(db, None, after, what, notify)
    }

    /// Refuses what an appointment takes as `after` and did not take as it stands: of a series each date that comes back.
    pub(super) fn refuse_return(
        &self,
        db: &Db<'_>,
        current: &Appointment,
        after: &Appointment,
        home: &Zone,
        anyway: bool,
    ) -> Result<(), UiError> {
        let times = recheck::newly_taken(after, Some(current), self.now());
        self.refuse(db, (&times, after.repeat.is_some()), home, Some(&current.id), anyway)
    }

    /// In the same transaction as the booking, so that two windows cannot both take one time (wanted 8): all times of a series
    /// that are looked at.
    pub(super) fn refuse_overlaps(
        &self,
        db: &Db<'_>,
        times: &[Span],
        home: &Zone,
        except: Option<&AppointmentId>,
        anyway: bool,
    ) -> Result<(), UiError> {
        self.refuse(db, (times, times.len() > 1), home, except, anyway)
    }

    /// `dated` = the day is said as well: of a series, nobody would know which of its dates is meant.
    fn refuse(
        &self,
        db: &Db<'_>,
        (times, dated): (&[Span], bool),
        home: &Zone,
        except: Option<&AppointmentId>,
        anyway: bool,
    ) -> Result<(), UiError> {
        let (from, to) = (times.iter().map(|(from, _)| *from).min(), times.iter().map(|(_, to)| *to).max());
        let Some((from, to)) = from.zip(to).filter(|_| !anyway) else { return Ok(()) };
        let taken = taken(db, from, to, home, self.now(), except)?;
        for (start, end) in times {
            let (own, blocks) = taken.blocking(*start, *end);
            let asked = (!dated).then(|| present::day(home.wall(*start).date()));
            let (title, time) = if let Some(own) = own.first() {
                (title::shown(db, own)?, when((own.starts_at, own.ends_at), asked.as_deref(), home))
            } else if let Some(block) = blocks.first() {
                let time = match (block.all_day.is_some(), dated) {
                    (true, true) => home.wall(*start).format("%Y-%m-%d, all day").to_string(),
                    (true, false) => "all day".to_owned(),
                    (false, _) => when((block.starts_at, block.ends_at), asked.as_deref(), home),
                };
                (block.title.clone(), time)
            } else {
                continue;
            };
            return Err(UiError::say(Reason::BookOverlap, &with(Fact::Title, title).and(Fact::Time, time)));
        }
        Ok(())
    }
}

/// Returns `10:00–10:50` of what is on the day that was asked about, `2026-12-01, 10:00–10:50` of another day, and
/// `2026-12-01 22:00–2026-12-03 22:00` of several; `02:30 CEST–02:20 CET` where an hour comes twice.
fn when((start, end): Span, asked: Option<&str>, home: &Zone) -> String {
    let (day, from, to, end_day) = present::wall(start, end, home);
    let (from, to) = match home.clocks(start, end) {
        Some((first, second)) => (format!("{from} {first}"), format!("{to} {second}")),
        None => (from, to),
    };
    if day != end_day {
        format!("{day} {from}–{end_day} {to}")
    } else if asked == Some(day.as_str()) {
        format!("{from}–{to}")
    } else {
        format!("{day}, {from}–{to}")
    }
}

impl store::Store {
    /// Like [`store::Store::write`], for a change that can be refused with a sentence.
    pub(in crate::app) fn write_or<T>(&self, change: impl FnOnce(&Db<'_>) -> Result<T, UiError>) -> Result<T, UiError> {
        let mut refused = None;
        let outcome = self.write(|db| {
            change(db).map_err(|error| {
                refused = Some(error);
                StoreError::Busy
            })
        });
        match (outcome, refused) {
            (_, Some(error)) => Err(error),
            (outcome, None) => Ok(outcome?),
        }
    }
}
