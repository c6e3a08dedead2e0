//! What was changed in the form, and what of it reaches the calendar.

use daybook_core::app::views::Status;
use daybook_core::app::views::{AgendaItem, Appointment, BookDraft, EditDraft};
use daybook_core::model::reason::Reason;
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::icloud_front::Fault;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::world::{World, connect, draft, form_of};

use super::{Practice, move_to};

const KIM: &str = "kim@fremd.test";

fn invited(client: &str, email: &str, start: &str) -> BookDraft {
    BookDraft { email: Some(email.to_owned()), invite: true, ..draft(client, start) }
}

/// Without the folds, which may stand anywhere.
fn unfolded(event: &str) -> String {
    event.replace("\r\n ", "")
}

/// One object there, changed as another program would.
fn change_there(practice: &Practice, from: &str, to: &str) {
    let name = practice.front.names_in(&practice.receiving()).remove(0);
    let body = practice.stored().remove(0);
    assert!(body.contains(from), "{from} is not in\n{body}");
    practice.front.plant(&practice.receiving(), &name, body.replace(from, to).as_bytes());
}

async fn sent(practice: &Practice, form: BookDraft) -> Appointment {
    let booked = practice.app.book(form).unwrap().appointment;
    practice.app.sync_now().await.unwrap();
    practice.front.forget_seen();
    practice.app.appointment(&booked.id).unwrap()
}

#[tokio::test]
async fn what_the_form_changes_is_one_change_of_the_same_event() {
    let practice = Practice::new().await;
    let booked = sent(&practice, draft("Ada", "2026-12-01T10:00")).await;
    let mut form = form_of(&booked);
    form.title = Some("Supervision".into());
    form.place = Some("Room 2".into());
    form.start = "2026-12-02T11:00".into();
    form.minutes = 80;
    form.status = Status::Tentative;
    let edited = practice.app.edit(form).unwrap().appointment;
    assert_eq!((edited.status.word(), edited.minutes, edited.sync.state.word()), ("tentative", 80, "waiting"));
    let waiting = practice.app.activity().unwrap().waiting;
    assert_eq!((waiting.len(), waiting[0].what.word()), (1, "change"));
    assert_eq!(waiting[0].old_from.as_deref(), Some("10:00"));
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.writes(), ["PUT"]);
    let event = practice.stored().remove(0);
    for line in [
        "SUMMARY:Supervision",
        "LOCATION:Room 2",
        "DTSTART;TZID=Europe/Berlin:20261202T110000",
        "DTEND;TZID=Europe/Berlin:20261202T122000",
        "STATUS:TENTATIVE",
        "SEQUENCE:1",
    ] {
        assert!(event.contains(line), "{line} is missing in\n{event}");
    }
    let kept = practice.app.appointment(&booked.id).unwrap();
    assert_eq!((kept.calendar_event_id, kept.sync.state.word()), (booked.calendar_event_id, "synced"));
}

/// S18: private notes stay here, and so does what no calendar is told.
#[tokio::test]
async fn what_no_calendar_is_told_sends_nothing() {
    let practice = Practice::new().await;
    let booked = sent(&practice, draft("Ada", "2026-12-01T10:00")).await;
    let mut form = form_of(&booked);
    form.notes = Some("afraid of dogs".into());
    form.service_id = practice.app.services().unwrap().pop().map(|service| service.id);
    form.email = Some("ada@fremd.test".into());
    let edited = practice.app.edit(form.clone()).unwrap().appointment;
    assert_eq!((edited.notes.as_str(), edited.sync.state.word()), ("afraid of dogs", "synced"));
    assert_eq!((edited.service_id, edited.email.as_deref()), (form.service_id.clone(), Some("ada@fremd.test")));
    assert_eq!(
        practice.app.edit(form).unwrap().appointment.sync.state.word(),
        "synced",
        "the same form again is no change"
    );
    practice.app.sync_now().await.unwrap();
    assert!(practice.writes().is_empty());
    // A move later brings none of it along.
    practice.app.reschedule(move_to(&booked.id, "2026-12-03T10:00")).unwrap();
    practice.app.sync_now().await.unwrap();
    let event = practice.stored().remove(0);
    assert!(!event.contains("dogs") && !event.contains("ATTENDEE"), "{event}");
}

