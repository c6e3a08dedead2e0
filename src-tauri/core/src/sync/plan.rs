//! What to do, as pure functions of what is here, what was last seen there, and what is there now.
//! No clock, no I/O: the engine runs the steps.

use chrono::{DateTime, Utc};

use crate::model::ids::{EventHandle, Revision};

/// What Daybook and the provider both know of an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub title: String,
    pub place: String,
    pub cancelled: bool,
}

/// What the provider held when it was last read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    pub handle: EventHandle,
    pub revision: Revision,
    /// `None` = it is there and could not be read.
    pub fields: Option<Fields>,
}

/// One step on the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Create,
    Update(EventHandle, Revision),
    Remove(EventHandle, Revision),
    /// A create was tried and its answer lost, and now it is cancelled: whatever is there must go.
    RemoveUnseen,
    /// The provider holds what is wanted already.
    Nothing,
}

/// The step that brings the provider to `wanted`. `attempts` = how often this change was tried.
pub fn push(wanted: &Fields, base: Option<&Base>, attempts: u32) -> Step {
    match (wanted.cancelled, base) {
        (true, Some(base)) => Step::Remove(base.handle.clone(), base.revision.clone()),
        (true, None) if attempts > 0 => Step::RemoveUnseen,
        (true, None) => Step::Nothing,
        (false, None) => Step::Create,
        (false, Some(base)) if base.fields.as_ref() == Some(wanted) => Step::Nothing,
        (false, Some(base)) => Step::Update(base.handle.clone(), base.revision.clone()),
    }
}

/// The outcome of a three-way merge, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// What both sides agree on; where they do not, what is here.
    pub fields: Fields,
    /// Something was taken from there.
    pub adopted: bool,
    /// Both changed the same thing in different ways: the person decides.
    pub conflict: bool,
}

/// Merges what is here with what is there, against what both last agreed on. The time (start and
/// end) is one field: half a move would be a time nobody chose.
pub fn merge(base: &Fields, here: &Fields, there: &Fields) -> Merge {
    let mut merge = Merge { fields: here.clone(), adopted: false, conflict: false };
    let time = |fields: &Fields| (fields.start, fields.end);
    match side(&time(base), &time(here), &time(there)) {
        Side::Here => {}
        Side::There => {
            merge.fields.start = there.start;
            merge.fields.end = there.end;
            merge.adopted = true;
        }
        Side::Both => merge.conflict = true,
    }
    for (base, here, there, target) in [
        (&base.title, &here.title, &there.title, &mut merge.fields.title),
        (&base.place, &here.place, &there.place, &mut merge.fields.place),
    ] {
        match side(base, here, there) {
            Side::Here => {}
            Side::There => {
                target.clone_from(there);
                merge.adopted = true;
            }
            Side::Both => merge.conflict = true,
        }
    }
    match side(&base.cancelled, &here.cancelled, &there.cancelled) {
        Side::Here | Side::Both => {}
        Side::There => {
            merge.fields.cancelled = there.cancelled;
            merge.adopted = true;
        }
    }
    merge
}

enum Side {
    /// Nothing to take: the other side did not change it, or changed it to the same.
    Here,
    There,
    Both,
}

fn side<T: PartialEq>(base: &T, here: &T, there: &T) -> Side {
    if there == base || there == here {
        Side::Here
    } else if here == base {
        Side::There
    } else {
        Side::Both
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fields(start: i64, title: &str, cancelled: bool) -> Fields {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        Fields { start: at(start), end: at(start + 3000), title: title.into(), place: String::new(), cancelled }
    }

    fn base(fields: Fields) -> Base {
        Base { handle: "a.ics".into(), revision: "\"1\"".into(), fields: Some(fields) }
    }

    #[test]
    fn an_appointment_that_was_never_sent_is_created_with_its_latest_time() {
        assert_eq!(push(&fields(7200, "Ada", false), None, 0), Step::Create);
    }

    #[test]
    fn booked_and_cancelled_before_it_was_ever_tried_sends_nothing() {
        assert_eq!(push(&fields(0, "Ada", true), None, 0), Step::Nothing);
    }

    #[test]
    fn cancelled_after_a_create_whose_answer_was_lost_still_removes_it() {
        assert_eq!(push(&fields(0, "Ada", true), None, 1), Step::RemoveUnseen);
    }

    #[test]
    fn what_the_provider_holds_already_is_not_sent_again() {
        let same = fields(0, "Ada", false);
        assert_eq!(push(&same, Some(&base(same.clone())), 3), Step::Nothing);
    }

    #[test]
    fn a_move_here_and_another_title_there_are_both_kept() {
        let merged = merge(&fields(0, "Ada", false), &fields(60, "Ada", false), &fields(0, "Ada L.", false));
        assert_eq!(merged, Merge { fields: fields(60, "Ada L.", false), adopted: true, conflict: false });
    }

    #[test]
    fn two_different_moves_are_a_conflict_and_neither_is_lost() {
        let merged = merge(&fields(0, "Ada", false), &fields(60, "Ada", false), &fields(120, "Ada", false));
        assert!(merged.conflict);
        assert_eq!(merged.fields, fields(60, "Ada", false));
    }

    fn any_fields() -> impl Strategy<Value = Fields> {
        (0i64..4, "[ab]", any::<bool>()).prop_map(|(start, title, cancelled)| fields(start * 60, &title, cancelled))
    }

    proptest! {
        #[test]
        fn whoever_changed_nothing_loses_nothing(base in any_fields(), changed in any_fields()) {
            let here = merge(&base, &changed, &base);
            prop_assert_eq!(&here.fields, &changed);
            prop_assert!(!here.conflict && !here.adopted);
            let there = merge(&base, &base, &changed);
            prop_assert_eq!(&there.fields, &changed);
            prop_assert!(!there.conflict);
        }

        #[test]
        fn the_same_change_on_both_sides_is_no_conflict(base in any_fields(), changed in any_fields()) {
            let merged = merge(&base, &changed, &changed);
            prop_assert!(!merged.conflict);
            prop_assert_eq!(merged.fields, changed);
        }

        #[test]
        fn every_field_of_a_merge_comes_from_one_of_the_sides(b in any_fields(), h in any_fields(), t in any_fields()) {
            let merged = merge(&b, &h, &t).fields;
            prop_assert!(merged.start == h.start || merged.start == t.start);
            prop_assert!(merged.end - merged.start == h.end - h.start || merged.end - merged.start == t.end - t.start);
            prop_assert!(merged.title == h.title || merged.title == t.title);
        }

        #[test]
        fn after_a_push_there_is_nothing_left_to_push(wanted in any_fields(), attempts in 0u32..3) {
            if !wanted.cancelled {
                prop_assert_eq!(push(&wanted, Some(&base(wanted.clone())), attempts), Step::Nothing);
            }
        }
    }
}
