//! Addresses in answers: resolved with the spelling the server gave, compared after decoding.

use url::Url;

/// Returns the address that `href` means in an answer from `base`. `None` = not an http address.
pub(super) fn resolve(base: &Url, href: &str) -> Option<Url> {
    let href = href.trim();
    let lower = href.get(..8).unwrap_or(href).to_ascii_lowercase();
    let mut url = if lower.starts_with("http://") || lower.starts_with("https://") {
        Url::parse(href).ok()?
    } else if href.starts_with('/') {
        // By hand, because `//calendars/anna/` is a path with a slash too many and not a host,
        at_origin(base, href)?
    } else {
        // and `a:b.ics` is a name and not a scheme.
        let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        at_origin(base, &format!("{folder}/{href}"))?
    };
    url.set_fragment(None);
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url)
}

/// Returns `path` on the host and port of `base`.
pub(super) fn at_origin(base: &Url, path: &str) -> Option<Url> {
    Url::parse(&format!("{}{path}", base.origin().ascii_serialization())).ok()
}

/// Adds a final slash, which a collection's address needs for its members to be below it.
pub(super) fn as_collection(mut url: Url) -> Url {
    url.set_query(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    url
}

/// Returns the form in which paths are compared: decoded (except `%2F`), with single slashes and none at the end.
pub(super) fn key(path: &str) -> String {
    let mut rest = path.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len());
    while let Some((&first, after)) = rest.split_first() {
        let code = after.split_at_checked(2).filter(|_| first == b'%');
        let code = code.and_then(|(pair, after)| Some((hex(pair)?, after))).filter(|(code, _)| *code != b'/');
        let (byte, after) = code.unwrap_or((first, after));
        rest = after;
        if byte != b'/' || decoded.last() != Some(&b'/') {
            decoded.push(byte);
        }
    }
    if decoded.len() > 1 && decoded.last() == Some(&b'/') {
        decoded.pop();
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn hex(pair: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|text| !text.starts_with('+'))?, 16).ok()
}

/// Returns a text as one segment of a path: everything but letters, digits, `-`, `_` and `.` is encoded.
pub(super) fn segment(text: &str) -> String {
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => coded.push(char::from(byte)),
            _ => coded.push_str(&format!("%{byte:02X}")),
        }
    }
    coded
}

/// Splits a path before its last segment; the slash stays with the first part.
pub(super) fn split(path: &str) -> (&str, &str) {
    let name = path.rsplit('/').next().unwrap_or(path);
    (path.strip_suffix(name).unwrap_or_default(), name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn resolved(href: &str) -> Option<String> {
        resolve(&Url::parse("https://h.example:8443/cal/anna/").unwrap(), href).map(|url| url.to_string())
    }

    #[test]
    fn every_form_of_href_is_resolved_with_its_own_spelling() {
        let at = |path: &str| Some(format!("https://h.example:8443{path}"));
        assert_eq!(resolved("/cal/a%40b/x.ics"), at("/cal/a%40b/x.ics"));
        assert_eq!(resolved("/cal/a@b/x.ics"), at("/cal/a@b/x.ics"));
        assert_eq!(resolved("x.ics"), at("/cal/anna/x.ics"));
        assert_eq!(resolved("a:b.ics"), at("/cal/anna/a:b.ics"));
        assert_eq!(resolved("//cal//x.ics"), at("//cal//x.ics"));
        assert_eq!(resolved(" /two words "), at("/two%20words"));
        assert_eq!(resolved("https://p42.example:443/1/"), Some("https://p42.example/1/".into()));
        assert_eq!(resolved("https://user:word@h.example/"), Some("https://h.example/".into()));
        assert_eq!(resolved("mailto:anna@x"), at("/cal/anna/mailto:anna@x"));
    }

    #[test]
    fn spellings_of_one_path_compare_equal() {
        assert_eq!(key("/cal/a%40b//x%20y.ics"), key("/cal/a@b/x y.ics"));
        assert_eq!(key("/cal/anna/"), key("/cal/anna"));
        assert_ne!(key("/cal/a%2Fb"), key("/cal/a/b"));
        assert_eq!(key("/%"), "/%");
        assert_eq!(key("/%zz%4"), "/%zz%4");
    }

    proptest! {
        #[test]
        fn a_segment_is_one_segment_and_decodes_to_its_text(text in "[^/]{1,40}") {
            let coded = segment(&text);
            prop_assert!(!coded.contains('/'));
            prop_assert_eq!(key(&coded), text);
        }

        #[test]
        fn no_href_makes_it_panic(href in "\\PC{0,60}") {
            let _ = (resolved(&href), key(&href));
        }
    }
}
