//! Rules per calendar: which kinds of its events count as busy, by default and by the person's word, and why.

use std::fmt::Write as _;

use daybook_core::app::views::{AgendaItem, Availability, BusyBlock, Rule};
use daybook_tests::cast::dav::Dav;
use daybook_tests::cast::icloud;

use super::Practice;

const INVITED: &str = "ORGANIZER:mailto:boss@x.example\r\nATTENDEE:mailto:boss@x.example\r\nATTENDEE;PARTSTAT";

/// One event of each kind, on a working day of its own, at ten in Berlin or all day: its day, how it is written, the rule that
/// it is under, and whether it counts where the person says nothing. `ME` is an address of the account.
fn kinds() -> Vec<(u32, String, Rule, bool)> {
    let at_ten = |day: u32, more: &str| format!("DTSTART:202612{day:02}T090000Z\r\nDURATION:PT1H\r\n{more}");
    let all_day = |day: u32, more: &str| format!("DTSTART;VALUE=DATE:202612{day:02}\r\n{more}");
    let exchange = |day: u32, word: &str| at_ten(day, &format!("TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:{word}"));
    let travel = "DTSTART:20261214T120000Z\r\nDURATION:PT1H\r\nX-APPLE-TRAVEL-DURATION;VALUE=DURATION:PT3H30M";
    vec![
        (1, at_ten(1, "TRANSP:OPAQUE"), Rule::Busy, true),
        (2, all_day(2, "TRANSP:OPAQUE"), Rule::AllDay, true),
        (3, at_ten(3, "STATUS:TENTATIVE"), Rule::Tentative, true),
        (4, at_ten(4, &format!("{INVITED}=NEEDS-ACTION:mailto:ME")), Rule::Unanswered, true),
        (7, all_day(7, &format!("{INVITED}=NEEDS-ACTION:mailto:ME")), Rule::UnansweredAllDay, false),
        (8, at_ten(8, &format!("{INVITED}=DECLINED:mailto:ME")), Rule::Declined, false),
        (9, exchange(9, "FREE"), Rule::Free, false),
        (10, exchange(10, "OOF"), Rule::OutOfOffice, true),
        (11, exchange(11, "WORKINGELSEWHERE"), Rule::Elsewhere, false),
        (14, travel.to_owned(), Rule::Travel, true),
        (15, exchange(15, "TENTATIVE"), Rule::Tentative, true),
    ]
}

fn day(day: u32) -> String {
    format!("2026-12-{day:02}")
}

async fn practice() -> Practice<Dav> {
    let practice = Practice::of(Box::new(icloud::place().await)).await;
    for (day, lines, rule, _) in kinds() {
        let mut object = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\n");
        let lines = lines.replace("ME", &practice.connection.email);
        let _ = write!(object, "UID:{day}\r\nDTSTAMP:20150101T000000Z\r\nSUMMARY:{}\r\n{lines}\r\n", rule.word());
        object.push_str("END:VEVENT\r\nEND:VCALENDAR\r\n");
        practice.there.lay(&format!("{day}.ics"), &object);
    }
    practice.sync().await;
    practice
}

impl Practice<Dav> {
    fn block(&self, on: u32, rule: Rule) -> BusyBlock {
        let found = self.app.agenda(&day(on), &day(on)).unwrap().into_iter().find_map(|item| match item {
            AgendaItem::Busy(block) if block.rule == rule => Some(block),
            AgendaItem::Busy(_) | AgendaItem::Appointment(_) => None,
        });
        found.unwrap_or_else(|| panic!("{on} {rule:?}"))
    }

    /// The check, the free times and the agenda say the same of ten o'clock.
    fn holds(&self, on: u32, rule: Rule, counts: bool) -> BusyBlock {
        let verdict = self.app.check(&format!("{}T10:00", day(on)), 50, None, None).unwrap();
        let answer = if counts { Availability::Busy } else { Availability::Free };
        assert_eq!(verdict.answer, answer, "{on} {rule:?}: {verdict:?}");
        let by: Vec<_> = verdict.clashes.iter().map(|clash| clash.rule).collect();
        assert_eq!(by, if counts { vec![Some(rule)] } else { vec![] }, "{on}");
        let free = self.app.free_until(&day(on), &day(on), 50, None).unwrap();
        assert_eq!(free.iter().any(|time| time.from == "10:00"), !counts, "{on} {rule:?}");
        let block = self.block(on, rule);
        assert_eq!(block.counts, counts, "{on} {rule:?}");
        block
    }
}

