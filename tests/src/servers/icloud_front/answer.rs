//! Requests in, answers out: the sign-in, the faults that concern everything, PROPFIND.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use base64::Engine as _;
use http::header::{AUTHORIZATION, HeaderMap};
use http::request::Parts;

use super::calendar::{Calendar, HOME, PRINCIPAL, State};
use super::fault::Fault;
use super::{At, Seen, report, write};

const NAMESPACES: &str = r#"xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/" xmlns:ic="http://apple.com/ns/ical/""#;

pub(super) fn to(state: &mut State, at: At, parts: &Parts, body: &Bytes) -> Response {
    note(state, at, parts, body);
    let method = parts.method.as_str();
    let path = parts.uri.path();
    if at == At::Foreign {
        return multistatus("", "");
    }
    if let Some(answer) = broken(state, at, method, path) {
        return answer;
    }
    if !signed_in(state, &parts.headers) {
        if state.fails(&Fault::SilentChallenge) {
            return plain(401, r#"{"error":"unauthorized"}"#);
        }
        let mut answer = plain(401, "");
        let both = r#"X-MobileMe-AuthToken realm="MMCalDav", Basic realm="MMCalDav""#;
        answer.headers_mut().insert("www-authenticate", both.parse().unwrap());
        return answer;
    }
    let depth = parts.headers.get("depth").and_then(|depth| depth.to_str().ok()).unwrap_or("infinity");
    match (at, method, path) {
        (At::Root, _, "/.well-known/caldav") => redirect(301, "/"),
        (_, "OPTIONS", _) => {
            let mut answer = plain(200, "");
            let also = if state.fails(&Fault::Schedules) { ", calendar-auto-schedule" } else { "" };
            answer.headers_mut().insert("dav", format!("1, access-control, calendar-access{also}").parse().unwrap());
            answer
        }
        (_, "PROPFIND", "/") => {
            let principal =
                format!("<d:current-user-principal><d:href>{PRINCIPAL}</d:href></d:current-user-principal>");
            multistatus(&entry("/", &[("current-user-principal", principal)], body), "")
        }
        (_, "PROPFIND", PRINCIPAL) if depth != "0" => plain(400, ""),
        (_, "PROPFIND", PRINCIPAL) => multistatus(&principal(state, body), ""),
        _ if at != state.home_at() => plain(404, ""),
        (_, "PROPFIND", HOME) => {
            let mut entries = entry(HOME, &[("current-user-principal", current_principal())], body);
            if depth == "1" {
                for calendar in &state.calendars {
                    entries += &entry(&format!("{HOME}{}/", calendar.name), &about(calendar, true, true), body);
                }
            }
            multistatus(&entries, "")
        }
        _ => below_home(state, parts, path, depth, body),
    }
}

fn below_home(state: &mut State, parts: &Parts, path: &str, depth: &str, body: &Bytes) -> Response {
    let Some((calendar, name)) = path.strip_prefix(HOME).and_then(|rest| rest.split_once('/')) else {
        return plain(404, "");
    };
    let (calendar, name) = (calendar.to_owned(), name.to_owned());
    if parts.method == "MKCALENDAR" && name.is_empty() {
        return make(state, &calendar, body);
    }
    if !state.calendars.iter().any(|one| one.name == calendar) {
        return plain(404, "");
    }
    match (parts.method.as_str(), name.as_str()) {
        ("PROPFIND", "") => {
            let (sync, ctag) = (!state.fails(&Fault::NoSync), !state.fails(&Fault::NoCtag));
            let bare = state.fails(&Fault::NoEtagAnywhere);
            let found = state.calendar(&calendar);
            let mut entries = entry(&format!("{HOME}{calendar}/"), &about(found, sync, ctag), body);
            if depth == "1" {
                for (name, object) in &found.objects {
                    let tag = [etag(&object.etag)];
                    entries += &entry(&format!("{HOME}{calendar}/{name}"), if bare { &[] } else { &tag }, body);
                }
            }
            multistatus(&entries, "")
        }
        ("REPORT", "") => report::to(state, &calendar, depth, body),
        ("PUT", name) if !name.is_empty() => write::put(state, &calendar, name, &parts.headers, body),
        ("DELETE", name) if !name.is_empty() => write::delete(state, &calendar, name, &parts.headers),
        ("DELETE", "") => panic!("the calendar itself was to be deleted"),
        ("GET" | "PROPFIND", name) => {
            let name = if state.fails(&Fault::PercentAt) { name.to_owned() } else { name.replace("%40", "@") };
            let (schedules, bare) = (state.fails(&Fault::Schedules), state.fails(&Fault::NoEtagAnywhere));
            let Some(object) = state.calendar(&calendar).objects.get(&name) else { return plain(404, "") };
            if parts.method == "PROPFIND" {
                let tag = [etag(&object.etag)];
                return multistatus(&entry(path, if bare { &[] } else { &tag }, body), "");
            }
            let mut answer = plain(200, "");
            *answer.body_mut() = Body::from(object.body.clone());
            answer.headers_mut().insert("content-type", "text/calendar".parse().unwrap());
            if !bare {
                answer.headers_mut().insert("etag", object.etag.parse().unwrap());
            }
            if schedules {
                answer.headers_mut().insert("schedule-tag", write::schedule_tag(object).parse().unwrap());
            }
            answer
        }
        _ => plain(405, ""),
    }
}

/// Makes a calendar (RFC 4791 section 5.3.1).
fn make(state: &mut State, name: &str, body: &Bytes) -> Response {
    if state.calendars.iter().any(|one| one.name == name) {
        return error(403, "<d:resource-must-be-null/>");
    }
    let body = String::from_utf8_lossy(body);
    let title = body.split("displayname>").nth(1).and_then(|title| title.split('<').next()).unwrap_or_default();
    state.calendars.push(Calendar::empty(name, title, "<c:calendar/>", Some("VEVENT"), true));
    plain(201, "")
}

/// The faults that do not ask what is wanted.
fn broken(state: &mut State, at: At, method: &str, path: &str) -> Option<Response> {
    if state.fails(&Fault::WebPage) {
        let mut page = plain(200, "<!DOCTYPE html><html><body><p>Welcome to our hotel<br></body></html>");
        page.headers_mut().insert("content-type", "text/html".parse().unwrap());
        return Some(page);
    }
    let left = |fault: &Fault| match fault {
        Fault::LeftBehind(status) => Some(*status),
        _ => None,
    };
    if at == At::Partition
        && state.moved
        && let Some(status) = state.failing(left)
    {
        let answer = if status == 301 { redirect(301, state.url(At::Foreign).as_str()) } else { plain(status, "") };
        return Some(answer);
    }
    if state.fails(&Fault::RedirectAbroad) {
        return Some(redirect(301, state.url(At::Foreign).as_str()));
    }
    if state.fails(&Fault::RedirectPlain) {
        let plain = state.url(at).as_str().replace("https://", "http://");
        return Some(redirect(302, &plain));
    }
    if state.fails(&Fault::RedirectForever) {
        return Some(redirect(307, &format!("{path}x")));
    }
    if let Some(announced) = state.failing(|fault| match fault {
        Fault::Flood { announced } => Some(*announced),
        _ => None,
    }) {
        let mut answer = plain(207, "");
        let flood = vec![b'x'; 50 << 20];
        *answer.body_mut() = if announced { Body::from(flood) } else { Body::new(Chunked(Some(flood.into()))) };
        return Some(answer);
    }
    let (status, retry_after, precondition) = state.failing(|fault| match fault {
        Fault::Status { method: of, status, retry_after } if *of == method => Some((*status, *retry_after, None)),
        Fault::Precondition { method: of, status, name } if *of == method => Some((*status, None, Some(*name))),
        _ => None,
    })?;
    let mut answer = match precondition {
        Some(name) => plain(status, &format!("<d:error {NAMESPACES}><{name}/></d:error>")),
        None => plain(status, ""),
    };
    if let Some(retry_after) = retry_after {
        answer.headers_mut().insert("retry-after", retry_after.parse().unwrap());
    }
    Some(answer)
}

fn note(state: &mut State, at: At, parts: &Parts, body: &Bytes) {
    let headers = parts.headers.iter().filter(|(name, _)| *name != AUTHORIZATION);
    state.seen.push(Seen {
        at,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        had_authorization: parts.headers.contains_key(AUTHORIZATION),
        headers: headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("?").to_owned())).collect(),
        body: String::from_utf8_lossy(body).into_owned(),
    });
}

