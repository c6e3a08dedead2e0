//! A revision in CalDAV: the ETag, followed by the Schedule-Tag if the server gives one.

use crate::model::ids::Revision;

/// Makes the mirror's one opaque string from the server's tags.
pub(super) fn revision(etag: Option<&str>, schedule_tag: Option<&str>) -> Revision {
    // A tag that cannot be sent back in a header does not count.
    let usable = |tag: &&str| !tag.is_empty() && !tag.chars().any(char::is_control);
    let etag = etag.map(str::trim).filter(usable).unwrap_or_default();
    match schedule_tag.map(str::trim).filter(usable) {
        Some(tag) => format!("{etag}\n{tag}").into(),
        None => etag.into(),
    }
}

pub(super) fn etag(revision: &Revision) -> &str {
    revision.as_str().split('\n').next().unwrap_or_default()
}

fn schedule_tag(revision: &Revision) -> Option<&str> {
    revision.as_str().split_once('\n').map(|(_, tag)| tag)
}

/// Returns whether two ETags are equal, weak or strong (RFC 9110 section 8.8.3.2). A missing one equals nothing.
pub(super) fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && strong(one) == strong(other)
}

pub(super) fn is_strong(etag: &str) -> bool {
    !etag.is_empty() && !etag.starts_with("W/")
}

/// Returns a tag without `W/`: weak tags never match in If-Match, and front ends weaken what they compress.
fn strong(etag: &str) -> &str {
    etag.strip_prefix("W/").unwrap_or(etag)
}

/// Returns the header that lets a write happen over this revision only. For an invitation it is the
/// Schedule-Tag if there is one, so that a client's reply is no conflict (RFC 6638 section
/// 3.2.10); for everything else the ETag, which every server respects. Never `If-Match: *`: iCloud and
/// others do the opposite of what it says. `None` = the server gave nothing to compare.
pub(super) fn condition(revision: &Revision, invites: bool) -> Option<(&'static str, String)> {
    match (schedule_tag(revision).filter(|_| invites), strong(etag(revision))) {
        (Some(tag), _) => Some(("if-schedule-tag-match", tag.to_owned())),
        (None, "" | "*") => None,
        (None, etag) => Some(("if-match", etag.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_tag_goes_before_the_etag_of_an_invitation_only() {
        let both = revision(Some("\"1\""), Some("\"s\""));
        assert_eq!(etag(&both), "\"1\"");
        assert_eq!(condition(&both, true), Some(("if-schedule-tag-match", "\"s\"".to_owned())));
        assert_eq!(condition(&both, false), Some(("if-match", "\"1\"".to_owned())));
        assert_eq!(condition(&revision(Some("\"1\""), None), true), Some(("if-match", "\"1\"".to_owned())));
    }

    #[test]
    fn nothing_and_a_star_are_no_condition() {
        assert_eq!(condition(&revision(None, None), true), None);
        assert_eq!(condition(&revision(Some("*"), None), true), None);
    }

    #[test]
    fn what_no_header_can_hold_is_no_etag() {
        assert_eq!(revision(Some("\"a\nIf-Match: *\""), Some("x\u{7}")), revision(None, None));
    }

    #[test]
    fn weak_and_strong_forms_are_the_same_state() {
        assert!(same("W/\"1\"", "\"1\"") && !same("\"1\"", "\"2\"") && !same("", ""));
        assert_eq!(condition(&revision(Some("W/\"1\""), None), false), Some(("if-match", "\"1\"".to_owned())));
        assert!(is_strong("\"1\"") && !is_strong("W/\"1\"") && !is_strong(""));
    }
}
