//! Free times: what was not checked is marked, and what lies beyond the span that is read is not offered.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use daybook_core::app::views::{Availability, OfferedTime};
use daybook_tests::cast::dav::Dav;
use daybook_tests::cast::far_side::FarSide;
use daybook_tests::cast::icloud;
use daybook_tests::world::draft;

use super::Practice;

impl<There: FarSide + ?Sized> Practice<There> {
    fn offered(&self, from: &str) -> Vec<OfferedTime> {
        self.app.free_times(from, 50, 50, None).unwrap()
    }

    fn said(&self, start: &str) -> (Availability, Option<&'static str>) {
        let verdict = self.app.check(start, 50, None, None).unwrap();
        (verdict.answer, verdict.unchecked.first().map(|gap| gap.reason.word()))
    }
}

/// T6, P11: three weeks without a network: every free time says what was not checked, and since when.
pub async fn a_free_time_says_what_was_not_checked(practice: Practice) {
    let known = practice.offered("2026-12-15");
    assert!(known.len() == 50 && known.iter().all(|time| time.checked && time.unchecked.is_empty()), "{known:?}");
    practice.world.network.unplug(true);
    practice.world.clock.advance(TimeDelta::weeks(3));
    practice.app.sync_now().await.unwrap();
    let times = practice.offered("2026-12-15");
    assert_eq!(times.len(), 50);
    for time in times {
        assert!(!time.checked && !time.unchecked.is_empty(), "{time:?}");
        assert!(time.unchecked.iter().all(|gap| gap.last_read.is_some() && !gap.calendar.is_empty()), "{time:?}");
    }
    practice.book(draft("Ada", "2026-12-15T10:00"));
    let next = practice.app.check("2026-12-15T10:00", 50, None, None).unwrap().next_free.unwrap();
    assert_eq!((next.from.as_str(), next.checked, next.unchecked.is_empty()), ("11:00", false, false));
}

/// T6, S58: beyond the span that is read nothing is known, so nothing is offered.
pub async fn beyond_what_is_read_no_time_is_offered(practice: Practice) {
    assert_eq!(practice.offered("2028-06-01").len(), 50);
    assert!(practice.offered("2029-06-01").is_empty());
    let sql = "SELECT min(covered_to) FROM calendars WHERE counts_busy";
    let last: i64 = practice.file().query_row(sql, [], |row| row.get(0)).unwrap();
    let last = DateTime::from_timestamp(last, 0).unwrap();
    let day = |at: DateTime<Utc>| at.format("%Y-%m-%d").to_string();
    let (from, to) = (day(last - TimeDelta::days(7)), day(last + TimeDelta::days(7)));
    let to_the_end = |times: &[OfferedTime]| {
        let end = |time: &OfferedTime| time.end.parse::<DateTime<FixedOffset>>().unwrap().to_utc();
        assert!(!times.is_empty() && times.iter().all(|time| end(time) <= last), "{times:?}");
    };
    let times = practice.app.free_until(&from, &to, 50, None).unwrap();
    assert!(times.iter().all(|time| time.checked));
    to_the_end(&times);
    // Nor is it once that is old.
    practice.world.clock.advance(TimeDelta::hours(1));
    let times = practice.app.free_until(&from, &to, 50, None).unwrap();
    assert!(times.iter().all(|time| !time.checked));
    to_the_end(&times);
}

async fn practice() -> Practice<Dav> {
    Practice::of(Box::new(icloud::place().await)).await
}

