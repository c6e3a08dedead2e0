//! The dates of a series for a client, as a calendar holds them: what of them is not shown beside our own.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::block::Block;
use crate::app::series::dates;
use crate::availability::spans::Span;
use crate::model::appointment::Appointment;
use crate::model::zone::Zone;
use crate::store::{Db, Result, StoreError, copies, outbox};
use crate::sync;

/// Takes out what stands at the time of a date of a series, and is that date: in its own event, or, where a calendar has an event
/// for each date, in its calendar and under its title. All that stands at another time counts.
pub(super) fn hide(blocks: &mut Vec<Block>, dates: &[&Appointment]) {
    let mut by_time: HashMap<(DateTime<Utc>, DateTime<Utc>), Vec<&Appointment>> = HashMap::new();
    for &date in dates {
        by_time.entry((date.starts_at, date.ends_at)).or_default().push(date);
    }
    blocks.retain(|block| {
        let same = by_time.get(&(block.starts_at, block.ends_at)).map(Vec::as_slice).unwrap_or_default();
        !same.iter().any(|date| is_date(block, date))
    });
}

/// Returns the dates that a series had before a change of it that waits to be sent, and that is all that differs there.
pub(super) fn replaced(db: &Db<'_>, series: &Appointment, home: &Zone, (from, to): Span) -> Result<Vec<Appointment>> {
    if outbox::open_of(db, &series.id)?.is_none() {
        return Ok(Vec::new());
    }
    match sync::is_ours_to_change(db, home, &series.id) {
        Ok(true) => {}
        Ok(false) | Err(StoreError::Unreadable { .. }) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    }
    let known = copies::get_or_nothing(db, &series.id)?;
    let (Some(agreed), Some(repeat)) = (known.agreed, known.repeat) else { return Ok(Vec::new()) };
    let zone = Zone::named(&series.zone).unwrap_or_else(|_| home.clone());
    let before = Appointment {
        start: zone.wall(agreed.copy.start),
        starts_at: agreed.copy.start,
        ends_at: agreed.copy.end,
        title: agreed.copy.title,
        repeat: Some(repeat),
        ..series.clone()
    };
    Ok(dates(&before, from, to))
}

fn is_date(block: &Block, date: &Appointment) -> bool {
    let placed = date.calendar_id.as_ref() == Some(&block.calendar.id);
    block.uid == date.uid || (placed && block.title == date.title)
}
