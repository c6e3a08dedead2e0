//! What the window can do, the terminal can, with no account: edit, mark, undo, look for times, clients, services,
//! settings.

use daybook_core::model::reason::Reason;
use daybook_tests::computer::{Computer, Said};
use serde_json::{Value, json};

const DAY: &str = "2027-12-01";

fn book(computer: &Computer, client: &str, start: &str) -> Value {
    let words = ["book", "--client", client, "--start", start, "--minutes", "50", "--json"];
    let booked = computer.daybook(&words);
    assert_eq!(booked.code, 0, "{booked:?}");
    booked.json()
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field}: {value}"))
}

/// H2, W18: a person is shown no key of a message, whatever the verb.
pub fn names_no_key(said: &Said) {
    for text in [&said.out, &said.err] {
        for reason in Reason::ALL.iter().filter(|reason| reason.word().contains(['.', '_'])) {
            assert!(!text.contains(reason.word()), "{}: {said:?}", reason.word());
        }
    }
}

#[test]
fn an_edit_changes_what_is_given_and_nothing_else() {
    let computer = Computer::new();
    let booked = book(&computer, "Lena Brandt", "2027-12-01T10:00");
    let id = text(&booked, "id");
    let words = ["edit", id, "--place", "Room 2", "--notes", "Left knee", "--service", "session", "--json"];
    let edited = computer.daybook(&words);
    assert_eq!(edited.code, 0, "{edited:?}");
    let edited = edited.json();
    assert_eq!(
        (text(&edited, "place"), text(&edited, "notes"), text(&edited, "service")),
        ("Room 2", "Left knee", "Session")
    );
    for kept in ["client", "client_id", "title", "start", "end", "zone", "status", "email"] {
        assert_eq!(edited[kept], booked[kept], "{kept}");
    }
    let renamed = computer.daybook(&["edit", id, "--client", "Mara Lenz", "--place", "", "--json"]).json();
    assert_eq!((text(&renamed, "client"), text(&renamed, "title")), ("Mara Lenz", "Mara Lenz"));
    assert_eq!((text(&renamed, "place"), text(&renamed, "notes")), ("", "Left knee"));
    let moved = computer.daybook(&["edit", id, "--start", "2027-12-01T11:00", "--json"]).json();
    assert_eq!(text(&moved, "end"), "2027-12-01T11:50:00+01:00");
    assert_eq!((&moved["clashes"], &moved["unchecked"]), (&json!([]), &json!([])));

    assert_eq!(computer.daybook(&["edit", id, "--json"]).code, 2, "something is to change");
    let unknown = computer.daybook(&["edit", id, "--service", "Yoga", "--json"]);
    assert_eq!((unknown.code, text(&unknown.error(), "code")), (1, "not_found"));
    let tentative = computer.daybook(&["mark", id, "tentative", "--json"]).json();
    assert_eq!((text(&tentative, "status"), text(&tentative, "client")), ("tentative", "Mara Lenz"));
    let shown = computer.daybook(&["appointment", id]);
    assert!(shown.out.contains("Status     tentative") && shown.out.contains("Notes      Left knee"), "{shown:?}");
}

