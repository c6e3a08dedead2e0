//! What was changed in the form, and what of it reaches the calendar.

use daybook_core::app::views::{BookDraft, EditDraft, Status};
use daybook_tests::cast::far_side::{Did, Held, Says, Which};
use daybook_tests::world::{draft, form_of};

use super::{Practice, at, move_to, priya};

const KIM: &str = "kim@fremd.test";
const KIM_NEW: &str = "kim.new@fremd.test";

fn invited(client: &str, email: &str, start: &str) -> BookDraft {
    BookDraft { email: Some(email.to_owned()), invite: true, ..draft(client, start) }
}

pub async fn what_the_form_changes_is_one_change_of_the_same_event(practice: Practice) {
    let booked = practice.sent(draft("Ada", "2026-12-01T10:00")).await;
    let before = practice.event();
    let mut form = form_of(&booked);
    form.title = Some("Supervision".into());
    form.place = Some("Room 2".into());
    form.start = "2026-12-02T11:00".into();
    form.minutes = 80;
    form.status = Status::Tentative;
    let edited = practice.edit(form);
    assert_eq!((edited.status.word(), edited.minutes, edited.sync.state.word()), ("tentative", 80, "waiting"));
    let waiting = practice.app.activity().unwrap().waiting;
    assert_eq!((waiting.len(), waiting[0].what.word()), (1, "change"));
    assert_eq!(waiting[0].old_from.as_deref(), Some("10:00"));
    practice.sync().await;
    assert_eq!(practice.did(), [Did::Update]);
    assert_eq!(practice.there.writes()[0].zone.as_deref(), Some(practice.there.berlin()));
    let (title, place) = ("Supervision".to_owned(), "Room 2".to_owned());
    let (start, end) = (at("2026-12-02T10:00:00Z"), at("2026-12-02T11:20:00Z"));
    assert_eq!(practice.event(), Held { title, place, start, end, tentative: true, ..before });
    let kept = practice.kept(&booked.id);
    assert_eq!((kept.calendar_event_id, kept.sync.state.word()), (booked.calendar_event_id, "synced"));
}

/// S18: private notes stay here, and so does what no calendar is told.
pub async fn what_no_calendar_is_told_sends_nothing(practice: Practice) {
    let booked = practice.sent(draft("Ada", "2026-12-01T10:00")).await;
    let mut form = form_of(&booked);
    form.notes = Some("afraid of dogs".into());
    form.service_id = practice.app.services().unwrap().pop().map(|service| service.id);
    form.email = Some("ada@fremd.test".into());
    let edited = practice.edit(form.clone());
    assert_eq!((edited.notes.as_str(), edited.sync.state.word()), ("afraid of dogs", "synced"));
    assert_eq!((edited.service_id, edited.email.as_deref()), (form.service_id.clone(), Some("ada@fremd.test")));
    assert_eq!(practice.edit(form).sync.state.word(), "synced", "the same form again is no change");
    practice.sync().await;
    assert!(practice.there.writes().is_empty());
    // A move later brings none of it along.
    practice.app.reschedule(move_to(&booked.id, "2026-12-03T10:00", false)).unwrap();
    practice.sync().await;
    let event = practice.event();
    assert_eq!((event.description.as_str(), event.guests.len()), ("", 0));
}

pub async fn tentative_reaches_the_calendar_and_comes_back_from_it(practice: Practice) {
    let booked = practice.sent(draft("Ada", "2026-12-01T10:00")).await;
    let marked = practice.app.mark(&booked.id, Status::Tentative, false).unwrap().appointment;
    assert_eq!((marked.status.word(), marked.sync.state.word()), ("tentative", "waiting"));
    practice.sync().await;
    assert!(practice.event().tentative);
    let again = practice.app.mark(&booked.id, Status::Tentative, false).unwrap().appointment;
    assert_eq!(again.sync.state.word(), "synced");

    for (tentative, word) in [(false, "confirmed"), (true, "tentative")] {
        practice.there.mark(&practice.event().id, tentative);
        practice.sync().await;
        assert_eq!(practice.kept(&booked.id).status.word(), word);
    }

    // Moved there while it is confirmed here: both are kept.
    practice.app.mark(&booked.id, Status::Confirmed, false).unwrap();
    practice.there.move_there(&practice.event().id, at("2026-12-01T14:00:00Z"));
    practice.sync().await;
    let both = practice.kept(&booked.id);
    assert_eq!((both.status.word(), both.from.as_str(), both.sync.state.word()), ("confirmed", "15:00", "synced"));
    let event = practice.event();
    assert_eq!((event.tentative, event.start), (false, at("2026-12-01T14:00:00Z")));
}

