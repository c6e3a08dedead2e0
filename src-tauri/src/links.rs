//! Links to `app.daybook.desktop:`, from the system or from a second start.
//! Any program of this person can send one: a link is a request, never a proof.

use tauri::{AppHandle, Manager};
use tauri_plugin_deep_link::DeepLinkExt;

pub const SCHEME: &str = "app.daybook.desktop:";
/// Longest link that is looked at, bytes.
const LONGEST: usize = 8192;

/// Hears the links of the whole run, the one this start was made by included.
pub fn listen(app: &AppHandle) -> Result<(), tauri_plugin_deep_link::Error> {
    let window = app.clone();
    app.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            open(&window, url.as_str());
        }
    });
    // A start by link does not fire the event.
    for url in app.deep_link().get_current()?.unwrap_or_default() {
        open(app, url.as_str());
    }
    Ok(())
}

/// No link means anything yet beside "show yourself".
fn open(app: &AppHandle, url: &str) {
    if !is_ours(url) {
        tracing::info!(bytes = url.len(), "a link that is not ours was left alone");
        return;
    }
    show(app);
}

/// Whether it is a link to Daybook that may be looked at.
pub fn is_ours(url: &str) -> bool {
    url.starts_with(SCHEME) && url.len() <= LONGEST && !url.chars().any(char::is_control)
}

/// Brings the window to the front.
pub fn show(app: &AppHandle) {
    for window in app.webview_windows().values() {
        let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window did not come to the front");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S66
    #[test]
    fn only_short_links_of_our_scheme_without_control_characters_are_looked_at() {
        assert!(is_ours("app.daybook.desktop:/oauth/callback?code=1&state=2"));
        assert!(!is_ours("https://app.daybook.desktop/"));
        assert!(!is_ours("app.daybook.desktop:/\u{7}"));
        assert!(!is_ours(&format!("{SCHEME}/{}", "x".repeat(LONGEST))));
    }
}
