//! P13: events of a calendar that cannot be read, or not wholly, are named, spoil no other hour, and can be ignored.

use chrono::TimeDelta;
use daybook_core::app::views::{AgendaItem, Availability, BusyBlock, UnreadEvent, Verdict};
use daybook_core::model::reason::Reason;

use super::{Reader, feed};

/// A calendar with one more event.
async fn reading(lines: &str) -> Reader {
    Reader::of(&with(lines)).await
}

fn with(lines: &str) -> String {
    let lines = lines.replace('\n', "\r\n");
    feed(1, &format!("BEGIN:VEVENT\r\nUID:rota\r\nSUMMARY:Rota\r\n{lines}\r\nEND:VEVENT\r\n"))
}

impl Reader {
    async fn read_again(&self, body: &str) {
        self.server.publish(body);
        self.world.clock.advance(TimeDelta::hours(1));
        self.app.sync_due().await.unwrap();
    }

    fn verdict(&self, start: &str) -> Verdict {
        self.app.check(start, 50, None, None).unwrap()
    }

    /// The one event that keeps this time from being known.
    fn unread(&self, start: &str) -> UnreadEvent {
        let verdict = self.verdict(start);
        assert_eq!(verdict.answer, Availability::Unknown, "{verdict:?}");
        let [gap] = verdict.unchecked.as_slice() else { panic!("{verdict:?}") };
        assert_eq!((gap.calendar.as_str(), gap.reason), ("School", Reason::EventUnreadable));
        gap.event.clone().unwrap()
    }

    fn blocks(&self, title: &str) -> Vec<BusyBlock> {
        let all = self.app.agenda("2026-11-30", "2026-12-27").unwrap();
        let blocks = all.into_iter().filter_map(|item| match item {
            AgendaItem::Busy(block) => Some(block),
            AgendaItem::Appointment(_) => None,
        });
        blocks.filter(|block| block.title == title).collect()
    }
}

/// T10
#[tokio::test]
async fn an_event_without_a_date_is_named_and_can_be_ignored_until_it_is_changed() {
    let garbage = "DTSTART:garbage\nDTEND:20261202T110000Z";
    let reader = reading(garbage).await;
    let unread = reader.unread("2026-12-08T10:00");
    assert_eq!((unread.title.as_str(), unread.why, &unread.day), ("Rota", Reason::EventStart, &None));
    reader.app.ignore_event(&unread.id, true).unwrap();
    assert_eq!(reader.check("2026-12-08T10:00"), Availability::Free);
    // A new stamp is no new version; another text is.
    reader.read_again(&with(&format!("{garbage}\nDTSTAMP:20261124T100000Z"))).await;
    assert_eq!(reader.check("2026-12-08T10:00"), Availability::Free);
    reader.read_again(&with(&format!("{garbage}\nLOCATION:Room 2"))).await;
    assert_eq!(reader.unread("2026-12-08T10:00").id, unread.id);
    reader.app.ignore_event(&unread.id, true).unwrap();
    assert_eq!(reader.check("2026-12-08T10:00"), Availability::Free);
    reader.app.ignore_event(&unread.id, false).unwrap();
    assert_eq!(reader.unread("2026-12-08T10:00").why, Reason::EventStart);
}

/// T10
#[tokio::test]
async fn what_can_be_read_is_not_ignored() {
    let reader = reading("DTSTART:20261209T090000Z\nDTEND:20261209T100000Z").await;
    let [rota] = reader.blocks("Rota").try_into().unwrap();
    assert_eq!(reader.app.ignore_event(&rota.id, true).unwrap_err().code, Reason::Input);
    assert_eq!(reader.app.ignore_event("nobody", true).unwrap_err().code, Reason::NotFound);
    assert_eq!(reader.check("2026-12-09T10:00"), Availability::Busy);
}

