//! Holds the window's closing back for a moment: what waits is sent, and what cannot be is said. Asked again, it tries once more, and
//! closes unless more is left than the person was told.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use daybook_core::app::App;
use tauri::{CloseRequestApi, Manager as _, Window};

/// A person who closes a window waits no longer for it.
const SEND: Duration = Duration::from_secs(5);

/// The changes of which the person was told that they would wait.
#[derive(Default)]
pub struct Told(Mutex<BTreeSet<String>>);

impl Told {
    fn known(&self) -> BTreeSet<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, waiting: BTreeSet<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = waiting;
    }
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
    // Read now: another wish to close may tell of more meanwhile, which the person has not read yet.
    let known = told.known();
    let (app, handle) = (app.inner().clone(), window.app_handle().clone());
    tauri::async_runtime::spawn(async move {
        // The network may be back since the person was told.
        let left = app.send_before_the_end(SEND).await;
        let waiting = named(app.what_waits(), left);
        if waiting.is_subset(&known) {
            handle.exit(0);
            return;
        }
        handle.state::<Told>().note(waiting);
        crate::links::show(&handle);
    });
}

/// Returns which changes are left. Where they cannot be read, their number stands for them.
fn named(ids: BTreeSet<String>, left: u32) -> BTreeSet<String> {
    if left > 0 && ids.is_empty() { BTreeSet::from([left.to_string()]) } else { ids }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Y22
    #[test]
    fn a_window_closes_where_nothing_is_left_or_the_person_knows_what_is() {
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
        let told = Told::default();
        assert!(named(ids(&[]), 0).is_subset(&told.known()));
        assert!(!named(ids(&["a", "b"]), 2).is_subset(&told.known()));
        told.note(ids(&["a", "b"]));
        assert!(named(ids(&["b"]), 1).is_subset(&told.known()));
        assert!(!named(ids(&["c"]), 1).is_subset(&told.known()), "another change is told first");
        assert!(!named(ids(&[]), 2).is_subset(&told.known()), "nobody can say which they are");
    }
}
