//! Bundles the built interface and makes one permission per command.

#[macro_use]
#[path = "core/src/app/commands/list.rs"]
mod list;

macro_rules! names {
    ($(#[doc = $about:literal] $how:ident $name:ident($($argument:ident: $takes:ty),*) -> $result:ty;)+) => {
        /// Every command of the window. `capabilities/main.json` grants the same ones.
        const COMMANDS: &[&str] = &[$(stringify!($name)),+];
    };
}
with_commands!(names);

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
