//! What happens in a calendar file, and what of it could not be known.

use chrono::NaiveDate;
use daybook_core::app::views::{FileOccurrence, FileOccurrences, FileUnknown};

use super::{counted, line, moment, plain};

pub fn occurrences(all: &[FileOccurrence], complete: bool) -> String {
    match (all.is_empty(), complete) {
        (true, true) => "Nothing in these days.".to_owned(),
        (true, false) => "Nothing in these days, as far as is known.".to_owned(),
        (false, _) => all.iter().map(occurrence).collect(),
    }
}

fn occurrence(one: &FileOccurrence) -> String {
    let title = if one.summary.is_empty() { "no title" } else { &one.summary };
    let time = if one.all_day { days(&one.start, &one.end) } else { span(&one.start, &one.end) };
    format!("{time}  {}\n", line(title))
}

/// `2026-12-01 10:00–11:00`
fn span(start: &str, end: &str) -> String {
    let (start, end) = (moment(start), moment(end));
    match (start.split_once(' '), end.split_once(' ')) {
        (Some((first, _)), Some((last, to))) if first == last => format!("{start}–{to}"),
        (_, _) => format!("{start}–{end}"),
    }
}

/// `2026-12-02 all day`, or `2026-12-02–2026-12-04 all day`. In between the day after the last is meant, here the last.
fn days(first: &str, after: &str) -> String {
    let last = after.parse::<NaiveDate>().ok().and_then(|after| after.pred_opt()).map(|last| last.to_string());
    match last.filter(|last| last != first) {
        Some(last) => format!("{first}–{last} all day"),
        None => format!("{first} all day"),
    }
}

/// Says on standard error what could not be known, a line each; with `--json` a JSON value each.
pub fn unknown(found: &FileOccurrences, json: bool) {
    for one in &found.unknown {
        let said = if json { serde_json::to_string(one).unwrap_or_default() } else { sentence(one) };
        eprintln!("{}", if json { plain(&said) } else { line(&said) });
    }
    if found.more_unknown == 0 {
        return;
    }
    if json {
        eprintln!("{}", serde_json::json!({ "what": "more", "count": found.more_unknown }));
    } else {
        eprintln!("The same is true of {}.", counted(found.more_unknown, "more event", "more events"));
    }
}

fn sentence(one: &FileUnknown) -> String {
    match one {
        FileUnknown::Event { uid, summary, why } => {
            format!("{} cannot be read: {why}.", named("The event", "An event", summary, uid))
        }
        FileUnknown::Series { uid, summary } => {
            format!("{} cannot be read to its end.", named("The series", "A series", summary, uid))
        }
        FileUnknown::Zone { uid, summary, why } => {
            let zone = if why.trim().is_empty() { "one without a name" } else { why };
            let event = named("The event", "An event", summary, uid);
            format!("{event} is in a time zone that nobody knows ({zone}): its times are a guess.")
        }
        FileUnknown::Rest => "There is more in this file than is read: what comes after it is not known.".to_owned(),
    }
}

/// `The series ‘Rota’ (UID 7@example.org)`
fn named(the: &str, a: &str, summary: &str, uid: &str) -> String {
    let name = if summary.is_empty() { format!("{a} without a title") } else { format!("{the} ‘{summary}’") };
    if uid.is_empty() { name } else { format!("{name} (UID {uid})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(start: &str, end: &str, all_day: bool, summary: &str) -> FileOccurrence {
        let (start, end, summary) = (start.to_owned(), end.to_owned(), summary.to_owned());
        FileOccurrence { uid: String::new(), start, end, all_day, summary }
    }

    #[test]
    fn an_occurrence_is_one_line_whatever_its_title_holds() {
        let all = [
            one("2026-12-02", "2026-12-03", true, "Day off"),
            one("2026-12-02", "2026-12-05", true, ""),
            one("2026-12-02T10:00:00+01:00", "2026-12-02T11:00:00+01:00", false, "Evil\n\u{1b}[2JDone."),
            one("2026-12-02T22:00:00+01:00", "2026-12-03T01:00:00+01:00", false, "Late"),
        ];
        let expected = "2026-12-02 all day  Day off\n\
            2026-12-02–2026-12-04 all day  no title\n\
            2026-12-02 10:00–11:00  Evil  [2JDone.\n\
            2026-12-02 22:00–2026-12-03 01:00  Late\n";
        assert_eq!(occurrences(&all, true), expected);
        assert_eq!(occurrences(&[], true), "Nothing in these days.");
        assert_ne!(occurrences(&[], false), "Nothing in these days.");
    }

    #[test]
    fn what_is_not_known_is_a_sentence() {
        let series = FileUnknown::Series { uid: "7@example.org".into(), summary: "Rota".into() };
        assert_eq!(sentence(&series), "The series ‘Rota’ (UID 7@example.org) cannot be read to its end.");
        let zone = |why: &str| FileUnknown::Zone { uid: "7".into(), summary: "Call".into(), why: why.into() };
        assert_eq!(
            sentence(&zone("Nowhere/Place")),
            "The event ‘Call’ (UID 7) is in a time zone that nobody knows (Nowhere/Place): its times are a guess."
        );
        assert!(sentence(&zone("")).contains("(one without a name)"));
        let why = "the start is not readable".to_owned();
        let event = FileUnknown::Event { uid: String::new(), summary: String::new(), why };
        assert_eq!(sentence(&event), "An event without a title cannot be read: the start is not readable.");
    }
}
