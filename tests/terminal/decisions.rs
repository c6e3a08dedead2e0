//! What needs the person: said in sentences, with the command that answers it; and that command works.

use daybook_tests::cast::clouds::{self, Cloud};
use daybook_tests::computer::{Computer, Said};
use daybook_tests::servers::google::{EMAIL, Fault, Google};
use daybook_tests::servers::oauth::Account;
use serde_json::{Value, json};

use crate::verbs::names_no_key;

pub struct Practice {
    pub computer: Computer,
    pub cloud: Cloud<Google>,
    pub connection: String,
}

/// A computer with Google connected.
pub async fn practice() -> Practice {
    let cloud = clouds::google().await;
    cloud.auth.accounts(&[Account::new(EMAIL, "108", "Anna Keller")]);
    let mut computer = Computer::new();
    for (name, value) in cloud.settings() {
        computer.set(&name, value);
    }
    let mut waiting = computer.talk(&["connect", "google", "--no-browser", "--json"]);
    let said: Value = serde_json::from_str(&tokio::task::block_in_place(|| waiting.error_line())).unwrap();
    cloud.auth.browser().open(said["open"].as_str().unwrap()).await;
    let connected = tokio::task::block_in_place(|| waiting.end());
    let connection = connected.json()["id"].as_str().unwrap().to_owned();
    Practice { computer, cloud, connection }
}

impl Practice {
    pub fn run(&self, words: &[&str]) -> Said {
        tokio::task::block_in_place(|| self.computer.daybook(words))
    }

    /// Books Ada; her appointment, and the id of its event.
    pub fn book(&self) -> (Value, String) {
        let words = ["book", "--client", "Ada Keller", "--start", "2027-12-01T10:00", "--minutes", "50", "--json"];
        let booked = self.run(&words);
        assert_eq!((booked.code, &booked.json()["sync"]["state"]), (0, &json!("synced")), "{booked:?}");
        let event = self.cloud.api.events_in("primary").remove(0);
        (booked.json(), event["id"].as_str().unwrap().to_owned())
    }

    /// The command that a text names for what it `does`, run.
    fn answer(&self, said: &Said, does: &str) -> Said {
        let line = said.out.lines().find_map(|line| line.trim().strip_prefix(does)?.strip_prefix(": daybook "));
        let words: Vec<&str> = line.unwrap_or_else(|| panic!("no line says {does}: {said:?}")).split(' ').collect();
        self.run(&[&words[..], &["--json"]].concat())
    }
}

/// H2, W18, S56
#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_there_is_said_in_a_sentence_and_its_command_books_it_again() {
    let practice = practice().await;
    let (_, event) = practice.book();
    practice.cloud.api.take_away("primary", &event);
    assert_eq!(practice.run(&["sync"]).code, 3);
    let said = practice.run(&["activity"]);
    assert_eq!(said.code, 3);
    names_no_key(&said);
    let sentence = "This event was deleted or cancelled in Google. This computer has not told Ada Keller. Book it again, or cancel it here too?";
    assert!(said.out.contains(sentence), "{said:?}");
    let outbox = practice.run(&["outbox"]);
    assert!(outbox.code == 0 && outbox.out.contains(sentence), "{outbox:?}");
    let agenda = practice.run(&["agenda", "--from", "2027-12-01", "--to", "2027-12-01"]);
    assert!(agenda.out.contains(sentence), "{agenda:?}");
    assert_eq!(practice.run(&["status"]).code, 3);

    let again = practice.answer(&said, "Book it again");
    assert_eq!((again.code, &again.json()["sync"]["state"]), (0, &json!("synced")), "{again:?}");
    assert_eq!(practice.cloud.api.events_in("primary").len(), 1);
    assert_eq!(practice.run(&["activity"]).code, 0);
}

/// W2: a conflict asks which time is right and is never sent over the other side by a retry.
#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_asks_which_time_is_right_and_a_retry_does_not_overwrite_it() {
    let practice = practice().await;
    let (booked, event) = practice.book();
    let id = booked["id"].as_str().unwrap();
    practice.cloud.api.fault(Fault::Down);
    let moved = practice.run(&["reschedule", id, "--start", "2027-12-01T16:00"]);
    assert_eq!(moved.code, 4, "{moved:?}");
    names_no_key(&moved);
    practice.cloud.api.heal();
    let there = |time: &str| json!({ "dateTime": format!("2027-12-01T{time}:00+01:00"), "timeZone": "Europe/Berlin" });
    practice.cloud.api.edit("primary", &event, json!({ "start": there("15:30"), "end": there("16:20") }));
    assert_eq!(practice.run(&["sync"]).code, 3);

    let said = practice.run(&["activity"]);
    names_no_key(&said);
    assert!(said.out.contains("Someone changed this event in Google. Which time is right?"), "{said:?}");
    let retried = practice.run(&["activity", "retry", id, "--json"]);
    assert_eq!((retried.code, &retried.error()["code"]), (1, &json!("sync.conflict")), "{retried:?}");
    assert_eq!(practice.run(&["edit", id, "--place", "Room 2"]).code, 3, "saved, and the question stands");
    let used = practice.answer(&said, "Use 2027-12-01 15:30–16:20");
    assert_eq!((used.code, &used.json()["from"]), (0, &json!("15:30")), "{used:?}");
    let late = practice.run(&["activity", "keep", id]);
    assert_eq!(late.code, 1, "{late:?}");
}

