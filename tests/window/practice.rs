//! A practitioner's first day, in the real window: book without an account, connect a calendar, move, cancel.

use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::computer::Computer;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::window::{FoundElement, Window};

/// Opens the booking panel, types a new client and a time, and books.
pub async fn book(window: &Window, client: &str, date: &str, start: &str) {
    window.press("button", "New appointment").await;
    let panel = window.find("dialog", "New appointment").await;
    window.find_in(&panel, "combobox", "Client").await.fill(client).await;
    window.find_beginning("option", &format!("Add “{client}”")).await.press().await;
    type_over(window, &panel, "Date", date).await;
    type_over(window, &panel, "Start time", start).await;
    window.find_in(&panel, "button", "Book").await.press().await;
    window.gone("dialog", "New appointment").await;
}

async fn type_over(window: &Window, panel: &FoundElement, field: &str, text: &str) {
    window.find_in(panel, "textbox", field).await.fill(text).await;
    window.keys("\t").await;
}

/// Goes from the week that is shown to the one of 1 December 2027 (a Wednesday) by the mini month.
async fn show_december(window: &Window) {
    for _ in 0..40 {
        if !window.names("button").await.iter().any(|name| name == "Wednesday 1 December 2027") {
            window.press("button", "Next month").await;
        }
    }
    window.press("button", "Wednesday 1 December 2027").await;
}

/// S21, S50: from the first run to an appointment in the week, with no account at all; moved, cancelled, taken back.
#[tokio::test(flavor = "multi_thread")]
async fn a_practice_begins_to_book_at_once_and_without_an_account() {
    let mut computer = Computer::new();
    let window = computer.open().await;
    window.press("button", "Start booking").await;
    book(&window, "Lena Brandt", "1 Dec 2027", "10:00").await;
    window.find("button", "Undo").await;
    show_december(&window).await;
    let block = window.find_beginning("button", "Lena Brandt, ").await;
    block.press().await;
    window.press("button", "Reschedule").await;
    let panel = window.find("dialog", "Reschedule").await;
    type_over(&window, &panel, "Start time", "11:30").await;
    window.find_in(&panel, "button", "Move").await.press().await;
    window.gone("dialog", "Reschedule").await;
    window
        .until("the new time", async || {
            window
                .names("button")
                .await
                .iter()
                .any(|name| name.starts_with("Lena Brandt, ") && name.contains("11:30 to 12:20"))
        })
        .await;
    let told = tokio::task::block_in_place(|| {
        computer.daybook(&["agenda", "--from", "2027-12-01", "--to", "2027-12-01", "--json"])
    })
    .json();
    assert!(told[0]["start"].as_str().unwrap().starts_with("2027-12-01T11:30:00"), "{told}");
    assert_eq!(told[0]["sync"]["state"], "local");
    window.find_beginning("button", "Lena Brandt, ").await.press().await;
    window.press("button", "Cancel appointment…").await;
    let asked = window.find("alertdialog", "Cancel this appointment?").await;
    window.find_in(&asked, "button", "Cancel appointment").await.press().await;
    window.gone("alertdialog", "Cancel this appointment?").await;
    let told = tokio::task::block_in_place(|| {
        computer.daybook(&["agenda", "--from", "2027-12-01", "--to", "2027-12-01", "--json"])
    })
    .json();
    assert_eq!(told[0]["status"], "cancelled");
    window.close().await;
}

