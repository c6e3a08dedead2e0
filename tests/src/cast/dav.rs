//! The far side of whatever speaks CalDAV, played by the front as a service that mails guests by itself.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use daybook_core::ical;
use daybook_core::model::zone::Zone;
use daybook_core::ports::Http;
use daybook_core::recurrence::occurrences::occurrences;
use jiff::tz::TimeZone;
use url::Url;

use super::far_side::{Did, FarSide, Held, Says, SignsIn, Told, Which, Write};
use crate::account::{PASSWORD, USER};
use crate::ca::Authority;
use crate::servers::icloud_front::{Fault, Front, Hosts, Mail, Seen};

/// What holds the objects.
pub trait Shelves {
    /// The address that a person begins with.
    fn root(&self) -> &Url;
    /// The network in which it lies, for an app.
    fn network(&self, ca: &Path) -> Arc<dyn Http>;
    /// Puts an object there as another device would, with any bytes.
    fn plant(&self, calendar: &str, name: &str, object: &[u8]);
    fn stored(&self, calendar: &str, name: &str) -> Option<Vec<u8>>;
    /// The names of all objects.
    fn names_in(&self, calendar: &str) -> Vec<String>;
    /// Takes an object away as another device would.
    fn take_away(&self, calendar: &str, name: &str);
    /// Every request of an app so far, in order.
    fn seen(&self) -> Vec<Seen>;
    fn forget_seen(&self);
    fn mails(&self) -> Vec<Mail>;
    /// It can be made to fail.
    ///
    /// # Panics
    /// Where that is not in our hands.
    fn front(&self) -> &Front;
    /// It mails guests by itself.
    fn schedules(&self) -> bool;
}

impl Shelves for Front {
    fn root(&self) -> &Url {
        &self.root
    }

    fn network(&self, ca: &Path) -> Arc<dyn Http> {
        self.http(ca)
    }

    fn plant(&self, calendar: &str, name: &str, object: &[u8]) {
        self.plant(calendar, name, object);
    }

    fn stored(&self, calendar: &str, name: &str) -> Option<Vec<u8>> {
        self.stored(calendar, name)
    }

    fn names_in(&self, calendar: &str) -> Vec<String> {
        self.names_in(calendar)
    }

    fn take_away(&self, calendar: &str, name: &str) {
        self.take_away(calendar, name);
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen()
    }

    fn forget_seen(&self) {
        self.forget_seen();
    }

    fn mails(&self) -> Vec<Mail> {
        self.mails()
    }

    fn front(&self) -> &Front {
        self
    }

    fn schedules(&self) -> bool {
        true
    }
}

pub struct Dav<S = Front> {
    provider: &'static str,
    /// The name of the setting that leads to it; else the address is typed.
    setting: Option<&'static str>,
    pub front: S,
    ca: Authority,
}

impl Dav {
    pub async fn start(provider: &'static str, setting: Option<&'static str>) -> Self {
        let ca = Authority::new();
        let front = Front::start(&ca, Hosts::Named).await;
        front.fault(Fault::Schedules);
        Self { provider, setting, front, ca }
    }
}

impl<S: Shelves> Dav<S> {
    /// A server whose address is typed.
    pub fn at(front: S, ca: Authority) -> Self {
        Self { provider: "caldav", setting: None, front, ca }
    }

    /// The object, every line unfolded.
    fn lines(&self, which: Which, id: &str) -> Vec<String> {
        let body = self.front.stored(calendar(which), id).unwrap_or_else(|| panic!("{id} is not there"));
        String::from_utf8(body).unwrap().replace("\r\n ", "").lines().map(str::to_owned).collect()
    }

    /// An object of the main calendar, every line unfolded.
    pub fn object(&self, id: &str) -> String {
        self.lines(Which::Main, id).into_iter().map(|line| line + "\r\n").collect()
    }

    /// Lays an object into the main calendar as another device would, with any bytes.
    pub fn lay(&self, id: &str, object: &str) {
        self.front.plant(calendar(Which::Main), id, object.as_bytes());
    }

    /// Lays the object of the main calendar down again, as another device would: `change` is given each line of its
    /// event.
    fn edit(&self, id: &str, mut change: impl FnMut(String) -> Vec<String>) {
        let (mut inside, mut edited) = (false, Vec::new());
        for line in self.lines(Which::Main, id) {
            inside |= line == "BEGIN:VEVENT";
            edited.extend(if inside { change(line) } else { vec![line] });
        }
        self.lay(id, &edited.into_iter().map(|line| line + "\r\n").collect::<String>());
    }

