//! Pictures of the main screens, for people to look at: `cargo x shot`.

use std::path::PathBuf;

use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::computer::Computer;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::window::Window;

const SIZES: [(u32, u32, &str); 2] = [(1180, 780, "1180x780"), (720, 560, "720x560")];

async fn take(window: &Window, name: &str) {
    let folder = std::env::var_os("DAYBOOK_SHOTS").map_or_else(|| PathBuf::from("shots"), PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap();
    for theme in ["light", "dark"] {
        theme_of(window, theme).await;
        for (width, height, size) in SIZES {
            window.resize(width, height).await;
            window.picture(&folder.join(format!("{name}-{theme}-{size}.png"))).await;
        }
    }
    window.resize(1180, 780).await;
    theme_of(window, "light").await;
}

async fn theme_of(window: &Window, theme: &str) {
    window.script("document.documentElement.dataset.theme = arguments[0]; return 1", vec![theme.into()]).await;
}

fn event(uid: &str, day: &str, from: &str, to: &str, title: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n\
         DTSTART;TZID=Europe/Berlin:{day}T{from}00\r\nDTEND;TZID=Europe/Berlin:{day}T{to}00\r\nSUMMARY:{title}\r\n\
         END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

#[tokio::test]
#[ignore = "makes pictures: `cargo x shot`"]
async fn pictures_of_the_main_screens() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    let mut computer = Computer::new();
    computer.set("DAYBOOK_CA_FILE", ca.file().display().to_string()).set("TZ", "Europe/Berlin");
    {
        let window = computer.open().await;
        window.find("button", "Start booking").await;
        take(&window, "first-run").await;
        window.close().await;
    }
    let monday = this_monday();
    let day = |offset: u64| monday.checked_add_days(chrono::Days::new(offset)).unwrap();
    let compact = |offset: u64| day(offset).format("%Y%m%d").to_string();
    radicale.plant("dentist.ics", event("dentist", &compact(3), "1030", "1100", "Dentist").as_bytes());
    radicale.plant("rota.ics", event("rota", &compact(1), "0900", "1200", "Clinic rota").as_bytes());
    radicale.plant("choir.ics", event("choir", &compact(2), "1830", "1930", "Choir").as_bytes());
    let url = radicale.url.to_string();
    let connected = computer.daybook_told(&["connect", "caldav", "--url", &url, "--user", USER, "--password-stdin"], PASSWORD);
    assert_eq!(connected.code, 0, "{}", connected.err);
    for (offset, time, client) in [
        (0, "09:00", "Jonas Weber"), (0, "10:00", "Mara Voss"), (0, "14:00", "David Okafor"), (1, "14:00", "Priya Nair"),
        (1, "16:00", "Sara Novak"), (2, "09:00", "Hannah Krüger"), (2, "10:00", "Ben Adler"), (2, "16:00", "Lena Brandt"),
        (3, "09:00", "Mara Voss"), (3, "16:00", "Sofia & Luca R."), (4, "09:00", "Jonas Weber"), (4, "10:00", "Tom Ashworth"),
    ] {
        let start = format!("{}T{time}", day(offset));
        let said = computer.daybook(&["book", "--client", client, "--start", &start, "--minutes", "50", "--zone", "Europe/Berlin"]);
        assert!(said.code == 0, "{}", said.err);
    }
    let window = computer.open().await;
    window.find("button", "New appointment").await;
    take(&window, "week").await;
    window.press("button", "New appointment").await;
    window.find("combobox", "Client").await;
    take(&window, "booking").await;
    window.press("button", "Close").await;
    window.press("link", "Connections").await;
    window.find("heading", "Connections").await;
    take(&window, "connections").await;
    window.press("button", "Connect iCloud").await;
    window.find("textbox", "App-specific password").await;
    take(&window, "icloud").await;
    window.press("button", "Close").await;
    window.press("link", "Sync activity").await;
    window.find("heading", "Sync activity").await;
    take(&window, "activity").await;
    window.press("link", "Settings").await;
    window.find("navigation", "Settings sections").await;
    take(&window, "settings").await;
    window.close().await;
}

fn this_monday() -> chrono::NaiveDate {
    use chrono::Datelike;
    let today = chrono::Utc::now().date_naive();
    today - chrono::Days::new(u64::from(today.weekday().num_days_from_monday()))
}
