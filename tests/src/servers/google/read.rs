//! One event, one series, who is signed in.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::Asked;
use super::error::{ApiResult, Refusal};
use super::event::{shown, tombstone};
use super::state::{Calendar, State};
use super::token_check::Caller;
use super::{series, times};

/// An event by its id, cancelled ones too; an occurrence of a series by the id Google makes for it.
pub(super) fn found(calendar: &Calendar, id: &str) -> ApiResult<Value> {
    if let Some(stored) = calendar.events.get(id) {
        return Ok(stored.event.clone());
    }
    let master =
        id.rsplit_once('_').and_then(|(master, _)| calendar.events.get(master)).ok_or_else(Refusal::not_found)?;
    let mut made = series::occurrences(&master.event, &calendar.zone()).into_iter();
    made.find(|one| one["id"] == id).ok_or_else(Refusal::not_found)
}

pub(super) fn get(state: &State, at: usize, id: &str, asked: &Asked) -> ApiResult<Value> {
    let calendar = &state.calendars[at];
    Ok(shown(&found(calendar, id)?, calendar, &asked.view(calendar)?))
}

/// The occurrences of one series, on one page. Here `timeMin` takes in what ends then.
pub(super) fn instances(state: &State, at: usize, id: &str, asked: &Asked) -> ApiResult<Value> {
    let calendar = &state.calendars[at];
    let master = calendar.events.get(id).ok_or_else(Refusal::not_found)?;
    if asked.query.get("pageToken").is_some() {
        return Err(Refusal::invalid("Invalid page token value."));
    }
    let view = asked.view(calendar)?;
    let bound = |name: &str| asked.query.get(name).and_then(times::instant);
    let (from, to) = (bound("timeMin"), bound("timeMax"));
    let wanted = |event: &Value| {
        let at = |part: &str| times::begins(&event[part], &calendar.zone()).unwrap_or(Timestamp::MIN);
        from.is_none_or(|from| at("end") >= from) && to.is_none_or(|to| at("start") < to)
    };
    let mut items = Vec::new();
    for one in series::occurrences(&master.event, &calendar.zone()) {
        let id = one["id"].as_str().unwrap();
        let one = calendar.events.get(id).map_or(&one, |exception| &exception.event);
        let cancelled = one["status"] == "cancelled";
        if wanted(one) && (!cancelled || asked.query.flag("showDeleted")) {
            items.push(if cancelled { tombstone(one, &view) } else { shown(one, calendar, &view) });
        }
    }
    let mut page = about(calendar, &view.zone);
    page["items"] = json!(items);
    Ok(page)
}

/// What a list of events says beside the events.
pub(super) fn about(calendar: &Calendar, zone: &jiff::tz::TimeZone) -> Value {
    let last = calendar.events.values().max_by_key(|stored| stored.version);
    json!({
        "kind": "calendar#events",
        "etag": last.map_or_else(|| json!("\"0\""), |stored| stored.event["etag"].clone()),
        "summary": calendar.summary,
        "updated": last.map_or_else(|| json!("2026-11-01T08:00:00.000Z"), |stored| stored.event["updated"].clone()),
        "timeZone": zone.iana_name().unwrap_or("UTC"),
        "accessRole": calendar.role.name(),
        "defaultReminders": if calendar.primary { json!([{"method": "popup", "minutes": 30}]) } else { json!([]) },
    })
}

/// `oauth2/v2/userinfo`: no more than the scopes allow.
pub(super) fn person(caller: &Caller) -> Value {
    let has = |name: &str| caller.scopes.iter().any(|scope| scope.rsplit('/').next() == Some(name));
    let mut person = json!({"id": caller.subject});
    if has("userinfo.email") || has("email") {
        person["email"] = json!(caller.email);
        person["verified_email"] = json!(true);
    }
    if has("userinfo.profile") || has("profile") {
        person["name"] = json!(caller.email.split('@').next());
    }
    person
}
