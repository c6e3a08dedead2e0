//! Reads the address a sign-in comes back to (RFC 6749 section 4.1.2, RFC 9207). Pure.
//!
//! Anybody can send such an address: it is bounded, read once and to the letter, and nothing in it is
//! believed before its state has been found.

use url::Url;

use crate::model::secret::Secret;

/// The longest address that is read, in bytes.
pub const LONGEST: usize = 16 * 1024;
/// The longest state, code or word, in bytes; those of providers are under 3 000.
const LONGEST_VALUE: usize = 8 * 1024;

/// What an address contains.
pub struct Callback {
    /// Scheme, host, port and path, in the form in which redirects are compared.
    pub place: String,
    pub state: Secret,
    pub outcome: Outcome,
    /// The issuer it claims to come from.
    pub issuer: Option<String>,
}

pub enum Outcome {
    Code(Secret),
    /// The person said no.
    Declined,
    /// An administrator of their organisation has to say yes first.
    NeedsApproval,
    /// The provider refused for another reason: a word of RFC 6749 section 4.1.2.1, or `other`.
    Failed(&'static str),
}

/// It is not such an address. Contains nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the end of a sign-in")]
pub struct NotACallback;

/// The words an authorization server may answer with, apart from `access_denied`.
const WORDS: [&str; 11] = [
    "invalid_request",
    "unauthorized_client",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    "invalid_resource",
];

/// Reads `address`.
pub fn read(address: &str) -> Result<Callback, NotACallback> {
    if address.len() > LONGEST || address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(NotACallback);
    }
    let url = Url::parse(address).map_err(|_| NotACallback)?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some_and(|rest| !rest.is_empty()) {
        return Err(NotACallback);
    }
    let (mut state, mut code, mut error, mut issuer) = (None, None, None, None);
    let mut approval = false;
    for pair in url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let slot = match name {
            "state" => &mut state,
            "code" => &mut code,
            "error" => &mut error,
            "iss" => &mut issuer,
            "error_description" => {
                approval |= wants_approval(value);
                continue;
            }
            // Whatever else they add is not read.
            _ => continue,
        };
        // RFC 6749 section 3.1: no parameter twice.
        if slot.is_some() {
            return Err(NotACallback);
        }
        *slot = Some(decoded(value)?);
    }
    let state = state.filter(|state| !state.is_empty()).ok_or(NotACallback)?;
    let outcome = match (code, error) {
        (Some(code), None) if !code.is_empty() => Outcome::Code(Secret::new(code)),
        (None, Some(word)) if approval && (word == b"access_denied" || word == b"consent_required") => {
            Outcome::NeedsApproval
        }
        (None, Some(word)) if word == b"access_denied" => Outcome::Declined,
        (None, Some(word)) => {
            let known = WORDS.iter().find(|known| known.as_bytes() == word);
            Outcome::Failed(known.copied().unwrap_or("other"))
        }
        _ => return Err(NotACallback),
    };
    let issuer = issuer.map(|bytes| String::from_utf8(bytes).map_err(|_| NotACallback)).transpose()?;
    Ok(Callback { place: place(&url), state: Secret::new(state), outcome, issuer })
}

/// Returns whether a description begins with one of Microsoft's numbers for "an administrator has to approve". No more of
/// it is read, and none is shown.
fn wants_approval(description: &str) -> bool {
    let number = description.strip_prefix("AADSTS").and_then(|rest| rest.get(..5));
    matches!(number, Some("90094" | "90095"))
}

/// Returns the part of an address that is compared with the redirect that was asked for. Case matters in the path
/// only; an empty path is `/`.
pub fn place(url: &Url) -> String {
    let host = url.host_str().map(|host| format!("//{host}")).unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = if url.path().is_empty() { "/" } else { url.path() };
    format!("{}:{host}{port}{path}", url.scheme())
}

