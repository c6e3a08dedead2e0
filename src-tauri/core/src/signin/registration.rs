//! How Daybook is registered with a provider's authorization server: a client id, addresses and a redirect, from
//! this computer's settings or else from the provider's descriptor. Pure.

use url::Url;

use crate::model::host;
use crate::model::secret::Secret;
use crate::model::sign_in::Endpoints;
use crate::providers::CodeFlow;

/// Everything needed to send a person to the provider and to ask for tokens.
pub struct Registration {
    pub client_id: String,
    /// Some providers require one of desktop apps too. It is no secret to anybody who has the program (RFC 8252
    /// section 8.5).
    pub client_secret: Option<Secret>,
    pub auth_url: Url,
    pub token_url: Url,
    pub revoke_url: Option<Url>,
    pub api_url: Url,
    pub scopes: Vec<String>,
    pub redirect: Redirect,
}

/// Where the browser sends the person back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// A listener on this computer (RFC 8252 section 7.3).
    Loopback(Loopback),
    /// A link of our own scheme (section 7.1), compared character by character.
    Link(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loopback {
    /// `127.0.0.1`, `localhost` or `[::1]`
    pub host: String,
    /// `None` = any free port.
    pub port: Option<u16>,
    /// `None` = a different one for each sign-in.
    pub path: Option<String>,
}

/// Why nobody can sign in to a provider here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// The setting of this name is missing.
    #[error("{0} is not set")]
    Missing(String),
    /// The setting of this name is neither https nor http on this computer, or not an address at all.
    #[error("{0} cannot be used")]
    Address(String),
}

impl Unusable {
    /// Returns the name of the setting.
    pub fn name(self) -> String {
        match self {
            Self::Missing(name) | Self::Address(name) => name,
        }
    }
}