/// Y9: cancelled here and changed there before the cancel arrived: it is asked about with 3, to try again is no answer, and `keep`
/// and `use` are.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_cancelled_here_and_stands_there_is_answered_by_keep_or_use() {
    for (does, status, left) in [("Cancel it there too", "cancelled", 0), ("Restore it here", "confirmed", 1)] {
        let practice = practice().await;
        let (booked, event) = practice.book();
        let id = booked["id"].as_str().unwrap();
        practice.cloud.api.fault(Fault::Down);
        let cancelled = practice.run(&["cancel", id]);
        assert_eq!(cancelled.code, 4, "{cancelled:?}");
        practice.cloud.api.heal();
        let there =
            |time: &str| json!({ "dateTime": format!("2027-12-01T{time}:00+01:00"), "timeZone": "Europe/Berlin" });
        practice.cloud.api.edit("primary", &event, json!({ "start": there("15:30"), "end": there("16:20") }));
        assert_eq!(practice.run(&["sync"]).code, 3);
        assert_eq!(practice.cloud.api.events_in("primary").len(), 1, "nothing is removed unasked");

        let said = practice.run(&["activity"]);
        assert_eq!(said.code, 3, "{said:?}");
        names_no_key(&said);
        assert!(said.out.contains("Cancelled here, but this event stands in Google."), "{said:?}");
        let listed = practice.run(&["activity", "--json"]);
        let item = &listed.json()["needs_you"][0];
        assert_eq!((listed.code, &item["reason"], &item["appointment_id"]), (3, &json!("sync.back"), &json!(id)));
        let retried = practice.run(&["activity", "retry", id, "--json"]);
        assert_eq!((retried.code, &retried.error()["code"]), (1, &json!("sync.back")), "{retried:?}");

        let answered = practice.answer(&said, does);
        let now = answered.json();
        assert_eq!(
            (answered.code, &now["status"], &now["sync"]["state"]),
            (0, &json!(status), &json!("synced")),
            "{answered:?}"
        );
        if left == 1 {
            assert_eq!(now["from"], "15:30", "as it stands there: {now}");
        }
        assert_eq!(practice.cloud.api.events_in("primary").len(), left, "{does}");
        assert_eq!(practice.run(&["activity"]).code, 0, "{does}");
    }
}

/// Another title is not asked about as a time: both titles are named, and the answer takes one of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_about_a_title_names_both_titles() {
    let practice = practice().await;
    let (booked, event) = practice.book();
    let id = booked["id"].as_str().unwrap();
    practice.cloud.api.fault(Fault::Down);
    assert_eq!(practice.run(&["edit", id, "--title", "Ours", "--place", "Room 2"]).code, 4);
    practice.cloud.api.heal();
    practice.cloud.api.edit("primary", &event, json!({ "summary": "Theirs", "location": "Room 3" }));
    assert_eq!(practice.run(&["sync"]).code, 3);

    let said = practice.run(&["activity"]);
    names_no_key(&said);
    for line in ["Someone changed this event in Google. Which version is right?", "title: ‘Ours’ here, ‘Theirs’ there"]
    {
        assert!(said.out.contains(line), "{said:?}");
    }
    assert!(!said.out.contains("Which time"), "{said:?}");
    let item = &practice.run(&["activity", "--json"]).json()["needs_you"][0];
    assert_eq!(item["differs"][0], json!({ "field": "title", "here": "Ours", "there": "Theirs" }));
    let retried = practice.run(&["activity", "retry", id, "--json"]);
    assert_eq!((retried.code, &retried.error()["code"]), (1, &json!("sync.conflict")), "{retried:?}");
    assert_eq!(practice.run(&["activity", "use", id, "--field", "colour"]).code, 2);
    let used = practice.answer(&said, "Use only one of them from there");
    let kept = (&used.json()["title"], &used.json()["place"], &used.json()["sync"]["state"]);
    assert_eq!(kept, (&json!("Theirs"), &json!("Room 2"), &json!("synced")), "{used:?}");
}

