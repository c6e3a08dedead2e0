use crate::ical::{edit, is_repeated, read, write};
use crate::model::event::{Content, Event, Invitation};
use crate::model::repeat::{Ends, Every, Moved, Repeat};
use crate::model::zone::Zone;

/// Mondays at ten in Vienna from 1 March 2027. A date is given with the start that it has instead.
fn series(moved: &[(&str, &str)], skip: &[&str]) -> Content {
    let moved = moved.iter().map(|(date, start)| Moved { date: date.parse().unwrap(), start: start.parse().unwrap() });
    let repeat = Repeat {
        every: Every::Weeks(1),
        ends: Ends::Never,
        skip: skip.iter().map(|day| day.parse().unwrap()).collect(),
        moved: moved.collect(),
    };
    Content { repeat: Some(repeat), ..edit::tests::content() }
}

fn written(content: &Content, base: &str) -> String {
    let base = (!base.is_empty()).then_some(base.as_bytes());
    let new = write(content, base).unwrap();
    let again = write(content, Some(&new)).unwrap();
    assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&new), "a repeat changes nothing");
    String::from_utf8(new).unwrap()
}

fn event(text: &str) -> Event {
    read(text.as_bytes(), None).unwrap()
}

fn says(text: &str, content: &Content) -> bool {
    let vienna = Zone::named("Europe/Vienna").unwrap();
    is_repeated(&event(text), content.repeat.as_ref().unwrap(), content.start, &vienna)
}

const OWN: &str = "RECURRENCE-ID;TZID=Europe/Vienna:20270315T100000\r\nDTSTART;TZID=Europe/Vienna:20270316T090000\r\n\
    DTEND;TZID=Europe/Vienna:20270316T095000\r\n";

/// P16
#[test]
fn a_date_that_is_moved_is_an_override_and_its_series_stays_as_it_is() {
    let plain = written(&series(&[], &[]), "");
    let moved = series(&[("2027-03-15", "2027-03-16T09:00:00")], &["2027-03-22"]);
    let new = written(&moved, &written(&series(&[], &["2027-03-22"]), ""));
    assert!(new.contains(OWN) && new.matches("BEGIN:VEVENT").count() == 2, "{new}");
    assert_eq!(new.matches("RRULE:FREQ=WEEKLY").count() + new.matches("EXDATE").count(), 2, "of the series only");
    assert!(says(&new, &moved) && !says(&new, &series(&[], &["2027-03-22"])) && !says(&plain, &moved));
    let read = event(&new);
    assert_eq!((read.parts[0].sequence, read.parts[1].sequence), (0, 1));
    assert_eq!(read.parts[1].title, read.parts[0].title);
    // The same where it is booked so at once.
    let at_once = written(&moved, "");
    assert!(at_once.contains(OWN) && says(&at_once, &moved), "{at_once}");
}

/// P16: the whole series begins on another day and hour: each date keeps its number, and is at its own time.
#[test]
fn a_date_goes_along_with_its_series_under_its_new_name() {
    let dates = [("2027-03-08", "2027-03-09T09:00:00"), ("2027-03-15", "2027-03-16T09:00:00")];
    let new = written(&series(&dates, &[]), "");
    let dates = [("2027-03-16", "2027-03-17T09:00:00"), ("2027-03-23", "2027-03-24T09:00:00")];
    let (start, end) = ("2027-03-09T15:00:00".parse().unwrap(), "2027-03-09T15:50:00".parse().unwrap());
    let later = Content { start, end, ..series(&dates, &[]) };
    let new = written(&later, &new);
    assert!(says(&new, &later) && new.matches("BEGIN:VEVENT").count() == 3, "{new}");
    for line in [
        "RECURRENCE-ID;TZID=Europe/Vienna:20270316T150000\r\n",
        "RECURRENCE-ID;TZID=Europe/Vienna:20270323T150000\r\n",
        "DTSTART;TZID=Europe/Vienna:20270324T090000\r\n",
    ] {
        assert!(new.contains(line), "{line}: {new}");
    }
}

