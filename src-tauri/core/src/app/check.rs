//! Whether a time is free: by what was read of the calendars, and by what they answer now. It is judged in
//! `availability/verdict.rs`.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::booking::times;
use super::busy::taken_and_heard;
use super::free::{Wanted, length, own, unchecked};
use super::limits::{self, Sought};
use super::views::{Availability, Verdict};
use super::{Answer, App, recheck, series, typed};
use crate::availability::own::Own;
use crate::availability::spans::Span;
use crate::availability::verdict::{self, judge};
use crate::model::ids::{AppointmentId, ConnectionId};
use crate::model::zone::{Fold, Instant, Zone};
use crate::store::{Store, appointments, connections, or_nothing};
use crate::sync::Answered;

/// The calendars are given so long to say what takes place.
const LIMIT: Duration = Duration::from_secs(2);

/// A time that is asked about.
struct Question {
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    /// Which of the two, where the time comes twice.
    fold: Option<Fold>,
    /// Where whole days and floating times are read.
    home: Zone,
    /// The appointment that is being moved.
    except: Option<AppointmentId>,
    own: Own,
}

impl App {
    /// Returns whether a time is free, by what was read. `except` is the appointment that is being moved.
    pub fn check(&self, start: &str, minutes: u32, zone: Option<&str>, except: Option<&str>) -> Answer<Verdict> {
        self.check_for(start, zone, &Sought { minutes, except, ..Sought::default() })
    }

    /// Returns the same for an appointment of which more is known.
    pub fn check_for(&self, start: &str, zone: Option<&str>, sought: &Sought<'_>) -> Answer<Verdict> {
        let store = self.open_store()?;
        match self.question(&store, start, zone, sought)? {
            Some(question) => Ok(self.judge(&store, &question, &[])?.0),
            None => self.skipped(&store, start, zone, sought),
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
        self.check_online_for(start, zone, &Sought { minutes, except, ..Sought::default() }).await
    }

    /// Returns the same for an appointment of which more is known.
    pub async fn check_online_for(&self, start: &str, zone: Option<&str>, sought: &Sought<'_>) -> Answer<Verdict> {
        self.check_within(LIMIT, start, zone, sought).await
    }

    /// Returns the same by what they answer within `limit`. A calendar that does not is known as far as it was read; one that holds
    /// what was not read yet is read.
    pub async fn check_within(
        &self,
        limit: Duration,
        start: &str,
        zone: Option<&str>,
        sought: &Sought<'_>,
    ) -> Answer<Verdict> {
        let store = self.open_store()?;
        let Some(question) = self.question(&store, start, zone, sought)? else {
            return self.skipped(&store, start, zone, sought);
        };
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
        start: &str,
        zone: Option<&str>,
        sought: &Sought<'_>,
    ) -> Answer<Option<Question>> {
        let zone = self.zone_of(store, zone)?;
        let home = self.known_zone(store).unwrap_or_else(|_| zone.clone());
        let start = typed::time(start, None)?;
        let except = sought.except.map(AppointmentId::from);
        let fold = match zone.instant(start) {
            Instant::Skipped(_) => return Ok(None),
            Instant::One(_) => None,
            Instant::Twice(_, _) => match sought.fold {
                Some(fold) => Some(fold),
                None => Some(stands(store, except.as_ref(), start, &zone)?.unwrap_or(Fold::First)),
            },
        };
        let (starts_at, ends_at) = times(start, sought.minutes, &zone, fold)?;
        let own = own(store, sought, ends_at - starts_at)?;
        Ok(Some(Question { starts_at, ends_at, fold, home, except, own }))
    }

    /// Answers about a time that does not exist, with the next one that does and is free.
    fn skipped(&self, store: &Store, start: &str, zone: Option<&str>, sought: &Sought<'_>) -> Answer<Verdict> {
        let zone = self.zone_of(store, zone)?;
        let home = self.known_zone(store).unwrap_or_else(|_| zone.clone());
        let at = zone.instant(typed::time(start, None)?).first();
        let own = own(store, sought, length(sought.minutes)?)?;
        let except = sought.except.map(AppointmentId::from);
        let wanted = Wanted { from: at.max(self.now()), except: except.as_ref(), own: &own, heard: &[] };
        let next_free = self.next_free(store, &home, &wanted)?;
        Ok(Verdict { skipped: true, next_free, ..bare(Availability::Busy) })
    }

    /// Answers by what was read and what was heard. Returns the accounts that hold something that was not read yet as well.
    fn judge(&self, store: &Store, question: &Question, heard: &[Answered]) -> Answer<(Verdict, Vec<ConnectionId>)> {
        let Question { starts_at, ends_at, fold, ref home, ref except, ref own } = *question;
        let (now, time) = (self.now(), (starts_at, ends_at));
        let (answer, clashes, unchecked, taken, nearby, limits) = store.read(|db| {
            let read = |span: Span| taken_and_heard(db, span, home, now, except.as_ref(), heard);
            let taken = read(time)?;
            let rows = connections::all(db)?;
            let judged = judge(&taken, time);
            let clashes = recheck::clashes(db, &judged.own, &judged.blocks, &rows, home)?;
            let (answer, unchecked) = (availability(judged.verdict), unchecked(&judged.gaps, home));
            let around = Some(own.around(home, time)).filter(|around| *around != time);
            let nearby = around.map(read).transpose()?;
            let limits = limits::broken(db, own, home, now, time, nearby.as_ref().unwrap_or(&taken))?;
            Ok((answer, clashes, unchecked, taken, nearby, limits))
        })?;
        let next_free = if answer == Availability::Busy {
            let known = own.taken(nearby.as_ref().unwrap_or(&taken));
            let busy: Vec<Span> = known.into_iter().map(|(one, _)| one.time).collect();
            let wanted = Wanted { from: starts_at.max(now), except: except.as_ref(), own, heard: &busy };
            self.next_free(store, home, &wanted)?
        } else {
            None
        };
        let (outside_hours, past) = (!own.hours.hold(home, time), starts_at < now);
        let unread_at = nearby.unwrap_or(taken).unread_at;
        let said = Verdict { clashes, unchecked, next_free, past, outside_hours, fold, limits, ..bare(answer) };
        Ok((said, unread_at))
    }
}

/// Returns which of the two the appointment that is being moved is at, where its own time is asked about.
fn stands(store: &Store, except: Option<&AppointmentId>, start: NaiveDateTime, zone: &Zone) -> Answer<Option<Fold>> {
    let Some(id) = except else { return Ok(None) };
    let (row, day) = series::parse(id.as_str());
    let kept = store.read(|db| or_nothing(appointments::get_without_texts(db, &row)))?;
    let kept = kept.and_then(|kept| series::asked_for(kept, day));
    let kept = kept.filter(|kept| kept.start == start && kept.zone == zone.name());
    Ok(kept.and_then(|kept| zone.fold(kept.starts_at)))
}

const fn availability(verdict: verdict::Verdict) -> Availability {
    match verdict {
        verdict::Verdict::Free => Availability::Free,
        verdict::Verdict::Busy => Availability::Busy,
        verdict::Verdict::Unknown => Availability::Unknown,
    }
}

fn bare(answer: Availability) -> Verdict {
    Verdict {
        answer,
        clashes: Vec::new(),
        unchecked: Vec::new(),
        next_free: None,
        past: false,
        outside_hours: false,
        skipped: false,
        fold: None,
        limits: Vec::new(),
    }
}
