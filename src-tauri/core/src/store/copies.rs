//! Table `copies`: what is known of an appointment's event beside the mirror.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::columns::{Columns, RowReader};
use super::{Db, Result, StoreError};
use crate::model::copies::{Agreed, Copy, Extent, Request, Sent};
use crate::model::ids::{AppointmentId, CalendarId, ConnectionId};
use crate::model::repeat::Repeat;

const TABLE: &str = "copies";

/// What is known of one appointment's event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub agreed: Option<Agreed>,
    pub sent: Option<Sent>,
    /// The account was read since `sent` went out, so what it holds by now is known.
    pub looked: bool,
    pub absence: Absence,
    /// How much of a series the person let be changed. It is kept with what was agreed, which is what they saw.
    pub series: Option<Extent>,
    /// Of a series: the start that it gives to the date that is the appointment, once that stands for itself.
    pub date: Option<DateTime<Utc>>,
    /// The series gave that date after its first.
    pub later: bool,
    /// The calendar where it belongs, while that is not connected.
    pub home: Option<CalendarId>,
    /// Of an older file: what the mirror holds is what was agreed.
    pub from_mirror: bool,
    /// New zone rules moved its time here, not the person.
    pub by_rules: bool,
    /// The event was a series when it was seen last.
    pub repeats: bool,
    /// Of a series for a client: how both sides last agreed that it repeats. It is kept with what was agreed.
    pub repeat: Option<Repeat>,
}

/// Whether the event is missing there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    No,
    /// It was not where it had been; it may stand in another calendar.
    Suspected,
    /// All of its account was read, and it is nowhere.
    Proved,
}

impl Default for Known {
    fn default() -> Self {
        Self {
            agreed: None,
            sent: None,
            looked: true,
            absence: Absence::No,
            series: None,
            date: None,
            later: false,
            home: None,
            from_mirror: false,
            by_rules: false,
            repeats: false,
            repeat: None,
        }
    }
}

impl Known {
    /// Returns whether nothing of the appointment can be at a provider.
    pub fn is_nowhere(&self) -> bool {
        self.agreed.is_none() && self.sent.is_none() && !self.from_mirror
    }
}

fn shape(row: &RowReader<'_, '_, '_>) -> Result<Known> {
    let note = |name| -> Result<Option<Note>> {
        let bytes = row.sealed_or_null(name)?;
        let note = bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose();
        note.map_err(|_| StoreError::Unreadable { table: TABLE })
    };
    let calendar = |name| Ok::<_, StoreError>(row.plain::<Option<String>>(name)?.map(CalendarId::from));
    let damaged = || StoreError::Unreadable { table: TABLE };
    let mut series = row.plain::<bool>("whole_series")?.then_some(Extent::Whole);
    let (mut date, mut later, mut repeat) = (None, false, None);
    let agreed = match note("agreed")? {
        Some(note) => {
            let told = note.told;
            series = series.or(note.one_date.then_some(Extent::OneDate));
            later = note.later;
            repeat = note.repeat.as_deref().and_then(Repeat::from_words);
            date = note.date.and_then(|at| DateTime::from_timestamp(at, 0));
            Some(Agreed { copy: note.copy().ok_or_else(damaged)?, calendar: calendar("agreed_calendar")?, told })
        }
        None => None,
    };
    let sent = match note("sent")? {
        Some(note) => {
            let (told, repeated) = (note.told, note.repeated);
            let request = if note.removes { Request::Remove } else { Request::Put(note.copy().ok_or_else(damaged)?) };
            Some(Sent { request, calendar: calendar("sent_calendar")?.ok_or_else(damaged)?, told, repeated })
        }
        None => None,
    };
    Ok(Known {
        agreed,
        sent,
        looked: row.plain("looked")?,
        absence: match row.plain::<i64>("absent")? {
            0 => Absence::No,
            1 => Absence::Suspected,
            _ => Absence::Proved,
        },
        series,
        date,
        later,
        home: calendar("home")?,
        from_mirror: row.plain("from_mirror")?,
        by_rules: row.plain("by_rules")?,
        repeats: row.plain("repeats")?,
        repeat,
    })
}

/// Returns what is known. Nothing is, where there is no row.
pub fn get(db: &Db<'_>, id: &AppointmentId) -> Result<Known> {
    let known = db.one(TABLE, "SELECT * FROM copies WHERE id = ?", [id.as_str()], shape)?;
    Ok(known.unwrap_or_default())
}

/// Returns the row of one appointment as [`get`] does, or what is left where it was damaged: nothing is known.
pub fn get_or_nothing(db: &Db<'_>, id: &AppointmentId) -> Result<Known> {
    match get(db, id) {
        Err(StoreError::Unreadable { .. }) => Ok(Known { absence: Absence::Suspected, ..Known::default() }),
        read => read,
    }
}

