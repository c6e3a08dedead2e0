//! A model of a CalDAV server, in memory: RFC 4791 and RFC 6578 as far as a client asks, in three temperaments.

use std::collections::BTreeMap;

use base64::Engine as _;
use http::{Request, Response};

use super::far_side::{Deed, FarSide, Mail, Standing, Told};
use super::ics;

/// Where it is, and whose it is.
pub const ADDRESS: &str = "https://dav.test/";
pub const USER: &str = "anna@praxis.test";
const HOME: &str = "/dav/anna/";
const SPACES: &str =
    r#"xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/""#;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    /// It has sync tokens.
    Tokens,
    /// It has no more than ETags.
    EtagsOnly,
    /// It has sync tokens, and mails the guests of whatever is written; a UID is only once in an account.
    Mails,
}

pub struct Dav {
    temper: Temper,
    calendars: Vec<Calendar>,
    /// The number of the last change anywhere.
    now: u64,
    /// Sync tokens up to this number are unknown.
    forgotten: u64,
    sign_ins: u32,
    mails: Vec<Mail>,
    /// Calendar, name and object of what was deleted.
    bin: Vec<(usize, String, String)>,
}

struct Calendar {
    name: &'static str,
    title: String,
    dropped: bool,
    objects: BTreeMap<String, Object>,
    /// Each name with the number of its last change.
    changes: BTreeMap<String, u64>,
}

struct Object {
    text: String,
    version: u64,
}

