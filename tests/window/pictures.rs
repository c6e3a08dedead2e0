//! Pictures of the main screens for `cargo x shot`: no test, so it runs only when asked for.

use std::path::PathBuf;

use chrono::{Datelike, Days, NaiveDate};
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::computer::Computer;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::window::Window;

const SIZES: [(u32, u32); 2] = [(1180, 780), (720, 560)];

/// A week of a made-up practice: day of the week (Monday = 0), start, minutes, client.
const WEEK: [(u64, &str, &str, &str); 12] = [
    (0, "09:00", "50", "Lena Brandt"),
    (0, "10:15", "50", "Ben Adler"),
    (0, "14:00", "80", "Noor Haddad"),
    (1, "09:30", "50", "Mara Voss"),
    (1, "11:00", "50", "Jonas Weiß"),
    (1, "16:00", "50", "Priya Nair"),
    (2, "09:00", "50", "Tom Okafor"),
    (2, "15:00", "80", "Ida Lindqvist"),
    (3, "10:00", "50", "Lena Brandt"),
    (3, "11:15", "50", "Ben Adler"),
    (4, "09:00", "50", "Mara Voss"),
    (4, "12:00", "50", "Aylin Kaya"),
];

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

        let words = ["connect", "caldav", "--url", server.url.as_str(), "--user", USER, "--password-stdin"];
        assert_eq!(computer.daybook_told(&words, &format!("{PASSWORD}\n")).code, 0);
        // This week and the next: towards its end a week has no free time left to propose.
        let twice = WEEK.into_iter().chain(WEEK.map(|(day, start, minutes, client)| (day + 7, start, minutes, client)));
        for (day, start, minutes, client) in twice {
            let start = format!("{}T{start}", monday() + Days::new(day));
            let booked = computer.daybook(&["book", "--client", client, "--start", &start, "--minutes", minutes]);
            assert_eq!(booked.code, 0, "{booked:?}");
        }

        let window = computer.open().await;
        window.find("button", "New appointment").await;
        window.find_beginning("button", "Lena Brandt, ").await;
        shoot.take(&window, "01-week").await;
        window.press("button", "New appointment").await;
        window.find("dialog", "New appointment").await;
        shoot.take(&window, "02-booking").await;
        close(&window, "New appointment").await;
        window.find_beginning("button", "Lena Brandt, ").await.press().await;
        window.find("button", "Reschedule").await;
        shoot.take(&window, "03-detail").await;
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
        for (width, height) in SIZES.into_iter().rev() {
            window.resize(width, height).await;
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
    std::env::var_os("DAYBOOK_SHOTS").map_or_else(|| x::place::root().join("shots"), PathBuf::from)
}

#[allow(clippy::disallowed_methods, reason = "the window shows this week")]
fn monday() -> NaiveDate {
    let today = chrono::Utc::now().date_naive();
    today - Days::new(u64::from(today.weekday().num_days_from_monday()))
}
