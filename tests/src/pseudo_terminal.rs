//! A pseudo terminal: to what runs at it, somebody sits there, who types and reads.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, ioctl_tiocgptpeer, openpt, unlockpt};

/// Runs a command whose standard input and standard error are a terminal, where `typed` is typed. Returns its exit code, what it
/// printed on standard output, and what is seen at the terminal.
pub fn run(mut command: Command, typed: &str) -> (i32, String, String) {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let ours = openpt(flags).expect("a pseudo terminal");
    unlockpt(&ours).expect("it may be used");
    let theirs = File::from(ioctl_tiocgptpeer(&ours, flags).expect("its other side"));
    command.stdin(theirs.try_clone().expect("the same side")).stderr(theirs).stdout(Stdio::piped());
    let child = command.spawn().expect("it runs");
    // Once the other side is held by the child alone, its end is the end of what is seen.
    drop(command);
    let mut ours = File::from(ours);
    ours.write_all(typed.as_bytes()).expect("it is typed");
    let screen = std::thread::spawn(move || {
        let mut seen = Vec::new();
        // That there is nobody left on the other side is an error here.
        let _ended = ours.read_to_end(&mut seen);
        seen
    });
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let seen = text(screen.join().expect("it was read")).replace("\r\n", "\n");
    (output.status.code().unwrap_or(-1), text(output.stdout), seen)
}