impl Dav {
    pub fn new(temper: Temper) -> Self {
        let calendar = |name: &'static str| Calendar {
            name,
            title: name.to_owned(),
            dropped: false,
            objects: BTreeMap::new(),
            changes: BTreeMap::new(),
        };
        let calendars = vec![calendar("work"), calendar("home")];
        let (mails, bin) = (Vec::new(), Vec::new());
        Self { temper, calendars, now: 1, forgotten: 0, sign_ins: 0, mails, bin }
    }

    fn store(&mut self, calendar: usize, name: &str, text: String) -> u64 {
        self.now += 1;
        let (version, held) = (self.now, &mut self.calendars[calendar]);
        held.changes.insert(name.to_owned(), version);
        held.objects.insert(name.to_owned(), Object { text, version });
        version
    }

    fn remove(&mut self, calendar: usize, name: &str) -> Option<Object> {
        let object = self.calendars[calendar].objects.remove(name)?;
        self.now += 1;
        self.calendars[calendar].changes.insert(name.to_owned(), self.now);
        Some(object)
    }

    fn mail(&mut self, before: Option<&str>, after: Option<&str>, by_daybook: bool) {
        if self.temper != Temper::Mails {
            return;
        }
        let (before, after) = (before.map(ics::read), after.map(ics::read));
        for event in after.iter().filter(|event| !event.cancelled) {
            let told = Told::That { start: event.start, end: event.end, title: event.title.clone() };
            for to in &event.guests {
                let (to, ours, uid) = (to.clone(), event.ours.clone(), event.uid.clone());
                self.mails.push(Mail { to, ours, uid, told: told.clone(), by_daybook });
            }
        }
        for event in before.iter().filter(|event| !event.cancelled) {
            for to in &event.guests {
                let kept = after.as_ref().is_some_and(|after| !after.cancelled && after.guests.contains(to));
                if !kept {
                    let (to, ours, uid) = (to.clone(), event.ours.clone(), event.uid.clone());
                    self.mails.push(Mail { to, ours, uid, told: Told::Cancelled, by_daybook });
                }
            }
        }
    }

    fn named(&self, path: &str) -> Option<(usize, String)> {
        let (calendar, name) = path.strip_prefix(HOME)?.split_once('/')?;
        let at = self.calendars.iter().position(|one| one.name == calendar && !one.dropped)?;
        Some((at, name.to_owned()))
    }

    fn about(&self, at: usize) -> String {
        let calendar = &self.calendars[at];
        let token = format!(
            "<d:sync-token>t:{}</d:sync-token><d:supported-report-set><d:supported-report><d:report><d:sync-collection/>\
             </d:report></d:supported-report></d:supported-report-set>",
            self.now
        );
        let none = "<d:supported-report-set><d:supported-report><d:report><c:calendar-multiget/></d:report>\
                    </d:supported-report></d:supported-report-set>";
        let log = if self.temper == Temper::EtagsOnly { none } else { token.as_str() };
        entry(
            &format!("{HOME}{}/", calendar.name),
            &format!(
                "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>{}</d:displayname>\
                 <d:current-user-privilege-set><d:privilege><d:all/></d:privilege></d:current-user-privilege-set>{log}",
                calendar.title
            ),
        )
    }

    fn propfind(&self, path: &str, deep: bool) -> Response<Vec<u8>> {
        let principal = "<d:current-user-principal><d:href>/dav/principal/</d:href></d:current-user-principal>";
        match path {
            "/" => multistatus(&entry("/", principal)),
            "/dav/principal/" => {
                let addresses = format!(
                    "<c:calendar-home-set><d:href>{HOME}</d:href></c:calendar-home-set><c:calendar-user-address-set>\
                     <d:href>mailto:{USER}</d:href></c:calendar-user-address-set>"
                );
                multistatus(&entry("/dav/principal/", &addresses))
            }
            HOME => {
                let mut all = entry(HOME, &format!("<d:resourcetype><d:collection/></d:resourcetype>{principal}"));
                let there = (0..self.calendars.len()).filter(|at| deep && !self.calendars[*at].dropped);
                all.extend(there.map(|at| self.about(at)));
                multistatus(&all)
            }
            _ => match self.named(path) {
                Some((at, name)) if name.is_empty() => {
                    let mut all = self.about(at);
                    for (name, object) in self.calendars[at].objects.iter().filter(|_| deep) {
                        let href = format!("{HOME}{}/{name}", self.calendars[at].name);
                        all += &entry(&href, &format!("<d:getetag>{}</d:getetag>", etag(object)));
                    }
                    multistatus(&all)
                }
                _ => plain(404),
            },
        }
    }

    fn report(&self, at: usize, body: &str) -> Response<Vec<u8>> {
        let calendar = &self.calendars[at];
        let href = |name: &str| format!("{HOME}{}/{name}", calendar.name);
        let full = |name: &str, object: &Object| {
            let text = object.text.replace('&', "&amp;").replace('<', "&lt;").replace('\r', "&#13;");
            let inside = format!("<d:getetag>{}</d:getetag><c:calendar-data>{text}</c:calendar-data>", etag(object));
            entry(&href(name), &inside)
        };
        let gone = |name: &str| {
            format!(
                "<d:response><d:href>{}</d:href><d:status>HTTP/1.1 404 Not Found</d:status></d:response>",
                href(name)
            )
        };
        if body.contains("calendar-multiget") {
            let asked = body.split("<d:href>").skip(1).filter_map(|rest| rest.split_once("</d:href>"));
            let names = asked.filter_map(|(href, _)| href.rsplit_once('/')).map(|(_, name)| name);
            let all: String = names
                .map(|name| calendar.objects.get(name).map_or_else(|| gone(name), |one| full(name, one)))
                .collect();
            return multistatus(&all);
        }
        if self.temper == Temper::EtagsOnly {
            return plain(400);
        }
        let token = body.split_once("<d:sync-token>").and_then(|(_, rest)| rest.split_once("</d:sync-token>"));
        let since: Option<u64> =
            token.and_then(|(token, _)| token.strip_prefix("t:")).and_then(|text| text.parse().ok());
        let Some(since) = since.filter(|since| *since > self.forgotten) else {
            return error(403, "<d:valid-sync-token/>");
        };
        let mut all = String::new();
        for (name, _) in calendar.changes.iter().filter(|(_, changed)| **changed > since) {
            all += &calendar.objects.get(name).map_or_else(|| gone(name), |one| full(name, one));
        }
        multistatus(&format!("{all}<d:sync-token>t:{}</d:sync-token>", self.now))
    }

    fn put(&mut self, (at, name): (usize, &str), request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let text = String::from_utf8_lossy(request.body()).into_owned();
        let there = self.calendars[at].objects.get(name).map(|object| (etag(object), object.text.clone()));
        if let Some(refused) = refused(request, there.as_ref().map(|(etag, _)| etag.as_str())) {
            return refused;
        }
        let uid = ics::read(&text).uid;
        for (number, calendar) in self.calendars.iter().enumerate() {
            let counts = !calendar.dropped && (number == at || self.temper == Temper::Mails);
            let mut others = calendar.objects.iter().filter(|(other, _)| number != at || *other != name);
            if let Some((other, _)) = others.find(|(_, object)| counts && ics::read(&object.text).uid == uid) {
                let href = format!("<d:href>{HOME}{}/{other}</d:href>", calendar.name);
                return error(409, &format!("<c:no-uid-conflict>{href}</c:no-uid-conflict>"));
            }
        }
        self.mail(there.as_ref().map(|(_, text)| text.as_str()), Some(&text), true);
        let version = self.store(at, name, text);
        let mut answer = plain(if there.is_some() { 204 } else { 201 });
        answer.headers_mut().insert("etag", format!("\"{version}\"").parse().unwrap());
        answer
    }

    fn delete(&mut self, (at, name): (usize, &str), request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let Some(object) = self.calendars[at].objects.get(name) else { return plain(404) };
        if let Some(refused) = refused(request, Some(&etag(object))) {
            return refused;
        }
        let object = self.remove(at, name).unwrap();
        self.mail(Some(&object.text), None, true);
        self.bin.push((at, name.to_owned(), object.text));
        plain(204)
    }

    fn edit(&mut self, (at, name): (usize, &str), change: impl FnOnce(&str) -> String) -> bool {
        let Some(object) = self.calendars[at].objects.get(name) else { return false };
        let before = object.text.clone();
        let after = change(&before);
        self.mail(Some(&before), Some(&after), false);
        self.store(at, name, after);
        true
    }
}