/// T10
#[tokio::test]
async fn a_series_whose_rule_cannot_be_read_spoils_no_hour_before_it_or_after_its_end() {
    let series = "DTSTART:20261202T090000Z\nDTEND:20261202T100000Z\n\
                  RRULE:FREQ=WEEKLY;INTERVAL=0;UNTIL=20261215T090000Z";
    let reader = reading(series).await;
    assert_eq!(reader.check("2026-12-01T14:00"), Availability::Free);
    assert_eq!(reader.check("2026-12-02T10:00"), Availability::Busy);
    let unread = reader.unread("2026-12-09T15:00");
    assert_eq!((unread.title.as_str(), unread.why), ("Rota", Reason::EventRule));
    assert_eq!((unread.day.as_deref(), unread.from.as_deref()), (Some("2026-12-02"), Some("10:00")));
    assert_eq!(reader.check("2026-12-22T10:00"), Availability::Free);
    let [rota] = reader.blocks("Rota").try_into().unwrap();
    assert_eq!((rota.day.as_str(), rota.unreadable, rota.counts, rota.ignored), ("2026-12-02", true, true, false));
    reader.app.ignore_event(&rota.id, true).unwrap();
    let [rota] = reader.blocks("Rota").try_into().unwrap();
    assert_eq!((rota.unreadable, rota.counts, rota.ignored), (true, false, true), "it is listed still");
    assert_eq!(reader.check("2026-12-02T10:00"), Availability::Free);
    assert_eq!(reader.check("2026-12-09T15:00"), Availability::Free);
}

/// T10
#[tokio::test]
async fn an_event_that_is_refused_is_shown_at_its_start_and_spoils_no_hour_before_it() {
    let reader = reading("DTSTART:20261202T090000Z\nDTEND:20261202T100000Z\nRDATE:then").await;
    assert_eq!(reader.check("2026-12-01T14:00"), Availability::Free);
    let unread = reader.unread("2026-12-21T15:00");
    assert_eq!((unread.title.as_str(), unread.day.as_deref()), ("Rota", Some("2026-12-02")));
    let [rota] = reader.blocks("Rota").try_into().unwrap();
    assert_eq!((rota.day.as_str(), rota.from.as_str(), rota.unreadable), ("2026-12-02", "10:00", true));
    assert_eq!(reader.check("2026-12-02T10:00"), Availability::Busy);
}

/// T10: a date that cannot be read hides none that can, and an exception that cannot be read leaves time taken.
#[tokio::test]
async fn a_series_of_which_one_date_cannot_be_read_is_counted_and_may_have_more() {
    let times = "DTSTART:20261208T090000Z\nDTEND:20261208T100000Z\nRRULE:FREQ=WEEKLY;COUNT=2";
    let reader = reading(&format!("{times}\nRDATE:then,20261211T090000Z\nEXDATE:then")).await;
    assert_eq!(reader.check("2026-12-07T10:00"), Availability::Free);
    for day in ["2026-12-08", "2026-12-11", "2026-12-15"] {
        assert_eq!(reader.check(&format!("{day}T10:00")), Availability::Busy, "{day}");
    }
    let unread = reader.unread("2026-12-10T15:00");
    assert_eq!((unread.title.as_str(), unread.day.as_deref()), ("Rota", Some("2026-12-08")));
    assert_eq!(unread.why, Reason::EventUnreadable);
    let rota = reader.blocks("Rota");
    assert!(rota.len() == 3 && rota.iter().all(|block| block.unreadable && block.counts), "{rota:?}");
    reader.app.ignore_event(&unread.id, true).unwrap();
    assert_eq!(reader.check("2026-12-10T15:00"), Availability::Free);
    assert_eq!(reader.check("2026-12-15T10:00"), Availability::Free);
}

/// T10, T13: a rule that nobody can follow, without an end: its first date is busy, and it is named from then on until it is ignored.
#[tokio::test]
async fn the_first_date_of_a_rule_that_is_not_followed_is_busy_and_all_that_comes_later_is_not_known() {
    for rule in ["FREQ=MONTHLY;BYWEEKNO=50", "FREQ=WEEKLY;BYMONTHDAY=9", "FREQ=FORTNIGHTLY"] {
        let reader = reading(&format!("DTSTART:20261208T090000Z\nDTEND:20261208T100000Z\nRRULE:{rule}")).await;
        assert_eq!(reader.check("2026-12-07T14:00"), Availability::Free, "{rule}");
        let first = reader.verdict("2026-12-08T10:00");
        assert_eq!((first.answer, first.clashes[0].title.as_str()), (Availability::Busy, "Rota"), "{rule}");
        assert!(first.unchecked.iter().any(|gap| gap.event.is_some()), "{rule}");
        let unread = reader.unread("2027-03-09T15:00");
        assert_eq!((unread.title.as_str(), unread.why), ("Rota", Reason::EventRule), "{rule}");
        reader.app.ignore_event(&unread.id, true).unwrap();
        assert_eq!(reader.check("2027-03-09T15:00"), Availability::Free, "{rule}");
    }
}

