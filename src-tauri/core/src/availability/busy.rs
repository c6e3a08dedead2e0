//! Whether an event counts as busy, and by which rule. Pure.

use crate::model::event::{Busy, Reply};
use crate::model::rules::{Rule, Rules};

/// What of an event decides whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub takes: Busy,
    /// What the person answered; `None` = they were not asked.
    pub answer: Option<Reply>,
    pub all_day: bool,
    /// It is the way to an event of this kind.
    pub travel: bool,
}

/// Returns whether an event of this kind counts as busy, and the rule that says so. It counts where each rule about it lets it.
pub fn decide(kind: &Kind, rules: &Rules) -> (Rule, bool) {
    let about = about(kind);
    let against = about.iter().copied().flatten().find(|rule| !rules.counts(*rule));
    match against {
        Some(rule) => (rule, false),
        None => (about.into_iter().flatten().next().unwrap_or(Rule::Busy), true),
    }
}

/// Returns the rules that are about an event, the one that says the most of it first.
fn about(kind: &Kind) -> [Option<Rule>; 6] {
    let of_kind = match kind.takes {
        Busy::Free => Some(Rule::Free),
        Busy::OutOfOffice => Some(Rule::OutOfOffice),
        Busy::Elsewhere => Some(Rule::Elsewhere),
        Busy::Birthday => Some(Rule::Birthdays),
        Busy::Busy | Busy::Tentative => None,
    };
    let unanswered = if kind.all_day { Rule::UnansweredAllDay } else { Rule::Unanswered };
    let is_maybe = kind.takes == Busy::Tentative || kind.answer == Some(Reply::Maybe);
    // What says what the whole day is for is asked about as that.
    let is_plain_day = kind.all_day && of_kind.is_none() && kind.answer != Some(Reply::None);
    [
        kind.travel.then_some(Rule::Travel),
        (kind.answer == Some(Reply::Declined)).then_some(Rule::Declined),
        (kind.answer == Some(Reply::None)).then_some(unanswered),
        of_kind,
        is_maybe.then_some(Rule::Tentative),
        is_plain_day.then_some(Rule::AllDay),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Kind = Kind { takes: Busy::Busy, answer: None, all_day: false, travel: false };

    fn by_default(kind: Kind) -> (Rule, bool) {
        decide(&kind, &Rules::default())
    }

    /// T21: sane defaults.
    #[test]
    fn each_kind_counts_or_not_where_the_person_says_nothing() {
        for (kind, rule, counts) in [
            (PLAIN, Rule::Busy, true),
            (Kind { answer: Some(Reply::Accepted), ..PLAIN }, Rule::Busy, true),
            (Kind { all_day: true, ..PLAIN }, Rule::AllDay, true),
            (Kind { takes: Busy::Tentative, ..PLAIN }, Rule::Tentative, true),
            (Kind { answer: Some(Reply::Maybe), ..PLAIN }, Rule::Tentative, true),
            (Kind { answer: Some(Reply::None), ..PLAIN }, Rule::Unanswered, true),
            (Kind { answer: Some(Reply::None), takes: Busy::Tentative, ..PLAIN }, Rule::Unanswered, true),
            (Kind { answer: Some(Reply::None), all_day: true, ..PLAIN }, Rule::UnansweredAllDay, false),
            (Kind { answer: Some(Reply::Declined), ..PLAIN }, Rule::Declined, false),
            (Kind { takes: Busy::Free, ..PLAIN }, Rule::Free, false),
            (Kind { takes: Busy::OutOfOffice, all_day: true, ..PLAIN }, Rule::OutOfOffice, true),
            (Kind { takes: Busy::Elsewhere, all_day: true, ..PLAIN }, Rule::Elsewhere, false),
            (Kind { takes: Busy::Birthday, all_day: true, ..PLAIN }, Rule::Birthdays, false),
            (Kind { travel: true, ..PLAIN }, Rule::Travel, true),
            (Kind { travel: true, answer: Some(Reply::Declined), ..PLAIN }, Rule::Declined, false),
            (Kind { travel: true, takes: Busy::Free, ..PLAIN }, Rule::Free, false),
        ] {
            assert_eq!(by_default(kind), (rule, counts), "{kind:?}");
        }
    }

    #[test]
    fn a_rule_that_is_changed_decides_the_other_way() {
        for (kind, rule) in [
            (Kind { all_day: true, ..PLAIN }, Rule::AllDay),
            (Kind { takes: Busy::Tentative, ..PLAIN }, Rule::Tentative),
            (Kind { answer: Some(Reply::None), ..PLAIN }, Rule::Unanswered),
            (Kind { answer: Some(Reply::None), all_day: true, ..PLAIN }, Rule::UnansweredAllDay),
            (Kind { answer: Some(Reply::Declined), ..PLAIN }, Rule::Declined),
            (Kind { takes: Busy::Free, ..PLAIN }, Rule::Free),
            (Kind { takes: Busy::OutOfOffice, ..PLAIN }, Rule::OutOfOffice),
            (Kind { takes: Busy::Elsewhere, ..PLAIN }, Rule::Elsewhere),
            (Kind { takes: Busy::Birthday, ..PLAIN }, Rule::Birthdays),
            (Kind { travel: true, ..PLAIN }, Rule::Travel),
        ] {
            let other = !by_default(kind).1;
            let rules = Rules::default().with(rule, other);
            assert_eq!(decide(&kind, &rules), (rule, other), "{kind:?}");
            assert_eq!(decide(&PLAIN, &rules), (Rule::Busy, true), "any other event is as it was");
        }
    }

    #[test]
    fn of_two_rules_the_one_that_lets_it_not_count_decides() {
        let days = Rules::default().with(Rule::AllDay, false);
        let kind = Kind { takes: Busy::Tentative, all_day: true, ..PLAIN };
        assert_eq!(decide(&kind, &days), (Rule::AllDay, false));
        // A holiday of one's own is more than a whole day.
        assert_eq!(decide(&Kind { takes: Busy::OutOfOffice, ..kind }, &days), (Rule::OutOfOffice, true));
    }
}
