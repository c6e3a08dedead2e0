//! Whether a time is free: by what was read of the calendars, and by what they answer now.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::booking::times;
use super::busy::taken_and_heard;
use super::free::{Wanted, unchecked, worked};
use super::views::{Availability, Verdict};
use super::{Answer, App, recheck, settings, typed};
use crate::model::ids::{AppointmentId, ConnectionId};
use crate::model::zone::{Instant, Zone};
use crate::store::{Store, connections};
use crate::sync::Answered;

/// The calendars are given so long to say what takes place.
const LIMIT: Duration = Duration::from_secs(2);

/// A time that is asked about.
struct Question {
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    /// Where whole days and floating times are read.
    home: Zone,
    /// The appointment that is being moved.
    except: Option<AppointmentId>,
}

impl App {
    /// Returns whether a time is free, by what was read. `except` is the appointment that is being moved.
    pub fn check(&self, start: &str, minutes: u32, zone: Option<&str>, except: Option<&str>) -> Answer<Verdict> {
        let store = self.open_store()?;
        match self.question(&store, (start, minutes), zone, except)? {
            Some(question) => Ok(self.judge(&store, &question, &[])?.0),
            None => Ok(skipped()),
        }
    }

    /// Returns whether a time is free, by what its calendars answer within two seconds as well. Nothing waits for it.
    pub async fn check_online(
        &self,
        start: &str,
        minutes: u32,
        zone: Option<&str>,
        except: Option<&str>,
    ) -> Answer<Verdict> {
        self.check_within(LIMIT, (start, minutes), zone, except).await
    }

    /// Returns the same by what they answer within `limit`. A calendar that does not is known as far as it was read; one that holds
    /// what was not read yet is read.
    pub async fn check_within(
        &self,
        limit: Duration,
        time: (&str, u32),
        zone: Option<&str>,
        except: Option<&str>,
    ) -> Answer<Verdict> {
        let store = self.open_store()?;
        let Some(question) = self.question(&store, time, zone, except)? else { return Ok(skipped()) };
        let (verdict, _) = self.judge(&store, &question, &[])?;
        // What is taken is taken, and nobody books into the past by mistake for a free time.
        if verdict.answer == Availability::Busy || question.ends_at <= self.now() {
            return Ok(verdict);
        }
        let span = (question.starts_at, question.ends_at);
        let heard = self.0.engine.ask(&store, self.ports(), span, limit).await;
        let (verdict, unread_at) = self.judge(&store, &question, &heard)?;
        for account in &unread_at {
            self.0.engine.want(account);
        }
        if !unread_at.is_empty() {
            self.booked();
        }
        Ok(verdict)
    }

    /// Reads what is asked; `None` = the clocks skip that time.
    fn question(
        &self,
        store: &Store,
        (start, minutes): (&str, u32),
        zone: Option<&str>,
        except: Option<&str>,
    ) -> Answer<Option<Question>> {
        let zone = self.zone_of(store, zone)?;
        let home = self.known_zone(store).unwrap_or_else(|_| zone.clone());
        let start = typed::time(start, None)?;
        if matches!(zone.instant(start), Instant::Skipped(_)) {
            return Ok(None);
        }
        let (starts_at, ends_at) = times(start, minutes, &zone)?;
        Ok(Some(Question { starts_at, ends_at, home, except: except.map(AppointmentId::from) }))
    }

    /// Answers by what was read and what was heard. Returns the accounts that hold something that was not read yet as well.
    fn judge(&self, store: &Store, question: &Question, heard: &[Answered]) -> Answer<(Verdict, Vec<ConnectionId>)> {
        let Question { starts_at, ends_at, ref home, ref except } = *question;
        let settings = settings::read(store);
        let now = self.now();
        let (taken, clashes) = store.read(|db| {
            let taken = taken_and_heard(db, (starts_at, ends_at), home, now, except.as_ref(), heard)?;
            let rows = connections::all(db)?;
            let clashes = recheck::clashes(db, &taken, starts_at, ends_at, &rows, home, |_| true)?;
            Ok((taken, clashes))
        })?;
        let unchecked = unchecked(&taken.gaps(starts_at, ends_at), home);
        let answer = if !clashes.is_empty() {
            Availability::Busy
        } else if !unchecked.is_empty() {
            Availability::Unknown
        } else {
            Availability::Free
        };
        let next_free = if answer == Availability::Busy {
            let (from, length, known) = (starts_at.max(now), ends_at - starts_at, taken.spans());
            self.next_free(store, home, &Wanted { from, length, except: except.as_ref(), heard: &known })?
        } else {
            None
        };
        let outside_hours = !worked(&settings, home, home.wall(starts_at).date(), 1)
            .iter()
            .any(|(begin, end)| *begin <= starts_at && ends_at <= *end);
        let past = starts_at < now;
        Ok((Verdict { clashes, unchecked, next_free, past, outside_hours, ..verdict(answer) }, taken.unread_at))
    }
}

/// The answer about a time that does not exist.
fn skipped() -> Verdict {
    Verdict { skipped: true, ..verdict(Availability::Busy) }
}

fn verdict(answer: Availability) -> Verdict {
    Verdict {
        answer,
        clashes: Vec::new(),
        unchecked: Vec::new(),
        next_free: None,
        past: false,
        outside_hours: false,
        skipped: false,
    }
}
