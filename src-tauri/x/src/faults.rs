//! `cargo x faults`: prints what becomes of every kind of request when any fault meets it.

use crate::paths;
use crate::say::{Done, run};

pub fn verb() -> Done {
    run("faults", paths::cargo().args(["run", "--quiet", "--package", "daybook-tests", "--bin", "fault_table"]))
}
