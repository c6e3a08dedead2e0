//! Turns what was typed into what is meant: times, texts, addresses, and the client.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::app::sentences::{Fact, with};
use crate::app::views::UiError;
use crate::app::{Answer, series};
use crate::model::appointment::{Appointment, Status};
use crate::model::client::Client;
use crate::model::ids::{CalendarId, ClientId};
use crate::model::reason::Reason;
use crate::model::zone::{Fold, Instant, Zone};
use crate::store::{Db, appointments, calendars, clients};

/// The longest text of a field, in characters.
const LONGEST: usize = 4000;

/// What a form says about the client's e-mail address.
pub(super) enum Address {
    /// Nothing: the known address stays.
    Kept,
    Is(String),
    Gone,
}

/// The client of an appointment.
pub(super) struct ChosenClient {
    pub client: Client,
    /// For a known client whose address the form changed: the previous address.
    pub address_before: Option<Option<String>>,
}

/// Returns an appointment that is not cancelled; of a date of a series, all of the series.
pub(super) fn active(db: &Db<'_>, id: &str) -> Result<Appointment, UiError> {
    let found = appointments::get(db, &series::parse(id).0)?.ok_or_else(|| UiError::unknown_id("appointment"))?;
    if found.status == Status::Cancelled {
        return Err(UiError::of(Reason::BookCancelled));
    }
    Ok(found)
}

pub(super) fn writable(db: &Db<'_>, id: &str) -> Result<CalendarId, UiError> {
    let found = calendars::get(db, &CalendarId::from(id))?.ok_or_else(|| UiError::unknown_id("calendar"))?;
    if found.can_write && !found.gone {
        Ok(found.id)
    } else {
        Err(UiError::say(Reason::CalReadOnly, &with(Fact::Calendar, found.name)))
    }
}

/// Returns the client with this id; or with this name (and e-mail, if given); or a new one.
pub(super) fn client_of(
    db: &Db<'_>,
    id: Option<&str>,
    name: &str,
    address: &Address,
    now: DateTime<Utc>,
) -> Result<ChosenClient, UiError> {
    let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    let found = match id {
        Some(id) => Some(clients::get(db, &ClientId::from(id))?.ok_or_else(|| UiError::unknown_id("client"))?),
        None => clients::all(db)?.into_iter().flatten().find(|client| {
            same(&client.name, name)
                && match (&client.email, address) {
                    (Some(known), Address::Is(given)) => same(known, given),
                    (None, Address::Is(_)) | (_, Address::Kept | Address::Gone) => true,
                }
        }),
    };
    let known = match found {
        Some(known) => {
            let email = match address {
                Address::Kept => known.email.clone(),
                Address::Is(given) => Some(given.clone()),
                Address::Gone => None,
            };
            if email == known.email {
                return Ok(ChosenClient { client: known, address_before: None });
            }
            let before = known.email.clone();
            ChosenClient { client: Client { email, ..known }, address_before: Some(before) }
        }
        None => {
            let email = match address {
                Address::Is(given) => Some(given.clone()),
                Address::Kept | Address::Gone => None,
            };
            let client = Client { id: ClientId::random(), name: name.to_owned(), email, phone: None };
            ChosenClient { client, address_before: None }
        }
    };
    clients::put(db, &known.client, now)?;
    Ok(known)
}

/// Returns the instants of start and end. The length is exact, even across a change of the clocks (S28). `fold` = which of the
/// two, where the time comes twice.
pub(in crate::app) fn times(
    wall: NaiveDateTime,
    minutes: u32,
    zone: &Zone,
    fold: Option<Fold>,
) -> Answer<(DateTime<Utc>, DateTime<Utc>)> {
    if !(1..=1440).contains(&minutes) {
        return Err(UiError::input("Not a length.", "Use 1 to 1440 minutes."));
    }
    let start = instant(wall, zone, fold)?;
    Ok((start, after(start, TimeDelta::minutes(i64::from(minutes)))?))
}

/// Returns the same for an appointment that has a time. One that its calendar made of no length, of more than a day, to the
/// second, or in an hour that comes twice keeps that where its time is not changed, and its length where it is moved.
pub(super) fn times_of(
    before: &Appointment,
    wall: NaiveDateTime,
    minutes: u32,
    zone: &Zone,
    fold: Option<Fold>,
) -> Answer<(DateTime<Utc>, DateTime<Utc>)> {
    let same = wall == before.start && zone.name() == before.zone;
    let stands = zone.fold(before.starts_at).filter(|_| same);
    let fold = fold.or(stands);
    if minutes != before.minutes {
        return times(wall, minutes, zone, fold);
    }
    if same && (stands.is_none() || fold == stands) {
        return Ok((before.starts_at, before.ends_at));
    }
    let start = instant(wall, zone, fold)?;
    Ok((start, after(start, before.ends_at - before.starts_at)?))
}

/// Returns the instant of a wall-clock time; one that does not exist, or of which is not said which of the two, is refused.
pub(super) fn instant(wall: NaiveDateTime, zone: &Zone, fold: Option<Fold>) -> Answer<DateTime<Utc>> {
    let refused = |reason| {
        let facts = with(Fact::Time, wall.format("%H:%M").to_string());
        Err(UiError::say(reason, &facts.and(Fact::Day, wall.format("%-d %B").to_string())))
    };
    match (zone.instant(wall), fold) {
        (Instant::One(at), _)
        | (Instant::Twice(at, _), Some(Fold::First))
        | (Instant::Twice(_, at), Some(Fold::Second)) => Ok(at),
        (Instant::Twice(_, _), None) => refused(Reason::BookTwice),
        (Instant::Skipped(_), _) => refused(Reason::BookSkipped),
    }
}

/// Returns the end of what lasts so long; a time that no calendar has is refused.
fn after(start: DateTime<Utc>, length: TimeDelta) -> Answer<DateTime<Utc>> {
    let end = start.checked_add_signed(length);
    end.ok_or_else(|| UiError::input("Daybook does not go that far.", "Choose an earlier day."))
}

pub(in crate::app) fn field(name: &str, text: &str) -> Answer<String> {
    let text: String = text.trim().chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect();
    if text.chars().count() > LONGEST {
        return Err(UiError::input(
            format!("Too long for this field: {name}."),
            format!("Use at most {LONGEST} characters."),
        ));
    }
    Ok(text)
}

pub(super) fn optional(name: &str, text: Option<String>) -> Answer<Option<String>> {
    Ok(text.map(|text| field(name, &text)).transpose()?.filter(|text| !text.is_empty()))
}

pub(super) fn email(text: Option<&str>) -> Answer<Option<String>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let whole = text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c));
    match text.split_once('@') {
        Some((local, domain)) if whole && !local.is_empty() && domain.len() > 2 && !domain.contains('@') => {
            Ok(Some(text.to_owned()))
        }
        _ => Err(UiError::input("Not an email address.", "Write it as anna@example.com.")),
    }
}