#[test]
fn a_change_is_taken_back_by_its_own_id_or_by_that_of_the_appointment() {
    let computer = Computer::new();
    let booked = book(&computer, "Lena Brandt", "2027-12-01T10:00");
    let id = text(&booked, "id");
    let moved = computer.daybook(&["reschedule", id, "--start", "2027-12-02T10:00", "--json"]).json();
    let undone = computer.daybook(&["undo", text(&moved, "change_id"), "--json"]);
    assert_eq!((undone.code, text(&undone.json(), "appointment_id")), (0, id), "{undone:?}");
    assert_eq!(text(&undone.json()["appointment"], "day"), DAY);
    assert_eq!(text(&undone.json(), "undone"), "move");
    let late = computer.daybook(&["undo", text(&booked, "change_id"), "--json"]);
    assert_eq!((late.code, text(&late.error(), "code")), (1, "undo.late"));

    let other = book(&computer, "Mara Lenz", "2027-12-03T10:00");
    let gone = computer.daybook(&["undo", text(&other, "id"), "--json"]);
    assert_eq!((gone.code, &gone.json()["appointment"]), (0, &Value::Null), "{gone:?}");
    assert_eq!(computer.daybook(&["appointment", text(&other, "id")]).code, 1);
    assert_eq!(computer.daybook(&["undo", "nothing"]).code, 1);

    // P7: the history says how to bring a version back.
    let told = computer.daybook(&["history", id]);
    assert!(told.out.contains("You moved it") && told.out.contains("You undid a change"), "{told:?}");
    assert!(told.out.contains("time: 2027-12-01 10:00–10:50 → 2027-12-02 10:00–10:50"), "{told:?}");
    let change = computer.daybook(&["history", id, "--json"]).json()[0]["change_id"].as_str().unwrap().to_owned();
    assert!(told.out.contains(&format!("daybook bring-back {change}")), "{told:?}");
    let back = computer.daybook(&["bring-back", &change, "--json"]);
    assert_eq!((back.code, text(&back.json(), "day")), (0, "2027-12-02"), "{back:?}");
}

#[test]
fn a_time_is_free_or_busy_and_the_free_ones_are_listed() {
    let computer = Computer::new();
    let booked = book(&computer, "Lena Brandt", "2027-12-01T10:00");
    let check = |more: &[&str]| {
        let words = ["check", "--start", "2027-12-01T10:30", "--minutes", "50"];
        computer.daybook(&[&words[..], more].concat())
    };
    let busy = check(&["--json"]);
    assert_eq!((busy.code, text(&busy.json(), "answer")), (3, "busy"), "{busy:?}");
    assert_eq!(text(&busy.json()["next_free"], "from"), "11:00");
    let said = check(&[]);
    assert!(said.out.starts_with("Busy.\n  It overlaps ‘Lena Brandt’, 2027-12-01 10:00–10:50.\n"), "{said:?}");
    let free = check(&["--except", text(&booked, "id"), "--json"]);
    assert_eq!((free.code, text(&free.json(), "answer")), (0, "free"), "{free:?}");
    let zone =
        computer.daybook(&["check", "--start", "2027-12-01T09:00", "--minutes", "50", "--zone", "Europe/London"]);
    assert_eq!(zone.code, 3, "{zone:?}");

    let words = ["free", "--from", "2027-12-01T09:30", "--minutes", "50", "--count", "2", "--json"];
    let times = computer.daybook(&words);
    assert_eq!(times.code, 0, "{times:?}");
    let offer = |from: &str, to: &str| {
        json!({
            "day": DAY, "from": from, "to": to, "answer": "free", "checked": true, "unchecked": [],
            "start": format!("{DAY}T{from}:00+01:00"), "end": format!("{DAY}T{to}:00+01:00"),
            "zone": "Europe/Berlin", "clocks": null,
        })
    };
    assert_eq!(times.json(), json!([offer("11:00", "11:50"), offer("11:15", "12:05")]));
    assert_eq!(computer.daybook(&["free", "--from", "soon", "--minutes", "50"]).code, 2);
}

