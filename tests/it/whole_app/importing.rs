//! The first import at providers that give their events in an order of their own, and page by page.

use std::time::Duration;

use chrono::TimeDelta;
use daybook_core::app::App;
use daybook_core::app::views::Availability;
use daybook_tests::cast::clouds::{self, Cloud};
use daybook_tests::cast::far_side::{FarSide, Which};
use daybook_tests::servers::{google, outlook};
use daybook_tests::world::{draft, until};

use super::{at, find, world_of};
use crate::first_import::{answer, sync};

/// P9: one page after the other, slowly.
#[tokio::test]
async fn at_google_the_coming_weeks_come_first_and_a_killed_import_goes_on() {
    let there = clouds::google().await;
    let slow = |there: &Cloud<google::Google>| {
        there.api.fault_on("calendar.events.list", google::Fault::ShortPages(20));
        there.api.fault_on("calendar.events.list", google::Fault::Slow(Duration::from_millis(100)));
    };
    // Pages of the list of everything, beside that of the coming weeks and of what is new.
    let pages = |there: &Cloud<google::Google>| {
        let is_page = |one: &&google::Seen| {
            let has = |name| one.query.iter().any(|(known, _)| known == name);
            one.path.contains("/events") && one.method == "GET" && !has("syncToken")
        };
        there.api.seen().iter().filter(is_page).count()
    };
    goes_on(there, 200, (slow, pages, 11)).await;
}

/// P9
#[tokio::test]
async fn at_outlook_the_coming_weeks_come_first_and_a_killed_import_goes_on() {
    let there = clouds::outlook().await;
    let slow = |there: &Cloud<outlook::Outlook>| there.api.fault(outlook::Fault::Slow(Duration::from_millis(100)));
    let pages = |there: &Cloud<outlook::Outlook>| {
        let is_page = |one: &&outlook::Seen| one.path.contains("/delta") && !one.path.contains("deltatoken");
        there.api.seen().iter().filter(is_page).count()
    };
    goes_on(there, 900, (slow, pages, 10)).await;
}

/// An import of so many events, at a server made slow, with a way to count the pages of it that were asked for, and how many they
/// are of the main calendar.
async fn goes_on<Api>(
    there: Cloud<Api>,
    events: i32,
    (slow, pages, all): (impl FnOnce(&Cloud<Api>), impl Fn(&Cloud<Api>) -> usize, usize),
) where
    Cloud<Api>: FarSide,
{
    let world = world_of(&there);
    let app = world.open().await;
    let found = find(&app, &world, &there).await;
    let gone = there.plant(Which::Main, "Gone", at("2027-03-01T07:00:00Z"));
    let moved = there.plant(Which::Main, "Moved", at("2027-03-01T06:00:00Z"));
    for hours in 0..events {
        there.plant(Which::Main, "Later", at("2027-03-01T08:00:00Z") + TimeDelta::hours(hours.into()));
    }
    there.plant(Which::Main, "Soon", at("2026-11-25T09:00:00Z"));
    let total = u32::try_from(events).unwrap() + 3;
    app.connect_as_proposed(&found).unwrap();
    slow(&there);
    let run = sync(&app);
    until("the coming weeks", || answer(&app, "2026-11-25T10:00") == Availability::Busy).await;
    assert!(read(&app) < total / 2, "{} of {total}", read(&app));
    assert_eq!(answer(&app, "2026-11-25T15:00"), Availability::Unknown, "and what was not read yet is not free");
    let booked = app.book(draft("Ada", "2026-11-26T10:00")).unwrap().appointment;
    until("half of it", || read(&app) > total / 2).await;
    run.abort();
    let _cut_off = run.await;
    drop(app);

    let app = world.open().await;
    let before = read(&app);
    assert!(before > total / 2 && before < total, "{before} of {total}");
    // Meanwhile somebody deletes what was read, and moves something of it.
    there.take_away(Which::Main, &gone);
    there.move_there(&moved, at("2026-11-27T13:00:00Z"));
    there.forget_seen();
    app.sync_now().await.unwrap();
    assert!((1..=all / 2 + 3).contains(&pages(&there)), "it goes on: {} of {all}", pages(&there));
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
    assert_eq!(answer(&app, "2026-11-25T15:00"), Availability::Free);
    assert_eq!(answer(&app, "2026-11-27T14:00"), Availability::Busy, "nothing counts as read that is not");
    // What the cut-off part had read may be gone since: the next reading compares all there is.
    there.heal();
    there.forget_seen();
    app.sync_now().await.unwrap();
    assert_eq!(read(&app), total);
    assert_eq!(answer(&app, "2027-03-01T08:00"), Availability::Free);
    assert_eq!(answer(&app, "2027-03-01T09:00"), Availability::Busy);
}

/// How many events are here.
fn read(app: &App) -> u32 {
    app.connections().unwrap().remove(0).calendars.iter().map(|calendar| calendar.events).sum()
}
