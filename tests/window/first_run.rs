//! A new computer: nothing booked, nothing connected.

use daybook_tests::window::{Keychain, Room};

#[tokio::test]
async fn the_first_window_says_what_it_is_for() {
    let mut room = Room::new(Keychain::Unlocked);
    let window = room.open().await;
    window.find("heading", "Your appointments, in one calm place").await;
    window.find("button", "Start booking").await;
    window.close().await;
}