/// Has the event of an appointment looked for where its row is damaged.
pub fn mend(db: &Db<'_>, id: &AppointmentId) -> Result<()> {
    match get(db, id) {
        Err(StoreError::Unreadable { .. }) => put(db, id, &get_or_nothing(db, id)?),
        Err(other) => Err(other),
        Ok(_) => Ok(()),
    }
}

/// Returns whether an appointment's event was a series when it was seen last.
pub fn repeats(db: &Db<'_>, id: &AppointmentId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM copies WHERE id = ? AND repeats = 1)";
    Ok(db.value(sql, [id.as_str()], |row| row.get(0))?)
}

pub fn put(db: &Db<'_>, id: &AppointmentId, known: &Known) -> Result<()> {
    let note = |note: Option<Note>| {
        note.map(|note| serde_json::to_vec(&note).map_err(|_| StoreError::Unreadable { table: TABLE })).transpose()
    };
    let calendar = |id: Option<&CalendarId>| id.map(|id| id.as_str().to_owned());
    let mut columns = Columns::sealing(db, TABLE, id.as_str())?;
    let one_date = known.series == Some(Extent::OneDate);
    let date = known.date.map(|at| at.timestamp());
    let agreed = known.agreed.as_ref().map(|agreed| Note {
        one_date,
        date,
        later: known.later,
        repeat: known.repeat.as_ref().map(Repeat::words),
        ..Note::of(Some(&agreed.copy), agreed.told)
    });
    let agreed = note(agreed)?;
    columns.sealed_or_null("agreed", agreed.as_deref())?;
    columns.plain("agreed_calendar", calendar(known.agreed.as_ref().and_then(|agreed| agreed.calendar.as_ref())));
    let sent = known.sent.as_ref().map(|sent| match &sent.request {
        Request::Put(copy) => Note { repeated: sent.repeated, ..Note::of(Some(copy), sent.told) },
        Request::Remove => Note { repeated: sent.repeated, ..Note::of(None, sent.told) },
    });
    columns.sealed_or_null("sent", note(sent)?.as_deref())?;
    columns.plain("sent_calendar", calendar(known.sent.as_ref().map(|sent| &sent.calendar)));
    columns.plain("looked", known.looked);
    columns.plain(
        "absent",
        match known.absence {
            Absence::No => 0_i64,
            Absence::Suspected => 1,
            Absence::Proved => 2,
        },
    );
    columns.plain("whole_series", known.series == Some(Extent::Whole));
    columns.plain("home", calendar(known.home.as_ref()));
    columns.plain("from_mirror", known.from_mirror);
    columns.plain("by_rules", known.by_rules);
    columns.plain("repeats", known.repeats);
    columns.upsert()
}

/// Returns the appointments whose event this connection has to be searched for.
pub fn to_look_for(db: &Db<'_>, connection: &ConnectionId) -> Result<Vec<AppointmentId>> {
    let sql = "SELECT c.id AS id FROM copies c JOIN appointments a ON a.id = c.id
               JOIN calendars k ON k.id = coalesce(c.sent_calendar, c.agreed_calendar, a.calendar_id)
               WHERE (c.absent = 1 OR c.looked = 0) AND k.connection_id = ?";
    db.all(TABLE, sql, [connection.as_str()], |row| Ok(AppointmentId::from(row.plain::<String>("id")?)))
}

/// Returns some of the appointments of an older file of which it is not written down yet what was agreed.
pub fn from_mirror(db: &Db<'_>, at_most: u32) -> Result<Vec<AppointmentId>> {
    let sql = "SELECT id FROM copies WHERE from_mirror = 1 LIMIT ?";
    db.all(TABLE, sql, [at_most], |row| Ok(AppointmentId::from(row.plain::<String>("id")?)))
}

/// Returns whether an appointment's event was last known to stand in a calendar, or was sent there.
pub fn any_in(db: &Db<'_>, calendar: &CalendarId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM copies WHERE ?1 IN (agreed_calendar, sent_calendar))";
    Ok(db.value(sql, [calendar.as_str()], |row| row.get(0))?)
}

/// Returns whether appointments belong to a calendar that is not connected.
pub fn any_home(db: &Db<'_>, calendar: &CalendarId) -> Result<bool> {
    Ok(db.value("SELECT EXISTS (SELECT 1 FROM copies WHERE home = ?)", [calendar.as_str()], |row| row.get(0))?)
}