fn signed_in(state: &State, headers: &HeaderMap) -> bool {
    let right = base64::engine::general_purpose::STANDARD.encode(&state.sign_in);
    headers.get(AUTHORIZATION).is_some_and(|sent| sent.as_bytes() == format!("Basic {right}").as_bytes())
}

type Prop = (&'static str, String);

fn current_principal() -> String {
    format!("<d:current-user-principal><d:href>{PRINCIPAL}</d:href></d:current-user-principal>")
}

fn principal(state: &mut State, asked: &[u8]) -> String {
    let home = if state.fails(&Fault::HomeAbroad) { At::Foreign } else { state.home_at() };
    let home = state.url(home).join(HOME).unwrap();
    let mails = "<d:href>mailto:anna.keller@me.test</d:href><d:href preferred=\"1\">mailto:anna@apfel.test</d:href>";
    let addresses = format!("{mails}<d:href>urn:uuid:1</d:href><d:href>{PRINCIPAL}</d:href>");
    let props = [
        ("displayname", "<d:displayname>Anna Keller</d:displayname>".to_owned()),
        ("calendar-home-set", format!("<c:calendar-home-set><d:href>{home}</d:href></c:calendar-home-set>")),
        (
            "calendar-user-address-set",
            format!("<c:calendar-user-address-set>{addresses}</c:calendar-user-address-set>"),
        ),
    ];
    entry(PRINCIPAL, &props, asked)
}

fn about(calendar: &Calendar, sync: bool, ctag: bool) -> Vec<Prop> {
    let privileges = if calendar.writable { "<d:privilege><d:write/></d:privilege>" } else { "" };
    let components = calendar.components.map(|name| format!(r#"<c:comp name="{name}"/>"#));
    let mut props = vec![
        ("resourcetype", format!("<d:resourcetype><d:collection/>{}</d:resourcetype>", calendar.kind)),
        ("displayname", format!("<d:displayname>{}</d:displayname>", calendar.title)),
        ("calendar-color", "<ic:calendar-color symbolic-color=\"custom\">#FF2968FF</ic:calendar-color>".to_owned()),
        (
            "current-user-privilege-set",
            format!(
                "<d:current-user-privilege-set><d:privilege><d:read/></d:privilege>{privileges}</d:current-user-privilege-set>"
            ),
        ),
        ("current-user-principal", current_principal()),
    ];
    let set =
        components.map(|set| format!("<c:supported-calendar-component-set>{set}</c:supported-calendar-component-set>"));
    props.extend(set.map(|set| ("supported-calendar-component-set", set)));
    if sync {
        props.push(("sync-token", format!("<d:sync-token>{}</d:sync-token>", escape(&calendar.token(calendar.now)))));
    }
    let log =
        if sync { "<d:supported-report><d:report><d:sync-collection/></d:report></d:supported-report>" } else { "" };
    let multiget = "<d:supported-report><d:report><c:calendar-multiget/></d:report></d:supported-report>";
    props.push(("supported-report-set", format!("<d:supported-report-set>{log}{multiget}</d:supported-report-set>")));
    if ctag {
        props.push(("getctag", format!("<cs:getctag>{}</cs:getctag>", calendar.now)));
    }
    props
}

fn etag(etag: &str) -> Prop {
    ("getetag", format!("<d:getetag>{}</d:getetag>", escape(etag)))
}

/// One `response`: what was asked for and is there, and 404 for what is not.
fn entry(href: &str, props: &[Prop], asked: &[u8]) -> String {
    let asked = String::from_utf8_lossy(asked);
    let found: String =
        props.iter().filter(|(name, _)| asked.contains(&format!(":{name}/>"))).map(|(_, xml)| xml.as_str()).collect();
    format!(
        "<d:response><d:href>{href}</d:href><d:propstat><d:prop>{found}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>\
         <d:propstat><d:prop><d:quota-used-bytes/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response>"
    )
}

pub(super) fn multistatus(entries: &str, token: &str) -> Response {
    multistatus_of(entries.as_bytes(), token)
}

/// The same with bytes that need not be UTF-8.
pub(super) fn multistatus_of(entries: &[u8], token: &str) -> Response {
    let head = format!("<?xml version='1.0' encoding='UTF-8'?>\n<d:multistatus {NAMESPACES}>");
    let mut answer = plain(207, "");
    *answer.body_mut() = Body::from([head.as_bytes(), entries, token.as_bytes(), b"</d:multistatus>"].concat());
    answer.headers_mut().insert("content-type", "text/xml; charset=UTF-8".parse().unwrap());
    answer
}

pub(super) fn error(status: u16, inside: &str) -> Response {
    plain(status, &format!("<d:error {NAMESPACES}>{inside}</d:error>"))
}

pub(super) fn plain(status: u16, body: &str) -> Response {
    let mut answer = Response::new(Body::from(body.to_owned()));
    *answer.status_mut() = http::StatusCode::from_u16(status).unwrap();
    answer
}

fn redirect(status: u16, to: &str) -> Response {
    let mut answer = plain(status, "");
    answer.headers_mut().insert("location", to.parse().unwrap());
    answer
}

/// An answer that breaks off.
pub(super) fn torn() -> Response {
    let mut answer = plain(201, "");
    *answer.body_mut() = Body::new(Chunked(None));
    answer
}

pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A body of unannounced length, or, where there is none, one that fails.
struct Chunked(Option<Bytes>);

impl HttpBody for Chunked {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, std::io::Error>>> {
        match self.0.take() {
            Some(bytes) if bytes.is_empty() => Poll::Ready(None),
            Some(mut bytes) => {
                let piece = bytes.split_to(bytes.len().min(64 << 10));
                self.0 = Some(bytes);
                Poll::Ready(Some(Ok(http_body::Frame::data(piece))))
            }
            None => Poll::Ready(Some(Err(std::io::Error::other("cut off")))),
        }
    }
}
