//! Reading and writing single events, without a network.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{body, ids, item};
use crate::model::event::{Busy, Content, Event, EventStatus, Invitation, Moment, Reply};
use crate::model::repeat::{Ends, Every, Repeat};
use crate::recurrence::occurrences;

const UID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

fn zoned(text: &str, zone: &str) -> Moment {
    Moment::Zoned { wall: wall(text), zone: zone.into() }
}

fn read(item: &Value) -> Event {
    item::read(item.to_string().as_bytes(), None).unwrap()
}

fn at(start: Value, end: Value) -> Event {
    read(&json!({"id": "x1234", "iCalUID": "x@google.com", "start": start, "end": end}))
}

fn with(mut more: Value) -> Event {
    more["id"] = "x1234".into();
    more["start"] = json!({"dateTime": "2027-03-01T10:00:00+01:00", "timeZone": "Europe/Vienna"});
    more["end"] = json!({"dateTime": "2027-03-01T10:50:00+01:00", "timeZone": "Europe/Vienna"});
    read(&more)
}

fn content() -> Content {
    Content {
        uid: UID.into(),
        appointment_id: "appointment".into(),
        carried: None,
        title: "Session".into(),
        place: "Praxis".into(),
        description: String::new(),
        start: wall("2027-03-01T10:00"),
        end: wall("2027-03-01T10:50"),
        zone: "Europe/Vienna".into(),
        time_stands: false,
        repeat: None,
        tentative: false,
        sequence: 0,
        stamp: DateTime::<Utc>::UNIX_EPOCH,
        invitation: None,
        uninvited: None,
    }
}

fn inviting(address: &str) -> Content {
    let invitation = Invitation {
        organizer: "anna@example.com".into(),
        organizer_name: String::new(),
        client_address: address.into(),
        client_name: "A. K.".into(),
        server_mails: true,
    };
    Content { invitation: Some(invitation), ..content() }
}

fn patch(content: &Content, base: Option<&Value>) -> Value {
    let base = base.map(Value::to_string);
    serde_json::from_slice(&body::patch(content, base.as_deref().map(str::as_bytes)).unwrap()).unwrap()
}

/// As Google would keep it.
fn kept(content: &Content) -> Value {
    let id = &ids::of(&content.uid)[0];
    let mut item: Value = serde_json::from_slice(&body::insert(content, id).unwrap()).unwrap();
    item["iCalUID"] = format!("{id}@google.com").into();
    item
}

/// wanted 37
#[test]
fn a_time_is_the_wall_clock_in_the_events_own_zone() {
    // Google may answer with the offset of the calendar, or of whoever asks.
    for text in ["2027-03-01T10:00:00+01:00", "2027-03-01T09:00:00Z", "2027-03-01T04:00:00.123-05:00"] {
        let event = at(json!({"dateTime": text, "timeZone": "Europe/Vienna"}), Value::Null);
        assert_eq!(event.parts[0].start, zoned("2027-03-01T10:00", "Europe/Vienna"), "{text}");
    }
    let event = at(json!({"dateTime": "2027-03-01T10:00:00+01:00", "timeZone": "Middle/Earth"}), Value::Null);
    assert_eq!(event.parts[0].start, Moment::Utc("2027-03-01T09:00:00Z".parse().unwrap()));
    assert_eq!(event.parts[0].end, event.parts[0].start);
}

#[test]
fn a_time_without_offset_is_in_its_zone_or_in_the_calendars() {
    let item = |zone: Value| json!({"id": "x1234", "start": {"dateTime": "2027-03-01T10:00:00", "timeZone": zone}});
    assert_eq!(read(&item("Europe/Vienna".into())).parts[0].start, zoned("2027-03-01T10:00", "Europe/Vienna"));
    let home = item::read(item(Value::Null).to_string().as_bytes(), Some("Asia/Tokyo")).unwrap();
    assert_eq!(home.parts[0].start, zoned("2027-03-01T10:00", "Asia/Tokyo"));
    assert_eq!(read(&item(Value::Null)).parts[0].start, Moment::Floating(wall("2027-03-01T10:00")));
}

