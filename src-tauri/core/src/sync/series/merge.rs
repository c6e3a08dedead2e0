//! Merges what both sides made of one series, date by date, against what they had agreed on.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};

use crate::model::repeat::{Moved, Repeat};

/// What becomes of a date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Date {
    ByRule,
    LeftOut,
    Moved(NaiveDateTime),
}

/// Returns the series with what each side changed of it, where all three begin on `first`; `None` = both changed the same, and
/// differently, or a date that was moved is none any more.
pub(super) fn merge(agreed: &Repeat, here: &Repeat, there: &Repeat, first: NaiveDate) -> Option<Repeat> {
    let every = changed(agreed.every, here.every, there.every)?;
    let ends = changed(agreed.ends, here.ends, there.ends)?;
    let rule = Repeat { every, ends, skip: Vec::new(), moved: Vec::new() };
    let (mut skip, mut moved) = (Vec::new(), Vec::new());
    let days: BTreeSet<NaiveDate> = [agreed, here, there].into_iter().flat_map(named).collect();
    for day in days {
        let before = date(agreed, day);
        match changed(before, date(here, day), date(there, day))? {
            Date::ByRule => {}
            Date::LeftOut => skip.push(day),
            Date::Moved(start) if rule.has(first, day) => moved.push(Moved { date: day, start }),
            // Whoever moved it meant it to take place.
            after @ Date::Moved(_) if after != before => return None,
            Date::Moved(_) => {}
        }
    }
    Some(Repeat { skip, moved, ..rule })
}

/// Returns what a value is that one side changed, or both in the same way.
fn changed<T: Copy + PartialEq>(agreed: T, here: T, there: T) -> Option<T> {
    if here == there || there == agreed {
        Some(here)
    } else if here == agreed {
        Some(there)
    } else {
        None
    }
}

/// Returns the days of which a series says more than its rule does.
fn named(repeat: &Repeat) -> impl Iterator<Item = NaiveDate> {
    repeat.skip.iter().copied().chain(repeat.moved.iter().map(|moved| moved.date))
}

fn date(repeat: &Repeat, day: NaiveDate) -> Date {
    if repeat.skip.contains(&day) {
        return Date::LeftOut;
    }
    repeat.moved_to(day).map_or(Date::ByRule, Date::Moved)
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;
    use crate::model::repeat::{Ends, Every};

    fn first() -> NaiveDate {
        "2027-03-02".parse().unwrap()
    }

    fn day(number: u64) -> NaiveDate {
        first() + Days::new(7 * number)
    }

    fn weekly(skip: &[u64], moved: &[(u64, u32)]) -> Repeat {
        let skip = skip.iter().map(|number| day(*number)).collect();
        let to = |(number, hour): &(u64, u32)| {
            let date = day(*number);
            Moved { date, start: date.and_hms_opt(*hour, 0, 0).unwrap() }
        };
        Repeat { every: Every::Weeks(1), ends: Ends::After(8), skip, moved: moved.iter().map(to).collect() }
    }

    fn merged(agreed: &Repeat, here: &Repeat, there: &Repeat) -> Option<Repeat> {
        merge(agreed, here, there, first())
    }

    /// P16: one date moved there, another one cancelled here.
    #[test]
    fn different_dates_of_a_series_merge() {
        let agreed = weekly(&[1], &[(2, 15)]);
        let (here, there) = (weekly(&[1, 4], &[(2, 15)]), weekly(&[], &[(2, 15), (3, 16)]));
        assert_eq!(merged(&agreed, &here, &there), Some(weekly(&[4], &[(2, 15), (3, 16)])), "one came back there");
        assert_eq!(merged(&agreed, &agreed, &there), Some(there));
    }

    /// P16
    #[test]
    fn the_same_date_or_part_that_both_sides_changed_is_not_merged() {
        let agreed = weekly(&[], &[]);
        let (off, moved) = (weekly(&[2], &[]), weekly(&[], &[(2, 15)]));
        assert_eq!(merged(&agreed, &off, &moved), None);
        assert_eq!(merged(&agreed, &moved, &weekly(&[], &[(2, 16)])), None);
        assert_eq!(merged(&agreed, &off, &off), Some(off.clone()), "in the same way");
        let ends = |times| Repeat { ends: Ends::After(times), ..agreed.clone() };
        assert_eq!(merged(&agreed, &ends(5), &ends(6)), None);
    }

    /// P16
    #[test]
    fn an_end_of_one_side_goes_with_the_dates_of_the_other() {
        let agreed = weekly(&[], &[]);
        let shorter = Repeat { ends: Ends::After(4), ..agreed.clone() };
        let both = merged(&agreed, &weekly(&[2, 6], &[]), &shorter)
            .map(|both| both.normal(day(0).and_hms_opt(10, 0, 0).unwrap()));
        assert_eq!(both, Some(Repeat { ends: Ends::After(4), ..weekly(&[2], &[]) }), "the seventh is none any more");
        assert_eq!(merged(&agreed, &weekly(&[], &[(6, 15)]), &shorter), None, "the client was given that date");
        assert_eq!(merged(&weekly(&[], &[(6, 15)]), &weekly(&[], &[(6, 15)]), &shorter), Some(shorter.clone()));
    }

    const LEFT_OUT: u32 = 24;

    /// What becomes of each date: nothing, left out, or at another hour.
    fn changes() -> impl Strategy<Value = Vec<Option<u32>>> {
        let one = prop_oneof![
            2 => Just(None),
            1 => Just(Some(LEFT_OUT)),
            1 => (11u32..15).prop_map(Some),
        ];
        prop::collection::vec(one, 8)
    }

    /// A series with these changes, by the number of each date.
    fn with(changes: &[Option<u32>]) -> Repeat {
        let numbered = || (0u64..).zip(changes.iter());
        let skip: Vec<u64> = numbered().filter(|(_, one)| **one == Some(LEFT_OUT)).map(|(number, _)| number).collect();
        let moved: Vec<(u64, u32)> =
            numbered().filter_map(|(number, one)| Some((number, one.filter(|hour| *hour != LEFT_OUT)?))).collect();
        weekly(&skip, &moved)
    }

    proptest! {
        /// P16: what both sides changed of different dates is all in it, whichever of them is asked first, and nothing else is.
        #[test]
        fn what_both_sides_changed_of_different_dates_is_in_it(all in changes(), side in prop::collection::vec(any::<bool>(), 8)) {
            let of = |wanted: bool| -> Vec<Option<u32>> {
                all.iter().zip(&side).map(|(one, is)| one.filter(|_| *is == wanted)).collect()
            };
            let (agreed, here, there) = (weekly(&[], &[]), with(&of(true)), with(&of(false)));
            prop_assert_eq!(merged(&agreed, &here, &there), Some(with(&all)));
            prop_assert_eq!(merged(&agreed, &there, &here), Some(with(&all)));
            prop_assert_eq!(merged(&with(&all), &here, &there), Some(agreed), "and taken back by each for its own");
        }
    }
}
