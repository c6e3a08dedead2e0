//! What the shell lends to its own programs and tests.

pub mod keychain;
