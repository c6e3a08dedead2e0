//! The real ports, built here for window and terminal alike.

use std::path::Path;
use std::sync::Arc;

use daybook_core::app::sentences::{Fact, with};
use daybook_core::app::views::UiError;
use daybook_core::http::{DnsNames, WebHttp};
use daybook_core::model::reason::Reason;
use daybook_core::ports::{Announce, Names, NoNames, Ports, Window};

use crate::browser::OwnBrowser;
use crate::clock::SystemClock;
use crate::keychain::OsKeychain;
use crate::settings;

/// Ports to this computer. `DAYBOOK_CA_FILE` names a PEM file of further certificate authorities.
pub fn real(data_dir: &Path, announce: Arc<dyn Announce>, window: Arc<dyn Window>) -> Result<Ports, UiError> {
    let extra_ca = std::env::var_os("DAYBOOK_CA_FILE").filter(|value| !value.is_empty());
    let http = WebHttp::new(extra_ca.as_deref().map(Path::new))
        .map_err(|error| UiError::say(Reason::NetSetup, &with(Fact::System, error.to_string())))?;
    Ok(Ports {
        clock: Arc::new(SystemClock),
        http: Arc::new(http),
        names: names(),
        keychain: Arc::new(OsKeychain),
        browser: Arc::new(OwnBrowser),
        announce,
        window,
        data_dir: data_dir.to_path_buf(),
        settings: settings::read(data_dir),
    })
}

/// Name servers are not asked where everything goes through a proxy: whoever wants that wants no question beside it.
fn names() -> Arc<dyn Names> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let proxied = ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy"].into_iter().any(is_set);
    if proxied { Arc::new(NoNames) } else { Arc::new(DnsNames::of_the_system()) }
}
