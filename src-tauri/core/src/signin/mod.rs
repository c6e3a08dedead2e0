//! Signing in, and requests that carry the sign-in. Nothing here shows or logs a secret.

pub mod basic;
pub mod bearer;
mod challenge;
mod retry_after;
pub mod session;
