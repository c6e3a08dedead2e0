//! The window without its key: what it says, and how it goes on.

use daybook_tests::computer::Computer;
use daybook_tests::keyring::Keyring;

const BOOK: [&str; 7] = ["book", "--client", "Lena Brandt", "--start", "2027-12-01T10:00", "--minutes", "50"];

/// S17, S59: a locked keychain is said in words; unlocked, the window goes on where it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain_is_said_and_unlocked_from_the_window() {
    let mut computer = Computer::new();
    assert_eq!(tokio::task::block_in_place(|| computer.daybook(&BOOK)).code, 0);
    computer.keyring().lock();
    computer.keyring().refuse_prompts();
    let window = computer.open().await;
    window.find("heading", "Daybook is locked").await;
    assert!(!window.text().await.contains("Lena"));
    computer.keyring().unlock();
    window.press("button", "Unlock keychain").await;
    window.find("button", "New appointment").await;
    window.close().await;
}

/// S59: no keychain at all: the window asks for a passphrase, and for it again at the next start.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_the_window_offers_a_passphrase() {
    let mut computer = Computer::with(Keyring::absent());
    let window = computer.open().await;
    window.find("heading", "This computer has no keychain").await;
    for field in window.names("textbox").await {
        window.fill("textbox", &field, "wandering albatross").await;
    }
    window.press("button", "Set passphrase").await;
    window.press("button", "Start booking").await;
    window.find("button", "New appointment").await;
    window.close().await;
    let window = computer.open().await;
    window.find("heading", "Daybook is locked").await;
    let field = window.names("textbox").await.remove(0);
    window.fill("textbox", &field, "wandering albatross").await;
    window.press("button", "Open").await;
    window.find("button", "New appointment").await;
    window.close().await;
}

/// S59: no keychain, and the person's choice is to keep nothing: it is said as long as it lasts, and it ends with the window.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_the_window_can_keep_nothing() {
    let mut computer = Computer::with(Keyring::absent());
    let window = computer.open().await;
    window.find("heading", "This computer has no keychain").await;
    window.press("button", "Keep only until I quit").await;
    window.press("button", "Start booking").await;
    window.find("button", "New appointment").await;
    window.read("Nothing is saved: this data is gone when you quit.").await;
    window.close().await;
    let window = computer.open().await;
    window.find("heading", "This computer has no keychain").await;
    window.close().await;
}
