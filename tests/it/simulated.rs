//! Histories of the whole sync on a simulated world, each from a seed, against its laws: `docs/simulation.md`.

use std::time::Duration;

use daybook_core::app::views::{Appointment, Availability, BookDraft, EditDraft};
use daybook_tests::simulated::{self, Deed, Fault, History, Provider, Standing, Temper};
use daybook_tests::world::{draft, form_of};

/// As many as fit into some seconds of an unoptimised build, on a machine that has little else to do. `cargo x simulate` lives through as many as one likes.
const HISTORIES: u64 = 40;

#[test]
fn no_history_of_a_fixed_set_breaks_a_law() {
    let run = simulated::run(0, HISTORIES, |_, _| {});
    let broken: Vec<_> =
        run.failed.iter().map(|(seed, outcome)| format!("seed {seed}: {:?}", outcome.broken)).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// 140041 and 200250: an event was seen last in a calendar that is gone or was missing. 201296, 203902 and 301239: whether the
/// person there or a request of ours deleted it, nobody can know. 210081: a page in the place of an answer. 211949: cancelled
/// after it was dragged elsewhere. 401613: booked anew by one computer and made a series there, cancelled on the other. 1004864: a
/// wrong 410 about the calendar that a repeated booking stands in. 2053340: repeated with another time, while what was sent first
/// stood there. 3007656: booked again by one computer, while its cancelled event still stood there for the other. 3054156: a first
/// reading that was not given the appointment's event. 3056015: a create that was carried out and answered with 403.
/// 5051214: a cancel of what was deleted there, undone. 7056748: an older copy of the file whose first reading failed. 7059996: a
/// kept cancel, undone. 7060347: mailed, dragged into a calendar that was then deleted, before anybody knew. 8004342: a lost answer,
/// and then another calendar was chosen that is missing. 7011809, 8002317: dates of a series are those of its zone.
/// 22011146: a booking that an older copy of the file does not know to be sent, undone while it is asked about. 20000059: a write
/// met its own event in another calendar, and took it for one of this. 22013202: two computers booked one deleted appointment
/// again, and both events stood. 30057898: what was booked again and then cancelled waited for a reading for ever. 40019665 and
/// 40071826: at CalDAV, a write without an answer counted as refused, because a sign-in was refused where its account was looked
/// for. 40040390: at Outlook, a create met its duplicate, which was said to be gone. 80030177: a booking was made anew through
/// a copy of the file and turned into a series there, and the older copy had it at another hour. 80034129: at Outlook, a series
/// was moved between two answers of one reading, and its date counted as taken out. 90006008: an appointment that another
/// computer had booked again was cancelled where its first event was back from the bin, and the other one stood. In 22009820,
/// 30053673, 60010954, 80026783 and 80093802 it was the ledger that was wrong: what a question names was seen by whoever
/// answers it, what is booked again is an event that nobody knows yet, whoever keeps a booking on one computer cannot know that
/// it had arrived and was cancelled on another, what is cancelled chooses no time, and nobody knows of an event that went with
/// its calendar before the file was put back.
#[test]
fn no_history_that_once_broke_a_law_breaks_one_again() {
    let older = [140_041, 200_250, 201_296, 203_902, 210_081, 211_949, 301_239];
    let newer = [401_613, 1_004_864, 2_053_340, 3_007_656, 3_054_156, 3_056_015, 5_051_214, 7_056_748, 7_059_996];
    let newest = [
        7_060_347, 8_004_342, 7_011_809, 8_002_317, 20_000_059, 22_011_146, 22_009_820, 22_013_202, 30_053_673,
        30_057_898, 40_019_665, 40_040_390, 40_071_826, 60_010_954, 80_026_783, 80_030_177, 80_034_129, 80_093_802,
        90_006_008,
    ];
    for seed in older.into_iter().chain(newer).chain(newest) {
        assert_eq!(simulated::live(seed).broken, Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn the_same_seed_gives_the_same_history() {
    for seed in 0..8 {
        assert_eq!(simulated::live(seed).trace, simulated::live(seed).trace, "seed {seed}");
    }
}

/// A calendar was deleted while its account was not connected: what was to go there does not wait for ever.
#[tokio::test]
async fn what_waits_for_a_calendar_that_is_gone_when_its_account_is_back_is_asked_about() {
    let mut history = History::told(Provider::Dav(Temper::Tokens)).await;
    history.sync_after(1).await;
    let connection = history.device().connection().unwrap();
    let app = history.device().app();
    let form = BookDraft { calendar_id: Some(home(&history)), ..draft("Ada", "2026-12-01T10:00") };
    let booked = app.book(form).unwrap().appointment;
    app.disconnect(&connection.id, true).unwrap();
    history.carry_out(&Deed::DropCalendar(1));
    assert!(history.device().sign_in().await);
    history.sync_after(1).await;
    assert_eq!(state(&history, &booked.id), ("waiting", Some("cal.missing")), "absent once is no proof");
    history.sync_after(11).await;
    assert_eq!(state(&history, &booked.id), ("needs_you", Some("cal.gone")));
}

/// Connected again and not read yet: its event may stand in the old calendar, and is removed there. A cancel goes nowhere else.
#[tokio::test]
async fn a_cancel_that_is_given_another_calendar_still_removes_the_event_where_it_stands() {
    let mut history = History::told(Provider::Dav(Temper::Tokens)).await;
    let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
    history.sync_after(1).await;
    let app = history.device().app();
    app.disconnect(&history.device().connection().unwrap().id, true).unwrap();
    assert!(history.device().sign_in().await);
    app.cancel(&booked.id, true).unwrap();
    let waits = app.activity().unwrap().waiting.remove(0);
    assert_eq!(app.choose_calendar(&waits.id, &home(&history)).unwrap_err().code.word(), "input");
    history.sync_after(1).await;
    history.sync_after(1).await;
    assert!(history.standing().is_empty());
    assert_eq!(state(&history, &booked.id).0, "synced");
}

/// The create was carried out and is looked at, which the server is too busy for. Cancelled then, it is looked for.
#[tokio::test]
async fn a_write_whose_look_afterwards_fails_is_not_taken_for_unsent() {
    for busy in [Fault::Patience(503), Fault::Status(401), Fault::Offline] {
        let mut history = History::told(Provider::Dav(Temper::Mails)).await;
        history.sync_after(1).await;
        let form =
            BookDraft { email: Some("ada@client.test".into()), invite: true, ..draft("Ada", "2026-12-01T10:00") };
        let booked = history.device().app().book(form).unwrap().appointment;
        history.meets(&[None, Some(busy)]);
        history.sync_after(1).await;
        assert_eq!(history.standing().len(), 1);
        history.device().app().cancel(&booked.id, true).unwrap();
        history.device().sign_in().await;
        history.sync_after(20).await;
        history.sync_after(20).await;
        assert!(history.standing().is_empty(), "{busy:?}");
        assert_eq!(state(&history, &booked.id).0, "synced", "{busy:?}");
    }
}

/// Half of an object has the ETag of the whole.
#[tokio::test]
async fn an_object_that_came_torn_is_fetched_again() {
    let mut history = History::told(Provider::Dav(Temper::EtagsOnly)).await;
    history.sync_after(1).await;
    history.carry_out(&Deed::Plant(0, "Dentist".to_owned(), "2026-12-01T09:00:00Z".parse().unwrap()));
    history.meets(&[None, None, None, Some(Fault::Torn)]);
    history.sync_after(6).await;
    let verdict = |history: &History| history.device().app().check("2026-12-01T10:00", 30, None, None).unwrap().answer;
    assert_eq!(verdict(&history), Availability::Unknown);
    history.sync_after(6).await;
    assert_eq!(verdict(&history), Availability::Busy);
}

/// A portal answers a change with its page and status 200: what stands there is what stood there before.
#[tokio::test]
async fn a_page_in_the_place_of_an_answer_is_no_proof_of_a_change() {
    let mut history = History::told(Provider::Dav(Temper::Mails)).await;
    let form = BookDraft { email: Some("ada@client.test".into()), invite: true, ..draft("Ada", "2026-12-01T10:00") };
    let booked = history.device().app().book(form).unwrap().appointment;
    history.sync_after(1).await;
    let edit = EditDraft { title: Some("Ada (knee)".into()), notify: true, ..form_of(&booked) };
    history.device().app().edit(edit).unwrap();
    history.meets(&[Some(Fault::Page)]);
    history.sync_after(1).await;
    history.sync_after(20).await;
    history.sync_after(20).await;
    assert_eq!(history.standing()[0].event.title, "Ada (knee)");
    assert_eq!(state(&history, &booked.id).0, "synced");
}

/// The page is no answer either where somebody else changed the event before.
#[tokio::test]
async fn a_page_in_the_place_of_an_answer_does_not_let_the_other_side_win() {
    let mut history = History::told(Provider::Dav(Temper::Tokens)).await;
    let (booked, stands) = sent(&mut history).await;
    history.carry_out(&Deed::Move(stands.calendar, stands.key, "2026-12-01T12:30:00Z".parse().unwrap()));
    let later = EditDraft { start: "2026-12-01T20:00".into(), ..form_of(&booked) };
    history.device().app().edit(later).unwrap();
    history.meets(&[Some(Fault::Page)]);
    history.sync_after(1).await;
    history.sync_after(20).await;
    assert_eq!(state(&history, &booked.id), ("needs_you", Some("sync.conflict")));
}

/// Its calendar does not hold it any more. That is no proof that it is nowhere.
#[tokio::test]
async fn what_was_dragged_elsewhere_is_cancelled_where_it_stands() {
    for provider in
        [Provider::Dav(Temper::Tokens), Provider::Dav(Temper::EtagsOnly), Provider::Google, Provider::Outlook]
    {
        let mut history = History::told(provider).await;
        let (booked, stands) = sent(&mut history).await;
        history.carry_out(&Deed::Drag(stands.calendar, stands.key, 1));
        history.device().app().cancel(&booked.id, false).unwrap();
        history.sync_after(1).await;
        assert!(history.standing().iter().all(|one| one.event.cancelled), "{provider:?}");
        assert_eq!(state(&history, &booked.id), ("synced", None), "{provider:?}");
    }
}

/// It was cancelled, and is brought back from the bin into a calendar that is there again itself.
#[tokio::test]
async fn what_stands_in_a_calendar_that_is_there_again_is_asked_about_at_once() {
    let mut history = History::told(Provider::Dav(Temper::Tokens)).await;
    history.sync_after(1).await;
    let form = BookDraft { calendar_id: Some(home(&history)), ..draft("Ada", "2026-12-01T10:00") };
    let booked = history.device().app().book(form).unwrap().appointment;
    history.sync_after(1).await;
    history.device().app().cancel(&booked.id, false).unwrap();
    history.sync_after(1).await;
    history.carry_out(&Deed::DropCalendar(1));
    history.sync_after(6).await;
    history.carry_out(&Deed::BringCalendarBack(1));
    history.carry_out(&Deed::BringBack);
    history.sync_after(6).await;
    assert_eq!(state(&history, &booked.id), ("needs_you", Some("sync.back")));
}

/// What the copy still has to send was sent since, and was put elsewhere.
#[tokio::test]
async fn what_waits_in_an_older_copy_of_the_file_is_looked_for_before_it_is_sent() {
    for provider in [Provider::Dav(Temper::Tokens), Provider::Dav(Temper::EtagsOnly), Provider::Google] {
        let mut history = History::told(provider).await;
        history.sync_after(1).await;
        let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
        let copy = history.device().copy();
        history.sync_after(1).await;
        let stands = history.standing().remove(0);
        history.carry_out(&Deed::Drag(stands.calendar, stands.key, 1));
        history.put_back_copy(&copy).await;
        history.sync_after(1).await;
        history.sync_after(11).await;
        let standing = history.standing();
        assert_eq!(standing.iter().filter(|one| !one.event.cancelled).count(), 1, "{provider:?}");
        assert_eq!(state(&history, &booked.id), ("synced", None), "{provider:?}");
    }
}

/// As above, and the calendar where it stands by now cannot be read for a while. That some of the account was read is no look.
#[tokio::test]
async fn what_waits_in_an_older_copy_of_the_file_waits_until_every_calendar_was_read() {
    for provider in [Provider::Dav(Temper::Tokens), Provider::Dav(Temper::EtagsOnly)] {
        let mut history = History::told(provider).await;
        let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
        let copy = history.device().copy();
        history.sync_after(1).await;
        let stands = history.standing().remove(0);
        history.carry_out(&Deed::Drag(stands.calendar, stands.key, 1));
        history.put_back_copy(&copy).await;
        for _ in 0..2 {
            history.meets(&[None, Some(Fault::Status(500)), Some(Fault::Status(500))]);
            history.sync_after(11).await;
            let (word, reason) = state(&history, &booked.id);
            assert!(word == "waiting" && reason.is_some(), "{provider:?}: {word}, {reason:?}");
            assert_eq!(history.standing().len(), 1, "{provider:?}");
        }
        history.meets(&[]);
        history.sync_after(11).await;
        history.sync_after(11).await;
        assert_eq!(history.standing().len(), 1, "{provider:?}");
        assert_eq!(state(&history, &booked.id), ("synced", None), "{provider:?}");
    }
}

/// It was changed there and here, cancelled here, and the cancel was kept. Undone, the two sides differ as before.
#[tokio::test]
async fn a_cancel_that_was_kept_can_be_undone_and_what_differs_is_asked() {
    let mut history = History::told(Provider::Dav(Temper::Tokens)).await;
    let (booked, stands) = sent(&mut history).await;
    history.carry_out(&Deed::Retitle(stands.calendar, stands.key, "Ada (knee)".to_owned()));
    let app = history.device().app();
    app.edit(EditDraft { title: Some("Ada (back)".into()), ..form_of(&booked) }).unwrap();
    app.cancel(&booked.id, false).unwrap();
    history.sync_after(1).await;
    let app = history.device().app();
    assert_eq!(state(&history, &booked.id), ("needs_you", Some("sync.back")));
    app.keep_mine(&app.activity().unwrap().needs_you.remove(0).id).unwrap();
    app.undo_unsent(&booked.id, false).unwrap();
    assert_eq!(state(&history, &booked.id), ("needs_you", Some("sync.conflict")));
    history.sync_after(1).await;
    assert_eq!(history.standing()[0].event.title, "Ada (knee)");
}

/// In the copy it waits, another calendar is chosen for it, and it has been sent since.
#[tokio::test]
async fn a_calendar_that_is_chosen_in_an_older_copy_of_the_file_makes_no_twin() {
    let mut history = History::told(Provider::Dav(Temper::Tokens)).await;
    history.sync_after(1).await;
    let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
    let copy = history.device().copy();
    history.sync_after(1).await;
    history.put_back_copy(&copy).await;
    let app = history.device().app();
    app.choose_calendar(&app.activity().unwrap().waiting.remove(0).id, &home(&history)).unwrap();
    history.sync_after(1).await;
    history.sync_after(11).await;
    assert_eq!(history.standing().len(), 1);
    assert_eq!(state(&history, &booked.id), ("synced", None));
}

/// Cancelled on every computer; then one of them takes that back, which writes a new event.
#[tokio::test]
async fn what_another_computer_books_again_is_asked_about_where_it_is_cancelled() {
    let mut history = History::told(Provider::Dav(Temper::Tokens)).await;
    let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
    history.sync_after(1).await;
    history.device().app().cancel(&booked.id, false).unwrap();
    history.sync_after(1).await;
    assert!(history.standing().is_empty());
    let other_computer = history.device().copy();
    let connection = history.device().connection().unwrap();
    history.device().app().disconnect(&connection.id, true).unwrap();
    history.device().app().undo_unsent(&booked.id, false).unwrap();
    assert!(history.device().sign_in().await);
    history.sync_after(1).await;
    history.sync_after(11).await;
    assert_eq!(history.standing().len(), 1);
    history.put_back_copy(&other_computer).await;
    history.sync_after(11).await;
    assert_eq!(state(&history, &booked.id), ("needs_you", Some("sync.back")));
}

/// Cancelled there and on one computer, where its cancelled event is known to stand; the other computer books it again.
#[tokio::test]
async fn what_another_computer_books_again_beside_a_cancelled_event_is_asked_about_where_it_is_cancelled() {
    let mut history = History::told(Provider::Dav(Temper::Mails)).await;
    let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
    history.sync_after(1).await;
    let one_computer = history.device().copy();
    let stands = history.standing().remove(0);
    history.carry_out(&Deed::Cancel(stands.calendar, stands.key));
    history.device().app().cancel(&booked.id, false).unwrap();
    history.sync_after(1).await;
    assert_eq!(state(&history, &booked.id), ("synced", None));
    let other_computer = history.device().copy();
    history.put_back_copy(&one_computer).await;
    history.sync_after(1).await;
    let app = history.device().app();
    app.keep_mine(&app.activity().unwrap().needs_you.remove(0).id).unwrap();
    history.sync_after(1).await;
    assert_eq!(taking_place(&history), 1);
    history.put_back_copy(&other_computer).await;
    history.sync_after(11).await;
    assert_eq!(state(&history, &booked.id), ("needs_you", Some("sync.back")));
}

/// A server may carry out what it says it refused. By the time the person sends it again, somebody has moved it.
#[tokio::test]
async fn a_booking_that_is_said_to_be_refused_is_looked_for_before_it_is_sent_again() {
    for provider in
        [Provider::Dav(Temper::Tokens), Provider::Dav(Temper::EtagsOnly), Provider::Google, Provider::Outlook]
    {
        let mut history = History::told(provider).await;
        history.sync_after(1).await;
        let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
        let unread = std::iter::repeat_n(Some(Fault::Status(500)), 8);
        history.meets(&[Some(Fault::Misreported(403))].into_iter().chain(unread).collect::<Vec<_>>());
        history.sync_after(1).await;
        assert_ne!(state(&history, &booked.id).0, "synced", "{provider:?}");
        let stands = history.standing().remove(0);
        history.carry_out(&Deed::Drag(stands.calendar, stands.key, 1));
        history.meets(&[]);
        let app = history.device().app();
        // Google is not believed to have refused it: it waits.
        for refused in app.activity().unwrap().needs_you {
            app.retry(&refused.id).unwrap();
        }
        history.sync_after(11).await;
        history.sync_after(11).await;
        assert_eq!(taking_place(&history), 1, "{provider:?}");
        assert_eq!(state(&history, &booked.id), ("synced", None), "{provider:?}");
    }
}

/// Connected again, and the account gives everything but this event. It is there, whatever it says by now.
#[tokio::test]
async fn an_event_that_is_not_given_after_connecting_again_is_not_taken_for_deleted() {
    for (provider, before) in [(Provider::Outlook, 3), (Provider::Dav(Temper::EtagsOnly), 3)] {
        let mut history = History::told(provider).await;
        let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
        history.sync_after(1).await;
        let app = history.device().app();
        app.disconnect(&history.device().connection().unwrap().id, true).unwrap();
        let stands = history.standing().remove(0);
        history.carry_out(&Deed::Move(stands.calendar, stands.key, "2026-12-01T14:00:00Z".parse().unwrap()));
        assert!(history.device().sign_in().await);
        let refused = Some(Fault::Status(409));
        history.meets(&std::iter::repeat_n(None, before).chain([refused]).collect::<Vec<_>>());
        history.sync_after(1).await;
        assert_eq!(state(&history, &booked.id).0, "waiting", "{provider:?}: {:#?}", history.trace());
        history.sync_after(11).await;
        assert_eq!(state(&history, &booked.id), ("synced", None), "{provider:?}");
        assert_eq!(
            history.device().appointment(&booked.id).unwrap().start,
            "2026-12-01T15:00:00+01:00",
            "{provider:?}"
        );
    }
}

/// It was deleted there, and what had been changed there went with it. To undo a cancel is no answer to that.
#[tokio::test]
async fn a_cancel_of_what_was_deleted_there_can_be_undone_and_the_question_is_back() {
    let mut history = History::told(Provider::Dav(Temper::Tokens)).await;
    let (booked, stands) = sent(&mut history).await;
    history.carry_out(&Deed::Delete(stands.calendar, stands.key));
    history.sync_after(1).await;
    assert_eq!(state(&history, &booked.id), ("needs_you", Some("sync.deleted")));
    let app = history.device().app();
    app.cancel(&booked.id, false).unwrap();
    assert_eq!(state(&history, &booked.id), ("synced", None));
    app.undo_unsent(&booked.id, false).unwrap();
    assert_eq!(state(&history, &booked.id), ("needs_you", Some("sync.deleted")));
    history.sync_after(1).await;
    assert!(history.standing().is_empty());
}

/// Y24: its event was found in another calendar than the one it goes to, and deleted there. Both calendars come back as the ones
/// they were, and nobody wakes for a change that cannot go.
#[tokio::test]
async fn what_was_seen_in_another_calendar_is_not_waited_for_after_connecting_again() {
    let mut history = History::told(Provider::Dav(Temper::Tokens)).await;
    let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
    history.sync_after(1).await;
    history.device().app().cancel(&booked.id, false).unwrap();
    let stands = history.standing().remove(0);
    history.carry_out(&Deed::Drag(stands.calendar, stands.key.clone(), 1));
    history.carry_out(&Deed::Retitle(1, stands.key.clone(), "Ada (knee)".to_owned()));
    history.sync_after(1).await;
    history.sync_after(11).await;
    assert_eq!(state(&history, &booked.id), ("needs_you", Some("sync.back")));
    history.carry_out(&Deed::Delete(1, stands.key));
    let app = history.device().app();
    app.keep_mine(&app.activity().unwrap().needs_you.remove(0).id).unwrap();
    app.disconnect(&history.device().connection().unwrap().id, true).unwrap();
    assert!(history.device().sign_in().await);
    history.sync_after(1).await;
    history.sync_after(11).await;
    assert_eq!(state(&history, &booked.id), ("synced", None));
    assert!(history.device().app().until_next_round() > Duration::from_secs(30));
}

/// Y24: connected again, and its calendar refuses to be read. That it is not found elsewhere is no proof.
#[tokio::test]
async fn what_waits_for_a_reading_that_fails_keeps_nobody_awake() {
    let mut history = History::told(Provider::Dav(Temper::Tokens)).await;
    let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
    history.sync_after(1).await;
    let app = history.device().app();
    app.disconnect(&history.device().connection().unwrap().id, true).unwrap();
    assert!(history.device().sign_in().await);
    let app = history.device().app();
    app.edit(EditDraft { title: Some("Ada (knee)".into()), ..form_of(&booked) }).unwrap();
    for _ in 0..3 {
        history.meets(&[None, Some(Fault::Status(403)), Some(Fault::Status(403))]);
        history.sync_after(1).await;
        assert_eq!(state(&history, &booked.id).0, "waiting");
        assert!(history.device().app().until_next_round() > Duration::from_secs(30));
    }
    history.meets(&[]);
    history.sync_after(6).await;
    assert_eq!(state(&history, &booked.id), ("synced", None));
    assert_eq!(history.standing()[0].event.title, "Ada (knee)");
}

/// Books an appointment and sends it. Returns it, and its event.
async fn sent(history: &mut History) -> (Appointment, Standing) {
    let booked = history.device().app().book(draft("Ada", "2026-12-01T10:00")).unwrap().appointment;
    history.sync_after(1).await;
    (booked, history.standing().remove(0))
}

/// How many events stand there that were not cancelled.
fn taking_place(history: &History) -> usize {
    history.standing().iter().filter(|one| !one.event.cancelled).count()
}

/// The id of the other calendar of a model of CalDAV.
fn home(history: &History) -> String {
    let calendars = history.device().connection().unwrap().calendars;
    calendars.into_iter().find(|calendar| calendar.name == "home").unwrap().id
}

fn state(history: &History, id: &str) -> (&'static str, Option<&'static str>) {
    let sync = history.device().appointment(id).unwrap().sync;
    (sync.state.word(), sync.reason.map(|reason| reason.word()))
}