/// Percent-decodes once; `+` is a space (application/x-www-form-urlencoded). Anything that is not text is refused.
fn decoded(value: &str) -> Result<Vec<u8>, NotACallback> {
    let mut bytes = value.bytes();
    let mut out = Vec::with_capacity(value.len());
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16)).ok_or(NotACallback);
                let value = digit(bytes.next())? << 4 | digit(bytes.next())?;
                u8::try_from(value).map_err(|_| NotACallback)?
            }
            other => other,
        });
    }
    let plain = std::str::from_utf8(&out).is_ok_and(|text| !text.chars().any(char::is_control));
    if plain && out.len() <= LONGEST_VALUE { Ok(out) } else { Err(NotACallback) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "app.daybook.desktop:/oauth/callback?code=4%2F0Ab&state=s-1_x&scope=a%20b&authuser=0";

    fn code(address: &str) -> Option<String> {
        match read(address).ok()?.outcome {
            Outcome::Code(code) => code.expose_str().map(str::to_owned),
            Outcome::Declined | Outcome::NeedsApproval | Outcome::Failed(_) => None,
        }
    }

    #[test]
    fn a_code_is_decoded_once_and_what_is_not_known_is_left_alone() {
        assert_eq!(code(GOOD).as_deref(), Some("4/0Ab"));
        assert_eq!(read(GOOD).ok().unwrap().place, "app.daybook.desktop:/oauth/callback");
        assert_eq!(code("http://127.0.0.1:5/cb/x?state=s&code=a%252Fb+c").as_deref(), Some("a%2Fb c"));
    }

    /// attack 29: the forms an address may take, and the ones it may not.
    #[test]
    fn the_scheme_may_be_in_capitals_and_nothing_may_hide_in_the_address() {
        assert_eq!(
            read("APP.DAYBOOK.DESKTOP:/oauth/callback?state=s&code=c").ok().map(|read| read.place).as_deref(),
            Some("app.daybook.desktop:/oauth/callback")
        );
        assert_eq!(read("http://LOCALHOST:80?state=s&code=c").ok().unwrap().place, "http://localhost/");
        for hostile in [
            "http://evil@127.0.0.1:5/cb?state=s&code=c",
            "http://127.0.0.1:5/cb?state=s&code=c#code=d",
            "http://127.0.0.1:5/cb#state=s&code=c",
            "not an address",
            "",
        ] {
            assert!(read(hostile).is_err(), "{hostile}");
        }
        let other = read("app.daybook.desktop://oauth/callback?state=s&code=c").ok().unwrap();
        assert_ne!(other.place, "app.daybook.desktop:/oauth/callback");
        let trailing = read("app.daybook.desktop:/oauth/callback/?state=s&code=c").ok().unwrap();
        assert_ne!(trailing.place, "app.daybook.desktop:/oauth/callback");
    }

    /// Y27: the page of an organisation whose administrator has to approve.
    #[test]
    fn an_administrator_who_has_to_approve_is_told_from_a_person_who_declined() {
        let outcome = |rest: &str| read(&format!("http://127.0.0.1:5/cb?state=s&{rest}")).ok().unwrap().outcome;
        for number in [90094, 90095] {
            let rest =
                format!("error=access_denied&error_description=AADSTS{number}%3a+An+administrator&error_subcode=x");
            assert!(matches!(outcome(&rest), Outcome::NeedsApproval), "{number}");
        }
        assert!(matches!(outcome("error_description=AADSTS90094&error=consent_required"), Outcome::NeedsApproval));
        let declined = "error=access_denied&error_description=AADSTS65004%3a+User+declined&error_subcode=cancel";
        assert!(matches!(outcome(declined), Outcome::Declined));
        for other in ["error=server_error&error_description=AADSTS90094", "error=invalid_scope&error_description=x"] {
            assert!(matches!(outcome(other), Outcome::Failed(_)), "{other}");
        }
        assert!(matches!(outcome("code=c&error_description=AADSTS90094"), Outcome::Code(_)));
    }

    /// attack 8
    #[test]
    fn a_parameter_twice_or_a_code_beside_an_error_is_refused() {
        for twice in
            ["code=a&code=b&state=s", "code=a&state=s&state=s", "error=x&error=y&state=s", "code=a&error=x&state=s"]
        {
            assert!(read(&format!("http://127.0.0.1:5/cb?{twice}")).is_err(), "{twice}");
        }
        for missing in ["code=a", "state=s", "code=&state=s", "code=a&state=", ""] {
            assert!(read(&format!("http://127.0.0.1:5/cb?{missing}")).is_err(), "{missing}");
        }
    }

    /// attack 9, 10: the reason is one of our own words, whatever they wrote.
    #[test]
    fn what_the_provider_says_in_words_is_never_kept() {
        let declined = read("http://127.0.0.1:5/?error=access_denied&state=s&error_description=%3Cscript%3E").ok();
        assert!(matches!(declined.unwrap().outcome, Outcome::Declined));
        let other = read("http://127.0.0.1:5/?error=%1b[31mred&state=s");
        assert!(other.is_err());
        let other = read("http://127.0.0.1:5/?error=%3Cb%3E&state=s").ok().unwrap();
        assert!(matches!(other.outcome, Outcome::Failed("other")));
    }

    /// attack 11
    #[test]
    fn what_is_too_long_or_no_text_is_refused() {
        for hostile in ["%00", "%c0%af", "%ff", "%zz", "%4", "%", "%0a"] {
            assert!(read(&format!("http://127.0.0.1:5/?code={hostile}&state=s")).is_err(), "{hostile}");
        }
        assert!(read(&format!("http://127.0.0.1:5/?state=s&code={}", "x".repeat(LONGEST))).is_err());
        assert!(read("http://127.0.0.1:5/?state=s&code=a\0b").is_err());
        assert!(read(&format!("http://127.0.0.1:5/?state=s&code={}", "x".repeat(LONGEST_VALUE + 1))).is_err());
    }

    proptest! {
        /// attack 11
        #[test]
        fn no_address_is_too_strange(address in ".{0,200}", query in "[a-z=&%0-9+#?/]{0,80}") {
            let _ = read(&address);
            let _ = read(&format!("app.daybook.desktop:/oauth/callback?{query}"));
        }
    }
}