/// S55: whatever prints an appointment that is asked about shows both times, in the words of `activity` and with the commands
/// that answer; its JSON has them as `activity` has, and nothing of it where nothing is asked.
#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_that_is_asked_about_shows_both_times_wherever_it_is_printed() {
    let practice = practice().await;
    let (booked, event) = practice.book();
    let id = booked["id"].as_str().unwrap();
    let sync = |json: &Value| (json["sync"]["theirs"].clone(), json["sync"]["differs"].clone());
    assert_eq!((sync(&booked), &booked["sync"]["along"]), ((json!(null), json!([])), &json!([])));
    practice.cloud.api.fault(Fault::Down);
    assert_eq!(practice.run(&["reschedule", id, "--start", "2027-12-01T16:00"]).code, 4);
    practice.cloud.api.heal();
    let there = |time: &str| json!({ "dateTime": format!("2027-12-01T{time}:00+01:00"), "timeZone": "Europe/Berlin" });
    practice.cloud.api.edit("primary", &event, json!({ "start": there("15:30"), "end": there("16:20") }));
    assert_eq!(practice.run(&["sync"]).code, 3);

    let item = practice.run(&["activity", "--json"]).json()["needs_you"][0].clone();
    let theirs = json!({ "day": "2027-12-01", "from": "15:30", "to": "16:20" });
    let time = json!({ "field": "time", "here": "2027-12-01T16:00/2027-12-01T16:50", "there": "2027-12-01T15:30/2027-12-01T16:20" });
    assert_eq!((&item["theirs"], &item["differs"]), (&theirs, &json!([time])));
    let one = practice.run(&["appointment", id, "--json"]).json();
    assert_eq!(sync(&one), (theirs, json!([time])));
    let day = ["agenda", "--from", "2027-12-01", "--to", "2027-12-01"];
    let items = practice.run(&[&day[..], &["--json"]].concat()).json();
    let listed = items.as_array().unwrap().iter().find(|item| item["id"] == id).unwrap_or_else(|| panic!("{items}"));
    assert_eq!(listed["sync"], one["sync"]);
    let printed = [
        practice.run(&["appointment", id]),
        practice.run(&day),
        practice.run(&["edit", id, "--place", "Room 2"]),
        practice.run(&["reschedule", id, "--start", "2027-12-01T16:00"]),
    ];
    for said in &printed {
        names_no_key(said);
        for part in [
            "Someone changed this event in Google. Which time is right?",
            "Keep 2027-12-01 16:00–16:50: daybook activity keep ",
            "Use 2027-12-01 15:30–16:20: daybook activity use ",
        ] {
            assert!(said.out.contains(part), "{part}: {said:?}");
        }
    }
    let used = practice.answer(&printed[0], "Use 2027-12-01 15:30–16:20");
    assert_eq!((used.code, &used.json()["from"]), (0, &json!("15:30")), "{used:?}");
    assert_eq!(sync(&practice.run(&["appointment", id, "--json"]).json()), (json!(null), json!([])));
}

/// S55: the same of a title: both titles, what else came along from there, and how to take one field only.
#[tokio::test(flavor = "multi_thread")]
async fn an_appointment_whose_title_is_asked_about_names_both_titles_and_what_comes_along() {
    let practice = practice().await;
    let (booked, event) = practice.book();
    let id = booked["id"].as_str().unwrap();
    practice.cloud.api.fault(Fault::Down);
    assert_eq!(practice.run(&["edit", id, "--title", "Ours", "--place", "Room 2"]).code, 4);
    practice.cloud.api.heal();
    let there = json!({ "summary": "Theirs", "location": "Room 3", "description": "Their line." });
    practice.cloud.api.edit("primary", &event, there);
    assert_eq!(practice.run(&["sync"]).code, 3);
    let said = practice.run(&["appointment", id]);
    names_no_key(&said);
    for line in [
        "Which version is right?",
        "title: ‘Ours’ here, ‘Theirs’ there",
        "place: ‘Room 2’ here, ‘Room 3’ there",
        "Changed there only, and kept with either answer: description: nothing here, ‘Their line.’ there",
    ] {
        assert!(said.out.contains(line), "{line}: {said:?}");
    }
    let item = practice.run(&["activity", "--json"]).json()["needs_you"][0].clone();
    let sync = practice.run(&["appointment", id, "--json"]).json()["sync"].clone();
    for field in ["theirs", "differs", "along"] {
        assert_eq!(sync[field], item[field], "{field}");
    }
    assert_eq!((sync["differs"].as_array().unwrap().len(), &sync["along"][0]["field"]), (2, &json!("description")));
    let used = practice.answer(&said, "Use only one of them from there");
    assert_eq!((&used.json()["title"], &used.json()["place"]), (&json!("Theirs"), &json!("Room 2")), "{used:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn undo_takes_back_what_waits_and_refuses_what_was_sent() {
    let practice = practice().await;
    let (booked, _) = practice.book();
    let (id, change) = (booked["id"].as_str().unwrap(), booked["change_id"].as_str().unwrap());
    let refused = practice.run(&["undo", change, "--json"]);
    assert_eq!((refused.code, &refused.error()["code"]), (1, &json!("undo.late")), "{refused:?}");
    assert!(refused.error()["hint"].as_str().unwrap().starts_with("Move, change or cancel"), "{refused:?}");
    assert_eq!(practice.cloud.api.events_in("primary").len(), 1);
    assert_eq!(practice.run(&["edit", id, "--notes", "Left knee"]).code, 0);
    let notes = practice.run(&["undo", id, "--json"]);
    assert_eq!((notes.code, &notes.json()["appointment"]["notes"]), (0, &json!("")), "no calendar was told: {notes:?}");

    practice.cloud.api.fault(Fault::Down);
    let moved = practice.run(&["reschedule", id, "--start", "2027-12-01T16:00", "--json"]);
    assert_eq!(moved.code, 4, "{moved:?}");
    let undone = practice.run(&["undo", moved.json()["change_id"].as_str().unwrap(), "--json"]);
    assert_eq!(undone.json()["appointment"]["from"], "10:00", "{undone:?}");
    practice.cloud.api.heal();
    assert_eq!(practice.run(&["sync"]).code, 0);
    let start = practice.cloud.api.events_in("primary").remove(0)["start"]["dateTime"].as_str().unwrap().to_owned();
    assert!(start.contains("T09:00"), "{start}");

    let cancelled = practice.run(&["cancel", id, "--json"]);
    let change = cancelled.json()["change_id"].as_str().unwrap().to_owned();
    for asked in [id, &change] {
        let refused = practice.run(&["undo", asked, "--json"]);
        let hint = format!("Bring it back: daybook bring-back {change}");
        assert_eq!((refused.code, &refused.error()["hint"]), (1, &json!(hint)), "{refused:?}");
    }
    let told = practice.run(&["history", id]).out;
    assert!(told.contains("Cancellation sent to Google") && told.contains("Sent to Google"), "{told}");
    assert!(!told.contains("No email"), "a client without an address: {told}");
    assert_eq!(practice.run(&["bring-back", &change]).code, 0);
}

/// H2: an answer that makes no sense is not called a refusal, and sending it again makes no twin.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_not_understood_is_no_refusal() {
    let practice = practice().await;
    practice.cloud.api.fault(Fault::Malformed);
    let words = ["book", "--client", "Ada Keller", "--start", "2027-12-01T10:00", "--minutes", "50", "--json"];
    let booked = practice.run(&words);
    practice.cloud.api.heal();
    let sync = &booked.json()["sync"];
    assert_eq!(
        (booked.code, &sync["state"], &sync["reason"]),
        (4, &json!("waiting"), &json!("net.server")),
        "{booked:?}"
    );
    assert_eq!(practice.run(&["sync"]).code, 0);
    assert_eq!(practice.cloud.api.events_in("primary").len(), 1);
}