impl FarSide for Dav {
    fn provider(&self) -> &'static str {
        "caldav"
    }

    fn answer(&mut self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let pair = base64::engine::general_purpose::STANDARD.encode(format!("{USER}:{}", self.password()));
        let signed = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        if signed != Some(format!("Basic {pair}").as_str()) {
            let mut answer = plain(401);
            answer.headers_mut().insert("www-authenticate", "Basic realm=\"dav\"".parse().unwrap());
            return answer;
        }
        let path = request.uri().path();
        let deep = request.headers().get("depth").is_some_and(|depth| depth == "1");
        match (request.method().as_str(), path) {
            (_, "/.well-known/caldav") => {
                let mut answer = plain(301);
                answer.headers_mut().insert("location", "/".parse().unwrap());
                answer
            }
            ("OPTIONS", _) => {
                let mut answer = plain(200);
                let schedules = if self.temper == Temper::Mails { ", calendar-auto-schedule" } else { "" };
                answer.headers_mut().insert("dav", format!("1, calendar-access{schedules}").parse().unwrap());
                answer
            }
            ("PROPFIND", _) => self.propfind(path, deep),
            (method, _) => match (method, self.named(path)) {
                ("REPORT", Some((at, name))) if name.is_empty() => {
                    self.report(at, &String::from_utf8_lossy(request.body()))
                }
                ("PUT", Some((at, name))) if !name.is_empty() => self.put((at, &name), request),
                ("DELETE", Some((at, name))) if !name.is_empty() => self.delete((at, &name), request),
                ("GET", Some((at, name))) => match self.calendars[at].objects.get(&name) {
                    Some(object) => {
                        let mut answer = plain(200);
                        answer.headers_mut().insert("etag", etag(object).parse().unwrap());
                        *answer.body_mut() = object.text.clone().into_bytes();
                        answer
                    }
                    None => plain(404),
                },
                _ => plain(404),
            },
        }
    }

    fn standing(&self) -> Vec<Standing> {
        let mut all = Vec::new();
        for (at, calendar) in self.calendars.iter().enumerate().filter(|(_, calendar)| !calendar.dropped) {
            all.extend(calendar.objects.iter().map(|(name, object)| Standing {
                calendar: at,
                key: name.clone(),
                event: ics::read(&object.text),
            }));
        }
        all
    }

    fn mails(&self) -> &[Mail] {
        &self.mails
    }

    fn carry_out(&mut self, deed: &Deed) -> bool {
        match deed {
            Deed::Plant(at, title, start) => {
                let uid = format!("planted-{title}");
                self.store(*at, &format!("{uid}.ics"), ics::plain(&uid, title, *start));
                true
            }
            Deed::Move(at, name, start) => self.edit((*at, name), |text| ics::moved(text, *start)),
            Deed::Retitle(at, name, title) => {
                self.edit((*at, name), |text| ics::set(text, "SUMMARY", Some(&format!("SUMMARY:{title}"))))
            }
            Deed::Cancel(at, name) => self.edit((*at, name), |text| ics::set(text, "STATUS", Some("STATUS:CANCELLED"))),
            Deed::MakeSeries(at, name) => {
                self.edit((*at, name), |text| ics::set(text, "RRULE", Some("RRULE:FREQ=DAILY;INTERVAL=7;COUNT=3")))
            }
            Deed::Delete(at, name) => {
                let Some(object) = self.remove(*at, name) else { return false };
                self.mail(Some(&object.text), None, false);
                self.bin.push((*at, name.clone(), object.text));
                true
            }
            Deed::BringBack => {
                let Some((at, name, text)) = self.bin.pop() else { return false };
                if self.calendars[at].dropped || self.calendars[at].objects.contains_key(&name) {
                    return false;
                }
                self.store(at, &name, text);
                true
            }
            Deed::Drag(at, name, other) => {
                if at == other || self.calendars[*other].dropped || self.calendars[*other].objects.contains_key(name) {
                    return false;
                }
                let Some(object) = self.remove(*at, name) else { return false };
                self.store(*other, name, object.text);
                true
            }
            Deed::NameCalendar(at, title) => {
                self.calendars[*at].title.clone_from(title);
                true
            }
            Deed::DropCalendar(at) => !std::mem::replace(&mut self.calendars[*at].dropped, true),
            Deed::BringCalendarBack(at) => std::mem::replace(&mut self.calendars[*at].dropped, false),
            Deed::ForgetCursors => {
                self.forgotten = self.now;
                self.now += 1;
                true
            }
            Deed::RevokeSignIn => {
                self.sign_ins += 1;
                true
            }
        }
    }

    fn password(&self) -> String {
        format!("password {}", self.sign_ins)
    }

    fn calendar_of(&self, request: &Request<Vec<u8>>) -> Option<usize> {
        self.named(request.uri().path()).map(|(at, _)| at)
    }
}

