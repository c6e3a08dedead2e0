//! The product: appointments, calendars, and the sync between them.
//!
//! Nothing here knows Tauri, a window, D-Bus or the command line: the outside world comes in
//! through [`ports`]. The one-page map is `docs/architecture.md`.

// Tests add and slice what they wrote themselves. The types of chrono are let through by `clippy.toml`, which says why.
#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::string_slice
    )
)]

pub mod app;
pub mod availability;
pub mod change;
pub mod http;
pub mod ical;
pub mod model;
pub mod ports;
pub mod providers;
pub mod recurrence;
pub mod signin;
pub mod store;
pub mod sync;
pub mod vault;
