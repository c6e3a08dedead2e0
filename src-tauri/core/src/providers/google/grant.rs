//! What the granted scopes allow. The consent page has a box for each, and people leave some unticked.

use crate::providers::Grant;

/// How the calendar scopes begin.
const PREFIX: &str = "https://www.googleapis.com/auth/";

const LISTS: [&str; 4] = ["calendar", "calendar.readonly", "calendar.calendarlist", "calendar.calendarlist.readonly"];
const WRITES: [&str; 2] = ["calendar", "calendar.events"];
const READS: [&str; 2] = ["calendar.readonly", "calendar.events.readonly"];

/// Judges by the scopes of a token answer, in any order and among any others.
pub(super) fn grant(scopes: &[&str]) -> Grant {
    let may = |any: &[&str]| scopes.iter().any(|scope| any.contains(&scope.strip_prefix(PREFIX).unwrap_or(scope)));
    if !may(&LISTS) {
        return Grant::Nothing;
    }
    if may(&WRITES) {
        Grant::Full
    } else if may(&READS) {
        Grant::ReadOnly
    } else {
        Grant::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(text: &str) -> Grant {
        grant(&text.split(' ').collect::<Vec<_>>())
    }

    const ALL: &str = "https://www.googleapis.com/auth/calendar.events openid \
         https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/calendar.calendarlist.readonly";

    #[test]
    fn everything_asked_for_is_full_in_any_order_and_spelling() {
        assert_eq!(granted(ALL), Grant::Full);
        let mut turned: Vec<_> = ALL.split_whitespace().collect();
        turned.reverse();
        assert_eq!(grant(&turned), Grant::Full);
        assert_eq!(granted("email openid https://www.googleapis.com/auth/calendar"), Grant::Full);
    }

    /// S11: a box left empty on the consent page.
    #[test]
    fn a_box_left_empty_takes_its_right_away() {
        let list = "https://www.googleapis.com/auth/calendar.calendarlist.readonly";
        let events = "https://www.googleapis.com/auth/calendar.events";
        assert_eq!(granted(&format!("openid {list}")), Grant::Nothing);
        assert_eq!(granted(&format!("openid {events}")), Grant::Nothing);
        assert_eq!(granted("openid email"), Grant::Nothing);
        assert_eq!(granted(""), Grant::Nothing);
    }

    #[test]
    fn rights_to_read_only_are_read_only() {
        let list = "https://www.googleapis.com/auth/calendar.calendarlist.readonly";
        assert_eq!(
            granted(&format!("{list} https://www.googleapis.com/auth/calendar.events.readonly")),
            Grant::ReadOnly
        );
        assert_eq!(granted("https://www.googleapis.com/auth/calendar.readonly"), Grant::ReadOnly);
    }

    #[test]
    fn a_scope_that_only_looks_like_one_is_none() {
        assert_eq!(granted("https://evil.example/auth/calendar"), Grant::Nothing);
        assert_eq!(granted("https://www.googleapis.com/auth/calendar.eventsx"), Grant::Nothing);
    }
}
