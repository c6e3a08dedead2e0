//! The occurrences of one event of a calendar, and what of it is not known.

use chrono::TimeDelta;

use super::Block;
use super::gaps::Gap;
use super::hidden::Hidden;
use crate::app::unread::Unread;
use crate::availability::slots::Span;
use crate::model::connection::Calendar;
use crate::model::event::{Busy, EventStatus, Part, Reply};
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::providers;
use crate::recurrence::limits::FAR_OFF;
use crate::recurrence::occurrences::occurrences;
use crate::store::connections;
use crate::store::events::Mirrored;

/// Adds the occurrences of an event. Returns where in that span there may be more than could be read, unless the person ignores
/// that.
pub(super) fn expand(
    event: &Mirrored,
    calendar: &Calendar,
    row: &connections::Row,
    (from, to): Span,
    home: &Zone,
    hidden: &Hidden,
    blocks: &mut Vec<Block>,
) -> Vec<Gap> {
    let gap = |unread, reach| {
        let gap = (!event.ignored).then(|| Gap::of_event(calendar, unread, reach, to));
        gap.into_iter().collect::<Vec<_>>()
    };
    // As it was noted when the event was stored.
    let noted = event.starts_at.map(|start| (start, event.ends_at));
    let Some(provider) = providers::by_id(&row.provider) else { return gap(Unread::unknown(&event.id), noted) };
    let zone = calendar.zone.as_deref().and_then(|name| Zone::named(name).ok());
    let home = zone.as_ref().unwrap_or(home);
    let read = (provider.read)(&event.body, calendar.zone.as_deref());
    let Ok(parsed) = read else {
        let glimpse = (provider.glimpse)(&event.body, calendar.zone.as_deref());
        let reach = glimpse.span(home);
        if reach.is_some_and(|(first, last)| first >= to || last.is_some_and(|last| last <= from)) {
            return Vec::new();
        }
        let unread = Unread::glimpsed(&event.id, glimpse, home);
        let shown = unread.first.filter(|time| time.touches((from, to)));
        if let Some(time) = shown.filter(|time| !hidden.hides((time.starts_at, time.ends_at), true)) {
            blocks.push(Block {
                id: event.id.as_str().to_owned(),
                uid: String::new(),
                calendar: calendar.clone(),
                title: unread.title().to_owned(),
                place: String::new(),
                starts_at: time.starts_at,
                ends_at: time.ends_at,
                all_day: time.all_day,
                counts: calendar.counts_busy && !event.ignored,
                unreadable: true,
                zone_unknown: !time.certain,
                ignored: event.ignored,
            });
        }
        return gap(unread, reach);
    };
    let off = if parsed.is_placed() { TimeDelta::zero() } else { FAR_OFF };
    let expansion = occurrences(&parsed, from - off, to + off, home);
    let addresses = row.connection.as_ref().map(|connection| connection.account.addresses.as_slice()).unwrap_or(&[]);
    let takes_time =
        |part: &Part| part.busy == Busy::Busy && part.status != EventStatus::Cancelled && !declined(part, addresses);
    // Where none of its dates takes time, those that are not known take none either.
    let is_unread = !expansion.complete && parsed.parts.iter().any(takes_time);
    let unread = is_unread.then(|| Unread::series(&event.id, &parsed, home));
    let ignored = event.ignored && is_unread;
    let unreadable = unread.as_ref().is_some_and(|unread| unread.why == Reason::EventRule);
    let mut gaps = unread.map(|unread| gap(unread, noted)).unwrap_or_default();
    for occurrence in expansion.occurrences {
        let Some(part) = parsed.parts.get(occurrence.part) else { continue };
        let first = event.starts_at.is_some_and(|at| at == occurrence.starts_at || at == occurrence.starts_at - off);
        if hidden.hides((occurrence.starts_at, occurrence.ends_at), first) || part.status == EventStatus::Cancelled {
            continue;
        }
        let counts = calendar.counts_busy && !ignored && takes_time(part);
        if counts && !occurrence.certain {
            gaps.push(Gap::of_guess(calendar, (occurrence.starts_at, occurrence.ends_at)));
        }
        if !occurrence.overlaps(from, to) {
            continue;
        }
        blocks.push(Block {
            id: format!("{}@{}", event.id, occurrence.starts_at.timestamp()),
            uid: parsed.uid.clone(),
            calendar: calendar.clone(),
            title: part.title.clone(),
            place: part.place.clone(),
            starts_at: occurrence.starts_at,
            ends_at: occurrence.ends_at,
            all_day: occurrence.all_day,
            counts,
            unreadable,
            zone_unknown: !occurrence.certain,
            ignored,
        });
    }
    gaps
}

fn declined(part: &Part, own_addresses: &[String]) -> bool {
    part.guests.iter().any(|guest| {
        guest.reply == Reply::Declined && own_addresses.iter().any(|own| own.eq_ignore_ascii_case(&guest.address))
    })
}
