//! The dates that a series has no more, and those that a part of their own stands for.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::rule::Rule;
use super::series::Series;
use super::series_start::SeriesStart;
use crate::model::event::{Moment, Part};

/// The dates that a series has no more, though a part of their own still describes them.
pub(super) struct Gone {
    except: Excluded,
    also: Excluded,
    /// The last instant that any of the rules allows; `None` = there is none.
    latest: Option<DateTime<Utc>>,
}

impl Gone {
    pub fn new(series: &Series<'_>, master: &Part) -> Self {
        let base = SeriesStart::of(&master.start, series.home());
        let untils: Option<Vec<_>> = master
            .rule
            .iter()
            .flat_map(|rules| rules.lines())
            .map(|text| Rule::parse(text).ok()?.until.map(|until| base.latest(until)))
            .collect();
        Self {
            except: Excluded::of(series, master.except.iter()),
            also: Excluded::of(series, master.also.iter().chain([&master.start])),
            latest: untils.and_then(|untils| untils.into_iter().max()),
        }
    }

    /// Returns whether a date is an exception (RFC 5545 section 3.8.5.1), or lies beyond UNTIL.
    pub fn has(&self, series: &Series<'_>, original: &Moment) -> bool {
        let at = series.instant(original);
        let beyond = original.is_placed()
            && self.latest.is_some_and(|latest| at > latest)
            && !self.also.has(series, original, at);
        beyond || self.except.has(series, original, at)
    }
}

/// The originals that are exceptions or have a part of their own.
pub(super) struct Excluded {
    instants: HashSet<DateTime<Utc>>,
    /// Days: of whole-day exceptions, and of every exception as it was written.
    days: HashSet<NaiveDate>,
    whole_days: HashSet<NaiveDate>,
    /// Wall-clock times in a zone that nobody knows: they take out their like alone, as the instant is only guessed.
    unknown: HashSet<NaiveDateTime>,
}

impl Excluded {
    pub fn of<'m>(series: &Series<'_>, moments: impl Iterator<Item = &'m Moment>) -> Self {
        let mut taken = Self {
            instants: HashSet::new(),
            days: HashSet::new(),
            whole_days: HashSet::new(),
            unknown: HashSet::new(),
        };
        for moment in moments {
            if moment.is_placed() {
                taken.instants.insert(series.instant(moment));
            }
            match moment {
                Moment::Date(day) => {
                    taken.whole_days.insert(*day);
                    taken.days.insert(*day);
                }
                // Midnight in UTC stands for the day it names; any other time for the day it is at home.
                Moment::Utc(utc) if utc.time() == NaiveTime::MIN => {
                    taken.days.insert(utc.date_naive());
                }
                Moment::Utc(utc) => {
                    taken.days.insert(series.home().wall(*utc).date());
                }
                Moment::Floating(wall) | Moment::Zoned { wall, .. } | Moment::Ruled { wall, .. } => {
                    taken.days.insert(wall.date());
                }
                Moment::Unknown(wall) => {
                    taken.days.insert(wall.date());
                    taken.unknown.insert(*wall);
                }
            }
        }
        taken
    }

    /// Takes out whole days alone, and no time on them.
    pub fn add_days<'m>(&mut self, days: impl IntoIterator<Item = &'m Moment>) {
        let day = |moment: &Moment| if let Moment::Date(day) = moment { Some(*day) } else { None };
        self.days.extend(days.into_iter().filter_map(day));
    }

    /// Returns whether a start is taken: by the same instant; for a whole day, by an exception on that day; for a
    /// time, by a whole-day exception on its day.
    pub fn has(&self, series: &Series<'_>, start: &Moment, at: DateTime<Utc>) -> bool {
        match start {
            Moment::Date(day) => self.days.contains(day),
            Moment::Unknown(wall) => self.unknown.contains(wall) || self.whole_days.contains(&wall.date()),
            Moment::Floating(wall) | Moment::Zoned { wall, .. } | Moment::Ruled { wall, .. } => {
                self.instants.contains(&at) || self.whole_days.contains(&wall.date())
            }
            Moment::Utc(utc) => {
                self.instants.contains(&at) || self.whole_days.contains(&series.home().wall(*utc).date())
            }
        }
    }
}
