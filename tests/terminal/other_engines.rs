//! `daybook occurrences` beside recurring-ical-events and khal, two engines that are not ours: the same files, the same days, and the
//! reason for each difference. dateutil's own answers are in `tests/it/recurrence.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, NaiveDate};
use daybook_core::model::zone::Zone;
use daybook_tests::computer::Computer;
use daybook_tests::python;
use serde_json::Value;
use tempfile::TempDir;

const ZONE: &str = "Europe/Berlin";

/// What happens, by UID or by file: start, end, and whether it is of whole days. Times are seconds since 1970.
type Found = BTreeMap<String, BTreeSet<(String, String, bool)>>;

/// Why another engine has other dates than we.
type Known = &'static [(&'static [&'static str], &'static str)];

const MONTH_LEFT_OPEN: &str = "BYMONTHDAY alone: the month is that of the start (section 3.3.10: what is missing is derived from \
                               DTSTART); dateutil, which both expand with, takes every month";
const WEEKDAY_LEFT_OPEN: &str = "BYWEEKNO alone: the weekday is that of the start, as above; dateutil takes all seven";
const YEARS_OF_WEEKS: &str = "BYWEEKNO with INTERVAL: the years are those of the weeks; dateutil counts calendar years";
const POSITIONS: &str = "BYSETPOS with WEEKLY counts the whole first week; dateutil what is left of it after the start";
const LAST_WEEK_BUT_52: &str = "BYWEEKNO=-53: dateutil leaves out the days of that week before New Year";
const START_COUNTS: &str = "COUNT: DTSTART counts as the first, also where the rule does not take it (section 3.3.10)";

/// Rows of `tests/fixtures/recurrence` and files of `tests/fixtures/ics` in which recurring-ical-events is not RFC 5545.
const RECURRING_ICAL_EVENTS: Known = &[
    (&["row-86", "row-113", "row-117", "row-304", "row-306", "row-346", "row-373"], MONTH_LEFT_OPEN),
    (&["row-229", "row-238", "row-245", "row-250", "row-252", "row-261"], WEEKDAY_LEFT_OPEN),
    (&["row-226", "row-232", "row-269"], YEARS_OF_WEEKS),
    (&["row-217"], POSITIONS),
    (&["row-262"], LAST_WEEK_BUT_52),
    (
        &["row-288", "row-318", "row-344"],
        "half an hour across a change of the clocks: it adds the length on the wall clock, hours and minutes are accurate (section 3.3.6)",
    ),
    (&["r6@daybook.example"], START_COUNTS),
    (&["r9@daybook.example"], "EXRULE (RFC 2445 section 4.8.5.2) is ignored"),
    (
        &["z8@daybook.example"],
        "a zone called GMT with rules of its own: the definition in the file decides (section 3.2.19)",
    ),
    (
        &["z11@daybook.example"],
        "the Windows name of a zone that came in 2026 is not known to it: it takes the zone of the reader",
    ),
];

/// The same for khal, of every tenth row: it takes minutes for all.
const KHAL: Known = &[
    (&["row-250"], WEEKDAY_LEFT_OPEN),
    (&["row-30"], "an hour that comes twice in Berlin: it does not print which of the two is meant"),
    (
        &["r6@daybook.example"],
        "COUNT: it leaves out a start that the rule does not take, which belongs to the set (section 3.8.5.3)",
    ),
    (&["r9@daybook.example"], "EXRULE (RFC 2445 section 4.8.5.2) is ignored"),
    (
        &["r10@daybook.example"],
        "a start that is excepted and has an override as well: it is not in the set (section 3.8.5.1)",
    ),
    (
        &["r12@daybook.example"],
        "an end before the start: it leaves the event out; here the two are swapped, as busy is the safe side",
    ),
    (
        &["z8@daybook.example"],
        "a zone called GMT with rules of its own: the definition in the file decides (section 3.2.19)",
    ),
    (
        &["z11@daybook.example"],
        "the Windows name of a zone that came in 2026 is not known to it: it takes the zone of the reader",
    ),
];

