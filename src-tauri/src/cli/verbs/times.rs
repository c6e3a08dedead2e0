//! Whether a time is free, and which times are. Unknown is never free.

use daybook_core::app::App;
use daybook_core::app::views::{Availability, FreeTime, UiError};

use super::Ended;
use crate::cli::answers::Offer;
use crate::cli::args::{Check, Free};
use crate::cli::{End, print};

pub fn check(app: &App, asked: &Check, json: bool) -> Ended {
    let Check { time, except } = asked;
    let except = except.as_deref();
    let verdict = app.check(&time.start, time.minutes, time.zone.as_deref(), except)?;
    let next = verdict.next_free.clone().map(|free| offer(app, free, time.minutes, except));
    let next = next.transpose()?;
    print::with_accounts(app, &verdict, json, |verdict, known| print::verdict(verdict, next.as_ref(), known))?;
    Ok(end(verdict.answer))
}

pub fn free(app: &App, asked: &Free, json: bool) -> Ended {
    let except = asked.except.as_deref();
    let times = app.free_times(&asked.from, asked.minutes, asked.count, except)?;
    let offers: Vec<Offer> =
        times.into_iter().map(|time| offer(app, time, asked.minutes, except)).collect::<Result<_, UiError>>()?;
    print::with_accounts(app, &offers, json, |offers, known| print::offers(offers, asked.minutes, known))?;
    let all_free = !offers.is_empty() && offers.iter().all(|offer| offer.answer == Availability::Free);
    Ok(if all_free { End::Done } else { End::NeedsYou })
}

/// The search looks at what is known to be taken; this adds what is not known.
fn offer(app: &App, time: FreeTime, minutes: u32, except: Option<&str>) -> Result<Offer, UiError> {
    let verdict = app.check(&format!("{}T{}", time.day, time.from), minutes, None, except)?;
    Ok(Offer { time, answer: verdict.answer, unchecked: verdict.unchecked })
}

fn end(answer: Availability) -> End {
    match answer {
        Availability::Free => End::Done,
        Availability::Busy | Availability::Unknown => End::NeedsYou,
    }
}