/// T1, S58: a time that could not be checked is never called free.
#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_could_not_be_checked_is_unknown_and_a_booking_says_so() {
    let practice = practice().await;
    let check = ["check", "--start", "2027-12-01T10:00", "--minutes", "50"];
    assert_eq!(practice.run(&check).code, 0);
    let paused = practice.run(&["pause", &practice.connection]);
    assert!(paused.code == 0 && paused.out.contains(&format!("daybook resume {}", practice.connection)), "{paused:?}");
    assert_eq!(practice.run(&["status", "--json"]).json()["state"], "not_syncing");

    let unknown = practice.run(&[&check[..], &["--json"]].concat());
    assert_eq!((unknown.code, &unknown.json()["answer"]), (3, &json!("unknown")), "{unknown:?}");
    // T6: and it is a reason of its own, with the calendar and when it was read last.
    let (verdict, why) = (unknown.json()["verdict"].clone(), unknown.json()["reasons"][0].clone());
    assert_eq!((&verdict, &why["kind"], &why["reason"]), (&json!("unknown"), &json!("unchecked"), &json!("paused")));
    assert!(why["calendar"].is_string() && why["since"].is_string() && why["rule"].is_null(), "{why}");
    let said = practice.run(&check);
    names_no_key(&said);
    assert!(said.out.starts_with("Unknown: this time may clash.\n"), "{said:?}");
    assert!(said.out.contains("could not be checked: Google is paused."), "{said:?}");
    let free = practice.run(&["free", "--from", "2027-12-01", "--minutes", "50", "--count", "1", "--json"]);
    assert_eq!((free.code, &free.json()[0]["answer"]), (3, &json!("unknown")), "{free:?}");
    assert_eq!(
        (&free.json()[0]["checked"], &free.json()[0]["unchecked"][0]["reason"]),
        (&json!(false), &json!("paused"))
    );

    let mut book = vec!["book", "--client", "Ada Keller", "--start", "2027-12-01T10:00", "--minutes", "50", "--json"];
    book.extend(["--calendar", "local"]);
    let booked = practice.run(&book);
    assert_eq!((booked.code, &booked.json()["unchecked"][0]["reason"]), (3, &json!("paused")), "{booked:?}");
    book.push("--anyway");
    let meant = practice.run(&book);
    assert_eq!((meant.code, meant.json()["clashes"].as_array().unwrap().len()), (0, 1), "{meant:?}");

    assert_eq!(practice.run(&["resume", &practice.connection]).code, 0);
    assert_eq!(practice.run(&check).code, 3, "it is taken by now");
    let sent = practice.run(&["send-local", "--json"]);
    assert_eq!((sent.code, sent.json()), (0, json!({ "sent": 2, "left_out": [] })), "{sent:?}");
}

