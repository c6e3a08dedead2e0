//! Words of the views: closed lists that only a face needs, and how all of them travel as JSON and TypeScript.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use ts_rs::{Config, TS};

pub use crate::model::appointment::{Guess, Happened, Status, SyncState, What};
pub use crate::model::client::Hue;
pub use crate::model::connection::ConnectionStatus;
pub use crate::model::reason::Reason;
pub use crate::model::rules::Rule;
use crate::model::words::words;
pub use crate::model::zone::Fold;

words! {
    /// What the client answered to the invitation.
    pub enum Reply {
        NotInvited = "not_invited",
        /// Invited, and no answer is known.
        None = "none",
        Accepted = "accepted",
        Maybe = "maybe",
        Declined = "declined",
        /// The provider says that the invitation could not be delivered.
        Undelivered = "undelivered",
    }
}

words! {
    /// What may differ between two versions of an appointment.
    pub enum HistoryField {
        Time = "time",
        Zone = "zone",
        Client = "client",
        Service = "service",
        Title = "title",
        Place = "place",
        Description = "description",
        Notes = "notes",
        Status = "status",
        Invitation = "invitation",
        Calendar = "calendar",
    }
}

words! {
    /// Where a change is on its way, as the person sees it.
    pub enum ItemState { Waiting = "waiting", Syncing = "syncing", NeedsYou = "needs_you", Done = "done" }
}

words! {
    /// How an account is signed in to.
    pub enum SignInKind { Password = "password", Browser = "browser", Link = "link" }
}

words! {
    pub enum Theme { System = "system", Light = "light", Dark = "dark" }
}

words! {
    /// How tall an hour is in the week.
    pub enum HourHeight { Compact = "compact", Normal = "normal", Roomy = "roomy" }
}

words! {
    /// How times of day are written.
    pub enum ClockStyle { System = "system", Hours24 = "24", Hours12 = "12" }
}

words! {
    pub enum WeekStart { Monday = "monday", Sunday = "sunday", Saturday = "saturday" }
}

words! {
    /// What of the person's own a time breaks.
    pub enum LimitWord {
        DayOff = "day_off",
        OutsideHours = "outside_hours",
        /// It is sooner than the shortest notice.
        Notice = "notice",
        /// It is later than the latest day.
        Horizon = "horizon",
        /// The day has as many appointments as it may.
        DayFull = "day_full",
        /// Too little time is left after an appointment.
        Break = "break",
        /// Too little time is left between two places.
        Travel = "travel",
    }
}

words! {
    /// How the practitioner's zone is known.
    pub enum ZoneSource {
        /// The person chose it.
        Chosen = "chosen",
        /// The computer names it.
        Computer = "computer",
        /// The computer names none, and its clock goes by the rules of this place.
        Rules = "rules",
        Unknown = "unknown",
    }
}

words! {
    /// How often a series for a client takes place.
    pub enum RepeatEvery {
        Week = "week",
        TwoWeeks = "two_weeks",
        ThreeWeeks = "three_weeks",
        FourWeeks = "four_weeks",
        /// Every month on the same date; a month that does not have it is passed over.
        MonthDate = "month_date",
        /// Every month on the same weekday, the second Tuesday; a fifth one means the last.
        MonthWeekday = "month_weekday",
    }
}

words! {
    /// How much of a series is meant.
    pub enum Scope {
        /// One date.
        This = "this",
        /// That date and all after it.
        Later = "later",
        All = "all",
    }
}

words! {
    /// What is odd about a date of a series.
    pub enum Odd {
        /// The time is taken.
        Clash = "clash",
        /// An event that cannot be read may take it.
        Unknown = "unknown",
        /// The person does not work on that day.
        DayOff = "day_off",
        /// They do, and not at that time.
        OutsideHours = "outside_hours",
        /// It breaks another limit of the person's own.
        Limit = "limit",
        /// The clocks skip the hour: it would be as much later.
        Skipped = "skipped",
        /// The hour comes twice: the first is meant.
        Twice = "twice",
    }
}

/// Each travels as its word, and is a union of them in TypeScript.
macro_rules! on_the_wire {
    ($($name:ident),+ $(,)?) => { $(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                Self::from_word(&word).ok_or_else(|| D::Error::custom(concat!("not a word of ", stringify!($name))))
            }
        }

        impl TS for $name {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;

            fn name(_: &Config) -> String {
                stringify!($name).to_owned()
            }

            fn inline(_: &Config) -> String {
                let words: Vec<_> = Self::ALL.iter().map(|one| format!("\"{}\"", one.word())).collect();
                words.join(" | ")
            }

            fn decl(config: &Config) -> String {
                format!("type {} = {};", Self::name(config), Self::inline(config))
            }

            /// Says that it is declared, not written out.
            fn output_path() -> Option<PathBuf> {
                Some(PathBuf::from("types.ts"))
            }
        }
    )+ };
}

on_the_wire!(
    ClockStyle,
    ConnectionStatus,
    Fold,
    HourHeight,
    Hue,
    ItemState,
    LimitWord,
    Odd,
    Reason,
    RepeatEvery,
    Reply,
    Rule,
    Scope,
    SignInKind,
    Status,
    Guess,
    Happened,
    HistoryField,
    SyncState,
    Theme,
    WeekStart,
    What,
    ZoneSource,
);

#[cfg(test)]
mod tests {
    use super::*;

    /// H2
    #[test]
    fn a_word_travels_as_itself_and_another_one_is_refused() {
        assert_eq!(serde_json::to_string(&ClockStyle::Hours24).unwrap(), "\"24\"");
        assert_eq!(serde_json::from_str::<Reason>("\"net.server\"").unwrap(), Reason::NetServer);
        assert!(serde_json::from_str::<Theme>("\"sepia\"").is_err());
        assert!(serde_json::from_str::<Theme>("7").is_err());
    }

    #[test]
    fn in_typescript_it_is_a_union_of_its_words() {
        assert_eq!(Theme::decl(&Config::default()), "type Theme = \"system\" | \"light\" | \"dark\";");
    }
}
