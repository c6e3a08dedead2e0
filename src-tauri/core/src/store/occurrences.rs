//! Tables `occurrences` and `event_parts`: the index of when events happen. A question is answered from here and opens no body.

mod answers;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::model::event::Busy;
use crate::model::ids::{AppointmentId, CalendarId, EventId};
use crate::model::span::Span;
use crate::model::zone::Zone;
use crate::vault::Place;

pub use answers::Answers;

const TABLE: &str = "occurrences";
const PARTS: &str = "event_parts";

const DAY: i64 = 86_400;
/// A reader's clock is less than this from that of UTC, by which days and floating times are noted.
const APART: i64 = 15 * 3600;

/// What lasts a day at most is found by its start.
const SHORT: &str =
    "SELECT o.event, o.part, o.form, o.starts, o.ends, o.is_first, o.certain, e.id, e.calendar_id, e.appointment_id
    FROM occurrences o INDEXED BY occurrences_short
    CROSS JOIN events e ON e.number = o.event CROSS JOIN calendars c ON c.id = e.calendar_id
    WHERE o.is_long = 0 AND o.starts >= ?1 AND o.starts < ?2
      AND e.indexed_from <= ?3 AND e.indexed_to >= ?4 AND (c.shown OR c.counts_busy) AND NOT c.gone";

/// What lasts longer is little, and is found by its end.
const LONG: &str =
    "SELECT o.event, o.part, o.form, o.starts, o.ends, o.is_first, o.certain, e.id, e.calendar_id, e.appointment_id
    FROM occurrences o INDEXED BY occurrences_long
    CROSS JOIN events e ON e.number = o.event CROSS JOIN calendars c ON c.id = e.calendar_id
    WHERE o.is_long = 1 AND o.ends >= ?1 AND o.starts < ?2
      AND e.indexed_from <= ?3 AND e.indexed_to >= ?4 AND (c.shown OR c.counts_busy) AND NOT c.gone";

const PART: &str = "SELECT e.id || '/' || p.part AS id, e.key_id, p.takes, p.travel, p.says, p.says_iv, p.says_auth
    FROM event_parts p CROSS JOIN events e ON e.number = p.event WHERE p.event = ? AND p.part = ?";

const DUE: &str = "SELECT id FROM events INDEXED BY events_partly_indexed
    WHERE index_due IS NOT NULL AND index_due <= ? ORDER BY index_due LIMIT ?";

/// What the index holds of one event.
pub struct Indexed {
    /// The time of which it holds everything; `None` = none, and the event is opened for each question.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// When it is to be worked out again; `None` = all there ever is stands in it.
    pub due: Option<DateTime<Utc>>,
    pub parts: Vec<IndexedPart>,
    pub happens: Vec<Happens>,
}

/// What a question needs of a part of an event.
pub struct IndexedPart {
    pub part: usize,
    pub takes: Busy,
    /// It is the way to another part.
    pub travel: bool,
    pub says: Says,
}

/// What of it names somebody or something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Says {
    pub uid: String,
    pub title: String,
    pub place: String,
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
}

/// One time that an event happens.
pub struct Happens {
    pub part: usize,
    pub span: Span,
    /// It starts when its event first does.
    pub first: bool,
    /// False = its time is a guess: nobody knows the time zone that it is in.
    pub certain: bool,
}

/// One that was found.
pub struct Found {
    pub event: EventId,
    pub calendar_id: CalendarId,
    pub appointment_id: Option<AppointmentId>,
    pub part: PartId,
    pub span: Span,
    pub first: bool,
    pub certain: bool,
}

/// The row of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartId {
    event: i64,
    part: i64,
}

impl Indexed {
    /// Returns that of an event which is opened for each question.
    pub fn nothing() -> Self {
        let due = Some(DateTime::<Utc>::MAX_UTC);
        Self { span: None, due, parts: Vec::new(), happens: Vec::new() }
    }
}