/// Y19, P3: a calendar that the provider lets nobody read ends a sync with 3, and is named with what is wrong and since when,
/// until it may be read.
#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_that_may_not_be_read_ends_a_sync_with_three_and_is_named() {
    let practice = practice().await;
    practice.cloud.api.fault_on("calendar.events.list", Fault::Forbidden);
    let synced = practice.run(&["sync"]);
    let listed = practice.run(&["connections"]);
    for said in [&synced, &listed] {
        names_no_key(said);
        assert!(said.out.contains("Google does not let Daybook read ‘Private’. Since "), "{said:?}");
    }
    assert_eq!((synced.code, listed.code), (3, 0));
    let private = |calendars: Value| calendars.as_array().unwrap().iter().find(|one| one["name"] == "Private").cloned();
    let refused = private(practice.run(&["calendars", "--json"]).json()).unwrap();
    assert_eq!((&refused["reason"], refused["since"].is_string()), (&json!("cal.refused"), true), "{refused}");

    practice.cloud.api.heal();
    let synced = practice.run(&["sync"]);
    assert!(synced.code == 0 && !synced.out.contains("does not let"), "{synced:?}");
    let read = private(practice.run(&["calendars", "--json"]).json()).unwrap();
    assert_eq!((&read["reason"], &read["since"]), (&json!(null), &json!(null)), "{read}");
}

/// S58, P12: what was booked at a time that could not be checked, and is taken, is asked about when that is known.
#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_turns_out_to_be_taken_is_asked_about() {
    let practice = practice().await;
    assert_eq!(practice.run(&["pause", &practice.connection]).code, 0);
    let there = |time: &str| json!({ "dateTime": format!("2027-12-01T{time}:00+01:00"), "timeZone": "Europe/Berlin" });
    practice
        .cloud
        .api
        .plant("primary", json!({ "summary": "Dentist", "start": there("10:30"), "end": there("11:30") }));
    let words = ["book", "--client", "Ada Keller", "--start", "2027-12-01T10:00", "--minutes", "50", "--json"];
    let booked = practice.run(&words);
    assert_eq!((booked.code, &booked.json()["unchecked"][0]["reason"]), (3, &json!("paused")), "{booked:?}");
    assert_eq!(practice.run(&["activity"]).code, 0);
    assert_eq!(practice.run(&["clashes", "--json"]).json(), json!([]));
    assert_eq!(practice.run(&["resume", &practice.connection]).code, 0);
    assert_eq!(practice.run(&["sync"]).code, 3);
    let over = practice.run(&["clashes", "--json"]);
    assert_eq!((over.code, &over.json()[0]["appointment_id"]), (3, &booked.json()["id"]), "{over:?}");
    assert_eq!(over.json()[0]["clashes"][0]["title"], "Dentist");
    assert!(practice.run(&["clashes"]).out.contains("It overlaps ‘Dentist’, 2027-12-01 10:30–11:30"));
    let said = practice.run(&["activity"]);
    names_no_key(&said);
    assert_eq!(said.code, 3);
    for part in ["Ada Keller, 2027-12-01 10:00–10:50", "It overlaps ‘Dentist’, 2027-12-01 10:30–11:30"] {
        assert!(said.out.contains(part), "{said:?}");
    }
    assert_eq!(practice.run(&["status", "--json"]).json()["needs_you"], 1);
    let kept = practice.answer(&said, "Keep both");
    assert_eq!((kept.code, &kept.json()["id"]), (0, &booked.json()["id"]), "{kept:?}");
    assert_eq!(practice.run(&["activity"]).code, 0);
    assert_eq!(practice.run(&["clashes"]).code, 0);
    assert_eq!(practice.run(&["sync"]).code, 0);
}

/// T1, wanted 4: the calendars themselves are asked about a time, and before a booking where they were not read lately.
#[tokio::test(flavor = "multi_thread")]
async fn the_calendars_themselves_are_asked_about_a_time() {
    let practice = practice().await;
    practice.plant("Dentist", "2027-12-01");
    let check = ["check", "--start", "2027-12-01T10:00", "--minutes", "50", "--zone", "UTC", "--json"];
    let read = practice.run(&[&check[..], &["--offline"]].concat());
    assert_eq!((read.code, &read.json()["answer"]), (0, &json!("free")), "{read:?}");
    let asked = practice.run(&check);
    assert_eq!((asked.code, &asked.json()["answer"]), (3, &json!("busy")), "{asked:?}");
    assert_eq!(asked.json()["reasons"][0]["title"], "Dentist");

    practice.read_an_hour_ago();
    let mut book = vec!["book", "--client", "Ada", "--start", "2027-12-01T10:00", "--minutes", "50", "--zone", "UTC"];
    book.push("--json");
    let refused = practice.run(&book);
    assert_eq!((refused.code, &refused.error()["code"]), (1, &json!("book.overlap")), "{refused:?}");
    assert!(practice.run(&["agenda", "--from", "2027-12-01", "--to", "2027-12-01", "--json"]).json() == json!([]));
}

