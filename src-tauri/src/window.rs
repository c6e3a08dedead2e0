//! The window: Tauri with its plugins, started once per person.

use tauri::WebviewWindowBuilder;

/// Opens the window and runs until it is closed.
pub fn run() -> Result<(), tauri::Error> {
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|_, _, _| {}))
        .plugin(tauri_plugin_deep_link::init())
        .setup(|app| {
            let config = app.config().app.windows.first().ok_or("no window in tauri.conf.json")?.clone();
            WebviewWindowBuilder::from_config(app, &config)?
                .on_document_title_changed(|window, title| {
                    let _ = window.set_title(&title);
                })
                .build()?;
            Ok(())
        })
        .run(tauri::tauri_build_context!())
}