/// P16: nothing of it is left, and whoever was told of it is not told of something older.
#[test]
fn a_date_that_goes_back_is_a_date_like_all_others() {
    let moved = written(&series(&[("2027-03-15", "2027-03-16T09:00:00")], &[]), "");
    let back = written(&series(&[], &[]), &moved);
    let read = event(&back);
    assert!(read.parts.len() == 1 && says(&back, &series(&[], &[])), "{back}");
    assert!(read.parts[0].sequence > event(&moved).parts[1].sequence);
    // Left out, or after the end, it is not there either.
    let off = series(&[], &["2027-03-15"]);
    let left_out = written(&off, &moved);
    assert!(event(&left_out).parts.len() == 1 && says(&left_out, &off), "{left_out}");
    let mut ended = series(&[], &[]);
    ended.repeat.as_mut().unwrap().ends = Ends::On("2027-03-08".parse().unwrap());
    assert_eq!(event(&written(&ended, &moved)).parts.len(), 1);
}

/// P16: somebody gave a date another title, a colour and a length of its own. Those are theirs.
#[test]
fn of_what_somebody_made_of_a_date_only_the_time_changes() {
    let moved = written(&series(&[("2027-03-15", "2027-03-16T09:00:00")], &[]), "");
    let (series_there, own) = moved.split_at(moved.rfind("BEGIN:VEVENT").unwrap());
    let own = own.replace("SUMMARY:Sitzung", "COLOR:tomato\r\nSUMMARY:Other");
    let theirs = format!("{series_there}{}", own.replace("20270316T095000", "20270316T103000"));
    let renamed = Content { title: "Mine".into(), ..series(&[("2027-03-15", "2027-03-17T11:00:00")], &[]) };
    let new = written(&renamed, &theirs);
    let (_, own) = new.split_at(new.rfind("BEGIN:VEVENT").unwrap());
    for kept in [
        "COLOR:tomato\r\nSUMMARY:Other",
        "DTSTART;TZID=Europe/Vienna:20270317T110000\r\n",
        "DTEND;TZID=Europe/Vienna:20270317T123000\r\n",
    ] {
        assert!(own.contains(kept), "{kept}: {new}");
    }
    let back = written(&series(&[], &[]), &new);
    let (_, own) = back.split_at(back.rfind("BEGIN:VEVENT").unwrap());
    assert!(own.contains("COLOR:tomato") && own.contains("DTSTART;TZID=Europe/Vienna:20270315T100000\r\n"), "{back}");
    assert!(says(&back, &series(&[], &[])));
    // One that stands where it belongs is left alone, whatever it says.
    let untouched = written(&series(&[], &[]), &back);
    assert_eq!(untouched, back);
}

/// What a date shares with its series goes along, and who comes is asked about the date alone.
#[test]
fn a_new_title_reaches_a_date_that_is_moved_and_a_new_time_asks_its_guest() {
    let invitation = Invitation {
        organizer: "anna@example.com".into(),
        organizer_name: String::new(),
        client_address: "klient@example.org".into(),
        client_name: "K".into(),
        server_mails: true,
    };
    let inviting = |content: Content| Content { invitation: Some(invitation.clone()), ..content };
    let there = written(&inviting(series(&[], &[])), "").replace("\r\n ", "").replace("NEEDS-ACTION", "ACCEPTED");
    let moved = inviting(series(&[("2027-03-15", "2027-03-16T09:00:00")], &[]));
    let new = written(&moved, &there);
    let unfolded = new.replace("\r\n ", "");
    let (series_there, own) = unfolded.split_at(unfolded.rfind("BEGIN:VEVENT").unwrap());
    assert!(series_there.contains("PARTSTAT=ACCEPTED") && own.contains("PARTSTAT=NEEDS-ACTION"), "{new}");
    let renamed = written(&Content { title: "Mine".into(), ..moved }, &new);
    assert_eq!(renamed.matches("SUMMARY:Mine\r\n").count(), 2, "{renamed}");
}
