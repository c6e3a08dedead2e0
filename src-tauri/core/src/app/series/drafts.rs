//! A series as a form has it, and back.

use chrono::{NaiveDate, NaiveDateTime};

use crate::app::views::{MovedDate, RepeatDraft, RepeatEvery, Series, UiError};
use crate::app::{Answer, typed};
use crate::model::ids::AppointmentId;
use crate::model::repeat::{Ends, Every, Moved, Repeat};
use crate::store::appointments::WALL;

/// More dates than this has no series that ends after a number of them.
const MOST_TIMES: u32 = 1000;

/// Reads how an appointment is to repeat that begins at a time.
pub(in crate::app) fn repeat_of(draft: &RepeatDraft, start: NaiveDateTime) -> Answer<Repeat> {
    let first = start.date();
    let every = match draft.every {
        RepeatEvery::Week => Every::Weeks(1),
        RepeatEvery::TwoWeeks => Every::Weeks(2),
        RepeatEvery::ThreeWeeks => Every::Weeks(3),
        RepeatEvery::FourWeeks => Every::Weeks(4),
        RepeatEvery::MonthDate => Every::MonthlyByDate,
        RepeatEvery::MonthWeekday => Every::MonthlyByWeekday,
    };
    let ends = match (&draft.until, draft.times) {
        (None, None) => Ends::Never,
        (Some(day), None) => Ends::On(typed::day(day)?),
        (None, Some(times)) if (1..=MOST_TIMES).contains(&times) => Ends::After(times),
        (None, Some(_)) => {
            return Err(UiError::input("Not a number of dates.", format!("Use 1 to {MOST_TIMES}, or no end.")));
        }
        (Some(_), Some(_)) => return Err(UiError::input("A series has one end.", "Give a day or a number of dates.")),
    };
    let skip = draft.skip.iter().map(|day| typed::day(day)).collect::<Answer<Vec<_>>>()?;
    let moved = draft.moves.iter().map(moved).collect::<Answer<Vec<_>>>()?;
    let bare = Repeat { every, ends, skip: Vec::new(), moved: Vec::new() };
    if let Some(none) = skip.iter().find(|day| !bare.has(first, **day)) {
        let message = format!("{none} is none of its dates.");
        return Err(UiError::input(message, "Only a date of the series can be left out."));
    }
    for (place, one) in moved.iter().enumerate() {
        if !bare.has(first, one.date) {
            let message = format!("{} is none of its dates.", one.date);
            return Err(UiError::input(message, "Only a date of the series can be moved."));
        }
        if skip.contains(&one.date) {
            let message = format!("{} is left out and moved.", one.date);
            return Err(UiError::input(message, "A date is left out or moved, not both."));
        }
        if moved.iter().take(place).any(|other| other.date == one.date) {
            return Err(UiError::input(format!("{} is moved twice.", one.date), "Give one time for it."));
        }
    }
    let repeat = Repeat { skip, moved, ..bare };
    if repeat.dates(first).next().is_none() {
        return Err(UiError::input("The series has no dates.", "It ends before it begins, or all of it is left out."));
    }
    Ok(repeat.normal(start))
}

/// Returns how a series repeats, as a form has it.
pub(in crate::app) fn draft_of(repeat: &Repeat) -> RepeatDraft {
    let every = match (repeat.every, repeat.every.interval()) {
        (Every::MonthlyByDate, _) => RepeatEvery::MonthDate,
        (Every::MonthlyByWeekday, _) => RepeatEvery::MonthWeekday,
        (Every::Weeks(_), 1) => RepeatEvery::Week,
        (Every::Weeks(_), 2) => RepeatEvery::TwoWeeks,
        (Every::Weeks(_), 3) => RepeatEvery::ThreeWeeks,
        (Every::Weeks(_), _) => RepeatEvery::FourWeeks,
    };
    let (until, times) = match repeat.ends {
        Ends::Never => (None, None),
        Ends::On(day) => (Some(day.to_string()), None),
        Ends::After(times) => (None, Some(times)),
    };
    let skip = repeat.skip.iter().map(NaiveDate::to_string).collect();
    let moves = repeat
        .moved
        .iter()
        .map(|one| MovedDate { date: one.date.to_string(), start: one.start.format(WALL).to_string() });
    RepeatDraft { every, until, times, skip, moves: moves.collect() }
}

/// Returns the series of which an appointment is shown as a date.
pub(in crate::app) fn view(id: &AppointmentId, repeat: &Repeat) -> Series {
    Series { id: id.as_str().to_owned(), repeat: draft_of(repeat) }
}

fn moved(draft: &MovedDate) -> Answer<Moved> {
    Ok(Moved { date: typed::day(&draft.date)?, start: typed::time(&draft.start, None)? })
}
