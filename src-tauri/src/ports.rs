//! The real ports, built here for window and terminal alike.

use std::path::Path;
use std::sync::Arc;

use daybook_core::app::views::UiError;
use daybook_core::http::WebHttp;
use daybook_core::ports::{Announce, Ports};
use daybook_core::providers::{self, Server, SignIn};

use crate::browser::OwnBrowser;
use crate::clock::SystemClock;
use crate::keychain::OsKeychain;

/// Ports to this computer. `DAYBOOK_CA_FILE` names a PEM file of further certificate authorities; a provider with a
/// fixed address can be given another one by its own variable (`docs/adding-a-provider.md`).
pub fn real(data_dir: &Path, announce: Arc<dyn Announce>) -> Result<Ports, UiError> {
    let extra_ca = std::env::var_os("DAYBOOK_CA_FILE").filter(|value| !value.is_empty());
    let http = WebHttp::new(extra_ca.as_deref().map(Path::new)).map_err(|error| {
        UiError::new("net.setup", "Daybook cannot make secure connections here.", error.to_string())
    })?;
    Ok(Ports {
        clock: Arc::new(SystemClock),
        http: Arc::new(http),
        keychain: Arc::new(OsKeychain),
        browser: Arc::new(OwnBrowser),
        announce,
        data_dir: data_dir.to_path_buf(),
        settings: settings(),
    })
}

fn settings() -> Vec<(String, String)> {
    let settings = providers::ALL.iter().filter_map(|provider| match &provider.sign_in {
        SignIn::Password { server: Server::Fixed { setting, .. }, .. } => Some(*setting),
        SignIn::Password { server: Server::Asked, .. } | SignIn::Browser(_) => None,
    });
    settings.filter_map(|name| Some((name.to_owned(), std::env::var_os(name)?.into_string().ok()?))).collect()
}
