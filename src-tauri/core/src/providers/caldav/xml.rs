//! Reads XML as WebDAV uses it into a small bounded tree: namespaces resolved, no DTD, no entities
//! but XML's five. What an element means is not known here.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use crate::providers::RemoteError;

const DEPTH: usize = 32;
const NODES: usize = 400_000;
/// The most attributes that are read in one tag.
const ATTRIBUTES: usize = 16;

/// The namespaces that matter; elements are matched by these, never by a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ns {
    Dav,
    CalDav,
    CalendarServer,
    Apple,
    Other,
}

/// An element.
#[derive(Debug)]
pub(super) struct Node {
    pub ns: Ns,
    pub name: String,
    /// All character data directly inside it, line ends as they were sent.
    pub text: String,
    /// The attribute `name`, as on `comp`.
    pub label: Option<String>,
    /// The attribute `preferred`, as on iCloud's `href`.
    pub preferred: bool,
    pub children: Vec<Self>,
}

impl Node {
    pub fn is(&self, ns: Ns, name: &str) -> bool {
        self.ns == ns && self.name == name
    }

    pub fn child(&self, ns: Ns, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.is(ns, name))
    }

    pub fn all<'a>(&'a self, ns: Ns, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.is(ns, name))
    }

    /// Returns the text without surrounding white space; `None` if nothing is left.
    pub fn word(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }
}

/// Reads a document. Broken UTF-8 is replaced, so that one bad title does not hide a calendar.
pub(super) fn parse(bytes: &[u8]) -> Result<Node, RemoteError> {
    let text = String::from_utf8_lossy(bytes);
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    let (mut open, mut left): (Vec<Node>, usize) = (Vec::new(), NODES);
    loop {
        let (ns, event) = reader.read_resolved_event().map_err(|_| BROKEN)?;
        let closed = match event {
            Event::Start(tag) => {
                open.push(node(ns, &tag)?);
                None
            }
            Event::Empty(tag) => Some(node(ns, &tag)?),
            Event::End(_) => Some(open.pop().ok_or(BROKEN)?),
            Event::Text(text) => {
                add(&mut open, &text.into_inner());
                None
            }
            Event::CData(text) => {
                add(&mut open, &text.into_inner());
                None
            }
            Event::GeneralRef(reference) => {
                match reference.resolve_char_ref().map_err(|_| BROKEN)? {
                    Some(char) => add(&mut open, char.encode_utf8(&mut [0; 4])),
                    None => add(&mut open, entity(&reference.into_inner())?),
                }
                None
            }
            Event::DocType(_) => return Err(RemoteError::Garbled("XML with a document type")),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => None,
            Event::Eof => return Err(BROKEN),
        };
        if open.len() > DEPTH {
            return Err(RemoteError::Garbled("XML too deep"));
        }
        if let Some(closed) = closed {
            left = left.checked_sub(1).ok_or(RemoteError::Garbled("XML too long"))?;
            match open.last_mut() {
                Some(parent) => parent.children.push(closed),
                None => return Ok(closed),
            }
        }
    }
}

const BROKEN: RemoteError = RemoteError::Garbled("broken XML");

fn add(open: &mut [Node], text: &str) {
    if let Some(inner) = open.last_mut() {
        inner.text.push_str(text);
    }
}

fn node(ns: ResolveResult<'_>, tag: &BytesStart<'_>) -> Result<Node, RemoteError> {
    let ns = match ns {
        ResolveResult::Bound(Namespace("DAV:")) => Ns::Dav,
        ResolveResult::Bound(Namespace("urn:ietf:params:xml:ns:caldav")) => Ns::CalDav,
        ResolveResult::Bound(Namespace("http://calendarserver.org/ns/")) => Ns::CalendarServer,
        ResolveResult::Bound(Namespace("http://apple.com/ns/ical/")) => Ns::Apple,
        ResolveResult::Bound(_) | ResolveResult::Unbound | ResolveResult::Unknown(_) => Ns::Other,
    };
    let name = tag.local_name().as_ref().to_owned();
    let (mut label, mut preferred) = (None, false);
    // Without the check for duplicates, which is quadratic in the number of attributes.
    for attribute in tag.attributes().with_checks(false).take(ATTRIBUTES) {
        let attribute = attribute.map_err(|_| BROKEN)?;
        match attribute.key.local_name().as_ref() {
            "name" => label = attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned),
            "preferred" => preferred = &*attribute.value == "1",
            _ => {}
        }
    }
    Ok(Node { ns, name, text: String::new(), label, preferred, children: Vec::new() })
}

fn entity(name: &str) -> Result<&'static str, RemoteError> {
    match name {
        "amp" => Ok("&"),
        "lt" => Ok("<"),
        "gt" => Ok(">"),
        "quot" => Ok("\""),
        "apos" => Ok("'"),
        _ => Err(RemoteError::Garbled("XML with an unknown entity")),
    }
}

/// Escapes text for use inside an element.
pub(super) fn escape(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn elements_are_known_by_namespace_whatever_the_prefix() {
        for document in [
            "<a:href xmlns:a='DAV:'>x</a:href>",
            "\u{feff}<?xml version='1.0'?>\n<href xmlns='DAV:'>x</href>",
            "<D:href xmlns:D='DAV:'><![CDATA[x]]></D:href>",
            "<D:href xmlns:D='DAV:'>&#120;</D:href>",
        ] {
            let node = parse(document.as_bytes()).unwrap();
            assert!(node.is(Ns::Dav, "href") && node.text == "x", "{document}");
        }
        assert!(!parse(b"<D:href xmlns:D='other:'/>").unwrap().is(Ns::Dav, "href"));
        assert!(!parse(b"<D:href/>").unwrap().is(Ns::Dav, "href"));
    }

    #[test]
    fn line_ends_stay_as_they_were_sent() {
        assert_eq!(parse(b"<x>a\r\nb&#13;\nc&amp;d</x>").unwrap().text, "a\r\nb\r\nc&d");
    }

    #[test]
    fn bombs_and_torn_documents_are_refused() {
        let doctype = b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>";
        assert!(matches!(parse(doctype), Err(RemoteError::Garbled("XML with a document type"))));
        assert!(parse("<a>".repeat(40).as_bytes()).is_err());
        assert!(parse(format!("<a>{}</a>", "<b/>".repeat(NODES + 1)).as_bytes()).is_err());
        assert!(parse(b"<a><b></b>").is_err());
        assert!(parse(b"<a>&nbsp;</a>").is_err());
        assert!(parse(b"").is_err());
        assert!(parse(b"<html><br></html>").is_err());
    }

    #[test]
    fn broken_utf_8_does_not_hide_the_rest() {
        assert_eq!(parse(b"<x>a\xffb</x>").unwrap().text, "a\u{fffd}b");
    }

    proptest! {
        #[test]
        fn no_input_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn what_is_escaped_comes_back(text in "\\PC{0,60}") {
            prop_assert_eq!(parse(format!("<x>{}</x>", escape(&text)).as_bytes()).unwrap().text, text);
        }
    }
}
