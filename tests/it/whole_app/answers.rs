//! What the person answers, and what became of a request that nobody answered: nothing is overwritten that was not asked about,
//! and whoever was told of something is told when it is taken back.

use chrono::TimeDelta;
use daybook_core::app::views::{AgendaItem, Availability, EditDraft, Happened, HistoryField, OutboxItem, Sync};
use daybook_tests::cast::far_side::{Told, Which};
use daybook_tests::world::{draft, form_of};

use super::{CLIENT, Practice, Practices, at, move_to, priya};

fn told(what: Told) -> (String, Told) {
    (CLIENT.to_owned(), what)
}

/// Y4: the word about a title leaves the move that was made there and the place that was typed here as they are.
pub async fn an_answer_about_a_title_settles_the_title(practices: Practices) {
    for mine in [true, false] {
        let practice = practices.another().await;
        let booked = practice.sent(priya(false)).await;
        practice.edit(EditDraft { title: Some("Ours".into()), place: Some("Room 2".into()), ..form_of(&booked) });
        let id = practice.event().id;
        practice.there.retitle(&id, "Theirs");
        practice.there.move_there(&id, at("2026-12-01T14:00:00Z"));
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.conflict")));
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        assert_eq!(differs(&item), [("title", "Ours", "Theirs")]);
        if mine { practice.app.keep_mine(&item.id) } else { practice.app.use_theirs(&item.id) }.unwrap();
        practice.sync().await;
        let title = if mine { "Ours" } else { "Theirs" };
        let (there, here) = (practice.event(), practice.kept(&booked.id));
        assert_eq!(
            (there.title.as_str(), there.place.as_str(), there.start),
            (title, "Room 2", at("2026-12-01T14:00:00Z"))
        );
        assert_eq!((here.title.as_str(), here.place.as_str(), here.from.as_str()), (title, "Room 2", "15:00"));
        assert_eq!(here.sync.state.word(), "synced");
    }
}

/// S55: title, time and description changed on both sides: each is settled by itself, and what was kept here is written there.
pub async fn of_several_fields_each_is_answered_by_itself(practices: Practices) {
    for known in [true, false] {
        let practice = practices.another().await;
        let booked = practice.sent(priya(false)).await;
        let (title, line) = (Some("Ours".into()), Some("Our line.".into()));
        practice.edit(EditDraft { title, description: line, start: "2026-12-01T12:00".into(), ..form_of(&booked) });
        let id = practice.event().id;
        practice.there.retitle(&id, "Theirs");
        practice.there.describe(&id, "Their line.");
        practice.there.move_there(&id, at("2026-12-01T14:00:00Z"));
        if !known {
            practice.file().execute("UPDATE copies SET agreed = NULL, agreed_calendar = NULL", []).unwrap();
        }
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.conflict")));
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        let time = ("time", "2026-12-01T12:00/2026-12-01T12:50", "2026-12-01T15:00/2026-12-01T16:00");
        let line = ("description", "Our line.", "Their line.");
        assert_eq!(differs(&item), [time, ("title", "Ours", "Theirs"), line]);
        // The appointment itself says the same, in the agenda too.
        let sync = practice.kept(&booked.id).sync;
        assert_eq!((&sync.theirs, &sync.differs, &sync.along), (&item.theirs, &item.differs, &item.along));
        let agenda = practice.app.agenda("2026-12-01", "2026-12-01").unwrap();
        let listed = agenda.iter().find_map(|one| match one {
            AgendaItem::Appointment(one) if one.appointment.id == booked.id => Some(&one.appointment.sync),
            AgendaItem::Appointment(_) | AgendaItem::Busy(_) => None,
        });
        assert_eq!(listed, Some(&sync));
        let asked = |fields: Vec<_>| practice.app.use_theirs_of(&item.id, Some(&fields));
        assert_eq!(asked(vec![HistoryField::Place]).unwrap_err().code.word(), "input");
        asked(vec![HistoryField::Title]).unwrap();
        practice.sync().await;
        let (there, here) = (practice.event(), practice.kept(&booked.id));
        assert_eq!((there.title.as_str(), there.start), ("Theirs", at("2026-12-01T11:00:00Z")));
        assert_eq!((here.title.as_str(), here.from.as_str(), here.sync.state.word()), ("Theirs", "12:00", "synced"));
        let Sync { theirs, differs: left, along, .. } = &here.sync;
        assert_eq!((theirs, left.len(), along.len()), (&None, 0, 0), "nothing is asked any more");
        assert_eq!((there.description.trim(), here.description.as_str()), ("Our line.", "Our line."));
        // Of each field the loser stays in the history.
        let history = practice.app.history(&booked.id).unwrap();
        let changed = |what: Happened| {
            let entry = history.iter().find(|entry| entry.what == what);
            let changed = entry.map(|entry| entry.changed.as_slice()).unwrap_or_default();
            changed.iter().map(|one| (one.field.word(), one.before.trim(), one.after.trim())).collect::<Vec<_>>()
        };
        assert_eq!(changed(Happened::UsedTheirs), [("title", "Ours", "Theirs")]);
        let time = ("time", "2026-12-01T15:00/2026-12-01T16:00", "2026-12-01T12:00/2026-12-01T12:50");
        assert_eq!(changed(Happened::KeptMine), [time, ("description", "Their line.", "Our line.")]);
    }
}