/// P15, P16: a series is looked at, booked, shown by its dates, and cancelled in part.
#[test]
fn a_series_is_looked_at_booked_and_cancelled_in_part() {
    let computer = Computer::new();
    book(&computer, "Lena Brandt", "2027-12-15T10:20");
    let rule = "FREQ=WEEKLY;COUNT=4";
    let at = ["--start", "2027-12-01T10:00", "--minutes", "50", "--repeat", rule];
    let odd = computer.daybook(&[&["check"][..], &at[..], &["--json"]].concat());
    assert_eq!((odd.code, &odd.json()["dates"], odd.json()["odd"].as_array().unwrap().len()), (3, &json!(4), 1));
    assert_eq!(
        (&odd.json()["odd"][0]["date"], &odd.json()["odd"][0]["why"]),
        (&json!("2027-12-15"), &json!(["clash"]))
    );
    let said = computer.daybook(&[&["check"][..], &at[..]].concat());
    assert!(
        said.out.starts_with("4 dates, until 2027-12-22.\n2027-12-15 10:00–10:50: the time is taken.\n"),
        "{said:?}"
    );
    assert!(said.out.contains("It overlaps ‘Lena Brandt’, 2027-12-15 10:20–11:10."), "{said:?}");

    let client = ["book", "--client", "Mara Lenz"];
    let refused = computer.daybook(&[&client[..], &at[..], &["--json"]].concat());
    assert_eq!((refused.code, text(&refused.error(), "code")), (1, "book.overlap"), "{refused:?}");
    let booked = computer.daybook(&[&client[..], &at[..], &["--skip", "2027-12-15", "--json"]].concat());
    assert_eq!(booked.code, 0, "{booked:?}");
    let repeat = json!({ "every": "week", "until": null, "times": 4, "skip": ["2027-12-15"], "moves": [] });
    assert_eq!(booked.json()["series"]["repeat"], repeat);
    let id = text(&booked.json(), "id").to_owned();

    let dates = || {
        let shown = computer.daybook(&["agenda", "--from", "2027-12-01", "--to", "2027-12-31", "--json"]).json();
        let shown = shown.as_array().unwrap().iter().filter(|one| one["client"] == "Mara Lenz");
        shown.map(|one| text(one, "id").to_owned()).collect::<Vec<_>>()
    };
    let of = |days: &[&str]| days.iter().map(|day| format!("{id}@2027-12-{day}")).collect::<Vec<_>>();
    assert_eq!(dates(), of(&["01", "08", "22"]));
    let shown = computer.daybook(&["appointment", &format!("{id}@2027-12-08")]);
    assert!(shown.out.contains("Repeats    every week, 4 times, without 2027-12-15"), "{shown:?}");
    assert_eq!(computer.daybook(&["cancel", &format!("{id}@2027-12-08")]).code, 2, "how much?");
    let left = computer.daybook(&["cancel", &format!("{id}@2027-12-08"), "--scope", "this", "--json"]);
    assert_eq!((left.code, dates()), (0, of(&["01", "22"])), "{left:?}");
    let all =
        computer.daybook(&["reschedule", &format!("{id}@2027-12-22"), "--start", "2027-12-23T11:00", "--scope", "all"]);
    assert_eq!((all.code, dates()), (0, of(&["02", "23"])), "{all:?}");
    let none = computer.daybook(&["cancel", &id, "--json"]);
    assert_eq!((none.code, text(&none.json(), "status")), (0, "cancelled"), "{none:?}");
    assert!(dates().iter().all(|shown| *shown == id), "as one that was cancelled");
    let daily = computer.daybook(&[&client[..], &at[..4], &["--repeat", "FREQ=DAILY"]].concat());
    assert_eq!(daily.code, 2, "{daily:?}");
}

/// P15, P16: a series of the month says which months it passes over, is not moved to where it would lose dates, and a date of it is
/// left out or moved.
#[test]
fn a_series_of_the_month_loses_no_date_without_a_word() {
    let computer = Computer::new();
    let at = ["--start", "2027-03-29T10:00", "--minutes", "50", "--repeat", "FREQ=MONTHLY"];
    let looked = computer.daybook(&[&["check"][..], &at[..]].concat());
    assert!(looked.out.contains("Passed over, as they do not have that day: 2029-02, 2030-02"), "{looked:?}");
    let looked = computer.daybook(&[&["check"][..], &at[..], &["--json"]].concat()).json();
    assert_eq!(looked["passed_over"][0], "2029-02");
    let book = ["book", "--client", "Mara Lenz", "--anyway"];
    let both = ["--skip", "2027-04-29", "--move", "2027-04-29=2027-04-30T10:00", "--json"];
    let refused = computer.daybook(&[&book[..], &at[..], &both[..]].concat());
    assert_eq!((refused.code, text(&refused.error(), "code")), (2, "input"), "{refused:?}");
    assert_eq!(text(&refused.error(), "message"), "2027-04-29 is left out and moved.");

    let booked = computer.daybook(&[&book[..], &at[..]].concat());
    assert!(booked.out.contains("Months without a 29th are passed over."), "{booked:?}");
    let agenda = || computer.daybook(&["agenda", "--from", "2027-05-01", "--to", "2027-06-30", "--json"]).json();
    let before = agenda();
    let id = text(&before[0], "id");
    let moved = |start: &str, scope: &str| {
        computer.daybook(&["reschedule", id, "--start", start, "--scope", scope, "--anyway", "--json"])
    };
    for scope in ["later", "all"] {
        let refused = moved("2027-05-31T10:00", scope);
        assert_eq!((refused.code, text(&refused.error(), "code")), (2, "input"), "{refused:?}");
        assert!(text(&refused.error(), "message").contains("‘every month on the 31st’ has no date in "), "{refused:?}");
    }
    assert_eq!(agenda(), before);
    assert_eq!(moved("2027-05-29T15:00", "all").code, 0);
    assert_eq!(moved("2027-05-31T10:00", "this").code, 0);
}

