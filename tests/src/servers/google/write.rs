//! Insert, patch, replace and delete.

use serde_json::{Value, json};

use super::answer::Asked;
use super::error::{ApiResult, Refusal};
use super::event::{accepted, merge, shown, writable};
use super::mail::{self, What};
use super::state::{self, State};
use super::{Role, read};

pub(super) fn insert(state: &mut State, at: usize, asked: &Asked) -> ApiResult<Value> {
    may_write(state, at)?;
    let calendar = &state.calendars[at];
    let mut sent = json!({});
    merge(&mut sent, &writable(&asked.body));
    let id = match sent["id"].as_str() {
        Some(id) if !well_formed(id) => return Err(Refusal::invalid("Invalid resource id value.")),
        Some(_) if sent["iCalUID"].is_string() => {
            return Err(Refusal::invalid("Only one of id and iCalUID may be given."));
        }
        Some(id) => id.to_owned(),
        None => fresh_id(state.version),
    };
    if calendar.events.contains_key(&id) {
        return Err(Refusal::global(409, "duplicate", "The requested identifier already exists."));
    }
    if !matches!(sent["eventType"].as_str(), None | Some("default" | "focusTime" | "outOfOffice" | "workingLocation")) {
        return Err(Refusal::invalid("Invalid event type."));
    }
    sent["id"] = json!(id);
    conference(&mut sent, &Value::Null, asked);
    let event = accepted(furnished(state, at, sent, &asked.caller.email), calendar)?;
    if event["status"] == "cancelled" {
        return Err(Refusal::invalid("A new event cannot be cancelled."));
    }
    let event = state.store(at, event, true);
    state.mails.extend(mail::of_change(&Value::Null, &event, mail::asked_for(&asked.query)));
    finish(state, at, &event, asked)
}

/// What Google adds to a new event.
pub(super) fn furnished(state: &State, at: usize, sent: Value, creator: &str) -> Value {
    let calendar = &state.calendars[at];
    let id = sent["id"].as_str().unwrap();
    let own = calendar.id == calendar.account;
    let mut event = json!({
        "kind": "calendar#event",
        "status": "confirmed",
        "htmlLink": format!("https://www.google.com/calendar/event?eid={id}"),
        "created": state::stamp(state::now(state.version + 1)),
        "creator": if own { json!({"email": creator, "self": true}) } else { json!({"email": creator}) },
        "organizer": {"email": calendar.id, "self": true},
        "iCalUID": format!("{id}@google.com"),
        "sequence": 0,
        "reminders": {"useDefault": true},
        "eventType": "default",
    });
    merge(&mut event, &sent);
    event
}

pub(super) fn patch(state: &mut State, at: usize, id: &str, asked: &Asked) -> ApiResult<Value> {
    change(state, at, id, asked, |old, sent| {
        let mut new = old.clone();
        merge(&mut new, &sent);
        new
    })
}

/// Everything that is not sent is cleared.
pub(super) fn replace(state: &mut State, at: usize, id: &str, asked: &Asked) -> ApiResult<Value> {
    change(state, at, id, asked, |old, sent| {
        let mut new = json!({"status": "confirmed", "reminders": {"useDefault": true}});
        let kept = [
            "kind",
            "id",
            "etag",
            "htmlLink",
            "created",
            "updated",
            "creator",
            "organizer",
            "iCalUID",
            "eventType",
            "recurringEventId",
            "originalStartTime",
            "sequence",
            "locked",
        ];
        for name in kept.into_iter().filter(|name| !old[*name].is_null()) {
            new[name] = old[name].clone();
        }
        merge(&mut new, &sent);
        new
    })
}

fn change(
    state: &mut State,
    at: usize,
    id: &str,
    asked: &Asked,
    changed: impl FnOnce(&Value, Value) -> Value,
) -> ApiResult<Value> {
    let old = open_to_change(state, at, id, asked)?;
    let mut sent = writable(&asked.body);
    for fixed in ["id", "iCalUID", "eventType"] {
        sent.as_object_mut().unwrap().remove(fixed);
    }
    if sent["sequence"].is_i64() && sent["sequence"].as_i64() < old["sequence"].as_i64() {
        return Err(Refusal::invalid("Invalid sequence value."));
    }
    conference(&mut sent, &old, asked);
    let mut new = accepted(changed(&old, sent), &state.calendars[at])?;
    if new["status"] == "cancelled" {
        cancel(state, at, &old, mail::asked_for(&asked.query));
        let gone = read::found(&state.calendars[at], id).unwrap_or(old);
        return finish(state, at, &gone, asked);
    }
    let guest = old["organizer"]["self"] != true && old["guestsCanModify"] != true;
    if (guest || old["locked"] == true) && main_fields(&old) != main_fields(&new) {
        let message = "Shared properties can only be changed by the organizer of the event.";
        return Err(Refusal::new(403, "calendar", "forbiddenForNonOrganizer", message));
    }
    if ["start", "end", "recurrence"].iter().any(|part| old[*part] != new[*part]) {
        new["sequence"] = json!(old["sequence"].as_i64().unwrap_or(0) + 1);
    }
    let main = for_everyone(&old) != for_everyone(&new);
    let new = state.store(at, new, main);
    if main {
        state.mails.extend(mail::of_change(&old, &new, mail::asked_for(&asked.query)));
    }
    finish(state, at, &new, asked)
}

