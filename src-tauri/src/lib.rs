//! The shell around the product: the window, the command line, and the ports to this computer.

pub mod keychain;
pub mod window;
