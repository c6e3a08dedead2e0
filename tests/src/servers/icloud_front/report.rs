//! REPORT: sync-collection, calendar-multiget, calendar-query for events, and refusals for the rest.

use axum::response::Response;

use super::answer::{error, escape, multistatus, multistatus_of, plain};
use super::calendar::{HOME, State};
use super::fault::{BadToken, Fault};
use super::write;

pub(super) fn to(state: &mut State, calendar: &str, depth: &str, body: &[u8]) -> Response {
    let body = String::from_utf8_lossy(body).into_owned();
    if body.contains("sync-collection") && !state.fails(&Fault::NoSync) {
        // RFC 6578 section 3.2: any other depth is an error.
        if depth == "0" { sync(state, calendar, &body) } else { plain(400, "") }
    } else if body.contains("calendar-multiget") {
        multiget(state, calendar, &body)
    } else if body.contains("calendar-query") && body.contains("name=\"VEVENT\"") {
        query(state, calendar)
    } else {
        // free-busy-query, and calendar-query without a filter for events.
        plain(400, "")
    }
}

fn sync(state: &mut State, calendar: &str, body: &str) -> Response {
    let token = between(body, "sync-token>").first().cloned().unwrap_or_default();
    let how = state.failing(|fault| match fault {
        Fault::BadToken(how) => Some(*how),
        _ => None,
    });
    let most = state.failing(|fault| match fault {
        Fault::CutSync(most) => Some(*most),
        _ => None,
    });
    let (lost_deletes, teapot) = (state.fails(&Fault::LostDeletes), state.fails(&Fault::Teapot));
    let held = state.calendar(calendar);
    let since = match held.number(&token) {
        Some(number) => number,
        None if token.is_empty() => 0,
        None => match how.unwrap_or(BadToken::Precondition) {
            BadToken::Precondition => return error(403, "<d:valid-sync-token/>"),
            BadToken::Status(status) => return plain(status, ""),
            BadToken::Silent => held.now,
        },
    };
    let mut changes: Vec<(&String, &u64)> = held.changes.iter().filter(|(_, number)| **number > since).collect();
    changes.sort_by_key(|(_, number)| **number);
    let cut = most.is_some_and(|most| changes.len() > most);
    changes.truncate(most.unwrap_or(usize::MAX));
    let reached = if cut { changes.last().map_or(since, |(_, number)| **number) } else { held.now };
    // The collection is listed among its own members, as iCloud does.
    let own = if cut { "507 Insufficient Storage" } else { "200 OK" };
    let mut entries =
        format!("<d:response><d:href>{HOME}{calendar}/</d:href><d:status>HTTP/1.1 {own}</d:status></d:response>");
    for (name, _) in changes {
        let href = format!("{HOME}{calendar}/{}", name.replace('@', "%40"));
        match held.objects.get(name) {
            Some(object) => {
                entries += &format!(
                    "<d:response><d:href>{href}</d:href><d:propstat><d:prop><d:getetag>{}</d:getetag></d:prop>\
                     <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>",
                    escape(&object.etag)
                );
            }
            None if lost_deletes => {}
            None => {
                let status = if teapot { "418 I'm a teapot" } else { "404 Not Found" };
                entries +=
                    &format!("<d:response><d:href>{href}</d:href><d:status>HTTP/1.1 {status}</d:status></d:response>");
            }
        }
    }
    multistatus(&entries, &format!("<d:sync-token>{}</d:sync-token>", escape(&held.token(reached))))
}

/// All there is: a server may leave the time to whoever asks.
fn query(state: &mut State, calendar: &str) -> Response {
    let names: Vec<String> = state.calendar(calendar).objects.keys().cloned().collect();
    let href = |name: &String| format!("<d:href>{HOME}{calendar}/{}</d:href>", name.replace('@', "%40"));
    let all: String = names.iter().map(href).collect();
    multiget(state, calendar, &all)
}

fn multiget(state: &mut State, calendar: &str, body: &str) -> Response {
    if state.fails(&Fault::NoMultiget) {
        return plain(500, "");
    }
    let raw = state.fails(&Fault::RawMultiget);
    let half = state.fails(&Fault::HalfMultiget);
    let (percent_at, schedules) = (state.fails(&Fault::PercentAt), state.fails(&Fault::Schedules));
    let mut entries = Vec::new();
    for (number, href) in between(body, "href>").into_iter().enumerate() {
        let name = href.rsplit('/').next().unwrap_or_default();
        let name = if percent_at { name.to_owned() } else { name.replace("%40", "@") };
        match state.calendar(calendar).objects.get(&name) {
            _ if half && number % 2 == 1 => {}
            Some(object) => {
                let tag = if schedules {
                    format!("<c:schedule-tag>{}</c:schedule-tag>", write::schedule_tag(object))
                } else {
                    String::new()
                };
                let data = escape(&String::from_utf8_lossy(&object.body)).replace('\r', "&#13;");
                entries.extend_from_slice(
                    format!(
                        "<d:response><d:href>{href}</d:href><d:propstat><d:prop><d:getetag>{}</d:getetag>{tag}<c:calendar-data>",
                        escape(&object.etag)
                    )
                    .as_bytes(),
                );
                entries.extend_from_slice(if raw { &object.body } else { data.as_bytes() });
                entries.extend_from_slice(
                    b"</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>",
                );
            }
            None => {
                let missing = format!(
                    "<d:response><d:href>{href}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>"
                );
                entries.extend_from_slice(missing.as_bytes());
            }
        }
    }
    multistatus_of(&entries, "")
}

/// The texts of all elements whose tag ends so.
fn between(body: &str, tag: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = body;
    while let Some(start) = rest.find(tag) {
        rest = &rest[start + tag.len()..];
        let Some(end) = rest.find('<') else { break };
        texts.push(rest[..end].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"));
        rest = rest[end..].find('>').map_or("", |close| &rest[end + close + 1..]);
    }
    texts
}
