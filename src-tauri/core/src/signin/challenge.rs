//! `WWW-Authenticate` (RFC 9110 section 11.6.1): which schemes a server offers.

/// What a 401 says about the password that was sent with Basic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PasswordRefusal {
    /// Basic was offered, or nothing we know: the password is wrong.
    Wrong,
    /// The server accepts other schemes and not Basic: no password would do.
    NotByPassword,
}

/// Schemes that rule Basic out unless it is offered with them. Others, like Apple's
/// `X-MobileMe-AuthToken`, tell us nothing.
const OTHERS: &[&str] = &["digest", "bearer", "negotiate", "ntlm", "dpop"];

pub(super) fn password_refusal(headers: &http::HeaderMap) -> PasswordRefusal {
    let offered: Vec<String> = headers
        .get_all(http::header::WWW_AUTHENTICATE)
        .iter()
        .flat_map(|value| schemes(&String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let basic = offered.iter().any(|scheme| scheme == "basic");
    let other = offered.iter().any(|scheme| OTHERS.contains(&scheme.as_str()));
    if other && !basic { PasswordRefusal::NotByPassword } else { PasswordRefusal::Wrong }
}

/// Returns the schemes of one header line in lower case. Several challenges may share it:
/// `X-MobileMe-AuthToken realm="MMCalDav", Basic realm="MMCalDav"`.
fn schemes(header: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in outside_quotes(header) {
        // A piece is `scheme`, `scheme name=value` or, continuing the previous one, `name=value`.
        let piece = piece.trim();
        let word = piece.split([' ', '\t']).next().unwrap_or_default();
        if !word.is_empty()
            && !word.contains('=')
            && !piece.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with('='))
        {
            found.push(word.to_ascii_lowercase());
        }
    }
    found
}

/// Splits at the commas that are not inside a quoted string.
fn outside_quotes(header: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    header.split(move |c| {
        let is_plain = !std::mem::take(&mut escaped);
        match c {
            '\\' if quoted => escaped = is_plain,
            '"' if is_plain => quoted = !quoted,
            _ => {}
        }
        c == ',' && is_plain && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> PasswordRefusal {
        let mut headers = http::HeaderMap::new();
        for line in lines {
            headers.append(http::header::WWW_AUTHENTICATE, line.parse().unwrap());
        }
        password_refusal(&headers)
    }

    /// wanted 63
    #[test]
    fn basic_is_found_behind_another_scheme_in_one_header() {
        let line = r#"X-MobileMe-AuthToken realm="MMCalDav", Basic realm="MMCalDav""#;
        assert_eq!(schemes(line), ["x-mobileme-authtoken", "basic"]);
        assert_eq!(of(&[line]), PasswordRefusal::Wrong);
    }

    #[test]
    fn commas_inside_quotes_split_nothing() {
        assert_eq!(schemes(r#"Digest realm="a, Basic \" b", qop="auth,auth-int", nonce = "x""#), ["digest"]);
    }

    #[test]
    fn a_server_without_basic_is_told_from_a_wrong_password() {
        assert_eq!(of(&[r#"Digest realm="x", nonce="y""#]), PasswordRefusal::NotByPassword);
        assert_eq!(of(&[r#"Digest realm="x""#, r#"Basic realm="x""#]), PasswordRefusal::Wrong);
        assert_eq!(of(&[]), PasswordRefusal::Wrong);
        assert_eq!(of(&["X-MobileMe-AuthToken realm=x"]), PasswordRefusal::Wrong);
    }
}