#[tokio::test]
async fn tentative_reaches_the_calendar_and_comes_back_from_it() {
    let practice = Practice::new().await;
    let booked = sent(&practice, draft("Ada", "2026-12-01T10:00")).await;
    let marked = practice.app.mark(&booked.id, Status::Tentative, false).unwrap().appointment;
    assert_eq!((marked.status.word(), marked.sync.state.word()), ("tentative", "waiting"));
    practice.app.sync_now().await.unwrap();
    assert!(practice.stored()[0].contains("STATUS:TENTATIVE"));
    assert_eq!(
        practice.app.mark(&booked.id, Status::Tentative, false).unwrap().appointment.sync.state.word(),
        "synced"
    );

    change_there(&practice, "STATUS:TENTATIVE", "STATUS:CONFIRMED");
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.app.appointment(&booked.id).unwrap().status.word(), "confirmed");
    change_there(&practice, "STATUS:CONFIRMED", "STATUS:TENTATIVE");
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.app.appointment(&booked.id).unwrap().status.word(), "tentative");

    // Moved there while it is confirmed here: both are kept.
    practice.app.mark(&booked.id, Status::Confirmed, false).unwrap();
    super::edit_there(&practice, "T100000", "T150000", "T105000", "T155000");
    practice.app.sync_now().await.unwrap();
    let both = practice.app.appointment(&booked.id).unwrap();
    assert_eq!((both.status.word(), both.from.as_str(), both.sync.state.word()), ("confirmed", "15:00", "synced"));
    let event = practice.stored().remove(0);
    assert!(event.contains("STATUS:CONFIRMED") && event.contains("T150000"), "{event}");
}

/// Two titles: the person decides, and what is taken from there is all of it.
#[tokio::test]
async fn another_title_there_and_here_is_left_to_the_person() {
    for mine in [true, false] {
        let practice = Practice::new().await;
        let booked = sent(&practice, draft("Ada", "2026-12-01T10:00")).await;
        practice.app.edit(EditDraft { title: Some("Ours".into()), ..form_of(&booked) }).unwrap();
        change_there(&practice, "SUMMARY:Ada", "SUMMARY:Theirs");
        practice.app.sync_now().await.unwrap();
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        assert_eq!(item.reason.map(Reason::word), Some("sync.conflict"));
        if mine { practice.app.keep_mine(&item.id) } else { practice.app.use_theirs(&item.id) }.unwrap();
        practice.app.sync_now().await.unwrap();
        let title = if mine { "Ours" } else { "Theirs" };
        assert_eq!(practice.app.appointment(&booked.id).unwrap().title, title);
        assert!(practice.stored()[0].contains(&format!("SUMMARY:{title}")));
        assert_eq!(practice.state(&booked.id).0, "synced");
    }
}

/// S25: invited later, answered, at another address, for somebody else: the list of guests follows.
#[tokio::test]
async fn who_is_invited_follows_the_form() {
    let practice = Practice::new().await;
    let booked = sent(&practice, draft("Kim Klient", "2026-12-01T10:00")).await;
    assert_eq!(booked.reply.word(), "not_invited");
    let mut form = form_of(&booked);
    form.email = Some(KIM.into());
    form.invite = true;
    let asked = practice.app.edit(form.clone()).unwrap().appointment;
    assert_eq!((asked.sync.state.word(), asked.reply.word()), ("waiting", "not_invited"));
    practice.app.sync_now().await.unwrap();
    let event = unfolded(&practice.stored()[0]);
    assert!(event.contains(&format!("mailto:{KIM}")) && event.contains("ORGANIZER:mailto:"), "{event}");
    assert_eq!(practice.app.appointment(&booked.id).unwrap().reply.word(), "none");

    for (said, word) in [("ACCEPTED", "accepted"), ("TENTATIVE", "maybe"), ("DECLINED", "declined")] {
        let there = unfolded(&practice.stored()[0]);
        let now = there.split("PARTSTAT=").nth(1).unwrap().split(';').next().unwrap().to_owned();
        let name = practice.front.names_in(&practice.receiving()).remove(0);
        let answered = there.replace(&format!("PARTSTAT={now}"), &format!("PARTSTAT={said}"));
        practice.front.plant(&practice.receiving(), &name, answered.as_bytes());
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.app.appointment(&booked.id).unwrap().reply.word(), word);
    }

    form.email = Some("kim.new@fremd.test".into());
    practice.app.edit(form.clone()).unwrap();
    practice.app.sync_now().await.unwrap();
    let event = unfolded(&practice.stored()[0]);
    assert!(event.contains("mailto:kim.new@fremd.test") && !event.contains(KIM), "{event}");
    assert_eq!(practice.app.appointment(&booked.id).unwrap().reply.word(), "none");

    form.client_id = None;
    form.client = "Mara".into();
    form.email = None;
    form.title = None;
    let other = practice.app.edit(form).unwrap().appointment;
    assert_eq!((other.client.as_str(), other.title.as_str(), other.invite), ("Mara", "Mara", false));
    practice.app.sync_now().await.unwrap();
    let event = practice.stored().remove(0);
    assert!(!event.contains("fremd") && !event.contains("ATTENDEE") && !event.contains("ORGANIZER"), "{event}");
}

