//! T3, T4: days and floating times are those of wherever the person is, whatever the zone of their calendar. Agenda, verdict and
//! free times ask one index, and an answer is the same where an event has to be opened.

use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::views::{AgendaItem, Availability, BookDraft, Settings};
use daybook_core::model::reason::Reason;
use daybook_tests::servers::ics::Ics;
use daybook_tests::world::{World, connect, draft};

const LUNCH: &str = include_str!("../fixtures/ics/floating.ics");
const DAY_OFF: &str = include_str!("../fixtures/ics/all-day.ics");
const LOS_ANGELES: &str = "America/Los_Angeles";
const TOKYO: &str = "Asia/Tokyo";

struct Person {
    world: World,
    app: App,
    _server: Ics,
}

impl Person {
    /// Whoever reads a calendar of this zone where they are.
    async fn reading(calendar: &str, zone: &str, is_in: &str) -> Self {
        let head = format!("VERSION:2.0\r\nX-WR-TIMEZONE:{zone}");
        let server = Ics::start(&calendar.replacen("VERSION:2.0", &head, 1)).await;
        let world = World::new();
        let app = world.open().await;
        travel(&app, is_in);
        connect(&app, "link", None, "", &server.link).await.unwrap();
        app.sync_now().await.unwrap();
        Self { world, app, _server: server }
    }

    fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.world.data_dir().join("daybook.db")).unwrap()
    }

    /// The events of a day: from, to, and whether it is all day.
    fn agenda(&self, day: &str) -> Vec<(String, String, bool)> {
        let items = self.app.agenda(day, day).unwrap().into_iter();
        let blocks = items.filter_map(|item| match item {
            AgendaItem::Busy(block) => Some((block.from, block.to, block.all_day)),
            AgendaItem::Appointment(_) => None,
        });
        blocks.collect()
    }

    fn is_free(&self, start: &str) -> bool {
        match self.app.check(start, 50, None, None).unwrap().answer {
            Availability::Free => true,
            Availability::Busy => false,
            Availability::Unknown => panic!("{start} is unknown"),
        }
    }

    /// The first free time of 50 minutes from a day on.
    fn first_free(&self, day: &str) -> String {
        let free = self.app.free_times(day, 50, 1, None).unwrap().remove(0);
        format!("{}T{}", free.day, free.from)
    }

    /// All of what it is asked: agenda, verdict and free times.
    fn answers(&self) -> (Vec<(String, String, bool)>, Vec<bool>, String) {
        let hours = ["01T23:00", "02T00:00", "02T09:00", "02T12:00", "02T17:00", "02T18:00", "02T23:00", "03T00:00"];
        let verdicts = hours.iter().map(|hour| self.is_free(&format!("2026-12-{hour}")));
        (self.agenda("2026-12-02"), verdicts.collect(), self.first_free("2026-12-02"))
    }
}

fn travel(app: &App, zone: &str) {
    app.save_settings(Settings { zone: Some(zone.to_owned()), ..app.settings().unwrap() }).unwrap();
}

fn block(from: &str, to: &str, all_day: bool) -> Vec<(String, String, bool)> {
    vec![(from.to_owned(), to.to_owned(), all_day)]
}

/// T3 (a): no travel at all: the calendar is of another zone than the person.
#[tokio::test]
async fn a_floating_time_is_taken_where_the_agenda_shows_it() {
    let person = Person::reading(LUNCH, "Europe/Berlin", LOS_ANGELES).await;
    assert_eq!(person.agenda("2026-12-02"), block("18:00", "19:00", false));
    assert!(!person.is_free("2026-12-02T18:00") && person.is_free("2026-12-02T09:00"));
    assert!(person.is_free("2026-12-02T17:00") && person.is_free("2026-12-02T19:00"));
    let over_it = BookDraft { zone: None, ..draft("Ada", "2026-12-02T18:10") };
    assert_eq!(person.app.book(over_it).unwrap_err().code, Reason::BookOverlap);
    // The same within working hours.
    let morning = LUNCH.replace("T180000", "T090000").replace("T190000", "T100000");
    let person = Person::reading(&morning, "Europe/Berlin", LOS_ANGELES).await;
    assert_eq!(person.first_free("2026-12-02"), "2026-12-02T10:00");
}

/// T3 (b): read while the person's zone was UTC, and asked in Berlin.
#[tokio::test]
async fn a_floating_time_goes_along_with_the_person() {
    let morning = LUNCH.replace("T180000", "T100000").replace("T190000", "T110000");
    let person = Person::reading(&morning, "UTC", "UTC").await;
    for zone in ["UTC", "Europe/Berlin", TOKYO, LOS_ANGELES, "Pacific/Kiritimati", "Etc/GMT+12"] {
        travel(&person.app, zone);
        assert_eq!(person.agenda("2026-12-02"), block("10:00", "11:00", false), "{zone}");
        assert!(!person.is_free("2026-12-02T10:00") && person.is_free("2026-12-02T09:00"), "{zone}");
        assert_eq!(person.first_free("2026-12-02"), "2026-12-02T09:00", "{zone}");
    }
}

