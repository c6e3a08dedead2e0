//! Links to `app.daybook.desktop:`, from the system or from a second start.
//! Any program of this person can send one: a link is a request, never a proof.

use daybook_core::app::App;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;

use crate::data_dir::DataDir;

/// The scheme of `tauri.conf.json`.
const OWN: &str = "app.daybook.desktop";
/// The longest link that is read, in bytes.
const LONGEST: usize = 16 * 1024;

/// Listens for links for the whole run, including the one that started it.
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
    let words: Vec<String> = std::env::args_os().filter_map(|word| word.into_string().ok()).collect();
    from_words(app, &words);
    Ok(())
}

/// Handles a second start: with a link, or by a person who wants to see the window.
pub fn second_start(app: &AppHandle, words: &[String]) {
    show(app);
    from_words(app, words);
}

/// Takes links of our other schemes: the plugin passes on links of [`OWN`] only, but a provider may know another.
fn from_words(app: &AppHandle, words: &[String]) {
    if let [_, link] = words
        && may_be_ours(link)
        && !link.get(..OWN.len() + 1).is_some_and(|start| start.eq_ignore_ascii_case(&format!("{OWN}:")))
    {
        open(app, link);
    }
}

/// Shows the window, and passes on what may be the answer to a sign-in. The address is not logged.
fn open(app: &AppHandle, url: &str) {
    if !may_be_ours(url) {
        tracing::info!(bytes = url.len(), "a link that is not ours was left alone");
        return;
    }
    show(app);
    let product = app.state::<App>().inner().clone();
    let url = url.to_owned();
    tauri::async_runtime::spawn(async move {
        // A start by link arrives before the key does.
        if let Err(error) = product.unlock(None).await {
            tracing::info!(code = error.code.word(), "a link arrived while the data was locked");
            return;
        }
        match product.arrived(&url) {
            Ok(arrival) => tracing::info!(?arrival, "a link was taken as the answer to a sign-in"),
            Err(error) => tracing::info!(code = error.code.word(), "a link changed nothing"),
        }
    });
}

/// Returns whether a link may be read: it is short, and its scheme is a reversed domain name (RFC 8252
/// section 7.1). The sign-ins that wait decide whether it means anything.
pub fn may_be_ours(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once(':') else { return false };
    let named = |scheme: &str| scheme.contains('.') && scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let plain = |scheme: &str| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    named(scheme) && plain(scheme) && url.len() <= LONGEST && !url.chars().any(char::is_control)
}

/// Has the system pass our links to this program. Packages do so by themselves for [`OWN`]. Not done with a data folder
/// elsewhere: the system would start the program without naming that folder.
pub fn register(app: &AppHandle, data_dir: &DataDir) {
    let packaged = std::env::current_exe().is_ok_and(|path| path.starts_with("/usr"));
    if !data_dir.usual || cfg!(target_os = "macos") {
        return;
    }
    let app = app.clone();
    let mut schemes = app.state::<App>().link_schemes();
    schemes.push(OWN.to_owned());
    schemes.retain(|scheme| !packaged || scheme != OWN);
    schemes.sort();
    schemes.dedup();
    // This runs other programs, and nobody waits for it.
    std::thread::spawn(move || {
        for scheme in schemes {
            if let Err(error) = app.deep_link().register(&scheme) {
                tracing::warn!(%error, "links cannot be brought here by the system; pasting them works");
            }
        }
    });
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
    fn only_short_links_of_a_scheme_that_reverses_a_domain_are_looked_at() {
        assert!(may_be_ours("app.daybook.desktop:/oauth/callback?code=1&state=2"));
        assert!(may_be_ours("com.googleusercontent.apps.1-a:/oauth2redirect?code=1"));
        for hostile in
            ["https://app.daybook.desktop/", "app.daybook.desktop:/\u{7}", "file:///etc/passwd", "a b.c:/", ""]
        {
            assert!(!may_be_ours(hostile), "{hostile}");
        }
        assert!(!may_be_ours(&format!("app.daybook.desktop:/{}", "x".repeat(LONGEST))));
    }
}
