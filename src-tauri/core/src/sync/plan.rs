//! Decides what to do, as pure functions of the state here, the state last seen there, and the state there now.
//! No clock and no I/O: the engine runs the steps.

use chrono::{DateTime, Utc};

use crate::model::ids::{EventHandle, Revision};

/// What Daybook and the provider both know of an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub title: String,
    pub place: String,
    pub tentative: bool,
    pub cancelled: bool,
}

/// What the provider held when it was last read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    pub handle: EventHandle,
    pub revision: Revision,
    /// `None` = the event exists but could not be read.
    pub fields: Option<Fields>,
    /// `true` if the guest list is what we want. Not part of [`Fields`]: who is invited is decided in Daybook,
    /// and guests added by others are left alone.
    pub invites_right: bool,
}

/// What has to be done at the provider for one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Create,
    Update(EventHandle, Revision),
    Remove(EventHandle, Revision),
    /// A create was tried, its answer was lost, and the appointment was cancelled: remove whatever is there.
    RemoveUnseen,
    /// The provider already holds what is wanted.
    Nothing,
}

/// Returns the step that brings the provider to `wanted`. `attempts` = how often this change was tried.
pub fn push(wanted: &Fields, base: Option<&Base>, attempts: u32) -> Step {
    match (wanted.cancelled, base) {
        (true, Some(base)) => Step::Remove(base.handle.clone(), base.revision.clone()),
        (true, None) if attempts > 0 => Step::RemoveUnseen,
        (true, None) => Step::Nothing,
        (false, None) => Step::Create,
        (false, Some(base)) if base.invites_right && base.fields.as_ref() == Some(wanted) => Step::Nothing,
        (false, Some(base)) => Step::Update(base.handle.clone(), base.revision.clone()),
    }
}

/// The outcome of a three-way merge, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// What both sides agree on; where they disagree, the value here.
    pub fields: Fields,
    /// At least one value was taken from there.
    pub adopted: bool,
    /// Both sides changed the same field differently: the person decides.
    pub conflict: bool,
}

/// Merges the fields here with those there, against what both last agreed on. Start and end are one
/// field: half a move would be a time nobody chose.
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
    // Two values only: if both sides changed it, both changed it to the same.
    for (base, here, there, target) in [
        (base.tentative, here.tentative, there.tentative, &mut merge.fields.tentative),
        (base.cancelled, here.cancelled, there.cancelled, &mut merge.fields.cancelled),
    ] {
        match side(&base, &here, &there) {
            Side::Here | Side::Both => {}
            Side::There => {
                *target = there;
                merge.adopted = true;
            }
        }
    }
    merge
}

enum Side {
    /// Nothing to take: the other side did not change it, or changed it to the same value.
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
        let (start, end) = (at(start), at(start + 3000));
        Fields { start, end, title: title.into(), place: String::new(), tentative: false, cancelled }
    }

    fn base(fields: Fields) -> Base {
        Base { handle: "a.ics".into(), revision: "\"1\"".into(), fields: Some(fields), invites_right: true }
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
    fn an_invitation_that_is_missing_or_goes_to_somebody_else_is_sent() {
        let wanted = fields(0, "Ada", false);
        let other = Base { invites_right: false, ..base(wanted.clone()) };
        assert_eq!(push(&wanted, Some(&other), 1), Step::Update("a.ics".into(), "\"1\"".into()));
    }

    #[test]
    fn marked_tentative_here_and_moved_there_are_both_kept() {
        let tentative = Fields { tentative: true, ..fields(0, "Ada", false) };
        let merged = merge(&fields(0, "Ada", false), &tentative, &fields(60, "Ada", false));
        assert!(!merged.conflict && merged.adopted);
        assert_eq!(merged.fields, Fields { tentative: true, ..fields(60, "Ada", false) });
    }

    #[test]
    fn two_different_moves_are_a_conflict_and_neither_is_lost() {
        let merged = merge(&fields(0, "Ada", false), &fields(60, "Ada", false), &fields(120, "Ada", false));
        assert!(merged.conflict);
        assert_eq!(merged.fields, fields(60, "Ada", false));
    }

    fn any_fields() -> impl Strategy<Value = Fields> {
        (0i64..4, "[ab]", "[ab]?", any::<bool>(), any::<bool>()).prop_map(
            |(start, title, place, tentative, cancelled)| Fields {
                place,
                tentative,
                ..fields(start * 60, &title, cancelled)
            },
        )
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
            prop_assert!(merged.place == h.place || merged.place == t.place);
            prop_assert!(merged.tentative == h.tentative || merged.tentative == t.tentative);
        }

        #[test]
        fn a_state_that_one_side_changed_is_the_state_of_the_merge(b in any_fields(), h in any_fields(), t in any_fields()) {
            let merged = merge(&b, &h, &t);
            let changed = if h.tentative == b.tentative { t.tentative } else { h.tentative };
            prop_assert_eq!(merged.fields.tentative, changed);
        }

        #[test]
        fn who_is_to_be_invited_is_never_left_out(wanted in any_fields(), there in any_fields(), attempts in 0u32..3) {
            let base = Base { invites_right: false, ..base(there) };
            prop_assert_ne!(push(&wanted, Some(&base), attempts), Step::Nothing);
        }

        #[test]
        fn after_a_push_there_is_nothing_left_to_push(wanted in any_fields(), attempts in 0u32..3) {
            if !wanted.cancelled {
                prop_assert_eq!(push(&wanted, Some(&base(wanted.clone())), attempts), Step::Nothing);
            }
        }
    }
}
