//! Closing the window: what may go is sent, and what cannot is counted.

use std::time::Duration;

use daybook_core::app::Options;
use daybook_core::ports::Changed;
use daybook_tests::cast::far_side::Did;

use super::{Practice, priya};

const SOON: Duration = Duration::from_secs(10);

/// Y22: a change that could still be undone is sent before the end; one that cannot be sent is counted, and said.
pub async fn what_waits_is_sent_before_the_end_or_said(practice: Practice) {
    assert_eq!(practice.app.send_before_the_end(SOON).await, 0);
    let window = practice.world.start_with(Options { undo_window: Duration::from_secs(600), ..Options::default() });
    window.unlock(None).await.unwrap();
    let booked = window.book(priya(false)).unwrap().appointment;
    window.sync_due().await.unwrap();
    assert_eq!((practice.did().as_slice(), window.waiting()), (&[][..], 1), "it can still be undone");
    practice.world.network.unplug(true);
    assert_eq!(window.send_before_the_end(SOON).await, 1);
    assert!(practice.world.announced.0.lock().unwrap().contains(&Changed::Closing));
    practice.world.network.unplug(false);
    window.retry(&window.activity().unwrap().waiting.remove(0).id).unwrap();
    assert_eq!(window.send_before_the_end(SOON).await, 0);
    assert_eq!((practice.did().as_slice(), practice.state(&booked.id).0), (&[Did::Create][..], "synced"));
}
