//! Gathers the four copies of an appointment from the store.

use chrono::{DateTime, Utc};

use super::decide::{Act, Copies, Here, Seen, Shape, Target, There, Unread, decide};
use super::fields::{copy_here, copy_of, is_later_date, is_series, own_date};
use super::guests::{Guests, guests};
use super::series::{self, Wish};
use crate::change::Change;
use crate::model::appointment::Appointment;
use crate::model::client::Client;
use crate::model::connection::{Calendar, Connection};
use crate::model::copies::{Agreed, Copy};
use crate::model::event::Event;
use crate::model::ids::{AppointmentId, CalendarId, EventId};
use crate::model::zone::Zone;
use crate::providers::{self, Provider};
use crate::store::copies::{Absence, Known};
use crate::store::events::Mirrored;
use crate::store::{self, Db, StoreError, appointments, calendars, clients, connections, copies, events, outbox};

/// The four copies of one appointment, with what they were made of.
pub(crate) struct Gathered {
    pub appointment: Appointment,
    pub copies: Copies,
    pub known: Known,
    /// What the mirror holds of it, in the calendar that counts.
    pub linked: Option<Linked>,
    /// Where it belongs.
    pub calendar: Option<Calendar>,
    pub guests: Guests,
    pub change: Option<Change>,
    /// Of a series: the start that it gives to the date that is the appointment, where that stands for itself.
    pub date: Option<DateTime<Utc>>,
    /// The series gives, or gave, that date after its first.
    pub later: bool,
    /// Who mails the guests of its calendar.
    pub(super) mails: Mails,
}

/// Whether a provider mails guests.
#[derive(Clone, Copy)]
pub(super) enum Mails {
    Never,
    WhenAsked,
    Always(&'static Provider),
}

/// An event in the mirror.
pub(crate) struct Linked {
    pub row: Mirrored,
    pub calendar: Calendar,
    /// `None` = it was not understood.
    pub event: Option<Event>,
}

impl Gathered {
    /// Returns the copy that stands there, as far as it is known.
    pub fn there(&self) -> Option<&Seen> {
        match &self.copies.there {
            There::Event(seen) => Some(seen),
            There::Unread(_) | There::Never | There::Absent => None,
        }
    }

    /// Returns the provider that mails its guests whatever is asked; `None` = it can be asked not to, or never does.
    pub fn always_mailed_by(&self) -> Option<&'static Provider> {
        match self.mails {
            Mails::Always(provider) => Some(provider),
            Mails::Never | Mails::WhenAsked => None,
        }
    }

    /// Returns whether something may stand there that was not read.
    pub fn is_unread(&self) -> bool {
        matches!(self.copies.there, There::Unread(_))
    }
}

/// Gathers the four copies of an appointment; `None` = there is none with this id.
pub(crate) fn gather(db: &Db<'_>, home: &Zone, id: &AppointmentId) -> store::Result<Option<Gathered>> {
    let Some(appointment) = appointments::get(db, id)? else { return Ok(None) };
    let known = copies::get_or_nothing(db, id)?;
    let change = outbox::open_of(db, id)?;
    let calendar = appointment.calendar_id.as_ref().map(|id| calendars::get(db, id)).transpose()?.flatten();
    let linked = linked(db, &appointment, &known)?;
    let connection = connection_of(db, calendar.as_ref().or(linked.as_ref().map(|linked| &linked.calendar)))?;
    let account = connection.as_ref().map(|connection| &connection.account);
    let client = client_of(db, &appointment)?;
    let guests = guests(&appointment, client.as_ref(), account);
    let guest = guests.invited_after(appointment.invited.as_deref());
    let mut gathered = Gathered {
        copies: Copies {
            here: Here {
                copy: copy_here(&appointment, guest.as_deref()),
                calendar: calendar.as_ref().map(|calendar| calendar.id.clone()),
                notify: change.as_ref().is_some_and(|change| change.notify),
                series: known.series,
                by_rules: known.by_rules,
                again: false,
                at_odds: false,
            },
            agreed: None,
            sent: known.sent.clone(),
            there: There::Never,
            target: target(calendar.as_ref()),
        },
        appointment,
        known,
        linked,
        calendar,
        guests,
        change,
        date: None,
        later: false,
        mails: mails(connection.as_ref()),
    };
    let event = gathered.linked.as_ref().and_then(|linked| linked.event.as_ref());
    let tried = gathered.change.as_ref().is_some_and(|change| change.attempts > 0);
    let Wish { again, extent, at_odds } = series::wish(&gathered.appointment, &gathered.known, event, home, tried);
    let here = &mut gathered.copies.here;
    (here.again, here.series, here.at_odds) = (again, extent, at_odds);
    // A series is all of its event, and not one date of it.
    let of_one = event.filter(|_| gathered.appointment.repeat.is_none());
    let date = of_one.and_then(|event| date_of(event, home, &gathered.known, &gathered.copies.here));
    (gathered.date, gathered.later) = date.map_or((None, false), |(date, later)| (Some(date), later));
    gathered.copies.there = there(db, &gathered, home)?;
    gathered.copies.agreed = agreed(db, &mut gathered)?;
    Ok(Some(gathered))
}