/// T14: parts of a series that is not there.
#[tokio::test]
async fn parts_without_their_series_are_busy_on_all_their_dates_or_may_have_more() {
    let times = "DTSTART:20261208T090000Z\nDTEND:20261208T100000Z";
    let reader = reading(&format!("{times}\nRECURRENCE-ID:19700102T010000Z\nRDATE:20261210T090000Z")).await;
    for (day, answer) in
        [("2026-12-08", Availability::Busy), ("2026-12-10", Availability::Busy), ("2026-12-11", Availability::Free)]
    {
        assert_eq!(reader.check(&format!("{day}T10:00")), answer, "{day}");
    }
    reader.read_again(&with(&format!("{times}\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261208T090000Z"))).await;
    assert_eq!(reader.check("2026-12-08T10:00"), Availability::Busy);
    assert_eq!(reader.unread("2026-12-15T10:00").title, "Rota");
    assert_eq!(reader.check("2026-12-07T10:00"), Availability::Free);
}

/// T18: how long it lasts is not known, and no time is free for that.
#[tokio::test]
async fn an_event_whose_end_cannot_be_read_is_named_at_its_start_and_never_free() {
    for end in ["DTEND:then", "DURATION:an hour"] {
        let reader = reading(&format!("DTSTART:20261209T090000Z\n{end}")).await;
        assert_eq!(reader.check("2026-12-08T10:00"), Availability::Free, "{end}");
        assert_eq!(reader.check("2026-12-09T10:00"), Availability::Busy, "{end}");
        let unread = reader.unread("2026-12-09T10:30");
        assert_eq!((unread.title.as_str(), unread.day.as_deref()), ("Rota", Some("2026-12-09")), "{end}");
        let [rota] = reader.blocks("Rota").try_into().unwrap();
        assert_eq!((rota.from.as_str(), rota.unreadable), ("10:00", true), "{end}");
        reader.app.ignore_event(&unread.id, true).unwrap();
        assert_eq!(reader.check("2026-12-09T10:00"), Availability::Free, "{end}");
    }
}

/// T18: what has no length takes its moment (decision 0018).
#[tokio::test]
async fn an_event_without_length_is_in_the_way_of_what_is_booked_over_its_moment_and_of_nothing_else() {
    for end in ["DTEND:20261209T090000Z", "DURATION:PT0S", "LOCATION:here"] {
        let reader = reading(&format!("DTSTART:20261209T090000Z\n{end}")).await;
        for (start, answer) in [
            ("09:10", Availability::Free),
            ("09:30", Availability::Busy),
            ("10:00", Availability::Busy),
            ("10:01", Availability::Free),
        ] {
            assert_eq!(reader.check(&format!("2026-12-09T{start}")), answer, "{end}: {start}");
        }
        let free = reader.app.free_until("2026-12-09", "2026-12-09", 50, None).unwrap();
        let offered: Vec<_> = free.iter().map(|time| time.from.as_str()).filter(|from| *from < "10:30").collect();
        assert!(offered.contains(&"10:15") && !offered.contains(&"10:00"), "{end}: {offered:?}");
    }
}

/// T22: no list ends in silence.
#[tokio::test]
async fn the_agenda_says_from_where_on_it_lists_no_more_of_an_event() {
    let ping = "DTSTART:20261209T090000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY";
    let reader = reading(ping).await;
    let listed = |reader: &Reader, day: &str| -> Vec<BusyBlock> {
        let all = reader.app.agenda(day, day).unwrap().into_iter();
        let blocks = all.filter_map(|item| match item {
            AgendaItem::Busy(block) if block.title == "Rota" => Some(block),
            AgendaItem::Busy(_) | AgendaItem::Appointment(_) => None,
        });
        blocks.collect()
    };
    let first = listed(&reader, "2026-12-09");
    let (more, dates): (Vec<_>, Vec<_>) = first.iter().partition(|block| block.more);
    let [more] = more.as_slice() else { panic!("{more:?}") };
    assert_eq!((dates.len(), more.from.as_str(), more.end_day.as_str()), (5000, "11:23", "2026-12-10"));
    assert!(more.why.contains("more often than is listed") && !more.counts, "{more:?}");
    let [later] = listed(&reader, "2026-12-16").try_into().unwrap();
    assert_eq!((later.more, later.from.as_str()), (true, "00:00"), "where none of it is listed");
    assert_eq!(reader.unread("2026-12-16T10:00").why, Reason::EventTooOften);
    reader.read_again(&with(&format!("{ping}\nTRANSP:TRANSPARENT"))).await;
    assert!(listed(&reader, "2026-12-16").iter().any(|block| block.more), "it is said of what takes no time, too");
    assert_eq!(reader.check("2026-12-16T10:00"), Availability::Free);
}

