//! Opens an event of which the index does not say all that is asked.

use chrono::TimeDelta;

use super::rows;
use crate::availability::block::Block;
use crate::availability::gaps::Gap;
use crate::availability::hidden::Hidden;
use crate::availability::opened::{Occurs, Opened, Read};
use crate::availability::spans::Span;
use crate::model::connection::Calendar;
use crate::model::zone::Zone;
use crate::providers;
use crate::recurrence::limits::FAR_OFF;
use crate::recurrence::occurrences::occurrences;
use crate::store::connections;
use crate::store::events::Mirrored;
use crate::store::occurrences::{Happens, IndexedPart};
use crate::sync;

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
    let own = event.appointment_id.as_ref();
    let opened = Opened { id: &event.id, calendar, own, ignored: event.ignored, span: (from, to), home, hidden };
    let Some(provider) = providers::by_id(&row.provider) else {
        return opened.of_nobody(event.starts_at, event.ends_at);
    };
    let Ok(parsed) = (provider.read)(&event.body, calendar.zone.as_deref()) else {
        return opened.glimpsed((provider.glimpse)(&event.body, calendar.zone.as_deref()), blocks);
    };
    let off = if parsed.is_placed() { TimeDelta::zero() } else { FAR_OFF };
    let way = sync::longest_way(&parsed);
    let expansion = occurrences(&parsed, from - off, to + off + way, home);
    // The ways stand behind the parts to which they lead.
    let sides: usize = if way.is_zero() { 1 } else { 2 };
    let numbers = 0..parsed.parts.len().saturating_mul(sides);
    let indexed: Vec<IndexedPart> = numbers.filter_map(|part| sync::described(&parsed, part)).collect();
    let source = rows::source(calendar, row);
    let parts: Vec<_> = indexed.iter().map(|part| rows::described(part, source)).collect();
    let occurs = |one: Happens| Occurs { part: one.part, span: one.span, first: one.first, certain: one.certain };
    let occurs: Vec<Occurs> = sync::with_ways(&parsed, &expansion.occurrences).into_iter().map(occurs).collect();
    opened.read(Read { event: &parsed, expansion: &expansion, parts: &parts, occurs: &occurs }, blocks)
}
