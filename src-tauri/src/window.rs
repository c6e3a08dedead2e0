//! The window: Tauri with its plugins. The product is reached through `commands`, links through `links`.

use tauri::{App, Manager, WebviewWindowBuilder};

/// Opens the window and runs until it is closed.
pub fn run() -> Result<(), tauri::Error> {
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| show(app)))
        .plugin(tauri_plugin_deep_link::init())
        .setup(|app| open(app))
        .run(tauri::tauri_build_context!())
}

fn open(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    let config = app.config().app.windows.first().ok_or("no window in tauri.conf.json")?.clone();
    WebviewWindowBuilder::from_config(app, &config)?
        // The web view keeps nothing on disk. A WebDriver session cannot be had that way (wry takes a context of its own).
        .incognito(std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_none())
        .on_document_title_changed(|window, title| {
            let _ = window.set_title(&title);
        })
        .build()?;
    Ok(())
}

fn show(app: &tauri::AppHandle) {
    for window in app.webview_windows().values() {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}