/// T3 (c): a day off that was read in Los Angeles is one in Tokyo, from midnight to midnight.
#[tokio::test]
async fn a_day_off_goes_along_with_the_person() {
    let person = Person::reading(DAY_OFF, LOS_ANGELES, LOS_ANGELES).await;
    let off =
        (block("00:00", "00:00", true), vec![true, false, false, false, false, false, false, true], "2026-12-03T09:00");
    for zone in [LOS_ANGELES, TOKYO, "Pacific/Kiritimati", "Etc/GMT+12"] {
        travel(&person.app, zone);
        let (agenda, verdicts, free) = person.answers();
        assert_eq!((agenda, verdicts, free.as_str()), off, "{zone}");
    }
}

/// T4: a day off in a calendar of UTC blocks the day that it is shown on.
#[tokio::test]
async fn a_day_off_blocks_the_day_on_which_it_is_shown() {
    for (zone, is_in) in
        [("UTC", LOS_ANGELES), ("UTC", TOKYO), (TOKYO, LOS_ANGELES), ("America/New_York", "Australia/Sydney")]
    {
        let person = Person::reading(DAY_OFF, zone, is_in).await;
        assert_eq!(person.agenda("2026-12-02"), block("00:00", "00:00", true), "{zone}, {is_in}");
        assert_eq!((person.agenda("2026-12-01"), person.agenda("2026-12-03")), (vec![], vec![]), "{zone}, {is_in}");
        for hour in ["00:00", "08:00", "12:00", "16:00", "17:00", "23:00"] {
            assert!(!person.is_free(&format!("2026-12-02T{hour}")), "{hour} {zone}, {is_in}");
        }
        assert!(person.is_free("2026-12-01T23:00") && person.is_free("2026-12-03T00:00"), "{zone}, {is_in}");
        assert_eq!(person.first_free("2026-12-02"), "2026-12-03T09:00", "{zone}, {is_in}");
    }
}

/// P11: what is in the index is answered without opening an event; what is not is opened, with the same answer, until the next
/// sync has worked it out.
#[tokio::test]
async fn the_index_answers_as_the_events_themselves_do() {
    let weekly = LUNCH.replace("SUMMARY:Lunch", "SUMMARY:Lunch\r\nRRULE:FREQ=WEEKLY");
    let morning = LUNCH.replace("T180000", "T120000").replace("T190000", "T124000");
    for calendar in [LUNCH, DAY_OFF, weekly.as_str(), morning.as_str()] {
        for zone in [LOS_ANGELES, TOKYO] {
            let person = Person::reading(calendar, "UTC", zone).await;
            let right = person.answers();
            let forget =
                "UPDATE events SET indexed_from = NULL, indexed_to = NULL, index_due = 0; DELETE FROM occurrences;";
            person.file().execute_batch(forget).unwrap();
            assert_eq!(person.answers(), right, "each is opened");
            person.app.sync_now().await.unwrap();
            let count = |sql: &str| person.file().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
            assert_eq!(count("SELECT count(*) FROM events WHERE index_due = 0"), 0);
            assert!(count("SELECT count(*) FROM occurrences") > 0);
            person.file().execute("UPDATE event_bodies SET body = x'00'", []).unwrap();
            assert_eq!(person.answers(), right, "none is opened");
        }
    }
}

/// P11, wanted 16: as time goes by, the index moves on; before it has, and far beyond it, a series is opened.
#[tokio::test]
async fn a_series_is_known_at_any_time() {
    let weekly = LUNCH.replace("SUMMARY:Lunch", "SUMMARY:Lunch\r\nRRULE:FREQ=WEEKLY");
    let person = Person::reading(&weekly, "UTC", TOKYO).await;
    let until = || {
        let sql = "SELECT indexed_to FROM events";
        person.file().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let before = until();
    for day in ["2026-12-03", "2028-12-07", "2036-12-04"] {
        assert_eq!(person.agenda(day), vec![], "{day}");
    }
    for day in ["2026-12-09", "2028-12-06", "2029-12-05", "2036-12-03"] {
        assert_eq!(person.agenda(day), block("18:00", "19:00", false), "{day}");
    }
    person.world.clock.advance(TimeDelta::days(500));
    person.app.sync_now().await.unwrap();
    assert!(until() > before + 400 * 86_400);
    assert_eq!(person.agenda("2029-12-05"), block("18:00", "19:00", false));
}

/// What happens too often to be kept makes its own calendar unknown from its start on, and is in no index.
#[tokio::test]
async fn an_event_without_bounds_is_unknown_and_nothing_else_is() {
    let rule = "SUMMARY:Lunch\r\nRRULE:FREQ=SECONDLY";
    let hostile = LUNCH.replace("20261202", "20261101").replace("SUMMARY:Lunch", rule);
    let person = Person::reading(&hostile, "UTC", TOKYO).await;
    let verdict = person.app.check("2026-12-09T10:00", 50, None, None).unwrap();
    assert_eq!(verdict.answer, Availability::Unknown);
    assert_eq!(verdict.unchecked.iter().map(|gap| gap.reason.word()).collect::<Vec<_>>(), ["event.unreadable"]);
    let rows: i64 = person.file().query_row("SELECT count(*) FROM occurrences", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 0);
    // Before it began, all is known.
    assert!(person.is_free("2026-10-15T10:00"));
}
