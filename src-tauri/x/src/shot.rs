//! `cargo x shot`: pictures of the main screens of the real window, light and dark, in two sizes.

use std::path::PathBuf;

use crate::say::{Done, run, say};
use crate::{build, paths, setup};

pub fn verb(args: &[String]) -> Done {
    let folder = args.first().map_or_else(|| paths::root().join("shots"), PathBuf::from);
    setup::to_test()?;
    build::app("debug")?;
    let mut cargo = paths::cargo();
    cargo.args(["test", "--package", "daybook-tests", "--test", "window", "--", "--ignored", "pictures"]);
    cargo.env("DAYBOOK_BIN", paths::binary("debug"));
    cargo.env("DAYBOOK_VENV", paths::venv());
    cargo.env("DAYBOOK_SHOTS", &folder);
    run("shot", &mut cargo)?;
    say("shot", folder.display());
    Ok(())
}