#[test]
fn two_other_engines_have_the_same_dates_or_a_known_reason() {
    let days = Days::of("2026-01-01", "2027-12-31");
    let rows = jsonl(&fixtures().join("recurrence/zoned-580.jsonl"));
    assert_eq!(rows.len(), 580);
    let (all, some) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut files: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(fixtures().join("ics")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for folder in [&all, &some] {
            std::fs::write(folder.path().join(path.file_name().unwrap()), &text).unwrap();
        }
        files.push(text);
    }
    let mut together = String::new();
    for row in &rows {
        let id = row["id"].as_u64().unwrap();
        let event = zoned(row);
        write(&all, &format!("row-{id}"), &event);
        if id % 10 == 0 {
            write(&some, &format!("row-{id}"), &event);
        }
        together += &event;
    }
    files.push(whole(&together));
    let computer = Computer::new();
    let ours = files.iter().fold(Found::new(), |mut found, text| {
        found.append(&mut daybook(&computer, text, &days).0);
        found
    });
    assert!(ours.len() > 350, "{} of all series take place in these years", ours.len());

    let (found, unread) =
        asked(include_str!("other_engines/by_recurring_ical_events.py"), all.path(), &days, By::Uid).unwrap();
    assert_eq!(unread, ["start-not-a-date.ics"], "here it is named, and makes its calendar unknown");
    assert_eq!(odd(&ours, &found), known(RECURRING_ICAL_EVENTS));

    let tenth = |uid: &str| uid.strip_prefix("row-").is_none_or(|number| number.ends_with('0'));
    let some_of_ours: Found =
        ours.iter().filter(|(uid, _)| tenth(uid)).map(|(uid, it)| (uid.clone(), it.clone())).collect();
    match asked(include_str!("other_engines/by_khal.py"), some.path(), &days, By::Uid) {
        Ok((found, unread)) => {
            assert_eq!(unread, ["end-before-start.ics", "start-not-a-date.ics"]);
            assert_eq!(odd(&some_of_ours, &found), known(KHAL));
        }
        Err(missing) => println!("skipped: {missing}"),
    }
}

/// dateutil's own rules as events, floating, and real files. Both are no part of the project.
#[test]
fn collected_rules_and_files_have_the_same_dates_or_a_known_reason() {
    let Some(folder) = std::env::var_os("DAYBOOK_TEST_DATA").map(PathBuf::from) else {
        println!("skipped: DAYBOOK_TEST_DATA names no folder");
        return;
    };
    let computer = Computer::new();
    let days = Days::of("1997-01-01", "2015-12-31");
    let (files, mut together, mut counted) = (tempfile::tempdir().unwrap(), String::new(), BTreeSet::new());
    for row in jsonl(&folder.join("recurrence/rrule-dateutil.jsonl")) {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        if is_forbidden(&text("rrule")) {
            continue;
        }
        let (id, start) = (text("id"), text("dtstart"));
        let event = event(&id, &format!("DTSTART:{start}\r\nDURATION:PT30M\r\nRRULE:{}\r\n", text("rrule")));
        write(&files, &id, &event);
        together += &event;
        let first = row["expected"].as_array().unwrap().first().and_then(Value::as_str);
        if text("rrule").contains("COUNT") && first.is_some_and(|first| first != start) {
            counted.insert(id);
        }
    }
    let (ours, unknown) = daybook(&computer, &whole(&together), &days);
    assert_eq!(unknown, "");
    let (found, _) =
        asked(include_str!("other_engines/by_recurring_ical_events.py"), files.path(), &days, By::Uid).unwrap();
    assert_eq!(odd(&ours, &found), counted, "{START_COUNTS}");
    real_files(&computer, &folder.join("ics"));
}

/// T13: what the table in section 3.3.10 forbids, dateutil takes for a filter; here it is not known (decision 0019).
fn is_forbidden(rule: &str) -> bool {
    let every = |words: &[&str]| words.iter().any(|word| rule.contains(&format!("FREQ={word}")));
    rule.contains("BYWEEKNO") && !every(&["YEARLY"])
        || rule.contains("BYYEARDAY") && every(&["DAILY", "WEEKLY", "MONTHLY"])
        || rule.contains("BYMONTHDAY") && every(&["WEEKLY"])
}

/// Lists where both read the whole of a file and have other dates. Nobody says which of the two is right.
fn real_files(computer: &Computer, folder: &Path) {
    let days = Days::of("2000-01-01", "2030-12-31");
    let files = tempfile::tempdir().unwrap();
    let (mut ours, mut in_part) = (Found::new(), BTreeSet::new());
    for source in ["icalendar", "allenporter-ical"] {
        for entry in std::fs::read_dir(folder.join(source)).unwrap() {
            let path = entry.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            if path.extension().is_none_or(|ending| ending != "ics") {
                continue;
            }
            let name = format!("{source}-{}", path.file_name().unwrap().to_string_lossy());
            std::fs::write(files.path().join(&name), &text).unwrap();
            let (found, unknown) = daybook(computer, &text, &days);
            if unknown.is_empty() {
                ours.insert(name, found.into_values().flatten().collect());
            } else {
                in_part.insert(name);
            }
        }
    }
    let (mut theirs, unread) =
        asked(include_str!("other_engines/by_recurring_ical_events.py"), files.path(), &days, By::File).unwrap();
    theirs.retain(|file, _| !in_part.contains(file));
    ours.retain(|file, found| !unread.contains(file) && !found.is_empty());
    let odd = odd(&ours, &theirs);
    for file in &odd {
        println!("{file}: here {:?}, there {:?}", ours.get(file), theirs.get(file));
    }
    let alike = ours.keys().filter(|file| !odd.contains(*file)).count();
    let (in_part, unread) = (in_part.len(), unread.len());
    println!("{alike} real files alike, {} not; {in_part} read in part here, {unread} not at all there", odd.len());
    assert!(alike > 0, "no file is read alike");
}