/// S28
#[test]
fn the_second_of_a_doubled_hour_is_not_taken_for_the_first() {
    let event = at(json!({"dateTime": "2026-10-25T01:30:00Z", "timeZone": "Europe/Berlin"}), Value::Null);
    assert_eq!(event.parts[0].start, Moment::Utc("2026-10-25T01:30:00Z".parse().unwrap()));
    let event = at(json!({"dateTime": "2026-10-25T00:30:00Z", "timeZone": "Europe/Berlin"}), Value::Null);
    assert_eq!(event.parts[0].start, zoned("2026-10-25T02:30", "Europe/Berlin"));
}

/// The end of a whole day is exclusive, and no zone may shift it.
#[test]
fn whole_days_stay_whole_days() {
    let day = |text: &str| Moment::Date(text.parse::<NaiveDate>().unwrap());
    let event = at(json!({"date": "2027-03-01"}), json!({"date": "2027-03-02"}));
    assert_eq!((&event.parts[0].start, &event.parts[0].end), (&day("2027-03-01"), &day("2027-03-02")));
    for end in [Value::Null, json!({"date": "2027-03-01"})] {
        assert_eq!(at(json!({"date": "2027-03-01"}), end).parts[0].end, day("2027-03-02"));
    }
}

/// T18: what stands between the two is taken, or nobody knows; it is never no time.
#[test]
fn an_end_before_its_start_is_never_no_time() {
    let event = at(json!({"dateTime": "2027-03-01T10:00:00Z"}), json!({"dateTime": "2027-03-01T09:00:00Z"}));
    let utc = |text: &str| Moment::Utc(text.parse().unwrap());
    let part = &event.parts[0];
    assert_eq!((&part.start, &part.end), (&utc("2027-03-01T09:00:00Z"), &utc("2027-03-01T10:00:00Z")));
    for (start, end) in [
        (json!({"dateTime": "2027-03-01T10:00:00Z"}), json!({"dateTime": "2027-02-01T09:00:00Z"})),
        (json!({"dateTime": "2027-03-01T10:00:00Z"}), json!({"dateTime": "x"})),
        (json!({"date": "2027-03-01"}), json!({"date": "2020-01-01"})),
        (json!({"date": "2027-03-01"}), json!({"date": "x"})),
    ] {
        let item = json!({"id": "x1234", "start": start, "end": end});
        assert!(item::read(item.to_string().as_bytes(), None).is_err(), "{item}");
    }
}

/// T21, wanted 20, wanted 23
#[test]
fn what_kind_of_time_it_takes_is_read() {
    let holidays = "en.german#holiday@group.v.calendar.google.com";
    for (said, kind) in [
        (json!({}), Busy::Busy),
        (json!({"transparency": "opaque", "eventType": "default"}), Busy::Busy),
        (json!({"eventType": "focusTime"}), Busy::Busy),
        (json!({"eventType": "fromGmail"}), Busy::Busy),
        (json!({"transparency": "transparent"}), Busy::Free),
        (json!({"eventType": "outOfOffice"}), Busy::OutOfOffice),
        (json!({"eventType": "outOfOffice", "transparency": "transparent"}), Busy::Free),
        (json!({"eventType": "workingLocation", "transparency": "transparent"}), Busy::Elsewhere),
        (json!({"eventType": "birthday", "transparency": "transparent"}), Busy::Birthday),
        (json!({"organizer": {"email": holidays}}), Busy::Birthday),
    ] {
        assert_eq!(with(said.clone()).parts[0].busy, kind, "{said}");
    }
}

/// T21: what the person answered, and nobody else.
#[test]
fn the_persons_own_answer_is_read() {
    let own = |said: Value| with(said).parts[0].answer;
    assert_eq!(own(json!({})), None);
    assert_eq!(own(json!({"attendees": [{"email": "a@b.c", "responseStatus": "declined"}]})), None);
    for (word, reply) in [
        ("declined", Reply::Declined),
        ("needsAction", Reply::None),
        ("tentative", Reply::Maybe),
        ("accepted", Reply::Accepted),
    ] {
        let me = json!({"email": "me@b.c", "self": true, "responseStatus": word});
        assert_eq!(own(json!({"attendees": [{"email": "a@b.c", "responseStatus": "accepted"}, me]})), Some(reply));
    }
    let me = json!({"email": "me@b.c", "self": true, "organizer": true, "responseStatus": "needsAction"});
    assert_eq!(own(json!({"attendees": [me]})), Some(Reply::Accepted));
}

