//! The person's rules for a calendar: which kinds of its events count as busy.

use super::words::words;

words! {
    /// What decides whether an event counts as busy.
    pub enum Rule {
        /// An event like any other: whether it counts is asked of the whole calendar.
        Busy = "busy",
        AllDay = "all_day",
        Tentative = "tentative",
        /// An invitation that the person has not answered.
        Unanswered = "unanswered",
        /// The same, for whole days.
        UnansweredAllDay = "unanswered_all_day",
        Declined = "declined",
        /// Marked as free.
        Free = "free",
        OutOfOffice = "out_of_office",
        /// It says where the person works.
        Elsewhere = "elsewhere",
        /// Birthdays, and public holidays.
        Birthdays = "birthdays",
        /// The way to an event.
        Travel = "travel",
    }
}

impl Rule {
    /// Returns whether what it is about counts as busy where the person says nothing.
    pub const fn by_default(self) -> bool {
        match self {
            Self::Busy | Self::AllDay | Self::Tentative | Self::Unanswered | Self::OutOfOffice | Self::Travel => true,
            Self::UnansweredAllDay | Self::Declined | Self::Free | Self::Elsewhere | Self::Birthdays => false,
        }
    }

    /// Returns those that may be changed for a calendar, in the order in which they are shown.
    pub fn changeable() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|rule| *rule != Self::Busy)
    }
}

/// The rules of a calendar: those that differ from the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules(Vec<(Rule, bool)>);

impl Rules {
    /// Returns whether what a rule is about counts as busy.
    pub fn counts(&self, rule: Rule) -> bool {
        self.0.iter().find(|(own, _)| *own == rule).map_or(rule.by_default(), |(_, counts)| *counts)
    }

    /// Returns these rules with one of them changed.
    pub fn with(&self, rule: Rule, counts: bool) -> Self {
        let others = self.0.iter().copied().filter(|(own, _)| *own != rule);
        let own = (rule != Rule::Busy && counts != rule.by_default()).then_some((rule, counts));
        Self(others.chain(own).collect())
    }

    /// Returns them in words, `tentative=free all_day=free`; `None` = all are as by default.
    pub fn written(&self) -> Option<String> {
        let words =
            self.0.iter().map(|(rule, counts)| format!("{}={}", rule.word(), if *counts { "busy" } else { "free" }));
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// Reads what [`Self::written`] wrote. What is not understood is as by default.
    pub fn read(text: &str) -> Self {
        text.split_whitespace().filter_map(one).fold(Self::default(), |rules, (rule, counts)| rules.with(rule, counts))
    }
}

fn one(word: &str) -> Option<(Rule, bool)> {
    let (rule, counts) = word.split_once('=')?;
    let counts = match counts {
        "busy" => true,
        "free" => false,
        _ => return None,
    };
    Some((Rule::from_word(rule)?, counts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_changed_is_written_and_what_is_changed_back_is_not() {
        let rules = Rules::default();
        assert_eq!(rules.written(), None);
        let changed = rules.with(Rule::Tentative, false).with(Rule::Free, true);
        assert_eq!(changed.written().as_deref(), Some("tentative=free free=busy"));
        assert_eq!(Rules::read("tentative=free free=busy"), changed);
        assert!(!changed.counts(Rule::Tentative) && changed.counts(Rule::Free) && changed.counts(Rule::AllDay));
        assert_eq!(changed.with(Rule::Tentative, true).with(Rule::Free, false), rules);
    }

    #[test]
    fn what_is_not_understood_is_as_by_default() {
        assert_eq!(
            Rules::read("moonlight=busy tentative=maybe tentative busy=free all_day=free").written().as_deref(),
            Some("all_day=free")
        );
    }

    #[test]
    fn an_ordinary_event_follows_its_calendar() {
        assert_eq!(Rules::default().with(Rule::Busy, false), Rules::default());
        assert!(Rule::changeable().all(|rule| rule != Rule::Busy));
    }
}
