//! Connecting Google and Outlook in the window, by each way back from the browser.

use daybook_tests::cast::clouds::{self, Cloud};
use daybook_tests::computer::Computer;
use daybook_tests::window::Window;

const EMAIL: &str = "anna@praxis.example";
const SCHEME: &str = "app.daybook.desktop";

fn set_up<Api>(mut computer: Computer, cloud: &Cloud<Api>) -> Computer {
    for (name, value) in cloud.settings() {
        computer.set(&name, value);
    }
    computer
}

/// Opens the window and begins to connect.
async fn begin(computer: &mut Computer, provider: &str) -> Window {
    let window = computer.open().await;
    window.press("button", "Start booking").await;
    window.press("link", "Connections").await;
    window.press("button", &format!("Connect {provider}")).await;
    window.find("dialog", &format!("Connect {provider}")).await;
    window
}

/// What the browser was asked to open, once it was.
async fn asked(computer: &Computer, window: &Window) -> String {
    window.until("the browser to be asked", async || computer.asked_to_open().is_some()).await;
    computer.asked_to_open().unwrap()
}

/// The dialog shows the account's calendars; confirmed, it is connected. The page never held a code or a token.
async fn add<Api>(window: &Window, computer: &Computer, cloud: &Cloud<Api>, provider: &str) {
    let connections = || tokio::task::block_in_place(|| computer.daybook(&["connections", "--json"])).json();
    let dialog = window.find("dialog", &format!("Connect {provider}")).await;
    let add = window.find_in(&dialog, "button", "Add calendars").await;
    let page = window.script("return document.documentElement.outerHTML", vec![]).await;
    for secret in cloud.auth.issued() {
        assert!(!page.as_str().unwrap().contains(&secret));
    }
    assert_eq!(connections().as_array().unwrap().len(), 0, "nothing is saved before the person says so");
    add.press().await;
    window.gone("dialog", &format!("Connect {provider}")).await;
    window.press("link", "Connections").await;
    window.find("button", &format!("Disconnect {provider} ({EMAIL})")).await;
    window.read("Connected").await;
    assert_eq!(connections()[0]["status"], "connected");
    assert_eq!(cloud.auth.exchanges(), 1);
}

/// S7, S8, S65: the browser comes back to the listener.
#[tokio::test(flavor = "multi_thread")]
async fn google_is_connected_in_the_window_by_the_listener() {
    let cloud = clouds::google().await;
    let mut computer = set_up(Computer::new(), &cloud);
    computer.browser(env!("CARGO_BIN_EXE_consenting_browser").as_ref());
    let window = begin(&mut computer, "Google").await;
    add(&window, &computer, &cloud, "Google").await;
    window.close().await;
}

/// S2, S5: the browser is asked for what is needed only, and the system brings the link to the window that is open.
#[tokio::test(flavor = "multi_thread")]
async fn outlook_is_connected_by_a_link_to_the_open_window() {
    let cloud = clouds::outlook().await;
    let mut computer = set_up(Computer::with_the_usual_data_dir(), &cloud);
    computer.browser_that_waits();
    let window = begin(&mut computer, "Outlook").await;
    let address = asked(&computer, &window).await;
    for part in ["response_type=code", "code_challenge_method=S256", "Calendars.ReadWrite", "offline_access", "state="]
    {
        assert!(address.contains(part), "{part}: {address}");
    }
    assert!(!address.contains(".All") && !address.contains(EMAIL), "{address}");
    window.until("links to be brought here", async || computer.knows_scheme(SCHEME)).await;
    let link = cloud.auth.consent(&address).await.location().to_owned();
    assert!(link.starts_with(SCHEME), "{link}");
    tokio::task::block_in_place(|| computer.open_link(&link));
    add(&window, &computer, &cloud, "Outlook").await;
    window.close().await;
}

/// S6: the window was closed meanwhile; the link opens it again and finishes the sign-in.
#[tokio::test(flavor = "multi_thread")]
async fn outlook_is_connected_by_a_link_that_starts_daybook() {
    let cloud = clouds::outlook().await;
    let mut computer = set_up(Computer::new(), &cloud);
    computer.browser_that_waits();
    let window = begin(&mut computer, "Outlook").await;
    let address = asked(&computer, &window).await;
    window.close().await;
    let link = cloud.auth.consent(&address).await.location().to_owned();
    let window = computer.open_by_link(&link).await;
    add(&window, &computer, &cloud, "Outlook").await;
    window.close().await;
}

/// S7: nothing brings the link; the person pastes it. Another link is refused, and the sign-in goes on.
#[tokio::test(flavor = "multi_thread")]
async fn outlook_is_connected_by_pasting_the_link() {
    let cloud = clouds::outlook().await;
    let mut computer = set_up(Computer::new(), &cloud);
    computer.browser_that_waits();
    let window = begin(&mut computer, "Outlook").await;
    let address = asked(&computer, &window).await;
    window.read("Waiting for your browser").await;
    window.find("button", "Paste the link by hand").await;
    crate::demo::picture_as_it_is(&window, "0a-waiting").await;
    window.press("button", "Paste the link by hand").await;
    window.fill("textbox", "Link from the browser", &address).await;
    window.press("button", "Use link").await;
    window.read("This is not the finished sign-in link").await;
    crate::demo::picture_as_it_is(&window, "0b-not-the-link").await;
    let link = cloud.auth.consent(&address).await.location().to_owned();
    window.fill("textbox", "Link from the browser", &link).await;
    window.press("button", "Use link").await;
    add(&window, &computer, &cloud, "Outlook").await;
    window.close().await;
}