/// S4, S8, S45, S50: a CalDAV account by the dialog; calendars before saving; what is booked arrives; what lies
/// in the calendar is busy; no password in the page afterwards (S65).
#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_connected_in_the_window_and_receives_bookings() {
    let ca = Authority::new();
    let server = Radicale::start(&ca).await;
    let mut computer = Computer::new();
    computer.set("DAYBOOK_CA_FILE", ca.file().to_str().unwrap());
    let window = computer.open().await;
    window.press("button", "Start booking").await;
    window.press("link", "Connections").await;
    window.press("button", "Connect Other (CalDAV)").await;
    let dialog = window.find("dialog", "Connect Other (CalDAV)").await;
    window.fill("textbox", "Server address or email", server.url.as_str()).await;
    window.fill("textbox", "User name", USER).await;
    window.fill("textbox", "Password", "wrong").await;
    window.find_in(&dialog, "button", "Connect").await.press().await;
    window.read("did not accept this user name and password").await;
    window.fill("textbox", "Password", PASSWORD).await;
    window.find_in(&dialog, "button", "Connect").await.press().await;
    window.find("radio", "Praxis receives bookings").await;
    assert!(computer_connections(&computer).is_empty(), "nothing is saved before the person says so");
    window.press("button", "Add calendars").await;
    window.gone("dialog", "Connect Other (CalDAV)").await;
    window.find("radio", "Praxis receives bookings").await;
    window.read("Connected").await;
    let page = window.script("return document.documentElement.outerHTML", vec![]).await;
    assert!(!page.as_str().unwrap().contains(PASSWORD));
    window.press("link", "Calendar").await;
    book(&window, "Priya Nair", "1 Dec 2027", "10:00").await;
    window.press("link", "Sync activity").await;
    window.read("Done today").await;
    window.read("Priya Nair").await;
    let synced = async || {
        let told = tokio::task::block_in_place(|| {
            computer.daybook(&["agenda", "--from", "2027-12-01", "--to", "2027-12-01", "--json"])
        });
        told.json()[0]["sync"]["state"] == "synced"
    };
    window.until("the booking to arrive", synced).await;
    window.close().await;
}

fn computer_connections(computer: &Computer) -> Vec<serde_json::Value> {
    tokio::task::block_in_place(|| computer.daybook(&["connections", "--json"])).json().as_array().unwrap().clone()
}

/// W17: a scroll to the evening stays with its own week, at any hour of the day.
#[tokio::test(flavor = "multi_thread")]
async fn another_week_opens_at_its_working_hours_and_a_scrolled_one_where_it_was() {
    let mut computer = Computer::new();
    let window = computer.open().await;
    window.press("button", "Start booking").await;
    show_december(&window).await;
    let scroller = "const week = document.querySelector('.scroller'); const hour = week.scrollHeight / 25;";
    let morning = format!("{scroller} return week.scrollTop > 8 * hour && week.scrollTop < 9 * hour");
    window.until("the working hours", async || window.script(&morning, vec![]).await == true).await;
    window.script(&format!("{scroller} week.scrollTop = week.scrollHeight"), vec![]).await;
    let evening = format!("{scroller} return week.scrollTop + week.clientHeight > week.scrollHeight - 2");
    window.settled().await;
    window.until("the evening", async || window.script(&evening, vec![]).await == true).await;
    window.press("button", "Next week").await;
    window.until("the working hours again", async || window.script(&morning, vec![]).await == true).await;
    window.press("button", "Previous week").await;
    window.until("the evening again", async || window.script(&evening, vec![]).await == true).await;
    window.close().await;
}

/// The terminal beside the window: what it books is drawn without being asked for.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_terminal_books_appears_in_the_open_window() {
    let mut computer = Computer::new();
    let window = computer.open().await;
    window.press("button", "Start booking").await;
    show_december(&window).await;
    let said = tokio::task::block_in_place(|| {
        computer.daybook(&["book", "--client", "Ben Adler", "--start", "2027-12-01T14:00", "--minutes", "50"])
    });
    assert_eq!(said.code, 0, "{said:?}");
    window.find_beginning("button", "Ben Adler, ").await;
    window.close().await;
}

/// Two windows on one data folder: the second start ends by itself and leaves the first as it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_ends_and_leaves_one_window() {
    let mut computer = Computer::new();
    let window = computer.open().await;
    window.press("button", "Start booking").await;
    let mut second = computer.start_again();
    window.until("the second start to end", async || second.try_wait().unwrap().is_some()).await;
    assert!(second.wait().unwrap().success());
    window.find("button", "New appointment").await;
    window.close().await;
}