#[test]
fn guests_come_with_their_replies() {
    let event = with(json!({
        "status": "tentative", "sequence": 3, "organizer": {"email": "me@b.c", "self": true},
        "attendees": [{"email": "a@b.c", "displayName": "A", "responseStatus": "accepted"},
            {"email": "d@b.c", "responseStatus": "tentative"}, {"displayName": "no address"}],
    }));
    let part = &event.parts[0];
    assert_eq!((part.status, part.sequence), (EventStatus::Tentative, 3));
    assert_eq!(part.organizer.as_deref(), Some("me@b.c"));
    let guests: Vec<_> = part.guests.iter().map(|one| (one.address.as_str(), one.name.as_str(), one.reply)).collect();
    assert_eq!(guests, [("a@b.c", "A", Reply::Accepted), ("d@b.c", "", Reply::Maybe)]);
}

#[test]
fn our_uid_counts_only_under_our_id() {
    let private = json!({"private": {"daybookId": "appointment", "daybookUid": UID}});
    let mut item = kept(&content());
    assert_eq!(read(&item).uid, UID);
    assert_eq!(read(&item).parts[0].appointment_id.as_deref(), Some("appointment"));
    // A copy that somebody made in Google's window is not the appointment.
    item["id"] = "someotherid".into();
    item["extendedProperties"] = private;
    assert_ne!(read(&item).uid, UID);
    assert_eq!(read(&item).parts[0].appointment_id, None);
    // An app that dropped our properties leaves the id.
    let mut bare = kept(&content());
    bare["extendedProperties"] = Value::Null;
    assert_eq!((read(&bare).uid.as_str(), &read(&bare).parts[0].appointment_id), (UID, &None));
}

#[test]
fn a_series_comes_with_its_rule_and_exceptions() {
    let mut item = kept(&content());
    item["recurrence"] =
        json!(["RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Vienna:20270308T100000", "END:VEVENT", "X-A:b"]);
    let event = read(&item);
    assert_eq!(event.parts[0].rule.as_deref(), Some("FREQ=WEEKLY;COUNT=4"));
    assert_eq!(event.parts[0].except, [zoned("2027-03-08T10:00", "Europe/Vienna")]);
    assert_eq!(event.parts[0].start, zoned("2027-03-01T10:00", "Europe/Vienna"));
    assert!(!body::says(&event, &content()), "a series is not what we wrote");
    item["recurrence"] = json!(["RRULE:FREQ=DAILY\r\nEND:VEVENT"]);
    assert!(item::read(item.to_string().as_bytes(), None).is_err());
    // Seen in the wild: it is no rule, so nobody knows when the series ends.
    item["recurrence"] = json!(["RRULE:DATE;20270301"]);
    assert_eq!(occurrences::last_end(&read(&item), &crate::model::zone::Zone::utc()), None);
}

/// S22: what is written reads as what was meant.
#[test]
fn what_was_written_says_so() {
    for written in [
        content(),
        inviting("client@example.org"),
        Content { tentative: true, description: "Bring a mat".into(), ..content() },
        Content {
            start: wall("2026-10-25T02:30"),
            end: wall("2026-10-25T02:20"),
            zone: "Europe/Berlin".into(),
            time_stands: false,
            ..content()
        },
        Content {
            start: wall("2027-03-28T02:30"),
            end: wall("2027-03-28T03:30"),
            zone: "Europe/Berlin".into(),
            time_stands: false,
            ..content()
        },
        Content { uid: "not a uuid @ elsewhere".into(), ..content() },
    ] {
        assert!(body::says(&read(&kept(&written)), &written), "{written:?}");
        assert!(!body::says(&read(&kept(&written)), &Content { title: "Another".into(), ..written.clone() }));
        assert!(!body::says(&read(&kept(&written)), &Content { start: wall("2027-03-02T10:00"), ..written.clone() }));
    }
    assert!(!body::says(&read(&kept(&content())), &inviting("client@example.org")));
}

#[test]
fn the_wall_clock_is_sent_with_its_zone() {
    let sent = kept(&content());
    assert_eq!(sent["start"], json!({"dateTime": "2027-03-01T10:00:00", "timeZone": "Europe/Vienna"}));
    let doubled = Content { start: wall("2026-10-25T02:30"), zone: "Europe/Berlin".into(), ..content() };
    assert_eq!(kept(&doubled)["start"]["dateTime"], "2026-10-25T00:30:00Z");
}

