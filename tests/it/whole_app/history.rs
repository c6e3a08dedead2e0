//! What happened to an appointment, and what was true then.

use chrono::TimeDelta;
use daybook_core::app::views::{AgendaItem, EditDraft, HistoryEntry};
use daybook_tests::cast::far_side::Which;
use daybook_tests::world::{draft, form_of};

use super::again::second_computer;
use super::{Practice, Practices, at, move_to, priya};

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
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    let done = practice.app.activity().unwrap().done_today.remove(0);
    assert!(before.calendar.is_some() && before.provider.is_some(), "{before:?}");
    let sent = practice.app.history(&booked.id).unwrap().remove(0);
    for (provider, calendar) in [(&done.provider, &done.calendar), (&sent.provider, &sent.calendar)] {
        assert_eq!((provider.as_deref(), calendar), (before.provider.as_deref(), &before.calendar));
    }
}

/// P7: a question that was answered is answered, whichever way; what waited and was never sent is taken back while it is asked about.
pub async fn an_answer_is_not_undone_and_what_was_never_sent_is(practices: Practices) {
    for answer in [Some("keep"), Some("use"), None] {
        let practice = practices.another().await;
        let booked = practice.sent(priya(false)).await;
        practice.world.clock.advance(TimeDelta::minutes(1));
        practice.app.pause(&practice.connection.id, true).unwrap();
        practice.app.reschedule(move_to(&booked.id, "2026-12-01T14:00", false)).unwrap();
        practice.there.move_there(&practice.event().id, at("2026-12-01T15:00:00Z"));
        practice.app.pause(&practice.connection.id, false).unwrap();
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.conflict")));
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        let right = match answer {
            Some("keep") => {
                practice.app.keep_mine(&item.id).unwrap();
                "14:00"
            }
            Some(_) => {
                practice.app.use_theirs(&item.id).unwrap();
                "16:00"
            }
            None => {
                practice.app.undo_unsent(&booked.id, true).unwrap();
                "16:00"
            }
        };
        practice.sync().await;
        assert_eq!((practice.kept(&booked.id).from.as_str(), practice.state(&booked.id).0), (right, "synced"));
        if answer.is_some() {
            practice.there.forget_seen();
            for refused in
                [practice.app.undo_unsent(&booked.id, true), practice.app.undo(&newest(&practice, &booked.id))]
            {
                assert_eq!(refused.unwrap_err().code.word(), "undo.late");
            }
            practice.sync().await;
            assert!(practice.there.writes().is_empty() && practice.kept(&booked.id).from == right);
        }
    }
}

impl Practice {
    /// What the calendar was told of an appointment, request by request, in the order of the words.
    pub(super) fn requests(&self, id: &str) -> Vec<&'static str> {
        let told = self.app.history(id).unwrap();
        assert!(told.iter().all(|entry| (entry.what.word() == "sent") == entry.sent.is_some()), "{told:?}");
        let mut sent: Vec<_> = told.iter().filter_map(|entry| entry.sent).map(|what| what.word()).collect();
        sent.sort_unstable();
        sent
    }
}

/// P7: the booking arrived, its answer was lost, and it was cancelled before that was known: one request booked it and one
/// cancelled it, and neither is taken for the other, however close they are.
pub async fn of_each_request_the_history_says_what_the_calendar_was_told(practice: Practice) {
    let booked = practice.book(priya(false));
    practice.world.network.be_busy_after(&["POST", "PUT"]);
    practice.app.sync_due().await.unwrap();
    practice.world.clock.advance(TimeDelta::minutes(1));
    practice.app.cancel(&booked.id, false).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty());
    assert_eq!(practice.requests(&booked.id), ["book", "cancel"]);

    let other = practice.sent(draft("Ada", "2026-12-03T10:00")).await;
    practice.app.reschedule(move_to(&other.id, "2026-12-03T12:00", false)).unwrap();
    practice.sync().await;
    practice.edit(EditDraft { place: Some("Room 2".into()), ..form_of(&practice.kept(&other.id)) });
    practice.sync().await;
    assert_eq!(practice.requests(&other.id), ["book", "change", "move"]);
}

