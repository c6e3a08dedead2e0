//! A series that somebody made at the provider out of an appointment, in a way that no series for a client has: of it only the
//! date that is the appointment is moved or cancelled, where the person says so.

use chrono::{DateTime, TimeDelta, Utc};
use daybook_core::app::views::{AgendaAppointment, AgendaItem, Appointment, Availability};
use daybook_tests::cast::far_side::{Did, Which};

use super::again::second_computer;
use super::{Practice, Practices, at, move_to, priya};

const OWN: &str = "2026-12-01T09:00:00Z";

/// The dates of three weeks, the first of them at another time or off.
fn weeks(first: Option<&str>) -> Vec<DateTime<Utc>> {
    let others = [1, 2].map(|weeks| at(OWN) + TimeDelta::weeks(weeks));
    first.map(at).into_iter().chain(others).collect()
}

impl Practice {
    /// An appointment whose event is repeated for three weeks there, and was read since; the id of the event.
    async fn repeated(&self, invite: bool) -> (Appointment, String) {
        let booked = self.sent(priya(invite)).await;
        let id = self.event().id;
        self.there.repeat(&id, 3);
        self.sync().await;
        assert_eq!(self.there.dates(&id), weeks(Some(OWN)));
        assert_eq!(self.state(&booked.id).0, "synced");
        (self.kept(&booked.id), id)
    }

    /// The same, and then somebody has the series begin so much earlier that it has the appointment's date no more.
    async fn without_its_date(&self) -> (Appointment, String) {
        let (booked, id) = self.repeated(false).await;
        for weeks in [1, 3] {
            self.there.move_there(&id, at(OWN) - TimeDelta::weeks(weeks));
            self.sync().await;
        }
        assert_eq!(self.state(&booked.id), ("needs_you", Some("sync.deleted")));
        assert_eq!(self.kept(&booked.id).day, "2026-12-01");
        (booked, id)
    }

    /// Answers the one question, which is about a series.
    fn only_this_date(&self, id: &str) {
        assert_eq!(self.state(id), ("needs_you", Some("sync.series")));
        let item = self.app.activity().unwrap().needs_you.remove(0);
        self.app.only_this_date(&item.id).unwrap();
    }

    fn taken(&self, start: &str) -> Availability {
        self.app.check(start, 50, None, None).unwrap().answer
    }

    /// What these weeks show, by start: an appointment with its state, or a time that is busy.
    fn weeks_here(&self) -> Vec<String> {
        let items = self.app.agenda("2026-11-30", "2026-12-20").unwrap();
        let line = |item: AgendaItem| match item {
            AgendaItem::Appointment(AgendaAppointment { appointment: one, .. }) => {
                format!("{} {} {}", one.day, one.from, one.status.word())
            }
            AgendaItem::Busy(block) => format!("{} {} busy", block.day, block.from),
        };
        items.into_iter().map(line).collect()
    }

    /// What the third reading shows of an appointment at this time, and of the dates beside it.
    async fn rests(&self, id: &str, from: &str) {
        for _ in 0..2 {
            self.sync().await;
        }
        let kept = self.kept(id);
        assert_eq!((kept.from.as_str(), kept.sync.state.word()), (from, "synced"));
        assert!(self.app.activity().unwrap().needs_you.is_empty());
        for week in ["2026-12-08T10:00", "2026-12-15T10:00"] {
            assert_eq!(self.taken(week), Availability::Busy, "{week}");
        }
    }
}

/// P5: whoever reads the series hears of it before anything of it is moved, once, and it stays an appointment of one date.
pub async fn a_series_that_is_made_there_is_told_at_once(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    for _ in 0..2 {
        practice.sync().await;
        let kept = practice.kept(&booked.id);
        assert!(kept.repeats && kept.from == "10:00" && kept.sync.state.word() == "synced", "{kept:?}");
        let told = practice.app.activity().unwrap().changed_there;
        let [one] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((one.appointment_id.as_str(), one.client.as_str()), (booked.id.as_str(), "Priya Nair"));
        assert_eq!((one.entry.what.word(), one.entry.there, one.entry.changed.len()), ("repeats_there", true, 0));
        assert!(one.entry.provider.is_some() && one.entry.calendar.is_some());
        assert_eq!(practice.app.history(&booked.id).unwrap().iter().filter(|one| one.there).count(), 1);
    }
    // What was only told takes nothing back: it is the booking that can be undone.
    practice.app.undo_unsent(&booked.id, false).unwrap_err();
    practice.app.undo(&practice.app.history(&booked.id).unwrap().pop().unwrap().change_id.unwrap()).unwrap();
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.series")));
    assert_eq!(practice.there.dates(&id), weeks(Some(OWN)), "and that is asked about");
}

