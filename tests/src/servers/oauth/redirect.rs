//! Where an answer may be sent, and the address to send it to.

use url::{Host, Url, form_urlencoded};

use super::manner::{Client, Redirects};

/// Returns whether `client` may have its answers sent to `uri`.
pub fn accepts(client: &Client, uri: &str) -> bool {
    match client.redirects {
        Redirects::Loopback => loopback(uri),
        Redirects::ReversedId => {
            let scheme = client.id.rsplit('.').collect::<Vec<_>>().join(".");
            let path = uri.strip_prefix(&scheme).and_then(|rest| rest.strip_prefix(":/"));
            path.is_some_and(|path| !path.starts_with('/') && plain(uri))
        }
        Redirects::Listed(list) => list.iter().any(|listed| same(listed, uri)),
    }
}

/// An address of this computer as RFC 8252, 7.3 writes it; `127.1` and `0x7f.1` are not.
fn loopback(uri: &str) -> bool {
    let Some(rest) = uri.strip_prefix("http://127.0.0.1").or_else(|| uri.strip_prefix("http://[::1]")) else {
        return false;
    };
    let host = Url::parse(uri).ok().and_then(|url| match url.host()? {
        Host::Ipv4(ip) => Some(ip.is_loopback()),
        Host::Ipv6(ip) => Some(ip.is_loopback()),
        Host::Domain(_) => None,
    });
    (rest.is_empty() || rest.starts_with([':', '/'])) && host == Some(true) && plain(uri)
}

/// The same, but for the port of this computer. A missing path is the root.
fn same(listed: &str, uri: &str) -> bool {
    let Some((host, path)) = ["http://localhost", "http://127.0.0.1"].iter().find_map(|host| {
        let rest = uri.strip_prefix(host)?;
        let path = rest.find('/').map_or("", |at| &rest[at..]);
        let port = rest.strip_suffix(path)?;
        let number = port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
        (port.is_empty() || number).then_some((host, path))
    }) else {
        return listed == uri;
    };
    let root = |path: &str| if path.is_empty() { "/".to_owned() } else { path.to_owned() };
    listed.strip_prefix(host).is_some_and(|rest| !rest.starts_with(':') && root(rest) == root(path))
}

/// Without a query, a fragment, a user, or what no address may contain.
fn plain(uri: &str) -> bool {
    uri.len() <= 256 && uri.chars().all(|sign| sign.is_ascii_graphic()) && !uri.contains(['?', '#', '@', '\\', '*'])
}

/// `uri` with `pairs` in its query. Where it has an authority and no path, `/` is put between.
pub fn with(uri: &str, pairs: &[(String, String)]) -> String {
    let bare = uri.split_once("://").is_some_and(|(_, rest)| !rest.contains('/'));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{uri}{}?{query}", if bare { "/" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::super::manner::{GOOGLE, MICROSOFT};
    use super::*;

    #[test]
    fn a_desktop_client_of_google_gets_answers_at_loopback_literals_only() {
        let desktop = &GOOGLE.clients[0];
        for good in ["http://127.0.0.1:8080", "http://127.0.0.1:1/cb/x", "http://[::1]:9/", "http://127.0.0.1"] {
            assert!(accepts(desktop, good), "{good}");
        }
        for bad in [
            "http://localhost:8080",
            "https://127.0.0.1:8080",
            "http://127.1:8080",
            "http://127.0.0.1.evil.example/",
            "http://127.0.0.1@evil.example/",
            "http://127.0.0.1:8080/?x=1",
            "http://127.0.0.1:8080/#x",
            "http://127.0.0.1:99999/",
            "app.daybook.desktop:/oauth/callback",
            "urn:ietf:wg:oauth:2.0:oob",
        ] {
            assert!(!accepts(desktop, bad), "{bad}");
        }
    }

    #[test]
    fn an_ios_client_of_google_gets_answers_at_its_id_turned_round() {
        let ios = &GOOGLE.clients[1];
        assert!(accepts(ios, "com.googleusercontent.apps.100200300-daybookios:/oauth2redirect"));
        assert!(!accepts(ios, "com.googleusercontent.apps.100200300-daybookios://oauth2redirect"));
        assert!(!accepts(ios, "com.googleusercontent.apps.somebody-else:/oauth2redirect"));
        assert!(!accepts(ios, "http://127.0.0.1:8080/"));
    }

    #[test]
    fn microsoft_compares_all_but_the_port_of_this_computer() {
        let client = &MICROSOFT.clients[0];
        for good in [
            "app.daybook.desktop:/oauth/callback",
            "http://localhost",
            "http://localhost:5000",
            "http://localhost:5000/",
            "http://localhost:5000/oauth/callback",
            "http://127.0.0.1:5000",
        ] {
            assert!(accepts(client, good), "{good}");
        }
        for bad in [
            "http://[::1]:5000/",
            "http://localhost:5000/Oauth/callback",
            "http://localhost:5000/other",
            "http://localhost:x/",
            "http://localhost.evil.example/",
            "app.daybook.desktop:/oauth/callback/",
            "App.daybook.desktop:/oauth/callback",
            "http://LOCALHOST:5000",
        ] {
            assert!(!accepts(client, bad), "{bad}");
        }
    }

    #[test]
    fn an_address_without_a_path_comes_back_with_one() {
        let code = [("code".to_owned(), "4/0 x".to_owned())];
        assert_eq!(with("http://localhost:1", &code), "http://localhost:1/?code=4%2F0+x");
        assert_eq!(with("http://localhost:1/cb", &code), "http://localhost:1/cb?code=4%2F0+x");
        assert_eq!(with("app.daybook.desktop:/cb", &code), "app.daybook.desktop:/cb?code=4%2F0+x");
    }
}
