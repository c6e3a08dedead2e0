//! What rows of the store say, as `availability` takes it.

use crate::availability::block::Described;
use crate::availability::source::Source;
use crate::model::connection::Calendar;
use crate::store::connections;
use crate::store::occurrences::{IndexedPart, Says};

/// Returns a calendar with its account.
pub(super) fn source<'r>(calendar: &'r Calendar, row: &'r connections::Row) -> Source<'r> {
    Source { calendar, connection: row.connection.as_ref().ok(), health: &row.health }
}

/// Returns what is told of a part of an event to the person whose calendar it is in.
pub(super) fn described<'e>(part: &'e IndexedPart, source: Source<'_>) -> Described<'e> {
    let Says { uid, title, place, answers } = &part.says;
    let answer = if answers.is_empty() { None } else { answers.said(&source.own_addresses()) };
    Described { uid, title, place, takes: part.takes, answer, travel: part.travel }
}