/// Returns what overlaps `from..to` for a reader in `home`, of the events that are indexed for all of that time and of calendars
/// that are drawn or count as busy. The events of our own appointments are among them, and so is a guess that may be this far off.
pub fn between(
    db: &Db<'_>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    far_off: TimeDelta,
    home: &Zone,
) -> Result<Vec<Result<Found>>> {
    let (from_at, to_at) = (from.timestamp(), to.timestamp());
    let apart = APART.saturating_add(far_off.num_seconds());
    let latest = to_at.saturating_add(apart);
    let earliest = from_at.saturating_sub(apart);
    let mut found = db.each(TABLE, SHORT, [earliest.saturating_sub(DAY), latest, from_at, to_at], shape)?;
    found.extend(db.each(TABLE, LONG, [earliest, latest, from_at, to_at], shape)?);
    let overlaps = |one: &Found| {
        let off = if one.certain { TimeDelta::zero() } else { far_off };
        one.span.overlaps(from - off, to + off, home)
    };
    found.retain(|one| one.as_ref().map_or(true, overlaps));
    Ok(found)
}

/// Returns what a question needs of a part.
pub fn part(db: &Db<'_>, id: PartId) -> Result<IndexedPart> {
    let damaged = || StoreError::Unreadable { table: PARTS };
    let found = db.one(PARTS, PART, [id.event, id.part], |row| {
        let says = serde_json::from_slice(&row.sealed_bytes("says")?).map_err(|_| damaged())?;
        let takes = Busy::from_word(&row.plain::<String>("takes")?).ok_or_else(damaged)?;
        let part = usize::try_from(id.part).map_err(|_| damaged())?;
        Ok(IndexedPart { part, takes, travel: row.plain("travel")?, says })
    })?;
    found.ok_or_else(damaged)
}

/// Returns events of which the index is to be worked out by now, the longest due first.
pub fn due(db: &Db<'_>, now: DateTime<Utc>, at_most: u32) -> Result<Vec<EventId>> {
    db.all(TABLE, DUE, [now.timestamp(), i64::from(at_most)], |row| Ok(EventId::from(row.plain::<String>("id")?)))
}

/// Puts what the index holds of an event in the place of what it held.
pub fn put(db: &Db<'_>, event: &EventId, indexed: &Indexed) -> Result<()> {
    let mut columns = Columns::plain_row(db, "events", event.as_str());
    note(&mut columns, indexed);
    columns.update()?;
    put_rows(db, event, indexed)
}

/// Has every event of a calendar opened for each question, until it is worked out again.
pub fn forget(db: &Db<'_>, calendar: &CalendarId) -> Result<()> {
    let sql = "UPDATE events SET indexed_from = NULL, indexed_to = NULL, index_due = 0 WHERE calendar_id = ?";
    db.execute(sql, [calendar.as_str()])?;
    Ok(())
}

/// Adds to the row of an event how far it is indexed.
pub(super) fn note(columns: &mut Columns<'_, '_>, indexed: &Indexed) {
    columns.plain("indexed_from", indexed.span.map(|(from, _)| from.timestamp()));
    columns.plain("indexed_to", indexed.span.map(|(_, to)| to.timestamp()));
    columns.plain("index_due", indexed.due.map(|due| due.timestamp()));
}

/// Puts the rows of an event in the place of those that were there.
pub(super) fn put_rows(db: &Db<'_>, event: &EventId, indexed: &Indexed) -> Result<()> {
    let sql = "SELECT number FROM events WHERE id = ?";
    let number: i64 = db.value(sql, [event.as_str()], |row| row.get(0))?;
    db.execute("DELETE FROM occurrences WHERE event = ?", [number])?;
    db.execute("DELETE FROM event_parts WHERE event = ?", [number])?;
    for IndexedPart { part, takes, travel, says } in &indexed.parts {
        let plain = Zeroizing::new(serde_json::to_vec(says).unwrap_or_default());
        let row = format!("{event}/{part}");
        let sealed = db.vault()?.seal_bytes(&Place { table: PARTS, column: "says", row: &row }, &plain);
        let sql = "INSERT INTO event_parts (event, part, takes, travel, says, says_iv, says_auth)
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        let (place, takes) = (place_of(*part), takes.word());
        db.execute(sql, rusqlite::params![number, place, takes, travel, sealed.data, sealed.iv, sealed.tag])?;
    }
    for Happens { part, span, first, certain } in &indexed.happens {
        let (form, starts, ends) = written(span);
        let is_long = ends.saturating_sub(starts) > DAY;
        let sql = "INSERT OR REPLACE INTO occurrences (event, part, form, starts, ends, is_first, is_long, certain)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        db.execute(sql, rusqlite::params![number, place_of(*part), form, starts, ends, first, is_long, certain])?;
    }
    Ok(())
}