    /// Lays a series down again without what stands for one of its dates: `change` is given the lines up to the end of its
    /// master, and returns those of a date that stands for itself.
    fn edit_date(&self, id: &str, date: DateTime<Utc>, change: impl FnOnce(&mut Vec<String>) -> Vec<String>) {
        let lines = self.lines(Which::Main, id);
        let mut parts: Vec<Vec<String>> =
            lines.split_inclusive(|line| line == "END:VEVENT").map(<[String]>::to_vec).collect();
        parts.retain(|part| !part.iter().any(|line| named(line, "RECURRENCE-ID") && time(line) == date));
        let own = change(&mut parts[0]);
        let end = parts.len() - 1;
        parts.insert(end, own);
        self.lay(id, &parts.concat().into_iter().map(|line| line + "\r\n").collect::<String>());
    }

    /// Sets one line, in the place of the one that is there.
    fn set(&self, id: &str, name: &str, line: &str) {
        self.edit(id, |old| match () {
            () if named(&old, name) => Vec::new(),
            () if old == "END:VEVENT" => vec![line.to_owned(), old],
            () => vec![old],
        });
    }
}

pub(super) fn calendar(which: Which) -> &'static str {
    match which {
        Which::Main => "work",
        Which::Second => "legacy",
    }
}

fn named(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.starts_with([';', ':']))
}

