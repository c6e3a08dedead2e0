//! The laws of the decision: one appointment and a model of a provider, disturbed at random by people on both sides, by
//! lost requests, lost answers and lost knowledge. Then quiet.

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::model::copies::Extent;
use crate::model::ids::CalendarId;

#[derive(Clone, Debug)]
enum Move {
    HereTime(i64),
    HereTitle(&'static str),
    HereCancels(bool),
    HereCalendar(&'static str),
    /// New zone rules move it here by so many minutes.
    Rules(i64),
    ThereTime(i64),
    ThereTitle(&'static str),
    ThereCancels(bool),
    ThereCalendar(&'static str),
    ThereSeries,
    ThereDeletes,
    Reads,
    /// Carries out what was decided.
    Acts(Fate),
    /// Answers what is asked, with what stands here or with what stands there.
    Answers(Side),
    /// What was agreed on is lost: a damaged row, an older file.
    Forgets,
}

#[derive(Clone, Copy, Debug)]
enum Fate {
    Well,
    /// The request never arrives.
    LostBefore,
    /// It is carried out, and its answer never arrives.
    LostAfter,
}

#[derive(Clone, Copy, Debug)]
enum Side {
    Here,
    There,
    /// What stands here, for the date that is the appointment.
    OneDate,
}

#[derive(Clone, Debug)]
struct World {
    here: Here,
    agreed: Option<Agreed>,
    sent: Option<Sent>,
    there: There,
    /// What the provider really holds.
    event: Option<Seen>,
}

impl World {
    fn copies(&self) -> Copies {
        let unknown = self.agreed.is_none() && self.there == There::Absent;
        Copies {
            here: self.here.clone(),
            agreed: self.agreed.clone(),
            sent: self.sent.clone(),
            there: if unknown { There::Never } else { self.there.clone() },
            target: Target::Open,
        }
    }

    fn read(&mut self) {
        self.there = self.event.clone().map_or(There::Absent, There::Event);
    }

    /// Learns what can be learned. Nothing that was typed here is lost by it: only a value that the other side knew is
    /// replaced by one of theirs.
    fn decide(&mut self) -> Act {
        for _ in 0..8 {
            let act = decide(&self.copies());
            let Act::Learn(lesson) = act else { return act };
            let known: Vec<Copy> = self.agreed.iter().map(|agreed| agreed.copy.clone()).collect();
            for field in Field::ALL {
                let kept = field.equal(&self.here.copy, &lesson.here.copy);
                assert!(
                    kept || known.iter().any(|known| field.equal(known, &self.here.copy)),
                    "{field:?} was lost here"
                );
            }
            assert_eq!(self.here.copy.cancelled, lesson.here.copy.cancelled, "nothing is cancelled or revived unasked");
            (self.here, self.agreed, self.sent) = (lesson.here, lesson.agreed, None);
        }
        panic!("never settles: {self:?}");
    }

    /// Carries out what is decided, as a provider with conditional writes does. Returns what was decided. Nothing is created where
    /// something may stand (no twin), and nothing is sent that stands there already (no mail twice).
    fn act(&mut self, fate: Fate) -> Act {
        let act = self.decide();
        let seen = matches!(self.there, There::Event(_) | There::Unread(_));
        assert!(act != Act::Create || !seen && self.sent.is_none(), "a twin: {:?}", self.there);
        let (request, told) = match &act {
            Act::Create | Act::Update => (Request::Put(self.here.copy.clone()), self.here.copy.guest.is_some()),
            Act::Remove { .. } | Act::Relocate => (Request::Remove, false),
            Act::Nothing | Act::Learn(_) | Act::Ask(_) | Act::Wait(_) => return act,
        };
        let calendar = match (&act, &self.there) {
            (Act::Create, _) | (_, There::Unread(_) | There::Never | There::Absent) => {
                self.here.calendar.clone().unwrap()
            }
            (_, There::Event(seen)) => seen.calendar.clone(),
        };
        self.sent = Some(Sent { request: request.clone(), calendar: calendar.clone(), told, repeated: false });
        if matches!(fate, Fate::LostBefore) {
            self.there = There::Unread(Unread::NotSince);
            return act;
        }
        let expected = match (&act, &self.there) {
            (Act::Create, _) => None,
            (_, There::Event(seen)) => Some(seen.clone()),
            (_, There::Unread(_) | There::Never | There::Absent) => panic!("a write over what nobody saw"),
        };
        if self.event != expected {
            // Refused: the answer carries what is there.
            (self.sent, self.there) = (None, self.event.clone().map_or(There::Absent, There::Event));
            return act;
        }
        if let Some(over) = &self.event {
            let agreed = self.agreed.as_ref().map(|agreed| &agreed.copy);
            for field in Field::ALL {
                let kept = act != (Act::Remove { tell: true }) && act != (Act::Remove { tell: false });
                let same = kept && field.equal(&self.here.copy, &over.copy);
                assert!(
                    same || agreed.is_some_and(|agreed| field.equal(agreed, &over.copy)),
                    "{field:?} overwritten unseen"
                );
            }
            let differs = |field: &Field| !field.equal(&self.here.copy, &over.copy);
            let revived = over.copy.cancelled != self.here.copy.cancelled;
            let is_news =
                revived || Field::ALL.iter().any(differs) || self.here.calendar.as_ref() != Some(&over.calendar);
            assert!(is_news || act != Act::Update, "a second mail of the same");
            let moves = !Field::Time.equal(&self.here.copy, &over.copy) && matches!(request, Request::Put(_));
            assert!(!(self.here.by_rules && moves), "moved there by new rules, and nobody was asked");
            assert!(over.shape != Shape::Series || self.here.series.is_some(), "a series was touched unasked");
        }
        let one_date = self.event.as_ref().is_some_and(|event| match event.shape {
            Shape::Single => false,
            Shape::Series => self.here.series == Some(Extent::OneDate),
            Shape::Date | Shape::Dropped => true,
        });
        self.event = match request.clone() {
            Request::Put(copy) => {
                let shape = self.event.as_ref().map_or(Shape::Single, |event| event.shape);
                let shape = if one_date { Shape::Date } else { shape };
                Some(Seen { calendar: calendar.clone(), copy, shape })
            }
            Request::Remove if one_date && act != Act::Relocate => {
                let copy = Copy { cancelled: true, ..self.here.copy.clone() };
                Some(Seen { calendar: calendar.clone(), copy, shape: Shape::Date })
            }
            Request::Remove => None,
        };
        match fate {
            Fate::Well => {
                self.sent = None;
                self.agreed = match request {
                    Request::Put(copy) => Some(Agreed { copy, calendar: Some(calendar), told }),
                    Request::Remove => self.event.clone().map(|event| Agreed {
                        copy: event.copy,
                        calendar: Some(event.calendar),
                        told,
                    }),
                };
                (self.here.series, self.here.by_rules) = (None, false);
                self.read();
            }
            Fate::LostAfter | Fate::LostBefore => self.there = There::Unread(Unread::NotSince),
        }
        act
    }

    fn answer(&mut self, side: Side) {
        let Act::Ask(_) = self.decide() else { return };
        self.here.by_rules = false;
        match (side, self.there.clone()) {
            // A date that was taken out of its series is not put back: it is booked anew, as an event of its own.
            (Side::Here | Side::OneDate, There::Event(seen)) if seen.shape == Shape::Date && seen.copy.cancelled => {
                (self.agreed, self.event, self.there) = (None, None, There::Never);
            }
            (Side::Here | Side::OneDate, There::Event(seen)) => {
                // The person saw what stands there, and wants what stands here.
                let told = seen.copy.guest.is_some();
                if seen.shape == Shape::Series {
                    let one = matches!(side, Side::OneDate);
                    self.here.series = Some(if one { Extent::OneDate } else { Extent::Whole });
                }
                self.here.calendar = Some(self.here.calendar.clone().unwrap_or(seen.calendar.clone()));
                let mut copy = seen.copy;
                copy.cancelled &= self.here.copy.cancelled || copy.cancelled;
                self.agreed = Some(Agreed { copy, calendar: Some(seen.calendar), told });
            }
            (Side::There, There::Event(seen)) => {
                self.here.copy = seen.copy.clone();
                self.here.calendar = Some(seen.calendar);
            }
            (Side::Here | Side::OneDate, There::Absent | There::Never | There::Unread(_)) => self.agreed = None,
            (Side::There, There::Absent | There::Never | There::Unread(_)) => self.here.copy.cancelled = true,
        }
    }

    fn disturb(&mut self, step: &Move) {
        let alive = !self.here.copy.cancelled;
        match step {
            Move::HereTime(start) if alive => {
                (self.here.copy.start, self.here.copy.end) = (at(*start), at(*start + 50));
                self.here.by_rules = false;
            }
            Move::Rules(minutes) => {
                let sent = self.sent.as_ref().and_then(|sent| match &sent.request {
                    Request::Put(copy) => Some(copy),
                    Request::Remove => None,
                });
                let known = sent.or(self.agreed.as_ref().map(|agreed| &agreed.copy));
                let copy = &mut self.here.copy;
                self.here.by_rules |= known.is_some_and(|known| Field::Time.equal(known, copy));
                let by = chrono::TimeDelta::minutes(*minutes);
                (copy.start, copy.end) = (copy.start + by, copy.end + by);
            }
            Move::HereTitle(title) if alive => self.here.copy.title = (*title).into(),
            Move::HereCancels(cancelled) => self.here.copy.cancelled = *cancelled,
            Move::HereCalendar(name) if alive => self.here.calendar = Some(CalendarId::from(*name)),
            Move::HereTime(_) | Move::HereTitle(_) | Move::HereCalendar(_) => {}
            Move::Reads => self.read(),
            Move::Acts(fate) => drop(self.act(*fate)),
            Move::Answers(side) => self.answer(*side),
            Move::Forgets => (self.agreed, self.sent) = (None, None),
            Move::ThereDeletes => self.event = None,
            Move::ThereTime(_)
            | Move::ThereTitle(_)
            | Move::ThereCancels(_)
            | Move::ThereCalendar(_)
            | Move::ThereSeries => {
                let Some(event) = &mut self.event else { return };
                match step {
                    Move::ThereTime(start) => (event.copy.start, event.copy.end) = (at(*start), at(*start + 50)),
                    Move::ThereTitle(title) => event.copy.title = (*title).into(),
                    Move::ThereCancels(cancelled) => event.copy.cancelled = *cancelled,
                    Move::ThereCalendar(name) => event.calendar = CalendarId::from(*name),
                    _ => event.shape = Shape::Series,
                }
            }
        }
    }
}

fn at(minutes: i64) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(minutes * 60, 0).unwrap()
}

fn booked() -> World {
    let copy = Copy {
        start: at(0),
        end: at(50),
        title: "Ada".into(),
        place: String::new(),
        description: String::new(),
        tentative: false,
        guest: Some("ada@client.example".into()),
        cancelled: false,
    };
    let here = Here {
        copy,
        calendar: Some(CalendarId::from("praxis")),
        notify: true,
        series: None,
        by_rules: false,
        again: false,
        at_odds: false,
    };
    World { here, agreed: None, sent: None, there: There::Never, event: None }
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let time = (0i64..3).prop_map(|start| start * 60);
    let title = prop::sample::select(vec!["Ada", "Ada L."]);
    let calendar = prop::sample::select(vec!["praxis", "work"]);
    let fate = prop::sample::select(vec![Fate::Well, Fate::Well, Fate::LostBefore, Fate::LostAfter]);
    let side = prop::sample::select(vec![Side::Here, Side::There, Side::OneDate]);
    let one = prop_oneof![
        2 => time.clone().prop_map(Move::HereTime),
        1 => title.clone().prop_map(Move::HereTitle),
        1 => any::<bool>().prop_map(Move::HereCancels),
        1 => calendar.clone().prop_map(Move::HereCalendar),
        1 => prop::sample::select(vec![-60, 60]).prop_map(Move::Rules),
        2 => time.prop_map(Move::ThereTime),
        1 => title.prop_map(Move::ThereTitle),
        1 => any::<bool>().prop_map(Move::ThereCancels),
        1 => calendar.prop_map(Move::ThereCalendar),
        1 => Just(Move::ThereSeries),
        1 => Just(Move::ThereDeletes),
        3 => Just(Move::Reads),
        6 => fate.prop_map(Move::Acts),
        2 => side.prop_map(Move::Answers),
        1 => Just(Move::Forgets),
    ];
    prop::collection::vec(one, 0..24)
}

/// Lets everything run without a disturbance. Returns the last decision.
fn quiet(world: &mut World) -> Act {
    let mut last = Act::Nothing;
    for _ in 0..8 {
        world.read();
        last = world.act(Fate::Well);
    }
    last
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// After quiet, either both sides are equal or a question is open; and a question stays the same question.
    #[test]
    fn quiet_ends_in_equal_copies_or_in_one_open_question(steps in moves()) {
        let mut world = booked();
        for step in &steps {
            world.disturb(step);
        }
        match quiet(&mut world) {
            Act::Nothing => match &world.event {
                Some(event) if event.copy.cancelled && world.here.copy.cancelled => {}
                Some(event) => {
                    prop_assert_eq!(&event.copy, &world.here.copy);
                    prop_assert_eq!(Some(&event.calendar), world.here.calendar.as_ref());
                }
                None => prop_assert!(world.here.copy.cancelled),
            },
            Act::Ask(question) => {
                let before = world.clone();
                prop_assert_eq!(world.act(Fate::Well), Act::Ask(question));
                prop_assert_eq!(before.event, world.event);
            }
            act => prop_assert!(false, "{:?} is never done", act),
        }
    }

    /// Whatever is asked, one answer ends it: with the copy here at both sides, or with the copy there.
    #[test]
    fn one_answer_ends_a_question(steps in moves(), here in any::<bool>()) {
        let mut world = booked();
        for step in &steps {
            world.disturb(step);
        }
        if let Act::Ask(_) = quiet(&mut world) {
            let (mine, theirs) = (world.here.copy.clone(), world.event.clone().map(|event| event.copy));
            world.answer(if here { Side::Here } else { Side::There });
            let end = quiet(&mut world);
            prop_assert_eq!(&end, &Act::Nothing, "{:?}", world);
            let wanted = if here { mine } else { theirs.unwrap_or(Copy { cancelled: true, ..mine }) };
            prop_assert_eq!(&world.here.copy, &wanted);
        }
    }
}
