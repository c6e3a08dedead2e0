//! Reads XML as WebDAV uses it: child by child of its root, so that a long answer is never held as a tree. Each child is
//! small and bounded, namespaces are resolved, there is no DTD and no entity but XML's five. Text stays bytes, because
//! what is in it may be in any encoding. What an element means is not known here.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use crate::providers::RemoteError;

const DEPTH: usize = 32;
/// The most elements of one child of the root.
const NODES: usize = 20_000;
/// The most bytes of text in one child of the root.
const TEXT: usize = 16 * 1024 * 1024;
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
    /// All character data directly inside it, byte for byte, line ends as they were sent.
    pub text: Vec<u8>,
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

    /// Returns the text without surrounding white space; `None` if nothing is left. Broken UTF-8 is replaced, so that
    /// one bad title does not hide a calendar.
    pub fn word(&self) -> Option<Cow<'_, str>> {
        Some(self.text.trim_ascii()).filter(|text| !text.is_empty()).map(String::from_utf8_lossy)
    }
}

/// Reads a small document as a whole.
pub(super) fn parse(bytes: &[u8]) -> Result<Node, RemoteError> {
    let (mut children, mut left) = (Vec::new(), NODES);
    let root = read(bytes, |child| {
        left = left.checked_sub(1).ok_or(RemoteError::Garbled("XML too long"))?;
        children.push(child);
        Ok(())
    })?;
    Ok(Node { children, ..root })
}

/// Reads a document of any length: each child of its root goes to `take`, in order. Returns the root without children.
pub(super) fn read(bytes: &[u8], mut take: impl FnMut(Node) -> Result<(), RemoteError>) -> Result<Node, RemoteError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let mut reader = NsReader::from_reader(Latin1::new(bytes));
    let (mut open, mut nodes, mut long): (Vec<Node>, usize, usize) = (Vec::new(), 0, 0);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let (ns, event) = reader.read_resolved_event_into(&mut buffer).map_err(|_| BROKEN)?;
        let closed = match event {
            Event::Start(tag) => {
                open.push(node(ns, &tag)?);
                None
            }
            Event::Empty(tag) => Some(node(ns, &tag)?),
            Event::End(_) => Some(open.pop().ok_or(BROKEN)?),
            Event::Text(text) => {
                add(&mut open, &mut long, &bytes_of(&text.into_inner()))?;
                None
            }
            Event::CData(text) => {
                add(&mut open, &mut long, &bytes_of(&text.into_inner()))?;
                None
            }
            Event::GeneralRef(reference) => {
                match reference.resolve_char_ref().map_err(|_| BROKEN)? {
                    Some(char) => add(&mut open, &mut long, char.encode_utf8(&mut [0; 4]).as_bytes())?,
                    None => add(&mut open, &mut long, entity(&reference.into_inner())?.as_bytes())?,
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
        let Some(closed) = closed else { continue };
        nodes = nodes.saturating_add(1);
        if nodes > NODES {
            return Err(RemoteError::Garbled("XML too long"));
        }
        match open.as_mut_slice() {
            [] => return Ok(closed),
            [_] => {
                (nodes, long) = (0, 0);
                take(closed)?;
            }
            [.., parent] => parent.children.push(closed),
        }
    }
}

/// Shows bytes to the parser as the Latin-1 text they could be: markup is ASCII in any encoding that is sent, and each
/// byte of a text can be had back.
struct Latin1<'a> {
    rest: &'a [u8],
    /// How many bytes of `rest` are ASCII and go on as they are.
    ascii: usize,
    /// The byte before `rest`, coded; what is left of it.
    coded: [u8; 2],
    left: usize,
}

/// How far ahead is looked for a byte that is not ASCII.
const AHEAD: usize = 64 * 1024;

impl<'a> Latin1<'a> {
    fn new(rest: &'a [u8]) -> Self {
        Self { rest, ascii: 0, coded: [0; 2], left: 0 }
    }
}