/// "Keep mine" is taken back before it is sent, with the move that it was about: what stands there was not given up by that.
pub async fn what_is_kept_and_undone_before_it_is_sent_overwrites_nothing(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    practice.world.clock.advance(TimeDelta::minutes(1));
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T13:00", false)).unwrap();
    practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
    practice.app.sync_now().await.unwrap();
    let item = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.keep_mine(&item.id).unwrap();
    practice.app.undo_unsent(&booked.id, false).unwrap();
    for _ in 0..2 {
        practice.world.clock.advance(TimeDelta::minutes(1));
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.event().start, at("2026-12-01T14:00:00Z"));
        assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.conflict")));
    }
}

/// What a question is about: each field, with what is here and there.
pub(super) fn differs(item: &OutboxItem) -> Vec<(&'static str, &str, &str)> {
    item.differs.iter().map(|one| (one.field.word(), one.here.as_str(), one.there.as_str())).collect()
}

/// Y25, P6: the move arrived and was mailed; taken back, that is mailed too.
pub async fn a_move_that_was_told_and_discarded_is_taken_back_with_a_mail(practice: Practice) {
    let booked = practice.sent(priya(true)).await;
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", true)).unwrap();
    practice.world.network.lose_an_answer();
    practice.app.sync_due().await.unwrap();
    assert_eq!(practice.there.mails(), [told(Told::Invited), told(Told::Changed)]);
    let item = practice.app.activity().unwrap().waiting.remove(0);
    practice.app.discard(&item.id).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert_eq!(practice.event().start, at("2026-12-01T09:00:00Z"));
    assert_eq!(practice.there.mails(), [told(Told::Invited), told(Told::Changed), told(Told::Changed)]);
    assert_eq!((practice.kept(&booked.id).from.as_str(), practice.state(&booked.id).0), ("10:00", "synced"));
}

/// Y25, P6: the client was told that it is off; discarded, it is booked anew, once, and they are invited anew.
pub async fn a_cancel_that_was_told_and_discarded_is_booked_anew_with_a_mail(practice: Practice) {
    let booked = practice.sent(priya(true)).await;
    practice.app.cancel(&booked.id, true).unwrap();
    practice.world.network.lose_an_answer_to(&["DELETE"]);
    practice.app.sync_due().await.unwrap();
    assert!(practice.there.events(Which::Main).is_empty(), "it had arrived");
    let item = practice.app.activity().unwrap().waiting.remove(0);
    practice.app.discard(&item.id).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert_eq!(practice.event().start, at("2026-12-01T09:00:00Z"));
    assert_eq!(practice.there.mails(), [told(Told::Invited), told(Told::Cancelled), told(Told::Invited)]);
    let kept = practice.kept(&booked.id);
    assert_eq!((kept.status.word(), kept.sync.state.word()), ("confirmed", "synced"));
}