fn event(lines: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:one\r\nDTSTAMP:20150101T000000Z\r\n\
         {lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

/// T6, T10, P11: an event that cannot be read spoils the hours that it takes, as far as they are known, and no others.
#[tokio::test]
async fn an_event_that_cannot_be_read_spoils_only_its_own_hours() {
    let practice = practice().await;
    practice.there.lay("broken.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:x");
    practice.sync().await;
    let unknown = (Availability::Unknown, Some("event.unreadable"));
    assert_eq!(practice.said("2026-12-02T10:00"), unknown, "it may be at any time");
    assert!(practice.offered("2026-12-01").iter().all(|time| !time.checked));

    // It says when it is: it can touch that time and the two days after it, as zones and days differ, and no other.
    let rota = "DTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\nSUMMARY:Rota";
    practice.there.lay("broken.ics", &event(&format!("{rota}\r\nRECURRENCE-ID:then")));
    practice.sync().await;
    assert_eq!(practice.said("2026-12-01T10:00"), (Availability::Busy, Some("event.unreadable")));
    for free in ["2026-12-01T09:10", "2026-12-03T11:00", "2026-12-04T10:00"] {
        assert_eq!(practice.said(free), (Availability::Free, None), "{free}");
    }
    for near in ["2026-12-01T11:00", "2026-12-02T10:00"] {
        assert_eq!(practice.said(near), unknown, "{near}");
    }
    let times = practice.offered("2026-12-01");
    assert_eq!(times.iter().take(2).map(|time| time.from.as_str()).collect::<Vec<_>>(), ["09:00", "11:00"]);
    let own = ("2026-12-01", "10:00")..("2026-12-03", "11:00");
    for time in &times {
        assert_eq!(time.checked, !own.contains(&(time.day.as_str(), time.from.as_str())), "{time:?}");
    }
    let named = times[1].unchecked[0].event.as_ref().unwrap();
    assert_eq!((named.title.as_str(), named.day.as_deref()), ("Rota", Some("2026-12-01")));
    assert!(practice.offered("2026-12-03T11:00").iter().all(|time| time.checked));

    // Of another one it is not known how often it takes place.
    practice.there.lay("broken.ics", &event(&format!("{rota}\r\nRDATE:then")));
    practice.sync().await;
    assert_eq!(practice.said("2026-12-01T09:00"), (Availability::Free, None));
    assert_eq!(practice.said("2026-12-01T10:00"), (Availability::Busy, Some("event.unreadable")));
    for later in ["2026-12-01T11:00", "2026-12-07T10:00"] {
        assert_eq!(practice.said(later), unknown, "{later}");
    }
    let checked: Vec<_> = practice.offered("2026-12-01").into_iter().filter(|time| time.checked).collect();
    assert_eq!(checked.iter().map(|time| time.from.as_str()).collect::<Vec<_>>(), ["09:00"]);
    practice.book(draft("Ada", "2026-12-01T09:00"));
    let next = practice.app.check("2026-12-01T09:00", 50, None, None).unwrap().next_free.unwrap();
    assert_eq!((next.from.as_str(), next.checked), ("11:00", false), "none of them was checked");
}

/// T6, P11: a series that cannot be followed hides what comes after its start.
#[tokio::test]
async fn a_series_that_cannot_be_followed_hides_nothing_before_it() {
    let practice = practice().await;
    let lines = "DTSTART;VALUE=DATE:20261210\r\nRRULE:FREQ=HOURLY\r\nSUMMARY:Rota";
    practice.there.lay("rota.ics", &event(lines));
    practice.sync().await;
    assert_eq!(practice.said("2026-12-08T10:00"), (Availability::Free, None));
    assert_eq!(practice.said("2026-12-14T10:00"), (Availability::Unknown, Some("event.unreadable")));
    let times = practice.offered("2026-12-09");
    for time in &times {
        assert_eq!(time.checked, time.day == "2026-12-09", "{time:?}");
    }
    assert_eq!(times.last().map(|time| time.day.as_str()), Some("2026-12-14"));
    practice.book(draft("Ada", "2026-12-09T17:00"));
    let next = practice.app.check("2026-12-09T17:00", 50, None, None).unwrap().next_free.unwrap();
    assert_eq!((next.day.as_str(), next.checked), ("2026-12-11", false), "the tenth is taken");
    let next = practice.app.check("2026-12-10T10:00", 50, None, None).unwrap().next_free.unwrap();
    assert_eq!((next.day.as_str(), next.checked), ("2026-12-11", false));
}

/// T6: where what comes first could not be checked, the next free time is a later one that was.
#[tokio::test]
async fn the_next_free_time_is_rather_one_that_was_checked() {
    let practice = practice().await;
    // It began before, and can last until two days after it says.
    let lines = "DTSTART:20261129T100000Z\r\nDTEND:20261129T110000Z\r\nRECURRENCE-ID:then";
    practice.there.lay("broken.ics", &event(lines));
    practice.sync().await;
    practice.book(draft("Ada", "2026-12-01T09:00"));
    let next = practice.app.check("2026-12-01T09:00", 50, None, None).unwrap().next_free.unwrap();
    assert_eq!((next.from.as_str(), next.checked), ("12:00", true));
    let first = practice.offered("2026-12-01").remove(0);
    assert_eq!((first.from.as_str(), first.checked), ("10:00", false), "it is offered all the same, and marked");
}

/// T20: a day off is said to be all day.
#[tokio::test]
async fn what_takes_all_day_is_said_so() {
    let practice = practice().await;
    practice.there.lay("off.ics", &event("DTSTART;VALUE=DATE:20261201\r\nSUMMARY:Day off"));
    practice.sync().await;
    let refused = practice.app.book(draft("Ada", "2026-12-01T10:00")).unwrap_err();
    assert_eq!(refused.message, "Overlaps ‘Day off’ all day.");
}