/// T21, P13, wanted 18, 19, 20, 22: each kind counts or not by sane defaults, the other way once its rule is changed, and the
/// same everywhere.
#[tokio::test]
async fn each_kind_of_event_counts_by_the_rules_of_its_calendar() {
    let practice = practice().await;
    for (on, _, rule, counts) in kinds() {
        practice.holds(on, rule, counts);
    }
    for (on, _, rule, counts) in kinds().into_iter().filter(|(_, _, rule, _)| *rule != Rule::Busy) {
        let by = practice.block(on, rule).rule_calendar_id;
        let changed = practice.app.set_rule(&by, rule, !counts).unwrap();
        let view = changed.rules.iter().find(|view| view.rule == rule).unwrap();
        assert_eq!((view.counts, view.default), (!counts, counts));
        practice.holds(on, rule, !counts);
        // Nothing else is another one for it.
        practice.holds(1, Rule::Busy, true);
        practice.app.set_rule(&by, rule, counts).unwrap();
        practice.holds(on, rule, counts);
    }
}

/// P13, wanted 21, 23: why a time is blocked names the event, its calendar and the rule, and so does why one is not.
#[tokio::test]
async fn why_a_time_is_blocked_names_event_calendar_and_rule() {
    let practice = practice().await;
    let block = practice.block(3, Rule::Tentative);
    let said = format!("Blocks your time: in ‘{}’, tentative events count as busy.", block.calendar);
    assert_eq!((block.title.as_str(), &block.why), ("tentative", &said));
    let verdict = practice.app.check("2026-12-03T10:00", 50, None, None).unwrap();
    let clash = &verdict.clashes[0];
    assert_eq!((clash.title.as_str(), clash.calendar.as_ref()), ("tentative", Some(&block.calendar)));
    assert_eq!((clash.why.as_ref(), clash.rule_calendar_id.as_ref()), (Some(&said), Some(&block.rule_calendar_id)));
    let free = practice.block(9, Rule::Free);
    let said = format!("Does not block your time: in ‘{}’, events marked as free do not count as busy.", free.calendar);
    assert_eq!(free.why, said);
    practice.app.set_calendar(&block.rule_calendar_id, Some(false), None, None).unwrap();
    let off = practice.block(3, Rule::Tentative);
    assert_eq!(
        (off.counts, off.why),
        (false, format!("Does not block your time: ‘{}’ does not count as busy.", off.calendar))
    );
}

/// T21: declined under an address that the account does not tell, nobody knows whose answer it is: it blocks, the rule is named, and
/// one click of the person changes that.
#[tokio::test]
async fn what_was_declined_under_an_unknown_address_blocks_and_says_by_which_rule() {
    let practice = practice().await;
    let lines =
        format!("DTSTART:20261216T090000Z\r\nDURATION:PT1H\r\n{INVITED}=DECLINED:mailto:alias@elsewhere.example");
    let event =
        format!("BEGIN:VEVENT\r\nUID:alias\r\nDTSTAMP:20150101T000000Z\r\nSUMMARY:Course\r\n{lines}\r\nEND:VEVENT");
    practice.there.lay("alias.ics", &format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}\r\nEND:VCALENDAR\r\n"));
    practice.sync().await;
    let block = practice.holds(16, Rule::Busy, true);
    let said = format!("Blocks your time: in ‘{}’, events count as busy.", block.calendar);
    assert_eq!((block.title.as_str(), block.why), ("Course", said));
    practice.app.set_calendar(&block.rule_calendar_id, Some(false), None, None).unwrap();
    assert_eq!(practice.app.check("2026-12-16T10:00", 50, None, None).unwrap().answer, Availability::Free);
}

/// T21: what an ordinary event does is said of its whole calendar, and an unknown calendar has no rules.
#[tokio::test]
async fn a_rule_is_one_of_a_kind_and_a_calendar() {
    let practice = practice().await;
    let by = practice.block(1, Rule::Busy).rule_calendar_id;
    assert_eq!(practice.app.set_rule(&by, Rule::Busy, false).unwrap_err().code.word(), "input");
    assert_eq!(practice.app.set_rule("nowhere", Rule::Free, true).unwrap_err().code.word(), "not_found");
    practice.holds(1, Rule::Busy, true);
}