impl Read for Latin1<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Latin1<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.left == 0 && self.ascii == 0 {
            let ahead = self.rest.get(..AHEAD).unwrap_or(self.rest);
            self.ascii = ahead.iter().position(|byte| !byte.is_ascii()).unwrap_or(ahead.len());
            if let (0, Some((&byte, rest))) = (self.ascii, self.rest.split_first()) {
                char::from(byte).encode_utf8(&mut self.coded);
                (self.rest, self.left) = (rest, self.coded.len());
            }
        }
        Ok(match self.left {
            0 => self.rest.get(..self.ascii).unwrap_or_default(),
            left => self.coded.get(self.coded.len().saturating_sub(left)..).unwrap_or_default(),
        })
    }

    fn consume(&mut self, count: usize) {
        if self.left > 0 {
            self.left = self.left.saturating_sub(count);
        } else {
            self.rest = self.rest.get(count..).unwrap_or_default();
            self.ascii = self.ascii.saturating_sub(count);
        }
    }
}

/// Returns the bytes that [`Latin1`] showed as `text`.
fn bytes_of(text: &str) -> Cow<'_, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text.as_bytes());
    }
    text.chars().filter_map(|char| u8::try_from(u32::from(char)).ok()).collect::<Vec<_>>().into()
}

const BROKEN: RemoteError = RemoteError::Garbled("broken XML");

/// Adds text to the innermost element. `long` counts the text of the child it belongs to.
fn add(open: &mut [Node], long: &mut usize, text: &[u8]) -> Result<(), RemoteError> {
    *long = long.saturating_add(text.len());
    if *long > TEXT {
        return Err(RemoteError::Garbled("XML too long"));
    }
    if let Some(inner) = open.last_mut() {
        inner.text.extend_from_slice(text);
    }
    Ok(())
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
    Ok(Node { ns, name, text: Vec::new(), label, preferred, children: Vec::new() })
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
            assert!(node.is(Ns::Dav, "href") && node.text == b"x", "{document}");
        }
        assert!(!parse(b"<D:href xmlns:D='other:'/>").unwrap().is(Ns::Dav, "href"));
        assert!(!parse(b"<D:href/>").unwrap().is(Ns::Dav, "href"));
    }

    #[test]
    fn line_ends_stay_as_they_were_sent() {
        assert_eq!(parse(b"<x>a\r\nb&#13;\nc&amp;d</x>").unwrap().text, b"a\r\nb\r\nc&d");
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

    /// Y28
    #[test]
    fn text_is_handed_on_byte_for_byte_whatever_its_encoding() {
        let node = parse(b"<x>a\xffb \xf0\x9f\r\n \x8e\x89<![CDATA[\xe4]]>&#228;</x>").unwrap();
        assert_eq!(node.text, b"a\xffb \xf0\x9f\r\n \x8e\x89\xe4\xc3\xa4");
        assert_eq!(parse(b"<x>a\xffb</x>").unwrap().word().unwrap(), "a\u{fffd}b");
    }

    /// Y20
    #[test]
    fn a_long_document_is_bounded_by_the_child_and_not_as_a_whole() {
        let long = format!("<a>{}</a>", "<b><c/><c/></b>".repeat(NODES));
        let mut count = 0;
        let root = read(long.as_bytes(), |child| {
            assert_eq!(child.children.len(), 2);
            count += 1;
            Ok(())
        });
        assert_eq!((root.unwrap().name.as_str(), count), ("a", NODES));
        let wide = format!("<a><b>{}</b></a>", "<c/>".repeat(NODES + 1));
        assert!(read(wide.as_bytes(), |_| Ok(())).is_err());
        let heavy = format!("<a><b>{}</b></a>", "x".repeat(TEXT + 1));
        assert!(read(heavy.as_bytes(), |_| Ok(())).is_err());
    }

    proptest! {
        #[test]
        fn no_input_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn every_byte_of_a_text_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let text: Vec<u8> = bytes.into_iter().filter(|byte| !b"<&".contains(byte)).collect();
            prop_assert_eq!(parse(&[b"<x>", &text[..], b"</x>"].concat()).unwrap().text, text);
        }

        #[test]
        fn what_is_escaped_comes_back(text in "\\PC{0,60}") {
            prop_assert_eq!(parse(format!("<x>{}</x>", escape(&text)).as_bytes()).unwrap().text, text.as_bytes());
        }
    }
}
