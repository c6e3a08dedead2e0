//! Where a secret may go: to the site it was given for, over https, or over http to this computer. The one
//! place that decides it, for passwords, tokens and links.

use url::Url;

use crate::model::host;
use crate::providers::{Refusal, RemoteError};

/// The site a secret belongs to ([`host::site`]); none gets it where the first address has none.
pub(super) struct Site(Option<String>);

impl Site {
    /// `first` is the address the secret was given for.
    pub fn of(first: &Url) -> Self {
        Self(host::site(first))
    }

    /// Whether the secret may go there; if not, nothing is sent.
    pub fn allow(&self, url: &Url) -> Result<(), RemoteError> {
        match url.scheme() {
            "https" => {}
            "http" if host::is_this_computer(url) => {}
            _ => return Err(RemoteError::Refused(Refusal::Insecure)),
        }
        if self.0.is_none() || host::site(url) != self.0 {
            return Err(RemoteError::Refused(Refusal::Redirect));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allow(first: &str, url: &str) -> Result<(), RemoteError> {
        Site::of(&Url::parse(first).unwrap()).allow(&Url::parse(url).unwrap())
    }

    #[test]
    fn a_secret_stays_at_its_site_and_on_secure_ways() {
        let home = "https://caldav.example.com/";
        assert!(allow(home, "https://p42.example.com:8443/x").is_ok());
        assert!(matches!(allow(home, "http://caldav.example.com/"), Err(RemoteError::Refused(Refusal::Insecure))));
        assert!(matches!(allow(home, "ftp://caldav.example.com/"), Err(RemoteError::Refused(Refusal::Insecure))));
        assert!(matches!(allow(home, "https://example.org/"), Err(RemoteError::Refused(Refusal::Redirect))));
        assert!(matches!(allow(home, "http://127.0.0.1/"), Err(RemoteError::Refused(Refusal::Redirect))));
        assert!(allow("http://127.0.0.1:1/", "http://127.0.0.1:2/").is_ok());
        assert!(matches!(allow("data:,x", "data:,x"), Err(RemoteError::Refused(Refusal::Insecure))));
    }
}
