//! Closing the real window by its button while something waits.

use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::computer::{Computer, Said};
use daybook_tests::servers::network_switch::NetworkSwitch;
use daybook_tests::servers::radicale::Radicale;

use crate::practice::book;

struct Practice {
    computer: Computer,
    door: NetworkSwitch,
    server: Radicale,
    _ca: Authority,
}

impl Practice {
    /// A computer with a calendar that was connected in the terminal.
    async fn connected() -> Self {
        let ca = Authority::new();
        let server = Radicale::start(&ca).await;
        let door = NetworkSwitch::to(&server.url).await;
        let mut computer = Computer::new();
        computer.set("DAYBOOK_CA_FILE", ca.file().to_str().unwrap());
        let practice = Self { computer, door, server, _ca: ca };
        let words = ["connect", "caldav", "--url", practice.door.url.as_str(), "--user", USER, "--password-stdin"];
        let said = practice.told(&words, &format!("{PASSWORD}\n"));
        assert_eq!(said.code, 0, "{said:?}");
        practice
    }

    fn told(&self, words: &[&str], input: &str) -> Said {
        tokio::task::block_in_place(|| self.computer.daybook_told(words, input))
    }
}

/// Y22: booked a moment ago, so that it can still be undone: the window goes once it was sent, and Daybook ends.
#[tokio::test(flavor = "multi_thread")]
async fn closing_the_window_sends_what_was_booked_a_moment_ago() {
    let mut practice = Practice::connected().await;
    let window = practice.computer.open().await;
    book(&window, "Lena Brandt", "1 Dec 2027", "10:00").await;
    practice.computer.close_the_window().await;
    window.until("Daybook to end", async || !practice.computer.has_a_window()).await;
    let stored = practice.server.stored();
    assert!(stored.len() == 1 && stored[0].contains("Lena Brandt"), "{stored:?}");
    let told = practice.told(&["agenda", "--from", "2027-12-01", "--to", "2027-12-01", "--json"], "").json();
    assert_eq!(told[0]["sync"]["state"], "synced", "{told}");
}

/// Y22, S43: what cannot be sent is said before the window goes, and the person may stay. Asked again, it is tried once more, and
/// the window closes: what still waits is kept and goes out later, once.
#[tokio::test(flavor = "multi_thread")]
async fn closing_the_window_without_a_network_says_what_waits_and_loses_nothing() {
    for is_back in [false, true] {
        let mut practice = Practice::connected().await;
        let window = practice.computer.open().await;
        practice.door.close();
        book(&window, "Lena Brandt", "1 Dec 2027", "10:00").await;
        practice.computer.close_the_window().await;
        let title = "1 change is not sent yet";
        let asked = window.find("alertdialog", title).await;
        window.read("Daybook will send it the next time it is open").await;
        window.find_in(&asked, "button", "Keep open").await.press().await;
        window.gone("alertdialog", title).await;
        window.find("button", "New appointment").await;
        assert!(practice.computer.has_a_window() && practice.server.stored().is_empty());

        if is_back {
            practice.door.open();
        }
        practice.computer.close_the_window().await;
        window.until("Daybook to end", async || !practice.computer.has_a_window()).await;
        let sent = practice.server.stored();
        assert_eq!(sent.len(), usize::from(is_back), "{sent:?}");
        practice.door.open();
        let synced = practice.told(&["sync", "--json"], "");
        assert_eq!((synced.code, &synced.json()["waiting"]), (0, &serde_json::json!(0)), "{synced:?}");
        let stored = practice.server.stored();
        assert!(stored.len() == 1 && stored[0].contains("Lena Brandt"), "{stored:?}");
    }
}
