//! How a question about two copies of an appointment may be answered.

use crate::app::present::shown;
use crate::app::sentences::{Fact, with};
use crate::app::views::{HistoryField, UiError};
use crate::model::copies::Field;
use crate::model::reason::Reason;
use crate::sync::{self, Gathered};

/// Returns the refusal to decide a conflict in any other way than by an answer.
pub(super) fn undecided(found: &Gathered) -> UiError {
    let asked = match sync::asked_about(found)[..] {
        [only] => shown(only).word(),
        _ => "",
    };
    UiError::say(Reason::SyncConflict, &with(Fact::Asked, asked))
}

/// Returns the fields that were given; fails if one of them is not asked about.
pub(super) fn asked_for(given: &[HistoryField], found: &Gathered) -> Result<Vec<Field>, UiError> {
    let asked = sync::asked_about(found);
    let one = |given: &HistoryField| {
        let field = asked.iter().copied().find(|field| shown(*field) == *given);
        field.ok_or_else(|| UiError::input(format!("It is not asked about the {}.", given.word()), ""))
    };
    given.iter().map(one).collect()
}