fn place_of(part: usize) -> i64 {
    i64::try_from(part).unwrap_or(i64::MAX)
}

fn written(span: &Span) -> (i64, i64, i64) {
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp();
    match *span {
        Span::Timed { start, end } => (0, start.timestamp(), end.timestamp()),
        Span::Floating { start, end } => (1, start.and_utc().timestamp(), end.and_utc().timestamp()),
        Span::Days { first, end } => (2, midnight(first), midnight(end)),
    }
}

fn read(form: i64, starts: i64, ends: i64) -> Option<Span> {
    let (start, end) = (DateTime::from_timestamp(starts, 0)?, DateTime::from_timestamp(ends, 0)?);
    match form {
        0 => Some(Span::Timed { start, end }),
        1 => Some(Span::Floating { start: start.naive_utc(), end: end.naive_utc() }),
        2 => Some(Span::Days { first: start.date_naive(), end: end.date_naive() }),
        _ => None,
    }
}

fn shape(row: &RowReader<'_, '_, '_>) -> Result<Found> {
    let span = read(row.plain("form")?, row.plain("starts")?, row.plain("ends")?);
    Ok(Found {
        event: EventId::from(row.plain::<String>("id")?),
        calendar_id: CalendarId::from(row.plain::<String>("calendar_id")?),
        appointment_id: row.plain::<Option<String>>("appointment_id")?.map(AppointmentId::from),
        part: PartId { event: row.plain("event")?, part: row.plain("part")? },
        span: span.ok_or(StoreError::Unreadable { table: TABLE })?,
        first: row.plain("is_first")?,
        certain: row.plain("certain")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, events};

    /// P11: each question is a look-up, however much there is.
    #[test]
    fn every_question_is_a_look_up_in_an_index() {
        let store = Store::in_memory().unwrap();
        let plan = |sql: &str| -> Vec<String> {
            let asked = store.read(|db| {
                let mut query = db.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let count = query.parameter_count();
                let rows =
                    query.query_map(rusqlite::params_from_iter(vec![0; count]), |row| row.get::<_, String>(3))?;
                let steps: Vec<String> = rows.map(Result::unwrap).collect();
                Ok(steps)
            });
            asked.unwrap()
        };
        for (sql, index) in [
            (SHORT, "COVERING INDEX occurrences_short (starts>? AND starts<?)"),
            (LONG, "COVERING INDEX occurrences_long (ends>?)"),
            (PART, "PRIMARY KEY (event=? AND part=?)"),
            (DUE, "INDEX events_partly_indexed"),
            (events::NOT_INDEXED, "INDEX events_partly_indexed"),
        ] {
            let plan = plan(sql);
            assert!(plan[0].contains(index), "{plan:?}");
            assert!(plan[1..].iter().all(|step| step.starts_with("SEARCH ")), "{plan:?}");
        }
    }

    #[test]
    fn a_span_is_read_as_it_was_written() {
        let wall = DateTime::UNIX_EPOCH.naive_utc();
        for span in [
            Span::Timed { start: DateTime::UNIX_EPOCH, end: DateTime::UNIX_EPOCH },
            Span::Floating { start: wall, end: wall + TimeDelta::hours(1) },
            Span::Days { first: wall.date(), end: wall.date() + chrono::Days::new(1) },
        ] {
            let (form, starts, ends) = written(&span);
            assert_eq!(read(form, starts, ends), Some(span));
        }
        assert_eq!(read(3, 0, 0), None);
    }
}
