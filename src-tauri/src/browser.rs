//! The Browser port. Opens only https addresses, and http ones on this computer. Whether a browser really
//! appeared cannot be known.

use daybook_core::model::host;
use daybook_core::ports::{Browser, BrowserError};

pub struct OwnBrowser;

impl Browser for OwnBrowser {
    fn open(&self, url: &str) -> Result<(), BrowserError> {
        let parsed = url::Url::parse(url).map_err(|_| BrowserError)?;
        let safe = parsed.scheme() == "https" || (parsed.scheme() == "http" && host::is_this_computer(&parsed));
        if !safe || url.chars().any(char::is_control) {
            return Err(BrowserError);
        }
        tauri_plugin_opener::open_url(url, None::<&str>).map_err(|_| BrowserError)
    }
}
