//! The product: appointments, calendars, and the sync between them.
//!
//! Nothing here knows Tauri, a window, D-Bus or the command line: the outside world comes in
//! through [`ports`]. The one-page map is `docs/architecture.md`.

pub mod app;
pub mod availability;
pub mod http;
pub mod ical;
pub mod model;
pub mod ports;
pub mod providers;
pub mod signin;
pub mod store;
pub mod sync;
pub mod vault;