/// The days that are asked about. What begins on them is compared: engines differ in what they do with the rest.
struct Days {
    from: String,
    to: String,
    seconds: std::ops::Range<i64>,
}

impl Days {
    fn of(from: &str, to: &str) -> Self {
        let zone = Zone::named(ZONE).unwrap();
        let start = |day: NaiveDate| zone.day_start(day).timestamp();
        let after = to.parse::<NaiveDate>().unwrap().succ_opt().unwrap();
        Self { from: from.to_owned(), to: to.to_owned(), seconds: start(from.parse().unwrap())..start(after) }
    }

    fn hold(&self, start: &str) -> bool {
        match start.parse::<i64>() {
            Ok(seconds) => self.seconds.contains(&seconds),
            Err(_) => (self.from.as_str()..=self.to.as_str()).contains(&start),
        }
    }
}

#[derive(Clone, Copy)]
enum By {
    Uid,
    File,
}

/// What the program prints of a file, and what it says of the rest on standard error.
fn daybook(computer: &Computer, text: &str, days: &Days) -> (Found, String) {
    let words = ["occurrences", "-", "--from", &days.from, "--to", &days.to, "--zone", ZONE, "--json"];
    let said = computer.daybook_told(&words, text);
    let mut found = Found::new();
    if said.code == 2 {
        return (found, said.err);
    }
    assert!([0, 3].contains(&said.code), "{said:?}");
    for one in said.json().as_array().unwrap() {
        let moment = |key: &str| {
            let text = one[key].as_str().unwrap();
            DateTime::parse_from_rfc3339(text).map_or(text.to_owned(), |at| at.timestamp().to_string())
        };
        let (uid, start, end) = (one["uid"].as_str().unwrap(), moment("start"), moment("end"));
        if days.hold(&start) {
            found.entry(uid.to_owned()).or_default().insert((start, end, one["all_day"].as_bool().unwrap()));
        }
    }
    (found, said.err)
}

/// What another engine finds in the files of a folder, and which it cannot read. Fails where it is not installed.
fn asked(script: &str, folder: &Path, days: &Days, by: By) -> Result<(Found, Vec<String>), String> {
    let mut command = Command::new(python::interpreter());
    command.args(["-c", script]).arg(folder).args([days.from.as_str(), days.to.as_str(), ZONE]);
    let output = command.output().unwrap();
    let said: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    if let Some(missing) = said["missing"].as_str() {
        return Err(missing.to_owned());
    }
    let mut found = Found::new();
    for one in said["found"].as_array().unwrap() {
        let text = |at: usize| one[at].as_str().map_or_else(|| one[at].to_string(), str::to_owned);
        let (key, start) = (
            text(match by {
                By::Uid => 1,
                By::File => 0,
            }),
            text(2),
        );
        if days.hold(&start) {
            found.entry(key).or_default().insert((start, text(3), one[4].as_bool().unwrap()));
        }
    }
    let mut unread: Vec<String> = said["unread"].as_object().unwrap().keys().cloned().collect();
    unread.sort();
    Ok((found, unread))
}

/// The keys of which the two have other dates.
fn odd(ours: &Found, theirs: &Found) -> BTreeSet<String> {
    let keys = ours.keys().chain(theirs.keys());
    keys.filter(|key| ours.get(*key) != theirs.get(*key)).cloned().collect()
}

fn known(known: Known) -> BTreeSet<String> {
    known.iter().flat_map(|(uids, _)| uids.iter().map(|uid| (*uid).to_owned())).collect()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn jsonl(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn zoned(row: &Value) -> String {
    let text = |key: &str| row[key].as_str().unwrap();
    let tzid = text("tzid");
    let mut lines = format!("DTSTART;TZID={tzid}:{}\r\nDURATION:PT30M\r\nRRULE:{}\r\n", text("dtstart"), text("rrule"));
    for (key, name) in [("exdates", "EXDATE"), ("rdates", "RDATE")] {
        for date in row[key].as_array().unwrap() {
            lines += &format!("{name};TZID={tzid}:{}\r\n", date.as_str().unwrap());
        }
    }
    event(&format!("row-{}", row["id"]), &lines)
}

fn event(uid: &str, lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Row\r\n{lines}END:VEVENT\r\n")
}

fn whole(events: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{events}END:VCALENDAR\r\n")
}

fn write(folder: &TempDir, name: &str, event: &str) {
    std::fs::write(folder.path().join(format!("{name}.ics")), whole(event)).unwrap();
}
