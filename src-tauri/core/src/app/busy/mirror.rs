//! What the calendars hold in a span of time: by the index, and by opening what is not in it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::expand::expand;
use super::hiding::Hiding;
use super::rows;
use crate::availability::block::Block;
use crate::availability::gaps::{self, Gap};
use crate::availability::hidden::Hidden;
use crate::availability::spans::Span;
use crate::model::connection::Calendar;
use crate::model::ids::CalendarId;
use crate::model::reason::Reason;
use crate::model::zone::Zone;
use crate::recurrence::limits::FAR_OFF;
use crate::store::occurrences::{self as index, IndexedPart, PartId};
use crate::store::{Db, Result, StoreError, connections, events};

/// The calendars, each with the row of its connection.
pub(super) type Known<'r> = HashMap<CalendarId, (Calendar, &'r connections::Row)>;

/// What was found.
pub(super) struct Found {
    pub blocks: Vec<Block>,
    /// Why calendars that count as busy are not completely known.
    pub unchecked: Vec<Gap>,
}

impl Found {
    fn add_damaged(&mut self) {
        self.unchecked.push(Gap::of_all(None, Reason::StoreRecord));
    }
}

/// Adds what the calendars hold in a span of time for a reader in `home`.
pub(super) fn from_calendars(
    db: &Db<'_>,
    (from, to): Span,
    home: &Zone,
    known: &Known<'_>,
    hiding: &mut Hiding<'_>,
    found: &mut Found,
) -> Result<()> {
    look_up(db, (from, to), home, known, hiding, found)?;
    for event in events::not_indexed(db, from, to)? {
        let Ok(event) = event else {
            found.add_damaged();
            continue;
        };
        let Some((calendar, row)) = known.get(&event.calendar_id) else { continue };
        let hidden = hiding.of(db, (&event.calendar_id, &event.id), event.appointment_id.as_ref())?;
        if matches!(hidden, Hidden::All) {
            continue;
        }
        for gap in expand(&event, calendar, row, (from, to), home, hidden, &mut found.blocks) {
            if calendar.counts_busy {
                gaps::add(&mut found.unchecked, gap);
            }
        }
    }
    Ok(())
}

/// Adds what stands in the index. Each part that it needs is opened once.
fn look_up(
    db: &Db<'_>,
    (from, to): Span,
    home: &Zone,
    known: &Known<'_>,
    hiding: &mut Hiding<'_>,
    found: &mut Found,
) -> Result<()> {
    let mut parts: HashMap<PartId, Option<IndexedPart>> = HashMap::new();
    for one in index::between(db, (from, to), FAR_OFF, home)? {
        let Ok(one) = one else {
            found.add_damaged();
            continue;
        };
        let Some((calendar, row)) = known.get(&one.calendar_id) else { continue };
        let hidden = hiding.of(db, (&one.calendar_id, &one.event), one.appointment_id.as_ref())?;
        let time = one.span.in_zone(home);
        if hidden.hides(time, one.first) {
            continue;
        }
        let part = match parts.entry(one.part) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(match index::part(db, one.part) {
                Ok(part) => Some(part),
                Err(StoreError::Unreadable { .. }) => {
                    found.add_damaged();
                    None
                }
                Err(other) => return Err(other),
            }),
        };
        let Some(part) = part else { continue };
        let part = rows::described(part, rows::source(calendar, row));
        let (rule, counts) = part.decided(one.span.all_day().is_some(), calendar);
        let counts = counts && calendar.counts_busy;
        if counts && !one.certain {
            gaps::add(&mut found.unchecked, Gap::of_guess(calendar, time));
        }
        // A guess may touch this time from farther away.
        if one.span.overlaps(from, to, home) {
            let decided = (rule, counts);
            let block = Block::of(&one.event, calendar, (&one.span, one.certain), home, &part, decided);
            found.blocks.push(Block { own: one.appointment_id, ..block });
        }
    }
    Ok(())
}
