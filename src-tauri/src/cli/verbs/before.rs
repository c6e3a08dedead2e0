//! Before a time is taken: where it is not known to be taken, its calendars are asked; and where it is not known to be free
//! then, the person who sits at the terminal. A script takes it at once, and is told.

use daybook_core::app::sentences::{Fact, with};
use daybook_core::app::views::{
    Availability, BookDraft, Clash, EditDraft, Fold, Odd, OddDate, Reason, RescheduleDraft, Status, UiError, Verdict,
};
use daybook_core::app::{App, Sought};

use super::input;
use crate::cli::print::{self, Accounts};

/// Characters of a wall-clock start: `2026-12-01T10:00`.
const WALL: usize = 16;

/// What is about to take a time.
#[derive(Clone, Copy)]
enum Doing {
    Booking,
    Moving,
    Changing,
}

impl Doing {
    const fn question(self) -> &'static str {
        match self {
            Self::Booking => "Book it anyway?",
            Self::Moving => "Move it anyway?",
            Self::Changing => "Change it anyway?",
        }
    }

    const fn not_done(self) -> &'static str {
        match self {
            Self::Booking => "Nothing was booked.",
            Self::Moving => "Nothing was moved.",
            Self::Changing => "Nothing was changed.",
        }
    }
}

/// A time that an appointment is to get.
struct NewTime<'a> {
    start: &'a str,
    minutes: u32,
    zone: Option<&'a str>,
    fold: Option<Fold>,
}

/// Asks before a booking. Returns what the calendars said, of a series of its first date.
pub async fn booking(app: &App, draft: &BookDraft, json: bool) -> Result<Option<Verdict>, UiError> {
    if draft.anyway {
        return Ok(None);
    }
    // A date that the series leaves out may be taken, and one that is moved takes place elsewhere.
    let moved = draft.repeat.iter().flat_map(|repeat| &repeat.moves).find(|one| draft.start.starts_with(&one.date));
    let start = moved.map_or(draft.start.as_str(), |one| one.start.as_str());
    let sought = Sought { minutes: draft.minutes, fold: draft.fold, ..Sought::default() };
    let left_out = draft.repeat.as_ref().is_some_and(|repeat| is_left_out(&repeat.skip, &draft.start));
    let heard = if left_out {
        None
    } else {
        ask_calendars(app, start, draft.zone.as_deref(), &sought, When::of(draft.repeat.is_some())).await?
    };
    if input::is_person_there(json) {
        match (&draft.repeat, &heard) {
            (Some(repeat), _) => ask_about_series(app, draft, &repeat.skip)?,
            (None, Some(verdict)) => ask_about(app, verdict, Doing::Booking)?,
            (None, None) => {}
        }
    }
    Ok(heard)
}

/// The same before an appointment is moved; of a series by the date that is named.
pub async fn moving(app: &App, draft: &RescheduleDraft, json: bool) -> Result<Option<Verdict>, UiError> {
    // What is not there, or cannot be moved so, is refused by the move itself.
    let Ok(now) = app.appointment(&draft.id) else { return Ok(None) };
    if draft.anyway || now.series.is_some() && draft.scope.is_none() {
        return Ok(None);
    }
    let (minutes, zone) = (draft.minutes.unwrap_or(now.minutes), draft.zone.as_deref());
    let time = NewTime { start: &draft.start, minutes, zone, fold: draft.fold };
    another_time(app, &draft.id, &time, Doing::Moving, json).await
}

/// The same before an appointment is changed, where it gets another time.
pub async fn changing(app: &App, draft: &EditDraft, json: bool) -> Result<Option<Verdict>, UiError> {
    if draft.anyway {
        return Ok(None);
    }
    let time = NewTime { start: &draft.start, minutes: draft.minutes, zone: draft.zone.as_deref(), fold: draft.fold };
    another_time(app, &draft.id, &time, Doing::Changing, json).await
}

async fn another_time(
    app: &App,
    id: &str,
    time: &NewTime<'_>,
    doing: Doing,
    json: bool,
) -> Result<Option<Verdict>, UiError> {
    let Ok(now) = app.appointment(id) else { return Ok(None) };
    let NewTime { start, minutes, zone, fold } = *time;
    let zone = zone.unwrap_or(&now.zone);
    let same_start = wall(&now.start) == start && now.zone == zone;
    let stays = same_start && now.minutes == minutes && fold.is_none();
    if stays || now.status == Status::Cancelled {
        return Ok(None);
    }
    let sought = Sought { minutes, except: Some(id), fold, ..Sought::default() };
    let when = When { stays: same_start, ..When::of(now.series.is_some()) };
    let heard = ask_calendars(app, start, Some(zone), &sought, when).await?;
    if let Some(verdict) = heard.as_ref().filter(|_| input::is_person_there(json)) {
        ask_about(app, verdict, doing)?;
    }
    Ok(heard)
}

