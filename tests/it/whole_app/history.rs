//! What happened to an appointment, and what was true then.

use chrono::TimeDelta;
use daybook_core::app::views::HistoryEntry;
use daybook_tests::cast::far_side::Which;
use daybook_tests::world::draft;

use super::{Practice, at, move_to, priya};

fn words(told: &[HistoryEntry]) -> Vec<&'static str> {
    told.iter().rev().map(|entry| entry.what.word()).collect()
}

/// P7: sent, moved there, and who was told: each with its time and its place, and nothing of it is redrawn by what came after.
pub async fn the_history_says_who_changed_it_where_and_who_was_told(practice: Practice) {
    let booked = practice.sent(priya(true)).await;
    practice.world.clock.advance(TimeDelta::minutes(1));
    practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
    practice.sync().await;
    practice.world.clock.advance(TimeDelta::minutes(1));
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T11:00", true)).unwrap();
    practice.sync().await;
    let told = practice.app.history(&booked.id).unwrap();
    assert_eq!(words(&told), ["book", "sent", "changed_there", "move", "sent"]);
    let mails = practice.shown().mails_clients;
    assert_eq!((told[3].told, told[0].told), (mails, mails));
    let there = &told[2];
    let shown = practice.shown();
    let called = if shown.server.is_some() { shown.host } else { shown.label };
    assert!(there.there && there.calendar.is_some() && there.provider.as_deref() == Some(called.as_str()));
    assert!(there.changed[0].after.starts_with("2026-12-01T15:00/"), "{there:?}");
    // It is listed beside what was done today.
    let listed = practice.app.activity().unwrap().changed_there;
    let [one] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!((one.client.as_str(), one.entry.change_id.as_ref()), ("Priya Nair", there.change_id.as_ref()));
    assert_eq!(one.entry.changed, there.changed);
    // "Done today" too: the booking at its hour of then.
    let done = practice.app.activity().unwrap().done_today;
    let mut times: Vec<_> =
        done.iter().map(|item| (item.what.word(), item.day.as_str(), item.from.as_str(), item.told)).collect();
    times.sort_unstable();
    assert_eq!(times, [("book", "2026-12-01", "10:00", mails), ("move", "2026-12-02", "11:00", mails)]);
    // And the version from before the move there can be brought back, and goes out like any change.
    let back = practice.app.bring_back(there.change_id.as_deref().unwrap(), true, false).unwrap();
    practice.sync().await;
    assert_eq!(practice.event().start, at("2026-12-01T09:00:00Z"));
    assert_eq!((back.appointment.start, practice.state(&booked.id).0), (booked.start, "synced"));
}

/// P7: what was done in an account that is disconnected since still says where that was.
pub async fn what_was_sent_to_an_account_that_is_disconnected_since_names_it(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    let before = practice.app.activity().unwrap().done_today.remove(0);
    let label = practice.shown().label;
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    let done = practice.app.activity().unwrap().done_today.remove(0);
    assert!(before.calendar.is_some() && before.calendar == done.calendar, "{done:?}");
    let sent = practice.app.history(&booked.id).unwrap().remove(0);
    for (provider, calendar) in [(&done.provider, &done.calendar), (&sent.provider, &sent.calendar)] {
        assert_eq!((provider.as_deref(), calendar), (Some(label.as_str()), &before.calendar));
    }
}

/// P7: what a client was told is not taken back in silence; what nobody was told is, after it was sent too.
pub async fn undo_asks_once_the_client_was_told(practice: Practice) {
    let quiet = practice.sent(draft("Ada", "2026-12-03T10:00")).await;
    let moved = practice.app.reschedule(move_to(&quiet.id, "2026-12-03T12:00", false)).unwrap();
    practice.sync().await;
    practice.app.undo(&moved.change_id).unwrap();
    practice.sync().await;
    assert_eq!(practice.kept(&quiet.id).from, "10:00");

    let told = practice.sent(priya(true)).await;
    practice.world.clock.advance(TimeDelta::minutes(1));
    let moved = practice.app.reschedule(move_to(&told.id, "2026-12-02T11:00", true)).unwrap();
    // Not sent yet: nobody knows of it.
    practice.app.undo(&moved.change_id).unwrap();
    let moved = practice.app.reschedule(move_to(&told.id, "2026-12-02T11:00", true)).unwrap();
    practice.sync().await;
    let undone = practice.app.undo(&moved.change_id);
    if practice.shown().mails_clients {
        let refused = undone.unwrap_err();
        assert_eq!(refused.code.word(), "undo.told");
        assert!(refused.message.starts_with("Too late to undo: Priya Nair was told at "), "{}", refused.message);
        let mails = practice.there.mails().len();
        practice.app.bring_back(&moved.change_id, true, false).unwrap();
        practice.sync().await;
        assert_eq!(practice.there.mails().len(), mails + 1, "they are told again, for that was chosen");
    } else {
        undone.unwrap();
        practice.sync().await;
    }
    // What was undone before it was sent left nothing to send, and can be done again.
    practice.world.clock.advance(TimeDelta::minutes(1));
    practice.app.reschedule(move_to(&quiet.id, "2026-12-03T14:00", false)).unwrap();
    for from in ["10:00", "14:00", "10:00"] {
        let undone = practice.app.undo_unsent(&quiet.id, false).unwrap();
        assert_eq!(undone.appointment.unwrap().from, from);
    }
    practice.sync().await;
    let starts: Vec<_> = practice.there.events(Which::Main).into_iter().map(|event| event.start).collect();
    assert!(starts.contains(&at("2026-12-01T09:00:00Z")), "{starts:?}");
}
