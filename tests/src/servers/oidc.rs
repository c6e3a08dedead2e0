//! oidc-provider (npm), a certified authorization server: what ours is compared with. The script is `tests/oidc`.

use tempfile::TempDir;
use url::Url;

use crate::browser::{Browser, Redirect};
use crate::process::{Process, free_address};

/// The one client it knows: public, `http://127.0.0.1`, `http://[::1]` (any port and path) and the app's deep link.
pub const CLIENT: &str = "daybook";

pub struct Oidc {
    pub auth_url: Url,
    pub token_url: Url,
    /// RFC 7009.
    pub revoke_url: Url,
    /// Its `iss`.
    pub issuer: String,
    _home: TempDir,
    _process: Process,
}

impl Oidc {
    /// # Panics
    /// Where its packages are not there, with how to get them.
    pub async fn start() -> Self {
        let folder = x::paths::oidc();
        let there = folder.join("node_modules/oidc-provider").is_dir();
        assert!(there, "{} has no packages: `cargo x setup` installs them", folder.display());
        let (home, address) = (tempfile::tempdir().unwrap(), free_address());
        let port = address.port().to_string();
        let process = Process::node(&folder.join("server.js"), &[&port], home.path(), address).await;
        let root = Url::parse(&format!("http://{address}/")).unwrap();
        let at = |path: &str| root.join(path).unwrap();
        let issuer = format!("http://{address}");
        let (auth_url, token_url, revoke_url) = (at("auth"), at("token"), at("token/revocation"));
        Self { auth_url, token_url, revoke_url, issuer, _home: home, _process: process }
    }

    /// Walks its pages of sign-in and consent as `anna@praxis.example`, and returns where the browser would be sent.
    pub async fn consent(&self, authorization_url: &str) -> Redirect {
        Browser::new().consent(authorization_url).await
    }

    /// The same, pressing "Cancel".
    pub async fn deny(&self, authorization_url: &str) -> Redirect {
        Browser::new().denying().consent(authorization_url).await
    }
}
