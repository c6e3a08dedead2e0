//! Whether a time is free, and which times are. Unknown is never free.

use daybook_core::app::views::{Availability, BookDraft, Client, RepeatDraft, Service, UiError, Unchecked};
use daybook_core::app::{App, Sought};

use super::{Ended, appointments};
use crate::cli::answers::{Checked, Ignored, Offer};
use crate::cli::args::{Check, Free, Ignore, Which};
use crate::cli::{End, print};

/// How many free times are listed where nothing else is said.
const COUNT: u32 = 5;

pub async fn check(app: &App, asked: &Check, json: bool) -> Ended {
    let Check { time, service, place, except, offline, repeat, moves: _ } = asked;
    let service = named_service(app, service.as_deref())?;
    if let Some(rule) = repeat {
        return preview(app, asked, rule, service, json);
    }
    let sought = Sought {
        minutes: time.minutes,
        except: except.as_deref(),
        service_id: service.as_ref().map(|service| service.id.as_str()),
        place: place.as_deref(),
        fold: time.fold.map(Which::fold),
    };
    let zone = time.zone.as_deref();
    let verdict = if *offline {
        app.check_for(&time.start, zone, &sought)?
    } else {
        app.check_online_for(&time.start, zone, &sought).await?
    };
    let checked = Checked::from(verdict);
    print::with_accounts(app, &checked, json, |checked, known| print::verdict(&checked.found, &time.start, known))?;
    Ok(match checked.verdict {
        Availability::Free => End::Done,
        Availability::Busy | Availability::Unknown => End::NeedsYou,
    })
}

/// What is odd about a series, before it is booked. No calendar is asked: what is not known of one is said.
fn preview(app: &App, asked: &Check, rule: &str, service: Option<Service>, json: bool) -> Ended {
    let Check { time, place, moves, .. } = asked;
    let bare = app.repeat_by_rule(rule, &time.start, time.zone.as_deref())?;
    let repeat = RepeatDraft { moves: appointments::moves(moves)?, ..bare };
    let found = app.preview_series(BookDraft {
        start: time.start.clone(),
        minutes: time.minutes,
        zone: time.zone.clone(),
        fold: time.fold.map(Which::fold),
        service_id: service.map(|service| service.id),
        place: place.clone(),
        repeat: Some(repeat),
        ..BookDraft::default()
    })?;
    print::with_accounts(app, &found, json, print::preview)?;
    Ok(if found.odd.is_empty() && found.unchecked.is_empty() { End::Done } else { End::NeedsYou })
}

pub fn free(app: &App, asked: &Free, json: bool) -> Ended {
    let service = named_service(app, asked.service.as_deref())?;
    let minutes = length(app, asked, service.as_ref())?;
    let except = asked.except.as_deref();
    let service_id = service.as_ref().map(|service| service.id.as_str());
    let sought = Sought { minutes, except, service_id, place: asked.place.as_deref(), fold: None };
    let mut times = match &asked.to {
        Some(to) => app.free_until_for(&asked.from, to, &sought)?,
        None => app.free_times_for(&asked.from, asked.count.unwrap_or(COUNT), &sought)?,
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

/// As long as was asked for, as is usual for the client, or as the service is.
fn length(app: &App, asked: &Free, service: Option<&Service>) -> Result<u32, UiError> {
    let usual = match (asked.minutes, &asked.client) {
        (Some(minutes), _) => return Ok(minutes),
        (None, Some(named)) => client(app, named)?.minutes,
        (None, None) => None,
    };
    let length = usual.or(service.map(|service| service.minutes));
    length.ok_or_else(|| UiError::input("Not a length.", "Give --minutes or --service."))
}

fn named_service(app: &App, named: Option<&str>) -> Result<Option<Service>, UiError> {
    named.map(|named| appointments::named_service(app, named)).transpose()
}

/// The client of this id or name.
fn client(app: &App, named: &str) -> Result<Client, UiError> {
    let name = named.trim().to_lowercase();
    let is_it = |one: &Client| one.id == named || one.name.trim().to_lowercase() == name;
    let known = app.clients(named)?.into_iter().find(&is_it);
    let known = match known {
        Some(known) => Some(known),
        // An id is no word of a name.
        None => app.clients("")?.into_iter().find(&is_it),
    };
    known.ok_or_else(|| UiError { hint: "`daybook clients` lists them.".to_owned(), ..UiError::unknown_id("client") })
}

/// What is not known of a day on which nothing is offered.
fn gaps(app: &App, day: &str, minutes: u32, except: Option<&str>) -> Result<Vec<Unchecked>, UiError> {
    let start = if day.contains('T') { day.to_owned() } else { format!("{day}T12:00") };
    Ok(app.check(&start, minutes, None, except)?.unchecked)
}
