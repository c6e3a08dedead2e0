//! What `cargo x demo` offers can be clicked through: all four are connected, and their weeks are shown.
//! With `DAYBOOK_DEMO_SHOTS` each step is pictured there.

use std::path::PathBuf;

use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::computer::Computer;
use daybook_tests::demo::{APP_PASSWORD, Demo, ICLOUD_EMAIL, OUTLOOK_EMAIL};
use daybook_tests::servers::google;
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
    let accounts = [
        ("Google", format!("Google ({})", google::EMAIL)),
        ("Outlook", format!("Outlook ({OUTLOOK_EMAIL})")),
        ("iCloud", format!("iCloud ({ICLOUD_EMAIL})")),
        ("Other (CalDAV)", "127.0.0.1".to_owned()),
    ];
    for (number, (provider, account)) in accounts.into_iter().enumerate() {
        let number = number + 2;
        window.press("button", &format!("Connect {provider}")).await;
        let title = format!("Connect {provider}");
        let dialog = window.find("dialog", &title).await;
        let fields: &[(&str, &str)] = match provider {
            "iCloud" => &[("Apple Account email", ICLOUD_EMAIL), ("App-specific password", APP_PASSWORD)],
            "Other (CalDAV)" => {
                &[("Server address or email", demo.caldav().as_str()), ("User name", USER), ("Password", PASSWORD)]
            }
            _ => &[],
        };
        for (field, text) in fields {
            window.find_in(&dialog, "textbox", field).await.fill(text).await;
        }
        if !fields.is_empty() {
            picture(&window, &format!("{number}a-{provider}")).await;
            window.find_in(&dialog, "button", "Connect").await.press().await;
        }
        window.find_in(&dialog, "button", "Add calendars").await;
        picture(&window, &format!("{number}b-{provider}-calendars")).await;
        window.find_in(&dialog, "button", "Add calendars").await.press().await;
        window.gone("dialog", &title).await;
        window.find_beginning("button", &format!("Disconnect {account}")).await;
    }
    picture(&window, "6-connections").await;
    window.press("link", "Calendar").await;
    // One of each; the week is shown from Monday on, whatever today is.
    for title in ["Jonas Weber, ", "Clinic rota, ", "Choir, ", "Team meeting, "] {
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
