//! Content lines (RFC 5545 section 3.1): where one ends, what its name, parameters and value are,
//! and how one is folded. Works on bytes, because folds may split a character.

#![allow(clippy::arithmetic_side_effects, reason = "positions and widths in a text that is in memory")]

use super::text::{decode, is_control};

/// The longest line to write, in octets without its break (RFC 5545 section 3.1).
pub const FOLD_AT: usize = 75;

/// Splits `raw` into content lines, each with its folds and its break exactly as they came; joined, they
/// are `raw` again. A break is CRLF, LF or CR; the last line may have none.
pub fn split(raw: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = physical_end(rest);
        while let Some(fold @ [b' ' | b'\t', ..]) = rest.get(end..) {
            end += physical_end(fold);
        }
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}

/// Returns the length of the first physical line, its break included.
fn physical_end(raw: &[u8]) -> usize {
    match raw.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
        Some(at) if raw.get(at..).is_some_and(|it| it.starts_with(b"\r\n")) => at + 2,
        Some(at) => at + 1,
        None => raw.len(),
    }
}

/// Returns the bytes of one content line without folds and break. Blanks before a fold stay: they belong to the text.
pub fn unfold(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while !rest.is_empty() {
        let (physical, after) = rest.split_at(physical_end(rest));
        let body = physical.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
        out.extend_from_slice(body);
        // What follows inside one content line is a continuation: its first blank is the fold.
        rest = after.get(1..).unwrap_or_default();
    }
    out
}

/// Appends `text` as one content line, folded at 75 octets between characters, ended by `line_break`.
/// Control characters other than the tab are left out (RFC 5545 section 3.1).
pub fn fold(text: &str, line_break: &str, out: &mut Vec<u8>) {
    let mut width = 0;
    for c in text.chars().filter(|c| !is_control(*c)) {
        if width + c.len_utf8() > FOLD_AT {
            out.extend_from_slice(line_break.as_bytes());
            out.push(b' ');
            width = 1;
        }
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        width += c.len_utf8();
    }
    out.extend_from_slice(line_break.as_bytes());
}

/// One content line, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Upper case.
    pub name: String,
    pub params: Vec<Param>,
    /// As written. Whoever knows its type undoes the escapes.
    pub value: String,
}

/// One parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Upper case.
    pub name: String,
    /// As written, name and quotes included, so that it can be written again unchanged.
    pub written: String,
    /// The first value, without quotes and with RFC 6868 undone.
    pub value: String,
}

impl Param {
    /// Makes a parameter to write: quoted if need be, with RFC 6868 applied.
    pub fn new(name: &str, value: &str) -> Self {
        let mut safe = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '^' => safe.push_str("^^"),
                '"' => safe.push_str("^'"),
                '\n' => safe.push_str("^n"),
                c if is_control(c) => {}
                c => safe.push(c),
            }
        }
        let written =
            if safe.contains([':', ';', ',']) { format!("{name}=\"{safe}\"") } else { format!("{name}={safe}") };
        Self { name: name.to_owned(), written, value: value.to_owned() }
    }
}

impl Property {
    /// Makes a property to write, without parameters.
    pub fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), params: Vec::new(), value: value.into() }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.params.push(Param::new(name, value));
        self
    }

    /// Returns the first value of a parameter; `name` is in upper case.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|param| param.name == name).map(|param| param.value.as_str())
    }

    /// Replaces a parameter in its place, or adds it.
    pub fn set_param(&mut self, name: &str, value: &str) {
        let new = Param::new(name, value);
        match self.params.iter_mut().find(|param| param.name == name) {
            Some(old) => *old = new,
            None => self.params.push(new),
        }
    }

    /// Parses one unfolded line. Returns `None` if it has no name or no value.
    pub fn parse(unfolded: &[u8]) -> Option<Self> {
        let text = decode(unfolded);
        let text = text.trim_start_matches('\u{feff}');
        let (parts, value) = cut(text, true).or_else(|| cut(text, false))?;
        let mut parts = parts.into_iter();
        let name = parts.next()?.trim().to_ascii_uppercase();
        if name.is_empty() {
            return None;
        }
        Some(Self { name, params: parts.filter_map(parse_param).collect(), value: value.to_owned() })
    }

    /// Returns the line to write, unfolded, with its parameters as they were written.
    pub fn to_line(&self) -> String {
        let mut line = self.name.clone();
        for param in &self.params {
            line.push(';');
            line.push_str(&param.written);
        }
        line.push(':');
        line.push_str(&self.value);
        line
    }
}