fn etag(object: &Object) -> String {
    format!("\"{}\"", object.version)
}

/// 412 where a condition does not hold.
fn refused(request: &Request<Vec<u8>>, there: Option<&str>) -> Option<Response<Vec<u8>>> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let fresh = header("if-none-match").is_none() || there.is_none();
    let same = header("if-match").is_none_or(|tag| there == Some(tag));
    (!fresh || !same).then(|| plain(412))
}

fn entry(href: &str, inside: &str) -> String {
    format!(
        "<d:response><d:href>{href}</d:href><d:propstat><d:prop>{inside}</d:prop><d:status>HTTP/1.1 200 OK</d:status>\
         </d:propstat></d:response>"
    )
}

fn multistatus(inside: &str) -> Response<Vec<u8>> {
    let mut answer = plain(207);
    *answer.body_mut() =
        format!("<?xml version=\"1.0\"?><d:multistatus {SPACES}>{inside}</d:multistatus>").into_bytes();
    answer
}

fn error(status: u16, inside: &str) -> Response<Vec<u8>> {
    let mut answer = plain(status);
    *answer.body_mut() = format!("<d:error {SPACES}>{inside}</d:error>").into_bytes();
    answer
}

pub(super) fn plain(status: u16) -> Response<Vec<u8>> {
    Response::builder().status(status).body(Vec::new()).unwrap()
}
