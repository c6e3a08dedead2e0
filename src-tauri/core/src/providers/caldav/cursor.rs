//! Where reading goes on, as one opaque string. A full read of several pages carries the
//! mark of its beginning along, so that changes made meanwhile are reported afterwards.

use crate::model::ids::Cursor;

/// What identifies a state of the whole collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A sync token (RFC 6578).
    Token(String),
    /// A getctag (CalendarServer).
    Ctag(String),
    /// The server has neither: always compare all ETags.
    Etags,
}

/// A place to go on from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Since(Mark),
    /// In a full read that began at `mark`, after the member called `after`.
    Within {
        mark: Mark,
        after: String,
    },
}

impl Place {
    pub fn cursor(&self) -> Cursor {
        match self {
            Self::Since(mark) => mark.text().into(),
            Self::Within { mark, after } => format!("full {after}\n{}", mark.text()).into(),
        }
    }

    /// Reads a cursor; `None` = not one of ours.
    pub fn parse(cursor: &Cursor) -> Option<Self> {
        match cursor.as_str().strip_prefix("full ") {
            Some(rest) => {
                let (after, mark) = rest.split_once('\n')?;
                Some(Self::Within { mark: Mark::parse(mark)?, after: after.to_owned() })
            }
            None => Mark::parse(cursor.as_str()).map(Self::Since),
        }
    }
}

impl Mark {
    fn text(&self) -> String {
        match self {
            Self::Token(token) => format!("sync {token}"),
            Self::Ctag(tag) => format!("ctag {tag}"),
            Self::Etags => "etags".to_owned(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text.split_once(' ') {
            Some(("sync", token)) => Some(Self::Token(token.to_owned())),
            Some(("ctag", tag)) => Some(Self::Ctag(tag.to_owned())),
            Some(_) => None,
            None => (text == "etags").then_some(Self::Etags),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_place_comes_back(token in "\\PC{0,30}", after in "[!-~]{0,20}", which in 0..3) {
            let mark = match which { 0 => Mark::Token(token), 1 => Mark::Ctag(token), _ => Mark::Etags };
            let place = Place::Within { mark: mark.clone(), after };
            prop_assert_eq!(Place::parse(&place.cursor()), Some(place));
            prop_assert_eq!(Place::parse(&Place::Since(mark.clone()).cursor()), Some(Place::Since(mark)));
        }
    }

    #[test]
    fn other_strings_are_no_place() {
        for text in ["", "token", "full x", "full x\ny", "sync"] {
            assert_eq!(Place::parse(&text.into()), None, "{text:?}");
        }
    }
}
