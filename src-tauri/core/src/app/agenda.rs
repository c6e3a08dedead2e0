//! What the days hold.

use chrono::Days;

use super::busy::taken;
use super::present::{Context, day, stamp, wall};
use super::views::{AgendaAppointment, AgendaItem, Appointment, BusyBlock, UiError};
use super::{Answer, App, series, typed};
use crate::availability::block::Block;
use crate::model::zone::Zone;
use crate::store::appointments;

impl App {
    /// Returns everything on the days from `from` to `to`, both included, by start. Cancelled appointments too.
    pub fn agenda(&self, from: &str, to: &str) -> Answer<Vec<AgendaItem>> {
        let (from, to) = (typed::day(from)?, typed::day(to)?);
        typed::days(from, to)?;
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let (begin, end) = (zone.day_start(from), zone.day_start(to + Days::new(1)));
        let sending = self.0.engine.sending();
        let items = store.read(|db| {
            let taken = taken(db, begin, end, &zone, self.now(), None)?;
            let mut context = Context::read(db, zone.clone(), sending)?;
            let mut items = Vec::new();
            for (own, appointment) in taken.own.iter().zip(context.appointments(&taken.own)?) {
                let item = AgendaItem::Appointment(AgendaAppointment { all_day: false, appointment });
                items.push((own.starts_at, item));
            }
            for block in taken.blocks.iter().filter(|block| block.calendar.shown) {
                items.push((block.starts_at, AgendaItem::Busy(busy_block(block, &zone))));
            }
            Ok(items)
        })?;
        let mut items = items;
        items.sort_by_key(|(start, _)| *start);
        Ok(items.into_iter().map(|(_, item)| item).collect())
    }

    pub fn appointment(&self, id: &str) -> Answer<Appointment> {
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let sending = self.0.engine.sending();
        let found = store.read(|db| {
            let (row, day) = series::parse(id);
            let kept = appointments::get(db, &row)?.and_then(|kept| series::asked_for(kept, day));
            let Some(kept) = kept else { return Ok(None) };
            Context::read(db, zone, sending)?.appointment(&kept).map(Some)
        })?;
        found.ok_or_else(|| UiError::unknown_id("appointment"))
    }

    /// Returns the first date of a series that takes place, by the id of the series; of what is no series, that itself.
    pub fn first_date(&self, id: &str) -> Answer<Appointment> {
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let sending = self.0.engine.sending();
        let found = store.read(|db| {
            let Some(kept) = appointments::get(db, &series::parse(id).0)? else { return Ok(None) };
            Context::read(db, zone, sending)?.appointment(&series::first(&kept)).map(Some)
        })?;
        found.ok_or_else(|| UiError::unknown_id("appointment"))
    }
}

fn busy_block(block: &Block, zone: &Zone) -> BusyBlock {
    let (mut first, from, to, mut last) = wall(block.starts_at, block.ends_at, zone);
    if let Some((begin, end)) = block.all_day {
        first = day(begin);
        last = day(end.pred_opt().unwrap_or(end).max(begin));
    }
    BusyBlock {
        id: block.id.clone(),
        title: block.title.clone(),
        place: block.place.clone(),
        start: stamp(block.starts_at, zone),
        end: stamp(block.ends_at, zone),
        zone: zone.name().to_owned(),
        day: first,
        from,
        to,
        end_day: last,
        all_day: block.all_day.is_some(),
        counts: block.counts,
        rule: block.rule,
        rule_calendar_id: block.ruled_by().id.as_str().to_owned(),
        why: block.why(),
        calendar_id: block.calendar.id.as_str().to_owned(),
        calendar: block.calendar.name.clone(),
        connection_id: block.calendar.connection_id.as_str().to_owned(),
        hue: block.calendar.hue,
        unreadable: block.unreadable,
        zone_unknown: block.zone_unknown,
        clocks: zone.clocks(block.starts_at, block.ends_at),
        ignored: block.ignored,
        more: block.more,
    }
}
