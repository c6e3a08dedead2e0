//! Ending a connection.

use crate::app::views::UiError;
use crate::app::{Answer, App};
use crate::model::ids::ConnectionId;
use crate::ports::Changed;
use crate::store::{appointments, connections, outbox};

impl App {
    /// Ends a connection: its sign-in, calendars and mirrored events are deleted here. With `keep`, its
    /// appointments stay on this computer; without, those that came to be through it are removed too.
    pub fn disconnect(&self, id: &str, keep: bool) -> Answer<()> {
        let id = ConnectionId::from(id);
        let now = self.now();
        self.store()?.write_or(|db| {
            if connections::get(db, &id)?.is_none() {
                return Err(UiError::unknown_id("connection"));
            }
            if keep {
                outbox::drop_of_connection(db, &id, now)?;
                appointments::unlink(db, &id)?;
            } else {
                appointments::delete_of_connection(db, &id)?;
            }
            Ok(connections::delete(db, &id)?)
        })?;
        for what in [Changed::Connections, Changed::Status, Changed::Agenda, Changed::Activity] {
            self.announce(what);
        }
        Ok(())
    }
}
