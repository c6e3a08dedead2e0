//! What Daybook sends about an appointment, and whether an event already says so.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::item;
use crate::ical;
use crate::model::event::{Content, Event, EventStatus, Moment, Part};
use crate::model::repeat::Repeat;
use crate::model::zone::{Instant, Zone};
use crate::providers::RemoteError;
use crate::providers::shifted::{self, Shifted};

/// Returns a whole new event.
pub(super) fn insert(content: &Content, id: &str) -> Result<Vec<u8>, RemoteError> {
    let mut body = fields(content)?;
    body.insert("id".into(), id.into());
    if let Some(repeat) = &content.repeat {
        body.insert("recurrence".into(), recurrence(content, repeat)?);
    }
    if let Some(guest) = client(content) {
        body.insert("attendees".into(), json!([guest]));
    }
    bytes(&body)
}

/// Returns our fields only: those replace what is there, and everything else stays, the rule of a series too unless it is to be
/// another. `base` is the event as it was last read: a guest list is replaced as a whole, so the other guests are repeated.
pub(super) fn patch(content: &Content, base: Option<&[u8]>) -> Result<Vec<u8>, RemoteError> {
    let mut body = fields(content)?;
    // Times and days exclude each other, and a field that is not named would stay.
    for end in ["start", "end"] {
        if let Some(Value::Object(moment)) = body.get_mut(end) {
            moment.insert("date".into(), Value::Null);
        }
    }
    if let Some(repeat) = &content.repeat {
        let there = base.and_then(|base| item::read(base, None).ok());
        let zone = zone(content)?;
        if !there.is_some_and(|there| ical::is_ruled(&there, repeat, content.start, &zone)) {
            body.insert("recurrence".into(), recurrence(content, repeat)?);
        }
    }
    if let Some(guests) = guests(content, base)? {
        body.insert("attendees".into(), guests);
    }
    bytes(&body)
}

fn recurrence(content: &Content, repeat: &Repeat) -> Result<Value, RemoteError> {
    let lines = ical::recurrence_lines(repeat, content.start, &zone(content)?);
    Ok(json!(lines.map_err(|unreadable| RemoteError::Garbled(unreadable.0))?))
}

/// Returns what is to be changed of one date of a series; `None` = nothing. `there` is the date as it was sent, and `before` the
/// series as it was: what the date shared with it goes along, and all else of it stays.
pub(super) fn date(
    content: &Content,
    (there, raw): (&Part, &[u8]),
    before: Option<&Part>,
    date: &Shifted,
) -> Result<Option<Vec<u8>>, RemoteError> {
    let zone = zone(content)?;
    let length = |part: &Part| item::instant(&part.end) - item::instant(&part.start);
    let (start, end) = zone.span(content.start, content.end);
    let ends = date.start + shifted::length(length(there), before.map(length), end - start);
    let mut body = Map::new();
    if (instant(&there.start), instant(&there.end)) != (Some(date.start), Some(ends)) {
        for (name, at) in [("start", date.start), ("end", ends)] {
            let mut moment = moment(zone.wall(at), at, &zone);
            if let Some(fields) = moment.as_object_mut() {
                fields.insert("date".into(), Value::Null);
            }
            body.insert(name.into(), moment);
        }
    }
    if let Some(before) = before {
        let texts = [
            ("summary", &there.title, &before.title, &content.title),
            ("location", &there.place, &before.place, &content.place),
            ("description", &there.notes, &before.notes, &content.description),
        ];
        for (name, _, _, wanted) in texts.into_iter().filter(|(_, own, before, wanted)| own == before && own != wanted)
        {
            body.insert(name.into(), wanted.as_str().into());
        }
        let wanted = if content.tentative { EventStatus::Tentative } else { EventStatus::Confirmed };
        if there.status == before.status && there.status != wanted {
            body.insert("status".into(), if content.tentative { "tentative" } else { "confirmed" }.into());
        }
    }
    let was_guest =
        |address: &str| before.is_some_and(|before| before.guests.iter().any(|guest| same(&guest.address, address)));
    let invitation = content.invitation.clone().filter(|invitation| !was_guest(&invitation.client_address));
    if let Some(guests) = guests(&Content { invitation, ..content.clone() }, Some(raw))? {
        body.insert("attendees".into(), guests);
    }
    if body.is_empty() { Ok(None) } else { bytes(&body).map(Some) }
}

/// Returns whether the event already says everything that would be written.
pub(super) fn says(event: &Event, content: &Content) -> bool {
    let [part, dates @ ..] = event.parts.as_slice() else { return false };
    let repeats = match &content.repeat {
        Some(repeat) => zone(content).is_ok_and(|zone| ical::is_repeated(event, repeat, content.start, &zone)),
        None => dates.is_empty() && part.rule.is_none() && part.also.is_empty(),
    };
    repeats && is_it(event, part, content)
}

/// Returns whether a series says everything that would be written of it, wherever its dates stand.
pub(super) fn master_says(event: &Event, content: &Content) -> bool {
    let (Some(part), Some(repeat), Ok(zone)) = (event.parts.first(), &content.repeat, zone(content)) else {
        return false;
    };
    ical::is_ruled(event, repeat, content.start, &zone) && is_it(event, part, content)
}

