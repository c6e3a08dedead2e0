//! The Browser port. Opens https addresses only; whether a browser really came up cannot be known.

use daybook_core::ports::{Browser, BrowserError};

pub struct OwnBrowser;

impl Browser for OwnBrowser {
    fn open(&self, url: &str) -> Result<(), BrowserError> {
        if !url.starts_with("https://") {
            return Err(BrowserError);
        }
        tauri_plugin_opener::open_url(url, None::<&str>).map_err(|_| BrowserError)
    }
}