/// What a time is, beside when it is.
#[derive(Clone, Copy)]
struct When {
    of_series: bool,
    /// The appointment begins then already: where the time comes twice, it is the one that it is in.
    stays: bool,
}

impl When {
    const fn of(of_series: bool) -> Self {
        Self { of_series, stays: false }
    }
}

/// Asks the calendars themselves about a time that is not known to be taken, as it was read a while ago at best. What is taken
/// there by now is refused like any overlap, with its day where that is not clear. `None` = the change itself says what is wrong
/// with the time.
async fn ask_calendars(
    app: &App,
    start: &str,
    zone: Option<&str>,
    sought: &Sought<'_>,
    when: When,
) -> Result<Option<Verdict>, UiError> {
    let Ok(read) = app.check_for(start, zone, sought) else { return Ok(None) };
    // Which of the two is meant is asked first.
    let is_meant = read.fold.is_none() || sought.fold.is_some() || when.stays;
    if read.answer == Availability::Busy || !is_meant {
        return Ok(None);
    }
    let heard = app.check_online_for(start, zone, sought).await?;
    let Some(clash) = heard.clashes.first() else { return Ok(Some(heard)) };
    let time = overlapped(clash, start, when.of_series);
    Err(UiError::say(Reason::BookOverlap, &with(Fact::Title, &clash.title).and(Fact::Time, time)))
}

/// Returns when the time is taken, with the days where those are not the one that was asked about.
fn overlapped(clash: &Clash, start: &str, of_series: bool) -> String {
    if clash.all_day {
        return if of_series { format!("{}, all day", clash.day) } else { "all day".to_owned() };
    }
    let (from, to) = print::on_clocks(&clash.from, &clash.to, clash.clocks.as_ref());
    let end_day = print::day(&clash.end);
    if clash.day != end_day {
        format!("{} {from}–{end_day} {to}", clash.day)
    } else if of_series || !start.starts_with(&clash.day) {
        format!("{}, {from}–{to}", clash.day)
    } else {
        format!("{from}–{to}")
    }
}

/// Asks the person about a time that is not known.
fn ask_about(app: &App, verdict: &Verdict, doing: Doing) -> Result<(), UiError> {
    match verdict.answer {
        Availability::Unknown => ask(app, doing, |known| print::doubt(verdict, known)),
        Availability::Free | Availability::Busy => Ok(()),
    }
}

/// Asks the person about a series of which not all is known. What is refused anyway is not asked about.
fn ask_about_series(app: &App, draft: &BookDraft, skip: &[String]) -> Result<(), UiError> {
    let Ok(mut found) = app.preview_series(draft.clone()) else { return Ok(()) };
    found.odd.retain(|one| !is_left_out(skip, &one.date));
    let twice = |one: &OddDate| draft.start.starts_with(&one.date) && one.why.contains(&Odd::Twice);
    let is_refused = found.odd.iter().any(|one| one.why.contains(&Odd::Clash) || twice(one));
    found.odd.retain(|one| one.why.contains(&Odd::Unknown));
    if is_refused || found.odd.is_empty() && found.unchecked.is_empty() {
        return Ok(());
    }
    ask(app, Doing::Booking, |known| print::doubts(&found, known))
}

/// Says what is not known and asks. Without a yes it ends like an overlap, and nothing is done.
fn ask(app: &App, doing: Doing, about: impl FnOnce(&Accounts) -> String) -> Result<(), UiError> {
    print::question(app, about, doing.question())?;
    if input::is_yes() { Ok(()) } else { Err(UiError::new(Reason::BookOverlap, doing.not_done(), "")) }
}

fn is_left_out(skip: &[String], date: &str) -> bool {
    skip.iter().any(|day| date.starts_with(day.as_str()))
}

/// The wall clock of an RFC 3339 stamp.
pub fn wall(stamp: &str) -> &str {
    stamp.get(..WALL).unwrap_or(stamp)
}
