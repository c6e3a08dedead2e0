//! `cargo x fix`: everything a machine can put right.

use crate::say::{Done, run};
use crate::{build, paths, setup};

pub fn verb() -> Done {
    setup::to_run()?;
    run(
        "fix",
        paths::cargo()
            .args(["test", "--quiet", "--package", "daybook-tests", "--test", "it", "generated::"])
            .env("DAYBOOK_WRITE_GENERATED", "1"),
    )?;
    build::interface()?;
    run(
        "fix",
        paths::cargo().args(["clippy", "--workspace", "--all-targets", "--fix", "--allow-dirty", "--allow-staged"]),
    )?;
    run("fix", paths::cargo().args(["fmt", "--all"]))?;
    run("fix", paths::npm().args(["run", "--silent", "format"]))
}