/// T20: of an appointment on several days, an overlap names both.
#[test]
fn an_overlap_with_what_takes_several_days_names_them() {
    let computer = Computer::new();
    let night = ["book", "--client", "Ada", "--start", "2027-12-01T22:00", "--minutes", "1440", "--json"];
    assert_eq!(computer.daybook(&night).code, 0);
    let at = ["--start", "2027-12-02T10:00", "--minutes", "50"];
    let said = computer.daybook(&[&["check"][..], &at[..]].concat());
    assert!(said.out.contains("It overlaps ‘Ada’, 2027-12-01 22:00–2027-12-02 22:00.\n"), "{said:?}");
    let refused = computer.daybook(&[&["book", "--client", "Ben"][..], &at[..], &["--json"]].concat());
    let message = "Overlaps ‘Ada’ 2027-12-01 22:00–2027-12-02 22:00.";
    assert_eq!((refused.code, text(&refused.error(), "message")), (1, message), "{refused:?}");
}

/// P15, P16: an odd date is moved before the series is booked, and afterwards one date, or that and all later ones.
#[test]
fn a_series_is_booked_with_a_moved_date_and_moved_in_part() {
    let computer = Computer::new();
    book(&computer, "Lena Brandt", "2027-12-08T10:20");
    let at = ["--start", "2027-12-01T10:00", "--minutes", "50", "--repeat", "FREQ=WEEKLY;COUNT=4"];
    let to = ["--move", "2027-12-08=2027-12-09T10:30", "--json"];
    let odd = computer.daybook(&[&["check"][..], &at[..], &to[..]].concat());
    assert_eq!((odd.code, &odd.json()["odd"]), (0, &json!([])), "{odd:?}");
    let booked = computer.daybook(&[&["book", "--client", "Mara Lenz"][..], &at[..], &to[..]].concat());
    assert_eq!(booked.code, 0, "{booked:?}");
    let moves = json!([{ "date": "2027-12-08", "start": "2027-12-09T10:30" }]);
    assert_eq!(booked.json()["series"]["repeat"]["moves"], moves);
    let id = text(&booked.json(), "id").to_owned();
    let shown = computer.daybook(&["appointment", &format!("{id}@2027-12-08")]);
    assert!(shown.out.contains("every week, 4 times, 2027-12-08 at 2027-12-09 10:30 instead"), "{shown:?}");

    let starts = || {
        let shown = computer.daybook(&["agenda", "--from", "2027-12-01", "--to", "2027-12-31", "--json"]).json();
        let shown = shown.as_array().unwrap().iter().filter(|one| one["client"] == "Mara Lenz");
        shown.map(|one| format!("{} {}", text(one, "day"), text(one, "from"))).collect::<Vec<_>>()
    };
    let reschedule = |day: &str, start: &str, scope: &str| {
        let id = format!("{id}@{day}");
        computer.daybook(&["reschedule", &id, "--start", start, "--scope", scope, "--json"])
    };
    let this = reschedule("2027-12-15", "2027-12-16T09:00", "this");
    assert_eq!((this.code, text(&this.json(), "start")), (0, "2027-12-16T09:00:00+01:00"), "{this:?}");
    assert_eq!(text(&this.json(), "id"), format!("{id}@2027-12-15"));
    assert_eq!(starts(), ["2027-12-01 10:00", "2027-12-09 10:30", "2027-12-16 09:00", "2027-12-22 10:00"]);
    let later = reschedule("2027-12-15", "2027-12-17T11:00", "later");
    assert_eq!(later.code, 0, "{later:?}");
    assert_ne!(text(&later.json()["series"], "id"), id);
    assert_eq!(starts(), ["2027-12-01 10:00", "2027-12-09 10:30", "2027-12-17 11:00", "2027-12-24 11:00"]);
    let undone = computer.daybook(&["undo", text(&later.json(), "id"), "--json"]);
    assert_eq!((undone.code, text(&undone.json(), "appointment_id")), (0, id.as_str()), "{undone:?}");
    assert_eq!(starts(), ["2027-12-01 10:00", "2027-12-09 10:30", "2027-12-16 09:00", "2027-12-22 10:00"]);
    let bad = computer.daybook(&[&["book", "--client", "Mara"][..], &at[..], &["--move", "2027-12-08"]].concat());
    assert_eq!(bad.code, 2, "{bad:?}");
}

