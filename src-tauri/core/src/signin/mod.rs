//! How requests are signed, and how a person signs in: by password (`basic`) or in the browser (`attempt`,
//! `loopback`, `callback`, `exchange`), with tokens that are kept and renewed in `tokens`.

pub mod attempt;
pub mod basic;
pub mod bearer;
pub mod callback;
mod challenge;
pub mod exchange;
pub mod loopback;
pub mod registration;
mod retry_after;
pub mod session;
pub mod tokens;