/// T10: a series that takes no time takes none on the dates that are not known either.
#[tokio::test]
async fn a_series_that_takes_no_time_is_never_asked_about() {
    let reader = reading("DTSTART:20261202T090000Z\nRRULE:FREQ=FORTNIGHTLY\nTRANSP:TRANSPARENT").await;
    assert_eq!(reader.check("2026-12-09T15:00"), Availability::Free);
}

/// T10: as a team calendar in wide use writes it.
#[tokio::test]
async fn what_others_write_for_no_count_is_read() {
    let rule = "RRULE:FREQ=WEEKLY;COUNT=-1;INTERVAL=4;BYDAY=MO;UNTIL=20270331";
    let reader = reading(&format!("DTSTART;VALUE=DATE:20261005\n{rule}")).await;
    for (day, answer) in [
        ("2026-11-30", Availability::Busy),
        ("2026-12-07", Availability::Free),
        ("2026-12-28", Availability::Busy),
        ("2027-03-22", Availability::Busy),
        ("2027-04-19", Availability::Free),
    ] {
        assert_eq!(reader.check(&format!("{day}T10:00")), answer, "{day}");
    }
}

/// T10
#[tokio::test]
async fn an_event_with_a_picture_is_read_and_kept_without_it() {
    let picture = format!("ATTACH;ENCODING=BASE64;VALUE=BINARY:{}", "QUJD".repeat(2_600_000));
    let reader = reading(&format!("DTSTART:20261209T090000Z\nDTEND:20261209T100000Z\n{picture}")).await;
    assert_eq!(reader.check("2026-12-09T10:00"), Availability::Busy);
    assert_eq!(reader.check("2026-12-09T15:00"), Availability::Free);
    assert!(reader.world.bytes_on_disk().len() < 8_000_000, "{}", reader.world.bytes_on_disk().len());
}

/// T10: one spoils the hours that it can touch and another its own; each is named, ten of a calendar.
#[tokio::test]
async fn several_events_that_cannot_be_read_are_each_named() {
    let event = |number: u32, lines: &str| {
        format!("BEGIN:VEVENT\r\nUID:{number}\r\nSUMMARY:Rota {number}\r\n{lines}\r\nEND:VEVENT\r\n")
    };
    let (garbage, later) = ("DTSTART:garbage", "DTSTART:20261208T090000Z\r\nRDATE:then");
    let reader = Reader::of(&feed(1, &[event(1, garbage), event(2, later)].concat())).await;
    let titles = |start: &str| {
        let gaps = reader.verdict(start).unchecked;
        let mut titles: Vec<_> = gaps.into_iter().filter_map(|gap| gap.event).map(|event| event.title).collect();
        titles.sort();
        titles
    };
    assert_eq!(titles("2026-12-07T10:00"), ["Rota 1"]);
    assert_eq!(titles("2026-12-08T11:00"), ["Rota 1", "Rota 2"]);
    let offered = |from: &str| reader.app.free_times(from, 50, 1, None).unwrap().remove(0);
    assert_eq!((offered("2026-12-07").unchecked.len(), offered("2026-12-08T11:00").unchecked.len()), (1, 2));
    reader.app.ignore_event(&reader.unread("2026-12-07T10:00").id, true).unwrap();
    assert!(offered("2026-12-07").checked);
    assert_eq!(titles("2026-12-08T11:00"), ["Rota 2"]);
    reader.read_again(&feed(1, &(1..=12).map(|number| event(number, garbage)).collect::<String>())).await;
    assert_eq!(titles("2026-12-08T11:00").len(), 10);
}
