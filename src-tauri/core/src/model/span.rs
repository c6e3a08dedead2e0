//! When something takes place: between two instants, or at times and on days of wherever the person is (RFC 5545 sections 3.3.4
//! and 3.3.5, form 1).

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::zone::Zone;

/// A span of time as its calendar means it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// From one instant to another, the same for every reader. `end` is not before `start`.
    Timed { start: DateTime<Utc>, end: DateTime<Utc> },
    /// From one wall-clock time to another, wherever the reader is.
    Floating { start: NaiveDateTime, end: NaiveDateTime },
    /// Whole days, wherever the reader is: the first, and the day after the last.
    Days { first: NaiveDate, end: NaiveDate },
}

impl Span {
    /// Returns the instants at which it begins and ends for a reader in this zone. The end is not before the start.
    pub fn in_zone(&self, zone: &Zone) -> (DateTime<Utc>, DateTime<Utc>) {
        match *self {
            Self::Timed { start, end } => (start, end),
            Self::Floating { start, end } => {
                let (begins, ends) = (zone.instant(start).first(), zone.instant(end).first());
                if ends > begins || end <= start {
                    return (begins, ends.max(begins));
                }
                // In the hour that a clock skips its end may come out before its start: it lasts as long as it says.
                (begins, begins.checked_add_signed(end - start).unwrap_or(begins))
            }
            Self::Days { first, end } => {
                let begins = zone.day_start(first);
                (begins, zone.day_start(end).max(begins))
            }
        }
    }

    /// Returns whether it overlaps `[from, to)` for a reader in this zone, or starts in it and has no length.
    pub fn overlaps(&self, from: DateTime<Utc>, to: DateTime<Utc>, zone: &Zone) -> bool {
        let (start, end) = self.in_zone(zone);
        start < to && (end > from || (start == end && start >= from))
    }

    /// Returns the first day and the day after the last, where it is whole days.
    pub fn all_day(&self) -> Option<(NaiveDate, NaiveDate)> {
        match *self {
            Self::Days { first, end } => Some((first, end)),
            Self::Timed { .. } | Self::Floating { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00Z").parse().unwrap()
    }

    fn wall(text: &str) -> NaiveDateTime {
        format!("{text}:00").parse().unwrap()
    }

    /// T3, T4: a day and a floating time are those of wherever the reader is.
    #[test]
    fn a_day_and_a_floating_time_are_those_of_the_reader() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let off = Span::Days { first: day("2026-12-02"), end: day("2026-12-03") };
        assert_eq!(off.in_zone(&zone("America/Los_Angeles")), (at("2026-12-02T08:00"), at("2026-12-03T08:00")));
        assert_eq!(off.in_zone(&zone("Asia/Tokyo")), (at("2026-12-01T15:00"), at("2026-12-02T15:00")));
        assert_eq!(off.all_day(), Some((day("2026-12-02"), day("2026-12-03"))));
        let lunch = Span::Floating { start: wall("2026-12-02T18:00"), end: wall("2026-12-02T19:00") };
        assert_eq!(lunch.in_zone(&zone("America/Los_Angeles")), (at("2026-12-03T02:00"), at("2026-12-03T03:00")));
        assert_eq!(lunch.in_zone(&zone("Asia/Tokyo")), (at("2026-12-02T09:00"), at("2026-12-02T10:00")));
        let call = Span::Timed { start: at("2026-12-02T18:00"), end: at("2026-12-02T19:00") };
        assert_eq!(call.in_zone(&zone("Asia/Tokyo")), (at("2026-12-02T18:00"), at("2026-12-02T19:00")));
        assert_eq!((lunch.all_day(), call.all_day()), (None, None));
    }

    #[test]
    fn a_floating_time_in_the_hour_that_a_clock_skips_lasts_as_long_as_it_says() {
        let night = Span::Floating { start: wall("2027-03-28T02:30"), end: wall("2027-03-28T03:00") };
        assert_eq!(night.in_zone(&zone("Europe/Berlin")), (at("2027-03-28T01:30"), at("2027-03-28T02:00")));
        let moment = Span::Floating { start: wall("2027-03-28T02:30"), end: wall("2027-03-28T02:30") };
        assert_eq!(moment.in_zone(&zone("Europe/Berlin")), (at("2027-03-28T01:30"), at("2027-03-28T01:30")));
    }
}
