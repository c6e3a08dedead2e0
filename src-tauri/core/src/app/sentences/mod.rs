//! What a person is told, one sentence per reason and one place for all of them. The errors of the core are made from
//! it, and so are `ui/src/text/messages.ts`, `docs/messages.md` and what the terminal prints.

pub mod generated;
mod table;

use crate::model::reason::Reason;
use crate::model::words::words;

pub use table::sentence;

/// Several ways to say one thing, the most telling first. A `{fact}` stands for what is known; `{?fact}` stands for
/// nothing and asks only that it is known; `{fact:one|# more}` chooses by number. The last one needs no fact.
pub type Ways = &'static [&'static str];

/// What there is to say about a reason.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// What happened.
    pub what: Ways,
    /// What it means and what to do, for a person who just asked for something.
    pub rest: Ways,
    /// The same where Daybook works by itself, in place of `rest`; empty = `rest` fits.
    pub later: Ways,
    /// Why a change waits, for a list of them: no capital, no full stop. Empty = nothing waits because of this.
    pub waits: Ways,
}

words! {
    /// What a sentence may name, ready to be read.
    pub enum Fact {
        Provider = "provider",
        Host = "host",
        Calendar = "calendar",
        Client = "client",
        /// When the calendar was last read.
        Since = "since",
        /// When the next try is.
        Again = "again",
        /// How many changes wait.
        Waiting = "waiting",
        /// What to allow at the provider, as a sentence.
        Allow = "allow",
        /// When the provider ends a sign-in by itself, as a sentence.
        Ends = "ends",
        /// What it overlaps, and from when to when.
        Title = "title",
        Time = "time",
        Day = "day",
        /// The account that was wanted, and the one that signed in.
        Email = "email",
        Found = "found",
        Setting = "setting",
        File = "file",
        Page = "page",
        /// A word of the provider's own.
        Word = "word",
        /// What the operating system said.
        System = "system",
        /// What is not there.
        Thing = "thing",
        /// What alone is not the same here and there.
        Asked = "asked",
        /// It is cancelled here.
        Cancelled = "cancelled",
    }
}

/// What is known.
#[derive(Clone, Debug, Default)]
pub struct Facts(Vec<(Fact, String)>);

impl Facts {
    /// Adds a fact; an empty one is not known.
    #[must_use]
    pub fn and(mut self, fact: Fact, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.0.push((fact, value));
        }
        self
    }

    /// Adds a fact where it is known.
    #[must_use]
    pub fn and_maybe(self, fact: Fact, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.and(fact, value),
            None => self,
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(fact, _)| fact.word() == name).map(|(_, value)| value.as_str())
    }
}

/// A single fact, to begin with.
pub fn with(fact: Fact, value: impl Into<String>) -> Facts {
    Facts::default().and(fact, value)
}

/// A message in two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub message: String,
    /// What it means and what to do; may be empty.
    pub hint: String,
}

/// What to tell a person who just asked for something.
pub fn say(reason: Reason, facts: &Facts) -> Said {
    let sentence = sentence(reason);
    Said { message: fill(sentence.what, facts), hint: fill(sentence.rest, facts) }
}

/// What to tell of something that Daybook does by itself: a connection, or a change on its way.
pub fn report(reason: Reason, facts: &Facts) -> Said {
    let sentence = sentence(reason);
    let rest = if sentence.later.is_empty() { sentence.rest } else { sentence.later };
    Said { message: fill(sentence.what, facts), hint: fill(rest, facts) }
}

/// Why a change waits, in words for a list of changes.
pub fn waits(reason: Reason, facts: &Facts) -> Option<String> {
    let ways = sentence(reason).waits;
    (!ways.is_empty()).then(|| fill(ways, facts))
}

/// The first way whose facts are all known.
fn fill(ways: Ways, facts: &Facts) -> String {
    ways.iter().find_map(|way| filled(way, facts)).unwrap_or_default()
}

fn filled(way: &str, facts: &Facts) -> Option<String> {
    let mut text = String::new();
    let mut rest = way;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}')?;
        text.push_str(before);
        rest = after;
        if let Some(name) = slot.strip_prefix('?') {
            facts.get(name)?;
        } else if let Some((name, forms)) = slot.split_once(':') {
            let number = facts.get(name)?;
            let (one, more) = forms.split_once('|')?;
            text.push_str(&if number == "1" { one.to_owned() } else { more.replace('#', number) });
        } else {
            text.push_str(facts.get(slot)?);
        }
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(sentence: &Sentence) -> impl Iterator<Item = Ways> {
        [sentence.what, sentence.rest, sentence.later, sentence.waits].into_iter()
    }

    /// The facts that a way names.
    fn named(way: &str) -> Vec<&str> {
        let slots = way.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(slot, _)| slot);
        slots.map(|slot| slot.trim_start_matches('?').split(':').next().unwrap_or_default()).collect()
    }

    /// H2
    #[test]
    fn every_reason_can_be_said_whatever_is_known() {
        for reason in Reason::ALL {
            let found = sentence(*reason);
            assert!(!found.what.is_empty(), "{reason:?}");
            for ways in ways(&found).filter(|ways| !ways.is_empty()) {
                assert_eq!(named(ways[ways.len() - 1]), Vec::<&str>::new(), "{reason:?}");
                for name in ways.iter().flat_map(|way| named(way)) {
                    assert!(Fact::from_word(name).is_some(), "{reason:?}: {name}");
                }
            }
            let bare = say(*reason, &Facts::default());
            assert!(bare.message.ends_with(['.', '?']), "{reason:?}: {}", bare.message);
        }
    }

    #[test]
    fn every_fact_is_named_by_a_sentence() {
        let all: Vec<_> = Reason::ALL.iter().map(|reason| sentence(*reason)).collect();
        let named: Vec<_> = all.iter().flat_map(|one| ways(one).flatten()).flat_map(|way| named(way)).collect();
        for fact in Fact::ALL {
            assert!(named.contains(&fact.word()), "{fact:?}");
        }
    }

    #[test]
    fn a_sentence_says_as_much_as_is_known() {
        let said = |facts: Facts| report(Reason::NetServer, &facts);
        let whole = said(with(Fact::Host, "dav.example").and(Fact::Again, "13:25"));
        assert_eq!(
            (whole.message.as_str(), whole.hint.as_str()),
            ("dav.example does not answer.", "Daybook tries again at 13:25.")
        );
        let bare = said(Facts::default().and(Fact::Host, ""));
        assert_eq!(
            (bare.message.as_str(), bare.hint.as_str()),
            ("The server does not answer.", "Daybook tries again by itself.")
        );
    }

    #[test]
    fn one_change_and_several_are_said_rightly() {
        let said = |waiting: &str| report(Reason::NetOffline, &with(Fact::Waiting, waiting)).hint;
        assert_eq!(said("1"), "Book, move and cancel as usual. 1 change goes out when you’re back online.");
        assert_eq!(said("3"), "Book, move and cancel as usual. 3 changes go out when you’re back online.");
        assert_eq!(said(""), "Book, move and cancel as usual.");
    }

    #[test]
    fn what_may_be_missing_is_asked_for_without_being_named() {
        assert_eq!(say(Reason::KeyMissing, &Facts::default()).message, "The key for your data is missing.");
        assert_eq!(
            say(Reason::KeyMissing, &with(Fact::Provider, "Google")).message,
            "The key for this sign-in is missing."
        );
    }
}