pub(super) fn delete(state: &mut State, at: usize, id: &str, asked: &Asked) -> ApiResult<()> {
    let old = open_to_change(state, at, id, asked)?;
    cancel(state, at, &old, mail::asked_for(&asked.query));
    Ok(())
}

/// Cancels an event, an occurrence, or a series with all its exceptions. The id stays taken.
pub(super) fn cancel(state: &mut State, at: usize, old: &Value, tell: mail::Tell) {
    let mut gone = old.clone();
    gone["status"] = json!("cancelled");
    state.store(at, gone, true);
    let id = old["id"].as_str().unwrap();
    let exceptions: Vec<Value> = state.calendars[at].exceptions(id).map(|one| one.event.clone()).collect();
    for mut exception in exceptions {
        exception["status"] = json!("cancelled");
        state.store(at, exception, true);
    }
    state.mails.extend(mail::of(What::Cancellation, old, tell));
}

/// What is there to be changed by this caller, with the etag it expects.
fn open_to_change(state: &State, at: usize, id: &str, asked: &Asked) -> ApiResult<Value> {
    may_write(state, at)?;
    let old = read::found(&state.calendars[at], id)?;
    if old["status"] == "cancelled" {
        return Err(Refusal::deleted());
    }
    match asked.header("if-match") {
        Some(expected) if expected != "*" && *expected != old["etag"] => {
            Err(Refusal::global(412, "conditionNotMet", "Precondition Failed").at("header", "If-Match"))
        }
        _ => Ok(old),
    }
}

fn may_write(state: &State, at: usize) -> ApiResult<()> {
    match state.calendars[at].role {
        Role::Owner | Role::Writer | Role::WriterWithoutPrivateAccess => Ok(()),
        Role::Reader | Role::FreeBusyReader => Err(Refusal::no_writer()),
    }
}

/// The answer to a write: the event, in the calendar's zone.
fn finish(state: &State, at: usize, event: &Value, asked: &Asked) -> ApiResult<Value> {
    let mut view = asked.view(&state.calendars[at])?;
    view.settled = false;
    Ok(shown(event, &state.calendars[at], &view))
}

/// Ignored unless the version is named; made in Google's own time.
fn conference(sent: &mut Value, old: &Value, asked: &Asked) {
    if asked.query.get("conferenceDataVersion") != Some("1") {
        sent.as_object_mut().unwrap().remove("conferenceData");
    } else if sent["conferenceData"]["createRequest"].is_object() {
        let known = &old["conferenceData"]["createRequest"]["requestId"];
        if !known.is_null() && *known == sent["conferenceData"]["createRequest"]["requestId"] {
            sent.as_object_mut().unwrap().remove("conferenceData");
        } else {
            sent["conferenceData"]["createRequest"]["status"] = json!({"statusCode": "pending"});
        }
    }
}

/// base32hex in lower case, 5 to 1024 long.
fn well_formed(id: &str) -> bool {
    (5..=1024).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'v').contains(&byte))
}

pub(super) fn fresh_id(version: u64) -> String {
    format!("google{version:020}")
}

/// What only the organizer may change.
fn main_fields(event: &Value) -> Vec<&Value> {
    let names = ["summary", "description", "location", "start", "end", "recurrence", "guestsCanModify"];
    let mut fields: Vec<&Value> = names.iter().map(|name| &event[*name]).collect();
    fields.push(&event["extendedProperties"]["shared"]);
    fields.extend(event["attendees"].as_array().into_iter().flatten().filter(|guest| guest["self"] != true));
    fields
}

/// An event without what is the reader's own.
fn for_everyone(event: &Value) -> Value {
    let mut shared = event.clone();
    let fields = shared.as_object_mut().unwrap();
    for own in ["etag", "updated", "reminders"] {
        fields.remove(own);
    }
    shared
}