/// T1: the same of what was read a moment ago: what another computer booked since then is not booked over.
#[tokio::test(flavor = "multi_thread")]
async fn the_calendars_themselves_are_asked_about_a_time_that_was_free_a_moment_ago() {
    let practice = practice().await;
    let (booked, _) = practice.book();
    let id = booked["id"].as_str().unwrap();
    practice.plant("Dentist", "2027-12-02");
    let at = ["--start", "2027-12-02T11:00", "--minutes", "50", "--json"];
    let read = practice.run(&[&["check"][..], &at[..], &["--offline"]].concat());
    assert_eq!((read.code, &read.json()["answer"]), (0, &json!("free")), "{read:?}");
    let asks: [&[&str]; 3] = [&["book", "--client", "Ben"], &["reschedule", id], &["edit", id]];
    for verb in asks {
        let refused = practice.run(&[verb, &at[..]].concat());
        assert_eq!((refused.code, &refused.error()["code"]), (1, &json!("book.overlap")), "{verb:?}: {refused:?}");
        assert_eq!(refused.error()["message"], "Overlaps ‘Dentist’ 11:00–12:00.", "{verb:?}");
    }
    assert_eq!(practice.cloud.api.events_in("primary").len(), 2);
}

/// T1, S58: with `--anyway` the calendars are not asked, and one that fails costs no booking.
#[tokio::test(flavor = "multi_thread")]
async fn who_books_anyway_or_while_nothing_answers_is_not_held_up_by_the_calendars() {
    let practice = practice().await;
    practice.plant("Dentist", "2027-12-02");
    let book = |start: &str, more: &[&str]| {
        let words = ["book", "--client", "Ben", "--start", start, "--minutes", "50", "--json"];
        practice.run(&[&words[..], more].concat())
    };
    let meant = book("2027-12-02T11:00", &["--anyway"]);
    assert_eq!((meant.code, &meant.json()["sync"]["state"]), (0, &json!("synced")), "{meant:?}");
    practice.cloud.api.fault(Fault::Down);
    let waiting = book("2027-12-03T11:00", &[]);
    assert_eq!((waiting.code, &waiting.json()["sync"]["state"]), (4, &json!("waiting")), "{waiting:?}");
}

/// T1: the same before an appointment is moved or gets another time; it is not in its own way.
#[tokio::test(flavor = "multi_thread")]
async fn the_calendars_themselves_are_asked_before_an_appointment_is_moved() {
    let practice = practice().await;
    let (booked, _) = practice.book();
    let id = booked["id"].as_str().unwrap();
    practice.plant("Dentist", "2027-12-02");
    practice.read_an_hour_ago();
    for verb in ["reschedule", "edit"] {
        let refused = practice.run(&[verb, id, "--start", "2027-12-02T11:00", "--json"]);
        assert_eq!((refused.code, &refused.error()["code"]), (1, &json!("book.overlap")), "{verb}: {refused:?}");
        assert!(refused.error()["message"].as_str().unwrap().contains("Dentist"), "{verb}: {refused:?}");
        assert_eq!(practice.run(&["appointment", id, "--json"]).json()["start"], booked["start"], "{verb}");
    }
    for (verb, time) in [("reschedule", "2027-12-01T10:30"), ("edit", "2027-12-01T10:45")] {
        practice.read_an_hour_ago();
        let moved = practice.run(&[verb, id, "--start", time, "--json"]);
        assert_eq!((moved.code, &moved.json()["unchecked"]), (0, &json!([])), "{verb}: {moved:?}");
        assert!(moved.json()["start"].as_str().unwrap().starts_with(time), "{verb}: {moved:?}");
    }
    let meant = practice.run(&["reschedule", id, "--start", "2027-12-02T11:00", "--anyway", "--json"]);
    assert_eq!((meant.code, &meant.json()["from"]), (0, &json!("11:00")), "{meant:?}");
}

impl Practice {
    /// Has all calendars be read an hour ago: what they hold is not known any more.
    fn read_an_hour_ago(&self) {
        let file = rusqlite::Connection::open(self.computer.data().join("daybook.db")).unwrap();
        file.execute("UPDATE calendars SET last_read_at = last_read_at - 3600", []).unwrap();
    }

    /// Somebody puts an event of an hour into the calendar; its id.
    fn plant(&self, title: &str, day: &str) -> String {
        let [start, end] = ["10", "11"].map(|hour| json!({ "dateTime": format!("{day}T{hour}:00:00Z") }));
        self.cloud.api.plant("primary", json!({ "summary": title, "start": start, "end": end }))
    }

    /// The start of the only event there.
    fn start(&self) -> String {
        let mut events = self.cloud.api.events_in("primary");
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0)["start"]["dateTime"].as_str().unwrap().to_owned()
    }
}

/// An event that was made elsewhere becomes an appointment by its id in the agenda, and then is moved and cancelled as any.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_made_elsewhere_is_adopted_moved_and_cancelled() {
    let practice = practice().await;
    practice.plant("Lena", "2027-12-02");
    assert_eq!(practice.run(&["sync"]).code, 0);
    let agenda = practice.run(&["agenda", "--from", "2027-12-02", "--to", "2027-12-02", "--json"]).json();
    let event = agenda[0]["id"].as_str().unwrap();
    assert_eq!(practice.run(&["adopt", "nothing", "--client", "Lena Brandt"]).code, 1);
    let adopted = practice.run(&["adopt", event, "--client", "Lena Brandt", "--json"]);
    assert_eq!((adopted.code, &adopted.json()["client"]), (0, &json!("Lena Brandt")), "{adopted:?}");
    let id = adopted.json()["id"].as_str().unwrap().to_owned();
    let moved = practice.run(&["reschedule", &id, "--start", "2027-12-02T15:00", "--json"]);
    assert_eq!((moved.code, &moved.json()["sync"]["state"]), (0, &json!("synced")), "{moved:?}");
    assert!(practice.start().starts_with("2027-12-02T14:00"), "{}", practice.start());
    assert_eq!(practice.run(&["cancel", &id]).code, 0);
    assert_eq!(practice.cloud.api.events_in("primary").len(), 0);
}