/// Notes where the appointments of a connection belong that is about to be deleted.
pub fn leave_home(db: &Db<'_>, connection: &ConnectionId) -> Result<()> {
    let sql = "INSERT INTO copies (id, home) SELECT a.id, a.calendar_id FROM appointments a
               JOIN calendars k ON k.id = a.calendar_id WHERE k.connection_id = ?
               ON CONFLICT (id) DO UPDATE SET home = excluded.home";
    db.execute(sql, [connection.as_str()])?;
    Ok(())
}

/// Has what belongs to a calendar that is not connected belong to another one: what was never sent, and what is to come. Of
/// that the events are to be looked for. Returns which appointments those are.
pub fn move_home(db: &Db<'_>, from: &CalendarId, to: &CalendarId, now: DateTime<Utc>) -> Result<Vec<AppointmentId>> {
    let moved = "SELECT c.id AS id FROM copies c JOIN appointments a ON a.id = c.id
                 WHERE c.home = ?1 AND a.calendar_id IS NULL AND (c.agreed IS NULL OR a.ends_at > ?2)";
    let moved = db.all(TABLE, moved, rusqlite::params![from.as_str(), now.timestamp()], |row| {
        Ok(AppointmentId::from(row.plain::<String>("id")?))
    })?;
    for id in &moved {
        db.execute("UPDATE appointments SET calendar_id = ? WHERE id = ?", [to.as_str(), id.as_str()])?;
        let sql = "UPDATE copies SET home = NULL, looked = CASE WHEN sent_calendar = ?2 THEN 0 ELSE looked END,
                   sent_calendar = CASE WHEN sent_calendar = ?2 THEN ?3 ELSE sent_calendar END,
                   agreed_calendar = CASE WHEN agreed_calendar = ?2 THEN ?3 ELSE agreed_calendar END,
                   absent = CASE WHEN agreed IS NULL THEN absent ELSE 1 END WHERE id = ?1";
        db.execute(sql, [id.as_str(), from.as_str(), to.as_str()])?;
    }
    Ok(moved)
}

/// Brings the appointments back that belong to a calendar which is connected again. Their events are to be looked for.
/// Returns which came back.
pub fn come_home(db: &Db<'_>, calendar: &CalendarId) -> Result<Vec<AppointmentId>> {
    let back = db.all(TABLE, "SELECT id FROM copies WHERE home = ?", [calendar.as_str()], |row| {
        Ok(AppointmentId::from(row.plain::<String>("id")?))
    })?;
    let sql = "UPDATE appointments SET calendar_id = ?1
               WHERE calendar_id IS NULL AND id IN (SELECT id FROM copies WHERE home = ?1)";
    db.execute(sql, [calendar.as_str()])?;
    let sql = "UPDATE copies SET home = NULL, absent = CASE WHEN agreed IS NULL THEN absent ELSE 1 END WHERE home = ?";
    db.execute(sql, [calendar.as_str()])?;
    Ok(back)
}

/// A copy as JSON, sealed as a whole. A removal has none.
#[derive(Serialize, Deserialize)]
struct Note {
    #[serde(default)]
    start: i64,
    #[serde(default)]
    end: i64,
    #[serde(default)]
    title: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    tentative: bool,
    #[serde(default)]
    guest: Option<String>,
    #[serde(default)]
    cancelled: bool,
    told: bool,
    #[serde(default)]
    removes: bool,
    #[serde(default)]
    repeated: bool,
    #[serde(default)]
    one_date: bool,
    #[serde(default)]
    date: Option<i64>,
    #[serde(default)]
    later: bool,
    #[serde(default)]
    repeat: Option<String>,
}

impl Note {
    fn of(copy: Option<&Copy>, told: bool) -> Self {
        Self {
            start: copy.map_or(0, |copy| copy.start.timestamp()),
            end: copy.map_or(0, |copy| copy.end.timestamp()),
            title: copy.map(|copy| copy.title.clone()).unwrap_or_default(),
            place: copy.map(|copy| copy.place.clone()).unwrap_or_default(),
            description: copy.map(|copy| copy.description.clone()).unwrap_or_default(),
            tentative: copy.is_some_and(|copy| copy.tentative),
            guest: copy.and_then(|copy| copy.guest.clone()),
            cancelled: copy.is_some_and(|copy| copy.cancelled),
            told,
            removes: copy.is_none(),
            repeated: false,
            one_date: false,
            date: None,
            later: false,
            repeat: None,
        }
    }

    fn copy(self) -> Option<Copy> {
        Some(Copy {
            start: DateTime::from_timestamp(self.start, 0)?,
            end: DateTime::from_timestamp(self.end, 0)?,
            title: self.title,
            place: self.place,
            description: self.description,
            tentative: self.tentative,
            guest: self.guest,
            cancelled: self.cancelled,
        })
    }
}
