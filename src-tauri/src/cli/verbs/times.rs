//! Whether a time is free, and which times are. Unknown is never free.

use daybook_core::app::App;
use daybook_core::app::views::{Availability, UiError, Unchecked};

use super::{Ended, appointments};
use crate::cli::answers::{Checked, Ignored, Offer};
use crate::cli::args::{Check, Free, Ignore};
use crate::cli::{End, print};

/// How many free times are listed where nothing else is said.
const COUNT: u32 = 5;

pub async fn check(app: &App, asked: &Check, json: bool) -> Ended {
    let Check { time, except, offline } = asked;
    let (zone, except) = (time.zone.as_deref(), except.as_deref());
    let verdict = if *offline {
        app.check(&time.start, time.minutes, zone, except)?
    } else {
        app.check_online(&time.start, time.minutes, zone, except).await?
    };
    let checked = Checked::from(verdict);
    print::with_accounts(app, &checked, json, |checked, known| print::verdict(&checked.found, &time.start, known))?;
    Ok(match checked.verdict {
        Availability::Free => End::Done,
        Availability::Busy | Availability::Unknown => End::NeedsYou,
    })
}

pub fn free(app: &App, asked: &Free, json: bool) -> Ended {
    let minutes = length(app, asked)?;
    let except = asked.except.as_deref();
    let mut times = match &asked.to {
        Some(to) => app.free_until(&asked.from, to, minutes, except)?,
        None => app.free_times(&asked.from, minutes, asked.count.unwrap_or(COUNT), except)?,
    };
    if let Some(count) = asked.count {
        times.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    }
    let offers: Vec<Offer> = times.into_iter().map(Offer::from).collect();
    let last = asked.to.as_deref();
    let gaps = if offers.is_empty() { gaps(app, last.unwrap_or(&asked.from), minutes, except)? } else { Vec::new() };
    print::with_accounts(app, &offers, json, |offers, known| match offers.as_slice() {
        [] => print::no_offers(minutes, last, &gaps, known),
        offers => print::offers(offers, known),
    })?;
    let all_checked = !offers.is_empty() && offers.iter().all(|offer| offer.time.checked);
    Ok(if all_checked { End::Done } else { End::NeedsYou })
}

pub fn ignore(app: &App, asked: Ignore, json: bool) -> Ended {
    let Ignore { event, stop } = asked;
    app.ignore_event(&event, !stop)?;
    super::done(print::value(&Ignored { event, ignored: !stop }, json, print::ignored))
}

/// As long as was asked for, or as the service is.
fn length(app: &App, asked: &Free) -> Result<u32, UiError> {
    match (asked.minutes, &asked.service) {
        (Some(minutes), _) => Ok(minutes),
        (None, Some(named)) => Ok(appointments::named_service(app, named)?.minutes),
        (None, None) => Err(UiError::input("Not a length.", "Give --minutes or --service.")),
    }
}

/// What is not known of a day on which nothing is offered.
fn gaps(app: &App, day: &str, minutes: u32, except: Option<&str>) -> Result<Vec<Unchecked>, UiError> {
    let start = if day.contains('T') { day.to_owned() } else { format!("{day}T12:00") };
    Ok(app.check(&start, minutes, None, except)?.unchecked)
}
