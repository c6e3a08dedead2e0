//! PUT and DELETE, with iCloud's own ideas of what may be written.

use axum::response::Response;
use http::HeaderMap;

use super::Mail;
use super::answer::{error, plain, torn};
use super::calendar::{HOME, Object, State, lines, value};
use super::fault::Fault;

pub(super) fn put(state: &mut State, calendar: &str, name: &str, headers: &HeaderMap, body: &[u8]) -> Response {
    let name = name.replace("%40", "@");
    if !state.calendar(calendar).writable {
        return error(403, "<d:need-privileges/>");
    }
    let there = state.calendar(calendar).objects.get(&name).map(|object| (object.etag.clone(), schedule_tag(object)));
    if state.fails(&Fault::IgnoresIfNoneMatch) || headers.get("if-none-match").is_none() {
    } else if there.is_some() {
        return plain(412, "");
    }
    if let Some(refused) = refused(headers, there.as_ref()) {
        return refused;
    }
    if value(body, "DTEND").is_none() && value(body, "DURATION").is_none() {
        return plain(404, "");
    }
    let uid = value(body, "UID").unwrap_or_default();
    let twin = state.calendars.iter().find_map(|one| {
        let (twin, _) = one.objects.iter().find(|(known, object)| {
            value(&object.body, "UID").as_deref() == Some(&uid) && (one.name != calendar || **known != name)
        })?;
        Some(format!("{HOME}{}/{twin}", one.name))
    });
    if let Some(twin) = twin {
        let inside = format!("<c:no-uid-conflict><d:href>{twin}</d:href></c:no-uid-conflict>");
        return if state.fails(&Fault::BareConflict) { plain(409, "") } else { error(409, &inside) };
    }
    if state.fails(&Fault::Schedules) {
        // Whoever is left out is told that it is off, and so is everybody once there is no organizer (RFC 6638 section 3.2.3).
        let before = state.calendar(calendar).objects.get(&name).map(|object| object.body.clone()).unwrap_or_default();
        let stay = if value(body, "ORGANIZER").is_some() { guests(body) } else { Vec::new() };
        mail(state, "CANCEL", &before, |guest| !stay.iter().any(|(_, known)| known == guest));
        mail(state, "REQUEST", body, |_| true);
    }
    let (drops, bare) = (state.fails(&Fault::DropsUnknown), state.fails(&Fault::NoEtagAnywhere));
    let rewritten = state.fails(&Fault::NoEtag);
    let stored = match (rewritten, drops) {
        (true, _) => rewrite(body),
        (false, true) => forget(body),
        (false, false) => body.to_vec(),
    };
    state.calendar(calendar).store(&name, stored);
    if state.fails(&Fault::DropAfterStoring) {
        return torn();
    }
    let mut answer = plain(if there.is_some() { 204 } else { 201 }, "");
    if !rewritten && !drops && !bare {
        let weak = if state.fails(&Fault::WeakEtag) { "W/" } else { "" };
        let etag = format!("{weak}{}", state.calendar(calendar).objects[&name].etag);
        answer.headers_mut().insert("etag", etag.parse().unwrap());
    }
    answer
}

pub(super) fn delete(state: &mut State, calendar: &str, name: &str, headers: &HeaderMap) -> Response {
    let name = name.replace("%40", "@");
    if !state.calendar(calendar).writable {
        return error(403, "<d:need-privileges/>");
    }
    let Some(object) = state.calendar(calendar).objects.get(&name) else { return plain(404, "") };
    let (there, body) = ((object.etag.clone(), schedule_tag(object)), object.body.clone());
    if let Some(refused) = refused(headers, Some(&there)) {
        return refused;
    }
    if state.fails(&Fault::Schedules) {
        mail(state, "CANCEL", &body, |_| true);
    }
    state.calendar(calendar).remove(&name);
    if state.fails(&Fault::DropAfterStoring) { torn() } else { plain(204, "") }
}

/// 412 where a condition does not hold.
fn refused(headers: &HeaderMap, there: Option<&(String, String)>) -> Option<Response> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default().to_owned());
    let holds = match (text("if-match"), text("if-schedule-tag-match")) {
        // Turned round, as at iCloud.
        (Some(etag), _) if etag == "*" => there.is_none(),
        (Some(etag), _) => there.is_some_and(|(known, _)| *known == etag),
        (None, Some(tag)) => there.is_some_and(|(_, known)| *known == tag),
        (None, None) => true,
    };
    (!holds).then(|| plain(412, ""))
}

/// Unchanged by what guests answer (RFC 6638 section 3.2.10).
pub(super) fn schedule_tag(object: &Object) -> String {
    let kept: Vec<String> = lines(&object.body).into_iter().filter(|line| !line.starts_with("ATTENDEE")).collect();
    let sum = kept.join("\n").bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    format!("\"s{sum:x}\"")
}

/// One mail for each of these guests whom the server is to tell.
fn mail(state: &mut State, method: &'static str, body: &[u8], told: impl Fn(&str) -> bool) {
    let uid = value(body, "UID").unwrap_or_default();
    if value(body, "ORGANIZER").is_none() {
        return;
    }
    for (line, to) in guests(body).into_iter().filter(|(_, to)| told(to)) {
        if !["SCHEDULE-AGENT=CLIENT", "SCHEDULE-AGENT=NONE"].iter().any(|agent| line.contains(agent)) {
            state.mails.push(Mail { to, method, uid: uid.clone() });
        }
    }
}

/// The line of each guest, and their address.
fn guests(body: &[u8]) -> Vec<(String, String)> {
    let named = lines(body).into_iter().filter(|line| line.starts_with("ATTENDEE"));
    named
        .filter_map(|line| {
            let to = line.to_lowercase().rsplit_once("mailto:").map(|(_, to)| to.to_owned())?;
            Some((line, to))
        })
        .collect()
}

/// As a server that knows better: a line more, and the words of the product.
fn rewrite(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(body);
    text.replace("END:VEVENT", "X-APPLE-CREATOR-IDENTITY:com.apple.mobilecal\r\nEND:VEVENT").into_bytes()
}

/// As a server that keeps what it knows.
fn forget(body: &[u8]) -> Vec<u8> {
    let kept = lines(body).into_iter().filter(|line| !line.starts_with("X-"));
    kept.map(|line| line + "\r\n").collect::<String>().into_bytes()
}