/// The first Monday is 1 March 2027, at ten.
fn series(every: Every, ends: Ends, skip: &[&str]) -> Content {
    let skip = skip.iter().map(|day| day.parse().unwrap()).collect();
    Content { repeat: Some(Repeat { every, ends, skip, moved: Vec::new() }), ..content() }
}

#[test]
fn a_series_is_sent_as_one_event_with_its_lines_of_recurrence() {
    let until = Ends::On("2027-06-30".parse().unwrap());
    let sent = kept(&series(Every::Weeks(2), until, &["2027-03-29", "2027-03-15", "2027-03-16"]));
    assert_eq!(sent["start"], json!({"dateTime": "2027-03-01T10:00:00", "timeZone": "Europe/Vienna"}));
    assert_eq!(
        sent["recurrence"],
        json!([
            "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;UNTIL=20270630T215959Z",
            "EXDATE;TZID=Europe/Vienna:20270315T100000",
            "EXDATE;TZID=Europe/Vienna:20270329T100000",
        ])
    );
    let by_date = kept(&series(Every::MonthlyByDate, Ends::After(5), &[]));
    assert_eq!(by_date["recurrence"], json!(["RRULE:FREQ=MONTHLY;BYMONTHDAY=1;COUNT=5"]));
    let by_weekday = kept(&series(Every::MonthlyByWeekday, Ends::Never, &[]));
    assert_eq!(by_weekday["recurrence"], json!(["RRULE:FREQ=MONTHLY;BYDAY=1MO"]));
    assert_eq!(kept(&content()).get("recurrence"), None);
    let (start, end) = (wall("2027-03-28T02:30"), wall("2027-03-28T04:00"));
    let night = Content { start, end, ..series(Every::Weeks(1), Ends::Never, &[]) };
    assert!(body::insert(&night, UID).is_err(), "an hour that does not exist");
}

/// S22: a repeated insert finds its own series, also where a date that is left out is kept as a cancelled one.
#[test]
fn a_series_that_was_written_says_so_and_no_other_does() {
    let written = series(Every::Weeks(1), Ends::After(4), &["2027-03-15"]);
    let there = kept(&written);
    assert!(body::says(&read(&there), &written));
    assert!(!body::says(&read(&there), &content()) && !body::says(&read(&kept(&content())), &written));
    assert!(!body::says(&read(&there), &series(Every::Weeks(2), Ends::After(4), &["2027-03-15"])));
    assert!(!body::says(&read(&there), &series(Every::Weeks(1), Ends::After(4), &[])));
    let mut reordered = there;
    reordered["recurrence"] = json!(["RRULE:FREQ=WEEKLY;WKST=MO;COUNT=4;BYDAY=MO"]);
    assert!(!body::says(&read(&reordered), &written));
    let date = json!({"dateTime": "2027-03-15T10:00:00+01:00", "timeZone": "Europe/Vienna"});
    let own =
        |status: &str| json!([{"id": "x_1", "status": status, "originalStartTime": date, "start": date, "end": date}]);
    reordered["daybookDates"] = own("cancelled");
    assert!(body::says(&read(&reordered), &written));
    reordered["daybookDates"] = own("confirmed");
    assert!(!body::says(&read(&reordered), &written));
}

/// P16
#[test]
fn a_change_names_the_rule_where_it_is_another_than_there() {
    let there = series(Every::Weeks(1), Ends::Never, &["2027-03-08"]);
    let base = kept(&there);
    assert_eq!(patch(&there, Some(&base)).get("recurrence"), None);
    assert_eq!(patch(&content(), Some(&base)).get("recurrence"), None, "what it is not told of stays");
    let sent = patch(&series(Every::Weeks(1), Ends::Never, &["2027-03-08", "2027-03-15"]), Some(&base));
    let except = |day: &str| format!("EXDATE;TZID=Europe/Vienna:{day}T100000");
    assert_eq!(sent["recurrence"], json!(["RRULE:FREQ=WEEKLY;BYDAY=MO", except("20270308"), except("20270315")]));
}

/// S32
#[test]
fn a_patch_names_our_fields_only() {
    let sent = patch(&content(), Some(&json!({"attendees": [{"email": "a@b.c"}], "description": "theirs"})));
    let mut names: Vec<_> = sent.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["description", "end", "extendedProperties", "location", "start", "status", "summary"]);
    assert_eq!(sent["start"]["date"], Value::Null);
    assert!(sent["start"].as_object().unwrap().contains_key("date"));
}