/// Returns by which start the appointment is found among the dates of a series: the one that the series gave it, or where it
/// stood last, for a series that is moved gives its dates other names.
fn place_of(event: &Event, home: &Zone, known: &Known, here: &Here) -> DateTime<Utc> {
    let stood = known.agreed.as_ref().map(|agreed| agreed.copy.start);
    let stands_for_itself = |at: &DateTime<Utc>| own_date(event, home, *at).is_some();
    let own = known.date.into_iter().chain(stood).find(stands_for_itself);
    own.or(known.date).or(stood).unwrap_or(here.copy.start)
}

/// Returns which date of a series the appointment is, where that is not simply the first, and whether it comes after it. Such
/// a date stays the one that it was also where the series has it no more: its first is another one.
fn date_of(event: &Event, home: &Zone, known: &Known, here: &Here) -> Option<(DateTime<Utc>, bool)> {
    let dropped = known.date.filter(|_| known.later && is_series(event));
    match own_date(event, home, place_of(event, home, known, here)) {
        Some(own) => Some((own, is_later_date(event, home, own))),
        None => dropped.map(|date| (date, true)),
    }
}

/// Returns what both sides were last known to hold.
fn agreed(db: &Db<'_>, gathered: &mut Gathered) -> store::Result<Option<Agreed>> {
    if let Some(agreed) = &gathered.known.agreed {
        // A calendar that is not connected any more is none.
        let calendar = match &agreed.calendar {
            Some(id) => calendars::get(db, id)?.map(|calendar| calendar.id),
            None => None,
        };
        return Ok(Some(Agreed { calendar, ..agreed.clone() }));
    }
    let There::Event(seen) = &gathered.copies.there else { return Ok(None) };
    let here = &mut gathered.copies.here.copy;
    // Before version 0.2 nothing was known of the description, and it was left as it stood.
    if here.description.is_empty() && (gathered.known.is_nowhere() || gathered.known.from_mirror) {
        here.description.clone_from(&seen.copy.description);
        gathered.appointment.description.clone_from(&seen.copy.description);
    }
    // A change of an older file was made on what the mirror holds.
    let of_mirror = gathered.known.from_mirror && gathered.change.is_some();
    let told = seen.copy.guest.is_some();
    Ok(of_mirror.then(|| Agreed { copy: seen.copy.clone(), calendar: Some(seen.calendar.clone()), told }))
}

fn target(calendar: Option<&Calendar>) -> Target {
    match calendar {
        None => Target::Away,
        Some(calendar) if calendar.gone => Target::Gone,
        Some(calendar) if calendar.missing_since.is_some() => Target::Away,
        Some(calendar) if !calendar.can_write => Target::ReadOnly,
        Some(_) => Target::Open,
    }
}

/// Finds the event of an appointment in the mirror, in whatever calendar: first where it belongs, then where it last stood.
/// While the calendar where it belongs is missing, what was seen in another one since then comes before that.
fn linked(db: &Db<'_>, appointment: &Appointment, known: &Known) -> store::Result<Option<Linked>> {
    let agreed = known.agreed.as_ref().and_then(|agreed| agreed.calendar.as_ref());
    let home = appointment.calendar_id.as_ref().map(|id| calendars::get(db, id)).transpose()?.flatten();
    let missing_since = home.and_then(|home| home.missing_since);
    let mut found: Option<(u8, Mirrored, Calendar)> = None;
    for row in events::linked_to(db, &appointment.id)? {
        let row = match row {
            Ok(row) => row,
            // A damaged row says nothing; the next full reading replaces it.
            Err(StoreError::Unreadable { .. }) => continue,
            Err(other) => return Err(other),
        };
        let Some(calendar) = calendars::get(db, &row.calendar_id)?.filter(|calendar| !calendar.gone) else { continue };
        if is_older_copy(db, (&row.calendar_id, &row.id), &appointment.id)? {
            continue;
        }
        let seen_since = |since| Ok::<_, StoreError>(events::read_at(db, &row.id)?.is_some_and(|at| at >= since));
        let rank = match (&row.calendar_id, missing_since) {
            (id, Some(_)) if appointment.calendar_id.as_ref() == Some(id) => 1,
            (_, Some(since)) if calendar.missing_since.is_none() && seen_since(since)? => 0,
            (id, _) if appointment.calendar_id.as_ref() == Some(id) => 0,
            (id, _) if agreed == Some(id) => 2,
            (_, _) => 3,
        };
        if found.as_ref().is_none_or(|(best, ..)| rank < *best) {
            found = Some((rank, row, calendar));
        }
    }
    let Some((_, row, calendar)) = found else { return Ok(None) };
    Ok(Some(Linked { event: event_in(db, &calendar, &row)?, row, calendar }))
}