/// T6, P11: each reason for a verdict is one entry, and all that is free on some days is listed, as long as a service takes.
#[test]
fn why_a_time_is_taken_and_all_that_is_free_are_listed() {
    let computer = Computer::new();
    book(&computer, "Lena Brandt", "2027-12-01T10:00");
    let check = |start: &str| computer.daybook(&["check", "--start", start, "--minutes", "50", "--json"]);
    let busy = check("2027-12-01T10:30");
    let reason = json!({
        "kind": "appointment", "calendar": null, "title": "Lena Brandt", "start": "2027-12-01T10:00:00+01:00",
        "end": "2027-12-01T10:50:00+01:00", "rule": "busy", "since": null, "reason": null,
    });
    assert_eq!((busy.code, &busy.json()["verdict"], &busy.json()["reasons"]), (3, &json!("busy"), &json!([reason])));
    assert_eq!(busy.json()["next_free"]["checked"], true);
    let free = check("2027-12-01T15:00");
    assert_eq!((free.code, &free.json()["verdict"], &free.json()["reasons"]), (0, &json!("free"), &json!([])));

    let words = ["free", "--from", DAY, "--to", "2027-12-02", "--service", "session"];
    let listed = |more: &[&str]| computer.daybook(&[&words[..], more].concat());
    let times = listed(&["--json"]);
    assert_eq!(times.code, 0, "{times:?}");
    let times = times.json();
    let times = times.as_array().unwrap();
    // 09:00 to 13:00 and 14:00 to 18:00, every quarter of an hour; 10:00 is taken.
    assert_eq!(times.len(), 19 + 26);
    assert_eq!((text(&times[0], "start"), text(&times[1], "from")), ("2027-12-01T09:00:00+01:00", "11:00"));
    assert_eq!(text(times.last().unwrap(), "end"), "2027-12-02T17:50:00+01:00");
    assert_eq!(listed(&["--count", "2", "--json"]).json().as_array().unwrap().len(), 2);
    assert_eq!(listed(&["--minutes", "240", "--json"]).json()[0]["to"], "18:00", "what is given counts");
    assert!(listed(&[]).out.starts_with("2027-12-01 09:00–09:50\n2027-12-01 11:00–11:50\n"));
    let none = computer.daybook(&["free", "--from", "2027-12-04", "--to", "2027-12-05", "--minutes", "50"]);
    assert_eq!(none.code, 3);
    assert_eq!(none.out, "No free time of 50 minutes within your working hours until 2027-12-05.\n");
    for (words, code) in [
        (&["free", "--from", "2027-12-02", "--to", "2027-12-01", "--minutes", "50"][..], 2),
        (&["free", "--from", "2027-12-02", "--to", "2028-12-03", "--minutes", "50"], 2),
        (&["free", "--from", "2027-12-02"], 2),
        (&["free", "--from", "2027-12-02", "--service", "Yoga"], 1),
    ] {
        let refused = computer.daybook(words);
        assert_eq!(refused.code, code, "{refused:?}");
        names_no_key(&refused);
    }
}

