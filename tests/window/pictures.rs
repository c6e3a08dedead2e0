//! Pictures of the main screens for `cargo x shot`: no test, so it runs only when asked for.

use std::path::PathBuf;

use chrono::{Datelike, Days, NaiveDate};
use daybook_tests::account::{self, PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::computer::Computer;
use daybook_tests::servers::network_switch::NetworkSwitch;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::window::Window;

use crate::made_up;

const SIZES: [(u32, u32); 2] = [(1180, 780), (720, 560)];

#[tokio::test(flavor = "multi_thread")]
#[ignore = "makes pictures: cargo x shot"]
async fn pictures() {
    for theme in ["light", "dark"] {
        let ca = Authority::new();
        let server = Radicale::start(&ca).await;
        let mut computer = Computer::new();
        computer.set("DAYBOOK_CA_FILE", ca.file().to_str().unwrap());
        computer.set("GTK_THEME", if theme == "dark" { "Adwaita:dark" } else { "Adwaita" });
        let shoot = Shoot { theme };

        let window = computer.open().await;
        window.find("button", "Start booking").await;
        shoot.take(&window, "07-first-run").await;
        window.close().await;

        let monday = monday();
        made_up::furnish(account::http(&ca.file()).as_ref(), &server.url, monday).await;
        let network = NetworkSwitch::to(&server.url).await;
        connect(&computer, network.url.as_str());
        let window = computer.open().await;
        window.find("button", "New appointment").await;
        made_up::book_week(&window, monday).await;
        window.close().await;
        network.close();

        let window = computer.open().await;
        window.find("button", "New appointment").await;
        made_up::book_without_a_server(&window, monday).await;
        if monday > today() {
            // Not by the pointer, which would lie on it in the picture.
            window.script("document.querySelector('[aria-label=\"Next week\"]').click()", vec![]).await;
        }
        window.find_beginning("button", "Lena Brandt, ").await;
        shoot.week(&window, "01-week").await;
        window.press("button", "New appointment").await;
        let panel = window.find("dialog", "New appointment").await;
        window.find_in(&panel, "combobox", "Client").await.fill("Priya").await;
        window.find_beginning("option", "Priya Nair").await.press().await;
        let thursday = (monday + Days::new(3)).format("%-d %b %Y").to_string();
        for (field, text) in [("Date", thursday.as_str()), ("Start time", "10:15")] {
            window.find_in(&panel, "textbox", field).await.fill(text).await;
            window.keys("\t").await;
        }
        window.read("Overlaps").await;
        shoot.week(&window, "02-booking").await;
        close(&window, "New appointment").await;
        window.find_beginning("button", "Noor Haddad, ").await.press().await;
        window.find("button", "Reschedule").await;
        shoot.week(&window, "03-detail").await;
        window.press("button", "More actions").await;
        window.press("menuitem", "Edit").await;
        let panel = window.find("dialog", "Edit appointment").await;
        window.find_in(&panel, "textbox", "Description").await.fill("Bring the last letter.").await;
        window.find_in(&panel, "button", "Save").await.press().await;
        window.gone("dialog", "Edit appointment").await;
        window.find_beginning("button", "Noor Haddad, ").await.press().await;
        window.press("button", "More actions").await;
        window.press("menuitem", "History").await;
        window.read("Description:").await;
        shoot.week(&window, "23-history").await;
        window.find_beginning("button", "Bring back ").await.press().await;
        window.find("alertdialog", "Bring this version back?").await;
        shoot.take(&window, "23c-bring-back").await;
        window.press("button", "Leave it as it is").await;
        window.gone("alertdialog", "Bring this version back?").await;
        close(&window, "History").await;
        shoot.page(&window, "Connections", "04-connections").await;
        window.press("button", "Connect iCloud").await;
        window.find("dialog", "Connect iCloud").await;
        shoot.take(&window, "05-icloud").await;
        close(&window, "Connect iCloud").await;
        window.press("button", "Connect Other (CalDAV)").await;
        window.find("dialog", "Connect Other (CalDAV)").await;
        shoot.take(&window, "05e-caldav").await;
        close(&window, "Connect Other (CalDAV)").await;
        shoot.page(&window, "Sync activity", "06-sync-activity").await;
        shoot.page(&window, "Settings", "08-settings").await;
        window.close().await;
    }
}

async fn close(window: &Window, dialog: &str) {
    let open = window.find("dialog", dialog).await;
    window.find_in(&open, "button", "Close").await.press().await;
    window.gone("dialog", dialog).await;
}

struct Shoot {
    theme: &'static str,
}

impl Shoot {
    /// One screen in every size; afterwards the window is large again.
    async fn take(&self, window: &Window, screen: &str) {
        self.sizes(window, screen, "").await;
    }

    /// The same of a week, from before its first appointments, whatever the hour now is.
    async fn week(&self, window: &Window, screen: &str) {
        let morning = "const block = [...document.querySelectorAll('main button')]
                .find((one) => one.textContent.includes('09:00'));
            block.scrollIntoView({ block: 'start' });
            block.closest('.scroller').scrollBy(0, -40);";
        self.sizes(window, screen, morning).await;
    }

    async fn sizes(&self, window: &Window, screen: &str, script: &str) {
        for (width, height) in SIZES.into_iter().rev() {
            window.resize(width, height).await;
            window.settled().await;
            window.script(script, vec![]).await;
            window.settled().await;
            window.picture(&folder().join(format!("{screen}-{}-{width}x{height}.png", self.theme))).await;
        }
    }

    async fn page(&self, window: &Window, link: &str, screen: &str) {
        window.find_beginning("link", link).await.press().await;
        self.take(window, screen).await;
    }
}

fn folder() -> PathBuf {
    std::env::var_os("DAYBOOK_SHOTS").map_or_else(|| x::paths::root().join("shots"), PathBuf::from)
}

/// Connects the account; bookings go to "Practice", and every calendar counts as busy.
fn connect(computer: &Computer, url: &str) {
    let run = |words: &[&str], input: &str| {
        let said = tokio::task::block_in_place(|| computer.daybook_told(words, input));
        assert_eq!(said.code, 0, "{said:?}");
        said
    };
    run(&["connect", "caldav", "--url", url, "--user", USER, "--password-stdin"], &format!("{PASSWORD}\n"));
    let calendars = run(&["calendars", "--json"], "").json();
    let practice = calendars.as_array().unwrap().iter().find(|one| one["name"] == "Practice").expect("it was found");
    run(&["calendar", practice["id"].as_str().unwrap(), "--bookings"], "");
    run(&["sync"], "");
}

/// The week that is pictured has times that are still to come: this one, from Thursday on the next.
fn monday() -> NaiveDate {
    let today = today();
    let past = u64::from(today.weekday().num_days_from_monday());
    if past < 3 { today - Days::new(past) } else { today + Days::new(7 - past) }
}

#[allow(clippy::disallowed_methods, reason = "the window shows the week of today")]
fn today() -> NaiveDate {
    chrono::Utc::now().date_naive()
}