/// S32: the list of guests is replaced as a whole by Google.
#[test]
fn no_guest_is_dropped_when_the_client_is_added() {
    let theirs = json!({"email": "friend@b.c", "responseStatus": "accepted", "additionalGuests": 2});
    let sent = patch(&inviting("client@example.org"), Some(&json!({"attendees": [theirs]})));
    assert_eq!(sent["attendees"], json!([theirs, {"email": "client@example.org", "displayName": "A. K."}]));
    let there = json!({"attendees": [theirs, {"email": "Client@example.org"}]});
    assert_eq!(patch(&inviting("client@example.org"), Some(&there)).get("attendees"), None);
    let cut = json!({"attendees": [theirs], "attendeesOmitted": true});
    assert_eq!(patch(&inviting("client@example.org"), Some(&cut)).get("attendees"), None);
    assert_eq!(patch(&inviting("client@example.org"), None).get("attendees"), None, "the list is not known");
}

/// Another client, or another address: who was invited is told by being taken off the list.
#[test]
fn whom_it_is_no_longer_for_leaves_the_list_and_nobody_else_does() {
    let theirs = json!({"email": "friend@b.c", "responseStatus": "accepted"});
    let base = json!({"attendees": [{"email": "Old@example.org"}, theirs]});
    let gone = Content { uninvited: Some(" old@example.org".into()), ..content() };
    assert_eq!(patch(&gone, Some(&base))["attendees"], json!([theirs]));
    let changed = Content { uninvited: gone.uninvited.clone(), ..inviting("new@example.org") };
    let new = json!({"email": "new@example.org", "displayName": "A. K."});
    assert_eq!(patch(&changed, Some(&base))["attendees"], json!([theirs, new]));
    assert_eq!(patch(&gone, Some(&json!({"attendees": [theirs]}))).get("attendees"), None);
    let mut there = kept(&content());
    there["attendees"] = base["attendees"].clone();
    assert!(!body::says(&read(&there), &gone));
    assert!(body::says(&read(&kept(&content())), &gone));
}

fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "\\PC{0,12}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](Z|[+-][0-2][0-9]:[0-5][0-9])?",
        "(RRULE|EXDATE|RDATE)[:;]\\PC{0,20}",
        Just("Europe/Vienna".to_owned()),
        Just("cancelled".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text.prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        let name = prop_oneof![
            Just("start"),
            Just("end"),
            Just("date"),
            Just("dateTime"),
            Just("timeZone"),
            Just("id"),
            Just("email"),
            Just("recurrence"),
            Just("attendees"),
            Just("extendedProperties"),
            Just("private"),
            Just("daybookUid"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.prop_map(str::to_owned), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn any_item() -> impl Strategy<Value = Value> {
    let moment = || {
        (
            "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](Z|[+-][0-2][0-9]:[0-5][0-9])?",
            "\\PC{0,3}|Asia/Tokyo",
        )
            .prop_map(|(at, zone)| json!({"dateTime": at, "timeZone": zone}))
    };
    (moment(), moment(), prop::collection::vec("(RRULE:FREQ=DAILY|EXDATE:|RDATE;VALUE=DATE:)\\PC{0,10}", 0..3))
        .prop_map(|(start, end, lines)| json!({"id": "x", "start": start, "end": end, "recurrence": lines}))
}

proptest! {
    #[test]
    fn no_json_makes_it_panic(json in any_json()) {
        let _ = item::read(json.to_string().as_bytes(), Some("Europe/Vienna"));
        let _ = body::patch(&inviting("a@b.c"), Some(json.to_string().as_bytes()));
    }

    #[test]
    fn no_item_makes_it_panic(json in any_item()) {
        if let Ok(event) = item::read(json.to_string().as_bytes(), Some("Europe/Vienna")) {
            let _ = body::says(&event, &content());
            let _ = occurrences::last_end(&event, &crate::model::zone::Zone::utc());
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = item::read(&bytes, None);
    }

    #[test]
    fn every_appointment_comes_back(title in "\\PC{0,30}", minutes in 1i64..600, start in 0i64..2_000_000_000) {
        let start = DateTime::from_timestamp(start - start % 60, 0).unwrap().naive_utc();
        let end = start + chrono::TimeDelta::minutes(minutes);
        let written = Content { title, start, end, zone: "Asia/Tokyo".into(), ..content() };
        prop_assert!(body::says(&read(&kept(&written)), &written));
    }
}