/// Returns what a row of the mirror says; `None` = it was not understood.
pub(super) fn event_of(db: &Db<'_>, row: &Mirrored) -> store::Result<Option<Event>> {
    let Some(calendar) = calendars::get(db, &row.calendar_id)? else { return Ok(None) };
    event_in(db, &calendar, row)
}

fn event_in(db: &Db<'_>, calendar: &Calendar, row: &Mirrored) -> store::Result<Option<Event>> {
    let provider = connections::get(db, &calendar.connection_id)?.and_then(|row| providers::by_id(&row.provider));
    let event = provider.and_then(|provider| (provider.read)(&row.body, calendar.zone.as_deref()).ok());
    Ok(event.filter(|event| !event.parts.is_empty()))
}

fn there(db: &Db<'_>, gathered: &Gathered, home: &Zone) -> store::Result<There> {
    let Gathered { known, linked, copies, appointment, .. } = gathered;
    if let Some(sent) = &known.sent {
        let connected = calendars::get(db, &sent.calendar)?.is_some();
        // Seen through another account, or under another name of its server, it answers as well.
        if !connected && linked.is_none() {
            return Ok(There::Unread(Unread::Away));
        }
        if connected && !known.looked {
            return Ok(There::Unread(Unread::NotSince));
        }
    }
    let Some(linked) = linked else {
        let stood = known.agreed.as_ref().and_then(|agreed| agreed.calendar.as_ref());
        let stood = stood.map(|id| calendars::get(db, id)).transpose()?.flatten();
        let is_to_stand = copies.here.calendar.is_some() && !copies.here.copy.cancelled;
        return Ok(match (stood, known.absence) {
            // A search for what was sent has ended.
            (_, _) if known.sent.is_some() && known.agreed.is_some() => There::Absent,
            (_, _) if known.sent.is_some() => There::Never,
            (_, _) if known.agreed.is_none() && !known.looked && is_to_stand => There::Unread(Unread::NotSince),
            (_, Absence::No) if known.agreed.is_none() => There::Never,
            (_, Absence::Proved) if known.agreed.is_none() => There::Absent,
            (_, Absence::Suspected) if known.agreed.is_none() => There::Unread(Unread::NotSince),
            (None, _) => There::Unread(Unread::Away),
            (Some(calendar), _) if calendar.gone => There::Absent,
            (Some(calendar), _) if calendar.missing_since.is_some() => There::Unread(Unread::Away),
            (Some(_), Absence::Proved) => There::Absent,
            (Some(_), Absence::No | Absence::Suspected) => There::Unread(Unread::NotSince),
        });
    };
    if linked.calendar.missing_since.is_some() {
        return Ok(There::Unread(Unread::Away));
    }
    let Some(event) = &linked.event else { return Ok(There::Unread(Unread::NotUnderstood)) };
    let agreed = known.agreed.as_ref().and_then(|agreed| agreed.copy.guest.as_deref());
    let guests: Vec<&str> =
        [copies.here.copy.guest.as_deref(), appointment.invited.as_deref(), agreed].into_iter().flatten().collect();
    let at = place_of(event, home, known, &copies.here);
    let own = appointment.repeat.is_none().then_some(at);
    let Some(copy) = copy_of(event, &guests, home, own) else { return Ok(There::Unread(Unread::NotUnderstood)) };
    let shape = match gathered.date {
        _ if !is_series(event) => Shape::Single,
        Some(_) if own_date(event, home, at).is_none() => Shape::Dropped,
        Some(_) => Shape::Date,
        None => Shape::Series,
    };
    let copy = Copy { cancelled: copy.cancelled || shape == Shape::Dropped, ..copy };
    Ok(There::Event(Seen { calendar: linked.calendar.id.clone(), copy, shape }))
}

