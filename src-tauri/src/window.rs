//! The window: Tauri with its plugins. The product is reached through `commands`, links through `links`.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
#[cfg(target_os = "linux")]
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use daybook_core::app::{App, Options};
use tauri::{Manager as _, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::data_dir::DataDir;
use crate::{closing, commands, events, links, logs, ports};

const IDENTIFIER: &str = "app.daybook.desktop";

/// This session has no display, or none that answers.
pub struct NoScreen;

/// Opens the window and runs until it is closed.
pub fn run(data_dir: &DataDir) -> Result<ExitCode, NoScreen> {
    #[cfg(target_os = "linux")]
    if needs_plain_buffers(Path::new(NVIDIA), std::env::var_os(PLAIN_BUFFERS).is_some()) {
        start_with_plain_buffers();
    }
    // Tauri ends the program with a backtrace where GTK finds no display.
    #[cfg(target_os = "linux")]
    gtk::init().map_err(|_| NoScreen)?;
    logs::start(&data_dir.folder);
    let data_dir_of_setup = data_dir.clone();
    let built = tauri::Builder::default()
        // First, so that a second start ends before it touches anything.
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .callback(|app, words, _| links::second_start(app, &words))
                .dbus_id(bus_name(data_dir))
                .build(),
        )
        .plugin(tauri_plugin_deep_link::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .with_filename(data_dir.folder.join("window.json").to_string_lossy())
                .build(),
        )
        .invoke_handler(commands::answer)
        .manage(closing::Told::default())
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                closing::asked(window, api);
            }
        })
        .setup(move |app| open(app, &data_dir_of_setup))
        .run(context());
    Ok(match built {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window did not open");
            ExitCode::FAILURE
        }
    })
}

/// Where NVIDIA's own driver shows itself.
#[cfg(target_os = "linux")]
const NVIDIA: &str = "/proc/driver/nvidia";
/// Has WebKitGTK share no buffers with the graphics card.
#[cfg(target_os = "linux")]
const PLAIN_BUFFERS: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Returns whether the window may stay blank: with NVIDIA's driver, unless the person has said how it is to be
/// (tauri-apps/tauri#9304).
#[cfg(target_os = "linux")]
fn needs_plain_buffers(driver: &Path, is_said: bool) -> bool {
    !is_said && driver.exists()
}

/// Begins again in this process: WebKitGTK takes the wish from the environment alone. Returns where that fails.
#[cfg(target_os = "linux")]
fn start_with_plain_buffers() {
    use std::os::unix::process::CommandExt as _;
    let Ok(program) = std::env::current_exe() else { return };
    let mut again = std::process::Command::new(program);
    let error = again.args(std::env::args_os().skip(1)).env(PLAIN_BUFFERS, "1").exec();
    tracing::warn!(%error, "the window may stay blank");
}

fn open(tauri: &mut tauri::App, data_dir: &DataDir) -> Result<(), Box<dyn std::error::Error>> {
    let face = Arc::new(events::ToWindow(tauri.handle().clone()));
    let ports = ports::real(&data_dir.folder, face.clone(), face).map_err(|error| error.message)?;
    let app = App::open(ports, Options::default());
    tauri.manage(app.clone());
    tauri::async_runtime::spawn(async move {
        // The window reads the status and shows why there is no key.
        if let Err(error) = app.unlock(None).await {
            tracing::info!(code = error.code.word(), "not unlocked at the start");
        }
        tokio::join!(app.keep_in_sync(), app.watch_data());
    });
    let config = tauri.config().app.windows.first().ok_or("tauri.conf.json has no window")?.clone();
    WebviewWindowBuilder::from_config(tauri, &config)?
        .data_directory(data_dir.folder.join("webview"))
        // The web view keeps nothing on disk. Not under WebDriver: wry would use a context of its own.
        .incognito(std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_none())
        .on_document_title_changed(|window, title| {
            if let Err(error) = window.set_title(&title) {
                tracing::warn!(%error, "the title stayed as it was");
            }
        })
        .build()?;
    links::listen(tauri.handle())?;
    links::register(tauri.handle(), data_dir);
    Ok(())
}

/// Returns what `build.rs` made of `tauri.conf.json`, the capabilities and the built interface.
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, reason = "made by tauri-build")]
pub fn context() -> tauri::Context {
    tauri::tauri_build_context!()
}

/// Returns the bus name of a data folder, so that each has a window of its own (Linux; elsewhere there is one window).
fn bus_name(data_dir: &DataDir) -> String {
    if data_dir.usual {
        return IDENTIFIER.to_owned();
    }
    let mut hash = DefaultHasher::new();
    data_dir.folder.hash(&mut hash);
    format!("{IDENTIFIER}.at{:016x}", hash.finish())
}

#[cfg(all(test, target_os = "linux"))]
mod graphics_tests {
    use super::needs_plain_buffers;

    /// Y44
    #[test]
    fn with_the_driver_that_leaves_windows_blank_no_buffers_are_shared_unless_the_person_says_so() {
        let folder = tempfile::tempdir().unwrap();
        assert!(needs_plain_buffers(folder.path(), false));
        assert!(!needs_plain_buffers(folder.path(), true), "once only");
        assert!(!needs_plain_buffers(&folder.path().join("nvidia"), false));
    }
}
