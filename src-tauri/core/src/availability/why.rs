//! Why a time is blocked, or is not, in words: one for each rule.

use crate::model::rules::Rule;

/// Returns which events a rule is about.
pub const fn which(rule: Rule) -> &'static str {
    match rule {
        Rule::Busy => "events",
        Rule::AllDay => "all-day events",
        Rule::Tentative => "tentative events",
        Rule::Unanswered => "invitations you have not answered",
        Rule::UnansweredAllDay => "all-day invitations you have not answered",
        Rule::Declined => "events you declined",
        Rule::Free => "events marked as free",
        Rule::OutOfOffice => "out-of-office events",
        Rule::Elsewhere => "events that say where you work",
        Rule::Birthdays => "birthdays and holidays",
        Rule::Travel => "travel times",
    }
}

/// Returns why an event of a calendar blocks time, or does not. `counts_busy` = its calendar does at all.
pub fn why(rule: Rule, counts: bool, calendar: &str, counts_busy: bool) -> String {
    match (counts, counts_busy) {
        (true, _) => format!("Blocks your time: in ‘{calendar}’, {} count as busy.", which(rule)),
        (false, true) => format!("Does not block your time: in ‘{calendar}’, {} do not count as busy.", which(rule)),
        (false, false) => format!("Does not block your time: ‘{calendar}’ does not count as busy."),
    }
}

/// Returns what is said of an event from the time on from which not all of it is listed.
pub fn more(title: &str) -> String {
    let name = if title.is_empty() { "This event".to_owned() } else { format!("‘{title}’") };
    format!("{name} takes place more often than is listed: from here on, not all of it is shown.")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P13: the calendar and the rule are named.
    #[test]
    fn every_rule_is_said_in_words_of_its_own() {
        let mut said: Vec<String> = Rule::ALL.iter().map(|rule| why(*rule, true, "Private", true)).collect();
        assert_eq!(said[2], "Blocks your time: in ‘Private’, tentative events count as busy.");
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), Rule::ALL.len());
        let free = why(Rule::Free, false, "Private", true);
        assert_eq!(free, "Does not block your time: in ‘Private’, events marked as free do not count as busy.");
        let off = why(Rule::Busy, false, "Private", false);
        assert_eq!(off, "Does not block your time: ‘Private’ does not count as busy.");
        assert!(more("Ping").starts_with("‘Ping’ takes") && more("").starts_with("This event takes"));
    }
}
