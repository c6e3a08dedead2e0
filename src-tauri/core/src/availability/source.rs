//! A calendar and its account, as far as both are known: who the person is there, and whether what was read still holds.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::connection::{Calendar, Connection, ConnectionStatus, Health};
use crate::model::reason::Reason;

/// A calendar read longer ago than this (three missed syncs) does not prove that time is free.
const FRESH: TimeDelta = TimeDelta::minutes(15);

/// A calendar, and the account in which it is.
#[derive(Clone, Copy, Debug)]
pub struct Source<'r> {
    pub calendar: &'r Calendar,
    /// `None` = its row cannot be read.
    pub connection: Option<&'r Connection>,
    pub health: &'r Health,
}

impl<'r> Source<'r> {
    /// Returns under what the person may be invited there, as far as that is certain.
    pub fn own_addresses(self) -> Vec<&'r str> {
        let Some(connection) = self.connection else { return Vec::new() };
        let account = &connection.account;
        // Some calendars are named by an address.
        let more = [account.email.as_str(), connection.user_name.as_str(), self.calendar.handle.as_str()];
        account.addresses.iter().map(String::as_str).chain(more).collect()
    }

    /// Returns why the calendar is not known by now, whatever its events are; `None` = it is.
    pub fn why_unchecked(self, now: DateTime<Utc>) -> Option<Reason> {
        let Self { calendar, connection, health } = self;
        if connection.is_none() {
            return Some(Reason::StoreRecord);
        }
        if health.paused {
            return Some(Reason::Paused);
        }
        if health.status == ConnectionStatus::NeedsSignIn {
            return Some(health.reason.unwrap_or(Reason::AuthExpired));
        }
        if calendar.missing_since.is_some() {
            return Some(Reason::CalMissing);
        }
        if calendar.held.is_some() {
            return Some(Reason::CalMassChange);
        }
        // One that is read less often by its own wish stands for as long, and for the same grace.
        let good_for = FRESH + calendar.read_every.unwrap_or_default();
        let fresh = calendar.last_read_at.is_some_and(|at| at <= now && now - at < good_for);
        if fresh {
            return None;
        }
        let own = calendar.unread.map(|(reason, _)| reason);
        Some(health.reason.or(own).unwrap_or(Reason::CalStale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::samples::{at, calendar};
    use crate::model::connection::{Account, Held};
    use crate::model::ids::ConnectionId;

    const HEALTH: Health = Health {
        status: ConnectionStatus::Connected,
        reason: None,
        paused: false,
        failures: 0,
        retry_at: None,
        last_sync_at: None,
    };

    fn connection() -> Connection {
        let server = url::Url::parse("https://dav.example/").unwrap();
        let (key, email, addresses) = ("me".into(), "me@x.org".into(), vec!["alias@x.org".into()]);
        Connection {
            id: ConnectionId::from("account"),
            provider: "one".into(),
            account: Account { key, email, name: None, addresses, server_mails: false, server },
            user_name: "user".into(),
            is_primary: false,
            read_only: false,
            health: HEALTH,
        }
    }

    /// Returns why a calendar that was read at minute 100 is not known, ten minutes later.
    fn why(change: impl Fn(&mut Calendar, &mut Health)) -> Option<Reason> {
        let (mut calendar, mut health) = (Calendar { last_read_at: Some(at(100)), ..calendar("c") }, HEALTH);
        change(&mut calendar, &mut health);
        Source { calendar: &calendar, connection: Some(&connection()), health: &health }.why_unchecked(at(110))
    }

    #[test]
    fn a_calendar_is_known_as_long_as_it_was_read_lately_and_nothing_is_wrong_with_it() {
        assert_eq!(why(|_, _| ()), None);
        assert_eq!(why(|_, health| health.status = ConnectionStatus::Offline), None, "it was read lately");
        assert_eq!(why(|_, health| health.paused = true), Some(Reason::Paused));
        assert_eq!(why(|_, health| health.status = ConnectionStatus::NeedsSignIn), Some(Reason::AuthExpired));
        assert_eq!(why(|calendar, _| calendar.missing_since = Some(at(109))), Some(Reason::CalMissing));
        let held = Held { since: at(109), events: 50, own: 0, let_through: false };
        assert_eq!(why(|calendar, _| calendar.held = Some(held)), Some(Reason::CalMassChange));
        assert_eq!(why(|calendar, _| calendar.last_read_at = Some(at(95))), Some(Reason::CalStale));
        assert_eq!(why(|calendar, _| calendar.last_read_at = None), Some(Reason::CalStale));
        assert_eq!(why(|calendar, _| calendar.last_read_at = Some(at(111))), Some(Reason::CalStale), "not read yet");
        let hourly = Some(TimeDelta::minutes(60));
        assert_eq!(why(|calendar, _| (calendar.last_read_at, calendar.read_every) = (Some(at(40)), hourly)), None);
        let calendar = Calendar { last_read_at: Some(at(100)), ..calendar("c") };
        let damaged = Source { calendar: &calendar, connection: None, health: &HEALTH };
        assert_eq!(damaged.why_unchecked(at(110)), Some(Reason::StoreRecord));
    }

    #[test]
    fn the_person_is_known_by_each_address_of_the_account_and_by_that_of_the_calendar() {
        let (calendar, connection) = (calendar("team@x.org"), connection());
        let source = Source { calendar: &calendar, connection: Some(&connection), health: &HEALTH };
        assert_eq!(source.own_addresses(), ["alias@x.org", "me@x.org", "user", "team@x.org"]);
        assert!(Source { connection: None, ..source }.own_addresses().is_empty());
    }
}
