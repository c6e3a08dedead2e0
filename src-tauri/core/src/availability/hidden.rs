//! What a calendar holds of our own appointments: what of it is not shown, and does not count, beside the appointments themselves.

use std::collections::HashMap;

use super::block::Block;
use super::spans::Span;
use crate::model::appointment::Appointment;

/// What of an appointment's own event is not shown beside the appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    Nothing,
    /// What stands at the appointment's time.
    At(Span),
    /// The event itself, at whatever time; of a series made of it, its first occurrence.
    First,
    /// The same, and what stands at the appointment's time.
    FirstAnd(Span),
    /// All of it: another account shows how it was before, or it is a series that is on its way to be changed.
    All,
}

impl Hidden {
    /// Returns what to hide beside an appointment that is shown at this time, or is not.
    pub fn beside(shown: Option<Span>) -> Self {
        shown.map_or(Self::Nothing, Self::At)
    }

    /// Returns what to hide of the event of the appointment that is being moved. `time` = where that stands, if it is known;
    /// `is_later` = it is a later date of a series that was made of the event.
    pub fn of_moved(time: Option<Span>, is_later: bool) -> Self {
        match time {
            // The first date of its series is another one where the appointment is a later.
            Some(time) if is_later => Self::At(time),
            Some(time) => Self::FirstAnd(time),
            None => Self::First,
        }
    }

    /// Returns what to hide of an event that is on its way to be changed by the person alone. A series is all of its event.
    pub fn of_changed(is_series: bool) -> Self {
        if is_series { Self::All } else { Self::First }
    }

    /// Returns whether an occurrence at this time is hidden. `first` = it starts when its event first does.
    pub fn hides(self, time: Span, first: bool) -> bool {
        match self {
            Self::Nothing => false,
            Self::At(own) => time == own,
            Self::First => first,
            Self::FirstAnd(own) => first || time == own,
            Self::All => true,
        }
    }
}

/// Takes out what stands at the time of a date of a series, and is that date: in its own event, or, where a calendar has an event
/// for each date, in its calendar and under its title. All that stands at another time counts.
pub fn hide_dates(blocks: &mut Vec<Block>, dates: &[&Appointment]) {
    let mut by_time: HashMap<Span, Vec<&Appointment>> = HashMap::new();
    for &date in dates {
        by_time.entry((date.starts_at, date.ends_at)).or_default().push(date);
    }
    blocks.retain(|block| {
        let same = by_time.get(&(block.starts_at, block.ends_at)).map(Vec::as_slice).unwrap_or_default();
        !same.iter().any(|date| is_date(block, date))
    });
}

fn is_date(block: &Block, date: &Appointment) -> bool {
    let placed = date.calendar_id.as_ref() == Some(&block.calendar.id);
    block.uid == date.uid || (placed && block.title == date.title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::samples::{appointment, at, block};

    #[test]
    fn what_is_hidden_of_an_own_event_is_its_time_or_its_first_occurrence() {
        let (own, other) = ((at(60), at(110)), (at(200), at(250)));
        let hides = |hidden: Hidden| [hidden.hides(own, false), hidden.hides(other, true), hidden.hides(other, false)];
        assert_eq!(hides(Hidden::beside(None)), [false, false, false]);
        assert_eq!(hides(Hidden::beside(Some(own))), [true, false, false]);
        assert_eq!(hides(Hidden::of_moved(None, false)), [false, true, false]);
        assert_eq!(hides(Hidden::of_moved(Some(own), false)), [true, true, false]);
        assert_eq!(hides(Hidden::of_moved(Some(own), true)), [true, false, false]);
        assert_eq!(hides(Hidden::of_changed(false)), [false, true, false]);
        assert_eq!(hides(Hidden::of_changed(true)), [true, true, true]);
    }

    #[test]
    fn of_a_series_only_what_is_a_date_of_it_is_hidden() {
        let date = appointment("series@2026-12-08", (60, 110));
        let mut blocks = vec![
            Block { uid: date.uid.clone(), ..block("its event", "other", (60, 110)) },
            Block { title: date.title.clone(), ..block("its calendar", "own", (60, 110)) },
            Block { title: date.title.clone(), ..block("another calendar", "other", (60, 110)) },
            block("another title", "own", (60, 110)),
            Block { uid: date.uid.clone(), ..block("another time", "own", (60, 120)) },
        ];
        hide_dates(&mut blocks, &[&date]);
        let left: Vec<&str> = blocks.iter().map(|block| block.id.as_str()).collect();
        assert_eq!(left, ["another calendar", "another title", "another time"]);
    }
}
