//! Reads and changes the text of one iCalendar object as another device would, for the model of a CalDAV server.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// What matters of an event to the laws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub uid: String,
    /// The appointment that Daybook wrote it for.
    pub ours: Option<String>,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub title: String,
    pub cancelled: bool,
    pub series: bool,
    /// Those whom the server tells, in lower case.
    pub guests: Vec<String>,
}

/// Reads an object.
pub fn read(object: &str) -> Event {
    let text = object.replace("\r\n ", "");
    let lines: Vec<&str> = text
        .split("\r\n")
        .skip_while(|line| *line != "BEGIN:VEVENT")
        .take_while(|line| *line != "END:VEVENT")
        .collect();
    let line = |name: &str| lines.iter().find(|line| is(line, name)).copied();
    let value = |name: &str| line(name).and_then(|line| line.split_once(':')).map_or("", |(_, value)| value);
    let asks = |line: &&&str| {
        is(line, "ATTENDEE") && !line.contains("SCHEDULE-AGENT=CLIENT") && !line.contains("SCHEDULE-AGENT=NONE")
    };
    let address = |line: &&str| line.to_lowercase().rsplit_once("mailto:").map(|(_, to)| to.to_owned());
    let guests =
        if line("ORGANIZER").is_some() { lines.iter().filter(asks).filter_map(address).collect() } else { vec![] };
    Event {
        uid: value("UID").to_owned(),
        ours: Some(value("X-DAYBOOK-ID").to_owned()).filter(|id| !id.is_empty()),
        start: time(line("DTSTART").unwrap_or_default()),
        end: time(line("DTEND").unwrap_or_default()),
        title: value("SUMMARY").to_owned(),
        cancelled: value("STATUS") == "CANCELLED",
        series: line("RRULE").is_some(),
        guests,
    }
}

/// Returns the object with another line of this name in its event; `None` = with none.
pub fn set(object: &str, name: &str, new: Option<&str>) -> String {
    let mut inside = false;
    let mut changed = String::with_capacity(object.len() + 40);
    for line in object.replace("\r\n ", "").split_terminator("\r\n") {
        inside |= line == "BEGIN:VEVENT";
        if inside && is(line, name) {
            continue;
        }
        if let Some(new) = new.filter(|_| line == "END:VEVENT") {
            changed.push_str(new);
            changed.push_str("\r\n");
        }
        inside &= line != "END:VEVENT";
        changed.push_str(line);
        changed.push_str("\r\n");
    }
    changed
}

/// Returns the object at another time, of an hour.
pub fn moved(object: &str, start: DateTime<Utc>) -> String {
    let later = set(object, "DTSTART", Some(&format!("DTSTART:{}", utc(start))));
    set(&later, "DTEND", Some(&format!("DTEND:{}", utc(start + TimeDelta::hours(1)))))
}

/// Returns an event of the person's own, of an hour.
pub fn plain(uid: &str, title: &str, start: DateTime<Utc>) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//another//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n\
         DTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\nDTSTART:{}\r\nDTEND:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        utc(start),
        utc(start + TimeDelta::hours(1))
    )
}

fn is(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.starts_with([';', ':']))
}

fn utc(time: DateTime<Utc>) -> String {
    time.format("%Y%m%dT%H%M%SZ").to_string()
}

/// In UTC, or in Berlin's winter, where all of a history happens.
fn time(line: &str) -> DateTime<Utc> {
    let value = line.rsplit_once(':').map_or("", |(_, value)| value);
    let wall = NaiveDateTime::parse_from_str(value.trim_end_matches('Z'), "%Y%m%dT%H%M%S").unwrap_or_default();
    if line.contains("TZID=") { wall.and_utc() - TimeDelta::hours(1) } else { wall.and_utc() }
}
