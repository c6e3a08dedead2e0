//! Prints the table of faults as a document, for `cargo x faults`.
#![allow(clippy::print_stdout)]

fn main() {
    print!("{}", daybook_tests::faults::document::markdown());
}