/// P1, P5: on another computer its own date is the appointment, wherever that date was moved, and the others are busy.
pub async fn a_series_that_was_made_there_is_an_appointment_on_another_computer(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    for (moved, from, first) in [(false, "10:00", OWN), (true, "12:00", "2026-12-02T11:00:00Z")] {
        if moved {
            practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", false)).unwrap();
            practice.only_this_date(&booked.id);
            practice.sync().await;
        }
        let (_world, app) = second_computer(&practice).await;
        let one = app.appointment(&booked.id).unwrap();
        assert_eq!((one.from.as_str(), one.sync.state.word(), one.repeats), (from, "synced", true));
        let rest = app.agenda("2026-12-03", "2026-12-20").unwrap();
        assert!(matches!(rest.as_slice(), [AgendaItem::Busy(_), AgendaItem::Busy(_)]), "{rest:?}");
        assert_eq!(app.history(&booked.id).unwrap().len(), 1, "it was found, and nothing else is told");
        assert!(app.activity().unwrap().needs_you.is_empty());
        assert_eq!(practice.there.dates(&id), weeks(Some(first)));
        // Nothing is cancelled of it there unless the person says how much, or it stands for itself.
        app.cancel(&booked.id, false).unwrap();
        app.sync_now().await.unwrap();
        let state = app.appointment(&booked.id).unwrap().sync.state.word();
        assert_eq!((state, practice.there.dates(&id).len()), if moved { ("synced", 2) } else { ("needs_you", 3) });
    }
    // Its own date is off: what is left of the series is no appointment.
    let (_world, app) = second_computer(&practice).await;
    assert_eq!(app.appointment(&booked.id).unwrap_err().code.word(), "not_found");
    let rest = app.agenda("2026-12-01", "2026-12-20").unwrap();
    assert!(matches!(rest.as_slice(), [AgendaItem::Busy(_), AgendaItem::Busy(_)]), "{rest:?}");
}

/// P5: somebody has the series begin a week earlier. The appointment stays the date that it is, is shown once, and no other date
/// is touched.
pub async fn of_a_series_that_begins_earlier_the_appointment_is_the_date_that_it_was(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    practice.there.move_there(&id, at(OWN) - TimeDelta::weeks(1));
    let weeks = |moved: &str| vec![at(OWN) - TimeDelta::weeks(1), at(moved), at(OWN) + TimeDelta::weeks(1)];
    assert_eq!(practice.there.dates(&id), weeks(OWN));
    for _ in 0..2 {
        practice.sync().await;
        let kept = practice.kept(&booked.id);
        assert_eq!((kept.day.as_str(), kept.from.as_str(), kept.minutes), ("2026-12-01", "10:00", 60));
        assert_eq!((kept.sync.state.word(), kept.repeats), ("synced", true));
        assert_eq!(practice.weeks_here(), ["2026-12-01 10:00 confirmed", "2026-12-08 10:00 busy"]);
    }
    assert_eq!(practice.taken("2026-11-24T10:00"), Availability::Busy);
    let itself = practice.app.check("2026-12-01T10:00", 50, None, Some(&booked.id)).unwrap();
    assert_eq!(itself.answer, Availability::Free, "it stands there once: {itself:?}");
    let onto_the_first = practice.app.check("2026-11-24T10:30", 50, None, Some(&booked.id)).unwrap();
    assert_eq!(onto_the_first.answer, Availability::Busy, "the first date stays where it is");
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", false)).unwrap();
    practice.sync().await;
    assert_eq!(practice.state(&booked.id).0, "synced", "it is one date, so nothing is asked");
    assert_eq!(practice.there.dates(&id), weeks("2026-12-02T11:00:00Z"));
}

/// P5: a later date that the series has no more was taken out of it: that is asked, and no other date becomes the appointment.
pub async fn a_later_date_that_its_series_has_no_more_is_asked_about(practice: Practice) {
    let (booked, id) = practice.without_its_date().await;
    let asked = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.discard(&asked.id).unwrap();
    for _ in 0..2 {
        practice.sync().await;
        let kept = practice.kept(&booked.id);
        assert_eq!((kept.status.word(), kept.sync.state.word()), ("cancelled", "synced"));
    }
    assert_eq!(practice.there.dates(&id), [21, 14, 7].map(|days| at(OWN) - TimeDelta::days(days)));
    assert_eq!(practice.taken("2026-12-01T10:00"), Availability::Free);
}

