//! A new computer: nothing booked, nothing connected.

use daybook_tests::computer::Computer;

#[tokio::test]
async fn the_first_window_says_what_it_is_for() {
    let mut computer = Computer::new();
    let window = computer.open().await;
    window.find("heading", "Your appointments, in one calm place").await;
    window.find("button", "Start booking").await;
    window.close().await;
}