/// Y16: the invitation went out, its answer was lost, and the booking was discarded: it is not said to be on this computer
/// only, and cancelled it is cancelled there, with a mail.
pub async fn a_discarded_booking_that_had_arrived_is_still_cancelled_with_a_mail(practice: Practice) {
    let booked = practice.book(priya(true));
    practice.there.lose_an_answer();
    practice.app.sync_due().await.unwrap();
    if let Some(item) = practice.app.activity().unwrap().waiting.pop() {
        practice.app.discard(&item.id).unwrap();
        assert_eq!(practice.state(&booked.id).0, "waiting");
        assert_eq!(practice.app.status().local_only, 0);
    }
    practice.app.cancel(&booked.id, true).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty());
    assert_eq!(practice.there.mails(), [told(Told::Invited), told(Told::Cancelled)]);
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// Y16: a server that says it is too busy may have done it all the same.
pub async fn a_booking_that_arrived_at_a_busy_server_is_cancelled_there(practice: Practice) {
    let booked = practice.book(priya(true));
    practice.world.network.be_busy_after(&["POST", "PUT"]);
    practice.app.sync_due().await.unwrap();
    practice.app.cancel(&booked.id, true).unwrap();
    practice.world.clock.advance(TimeDelta::minutes(10));
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty());
    assert_eq!(practice.there.mails(), [told(Told::Invited), told(Told::Cancelled)]);
    assert_eq!((practice.kept(&booked.id).status.word(), practice.state(&booked.id).0), ("cancelled", "synced"));
}

/// P6: a move that waits was to be told, and the cancel after it is not.
pub async fn a_cancel_follows_its_own_choice_of_telling(practice: Practice) {
    if practice.there.always_mails() {
        return;
    }
    let booked = practice.sent(priya(true)).await;
    practice.app.reschedule(move_to(&booked.id, "2026-12-01T12:00", true)).unwrap();
    practice.app.cancel(&booked.id, false).unwrap();
    practice.sync().await;
    assert!(practice.there.events(Which::Main).is_empty());
    assert_eq!(practice.there.mails(), [told(Told::Invited)]);
}

/// P1: what stands in an account that is not connected any more is not on this computer only, and is not sent twice.
pub async fn what_stands_in_a_former_account_is_not_local(practice: Practice) {
    let stands = practice.sent(priya(true)).await;
    practice.app.disconnect(&practice.connection.id, true).unwrap();
    practice.app.book(draft("Ada", "2026-12-02T10:00")).unwrap();
    assert_eq!(practice.app.status().local_only, 1, "Ada alone");
    practice.connect_again().await;
    assert_eq!(practice.app.send_local().unwrap().sent, 1);
    practice.sync().await;
    assert_eq!(practice.starts(), [at("2026-12-01T09:00:00Z"), at("2026-12-02T09:00:00Z")]);
    assert_eq!((practice.there.mails().len(), practice.state(&stands.id).0), (1, "synced"));
}

/// Y13, S51: whatever of the file is damaged, what is not goes on: the rest is read, sent and shown, and heals where it can.
pub async fn a_damaged_row_is_the_trouble_of_that_row(practice: Practice) {
    let damaged = practice.sent(priya(false)).await;
    let fine = practice.sent(draft("Ada", "2026-12-02T10:00")).await;
    for (table, field) in [
        ("calendars", "name"),
        ("calendars", "sync_cursor"),
        ("calendars", "handle"),
        ("copies", "agreed"),
        ("appointments", "title"),
    ] {
        let (id, key) = match table {
            "calendars" => (fine.calendar_id.clone().unwrap(), "id"),
            _ => (damaged.id.clone(), "id"),
        };
        let flip =
            format!("UPDATE {table} SET {field}_auth = hex(randomblob(16)) WHERE {key} = ? AND {field} IS NOT NULL");
        practice.file().execute(&flip, [&id]).unwrap();
        let first = practice.there.events(Which::Main).into_iter().min_by_key(|event| event.start).unwrap();
        practice.there.retitle(&first.id, &format!("with {field}"));
        assert_eq!(practice.app.agenda("2026-12-01", "2026-12-01").unwrap().len(), 1, "{table}.{field}");
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.status(), ("connected", None), "{table}.{field}");
        let planted = practice.there.plant(Which::Main, "Dentist", at("2026-12-01T15:00:00Z"));
        practice.app.sync_now().await.unwrap();
        let check = practice.app.check("2026-12-01T16:10", 30, None, None).unwrap();
        assert_eq!(check.answer, Availability::Busy, "{table}.{field}");
        practice.there.take_away(Which::Main, &planted);
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&fine.id).0, "synced", "{table}.{field}");
    }
    assert_eq!(practice.app.check("2026-12-01T10:00", 50, None, None).unwrap().answer, Availability::Busy);
}
