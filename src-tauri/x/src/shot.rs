//! `cargo x shot`: pictures of the main screens of the real window, light and dark, in two sizes.

use std::path::PathBuf;

use crate::say::{Done, run, say};
use crate::{build, place, setup};

pub fn verb(args: &[String]) -> Done {
    let folder = args.first().map_or_else(|| place::root().join("shots"), PathBuf::from);
    setup::to_test()?;
    build::app("debug")?;
    let mut cargo = place::cargo();
    cargo.args(["test", "--package", "daybook-tests", "--test", "window", "--", "--ignored", "pictures"]);
    cargo.env("DAYBOOK_BIN", place::binary("debug"));
    cargo.env("DAYBOOK_TOOLS", place::tools().join("bin"));
    cargo.env("DAYBOOK_VENV", place::venv());
    cargo.env("DAYBOOK_SHOTS", &folder);
    run("shot", &mut cargo)?;
    say("shot", folder.display());
    Ok(())
}
