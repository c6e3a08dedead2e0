//! What happened to an appointment: who changed what, when and from where, and what its calendar was told.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::present::{Context, free_time, span, stamp};
use super::series::{moved_between, parse};
use super::views::{ChangedThere, Difference, HistoryEntry, HistoryField, UiError};
use super::{Answer, App};
use crate::model::appointment::{Appointment, Happened, OutboxEntry, Status};
use crate::model::ids::ChangeId;
use crate::store::changes::SavedChange;
use crate::store::{self, Db, StoreError, appointments, changes, outbox};

impl App {
    /// Returns the history of an appointment, newest first, by its own id or that of one of its changes.
    pub fn history(&self, id: &str) -> Answer<Vec<HistoryEntry>> {
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let asked = id;
        let found = store.read(|db| {
            let change = changes::get(db, &ChangeId::from(asked))?;
            let id = change.map_or_else(|| parse(asked).0, |change| change.appointment_id);
            let now = match appointments::get(db, &id) {
                Err(StoreError::Unreadable { .. }) => appointments::get_without_texts(db, &id)?,
                read => read?,
            };
            let Some(now) = now else { return Ok(None) };
            let mut context = Context::read(db, zone, HashSet::new())?;
            let mut reader = Reader { context: &mut context, now };
            let mut entries = reader.changes(&changes::of(db, &id)?)?;
            for sent in outbox::sent_of(db, &id)? {
                entries.push(reader.sent(&sent)?);
            }
            // Stable: what happened in one second stays in its order.
            entries.sort_by_key(|(at, _)| *at);
            Ok(Some(entries.into_iter().rev().map(|(_, entry)| entry).collect()))
        })?;
        found.ok_or_else(|| UiError::unknown_id("appointment"))
    }
}

/// Most changes of today that are listed.
const LISTED: u32 = 50;

/// Returns what was changed in calendars since `since` and taken over, by itself or by an answer, newest first.
pub(super) fn changed_there(
    db: &Db<'_>,
    context: &mut Context<'_, '_>,
    since: DateTime<Utc>,
) -> store::Result<Vec<ChangedThere>> {
    let listed = changes::there_since(db, since, LISTED)?;
    let mut known = HashMap::new();
    for (id, _) in &listed {
        if known.contains_key(id) {
            continue;
        }
        let now = match appointments::get(db, id) {
            Err(StoreError::Unreadable { .. }) => appointments::get_without_texts(db, id)?,
            read => read?,
        };
        let Some(now) = now else { continue };
        let client = context.client(&now.client_id)?.name;
        let entries = Reader { context, now }.changes(&changes::of(db, id)?)?;
        known.insert(id, (client, entries));
    }
    let there = listed.iter().filter_map(|(id, change)| {
        let (client, entries) = known.get(id)?;
        let (_, entry) = entries.iter().find(|(_, entry)| entry.change_id.as_deref() == Some(change.as_str()))?;
        Some(ChangedThere { appointment_id: id.as_str().to_owned(), client: client.clone(), entry: entry.clone() })
    });
    Ok(there.collect())
}

struct Reader<'c, 'd, 'a> {
    context: &'c mut Context<'d, 'a>,
    now: Appointment,
}

type Dated = (DateTime<Utc>, HistoryEntry);

