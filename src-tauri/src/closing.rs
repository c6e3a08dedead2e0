//! Holds the window's closing back for a moment: what waits is sent, and what cannot be is said. Asked again, it closes once that
//! was tried again.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use daybook_core::app::App;
use tauri::{CloseRequestApi, Manager as _, Window};

/// A person who closes a window waits no longer for it.
const SEND: Duration = Duration::from_secs(5);

/// How many changes the person was told would wait.
#[derive(Default)]
pub struct Told(Mutex<Option<u32>>);

impl Told {
    /// Returns how many changes the person knows to wait.
    fn known(&self) -> u32 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(0)
    }

    fn note(&self, waiting: u32) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(waiting);
    }
}

/// Returns whether Daybook may end: nothing is left, or no more than the person knows of.
const fn may_close(left: u32, known: u32) -> bool {
    left <= known
}

/// Answers the wish to close. The window is out of the way while something is sent, and back if something stays of which the person
/// was not told.
pub fn asked(window: &Window, api: &CloseRequestApi) {
    let (Some(app), Some(told)) = (window.try_state::<App>(), window.try_state::<Told>()) else { return };
    if app.waiting() == 0 {
        return;
    }
    api.prevent_close();
    if let Err(error) = window.hide() {
        tracing::info!(%error, "the window stays in sight while it closes");
    }
    // What another wish to close tells meanwhile was not read yet.
    let known = told.known();
    let (app, handle) = (app.inner().clone(), window.app_handle().clone());
    tauri::async_runtime::spawn(async move {
        // The network may be back since the person was told.
        let left = app.send_before_the_end(SEND).await;
        if may_close(left, known) {
            handle.exit(0);
            return;
        }
        handle.state::<Told>().note(left);
        crate::links::show(&handle);
    });
}

#[cfg(test)]
mod tests {
    use super::{Told, may_close};

    /// Y22
    #[test]
    fn a_window_closes_where_nothing_is_left_or_the_person_knows_what_is() {
        let told = Told::default();
        assert!(may_close(0, told.known()));
        assert!(!may_close(2, told.known()));
        told.note(2);
        assert!(may_close(2, told.known()) && may_close(1, told.known()));
        assert!(!may_close(3, told.known()), "another change is told first");
    }
}