/// P5: of a series that was made there, `only` moves the date that is the appointment, and no other.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_series_only_one_date_is_moved_by_its_command() {
    let practice = practice().await;
    let (booked, event) = practice.book();
    practice.cloud.api.edit("primary", &event, json!({ "recurrence": ["RRULE:FREQ=DAILY;INTERVAL=7;COUNT=3"] }));
    assert_eq!(practice.run(&["sync"]).code, 0);
    let moved = practice.run(&["reschedule", booked["id"].as_str().unwrap(), "--start", "2027-12-01T15:00"]);
    assert_eq!(moved.code, 3, "{moved:?}");
    let said = practice.run(&["activity"]);
    let only = practice.answer(&said, "Change only this date");
    assert_eq!((only.code, &only.json()["sync"]["state"]), (0, &json!("synced")), "{only:?}");
    let dates = practice.cloud.api.dates_of("primary", &event);
    let starts: Vec<_> = dates.iter().map(|date| date["start"]["dateTime"].as_str().unwrap()).collect();
    assert_eq!(starts.len(), 3, "{starts:?}");
    assert_eq!(starts.iter().filter(|start| start.contains("T14:00")).count(), 1, "{starts:?}");
}

/// P16: what somebody made a series there is cancelled by its id only as far as it is said how much is meant.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_a_series_there_is_not_cancelled_by_the_id_of_the_appointment() {
    let practice = practice().await;
    let (booked, event) = practice.book();
    let id = booked["id"].as_str().unwrap();
    practice.cloud.api.edit("primary", &event, json!({ "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"] }));
    assert_eq!(practice.run(&["sync"]).code, 0);
    for words in [["cancel", id, "--json"].as_slice(), &["reschedule", id, "--start", "2027-12-01T15:00", "--json"]] {
        let refused = practice.run(words);
        assert_eq!((refused.code, &refused.error()["code"]), (2, &json!("input")), "{refused:?}");
    }
    assert_eq!(practice.cloud.api.dates_of("primary", &event).len(), 3);
    let only = practice.run(&["cancel", &format!("{id}@2027-12-01"), "--scope", "this", "--json"]);
    assert_eq!((only.code, &only.json()["sync"]["state"]), (0, &json!("synced")), "{only:?}");
    assert_eq!(practice.cloud.api.dates_of("primary", &event).len(), 2);
    assert_eq!(practice.run(&["cancel", id, "--scope", "all"]).code, 0);
    assert_eq!(practice.cloud.api.events_in("primary").len(), 0);
}

/// P7: to take one date out of a series is told as the cancellation that it is, and the booking before it is none.
#[tokio::test(flavor = "multi_thread")]
async fn the_cancel_of_one_date_is_told_as_a_cancellation_and_the_booking_is_not() {
    let practice = practice().await;
    let (booked, event) = practice.book();
    let id = booked["id"].as_str().unwrap();
    practice.cloud.api.edit("primary", &event, json!({ "recurrence": ["RRULE:FREQ=DAILY;INTERVAL=7;COUNT=3"] }));
    assert_eq!(practice.run(&["sync"]).code, 0);
    assert_eq!(practice.run(&["cancel", id]).code, 3);
    let only = practice.answer(&practice.run(&["activity"]), "Cancel only this date");
    assert_eq!((only.code, &only.json()["sync"]["state"]), (0, &json!("synced")), "{only:?}");
    assert_eq!(practice.cloud.api.dates_of("primary", &event).len(), 2);
    let told = practice.run(&["history", id]).out;
    let sent = |words: &str| told.lines().filter(|line| line.contains(words)).count();
    assert_eq!((sent("  Cancellation sent to Google"), sent("  Sent to Google")), (1, 1), "{told}");
    let entries = practice.run(&["history", id, "--json"]).json();
    let of = |what: &Value| entries.as_array().unwrap().iter().filter(|one| one["sent"] == *what).count();
    assert_eq!((of(&json!("cancel")), of(&json!("book"))), (1, 1), "{entries}");
    let asked = |one: &&Value| one["what"] == "one_date";
    let answer = entries.as_array().unwrap().iter().find(asked).unwrap_or_else(|| panic!("{entries}"));
    assert_eq!(answer["sent"], json!(null), "the person did that");
}