impl Reader<'_, '_, '_> {
    /// Returns the changes, oldest first. Each made of one version the next, and the last the appointment as it is.
    fn changes(&mut self, all: &[SavedChange]) -> store::Result<Vec<Dated>> {
        let mut entries = Vec::new();
        for (index, change) in all.iter().enumerate() {
            let after = match all.get(index.saturating_add(1)) {
                Some(next) => next.before.clone(),
                None => Some(self.now.clone()),
            };
            let before = change.earlier();
            let changed = match (before, &after) {
                (Some(before), Some(after)) => self.differences(before, after)?,
                // Whom the person chose: the event itself names nobody.
                (None, Some(after)) if change.what == Happened::Adopted => {
                    let client = self.context.client(&after.client_id)?.name;
                    vec![Difference { field: HistoryField::Client, before: String::new(), after: client }]
                }
                (_, _) => Vec::new(),
            };
            // An account that was disconnected or connected since is nothing that was done to the appointment.
            let goes_elsewhere =
                matches!(change.what, Happened::MovedThere | Happened::ChoseCalendar | Happened::KeptMine);
            let changed: Vec<_> =
                changed.into_iter().filter(|one| goes_elsewhere || one.field != HistoryField::Calendar).collect();
            let earlier = before.filter(|before| before.status != Status::Cancelled);
            let back = match earlier.filter(|_| !change.what.is_only_told()) {
                Some(before) => self.differences(&self.now.clone(), before)?,
                None => Vec::new(),
            };
            // Its calendar is a fact, and stays.
            let back = back.into_iter().filter(|one| one.field != HistoryField::Calendar).collect();
            let there = change.what.is_there();
            // What the person did with what stands in a calendar says which one that is.
            let placed = there || matches!(change.what, Happened::UsedTheirs | Happened::Adopted);
            let version = after.as_ref().or(before);
            let (provider, calendar) = self.context.place(version.and_then(|version| version.calendar_id.as_ref()))?;
            let time = |one: &Appointment| free_time(one.starts_at, one.ends_at, &self.context.zone);
            // Of a series of which one date was moved, that date is told.
            let date = before.zip(after.as_ref()).and_then(|(before, after)| moved_between(before, after));
            let (was, is) = date.unzip();
            let (was, is) = (was.as_ref().or(before), is.as_ref().or(after.as_ref()));
            let entry = HistoryEntry {
                change_id: Some(change.id.as_str().to_owned()),
                what: change.what,
                at: stamp(change.at, &self.context.zone),
                there,
                provider: provider.filter(|_| placed),
                calendar: calendar.filter(|_| placed),
                told: false,
                sent: None,
                changed,
                back,
                before: was.map(time),
                after: is.map(time),
            };
            entries.push((change.at, entry));
        }
        Ok(entries)
    }

    fn sent(&self, entry: &OutboxEntry) -> store::Result<Dated> {
        let zone = &self.context.zone;
        let then = entry.then.as_ref();
        let (provider, calendar) = self.context.place(then.and_then(|then| then.calendar_id.as_ref()))?;
        let sent = HistoryEntry {
            change_id: None,
            what: Happened::Sent,
            at: stamp(entry.updated_at, zone),
            there: false,
            provider,
            calendar,
            told: then.is_some_and(|then| then.told),
            sent: Some(entry.what),
            changed: Vec::new(),
            back: Vec::new(),
            before: None,
            after: then.map(|then| free_time(then.starts_at, then.ends_at, zone)),
        };
        Ok((entry.updated_at, sent))
    }

    fn differences(&mut self, before: &Appointment, after: &Appointment) -> store::Result<Vec<Difference>> {
        let zone = self.context.zone.clone();
        let time = |one: &Appointment| span(one.starts_at, one.ends_at, &zone);
        let (was, is) = moved_between(before, after).unzip();
        let (was, is) = (was.as_ref().unwrap_or(before), is.as_ref().unwrap_or(after));
        let invited = |one: &Appointment| if one.invite { "invited" } else { "" }.to_owned();
        let calendar = |one: &Appointment| {
            let id = one.calendar_id.as_ref();
            id.and_then(|id| self.context.calendar(id.as_str())).map(|known| known.name.clone()).unwrap_or_default()
        };
        let service = |one: &Appointment| {
            one.service_id.as_ref().and_then(|id| self.context.service(id)).map(|known| known.name.clone())
        };
        let mut pairs = vec![
            (HistoryField::Time, time(was), time(is)),
            (HistoryField::Zone, before.zone.clone(), after.zone.clone()),
            (HistoryField::Service, service(before).unwrap_or_default(), service(after).unwrap_or_default()),
            (HistoryField::Title, before.title.clone(), after.title.clone()),
            (HistoryField::Place, before.place.clone(), after.place.clone()),
            (HistoryField::Description, before.description.clone(), after.description.clone()),
            (HistoryField::Notes, before.notes.clone(), after.notes.clone()),
            (HistoryField::Status, before.status.word().to_owned(), after.status.word().to_owned()),
            (HistoryField::Invitation, invited(before), invited(after)),
            (HistoryField::Calendar, calendar(before), calendar(after)),
        ];
        if before.client_id != after.client_id {
            let (was, is) = (self.context.client(&before.client_id)?.name, self.context.client(&after.client_id)?.name);
            pairs.insert(0, (HistoryField::Client, was, is));
        }
        let differ = pairs.into_iter().filter(|(_, before, after)| before != after);
        Ok(differ.map(|(field, before, after)| Difference { field, before, after }).collect())
    }
}