/// S25: invited later, answered, at another address, for somebody else: the list of guests follows.
pub async fn who_is_invited_follows_the_form(practice: Practice) {
    let booked = practice.sent(draft("Kim Klient", "2026-12-01T10:00")).await;
    assert_eq!(booked.reply.word(), "not_invited");
    let mut form = form_of(&booked);
    form.email = Some(KIM.into());
    (form.invite, form.notify) = (true, true);
    let asked = practice.edit(form.clone());
    assert_eq!((asked.sync.state.word(), asked.reply.word()), ("waiting", "not_invited"));
    practice.sync().await;
    assert_eq!(practice.event().guests, [KIM]);
    assert_eq!(practice.kept(&booked.id).reply.word(), "none");

    for (says, word) in [(Says::Yes, "accepted"), (Says::Maybe, "maybe"), (Says::No, "declined")] {
        practice.there.answer(&practice.event().id, says);
        practice.sync().await;
        assert_eq!(practice.kept(&booked.id).reply.word(), word);
    }

    form.email = Some(KIM_NEW.into());
    practice.edit(form.clone());
    practice.sync().await;
    assert_eq!(practice.event().guests, [KIM_NEW]);
    assert_eq!(practice.kept(&booked.id).reply.word(), "none");

    form.client_id = None;
    form.client = "Mara".into();
    form.email = None;
    form.title = None;
    let other = practice.edit(form);
    assert_eq!((other.client.as_str(), other.title.as_str(), other.invite), ("Mara", "Mara", false));
    practice.sync().await;
    assert!(practice.event().guests.is_empty());
}

/// Whatever else is changed, a time that stands there stays as it is written there: here in the hour that comes twice, of
/// which the form knows the first.
pub async fn what_does_not_change_the_time_leaves_it_as_it_stands_there(practice: Practice) {
    let booked = practice.sent(draft("Ada", "2026-12-01T10:00")).await;
    let second = at("2027-10-31T01:30:00Z");
    practice.there.move_there(&practice.event().id, second);
    practice.sync().await;
    let kept = practice.kept(&booked.id);
    assert_eq!(kept.start, "2027-10-31T02:30:00+01:00");
    practice.edit(EditDraft { title: Some("Supervision".into()), ..form_of(&kept) });
    practice.sync().await;
    let event = practice.event();
    assert_eq!((event.title.as_str(), event.start), ("Supervision", second));
    assert_eq!(practice.state(&booked.id), ("synced", None));
}

/// One client, one address: their other coming invitations go there too, and all of it can be taken back.
pub async fn another_address_of_a_client_reaches_all_their_invitations(practice: Practice) {
    let one = practice.sent(invited("Kim", KIM, "2026-12-01T10:00")).await;
    let two = practice.sent(invited("Kim", KIM, "2026-12-08T10:00")).await;
    let three = practice.sent(draft("Kim", "2026-12-15T10:00")).await;
    let invited_at = |address: &str| {
        let events = practice.there.events(Which::Main);
        events.into_iter().filter(|event| event.guests == [address]).count()
    };
    assert_eq!((invited_at(KIM), invited_at(KIM_NEW)), (2, 0));
    let mut form = form_of(&one);
    (form.email, form.notify) = (Some(KIM_NEW.into()), true);
    let done = practice.app.edit(form).unwrap();
    assert_eq!(practice.state(&two.id).0, "waiting");
    assert_eq!(practice.state(&three.id).0, "synced", "nobody is invited to that one");
    practice.sync().await;
    assert_eq!(practice.did(), [Did::Update, Did::Update]);
    assert_eq!((invited_at(KIM), invited_at(KIM_NEW)), (0, 2));

    practice.app.bring_back(&done.change_id, true, false).unwrap();
    practice.sync().await;
    assert_eq!((invited_at(KIM), invited_at(KIM_NEW)), (2, 0));
    assert_eq!(practice.kept(&two.id).email.as_deref(), Some(KIM));
}

/// An edit that was sent is taken back by another change; one that was not is never sent.
pub async fn an_edit_is_taken_back_before_and_after_it_was_sent(practice: Practice) {
    let booked = practice.sent(priya(false)).await;
    let before = practice.event();
    for send in [false, true] {
        practice.there.forget_seen();
        let mut form = form_of(&booked);
        form.title = Some("Other".into());
        form.status = Status::Tentative;
        let done = practice.app.edit(form).unwrap();
        if send {
            practice.sync().await;
            assert_eq!(practice.event(), Held { title: "Other".into(), tentative: true, ..before.clone() });
        }
        practice.app.undo(&done.change_id).unwrap();
        practice.sync().await;
        assert_eq!(practice.did().len(), if send { 2 } else { 0 });
        assert_eq!(practice.event(), before);
        assert_eq!(practice.kept(&booked.id), booked);
    }
}