/// One client, one address: their other coming invitations go there too, and all of it can be taken back.
#[tokio::test]
async fn another_address_of_a_client_reaches_all_their_invitations() {
    let practice = Practice::new().await;
    practice.front.fault(Fault::Schedules);
    let one = sent(&practice, invited("Kim", KIM, "2026-12-01T10:00")).await;
    let two = sent(&practice, invited("Kim", KIM, "2026-12-08T10:00")).await;
    let three = sent(&practice, draft("Kim", "2026-12-15T10:00")).await;
    let mut form = form_of(&one);
    form.email = Some("kim.new@fremd.test".into());
    let done = practice.app.edit(form).unwrap();
    assert_eq!(practice.state(&two.id).0, "waiting");
    assert_eq!(practice.state(&three.id).0, "synced", "nobody is invited to that one");
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.writes(), ["PUT", "PUT"]);
    let new = practice.stored().iter().filter(|event| unfolded(event).contains("mailto:kim.new@fremd.test")).count();
    assert_eq!(new, 2);

    practice.app.undo(&done.change_id).unwrap();
    practice.app.sync_now().await.unwrap();
    let old = practice.stored().iter().filter(|event| unfolded(event).contains(&format!("mailto:{KIM}"))).count();
    assert_eq!(old, 2);
    assert!(practice.stored().iter().all(|event| !event.contains("kim.new")));
    assert_eq!(practice.app.appointment(&two.id).unwrap().email.as_deref(), Some(KIM));
}

/// An edit that was sent is taken back by another change; one that was not is never sent.
#[tokio::test]
async fn an_edit_is_taken_back_before_and_after_it_was_sent() {
    let practice = Practice::new().await;
    let booked = sent(&practice, draft("Ada", "2026-12-01T10:00")).await;
    let before = practice.stored().remove(0);
    for send in [false, true] {
        practice.front.forget_seen();
        let mut form = form_of(&booked);
        form.title = Some("Other".into());
        form.status = Status::Tentative;
        let done = practice.app.edit(form).unwrap();
        if send {
            practice.app.sync_now().await.unwrap();
        }
        practice.app.undo(&done.change_id).unwrap();
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.writes().len(), if send { 2 } else { 0 });
        let event = practice.stored().remove(0);
        assert!(event.contains("SUMMARY:Ada") && event.contains("STATUS:CONFIRMED"), "{event}");
        assert_eq!(event == before, !send);
        assert_eq!(practice.app.appointment(&booked.id).unwrap(), booked);
    }
}

/// S25: Radicale knows no e-mail address of this account, so that nobody can be invited in its name: no
/// half an invitation is written, what the person wished is remembered, and the reply says how it is.
#[tokio::test]
async fn without_an_organizers_address_nobody_is_invited() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let world = World::new().trusting(&ca.file());
    let app = world.open().await;
    let connection = connect(&app, "caldav", Some(radicale.url.as_str()), USER, PASSWORD).await.unwrap();
    assert_eq!(connection.email, USER);
    let booked = app.book(invited("Kim", KIM, "2026-12-01T10:00")).unwrap().appointment;
    assert_eq!((booked.invite, booked.reply.word()), (true, "not_invited"));
    app.sync_now().await.unwrap();
    let event = radicale.stored().remove(0);
    assert!(!event.contains("ORGANIZER") && !event.contains("ATTENDEE"), "{event}");
    let mut form = form_of(&booked);
    form.email = Some("kim.new@fremd.test".into());
    form.title = Some("Other".into());
    app.edit(form).unwrap();
    app.sync_now().await.unwrap();
    let event = radicale.stored().remove(0);
    assert!(event.contains("SUMMARY:Other") && !event.contains("mailto"), "{event}");
    let kept = app.appointment(&booked.id).unwrap();
    assert_eq!((kept.sync.state.word(), kept.invite, kept.reply.word()), ("synced", true, "not_invited"));
}

/// A week full of invited clients: the events with their answers are read in one query.
#[tokio::test]
async fn the_answers_of_a_full_week_cost_little() {
    let practice = Practice::new().await;
    for day in 1..=6 {
        for hour in 8..18 {
            let (name, address) = (format!("Client {day} {hour}"), format!("c{day}-{hour}@fremd.test"));
            practice.app.book(invited(&name, &address, &format!("2026-12-{day:02}T{hour:02}:00"))).unwrap();
            let plain = draft(&name, &format!("2027-01-{:02}T{hour:02}:00", day + 3));
            practice.app.book(BookDraft { calendar_id: Some("local".into()), ..plain }).unwrap();
        }
    }
    practice.app.sync_now().await.unwrap();
    let read = |from: &str, to: &str, word: &str| {
        let start = std::time::Instant::now();
        let week = practice.app.agenda(from, to).unwrap();
        let took = start.elapsed();
        let replies = week.iter().filter(|item| match item {
            AgendaItem::Appointment(one) => one.appointment.reply.word() == word,
            AgendaItem::Busy(_) => false,
        });
        assert_eq!(replies.count(), 60);
        took
    };
    let best = |from: &str, to: &str, word: &str| (0..5).map(|_| read(from, to, word)).min().unwrap();
    let (asked, plain) = (best("2026-11-30", "2026-12-06", "none"), best("2027-01-04", "2027-01-10", "not_invited"));
    // Unoptimised 3 ms each were measured; the rest is for a busy computer.
    let most = plain + std::time::Duration::from_millis(25) * 60;
    assert!(asked < most, "60 invited: {asked:?}, 60 others: {plain:?}");
}
