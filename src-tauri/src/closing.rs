//! Holds the window's closing back for a moment: what waits is sent, and what cannot be is said. Asked again, it closes.

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
    /// Returns whether the window may close now: nothing waits, or the person knows what does.
    fn may_close(&self, waiting: u32) -> bool {
        waiting == 0 || *self.0.lock().unwrap_or_else(PoisonError::into_inner) == Some(waiting)
    }

    fn note(&self, waiting: u32) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(waiting);
    }
}

/// Answers the wish to close. The window is out of the way while something is sent, and back if something stays.
pub fn asked(window: &Window, api: &CloseRequestApi) {
    let (Some(app), Some(told)) = (window.try_state::<App>(), window.try_state::<Told>()) else { return };
    if told.may_close(app.waiting()) {
        return;
    }
    api.prevent_close();
    if let Err(error) = window.hide() {
        tracing::info!(%error, "the window stays in sight while it closes");
    }
    let (app, handle) = (app.inner().clone(), window.app_handle().clone());
    tauri::async_runtime::spawn(async move {
        let left = app.send_before_the_end(SEND).await;
        if left == 0 {
            handle.exit(0);
            return;
        }
        handle.state::<Told>().note(left);
        crate::links::show(&handle);
    });
}

#[cfg(test)]
mod tests {
    use super::Told;

    /// Y22
    #[test]
    fn a_window_closes_at_once_where_nothing_waits_or_the_person_knows_what_does() {
        let told = Told::default();
        assert!(told.may_close(0));
        assert!(!told.may_close(2));
        told.note(2);
        assert!(told.may_close(2));
        assert!(!told.may_close(3), "another change is sent first");
    }
}