/// Cuts a line into its name and parameters, and its value; `None` if there is no colon outside quotes. With `quotes`
/// false, quotes mean nothing.
fn cut(text: &str, quotes: bool) -> Option<(Vec<&str>, &str)> {
    let mut quoted = false;
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = quotes && !quoted,
            b';' | b':' if !quoted => {
                parts.push(text.get(start..at)?);
                start = at + 1;
                if byte == b':' {
                    return Some((parts, text.get(start..)?));
                }
            }
            _ => {}
        }
    }
    None
}

fn parse_param(written: &str) -> Option<Param> {
    let (name, value) = written.split_once('=').unwrap_or((written, ""));
    let name = name.trim().to_ascii_uppercase();
    if name.is_empty() {
        return None;
    }
    let value = value.trim();
    let first = match value.strip_prefix('"') {
        Some(rest) => rest.split('"').next().unwrap_or_default(),
        None => value.split(',').next().unwrap_or_default(),
    };
    Some(Param { name, written: written.to_owned(), value: uncaret(first) })
}

/// Undoes RFC 6868; an unknown `^x` stays.
fn uncaret(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let plain = match (c, chars.peek()) {
            ('^', Some('n')) => Some('\n'),
            ('^', Some('\'')) => Some('"'),
            ('^', Some('^')) => Some('^'),
            _ => None,
        };
        match plain {
            Some(plain) => {
                chars.next();
                out.push(plain);
            }
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_fold_inside_a_character_is_undone_on_bytes() {
        let raw = b"SUMMARY:Caf\xc3\r\n \xa9 \r\n au lait\r\n";
        assert_eq!(split(raw).count(), 1);
        assert_eq!(unfold(raw), "SUMMARY:Café au lait".as_bytes());
    }

    #[test]
    fn every_kind_of_line_break_ends_a_line() {
        let lines: Vec<_> = split(b"A:1\r\nB:2\nC:3\rD:4").collect();
        assert_eq!(lines, [&b"A:1\r\n"[..], b"B:2\n", b"C:3\r", b"D:4"]);
    }

    #[test]
    fn a_quoted_parameter_may_hold_what_ends_a_parameter() {
        let line = br#"ATTENDEE;CN="Dr. Meier; Praxis: A";ROLE=CHAIR:mailto:a@example.com"#;
        let property = Property::parse(line).unwrap();
        assert_eq!(property.param("CN"), Some("Dr. Meier; Praxis: A"));
        assert_eq!(property.param("ROLE"), Some("CHAIR"));
        assert_eq!(property.value, "mailto:a@example.com");
        assert_eq!(property.to_line().as_bytes(), line);
    }

    #[test]
    fn rfc_6868_carries_quotes_carets_and_line_breaks() {
        let name = "Anna \"Nan\" ^Meier\nPraxis";
        let line = Property::new("ATTENDEE", "mailto:a@example.com").with("CN", name).to_line();
        assert_eq!(line, "ATTENDEE;CN=Anna ^'Nan^' ^^Meier^nPraxis:mailto:a@example.com");
        assert_eq!(Property::parse(line.as_bytes()).unwrap().param("CN"), Some(name));
        assert_eq!(uncaret("^x^"), "^x^");
    }

    #[test]
    fn an_unclosed_quote_still_gives_a_value() {
        let property = Property::parse(br#"ORGANIZER;CN="Anna:mailto:a@example.com"#).unwrap();
        assert_eq!(property.value, "mailto:a@example.com");
    }

    #[test]
    fn control_characters_are_not_written() {
        let mut out = Vec::new();
        fold("SUMMARY:a\u{0}b\u{7}c\td", "\r\n", &mut out);
        assert_eq!(out, b"SUMMARY:abc\td\r\n");
    }

    proptest! {
        #[test]
        fn splitting_loses_no_byte(raw in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert_eq!(split(&raw).collect::<Vec<_>>().concat(), raw);
        }

        #[test]
        fn a_folded_line_is_short_whole_and_comes_back(text in "[ -~äöü€😀\t]{0,400}") {
            let mut out = Vec::new();
            fold(&text, "\r\n", &mut out);
            for physical in out.split(|byte| *byte == b'\n') {
                prop_assert!(physical.strip_suffix(b"\r").unwrap_or(physical).len() <= FOLD_AT);
                prop_assert!(std::str::from_utf8(physical).is_ok());
            }
            prop_assert_eq!(unfold(&out), text.as_bytes());
        }

        #[test]
        fn a_parameter_value_comes_back(value in "[^\u{0}-\u{9}\u{b}-\u{1f}\u{7f}]{1,60}") {
            let value = value.trim().to_owned();
            let line = Property::new("X", "v").with("P", &value).to_line();
            let back = Property::parse(line.as_bytes()).unwrap();
            prop_assert_eq!(back.param("P").unwrap(), value);
            prop_assert_eq!(back.value, "v");
        }
    }
}
