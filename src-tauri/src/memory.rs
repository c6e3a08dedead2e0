//! What of this program's memory others may get: passwords and keys are in it.

/// Has no core file written of this program, nor of what it starts.
pub fn leave_no_core_file() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Rlimit { maximum, .. } = getrlimit(Resource::Core);
        let kept = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum });
        if let Err(error) = kept {
            tracing::warn!(%error, "core files are not limited");
        }
    }
}

/// Lets no other program of this person read the memory. Not for the window: the desktop's portals look into the programs
/// that ask them, and refuse those they cannot see.
pub fn close_to_others() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "other programs may read the memory");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, dumpable_behavior};

    /// Y46
    #[test]
    fn no_core_file_is_left_and_nobody_else_looks_in() {
        super::leave_no_core_file();
        let core = rustix::process::getrlimit(rustix::process::Resource::Core);
        assert_eq!(core.current, Some(0));
        super::close_to_others();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
