//! The appointments that turned out to be at a time that is taken, and by what.

use chrono::{DateTime, Utc};

use super::times::{Standing, unmeant};
use crate::app::busy::taken;
use crate::app::present::{self, stamp, wall};
use crate::app::title;
use crate::app::views::{BookedOver, Clash};
use crate::availability::block::Block;
use crate::model::appointment::Appointment;
use crate::model::zone::Zone;
use crate::store::{Db, Result, connections, unchecked_times};

/// Counts the appointments that the person has to look at, of a series each date.
pub(in crate::app) fn count(db: &Db<'_>, now: DateTime<Utc>) -> Result<u32> {
    let mut standing = Standing::new(now);
    let mut count: u32 = 0;
    for time in unchecked_times::clashing(db)? {
        count = count.saturating_add(u32::from(standing.of(db, &time)?.is_some()));
    }
    Ok(count)
}

/// Returns each appointment that was booked over something, with what that is: of a series each date.
pub(in crate::app) fn booked_over(
    context: &mut present::Context<'_, '_>,
    db: &Db<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<BookedOver>> {
    let home = context.zone.clone();
    let rows = connections::all(db)?;
    let mut standing = Standing::new(now);
    let mut found = Vec::new();
    for time in unchecked_times::clashing(db)? {
        let Some(date) = standing.of(db, &time)? else { continue };
        let (start, end) = (date.starts_at, date.ends_at);
        let taken = taken(db, start, end, &home, now, None)?;
        let (own, blocks) = unmeant(db, &taken, &date, &time.meant)?;
        let over = clashes(db, &own, &blocks, &rows, &home)?;
        if over.is_empty() {
            continue;
        }
        let (day, from, to, _) = wall(start, end, &home);
        let client = context.client(&date.client_id)?.name;
        let appointment_id = time.id.as_str().to_owned();
        found.push(BookedOver { appointment_id, client, day, from, to, clashes: over });
    }
    Ok(found)
}

/// Returns what overlaps a time, as it is shown.
pub(in crate::app) fn clashes(
    db: &Db<'_>,
    own: &[&Appointment],
    blocks: &[&Block],
    rows: &[connections::Row],
    home: &Zone,
) -> Result<Vec<Clash>> {
    let own = own.iter().map(|own| -> Result<Clash> {
        let (day, from, to, _) = wall(own.starts_at, own.ends_at, home);
        Ok(Clash {
            title: title::shown(db, own)?,
            own: true,
            day,
            from,
            to,
            all_day: false,
            calendar: None,
            connection: None,
            email: None,
            rule: None,
            rule_calendar_id: None,
            why: None,
            start: stamp(own.starts_at, home),
            end: stamp(own.ends_at, home),
            clocks: home.clocks(own.starts_at, own.ends_at),
        })
    });
    let blocks = blocks.iter().map(|block| -> Result<Clash> {
        let (day, from, to, _) = wall(block.starts_at, block.ends_at, home);
        let row = rows.iter().find(|row| row.id == block.calendar.connection_id);
        Ok(Clash {
            title: block.title.clone(),
            own: false,
            day,
            from,
            to,
            all_day: block.all_day.is_some(),
            calendar: Some(block.calendar.name.clone()),
            connection: row.map(present::account_name),
            email: row.and_then(|row| row.connection.as_ref().ok()).map(|found| found.account.email.clone()),
            rule: Some(block.rule),
            rule_calendar_id: Some(block.ruled_by().id.as_str().to_owned()),
            why: Some(block.why()),
            start: stamp(block.starts_at, home),
            end: stamp(block.ends_at, home),
            clocks: home.clocks(block.starts_at, block.ends_at),
        })
    });
    own.chain(blocks).collect()
}
