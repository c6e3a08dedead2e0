//! Pictures of the main screens for `cargo x shot`: no test, so it runs only when asked for.

use std::path::PathBuf;

use chrono::{Datelike, Days, NaiveDate};
use daybook_core::model::zone::Zone;
use daybook_tests::account::{self, PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::computer::Computer;
use daybook_tests::servers::network_switch::NetworkSwitch;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::window::Window;
use serde_json::Value;

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

/// What is asked and what waits: made in the terminal and behind the server's back, and pictured in the window.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "makes pictures: cargo x shot"]
async fn pictures_of_questions() {
    let ca = Authority::new();
    let (server, private) = (Radicale::start(&ca).await, Radicale::start(&ca).await);
    let door = NetworkSwitch::to(&server.url).await;
    let [earlier, mut computer] = [(); 2].map(|()| {
        let mut computer = Computer::new();
        computer.set("DAYBOOK_CA_FILE", ca.file().to_str().unwrap());
        computer.set("GTK_THEME", "Adwaita");
        computer
    });
    let shoot = Shoot { theme: "light" };
    let monday = monday();
    let at = |day: u64, time: &str| format!("{}T{time}", monday + Days::new(day));
    let book = |computer: &Computer, client: &str, start: String, more: &[&str]| {
        let words = ["book", "--client", client, "--start", &start, "--minutes", "50", "--anyway", "--json"];
        run(computer, &[&words[..], more].concat())
    };
    let sign_in = |computer: &Computer, url: &str| {
        let words = ["connect", "caldav", "--url", url, "--user", USER, "--password-stdin", "--json"];
        let said = tokio::task::block_in_place(|| computer.daybook_told(&words, &format!("{PASSWORD}\n")));
        assert_eq!(said.code, 0, "{said:?}");
        said.json()["id"].as_str().unwrap().to_owned()
    };
    sign_in(&earlier, server.url.as_str());
    book(&earlier, "Noor Haddad", at(1, "14:00"), &[]);
    let practice = sign_in(&computer, door.url.as_str());
    sign_in(&computer, private.url.as_str());
    run(
        &computer,
        &["services", "save", "--name", "Yoga", "--minutes", "50", "--description", "Bring a mat and warm socks."],
    );
    book(&computer, "Emil Lang", at(0, "09:00"), &["--service", "Yoga"]);
    let [ben, mia, zoe, dora] = [("Ben Adler", 1), ("Mia Roth", 2), ("Zoe Brandt", 3), ("Dora Klein", 4)]
        .map(|(client, day)| book(&computer, client, at(day, "10:00"), &[]));

    run(&computer, &["pause", &practice]);
    book(&computer, "Lena Brandt", at(3, "15:00"), &[]);
    let window = computer.open().await;
    window.read("Partly synced").await;
    show_day(&window, monday + Days::new(3)).await;
    press_block(&window, "Lena Brandt, ").await;
    shoot.morning(&window, "40-paused").await;
    window.close().await;
    run(&computer, &["resume", &practice]);
    private.hide_calendar(true);
    run(&computer, &["sync"]);
    let window = computer.open().await;
    window.read("Partly synced").await;
    shoot.page(&window, "Connections", "41-partly-synced").await;
    window.close().await;
    private.hide_calendar(false);
    run(&computer, &["sync"]);

    door.close();
    run(&computer, &["reschedule", id(&ben), "--start", &at(1, "12:00")]);
    let texts = ["--title", "Mia R.", "--place", "Studio A", "--description", "Chopin, the first ballade"];
    run(&computer, &[&["edit", id(&mia)][..], &texts].concat());
    run(&computer, &["edit", id(&zoe), "--description", "Bring the blue folder"]);
    run(&computer, &["reschedule", id(&dora), "--start", &at(4, "12:00")]);
    change_there(&server, &ben, &[("T100000", "T150000"), ("T105000", "T155000")]);
    let texts = "SUMMARY:Mia from next door\r\nLOCATION:Church hall\r\nDESCRIPTION:Bach";
    change_there(&server, &mia, &[("SUMMARY:Mia Roth", texts)]);
    let moved = [("T100000", "T130000"), ("T105000", "T135000")];
    let described = ("SUMMARY:", "DESCRIPTION:Bring the red folder\r\nSUMMARY:");
    change_there(&server, &zoe, &[moved[0], moved[1], described]);
    change_there(&server, &dora, &[("SUMMARY:", "RRULE:FREQ=WEEKLY;COUNT=4\r\nSUMMARY:")]);
    door.open();
    run(&computer, &["sync"]);

    let window = computer.open().await;
    window.find("button", "New appointment").await;
    for (client, day, screen) in [
        ("Emil Lang", 0, "42-line-of-a-service"),
        ("Noor Haddad", 1, "43-guessed-client"),
        ("Ben Adler", 1, "44-which-time"),
        ("Mia Roth", 2, "45-which-fields"),
        ("Zoe Brandt", 3, "46-which-field-and-more"),
        ("Dora Klein", 4, "47-only-this-date"),
    ] {
        show_day(&window, monday + Days::new(day)).await;
        // A series of that name stands beside its appointment.
        let own = if client == "Emil Lang" { "Yoga" } else { "Appointment" };
        press_block(&window, &format!("{client}, {own}, ")).await;
        let shown = window.find_beginning("dialog", &format!("{client}, ")).await;
        shoot.morning(&window, screen).await;
        window.find_in(&shown, "button", "Close").await.press().await;
    }
    shoot.page(&window, "Sync activity", "48-questions").await;
    window.close().await;
}

/// Shows a day of this month or the next: a small window has room for a few days only.
async fn show_day(window: &Window, day: NaiveDate) {
    let name = day.format("%A %-d %B %Y").to_string();
    if !window.names("button").await.iter().any(|button| button.starts_with(&name)) {
        window.press("button", "Next month").await;
    }
    window.find_beginning("button", &name).await.press().await;
}

/// Presses a block of the days that are shown. They open at the hour that it is now: pressed before that, a block of
/// another hour would be scrolled out of the pointer's reach again.
async fn press_block(window: &Window, beginning: &str) {
    let block = window.find_beginning("button", beginning).await;
    window.settled().await;
    block.press().await;
}

/// Runs a verb that does what it can: what then waits or is asked is no failure.
fn run(computer: &Computer, words: &[&str]) -> Value {
    let said = tokio::task::block_in_place(|| computer.daybook(words));
    assert!(matches!(said.code, 0 | 3 | 4), "{words:?}: {said:?}");
    if words.contains(&"--json") { said.json() } else { Value::Null }
}

fn id(appointment: &Value) -> &str {
    appointment["id"].as_str().unwrap()
}

/// Changes the event of an appointment behind the server's back.
fn change_there(server: &Radicale, appointment: &Value, edits: &[(&str, &str)]) {
    let mut object = server.stored().into_iter().find(|stored| stored.contains(id(appointment))).expect("its event");
    for (from, to) in edits {
        assert!(object.contains(from), "{from}: {object}");
        object = object.replace(from, to);
    }
    let address = appointment["calendar_event_id"].as_str().unwrap();
    server.plant(address.rsplit('/').next().unwrap(), object.as_bytes());
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

    /// The same of days that may hold anything.
    async fn morning(&self, window: &Window, screen: &str) {
        let morning =
            "const days = document.querySelector('.scroller'); days.scrollTop = 8.6 * days.scrollHeight / 25;";
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
    Zone::named("Europe/Berlin").unwrap().wall(chrono::Utc::now()).date()
}
