//! Which hosts are this computer, and which belong together. Pure: nothing is looked up.

use url::{Host, Url};

/// Returns true for `localhost` and the loopback addresses, the only places plain http may go to.
pub fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => bare(name).eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Returns the part of a host that has one owner: the registrable domain by the public suffix list
/// (`p42-caldav.icloud.com` -> `icloud.com`), or the host itself if there is none: an address,
/// `localhost`, a public suffix. Ports are ignored: a server may answer at several.
pub fn site(url: &Url) -> Option<String> {
    match url.host()? {
        Host::Domain(name) => {
            let name = bare(name).to_ascii_lowercase();
            Some(psl::domain_str(&name).map_or_else(|| name.clone(), str::to_owned))
        }
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(address) => Some(address.to_string()),
    }
}

/// Returns a name without the dot that ends a fully qualified one.
fn bare(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site_of(url: &str) -> Option<String> {
        site(&Url::parse(url).unwrap())
    }

    #[test]
    fn partition_hosts_belong_to_one_site_and_neighbours_under_a_public_suffix_do_not() {
        assert_eq!(site_of("https://caldav.icloud.com/"), site_of("https://p42-caldav.icloud.com:443/1/"));
        assert_eq!(site_of("https://caldav.icloud.com./"), site_of("https://CALDAV.ICLOUD.COM/"));
        assert_ne!(site_of("https://icloud.com.evil.example/"), site_of("https://icloud.com/"));
        assert_ne!(site_of("https://anna.co.uk/"), site_of("https://eve.co.uk/"));
        assert_ne!(site_of("https://anna.github.io/"), site_of("https://eve.github.io/"));
        assert_eq!(site_of("https://github.io/").as_deref(), Some("github.io"));
    }

    #[test]
    fn addresses_and_localhost_are_a_site_of_their_own_at_any_port() {
        assert_eq!(site_of("http://127.0.0.1:5232/"), site_of("http://127.0.0.1:8443/"));
        assert_ne!(site_of("http://127.0.0.1/"), site_of("http://localhost/"));
        assert_ne!(site_of("https://192.168.1.2/"), site_of("https://192.168.1.3/"));
        assert_eq!(site_of("https://[::1]/").as_deref(), Some("::1"));
    }

    #[test]
    fn only_loopback_is_this_computer() {
        for here in ["http://localhost:1/", "http://127.0.0.1/", "http://127.9.9.9/", "http://[::1]/"] {
            assert!(is_this_computer(&Url::parse(here).unwrap()), "{here}");
        }
        for elsewhere in
            ["http://192.168.1.2/", "http://localhost.example.com/", "http://0.0.0.0/", "http://127.0.0.1.nip.io/"]
        {
            assert!(!is_this_computer(&Url::parse(elsewhere).unwrap()), "{elsewhere}");
        }
    }
}
