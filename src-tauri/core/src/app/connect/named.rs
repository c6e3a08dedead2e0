//! The servers that a domain names for itself (RFC 6764): tried where its own addresses lead nowhere.

use url::{Host, Url};

use crate::model::host;
use crate::model::reason::Reason;
use crate::ports::Service;
use crate::providers::RemoteError;

/// What a domain's records lead to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// At the domain's own site, to be tried with the password.
    pub own: Vec<Url>,
    /// At somebody else's. The records are not signed, so that only the person can say that it is right (section 8).
    pub foreign: Option<Url>,
}

/// Returns the domain of an e-mail address or of a bare host; `None` = a full address was typed.
pub(super) fn domain(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let name = typed.rsplit_once('@').map_or(typed, |(_, domain)| domain);
    match Host::parse(name).ok()? {
        Host::Domain(name) if name.contains('.') => Some(name.trim_end_matches('.').to_owned()),
        Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

/// Returns whether a domain may know better than its addresses.
pub(super) fn may_know_better(error: &RemoteError) -> bool {
    match error {
        RemoteError::NotLetIn(reason) => *reason == Reason::AuthLoop,
        RemoteError::Unreached
        | RemoteError::NoAnswer
        | RemoteError::Failed
        | RemoteError::Gone
        | RemoteError::Garbled(_)
        | RemoteError::Refused(_)
        | RemoteError::CursorLost
        | RemoteError::Conflict { .. } => true,
        RemoteError::Offline | RemoteError::Throttled { .. } | RemoteError::SignedOut => false,
    }
}

/// Returns where the records of `domain` lead, over https only. Its certificate must be for the host that is named, which
/// is as good as one for the domain where both are of one site.
pub(super) fn places(domain: &str, service: &Service) -> Named {
    let site_of = |host: &str| Url::parse(&format!("https://{host}/")).ok().and_then(|url| host::site(&url));
    let path = service.texts.iter().find_map(|text| {
        let (name, path) = text.split_once('=')?;
        (name.eq_ignore_ascii_case("path") && path.starts_with('/')).then_some(path)
    });
    let mut named = Named::default();
    for (target, port) in &service.servers {
        let target = target.trim_end_matches('.');
        // A lone dot says that there is no such service (RFC 2782).
        let Ok(Host::Domain(target)) = Host::parse(target) else { continue };
        let address = format!("https://{target}:{port}{}", path.unwrap_or("/.well-known/caldav"));
        let Ok(url) = Url::parse(&address) else { continue };
        if site_of(&target).is_some_and(|site| Some(site) == site_of(domain)) {
            named.own.push(url);
        } else {
            named.foreign = named.foreign.take().or(Some(url));
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(servers: &[(&str, u16)], texts: &[&str]) -> Service {
        Service {
            servers: servers.iter().map(|(host, port)| ((*host).to_owned(), *port)).collect(),
            texts: texts.iter().map(|&text| text.to_owned()).collect(),
        }
    }

    fn urls(named: &Named) -> Vec<&str> {
        named.own.iter().map(Url::as_str).collect()
    }

    #[test]
    fn a_domain_is_that_of_an_address_or_a_bare_host() {
        assert_eq!(domain(" anna@Praxis.example ").as_deref(), Some("praxis.example"));
        assert_eq!(domain("praxis.example.").as_deref(), Some("praxis.example"));
        for none in
            ["https://praxis.example/dav", "localhost", "127.0.0.1", "anna@", "praxis.example:8443", "", "a b.c"]
        {
            assert_eq!(domain(none), None, "{none}");
        }
    }

    #[test]
    fn servers_of_the_same_site_are_tried_and_others_are_named() {
        let named =
            places("praxis.example", &service(&[("dav.praxis.example.", 8443), ("x.hoster.example.", 443)], &[]));
        assert_eq!(urls(&named), ["https://dav.praxis.example:8443/.well-known/caldav"]);
        assert_eq!(named.foreign.unwrap().as_str(), "https://x.hoster.example/.well-known/caldav");
        let named = places("praxis.example", &service(&[("praxis.example.", 443)], &["v=1", "PATH=/dav.php/"]));
        assert_eq!(urls(&named), ["https://praxis.example/dav.php/"]);
    }

    #[test]
    fn what_is_no_host_or_no_path_leads_nowhere_else() {
        for target in [".", "", "127.0.0.1", "a b", "evil.example/@dav.praxis.example"] {
            assert_eq!(places("praxis.example", &service(&[(target, 443)], &[])), Named::default(), "{target}");
        }
        let named = places("praxis.example", &service(&[("dav.praxis.example", 443)], &["path=@evil.example/"]));
        assert_eq!(urls(&named), ["https://dav.praxis.example/.well-known/caldav"]);
        // Neighbours under a public suffix are strangers.
        assert!(places("anna.co.uk", &service(&[("eve.co.uk", 443)], &[])).own.is_empty());
    }
}
