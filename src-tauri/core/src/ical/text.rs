//! TEXT values (RFC 5545 section 3.3.11) and the characters of a line.

use std::borrow::Cow;

/// Decodes UTF-8, or else Latin-1, in which every byte is a character: old exports use it.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}

/// Returns whether a character is not allowed in a content line.
pub fn is_control(c: char) -> bool {
    c.is_ascii_control() && c != '\t'
}

/// Returns `text` as a TEXT value. Colons are not escaped, control characters are left out, and every kind of
/// line break becomes `\n`.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push_str("\\n");
            }
            '\n' => out.push_str("\\n"),
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            c if is_control(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Returns a TEXT value as a person reads it. `\"` and other needless escapes are undone too.
pub fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n' | 'N') => out.push('\n'),
            Some(c @ ('\\' | ';' | ',' | ':' | '"')) => out.push(c),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

/// Returns `text` as it comes back after being written and read.
pub fn settled(text: &str) -> String {
    unescape(&escape(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_colon_is_not_escaped_and_both_forms_of_a_line_break_are_read() {
        assert_eq!(escape("a: b; c, d\\e\nf\r\ng"), "a: b\\; c\\, d\\\\e\\nf\\ng");
        assert_eq!(unescape("a\\Nb\\nc\\;\\,\\\\n\\\"q\\\""), "a\nb\nc;,\\n\"q\"");
    }

    #[test]
    fn latin_1_bytes_become_letters() {
        assert_eq!(decode(b"Gespr\xe4ch"), "Gespräch");
    }

    proptest! {
        #[test]
        fn text_without_control_characters_comes_back(text in "[^\u{0}-\u{8}\u{b}-\u{1f}\u{7f}]{0,80}") {
            prop_assert_eq!(unescape(&escape(&text)), text);
        }
    }
}