/// P5: the same, moved here and booked again, while somebody changes the series: that is not the appointment booked again.
pub async fn a_series_that_has_its_date_no_more_is_not_taken_for_it(practice: Practice) {
    let (booked, id) = practice.without_its_date().await;
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", false)).unwrap();
    let asked = practice.app.activity().unwrap().needs_you.remove(0);
    practice.app.keep_mine(&asked.id).unwrap();
    practice.there.retitle(&id, "Ada, weekly");
    practice.world.clock.advance(TimeDelta::seconds(1));
    for _ in 0..2 {
        practice.sync().await;
        assert_eq!(practice.state(&booked.id), ("synced", None));
        assert_eq!(practice.kept(&booked.id).day, "2026-12-02");
    }
    assert_eq!(practice.did(), [Did::Create]);
    assert_eq!(practice.there.dates(&id), [21, 14, 7].map(|days| at(OWN) - TimeDelta::days(days)));
}

/// P5: moved twice, and then cancelled, it is no more than its date each time, and asked about once.
pub async fn of_a_series_only_this_date_is_moved_on_wish(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", false)).unwrap();
    practice.app.sync_now().await.unwrap();
    assert!(practice.there.writes().is_empty(), "nothing is written unasked");
    practice.only_this_date(&booked.id);
    practice.sync().await;
    assert_eq!(practice.there.dates(&id), weeks(Some("2026-12-02T11:00:00Z")));
    practice.rests(&booked.id, "12:00").await;
    let history = practice.app.history(&booked.id).unwrap();
    let told = |word| history.iter().any(|entry| entry.what.word() == word);
    assert!(told("one_date") && !told("kept_mine"), "{history:?}");
    assert_eq!(practice.taken("2026-12-01T10:00"), Availability::Free);
    assert_eq!(practice.taken("2026-12-02T12:00"), Availability::Busy);
    let check = practice.app.check("2026-12-02T12:00", 50, None, Some(&booked.id)).unwrap();
    assert_eq!(check.answer, Availability::Free, "it stands there once: {check:?}");

    practice.app.reschedule(move_to(&booked.id, "2026-12-03T12:00", false)).unwrap();
    practice.sync().await;
    assert_eq!(practice.there.dates(&id), weeks(Some("2026-12-03T11:00:00Z")));
    practice.rests(&booked.id, "12:00").await;
    practice.app.cancel(&booked.id, false).unwrap();
    practice.sync().await;
    assert_eq!(practice.there.dates(&id), weeks(None));
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// P5: the others stay, its time is free, and it stays cancelled.
pub async fn of_a_series_only_this_date_is_cancelled_on_wish(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    practice.app.cancel(&booked.id, false).unwrap();
    practice.app.sync_now().await.unwrap();
    practice.only_this_date(&booked.id);
    practice.sync().await;
    assert_eq!(practice.there.dates(&id), weeks(None));
    practice.rests(&booked.id, "10:00").await;
    assert_eq!(practice.kept(&booked.id).status.word(), "cancelled");
    assert_eq!(practice.requests(&booked.id), ["book", "cancel"], "to take out one date is a cancel");
    assert_eq!(practice.taken("2026-12-01T10:00"), Availability::Free);
    assert!(!practice.there.events(Which::Main).is_empty(), "the series is there");
}

/// P5, Y4: the answer to a change of one date is lost: it is looked for, and made once.
pub async fn an_answer_that_is_lost_about_one_date_makes_no_second_change(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    for start in [Some("2026-12-02T12:00"), None] {
        match start {
            Some(start) => drop(practice.app.reschedule(move_to(&booked.id, start, false)).unwrap()),
            None => drop(practice.app.cancel(&booked.id, false).unwrap()),
        }
        if start.is_some() {
            practice.only_this_date(&booked.id);
        }
        practice.there.forget_seen();
        practice.world.network.lose_an_answer_to(&["PUT", "PATCH", "DELETE"]);
        practice.app.sync_due().await.unwrap();
        assert_eq!(practice.there.dates(&id), weeks(start.map(|_| "2026-12-02T11:00:00Z")), "it had arrived");
        practice.world.clock.advance(TimeDelta::minutes(20));
        practice.rests(&booked.id, "12:00").await;
        assert_eq!(practice.there.dates(&id), weeks(start.map(|_| "2026-12-02T11:00:00Z")));
        assert_eq!(practice.there.writes().len(), 1, "{:?}", practice.there.writes());
    }
}

/// P5: whoever changed the series meanwhile made another one of it than the person was asked about.
pub async fn a_series_that_changed_meanwhile_is_asked_about_again(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", false)).unwrap();
    practice.only_this_date(&booked.id);
    practice.there.forget_seen();
    practice.there.retitle(&id, "Group");
    practice.app.sync_now().await.unwrap();
    assert_eq!(practice.there.dates(&id), weeks(Some(OWN)), "nothing was written over it");
    practice.only_this_date(&booked.id);
    practice.sync().await;
    assert_eq!(practice.there.dates(&id), weeks(Some("2026-12-02T11:00:00Z")));
    let kept = practice.kept(&booked.id);
    assert_eq!((kept.title.as_str(), kept.from.as_str(), kept.sync.state.word()), ("Group", "12:00", "synced"));
}

/// P5, P6: a guest is told of one date, or is not, as of any other change.
pub async fn of_one_date_whoever_is_to_be_told_is_told(practices: Practices) {
    for notify in [true, false] {
        let practice = practices.another().await;
        if !notify && practice.there.always_mails() {
            continue;
        }
        let (booked, id) = practice.repeated(true).await;
        let mut mails = practice.there.mails().len();
        practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", notify)).unwrap();
        practice.only_this_date(&booked.id);
        practice.sync().await;
        assert_eq!(practice.there.mails().len() > mails, notify, "{:?}", practice.there.mails());
        mails = practice.there.mails().len();
        practice.app.cancel(&booked.id, notify).unwrap();
        practice.sync().await;
        assert_eq!(practice.there.mails().len() > mails, notify, "{:?}", practice.there.mails());
        assert_eq!(practice.there.dates(&id), weeks(None));
    }
}

/// P5: of the other dates one is moved there alone, and one taken out. Each stands here where it stands there, and the
/// appointment is what it was; what is changed of it then leaves them so.
pub async fn another_date_that_is_moved_or_taken_out_there_is_busy_only_where_it_stands(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    practice.there.move_date(&id, at("2026-12-08T09:00:00Z"), at("2026-12-09T13:00:00Z"));
    practice.there.take_date(&id, at("2026-12-15T09:00:00Z"));
    for _ in 0..2 {
        practice.sync().await;
        assert_eq!(practice.weeks_here(), ["2026-12-01 10:00 confirmed", "2026-12-09 14:00 busy"]);
        assert_eq!(practice.state(&booked.id).0, "synced");
        assert_eq!(practice.taken("2026-12-09T14:00"), Availability::Busy);
        for free in ["2026-12-08T10:00", "2026-12-15T10:00"] {
            assert_eq!(practice.taken(free), Availability::Free, "{free}");
        }
    }
    assert!(practice.app.activity().unwrap().needs_you.is_empty() && practice.there.writes().is_empty());
    assert_eq!(practice.there.dates(&id), [at(OWN), at("2026-12-09T13:00:00Z")]);

    practice.app.reschedule(move_to(&booked.id, "2026-12-02T12:00", false)).unwrap();
    practice.only_this_date(&booked.id);
    for _ in 0..2 {
        practice.sync().await;
        assert_eq!(practice.weeks_here(), ["2026-12-02 12:00 confirmed", "2026-12-09 14:00 busy"]);
    }
    assert_eq!(practice.there.dates(&id), ["2026-12-02T11:00:00Z", "2026-12-09T13:00:00Z"].map(at));
    assert_eq!(practice.state(&booked.id).0, "synced");
}

/// P5: its own date is moved there alone, twice: the appointment goes along, is told, and is shown once; no other date moves.
pub async fn an_appointment_whose_own_date_is_moved_there_goes_along_alone(practice: Practice) {
    let (booked, id) = practice.repeated(false).await;
    let mut stood = "2026-12-01T10:00";
    for (there, day, from, here) in [
        ("2026-12-02T11:00:00Z", "2026-12-02", "12:00", "2026-12-02T12:00"),
        ("2026-12-03T14:00:00Z", "2026-12-03", "15:00", "2026-12-03T15:00"),
    ] {
        practice.there.move_date(&id, at(OWN), at(there));
        for _ in 0..2 {
            practice.sync().await;
            let kept = practice.kept(&booked.id);
            assert_eq!((kept.day.as_str(), kept.from.as_str(), kept.minutes), (day, from, 60));
            assert_eq!((kept.sync.state.word(), kept.repeats), ("synced", true));
            let own = format!("{day} {from} confirmed");
            assert_eq!(practice.weeks_here(), [own.as_str(), "2026-12-08 10:00 busy", "2026-12-15 10:00 busy"]);
            assert_eq!(practice.taken(stood), Availability::Free);
            assert_eq!(practice.taken(here), Availability::Busy);
            let check = practice.app.check(here, 50, None, Some(&booked.id)).unwrap();
            assert_eq!(check.answer, Availability::Free, "it stands there once: {check:?}");
        }
        stood = here;
    }
    let history = practice.app.history(&booked.id).unwrap();
    assert_eq!(history.iter().filter(|entry| entry.what.word() == "changed_there").count(), 2, "{history:?}");
    assert!(practice.app.activity().unwrap().needs_you.is_empty());
    assert!(practice.there.writes().is_empty(), "nothing is sent back");
    assert_eq!(practice.there.dates(&id), weeks(Some("2026-12-03T14:00:00Z")));
}

/// P5, S56: its own date is taken out there alone. That is asked about and counts until it is answered; given up or booked
/// again, the series stays as it is, also when all is read anew.
pub async fn an_appointment_whose_own_date_is_taken_out_there_is_asked_about(practices: Practices) {
    for anew in [false, true] {
        let practice = practices.another().await;
        let (booked, id) = practice.repeated(false).await;
        practice.there.take_date(&id, at(OWN));
        let here = |own: &str| {
            [format!("2026-12-01 10:00 {own}"), "2026-12-08 10:00 busy".into(), "2026-12-15 10:00 busy".into()]
        };
        for _ in 0..2 {
            practice.app.sync_now().await.unwrap();
            assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.deleted")));
            assert_eq!(practice.weeks_here(), here("confirmed"));
            assert_eq!(practice.taken("2026-12-01T10:00"), Availability::Busy);
        }
        assert!(practice.there.writes().is_empty(), "nothing is written unasked");
        let asked = practice.app.activity().unwrap().needs_you;
        assert_eq!(asked.len(), 1, "{asked:?}");
        if anew { practice.app.keep_mine(&asked[0].id) } else { practice.app.discard(&asked[0].id) }.unwrap();
        // The series without its date is not the appointment booked again, whoever changes it meanwhile.
        practice.there.retitle(&id, "Ada, weekly");
        practice.world.clock.advance(TimeDelta::seconds(1));
        let (own, answer) = if anew { ("confirmed", Availability::Busy) } else { ("cancelled", Availability::Free) };
        for read_anew in [false, false, true] {
            if read_anew {
                practice.there.forget_cursors();
            }
            practice.sync().await;
            assert_eq!(practice.weeks_here(), here(own));
            assert_eq!(practice.state(&booked.id).0, "synced");
            assert_eq!(practice.taken("2026-12-01T10:00"), answer);
            assert_eq!(practice.there.dates(&id), weeks(None));
        }
        assert_eq!(practice.did(), if anew { vec![Did::Create] } else { Vec::new() });
        let events = practice.there.events(Which::Main).into_iter().filter(|event| event.id != id);
        let others: Vec<_> = events.map(|event| event.start).collect();
        assert_eq!(others, if anew { vec![at(OWN)] } else { Vec::new() });
    }
}

/// P1, P5: the account is connected again, and its own date was moved there meanwhile, or not: the appointment finds its date,
/// and only that is moved.
pub async fn connected_again_an_appointment_finds_its_date_of_a_series(practices: Practices) {
    for moved in [false, true] {
        let practice = practices.another().await;
        let (booked, id) = practice.repeated(false).await;
        practice.app.disconnect(&practice.connection.id, true).unwrap();
        if moved {
            practice.there.move_date(&id, at(OWN), at("2026-12-02T11:00:00Z"));
        }
        practice.connect_again().await;
        let own = if moved { "2026-12-02 12:00 confirmed" } else { "2026-12-01 10:00 confirmed" };
        for _ in 0..2 {
            practice.sync().await;
            assert_eq!(practice.weeks_here(), [own, "2026-12-08 10:00 busy", "2026-12-15 10:00 busy"]);
            assert_eq!(practice.state(&booked.id).0, "synced");
        }
        assert!(practice.there.writes().is_empty(), "nothing is sent back");
        practice.app.reschedule(move_to(&booked.id, "2026-12-03T12:00", false)).unwrap();
        if !moved {
            practice.only_this_date(&booked.id);
        }
        practice.sync().await;
        assert_eq!(practice.there.dates(&id), weeks(Some("2026-12-03T11:00:00Z")));
        assert_eq!(practice.state(&booked.id).0, "synced");
    }
}