fn is_it(event: &Event, part: &Part, content: &Content) -> bool {
    event.uid == content.uid
        // An app may have dropped our properties.
        && part.appointment_id.as_ref().is_none_or(|id| *id == content.appointment_id)
        && part_says(part, content)
}

/// Returns whether an event, or one date of a series, says what would be written of it.
pub(super) fn part_says(part: &Part, content: &Content) -> bool {
    let Ok(zone) = zone(content) else { return false };
    let (start, end) = zone.span(content.start, content.end);
    let has = |address: &str| part.guests.iter().any(|guest| same(&guest.address, address));
    content.invitation.as_ref().is_none_or(|invitation| has(&invitation.client_address))
        && !content.uninvited.as_deref().is_some_and(has)
        && part.title == content.title
        && part.place == content.place
        && part.notes == content.description
        && part.status == if content.tentative { EventStatus::Tentative } else { EventStatus::Confirmed }
        && (content.time_stands || (instant(&part.start), instant(&part.end)) == (Some(start), Some(end)))
}

fn fields(content: &Content) -> Result<Map<String, Value>, RemoteError> {
    let zone = zone(content)?;
    let (start, end) = zone.span(content.start, content.end);
    let mut body = Map::new();
    body.insert("summary".into(), content.title.as_str().into());
    body.insert("location".into(), content.place.as_str().into());
    body.insert("status".into(), if content.tentative { "tentative" } else { "confirmed" }.into());
    body.insert("description".into(), content.description.as_str().into());
    if !content.time_stands {
        body.insert("start".into(), moment(content.start, start, &zone));
        body.insert("end".into(), moment(content.end, end, &zone));
    }
    let mut private = json!({ item::ID: content.appointment_id, item::UID: content.uid });
    if let (Some(private), Some(carried)) = (private.as_object_mut(), &content.carried) {
        private.insert(item::SEALED.into(), carried.as_str().into());
    }
    body.insert("extendedProperties".into(), json!({ "private": private }));
    Ok(body)
}

pub(super) fn zone(content: &Content) -> Result<Zone, RemoteError> {
    Zone::named(&content.zone).map_err(|_| RemoteError::Garbled("the appointment's zone is not known"))
}

/// Returns the wall-clock time, which is what was agreed, in its zone. Only an hour that happens twice or
/// not at all needs its offset too.
fn moment(wall: NaiveDateTime, at: DateTime<Utc>, zone: &Zone) -> Value {
    let text = match zone.instant(wall) {
        Instant::One(_) => wall.format("%Y-%m-%dT%H:%M:%S").to_string(),
        Instant::Twice(..) | Instant::Skipped(_) => at.to_rfc3339_opts(SecondsFormat::Secs, true),
    };
    json!({ "dateTime": text, "timeZone": zone.name() })
}

fn instant(moment: &Moment) -> Option<DateTime<Utc>> {
    match moment {
        Moment::Utc(at) => Some(*at),
        Moment::Zoned { wall, zone } => Some(Zone::named(zone).ok()?.instant(*wall).first()),
        Moment::Ruled { wall, clock } => Some(clock.instant(*wall).first()),
        Moment::Date(_) | Moment::Floating(_) | Moment::Unknown(_) => None,
    }
}

fn client(content: &Content) -> Option<Value> {
    let invitation = content.invitation.as_ref()?;
    let mut guest = Map::new();
    guest.insert("email".into(), invitation.client_address.trim().into());
    if !invitation.client_name.is_empty() {
        guest.insert("displayName".into(), invitation.client_name.as_str().into());
    }
    Some(Value::Object(guest))
}

/// Returns the guest list with the client, and without anybody the appointment is no longer for. `None` = it is right,
/// or not completely known: writing it back would remove the others.
fn guests(content: &Content, base: Option<&[u8]>) -> Result<Option<Value>, RemoteError> {
    let Some(base) = base else { return Ok(None) };
    let base: Value = serde_json::from_slice(base).map_err(|_| RemoteError::Garbled("the event as it was seen"))?;
    if base.get("attendeesOmitted") == Some(&Value::Bool(true)) {
        return Ok(None);
    }
    let there = base.get("attendees").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut wanted = there.clone();
    let is = |guest: &Value, address: &str| {
        guest.get("email").and_then(Value::as_str).is_some_and(|email| same(email, address))
    };
    if let Some(gone) = &content.uninvited {
        wanted.retain(|guest| !is(guest, gone));
    }
    if let Some(invitation) = &content.invitation
        && !wanted.iter().any(|guest| is(guest, &invitation.client_address))
    {
        wanted.extend(client(content));
    }
    Ok((wanted != there).then_some(Value::Array(wanted)))
}

fn same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

fn bytes(body: &Map<String, Value>) -> Result<Vec<u8>, RemoteError> {
    serde_json::to_vec(body).map_err(|_| RemoteError::Garbled("the event to write"))
}
