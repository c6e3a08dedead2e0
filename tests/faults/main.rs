//! What can go wrong, caused: every fault at every request, and the end of the process at any moment.

#[cfg(target_os = "linux")]
mod kills;
mod table;
mod tried;
