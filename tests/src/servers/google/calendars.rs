//! The list of calendars, and one of them.

use serde_json::{Value, json};

use super::Role;
use super::answer::Asked;
use super::error::{ApiResult, Refusal};
use super::list::SyncPoint;
use super::state::{Calendar, State, etag};

const USUAL: usize = 100;
const MOST: usize = 250;

pub(super) fn list(state: &mut State, asked: &Asked, expired: bool, none: bool) -> ApiResult<Value> {
    let query = &asked.query;
    let since = match query.get("syncToken") {
        None => None,
        Some(_) if query.get("minAccessRole").is_some() || query.get("showOwnOrganizationOnly").is_some() => {
            return Err(Refusal::global(
                400,
                "badRequest",
                "A sync token cannot be used with other query restrictions.",
            ));
        }
        Some(token) => Some(SyncPoint::of(state, token, "calendarList", "", expired)?.version),
    };
    let least = query.get("minAccessRole").and_then(Role::named);
    let mine = |calendar: &&Calendar| {
        let changed = since.is_none_or(|since| calendar.version > since);
        let there = (!calendar.deleted || since.is_some() || query.flag("showDeleted"))
            && (!calendar.hidden || since.is_some() || query.flag("showHidden"));
        calendar.account == asked.caller.email && changed && there && least.is_none_or(|least| calendar.role >= least)
    };
    let all: Vec<&Calendar> = state.calendars.iter().filter(|_| !none).filter(mine).collect();
    let first = match query.get("pageToken") {
        None => 0,
        Some(token) => {
            let offset = token.strip_prefix("CL").and_then(|text| text.parse().ok()).filter(|first| *first < all.len());
            offset.ok_or_else(|| Refusal::invalid("Invalid page token value."))?
        }
    };
    let size = query.number("maxResults").unwrap_or(USUAL).min(MOST);
    let items: Vec<Value> = all.iter().skip(first).take(size).map(|calendar| entry(calendar)).collect();
    let next = first + items.len();
    let more = next < all.len();
    let mut page = json!({"kind": "calendar#calendarList", "etag": etag(state.version), "items": items});
    if more {
        page["nextPageToken"] = json!(format!("CL{next}"));
    } else if least.is_none() {
        page["nextSyncToken"] = json!(SyncPoint::new("calendarList", "", state.version).given_out(state));
    }
    Ok(page)
}

fn entry(calendar: &Calendar) -> Value {
    let mut entry = json!({
        "kind": "calendar#calendarListEntry",
        "etag": etag(calendar.version),
        "id": calendar.id,
        "accessRole": calendar.role.name(),
    });
    if calendar.deleted {
        entry["deleted"] = json!(true);
        return entry;
    }
    // Some of Google's own colours, by number.
    const COLOURS: [(&str, &str); 4] = [("14", "#9fe1e7"), ("24", "#a47ae2"), ("10", "#b3dc6c"), ("4", "#fa573c")];
    let (number, colour) = COLOURS[calendar.id.len() % COLOURS.len()];
    let also = json!({
        "summary": calendar.summary,
        "timeZone": calendar.zone,
        "colorId": number,
        "backgroundColor": colour,
        "foregroundColor": "#000000",
        "selected": true,
        "defaultReminders": if calendar.primary { json!([{"method": "popup", "minutes": 30}]) } else { json!([]) },
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    });
    super::event::merge(&mut entry, &also);
    for (name, so) in [("primary", calendar.primary), ("hidden", calendar.hidden)] {
        if so {
            entry[name] = json!(true);
        }
    }
    entry
}

pub(super) fn list_entry(state: &State, at: usize) -> Value {
    entry(&state.calendars[at])
}

pub(super) fn get(state: &State, at: usize) -> Value {
    let calendar = &state.calendars[at];
    json!({
        "kind": "calendar#calendar",
        "etag": etag(calendar.version),
        "id": calendar.id,
        "summary": calendar.summary,
        "timeZone": calendar.zone,
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    })
}
