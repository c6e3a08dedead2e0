//! The occurrences of one event that has to be opened, and what of it is not known.

use chrono::TimeDelta;

use super::block::{Block, decided};
use super::gaps::Gap;
use super::hidden::Hidden;
use crate::app::unread::Unread;
use crate::availability::spans::Span;
use crate::model::connection::Calendar;
use crate::model::event::Moment;
use crate::model::rules::Rule;
use crate::model::zone::Zone;
use crate::providers;
use crate::recurrence::limits::FAR_OFF;
use crate::recurrence::occurrences::{has_more_dates, has_unread_rule, occurrences, reach};
use crate::store::connections;
use crate::store::events::Mirrored;
use crate::store::occurrences::IndexedPart;
use crate::sync;

/// More than a reader's clock is from that of UTC, by which it is noted when an event takes place.
const APART: TimeDelta = TimeDelta::days(1);

/// Adds the occurrences of an event. Returns where in that span there may be more than could be read, unless the person ignores
/// that.
pub(super) fn expand(
    event: &Mirrored,
    calendar: &Calendar,
    row: &connections::Row,
    (from, to): Span,
    home: &Zone,
    hidden: Hidden,
    blocks: &mut Vec<Block>,
) -> Vec<Gap> {
    let gap = |unread, reach| {
        let gap = (!event.ignored).then(|| Gap::of_event(calendar, unread, reach, to));
        gap.into_iter().collect::<Vec<_>>()
    };
    let Some(provider) = providers::by_id(&row.provider) else {
        // As it was noted when the event was stored.
        let noted =
            event.starts_at.map(|start| (start - APART, event.ends_at.and_then(|end| end.checked_add_signed(APART))));
        return gap(Unread::unknown(&event.id), noted);
    };
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
                own: event.appointment_id.clone(),
                calendar: calendar.clone(),
                title: unread.title().to_owned(),
                place: String::new(),
                starts_at: time.starts_at,
                ends_at: time.ends_at,
                all_day: time.all_day,
                counts: calendar.counts_busy && !event.ignored,
                rule: Rule::Busy,
                counted_by: None,
                unreadable: true,
                zone_unknown: !time.certain,
                ignored: event.ignored,
                more: false,
            });
        }
        return gap(unread, reach);
    };
    let off = if parsed.is_placed() { TimeDelta::zero() } else { FAR_OFF };
    let way = sync::longest_way(&parsed);
    let expansion = occurrences(&parsed, from - off, to + off + way, home);
    // The ways stand behind the parts to which they lead.
    let sides: usize = if way.is_zero() { 1 } else { 2 };
    let numbers = 0..parsed.parts.len().saturating_mul(sides);
    let parts: Vec<IndexedPart> = numbers.filter_map(|part| sync::described(&parsed, part)).collect();
    let takes_time = |part: &IndexedPart| {
        let own = parsed.parts.get(part.part);
        let all_day = own.is_some_and(|own| matches!(own.start, Moment::Date(_)));
        decided(part, all_day, calendar, row).1
    };
    // Where none of its dates takes time, those that are not known take none either.
    let is_unread = !expansion.complete && parts.iter().any(takes_time);
    let unread = is_unread.then(|| Unread::series(&event.id, &parsed, home));
    let ignored = event.ignored && is_unread;
    let is_too_often = !expansion.complete && !has_unread_rule(&parsed, home) && !has_more_dates(&parsed);
    let unreadable = is_unread && !is_too_often;
    let mut gaps = unread.map(|unread| gap(unread, Some(reach(&parsed, home)))).unwrap_or_default();
    for one in sync::with_ways(&parsed, &expansion.occurrences) {
        let Some(part) = parts.get(one.part) else { continue };
        let time = one.span.in_zone(home);
        if hidden.hides(time, one.first) {
            continue;
        }
        let (rule, counts) = decided(part, one.span.all_day().is_some(), calendar, row);
        let counts = counts && calendar.counts_busy && !ignored;
        if counts && !one.certain {
            gaps.push(Gap::of_guess(calendar, time));
        }
        if one.span.overlaps(from, to, home) {
            let block = Block::of(&event.id, calendar, (&one.span, one.certain), home, part, (rule, counts));
            blocks.push(Block { own: event.appointment_id.clone(), unreadable, ignored, ..block });
        }
    }
    if is_too_often {
        // No list ends in silence.
        let listed = expansion.occurrences.iter().map(|one| one.span.in_zone(home).0).max();
        blocks.push(Block {
            id: format!("{}@more", event.id),
            uid: parsed.uid.clone(),
            own: event.appointment_id.clone(),
            calendar: calendar.clone(),
            title: parsed.parts.first().map(|part| part.title.clone()).unwrap_or_default(),
            place: String::new(),
            starts_at: listed.unwrap_or(from).max(from).min(to),
            ends_at: to,
            all_day: None,
            counts: false,
            rule: Rule::Busy,
            counted_by: None,
            unreadable: false,
            zone_unknown: false,
            ignored,
            more: true,
        });
    }
    gaps
}
