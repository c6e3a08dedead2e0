//! Bundles the built interface and makes one permission per command.

/// Every command the web view may be allowed; a test holds it against `capabilities/main.json` and `commands.rs`.
const COMMANDS: &[&str] = &[
    "status",
    "agenda",
    "appointment",
    "book",
    "reschedule",
    "edit",
    "mark",
    "cancel",
    "undo",
    "check",
    "free_times",
    "clients",
    "services",
    "save_service",
    "providers",
    "look_up",
    "connect",
    "begin_sign_in",
    "sign_in",
    "open_sign_in_again",
    "cancel_sign_in",
    "use_link",
    "connections",
    "disconnect",
    "make_primary",
    "set_calendar",
    "pause",
    "send_local",
    "sync_now",
    "activity",
    "retry",
    "discard",
    "choose_calendar",
    "keep_mine",
    "use_theirs",
    "settings",
    "save_settings",
    "start_booking",
    "open_help",
    "unlock",
    "set_passphrase",
    "keep_until_quit",
    "start_fresh",
    "quit",
];

fn main() {
    if !tauri_build::is_dev() && !std::path::Path::new("../ui/dist/index.html").exists() {
        println!("cargo:rerun-if-changed=../ui/dist/index.html");
        println!("cargo:error=ui/dist is not built: run `cargo x build` (or `npm run build` in ui/)");
        std::process::exit(1);
    }
    let attributes = tauri_build::Attributes::new()
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS))
        .codegen(tauri_build::CodegenContext::new());
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:error={error:#}");
        std::process::exit(1);
    }
}
