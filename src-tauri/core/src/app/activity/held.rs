//! The calendars of which much is gone or moved at once, and what of them.

use crate::app::present::{Context, account_name, stamp, wall};
use crate::app::views::{HeldCalendar, LostEvent};
use crate::model::connection::Calendar;
use crate::model::event::Moment;
use crate::model::reason::Reason;
use crate::providers::{self, Provider};
use crate::store::events::Mirrored;
use crate::store::{self, StoreError, appointments, connections, events};

/// Returns the calendars that the person is asked about.
pub(in crate::app) fn held(
    context: &mut Context<'_, '_>,
    rows: &[connections::Row],
) -> store::Result<Vec<HeldCalendar>> {
    let asked: Vec<_> = context.calendars.iter().filter_map(|one| Some((one.clone(), one.held?))).collect();
    let mut held_back = Vec::new();
    for (calendar, held) in asked.into_iter().filter(|(_, held)| !held.let_through) {
        let row = rows.iter().find(|row| row.id == calendar.connection_id);
        let provider = row.and_then(|row| providers::by_id(&row.provider));
        let mut lost = Vec::new();
        for event in events::held_in(context.db(), &calendar.id)? {
            match event {
                Ok(event) => lost.extend(lost_event(context, &calendar, provider, &event)?),
                // It is counted all the same.
                Err(StoreError::Unreadable { .. }) => {}
                Err(other) => return Err(other),
            }
        }
        held_back.push(HeldCalendar {
            calendar_id: calendar.id.as_str().to_owned(),
            calendar: calendar.name,
            connection_id: calendar.connection_id.as_str().to_owned(),
            provider: row.map(account_name).unwrap_or_default(),
            reason: Reason::CalMassChange,
            events: held.events,
            appointments: held.own,
            since: stamp(held.since, &context.zone),
            lost,
        });
    }
    Ok(held_back)
}

/// Returns an event as it was here, `None` if nobody knows when.
fn lost_event(
    context: &mut Context<'_, '_>,
    calendar: &Calendar,
    provider: Option<&'static Provider>,
    event: &Mirrored,
) -> store::Result<Option<LostEvent>> {
    let Some(known) = event.starts_at else { return Ok(None) };
    let own = match &event.appointment_id {
        Some(id) => store::or_nothing(appointments::get(context.db(), id))?,
        None => None,
    };
    let read = provider.and_then(|provider| (provider.read)(&event.body, calendar.zone.as_deref()).ok());
    let part = read.as_ref().and_then(|event| event.parts.first());
    let glimpsed = || {
        let glimpse = provider.map(|provider| (provider.glimpse)(&event.body, calendar.zone.as_deref()));
        glimpse.and_then(|glimpse| glimpse.first).map(|(start, _)| start.instant(&context.zone))
    };
    let start = match part.map(|part| &part.start) {
        Some(floats @ (Moment::Date(_) | Moment::Floating(_) | Moment::Unknown(_))) => floats.instant(&context.zone),
        Some(Moment::Utc(_) | Moment::Zoned { .. } | Moment::Ruled { .. }) => known,
        None => glimpsed().unwrap_or(known),
    };
    let (day, from, ..) = wall(start, start, &context.zone);
    let title = match &own {
        Some(own) => context.client(&own.client_id)?.name,
        None => part.map(|part| part.title.clone()).unwrap_or_default(),
    };
    Ok(Some(LostEvent {
        appointment_id: own.map(|own| own.id.as_str().to_owned()),
        title,
        day,
        from,
        all_day: part.is_some_and(|part| matches!(part.start, Moment::Date(_))),
    }))
}
