//! The practitioner's words. Pure: no serde, no clock, no I/O, nothing of the other rooms.

pub mod appointment;
pub mod client;
pub mod connection;
pub mod event;
pub mod host;
pub mod ids;
pub mod reason;
pub mod secret;
pub mod sign_in;
pub(crate) mod words;
pub mod zone;