/// T20, P17: the hour that comes twice and the one that does not exist are said in words, and which of the two is asked.
#[test]
fn where_the_clocks_change_the_hour_is_named() {
    let computer = Computer::new();
    let words = ["book", "--client", "Ada", "--start", "2027-10-31T02:30", "--minutes", "50", "--json"];
    let asked = computer.daybook(&words);
    let error = asked.error();
    assert_eq!((asked.code, text(&error, "code")), (1, "book.twice"), "{asked:?}");
    assert_eq!(text(&error, "message"), "02:30 comes twice on 31 October: the clocks go back.");
    let hint = text(&error, "hint");
    assert!(hint.contains("--fold first") && hint.contains("--fold second"), "{hint}");
    let booked = computer.daybook(&[&words[..], &["--fold", "first"]].concat());
    assert_eq!(booked.code, 0, "{booked:?}");
    let booked = booked.json();
    let listed = computer.daybook(&["agenda", "--from", "2027-10-31", "--to", "2027-10-31"]);
    assert!(listed.out.starts_with("2027-10-31 02:30 CEST–02:20 CET  Ada"), "{listed:?}");
    assert_eq!(booked["clocks"], json!(["CEST", "CET"]));
    let taken = computer.daybook(&["check", "--start", "2027-10-31T02:00", "--minutes", "50"]);
    assert!(taken.out.contains("It overlaps ‘Ada’, 2027-10-31 02:30 CEST–02:20 CET.\n"), "{taken:?}");
    assert!(taken.out.contains("asked about was the first, before the clocks go back.\n"), "{taken:?}");
    let moved = computer.daybook(&["edit", text(&booked, "id"), "--fold", "second", "--json"]);
    assert_eq!((moved.code, text(&moved.json(), "start")), (0, "2027-10-31T02:30:00+01:00"), "{moved:?}");
    let first = computer.daybook(&["check", "--start", "2027-10-31T02:30", "--minutes", "50", "--json"]).json();
    assert_eq!((text(&first, "fold"), text(&first, "verdict")), ("first", "free"));
    let second = ["check", "--start", "2027-10-31T02:30", "--minutes", "50", "--fold", "second", "--json"];
    let second = computer.daybook(&second).json();
    assert_eq!((text(&second, "fold"), text(&second, "verdict")), ("second", "busy"));
    let missing = computer.daybook(&["check", "--start", "2027-03-28T02:30", "--minutes", "50"]);
    let words =
        "02:30 does not exist on 2027-03-28: the clocks go forward. Choose another time.\n  Next free: 2027-03-29 ";
    assert!(missing.code == 3 && missing.out.starts_with(words), "{missing:?}");
    let missing = computer.daybook(&["check", "--start", "2027-03-28T02:30", "--minutes", "50", "--json"]).json();
    let why = &missing["reasons"][0];
    assert_eq!(
        (text(&missing, "verdict"), text(why, "kind"), text(why, "reason")),
        ("busy", "skipped", "book.skipped")
    );
    assert_eq!(text(&missing["next_free"], "day"), "2027-03-29");
    let refused = computer.daybook(&["book", "--client", "Ben", "--start", "2027-03-28T02:30", "--minutes", "50"]);
    assert!(refused.err.starts_with("02:30 does not exist on 28 March: the clocks go forward.\n"), "{refused:?}");
}

