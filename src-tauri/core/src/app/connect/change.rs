//! Changes what connections and calendars are for, and whether they sync.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::list::calendar_view;
use crate::app::present::{Context, wall};
use crate::app::sentences::{Fact, with};
use crate::app::views::{Calendar, LeftOut, SentLocal, UiError};
use crate::app::{Answer, App, recheck, title};
use crate::model::appointment::{Appointment, Happened, What};
use crate::model::connection::{self, Health};
use crate::model::ids::{CalendarId, ConnectionId};
use crate::model::reason::Reason;
use crate::model::rules::Rule;
use crate::model::zone::Zone;
use crate::store::{self, Db, appointments, calendars, changes, connections, copies, former_calendars};
use crate::sync;

impl App {
    /// Makes this the primary connection; its first writable calendar receives bookings, unless one of
    /// its calendars does already.
    pub fn make_primary(&self, id: &str) -> Answer<()> {
        let id = ConnectionId::from(id);
        let now = self.now();
        self.open_store()?.write_or(|db| {
            if connections::get(db, &id)?.is_none() {
                return Err(UiError::unknown_id("connection"));
            }
            let own = calendars::of_connection(db, &id)?;
            if !own.is_empty() && own.iter().all(|calendar| !calendar.can_write) {
                let name = own.first().map(|calendar| calendar.name.clone()).unwrap_or_default();
                return Err(UiError::say(Reason::CalReadOnly, &with(Fact::Calendar, name)));
            }
            connections::make_primary(db, &id)?;
            if own.iter().all(|calendar| !calendar.receives_bookings)
                && let Some(first) = own.iter().find(|calendar| calendar.can_write && !calendar.gone)
            {
                calendars::put(db, &connection::Calendar { receives_bookings: true, ..first.clone() }, now)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Changes what a calendar is for. `None` = unchanged.
    pub fn set_calendar(
        &self,
        id: &str,
        counts_busy: Option<bool>,
        receives_bookings: Option<bool>,
        shown: Option<bool>,
    ) -> Answer<Calendar> {
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let now = self.now();
        let changed = store.write_or(|db| {
            let calendar = calendars::get(db, &CalendarId::from(id))?.ok_or_else(|| UiError::unknown_id("calendar"))?;
            if receives_bookings == Some(true) && (!calendar.can_write || calendar.gone) {
                return Err(UiError::say(Reason::CalReadOnly, &with(Fact::Calendar, calendar.name)));
            }
            let calendar = connection::Calendar {
                counts_busy: counts_busy.unwrap_or(calendar.counts_busy),
                receives_bookings: receives_bookings.unwrap_or(calendar.receives_bookings),
                shown: shown.unwrap_or(calendar.shown),
                ..calendar
            };
            calendars::put(db, &calendar, now)?;
            Ok(calendar_view(db, &calendar, &zone)?)
        })?;
        // A calendar that was neither drawn nor counted has not been read either.
        self.0.wake.notify_one();
        Ok(changed)
    }

    /// Changes whether one kind of the events of a calendar counts as busy. Nothing is read again for it.
    pub fn set_rule(&self, calendar_id: &str, rule: Rule, counts: bool) -> Answer<Calendar> {
        if rule == Rule::Busy {
            let hint = "Whether its events count as busy at all is said of the whole calendar.";
            return Err(UiError::input("There is no rule for events of no kind.", hint));
        }
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let now = self.now();
        store.write_or(|db| {
            let id = CalendarId::from(calendar_id);
            let calendar = calendars::get(db, &id)?.ok_or_else(|| UiError::unknown_id("calendar"))?;
            let rules = calendar.rules.with(rule, counts);
            let comes_to_count = counts && rules != calendar.rules;
            let calendar = connection::Calendar { rules, ..calendar };
            calendars::put(db, &calendar, now)?;
            if comes_to_count {
                calendars::count_anew(db, &calendar.id, now)?;
            }
            recheck::look_again(db, &zone, now)?;
            Ok(calendar_view(db, &calendar, &zone)?)
        })
    }

    pub fn pause(&self, id: &str, paused: bool) -> Answer<()> {
        let id = ConnectionId::from(id);
        let now = self.now();
        self.store()?.write_or(|db| {
            let row = connections::get(db, &id)?.ok_or_else(|| UiError::unknown_id("connection"))?;
            if row.health.paused && !paused {
                calendars::all_count_anew(db, &id, now)?;
            }
            Ok(connections::put_health(db, &id, &Health { paused, retry_at: None, ..row.health })?)
        })?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// Sends the appointments that are only on this computer to the calendar that receives bookings. Returns how many, and what
    /// stands in an account that is not connected any more: sent as well, it would stand twice.
    pub fn send_local(&self) -> Answer<SentLocal> {
        let now = self.now();
        let store = self.open_store()?;
        let home = self.zone(&store);
        let sent = store.write_or(|db| {
            let calendar = calendars::receiving(db)?.ok_or_else(|| UiError::of(Reason::CalNoneWritable))?;
            let mut count: u32 = 0;
            for appointment in appointments::local_from(db, now)?.into_iter().flatten() {
                // What waited for a former account goes here in its place.
                let waited = copies::get_or_nothing(db, &appointment.id)?.home.is_some();
                let anew = if waited { sync::begin_anew(db, &appointment, now)? } else { appointment };
                let anew = title::going_to(db, anew, &calendar.id)?;
                changes::add(db, &anew.id, Happened::ChoseCalendar, Some(&anew), now)?;
                let sent = Appointment { calendar_id: Some(calendar.id.clone()), ..anew };
                appointments::put(db, &sent, now)?;
                self.send_again(db, &sent, What::Book, sent.invite)?;
                count = count.saturating_add(1);
            }
            Ok(SentLocal { sent: count, left_out: left_out(db, &home, now)? })
        })?;
        self.booked();
        Ok(sent)
    }
}

fn left_out(db: &Db<'_>, home: &Zone, now: DateTime<Utc>) -> store::Result<Vec<LeftOut>> {
    let mut context = Context::read(db, home.clone(), HashSet::new())?;
    let mut all = Vec::new();
    for one in appointments::standing_elsewhere(db, now)? {
        let client = context.client(&one.client_id)?.name;
        let (day, from, _, _) = wall(one.starts_at, one.ends_at, home);
        let calendar = match copies::get_or_nothing(db, &one.id)?.home {
            Some(id) => former_calendars::get(db, &id)?.and_then(|of| of.calendar),
            None => None,
        };
        all.push(LeftOut { appointment_id: one.id.as_str().to_owned(), client, day, from, calendar });
    }
    Ok(all)
}
