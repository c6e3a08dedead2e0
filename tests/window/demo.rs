//! What `cargo x demo` offers can be clicked through: every provider is connected, and their weeks are shown.
//! With `DAYBOOK_DEMO_SHOTS` each step is pictured there.

use std::path::PathBuf;

use daybook_core::providers::SignIn;
use daybook_tests::computer::Computer;
use daybook_tests::demo::Demo;
use daybook_tests::window::Window;
use jiff::civil::Date;
use jiff::tz::TimeZone;

#[tokio::test(flavor = "multi_thread")]
async fn every_provider_of_the_demo_can_be_connected() {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let demo = Demo::start(today(&zone), &zone).await;
    let mut computer = Computer::new();
    for (name, value) in demo.settings() {
        computer.set(&name, value);
    }
    computer.browser(env!("CARGO_BIN_EXE_consenting_browser").as_ref());
    let window = computer.open().await;
    window.find("button", "Start booking").await;
    picture(&window, "1-first-run").await;
    window.press("button", "Start booking").await;
    window.press("link", "Connections").await;
    for (number, shown) in demo.cast.iter().enumerate() {
        let (number, provider) = (number + 2, shown.provider.label);
        window.press("button", &format!("Connect {provider}")).await;
        let is_link = matches!(shown.provider.sign_in, SignIn::Link);
        let (title, go, add) = if is_link {
            ("Use a calendar link".to_owned(), "Look it up", "Add calendar")
        } else {
            (format!("Connect {provider}"), "Connect", "Add calendars")
        };
        let dialog = window.find("dialog", &title).await;
        for (field, text) in &shown.typed {
            window.find_in(&dialog, "textbox", field).await.fill(text).await;
        }
        if !shown.typed.is_empty() {
            picture(&window, &format!("{number}a-{provider}")).await;
            window.find_in(&dialog, "button", go).await.press().await;
        }
        window.find_in(&dialog, "button", add).await;
        picture(&window, &format!("{number}b-{provider}-calendars")).await;
        window.find_in(&dialog, "button", add).await.press().await;
        window.gone("dialog", &title).await;
        window.find_beginning("button", &format!("Disconnect {}", shown.account)).await;
    }
    picture(&window, "6-connections").await;
    window.press("link", "Calendar").await;
    // One of each; the week is shown from Monday on, whatever today is.
    for title in ["Jonas Weber, ", "Clinic rota, ", "Choir, ", "Team meeting, ", "Parents’ evening, "] {
        window.find_beginning("button", title).await;
    }
    picture(&window, "7-week").await;
    window.close().await;
}

async fn picture(window: &Window, name: &str) {
    window.settled().await;
    picture_as_it_is(window, name).await;
}

/// Where something keeps turning, so that nothing ever settles.
pub async fn picture_as_it_is(window: &Window, name: &str) {
    if let Some(folder) = std::env::var_os("DAYBOOK_DEMO_SHOTS").map(PathBuf::from) {
        window.picture(&folder.join(format!("{name}.png"))).await;
    }
}

#[allow(clippy::disallowed_methods, reason = "the window shows the week of today")]
fn today(zone: &TimeZone) -> Date {
    jiff::Timestamp::now().to_zoned(zone.clone()).date()
}
