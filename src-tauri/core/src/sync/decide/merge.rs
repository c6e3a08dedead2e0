//! Three-way merge, field by field, against what both sides last agreed on.

use crate::model::copies::{Copy, Field};

/// The outcome of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Merge {
    /// What both want; where they disagree, the value here. Cancelled as here: that is never merged, but asked.
    pub copy: Copy,
    /// Changed on both sides, and differently.
    pub conflicts: Vec<Field>,
}

/// Merges the copy here with the one there.
pub(super) fn merge(agreed: &Copy, here: &Copy, there: &Copy) -> Merge {
    let mut merge = Merge { copy: here.clone(), conflicts: Vec::new() };
    for &field in Field::ALL {
        if field.equal(there, agreed) || field.equal(there, here) {
            continue;
        }
        if field.equal(here, agreed) {
            field.take(there, &mut merge.copy);
        } else {
            merge.conflicts.push(field);
        }
    }
    merge
}