#[test]
fn clients_services_and_settings_are_listed_and_changed() {
    let computer = Computer::new();
    book(&computer, "Lena Brandt", "2027-12-01T10:00");
    let found = computer.daybook(&["clients", "br", "--json"]).json();
    assert_eq!((found.as_array().unwrap().len(), text(&found[0], "name")), (1, "Lena Brandt"));

    let saved = computer.daybook(&["services", "save", "--name", "Yoga", "--minutes", "90", "--hue", "moss", "--json"]);
    assert_eq!(saved.code, 0, "{saved:?}");
    let id = text(&saved.json(), "id").to_owned();
    let longer = computer.daybook(&["services", "save", "--id", &id, "--minutes", "100", "--json"]).json();
    let yoga = json!({
        "id": id, "name": "Yoga", "minutes": 100, "hue": "moss", "description": "", "break_minutes": 0,
    });
    assert_eq!(longer, yoga);
    let line = ["services", "save", "--id", &id, "--description", "Bring a mat", "--json"];
    let longer = computer.daybook(&line).json();
    assert_eq!((text(&longer, "description"), text(&longer, "name")), ("Bring a mat", "Yoga"));
    for (more, description) in
        [(&[][..], "Bring a mat"), (&["--description", ""], ""), (&["--description", "Room 3"], "Room 3")]
    {
        let words = [
            "book",
            "--client",
            "Ada",
            "--start",
            "2027-12-02T10:00",
            "--minutes",
            "50",
            "--service",
            "Yoga",
            "--anyway",
            "--json",
        ];
        let booked = computer.daybook(&[&words[..], more].concat()).json();
        assert_eq!(booked["description"], description, "{booked}");
    }
    assert!(computer.daybook(&["services", "--json"]).json().as_array().unwrap().contains(&longer));
    for (words, code) in [
        (&["services", "save", "--name", "Yoga"][..], 2),
        (&["services", "save", "--id", "nobody", "--minutes", "5"], 1),
        (&["services", "save", "--name", "Yoga", "--minutes", "90", "--hue", "mauve"], 2),
        (&["settings", "set", "theme", "sepia"], 2),
        (&["settings", "set", "colour", "blue"], 2),
        (&["settings", "set", "hours.monday", "13:00-09:00"], 2),
        (&["settings", "get", "colour"], 2),
    ] {
        let said = computer.daybook(words);
        assert_eq!(said.code, code, "{said:?}");
        names_no_key(&said);
    }

    let set = computer.daybook(&["settings", "set", "hours.friday", "10:00-12:00,13:00-15:00", "--json"]);
    assert_eq!(set.code, 0, "{set:?}");
    assert_eq!(set.json()["hours"][4][1], json!({"from": "13:00", "to": "15:00"}));
    assert_eq!(computer.daybook(&["settings", "get", "hours.friday"]).out, "10:00-12:00,13:00-15:00\n");
    assert_eq!(computer.daybook(&["settings", "set", "zone", "Europe/London"]).code, 0);
    assert_eq!(computer.daybook(&["settings", "get", "zone", "--json"]).json(), "Europe/London");
    assert_eq!(computer.daybook(&["settings", "set", "zone", "computer"]).code, 0);
    assert_eq!(computer.daybook(&["settings", "set", "start-step", "30", "--json"]).json()["start_step"], 30);
}

/// P14: the person's own limits are set, hold in what is free, and are said of what is booked against them.
#[test]
fn the_persons_own_limits_are_set_hold_and_are_said() {
    let computer = Computer::new();
    let done = |words: &[&str]| {
        let said = computer.daybook(words);
        assert_eq!(said.code, 0, "{said:?}");
        said
    };
    let days = "2027-12-02..2027-12-03=off;2027-12-06=10:00-12:00";
    for (name, value) in [("exceptions", days), ("most_a_day", "2"), ("horizon_days", "730"), ("travel_minutes", "30")]
    {
        done(&["settings", "set", name, value]);
        assert_eq!(done(&["settings", "get", name]).out, format!("{value}\n"));
    }
    done(&["settings", "set", "notice-minutes", "60"]);
    done(&["settings", "set", "horizon_days", "none"]);
    assert_eq!(done(&["settings", "get", "horizon_days", "--json"]).json(), Value::Null);
    let all = done(&["settings", "get"]).out;
    assert!(all.contains(&format!("exceptions      {days}\n")) && all.contains("notice_minutes  60"), "{all}");
    for wrong in [("exceptions", "2027-12-24"), ("exceptions", "2027-12-24..2027-12-23=off"), ("most_a_day", "0")] {
        assert_eq!(computer.daybook(&["settings", "set", wrong.0, wrong.1]).code, 2, "{wrong:?}");
    }
    let pause = done(&["services", "save", "--name", "Massage", "--minutes", "60", "--break", "15", "--json"]).json();
    assert_eq!(pause["break_minutes"], 15);

    let words = ["--client", "Ada", "--start", "2027-12-01T09:00", "--minutes", "60", "--service", "Massage"];
    done(&[&["book"][..], &words, &["--place", "Room 1"]].concat());
    let from = |more: &[&str]| {
        let words = ["free", "--from", DAY, "--count", "1", "--json"];
        text(&done(&[&words[..], more].concat()).json()[0], "from").to_owned()
    };
    assert_eq!(from(&["--minutes", "50"]), "10:15");
    assert_eq!(from(&["--client", "ada", "--place", "Room 2"]), "10:30", "as long as usual, and the way to there");
    let check = |more: &[&str]| {
        let words = ["check", "--start", "2027-12-01T10:00", "--minutes", "50"];
        done(&[&words[..], more].concat())
    };
    let limits = check(&["--json"]).json()["limits"].clone();
    let pause = json!([{
        "what": "break", "amount": 15, "title": "Ada", "day": DAY, "from": "09:00", "to": "10:00",
    }]);
    assert_eq!(limits, pause);
    let said = check(&[]).out;
    assert!(
        said.contains("It leaves less than your break of 15 minutes next to ‘Ada’, 2027-12-01 09:00–10:00."),
        "{said}"
    );

    // Nothing is refused for it, and it is no reason to end otherwise.
    let booked = done(&["book", "--client", "Ben", "--start", "2027-12-02T10:00", "--minutes", "50"]);
    assert!(booked.out.contains("This is one of your days off."), "{booked:?}");
    names_no_key(&booked);
    let words = ["book", "--client", "Ben", "--start", "2027-12-06T12:30", "--minutes", "50", "--json"];
    assert_eq!(done(&words).json()["limits"][0]["what"], "outside_hours");
}