/// P7: an event that was made on the phone: the history says that the person made it an appointment, with whom and where it
/// stood, and goes on saying so. Nobody changed it there, there is nothing to undo, and another computer has only found it.
pub async fn an_adopted_event_is_told_as_made_an_appointment_by_the_person(practice: Practice) {
    practice.there.plant(Which::Main, "Lena", at("2026-12-01T15:00:00Z"));
    practice.sync().await;
    let block = practice.app.agenda("2026-12-01", "2026-12-01").unwrap().remove(0);
    let AgendaItem::Busy(block) = block else { panic!("{block:?}") };
    let made = practice.app.adopt(&block.id, "Lena Brandt", None, None).unwrap().appointment;
    let told = practice.app.history(&made.id).unwrap();
    let [begins] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((begins.what.word(), begins.there, begins.sent), ("adopted", false, None));
    let [client] = begins.changed.as_slice() else { panic!("{begins:?}") };
    assert_eq!((client.field.word(), client.before.as_str(), client.after.as_str()), ("client", "", "Lena Brandt"));
    assert_eq!(begins.calendar.as_deref(), Some(block.calendar.as_str()));
    assert_eq!(
        begins.after.as_ref().map(|time| (time.day.as_str(), time.from.as_str())),
        Some(("2026-12-01", "16:00"))
    );
    assert!(begins.provider.is_some() && begins.before.is_none() && begins.back.is_empty(), "{begins:?}");
    assert!(practice.app.activity().unwrap().changed_there.is_empty(), "nobody changed it there");

    let change = begins.change_id.clone().unwrap();
    for refused in [practice.app.undo_unsent(&made.id, false), practice.app.undo(&change)] {
        let refused = refused.unwrap_err();
        assert_eq!(
            (refused.code.word(), refused.message.as_str()),
            ("input", "This appointment stands in a calendar.")
        );
    }
    assert_eq!(practice.app.bring_back(&change, false, false).unwrap_err().code.word(), "input");
    practice.sync().await;
    assert!(practice.there.writes().is_empty(), "and nothing was sent");

    practice.world.clock.advance(TimeDelta::minutes(1));
    practice.edit(EditDraft { client_id: None, client: "Mara Lenz".into(), ..form_of(&made) });
    practice.app.reschedule(move_to(&made.id, "2026-12-01T12:00", false)).unwrap();
    practice.sync().await;
    let told = practice.app.history(&made.id).unwrap();
    let oldest = told.last().unwrap();
    assert_eq!((oldest.what.word(), &oldest.changed), ("adopted", &begins.changed), "as it was then");

    let (_world, app) = second_computer(&practice).await;
    let told = app.history(&made.id).unwrap();
    assert_eq!(told.last().map(|entry| (entry.what.word(), entry.there)), Some(("found", true)), "{told:?}");
}

fn newest(practice: &Practice, id: &str) -> String {
    let told = practice.app.history(id).unwrap();
    told.into_iter().find_map(|one| one.change_id).unwrap()
}

/// P7: a deletion there is told, with what became of it, and takes no undo from what was done before.
pub async fn what_was_deleted_there_and_booked_again_is_in_its_history(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.world.clock.advance(TimeDelta::minutes(1));
    practice.there.take_away(Which::Main, &practice.event().id);
    practice.sync().await;
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.deleted")));
    let listed = practice.app.activity().unwrap().changed_there;
    let listed: Vec<_> = listed.iter().map(|one| (one.client.as_str(), one.entry.what.word())).collect();
    assert_eq!(listed, [("Priya Nair", "deleted_there")]);
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.keep_mine(&item.id).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(1));
    practice.sync().await;
    let told = practice.app.history(&booked.id).unwrap();
    assert_eq!(words(&told), ["book", "sent", "deleted_there", "booked_again", "sent"]);
}

/// P7: to disconnect an account and connect it again is nothing that was done to an appointment; where it was sent is.
pub async fn the_history_takes_no_account_that_comes_or_goes_for_a_change(practice: Practice) {
    let calendar =
        practice.app.connections().unwrap()[0].calendars.iter().find(|one| one.receives_bookings).unwrap().id.clone();
    practice.app.set_calendar(&calendar, None, Some(false), None).unwrap();
    let booked = practice.app.book(priya(false)).unwrap().appointment;
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", false)).unwrap();
    practice.app.set_calendar(&calendar, None, Some(true), None).unwrap();
    assert_eq!(practice.app.send_local().unwrap().sent, 1);
    practice.sync().await;
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    let away = practice.app.appointment(&booked.id).unwrap();
    assert_eq!((away.sync.state.word(), away.sync.reason.map(|reason| reason.word())), ("local", Some("cal.away")));
    practice.connect_again().await;
    practice.sync().await;
    let told = practice.app.history(&booked.id).unwrap();
    let fields: Vec<_> = told
        .iter()
        .rev()
        .map(|one| (one.what.word(), one.changed.iter().map(|one| one.field.word()).collect::<Vec<_>>()))
        .collect();
    assert_eq!(
        fields,
        [("book", vec![]), ("move", vec!["time"]), ("chose_calendar", vec!["calendar"]), ("sent", vec![])]
    );
    assert!(told.iter().flat_map(|one| &one.back).all(|one| one.field.word() != "calendar"));
    // What is brought back already is no change that could be undone.
    let nothing = told.iter().find(|one| one.what.word() == "chose_calendar").unwrap();
    assert!(nothing.back.is_empty());
    practice.app.bring_back(nothing.change_id.as_deref().unwrap(), false, false).unwrap_err();
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

/// P7, P5: somebody drags the event to another calendar while the account is not connected: that is told as in any other week.
pub async fn what_was_dragged_while_its_account_was_away_is_told(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    practice.there.drag(&practice.event().id);
    practice.connect_again().await;
    practice.sync().await;
    assert_eq!(practice.state(&booked.id), ("synced", None));
    let history = practice.app.history(&booked.id).unwrap();
    let moved: Vec<_> = history.iter().filter(|entry| entry.what.word() == "moved_there").collect();
    assert_eq!(moved.len(), 1, "{history:?}");
    assert_eq!(moved[0].changed.iter().map(|one| one.field.word()).collect::<Vec<_>>(), ["calendar"]);
    assert_eq!(practice.app.activity().unwrap().changed_there.len(), 1);
}
