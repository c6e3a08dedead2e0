//! The commands of the web view. They are listed in the core; which of them the window may ask is in
//! `capabilities/main.json`, and Tauri refuses the others before they get here.

use daybook_core::app::App;
use tauri::Manager as _;
use tauri::ipc::{Invoke, InvokeBody, InvokeError};

/// Answers a command, off the thread that draws the window. Returns whether there was anything to answer.
pub fn answer(invoke: Invoke) -> bool {
    let Invoke { message, resolver, .. } = invoke;
    let InvokeBody::Json(arguments) = message.payload() else { return false };
    let Some(app) = message.webview_ref().try_state::<App>() else { return false };
    let (app, name, arguments) = (app.inner().clone(), message.command().to_owned(), arguments.clone());
    resolver.respond_async(async move { app.call(&name, arguments).await.map_err(InvokeError::from) });
    true
}

#[cfg(test)]
mod tests {
    use daybook_core::app::commands::names;
    use tauri::ipc::Origin;

    /// S65, H8: Tauri itself says so, by what is built in. `tests/it/generated.rs` holds the whole list of permissions.
    #[test]
    fn the_window_may_ask_every_command_and_nothing_else() {
        let mut context = crate::window::context();
        let authority = context.runtime_authority_mut();
        let elsewhere = Origin::Remote { url: "https://example.com".parse().unwrap() };
        let may =
            |command: &str, window: &str, origin| authority.resolve_access(command, window, window, origin).is_some();
        assert!(names().len() > 30);
        for name in names() {
            assert!(may(name, "main", &Origin::Local), "{name}");
            assert!(!may(name, "main", &elsewhere), "{name} for a page from the network");
            assert!(!may(name, "other", &Origin::Local), "{name} for another window");
        }
        assert!(may("plugin:event|listen", "main", &Origin::Local));
        for other in [
            "",
            "call",
            "no_such_command",
            "plugin:event|emit",
            "plugin:opener|open_url",
            "plugin:webview|create_webview",
        ] {
            assert!(!may(other, "main", &Origin::Local), "{other}");
        }
    }
}
