//! What a person asks of a large calendar all day, asked many times; each answer is used, so that none is left out.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::views::{AgendaItem, Availability};
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::measure::{Times, forget_peak, peak, resident};
use daybook_tests::world::{World, connect, draft};
use serde::{Deserialize, Serialize};

use super::account::{ADDRESS, Account};
use super::calendar::{Calendar, free_start, in_days};

/// How many appointments are booked.
const BOOKINGS: usize = 200;

/// What the process that asked measured.
#[derive(Serialize, Deserialize)]
pub struct Told {
    pub events: u32,
    /// Seconds, from connecting on.
    pub import: f64,
    pub import_peak_kb: u64,
    /// Before the questions, after them, and the most in between.
    pub before_kb: u64,
    pub after_kb: u64,
    pub peak_kb: u64,
    pub file_bytes: u64,
    /// How many verdicts were free, busy and unknown.
    pub verdicts: [usize; 3],
    pub week_items: usize,
    pub free_times: usize,
    pub verdict: Times,
    pub free: Times,
    pub week: Times,
    pub year: Times,
    pub changed: Times,
    pub booking: Times,
}

/// Reads the calendar into a new data folder by the app's own sync, and asks.
pub async fn ask(calendar: Calendar) -> Told {
    let account = Arc::new(Account::new(calendar));
    let world = World::new().on(account.clone());
    let app = world.open().await;
    let begun = Instant::now();
    connect(&app, "caldav", Some(ADDRESS), USER, PASSWORD).await.unwrap();
    let report = app.sync_now().await.unwrap();
    let import = begun.elapsed().as_secs_f64();
    assert_eq!(report.failed, 0, "{report:?}");
    let events = app.connections().unwrap().iter().flat_map(|one| &one.calendars).map(|one| one.events).sum();
    let import_peak_kb = peak();
    forget_peak();
    let before_kb = resident();

    let mut verdicts = [0; 3];
    let verdict = times(1000, |at| {
        let minute = 9 * 60 + at * 15 % 480;
        let start = format!("{}T{:02}:{:02}", in_days(1 + at % 60), minute / 60, minute % 60);
        let answer = app.check(&start, 50, None, None).unwrap().answer;
        let place = match answer {
            Availability::Free => 0,
            Availability::Busy => 1,
            Availability::Unknown => 2,
        };
        verdicts[place] += 1;
    });
    let days = |from: usize, to: usize| (in_days(from).to_string(), in_days(to).to_string());
    let mut free_times = 0;
    let free = times(200, |at| {
        let (from, to) = days(1 + at % 28, 30 + at % 28);
        free_times = app.free_until(&from, &to, 50, None).unwrap().len();
    });
    let mut week_items = 0;
    let week = times(200, |at| {
        let (from, to) = days(at % 20 * 7, at % 20 * 7 + 6);
        week_items = app.agenda(&from, &to).unwrap().len();
    });
    let year = times(20, |_| {
        let (from, to) = days(0, 364);
        app.agenda(&from, &to).unwrap()
    });
    let changed = changes(&world, &app, &account, calendar).await;
    let booking = bookings(&app);
    let files = std::fs::read_dir(world.data_dir()).unwrap().map(|entry| entry.unwrap());
    let data = files.filter(|entry| entry.file_name() == "daybook.db");
    Told {
        events,
        import,
        import_peak_kb,
        before_kb,
        after_kb: resident(),
        peak_kb: peak(),
        file_bytes: data.map(|entry| entry.metadata().unwrap().len()).sum(),
        verdicts,
        week_items,
        free_times,
        verdict,
        free,
        week,
        year,
        changed,
        booking,
    }
}

fn times<T>(count: usize, mut ask: impl FnMut(usize) -> T) -> Times {
    let each = (0..count).map(|at| {
        let begun = Instant::now();
        black_box(ask(at));
        begun.elapsed().as_secs_f64()
    });
    Times::of(each.collect())
}

/// From the moment at which Daybook looks until the index is right again: the request, the reading and the commit.
async fn changes(world: &World, app: &App, account: &Account, calendar: Calendar) -> Times {
    let mut each = Vec::new();
    for round in 1..=110 {
        world.clock.advance(TimeDelta::minutes(6));
        // Once an hour the calendars are listed too.
        if round % 10 == 0 {
            app.sync_due().await.unwrap();
            continue;
        }
        let (number, day, title, text) = calendar.moved(round);
        account.put(number, text);
        let begun = Instant::now();
        let report = app.sync_due().await.unwrap();
        each.push(begun.elapsed().as_secs_f64());
        assert_eq!(report.failed, 0, "{report:?}");
        let shown = app.agenda(&day.to_string(), &day.to_string()).unwrap();
        let is_new = |item: &AgendaItem| matches!(item, AgendaItem::Busy(block) if block.title == title);
        assert!(shown.iter().any(is_new), "{title} is not on {day}");
    }
    Times::of(each)
}

/// The whole of a booking, which is more than the time under the write lock: the overlap check, the appointment, its outbox row and its
/// history in one transaction, and the commit.
fn bookings(app: &App) -> Times {
    times(BOOKINGS, |at| app.book(draft(&format!("Client {}", at % 40), &free_start(at))).unwrap())
}