impl Registration {
    /// Reads the registration. `settings` are [`crate::ports::Ports::settings`].
    pub fn of(flow: &CodeFlow, settings: &[(String, String)]) -> Result<Self, Unusable> {
        let set = |suffix: &str| -> (String, Option<&str>) {
            let name = format!("{}_{suffix}", flow.setting);
            let found = settings.iter().find(|(known, value)| *known == name && !value.trim().is_empty());
            (name, found.map(|(_, value)| value.trim()))
        };
        let address = |suffix: &str, own: &str| -> Result<Url, Unusable> {
            let (name, given) = set(suffix);
            let url = Url::parse(given.unwrap_or(own)).map_err(|_| Unusable::Address(name.clone()))?;
            if is_safe(&url) { Ok(url) } else { Err(Unusable::Address(name)) }
        };
        let (name, client_id) = set("CLIENT_ID");
        let built_in = |value: Option<&'static str>| value.filter(|value| !value.is_empty());
        let client_id = client_id.or(built_in(flow.client_id)).ok_or(Unusable::Missing(name))?.to_owned();
        let revoke_url = match (set("REVOKE_URL").1, flow.revoke_url) {
            (None, None) => None,
            (given, own) => Some(address("REVOKE_URL", given.or(own).unwrap_or_default())?),
        };
        let scopes: Vec<String> = match set("SCOPES").1 {
            Some(given) => given.split([' ', ',']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect(),
            None => flow.scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        let (name, given) = set("REDIRECT_URI");
        let redirect = redirect(given.unwrap_or(flow.redirect), flow.any_path).ok_or(Unusable::Address(name))?;
        Ok(Self {
            client_id,
            client_secret: set("CLIENT_SECRET").1.or(built_in(flow.client_secret)).map(Secret::new),
            auth_url: address("AUTH_URL", flow.auth_url)?,
            token_url: address("TOKEN_URL", flow.token_url)?,
            revoke_url,
            api_url: address("API_URL", flow.api_url)?,
            scopes,
            redirect,
        })
    }
}

impl Registration {
    /// Returns where its tokens may go.
    pub fn endpoints(&self) -> Endpoints {
        Endpoints { api: self.api_url.clone(), token: self.token_url.clone(), revoke: self.revoke_url.clone() }
    }

    /// Takes the addresses of an earlier sign-in in the place of those of today: a changed setting sends no token elsewhere.
    pub fn at(self, kept: Endpoints) -> Self {
        Self { api_url: kept.api, token_url: kept.token, revoke_url: kept.revoke, ..self }
    }
}

/// Returns whether an address is https, or http to this computer, and has no user name in it.
fn is_safe(url: &Url) -> bool {
    let secure = url.scheme() == "https" || (url.scheme() == "http" && host::is_this_computer(url));
    secure && url.username().is_empty() && url.password().is_none()
}

fn redirect(text: &str, any_path: bool) -> Option<Redirect> {
    let url = Url::parse(text).ok()?;
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return None;
    }
    match url.scheme() {
        "http" if host::is_this_computer(&url) => Some(Redirect::Loopback(Loopback {
            host: url.host_str()?.to_owned(),
            port: url.port(),
            path: match url.path() {
                "" | "/" if any_path => None,
                path => Some(path.to_owned()),
            },
        })),
        // RFC 8252 section 7.1: a reversed domain name, so there is a dot in it.
        scheme if scheme.contains('.') && url.host().is_none() => Some(Redirect::Link(text.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::Grant;

    const FLOW: CodeFlow = CodeFlow {
        setting: "HERE",
        client_id: None,
        client_secret: None,
        auth_url: "https://id.example/auth",
        token_url: "https://id.example/token",
        revoke_url: None,
        api_url: "https://api.example",
        scopes: &["read", "write"],
        redirect: "http://127.0.0.1",
        any_path: true,
        parameters: &[],
        is_issuer: |_| true,
        grant: |_| Grant::Full,
        at_once: 1,
    };

    fn of(settings: &[(&str, &str)]) -> Result<Registration, Unusable> {
        let mut all = vec![("HERE_CLIENT_ID".to_owned(), "id-1".to_owned())];
        all.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Registration::of(&FLOW, &all)
    }

    #[test]
    fn a_setting_takes_the_place_of_what_is_built_in() {
        let plain = of(&[]).ok().unwrap();
        assert_eq!(plain.token_url.as_str(), "https://id.example/token");
        assert_eq!(plain.scopes, ["read", "write"]);
        let any = Loopback { host: "127.0.0.1".into(), port: None, path: None };
        assert_eq!(plain.redirect, Redirect::Loopback(any));
        let set = of(&[
            ("HERE_TOKEN_URL", "http://127.0.0.1:9/t"),
            ("HERE_REVOKE_URL", "https://id.example/revoke"),
            ("HERE_SCOPES", "read,more"),
            ("HERE_REDIRECT_URI", "app.daybook.desktop:/oauth/callback"),
            ("HERE_CLIENT_SECRET", ""),
        ]);
        let set = set.ok().unwrap();
        assert_eq!(set.token_url.as_str(), "http://127.0.0.1:9/t");
        assert_eq!(set.revoke_url.unwrap().as_str(), "https://id.example/revoke");
        assert_eq!(set.scopes, ["read", "more"]);
        assert_eq!(set.redirect, Redirect::Link("app.daybook.desktop:/oauth/callback".into()));
        assert!(set.client_secret.is_none());
    }

    #[test]
    fn without_a_client_id_the_name_of_the_setting_is_told() {
        assert_eq!(Registration::of(&FLOW, &[]).err(), Some(Unusable::Missing("HERE_CLIENT_ID".into())));
    }

    /// S62
    #[test]
    fn no_address_is_plain_http_to_another_computer() {
        for (name, value) in [
            ("HERE_TOKEN_URL", "http://id.example/token"),
            ("HERE_AUTH_URL", "ftp://id.example/"),
            ("HERE_API_URL", "https://user@api.example/"),
            ("HERE_REVOKE_URL", "nonsense"),
            ("HERE_REDIRECT_URI", "http://192.168.1.5/cb"),
            ("HERE_REDIRECT_URI", "daybook:/cb"),
            ("HERE_REDIRECT_URI", "app.daybook.desktop://oauth/cb"),
            ("HERE_REDIRECT_URI", "https://id.example/cb"),
        ] {
            assert_eq!(of(&[(name, value)]).err(), Some(Unusable::Address(name.into())), "{value}");
        }
    }

    #[test]
    fn a_redirect_keeps_the_port_and_the_path_it_names() {
        let named = of(&[("HERE_REDIRECT_URI", "http://localhost:8123/back")]).ok().unwrap();
        let wanted = Loopback { host: "localhost".into(), port: Some(8123), path: Some("/back".into()) };
        assert_eq!(named.redirect, Redirect::Loopback(wanted));
    }
}
