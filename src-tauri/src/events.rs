//! The Announce and Window ports: tells the web view which part of the window to read again, and closes it.

use daybook_core::ports::{Announce, Changed, NoWindow, Window};
use tauri::{AppHandle, Emitter as _};

/// The one event of the window; its payload is [`Changed::word`].
const EVENT: &str = "changed";

pub struct ToWindow(pub AppHandle);

impl Announce for ToWindow {
    fn changed(&self, what: Changed) {
        if let Err(error) = self.0.emit(EVENT, what.word()) {
            tracing::warn!(%error, "the window was not told");
        }
    }
}

impl Window for ToWindow {
    fn quit(&self) -> Result<(), NoWindow> {
        self.0.exit(0);
        Ok(())
    }
}

/// For the terminal: nobody listens.
pub struct ToNobody;

impl Announce for ToNobody {
    fn changed(&self, _: Changed) {}
}