/// P7: the history of an event that was made elsewhere says who made it an appointment, with whom, and where it was.
#[tokio::test(flavor = "multi_thread")]
async fn the_history_of_an_adopted_event_says_that_you_made_it_an_appointment_and_with_whom() {
    let practice = practice().await;
    practice.plant("Lena", "2027-12-02");
    assert_eq!(practice.run(&["sync"]).code, 0);
    let agenda = practice.run(&["agenda", "--from", "2027-12-02", "--to", "2027-12-02", "--json"]).json();
    let adopt = ["adopt", agenda[0]["id"].as_str().unwrap(), "--client", "Lena Brandt", "--json"];
    let id = practice.run(&adopt).json()["id"].as_str().unwrap().to_owned();
    let told = practice.run(&["history", &id]).out;
    assert!(told.contains("You made this event an appointment with Lena Brandt: 2027-12-02 11:00"), "{told}");
    assert!(told.contains(". The event was in Google · ") && !told.contains("Added from"), "{told}");
    assert!(!told.contains("client: "), "it is said once: {told}");
    let entries = practice.run(&["history", &id, "--json"]).json();
    assert_eq!(entries.as_array().unwrap().len(), 1, "{entries}");
    let begins = &entries[0];
    assert_eq!((&begins["what"], &begins["there"], &begins["sent"]), (&json!("adopted"), &json!(false), &json!(null)));
    assert_eq!(begins["changed"], json!([{ "field": "client", "before": "", "after": "Lena Brandt" }]));
    let undone = practice.run(&["undo", &id, "--json"]);
    assert_eq!(undone.error()["message"], "This appointment stands in a calendar.", "{undone:?}");
    assert_eq!(practice.cloud.api.events_in("primary").len(), 1);
}

/// What was deleted there goes to another calendar by `choose`, and is not in both.
#[tokio::test(flavor = "multi_thread")]
async fn another_calendar_is_chosen_by_its_command() {
    let practice = practice().await;
    let (_, event) = practice.book();
    practice.cloud.api.take_away("primary", &event);
    assert_eq!(practice.run(&["sync"]).code, 3);
    let calendars = practice.run(&["calendars", "--json"]).json();
    let other = calendars.as_array().unwrap().iter().find(|one| one["name"] == "Private").unwrap();
    let change = practice.run(&["activity", "--json"]).json()["needs_you"][0]["id"].as_str().unwrap().to_owned();
    let nowhere = practice.run(&["activity", "choose", &change, "--calendar", "nothing", "--json"]);
    assert_eq!((nowhere.code, &nowhere.error()["code"]), (1, &json!("not_found")), "{nowhere:?}");
    let chosen = practice.run(&["activity", "choose", &change, "--calendar", other["id"].as_str().unwrap(), "--json"]);
    assert_eq!((chosen.code, &chosen.json()["sync"]["state"]), (0, &json!("synced")), "{chosen:?}");
    assert_eq!(practice.cloud.api.events_in("primary").len(), 0);
    let private = practice.cloud.api.calendars(EMAIL).into_iter().find(|id| id.starts_with("private")).unwrap();
    assert_eq!(practice.cloud.api.events_in(&private).len(), 1);
}

/// P9: much that is gone at once is asked about with 3, until `take-over` says that it is right.
#[tokio::test(flavor = "multi_thread")]
async fn much_that_is_gone_is_taken_over_by_its_command() {
    let practice = practice().await;
    let planted: Vec<_> = (10..24).map(|day| practice.plant("Yoga", &format!("2027-12-{day}"))).collect();
    assert_eq!(practice.run(&["sync"]).code, 0);
    planted.iter().for_each(|event| practice.cloud.api.take_away("primary", event));
    let synced = practice.run(&["sync", "--json"]);
    assert_eq!((synced.code, &synced.json()["held"][0]["events"]), (3, &json!(14)), "{synced:?}");
    let free = ["check", "--start", "2027-12-10T10:00", "--minutes", "50", "--zone", "UTC", "--json"];
    assert_eq!(practice.run(&free).json()["answer"], "busy", "{:?}", practice.run(&free));
    let said = practice.run(&["activity"]);
    assert_eq!(said.code, 3);
    let applied = practice.answer(&said, "Apply the changes");
    assert_eq!(applied.code, 0, "{applied:?}");
    assert_eq!(practice.run(&["sync"]).code, 0);
    assert_eq!(practice.run(&free).json()["answer"], "free");
}

/// P10: the line for the client is edited, stands there, and is in the history.
#[tokio::test(flavor = "multi_thread")]
async fn the_line_for_the_client_is_edited_and_in_the_history() {
    let practice = practice().await;
    let (booked, _) = practice.book();
    let id = booked["id"].as_str().unwrap();
    let edited = practice.run(&["edit", id, "--description", "Please bring your notes.", "--json"]);
    assert_eq!((edited.code, &edited.json()["sync"]["state"]), (0, &json!("synced")), "{edited:?}");
    assert_eq!(practice.cloud.api.events_in("primary")[0]["description"], "Please bring your notes.");
    let history = practice.run(&["history", id, "--json"]).json();
    let changed = |entry: &Value| entry["changed"].as_array().cloned().unwrap_or_default();
    let all: Vec<Value> = history.as_array().unwrap().iter().flat_map(changed).collect();
    let line = all.iter().find(|one| one["field"] == "description").unwrap_or_else(|| panic!("{history}"));
    assert_eq!((&line["before"], &line["after"]), (&json!(""), &json!("Please bring your notes.")));
}
