//! The practitioner's words as types. Pure: no serde, no clock, no I/O, and no other room.

pub mod appointment;
pub mod carried;
pub mod client;
pub mod clock;
pub mod connection;
pub mod copies;
pub mod event;
pub mod glimpse;
pub mod host;
pub mod ids;
pub mod reason;
pub mod repeat;
pub mod rules;
pub mod secret;
pub mod sign_in;
pub mod span;
pub mod start_and_end;
pub mod system_zone;
pub mod title;
pub(crate) mod words;
pub mod zone;