fn connection_of(db: &Db<'_>, calendar: Option<&Calendar>) -> store::Result<Option<Connection>> {
    let Some(calendar) = calendar else { return Ok(None) };
    Ok(connections::get(db, &calendar.connection_id)?.and_then(|row| row.connection.ok()))
}

fn mails(connection: Option<&Connection>) -> Mails {
    let Some(connection) = connection.filter(|connection| connection.account.server_mails) else { return Mails::Never };
    match providers::by_id(&connection.provider) {
        Some(provider) if !provider.abilities.quiet_changes => Mails::Always(provider),
        Some(_) | None => Mails::WhenAsked,
    }
}

fn client_of(db: &Db<'_>, appointment: &Appointment) -> store::Result<Option<Client>> {
    store::or_nothing(clients::get(db, &appointment.client_id))
}

/// Returns whether both sides hold the same, and are known to: only this is "synced".
pub(crate) fn is_synced(db: &Db<'_>, home: &Zone, id: &AppointmentId) -> store::Result<bool> {
    let Some(gathered) = gather(db, home, id)? else { return Ok(false) };
    Ok(decide(&gathered.copies) == Act::Nothing)
}

/// Returns whether what stands there differs from the appointment only by what the person changed here, and waits to be sent.
pub(crate) fn is_ours_to_change(db: &Db<'_>, home: &Zone, id: &AppointmentId) -> store::Result<bool> {
    let Some(gathered) = gather(db, home, id)? else { return Ok(false) };
    let (Some(agreed), There::Event(seen)) = (&gathered.copies.agreed, &gathered.copies.there) else {
        return Ok(false);
    };
    let waits = gathered.change.as_ref().is_some_and(Change::waits);
    let whole = seen.shape == Shape::Single || gathered.appointment.repeat.is_some();
    Ok(waits && whole && agreed.copy == seen.copy)
}

/// Returns whether a row of the mirror was read before Daybook last wrote the appointment into another calendar. Where two
/// accounts see one calendar, the other account shows the change later, and proves nothing until then.
pub(crate) fn is_older_copy(
    db: &Db<'_>,
    (calendar, event): (&CalendarId, &EventId),
    id: &AppointmentId,
) -> store::Result<bool> {
    let home = appointments::get_without_texts(db, id)?.and_then(|kept| kept.calendar_id);
    if home.is_none_or(|home| home == *calendar) {
        return Ok(false);
    }
    let (written, read) = (outbox::last_done_elsewhere(db, id, calendar)?, events::read_at(db, event)?);
    Ok(written.zip(read).is_some_and(|(written, read)| read < written))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical;

    /// P5: a client that moves a whole series gives its dates other names; the one that stands for itself is found by where it stood.
    #[test]
    fn a_date_that_stands_for_itself_is_found_when_its_series_is_moved() {
        let text = "BEGIN:VCALENDAR\r\n\
            BEGIN:VEVENT\r\nUID:u-1\r\nDTSTART:20270105T110000Z\r\nDTEND:20270105T115000Z\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n\
            BEGIN:VEVENT\r\nUID:u-1\r\nRECURRENCE-ID:20270105T110000Z\r\nDTSTART:20270107T120000Z\r\nDTEND:20270107T125000Z\r\n\
            END:VEVENT\r\nEND:VCALENDAR\r\n";
        let event = ical::read(text.as_bytes(), None).unwrap();
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let stood = at("2027-01-07T12:00:00Z");
        let copy =
            Copy { start: stood, end: at("2027-01-07T12:50:00Z"), ..copy_of(&event, &[], &Zone::utc(), None).unwrap() };
        let agreed = Some(Agreed { copy: copy.clone(), calendar: None, told: false });
        let known = Known { date: Some(at("2027-01-05T10:00:00Z")), agreed, ..Known::default() };
        let here =
            Here { copy, calendar: None, notify: false, series: None, by_rules: false, again: false, at_odds: false };
        let place = place_of(&event, &Zone::utc(), &known, &here);
        assert_eq!(copy_of(&event, &[], &Zone::utc(), Some(place)).unwrap().start, stood);
        assert_eq!(own_date(&event, &Zone::utc(), place), Some(at("2027-01-05T11:00:00Z")));
    }
}
