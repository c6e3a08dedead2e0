//! The times that an appointment takes, of a series those of its dates, and what overlaps one that the person did not mean.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};

use crate::app::series::{LOOKED_AT, asked_for, dates, parse, row_of, spans};
use crate::availability::block::Block;
use crate::availability::busy_times::BusyTimes;
use crate::availability::spans::Span;
use crate::model::appointment::{Appointment, Status};
use crate::model::ids::AppointmentId;
use crate::store::unchecked_times::{self, UncheckedTime};
use crate::store::{Db, Result, appointments};

/// So far ahead lie as many dates of a series as are looked at, although they are a month apart.
const FAR: TimeDelta = TimeDelta::days(9 * 366);

/// Returns an appointment at its coming times: of a series its next dates, as many as are looked at before it is booked.
pub(super) fn coming(one: &Appointment, now: DateTime<Utc>) -> Vec<Appointment> {
    if one.status == Status::Cancelled {
        return Vec::new();
    }
    if one.repeat.is_none() {
        return if one.ends_at > now { vec![one.clone()] } else { Vec::new() };
    }
    dates(one, now, now.max(one.starts_at) + FAR).into_iter().take(LOOKED_AT).collect()
}

/// Returns the times that an appointment takes and did not take `before`.
pub(in crate::app) fn newly_taken(after: &Appointment, before: Option<&Appointment>, now: DateTime<Utc>) -> Vec<Span> {
    if after.status == Status::Cancelled {
        return Vec::new();
    }
    let coming = coming(after, now);
    let times: HashSet<Span> = spans(after).into_iter().chain(coming.iter().map(time_of)).collect();
    let stood = before.map(|before| standing_among(before, &times)).unwrap_or_default();
    let mut new: Vec<Span> = times.difference(&stood).copied().collect();
    new.sort_unstable();
    new
}

/// Returns the times of an appointment that lie where these do.
fn standing_among(one: &Appointment, times: &HashSet<Span>) -> HashSet<Span> {
    let (from, to) = (times.iter().map(|(from, _)| *from).min(), times.iter().map(|(_, to)| *to).max());
    let Some((from, to)) = from.zip(to).filter(|_| one.status != Status::Cancelled) else { return HashSet::new() };
    match one.repeat {
        Some(_) => dates(one, from, to).iter().map(time_of).collect(),
        None => HashSet::from([time_of(one)]),
    }
}

pub(super) fn time_of(one: &Appointment) -> Span {
    (one.starts_at, one.ends_at)
}

/// Returns the month in which a date begins.
pub(super) fn month_of(date: &Appointment) -> (i32, u32) {
    (date.starts_at.year(), date.starts_at.month())
}

/// Tells whether times still stand. Each appointment is read once.
pub(super) struct Standing {
    now: DateTime<Utc>,
    known: HashMap<AppointmentId, Option<Appointment>>,
}

impl Standing {
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { now, known: HashMap::new() }
    }

    /// Returns the appointment, or the date of a series, if it is still to come at that time.
    pub fn of(&mut self, db: &Db<'_>, time: &UncheckedTime) -> Result<Option<Appointment>> {
        let row = match self.known.get(&time.appointment) {
            Some(known) => known.clone(),
            None => {
                let read = appointments::get_without_texts(db, &time.appointment)?;
                self.known.insert(time.appointment.clone(), read.clone());
                read
            }
        };
        let (_, day) = parse(time.id.as_str());
        let now = self.now;
        let stands = |one: &Appointment| one.status != Status::Cancelled && one.ends_at > now;
        let date = row.and_then(|row| asked_for(row, day)).filter(stands);
        Ok(date.filter(|date| time_of(date) == (time.starts_at, time.ends_at)))
    }
}

/// Returns what overlaps an appointment, or a date of a series, and is nothing of that appointment itself.
pub(super) fn others<'t>(taken: &'t BusyTimes, date: &Appointment) -> (Vec<&'t Appointment>, Vec<&'t Block>) {
    let row = row_of(&date.id);
    let (mut own, mut blocks) = taken.blocking(date.starts_at, date.ends_at);
    own.retain(|own| row_of(&own.id) != row);
    blocks.retain(|block| block.own.as_ref() != Some(&row) && block.uid != date.uid);
    (own, blocks)
}

/// Returns the same, without what the person meant to overlap.
pub(super) fn unmeant<'t>(
    db: &Db<'_>,
    taken: &'t BusyTimes,
    date: &Appointment,
    meant: &[String],
) -> Result<(Vec<&'t Appointment>, Vec<&'t Block>)> {
    let is_meant = |word: &str| meant.iter().any(|meant| meant == word);
    let (mut own, blocks) = others(taken, date);
    own.retain(|own| !is_meant(own.id.as_str()));
    let mut left = Vec::new();
    for block in blocks {
        if !is_meant(&block.id) && !is_meant(&word_of(db, block)?) {
            left.push(block);
        }
    }
    Ok((own, left))
}

/// Returns by what these are known again, also once their account was connected anew.
pub(super) fn words_of(db: &Db<'_>, own: &[&Appointment], blocks: &[&Block]) -> Result<Vec<String>> {
    let own = own.iter().map(|own| Ok(own.id.as_str().to_owned()));
    own.chain(blocks.iter().map(|block| word_of(db, block))).collect()
}

fn word_of(db: &Db<'_>, block: &Block) -> Result<String> {
    // Which of its dates it is stands behind the id of the event, and is the same for every reader.
    match block.id.split_once('@') {
        Some((_, date)) if !block.uid.is_empty() => unchecked_times::mark(db, &block.uid, date),
        _ => Ok(block.id.clone()),
    }
}
