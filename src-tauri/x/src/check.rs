//! `cargo x check`: exactly what CI checks beside the tests, the quick ones first.

use crate::say::{Done, run, say};
use crate::{build, paths, setup};

pub fn verb() -> Done {
    setup::to_check()?;
    run("check", paths::cargo().args(["fmt", "--all", "--check"]))?;
    run("check", paths::npm().args(["run", "--silent", "check"]))?;
    run("check", paths::npm().args(["run", "--silent", "lint"]))?;
    run("check", paths::npm().args(["exec", "--", "prettier", "--check", "--log-level", "warn", "."]))?;
    licences()?;
    build::interface()?;
    run("check", paths::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    // `tests/it/generated.rs` compares what is made from the code with what is committed.
    run(
        "check",
        paths::cargo().args(["test", "--quiet", "--package", "daybook-tests", "--test", "it", "generated::"]),
    )?;
    say("check", "all well");
    Ok(())
}

/// Licences, sources and double versions by `deny.toml`. Advisories need a database from the network
/// and are left to `cargo deny check advisories` by hand.
fn licences() -> Done {
    let mut path = vec![paths::tools().join("bin")];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut deny = paths::cargo();
    if let Ok(path) = std::env::join_paths(path) {
        deny.env("PATH", path);
    }
    run("check", deny.args(["deny", "--workspace", "--all-features", "check", "bans", "licenses", "sources"]))
}