#[test]
fn the_state_of_everything_is_told_at_one_look() {
    let computer = Computer::new();
    book(&computer, "Lena Brandt", "2027-12-01T10:00");
    let status = computer.daybook(&["status", "--json"]);
    assert_eq!(
        (status.code, text(&status.json(), "state"), &status.json()["local_only"]),
        (0, "on_this_computer", &json!(1))
    );
    let said = computer.daybook(&["status"]);
    assert!(said.out.starts_with("No calendar is connected. Everything stays on this computer.\n"), "{said:?}");
    assert!(said.out.contains(": daybook send-local\n"), "{said:?}");
    let activity = computer.daybook(&["activity"]);
    assert_eq!(
        (activity.code, activity.out.as_str()),
        (0, "No calendar is connected. Everything stays on this computer.\n")
    );
    let none = computer.daybook(&["send-local", "--json"]);
    assert_eq!((none.code, text(&none.error(), "code")), (1, "cal.none_writable"));
    for verb in [["activity", "retry", "nobody"], ["activity", "keep", "nobody"], ["activity", "use", "nobody"]] {
        let said = computer.daybook(&verb);
        assert!(said.code == 1 && said.err.contains("`daybook activity` lists them."), "{said:?}");
    }
}

#[test]
fn any_command_of_the_window_is_called_by_its_name() {
    let computer = Computer::new();
    book(&computer, "Lena Brandt", "2027-12-01T10:00");
    let agenda = computer.daybook(&["call", "agenda", r#"{"from":"2027-12-01","to":"2027-12-01"}"#, "--json"]);
    assert_eq!((agenda.code, text(&agenda.json()[0], "client")), (0, "Lena Brandt"), "{agenda:?}");
    let piped = computer.daybook_told(&["call", "clients", "-", "--json"], r#"{"query":"lena"}"#);
    assert_eq!((piped.code, text(&piped.json()[0], "name")), (0, "Lena Brandt"), "{piped:?}");
    assert_eq!(computer.daybook(&["call", "status", "--json"]).json()["key"], "ready");
    for (words, code) in [
        (&["call", "nothing"][..], 1),
        (&["call", "agenda", "from"], 2),
        (&["call", "agenda", "{}"], 2),
        (&["call", "set_passphrase", r#"{"passphrase":"pw-of-anna"}"#], 2),
    ] {
        let said = computer.daybook(words);
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{said:?}");
        assert!(!said.err.contains("pw-of-anna"), "{said:?}");
        names_no_key(&said);
    }
}
