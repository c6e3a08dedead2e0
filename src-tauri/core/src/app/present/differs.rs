//! What a question about two copies of an appointment is about: its fields, each with both values.

use super::{Context, span};
use crate::app::views::{Differs, HistoryField};
use crate::model::appointment::{OutboxEntry, OutboxState, Status};
use crate::model::copies::{Agreed, Copy, Field};
use crate::model::ids::CalendarId;
use crate::model::reason::Reason;
use crate::store;
use crate::sync;

/// The fields that are not the same here and there.
#[derive(Default)]
pub(in crate::app) struct Differing {
    pub asked: Vec<Differs>,
    /// Changed there only: taken over with any answer.
    pub along: Vec<Differs>,
}

/// Returns the fields of an open change that asks about some of them.
pub(in crate::app) fn differs(context: &Context<'_, '_>, entry: &OutboxEntry) -> store::Result<Differing> {
    if !matches!(entry.reason, Some(Reason::SyncConflict | Reason::SyncRules)) || entry.state != OutboxState::NeedsYou {
        return Ok(Differing::default());
    }
    let Some(found) = sync::gather(context.db(), &context.zone, &entry.appointment_id)? else {
        return Ok(Differing::default());
    };
    let Some(seen) = found.there() else { return Ok(Differing::default()) };
    let here = &found.copies.here;
    let value = |field, copy: &Copy, calendar: Option<&CalendarId>| match field {
        Field::Time => span(copy.start, copy.end, &context.zone),
        Field::Title => copy.title.clone(),
        Field::Place => copy.place.clone(),
        Field::Description => copy.description.clone(),
        Field::Tentative if copy.tentative => Status::Tentative.word().to_owned(),
        Field::Tentative => Status::Confirmed.word().to_owned(),
        Field::Guest => copy.guest.clone().unwrap_or_default(),
        Field::Calendar => {
            let known = calendar.and_then(|id| context.calendar(id.as_str()));
            known.map(|known| known.name.clone()).unwrap_or_default()
        }
    };
    let both = |field: Field| Differs {
        field: shown(field),
        here: value(field, &here.copy, here.calendar.as_ref()),
        there: value(field, &seen.copy, Some(&seen.calendar)),
    };
    let asked = sync::asked_about(&found);
    let is_along = |field: &Field| {
        let stands_here = |agreed: &Agreed| field.equal(&here.copy, &agreed.copy);
        !asked.contains(field)
            && !field.equal(&here.copy, &seen.copy)
            && found.copies.agreed.as_ref().is_some_and(stands_here)
    };
    let along = Field::ALL.iter().copied().filter(is_along).map(both).collect();
    Ok(Differing { asked: asked.iter().copied().map(both).collect(), along })
}

/// Returns what a field is called in a view.
pub(in crate::app) const fn shown(field: Field) -> HistoryField {
    match field {
        Field::Time => HistoryField::Time,
        Field::Title => HistoryField::Title,
        Field::Place => HistoryField::Place,
        Field::Description => HistoryField::Description,
        Field::Tentative => HistoryField::Status,
        Field::Guest => HistoryField::Invitation,
        Field::Calendar => HistoryField::Calendar,
    }
}
