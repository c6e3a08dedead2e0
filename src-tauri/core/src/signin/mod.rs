//! How a person signs in, and how requests carry the sign-in: by password (`basic`) or in the browser (`attempt`,
//! `loopback`, `callback`, `exchange`), with tokens that `tokens` stores and renews.

pub mod attempt;
pub mod basic;
pub mod bearer;
pub mod callback;
mod challenge;
mod digest;
pub mod exchange;
pub mod link;
pub mod loopback;
mod redirects;
pub mod registration;
mod retry_after;
pub mod session;
mod site;
pub mod tokens;
