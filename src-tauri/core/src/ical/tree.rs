//! Components over the raw lines, in one flat list: nothing nests in memory, nothing recurses, and
//! the lines joined are the original bytes.

#![allow(clippy::arithmetic_side_effects, reason = "positions in lists that are in memory")]

use super::line::{self, Property};
use crate::model::event::Unreadable;

/// The largest object, in bytes. Servers allow 1 to 10 MB; a practice's events are a few KB.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The most content lines of one object.
pub const MAX_LINES: usize = 50_000;
/// The deepest nesting. RFC 5545 needs three.
pub const MAX_DEPTH: usize = 16;

/// One object of a calendar, as the server sent it.
#[derive(Debug)]
pub struct Tree<'a> {
    pub lines: Vec<&'a [u8]>,
    pub components: Vec<Component>,
    /// A BEGIN without its END, or an END without its BEGIN.
    pub torn: bool,
}

/// `BEGIN` to `END`, as positions in `lines`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Upper case.
    pub name: String,
    /// Its parent's position in `components`.
    pub parent: Option<usize>,
    /// Line of `BEGIN`.
    pub begin: usize,
    /// Line of `END`; the number of lines if there is none.
    pub end: usize,
}

impl<'a> Tree<'a> {
    pub fn parse(raw: &'a [u8]) -> Result<Self, Unreadable> {
        if raw.len() > MAX_BYTES {
            return Err(Unreadable("too large"));
        }
        let lines: Vec<_> = line::split(raw).take(MAX_LINES + 1).collect();
        if lines.len() > MAX_LINES {
            return Err(Unreadable("too many lines"));
        }
        let (mut components, mut torn): (Vec<Component>, _) = (Vec::new(), false);
        let mut open: Vec<usize> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let Some((begins, name)) = bracket(line) else { continue };
            if begins {
                if open.len() == MAX_DEPTH {
                    return Err(Unreadable("nested too deep"));
                }
                let parent = open.last().copied();
                open.push(components.len());
                components.push(Component { name, parent, begin: at, end: lines.len() });
                continue;
            }
            let is_it = |&index: &usize| components.get(index).is_some_and(|it| it.name == name);
            if let Some(place) = open.iter().rposition(is_it) {
                torn |= place + 1 != open.len();
                for index in open.drain(place..) {
                    if let Some(component) = components.get_mut(index) {
                        component.end = at;
                    }
                }
            } else {
                torn = true;
            }
        }
        torn |= !open.is_empty();
        Ok(Self { lines, components, torn })
    }

    /// Returns the original bytes.
    pub fn write(&self) -> Vec<u8> {
        self.lines.concat()
    }

    /// Returns the components with this name and parent, in order.
    pub fn children<'t>(&'t self, parent: Option<usize>, name: &'t str) -> impl Iterator<Item = usize> + 't {
        let all = self.components.iter().enumerate();
        all.filter(move |(_, it)| it.parent == parent && it.name == name).map(|(index, _)| index)
    }

    /// Returns the positions of a component's own lines, without those of components inside it.
    pub fn own_lines(&self, component: usize) -> impl Iterator<Item = usize> + '_ {
        let (begin, end) = self.components.get(component).map_or((0, 0), |outer| (outer.begin, outer.end));
        let inside = self.components.iter().skip(component + 1).take_while(move |it| it.begin < end);
        let mut inner = inside.filter(move |it| it.parent == Some(component)).peekable();
        let mut at = begin + 1;
        std::iter::from_fn(move || {
            while let Some(next) = inner.peek().filter(|next| next.begin == at) {
                at = next.end + 1;
                inner.next();
            }
            (at < end).then(|| {
                at += 1;
                at - 1
            })
        })
    }

    /// Returns a component's own properties with the positions of their lines.
    pub fn properties(&self, component: usize) -> impl Iterator<Item = (usize, Property)> + '_ {
        self.own_lines(component).filter_map(|at| Some((at, Property::parse(&line::unfold(self.lines.get(at)?))?)))
    }
}

/// Reads `BEGIN:NAME` or `END:NAME`: whether it begins, and the name in upper case.
pub(super) fn bracket(raw: &[u8]) -> Option<(bool, String)> {
    // A cheap look first: a description of a megabyte is not unfolded here.
    let start = raw.strip_prefix("\u{feff}".as_bytes()).unwrap_or(raw);
    if raw.len() > 300 || !matches!(start.first(), Some(b'B' | b'b' | b'E' | b'e')) {
        return None;
    }
    let property = Property::parse(&line::unfold(raw))?;
    let begins = match property.name.as_str() {
        "BEGIN" => true,
        "END" => false,
        _ => return None,
    };
    Some((begins, property.value.trim().to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NESTED: &[u8] = b"BEGIN:VCALENDAR\r\nX:0\r\nBEGIN:VEVENT\r\nA:1\r\nBEGIN:VALARM\r\nB:2\r\nEND:VALARM\r\n\
        BEGIN:VALARM\r\nEND:VALARM\r\nC:3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn a_component_has_its_own_lines_only() {
        let tree = Tree::parse(NESTED).unwrap();
        let event = tree.children(Some(0), "VEVENT").next().unwrap();
        let names: Vec<_> = tree.properties(event).map(|(_, property)| property.name).collect();
        assert_eq!(names, ["A", "C"]);
        assert_eq!(tree.properties(0).count(), 1);
        assert!(!tree.torn);
        assert_eq!(tree.write(), NESTED);
    }

    #[test]
    fn an_object_that_is_cut_off_is_torn() {
        assert!(Tree::parse(&NESTED[..NESTED.len() - 20]).unwrap().torn);
        assert!(Tree::parse(b"END:VEVENT\r\n").unwrap().torn);
        assert!(Tree::parse(b"BEGIN:A\nBEGIN:B\nEND:A\n").unwrap().torn);
    }

    #[test]
    fn size_lines_and_depth_are_bounded() {
        assert_eq!(Tree::parse(&vec![b'x'; MAX_BYTES + 1]).unwrap_err(), Unreadable("too large"));
        assert_eq!(Tree::parse(&b"A:1\n".repeat(MAX_LINES + 1)).unwrap_err(), Unreadable("too many lines"));
        assert_eq!(Tree::parse(&b"BEGIN:A\n".repeat(50_000)).unwrap_err(), Unreadable("nested too deep"));
    }

    proptest! {
        #[test]
        fn whatever_can_be_parsed_is_written_as_it_came(
            parts in proptest::collection::vec(prop_oneof![
                Just(b"BEGIN:VEVENT\r\n".to_vec()), Just(b"END:VEVENT\n".to_vec()), Just(b"BEGIN:X\r".to_vec()),
                Just(b"END:X\r\n".to_vec()), Just(b" fold\r\n".to_vec()), Just(b"\r\n".to_vec()),
                proptest::collection::vec(any::<u8>(), 0..30),
            ], 0..40)
        ) {
            let raw = parts.concat();
            if let Ok(tree) = Tree::parse(&raw) {
                prop_assert_eq!(tree.write(), &raw[..]);
                for index in 0..tree.components.len() {
                    for at in tree.own_lines(index) {
                        prop_assert!(at < tree.lines.len());
                    }
                }
            }
        }
    }
}