fn utc(time: DateTime<Utc>) -> String {
    time.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A time of an event: in UTC, or with the zone of its TZID.
fn time(line: &str) -> DateTime<Utc> {
    let (head, value) = line.split_once(':').unwrap();
    let wall = NaiveDateTime::parse_from_str(value.trim_end_matches('Z'), "%Y%m%dT%H%M%S").unwrap();
    let Some(zone) = zone(head) else { return wall.and_utc() };
    let wall: jiff::civil::DateTime = wall.format("%Y-%m-%dT%H:%M:%S").to_string().parse().unwrap();
    let instant = TimeZone::get(&zone).unwrap().to_ambiguous_zoned(wall).compatible().unwrap().timestamp();
    DateTime::from_timestamp(instant.as_second(), 0).unwrap()
}

/// A property with a time in the form that the start of a series has (RFC 5545 section 3.8.4.4).
fn as_its_start(master: &[String], name: &str, at: DateTime<Utc>) -> String {
    let mut event = master.iter().skip_while(|line| *line != "BEGIN:VEVENT");
    let start = event.find(|line| named(line, "DTSTART")).unwrap();
    let Some(zone) = zone(start.split_once(':').unwrap().0) else { return format!("{name}:{}", utc(at)) };
    let at = jiff::Timestamp::from_second(at.timestamp()).unwrap().to_zoned(TimeZone::get(&zone).unwrap());
    format!("{name};TZID={zone}:{}", at.strftime("%Y%m%dT%H%M%S"))
}

fn zone(head: &str) -> Option<String> {
    head.split(';').find_map(|parameter| parameter.strip_prefix("TZID=")).map(str::to_owned)
}

fn text(value: &str) -> String {
    value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
}

impl<S: Shelves> FarSide for Dav<S> {
    fn provider(&self) -> &'static str {
        self.provider
    }

    fn settings(&self) -> Vec<(String, String)> {
        self.setting.map(|name| (name.to_owned(), self.front.root().to_string())).into_iter().collect()
    }

    fn http(&self) -> Option<Arc<dyn Http>> {
        Some(self.front.network(&self.ca.file()))
    }

    fn signs_in(&self) -> SignsIn<'_> {
        let server = if self.setting.is_some() { None } else { Some(self.front.root().as_str()) };
        SignsIn::ByPassword { server, user: USER, password: PASSWORD }
    }

    fn email(&self) -> &'static str {
        "anna@apfel.test"
    }

    fn always_mails(&self) -> bool {
        self.front.schedules()
    }

    fn can_revoke(&self) -> bool {
        false
    }

    fn berlin(&self) -> &'static str {
        "Europe/Berlin"
    }

    fn events(&self, which: Which) -> Vec<Held> {
        let held = |id: String| {
            let lines = self.lines(which, &id);
            let event: Vec<&String> = lines.iter().skip_while(|line| *line != "BEGIN:VEVENT").collect();
            let line = |name: &str| event.iter().find(|line| named(line, name)).map_or("", |line| line.as_str());
            let value = |name: &str| text(line(name).split_once(':').map_or("", |(_, value)| value));
            let guests = event.iter().filter(|line| named(line, "ATTENDEE"));
            Held {
                title: value("SUMMARY"),
                place: value("LOCATION"),
                description: value("DESCRIPTION"),
                start: time(line("DTSTART")),
                end: time(line("DTEND")),
                guests: guests.map(|line| line.rsplit_once("mailto:").unwrap().1.to_owned()).collect(),
                color: value("COLOR"),
                tentative: value("STATUS") == "TENTATIVE",
                id,
            }
        };
        self.front.names_in(calendar(which)).into_iter().map(held).collect()
    }

    fn writes(&self) -> Vec<Write> {
        let write = |seen: Seen| {
            let did = match (seen.method.as_str(), seen.header("if-none-match")) {
                ("PUT", Some("*")) => Did::Create,
                ("PUT", _) => Did::Update,
                ("DELETE", _) => Did::Remove,
                _ => return None,
            };
            let known = seen.header("if-schedule-tag-match").or(seen.header("if-match"));
            let event = seen.body.split_once("BEGIN:VEVENT").map_or("", |(_, event)| event);
            let start = event.lines().find(|line| named(line, "DTSTART"));
            Some(Write {
                did,
                conditional: known.is_some_and(|tag| tag != "*"),
                asks_mails: None,
                zone: start.and_then(|line| zone(line.split_once(':').unwrap().0)),
            })
        };
        self.front.seen().into_iter().filter_map(write).collect()
    }

    fn requests(&self) -> usize {
        self.front.seen().len()
    }

    fn forget_seen(&self) {
        self.front.forget_seen();
    }

    fn mails(&self) -> Vec<(String, Told)> {
        let mut invited = Vec::new();
        let told = |mail: Mail| {
            let known = (mail.uid, mail.to.clone());
            let told = match mail.method {
                "CANCEL" => Told::Cancelled,
                _ if invited.contains(&known) => Told::Changed,
                _ => Told::Invited,
            };
            invited.push(known);
            (mail.to, told)
        };
        self.front.mails().into_iter().map(told).collect()
    }

    fn plant(&self, which: Which, title: &str, start: DateTime<Utc>) -> String {
        let uid = format!("planted-{title}-{}", start.timestamp());
        let name = format!("{}.ics", uid.replace(' ', "-"));
        let object = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//another//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n\
             SUMMARY:{title}\r\nDTSTART:{}\r\nDTEND:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            utc(start),
            utc(start + TimeDelta::hours(1))
        );
        self.front.plant(calendar(which), &name, object.as_bytes());
        name
    }

    fn adorn(&self, id: &str) {
        self.set(id, "COLOR", "COLOR:tomato");
        self.set(id, "DESCRIPTION", "DESCRIPTION:bring the chart");
        self.set(id, "ATTENDEE", "ATTENDEE:mailto:colleague@praxis.example");
    }

    fn move_there(&self, id: &str, start: DateTime<Utc>) {
        self.set(id, "DTSTART", &format!("DTSTART:{}", utc(start)));
        self.set(id, "DTEND", &format!("DTEND:{}", utc(start + TimeDelta::hours(1))));
    }

    fn retitle(&self, id: &str, title: &str) {
        self.set(id, "SUMMARY", &format!("SUMMARY:{title}"));
    }

    fn describe(&self, id: &str, text: &str) {
        self.set(id, "DESCRIPTION", &format!("DESCRIPTION:{text}"));
    }

    fn mark(&self, id: &str, tentative: bool) {
        self.set(id, "STATUS", if tentative { "STATUS:TENTATIVE" } else { "STATUS:CONFIRMED" });
    }

    fn answer(&self, id: &str, says: Says) {
        let word = match says {
            Says::Yes => "ACCEPTED",
            Says::Maybe => "TENTATIVE",
            Says::No => "DECLINED",
        };
        self.edit(id, |line| match line.split_once("PARTSTAT=") {
            Some((head, rest)) if named(&line, "ATTENDEE") => {
                let rest = rest.find([';', ':']).map_or("", |end| &rest[end..]);
                vec![format!("{head}PARTSTAT={word}{rest}")]
            }
            _ => vec![line],
        });
    }

    fn take_away(&self, which: Which, id: &str) {
        self.front.take_away(calendar(which), id);
    }

    fn restore(&self, id: &str, whole: &str) {
        self.lay(id, whole);
    }

    fn copy(&self, id: &str, start: DateTime<Utc>) -> String {
        // As Thunderbird and Nextcloud do: another UID, and everything else.
        let uid = format!("4f0e6a4c-7a5d-4a52-9a39-{:012x}", start.timestamp());
        let lines = self.lines(Which::Main, id).into_iter();
        let copied: String = lines
            .map(|line| if named(&line, "UID") { format!("UID:{uid}\r\n") } else { format!("{line}\r\n") })
            .collect();
        let copy = format!("{uid}.ics");
        self.lay(&copy, &copied);
        self.move_there(&copy, start);
        copy
    }

    fn whole(&self, id: &str) -> String {
        self.object(id)
    }

    fn drag(&self, id: &str) {
        let body = self.front.stored(calendar(Which::Main), id).unwrap();
        self.front.take_away(calendar(Which::Main), id);
        self.front.plant(calendar(Which::Second), id, &body);
    }

    fn repeat(&self, id: &str, times: u32) {
        self.set(id, "RRULE", &format!("RRULE:FREQ=DAILY;INTERVAL=7;COUNT={times}"));
    }

    fn repeat_weekly(&self, id: &str, times: u32) {
        self.set(id, "RRULE", &format!("RRULE:FREQ=WEEKLY;COUNT={times}"));
    }

    fn move_date(&self, id: &str, date: DateTime<Utc>, start: DateTime<Utc>) {
        self.edit_date(id, date, |master| {
            // As Apple does: all that the series says, but what repeats it.
            let of_the_series = ["RRULE", "RDATE", "EXDATE", "DTSTART", "DTEND", "DURATION"];
            let is_of_it = |line: &str| of_the_series.iter().any(|name| named(line, name));
            let event = master.iter().skip_while(|line| *line != "BEGIN:VEVENT");
            let mut own: Vec<String> = event.filter(|line| !is_of_it(line.as_str())).cloned().collect();
            let end = own.pop().unwrap();
            own.push(as_its_start(master, "RECURRENCE-ID", date));
            own.push(format!("DTSTART:{}", utc(start)));
            own.push(format!("DTEND:{}", utc(start + TimeDelta::hours(1))));
            own.push(end);
            own
        });
    }

    fn take_date(&self, id: &str, date: DateTime<Utc>) {
        self.edit_date(id, date, |master| {
            let (off, end) = (as_its_start(master, "EXDATE", date), master.len() - 1);
            master.insert(end, off);
            Vec::new()
        });
    }

    fn dates(&self, id: &str) -> Vec<DateTime<Utc>> {
        let event = ical::read(self.object(id).as_bytes(), None).unwrap();
        let (from, to) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + TimeDelta::days(36_500));
        let found = occurrences(&event, from, to, &Zone::utc());
        found.occurrences.into_iter().map(|one| one.span.in_zone(&Zone::utc()).0).collect()
    }

    fn hide(&self, hidden: bool) {
        let (front, second) = (self.front.front(), calendar(Which::Second));
        if hidden { front.drop_calendar(second) } else { front.bring_calendar_back(second) }
    }

    fn without_calendars(&self, without: bool) {
        self.front.front().without_calendars(without);
    }

    fn read_only(&self, read_only: bool) {
        self.front.front().let_write(calendar(Which::Second), !read_only);
    }

    fn end_sign_in(&self) {
        self.front.front().account(USER, "another password");
    }

    fn forget_cursors(&self) {
        self.front.front().forget_tokens();
    }

    fn lose_an_answer(&self) {
        self.front.front().once(Fault::DropAfterStoring);
    }

    fn refuse_a_create(&self) {
        self.front.front().once(Fault::Status { method: "PUT", status: 403, retry_after: None });
    }

    fn refuse_a_removal(&self) {
        self.front.front().once(Fault::Status { method: "DELETE", status: 403, retry_after: None });
    }

    fn fail_a_create(&self) {
        self.front.front().once(Fault::Status { method: "PUT", status: 500, retry_after: None });
    }

    fn slow_downs(&self) -> Vec<Option<i64>> {
        vec![Some(120), Some(120), None]
    }

    fn slow_down(&self, way: usize) {
        let (status, retry_after) = [(503, Some("120")), (429, Some("120")), (429, None)][way];
        for method in ["PROPFIND", "REPORT", "GET", "PUT", "DELETE"] {
            self.front.front().fault(Fault::Status { method, status, retry_after });
        }
    }

    fn heal(&self) {
        self.front.front().heal();
        self.front.front().fault(Fault::Schedules);
        self.front.front().account(USER, PASSWORD);
    }
}
