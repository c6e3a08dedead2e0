//! A practice that does not exist, for the pictures: its calendars lie on a real server, its appointments are booked
//! by the window's own verbs. Days are counted from the Monday of the week that is pictured.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{Days, NaiveDate};
use daybook_core::ports::{Http, Limits};
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::window::Window;
use serde_json::{Value, json};
use url::Url;

/// Folder on the server, name, colour. The first is there already, under another name.
const CALENDARS: [(&str, &str, &str); 5] = [
    ("praxis", "Practice", "#05829C"),
    ("private", "Private", "#3A72B8"),
    ("clinic", "Clinic", "#7D7A2C"),
    ("family", "Family", "#AF4D6B"),
    ("choir", "Choir", "#65757F"),
];

/// What else fills the week: calendar, title, day, first to last hour or the number of whole days, further lines.
const EVENTS: [(&str, &str, u64, Time, &str); 10] = [
    ("private", "Yoga", 0, Time::Hours("1830", "1930"), "RRULE:FREQ=WEEKLY\r\n"),
    ("clinic", "Clinic rota", 1, Time::Hours("0900", "1200"), "RRULE:FREQ=WEEKLY\r\n"),
    ("private", "Tax call", 1, Time::Hours("1100", "1130"), ""),
    ("praxis", "Supervision", 2, Time::Hours("1200", "1300"), ""),
    ("choir", "Choir", 2, Time::Hours("1830", "1930"), "RRULE:FREQ=WEEKLY\r\n"),
    ("private", "Dentist", 3, Time::Hours("1030", "1100"), ""),
    ("praxis", "Quarterly invoices", 3, Time::Days(1), "TRANSP:TRANSPARENT\r\n"),
    ("family", "Pick up Mia", 4, Time::Hours("1500", "1530"), ""),
    ("family", "Mia: swimming", 5, Time::Hours("1000", "1130"), "RRULE:FREQ=WEEKLY\r\n"),
    ("family", "Visit Grandma", 5, Time::Days(2), ""),
];

enum Time {
    Hours(&'static str, &'static str),
    Days(u64),
}

/// Service, its length in minutes, its hue: those of a first start, and one more.
const COUPLES: (&str, u32, &str) = ("Couples", 80, "plum");
const SESSION: &str = "Session";
const FIRST: &str = "First consultation";
const ONLINE: &str = "Online session";

/// Day, start, client, service.
const WEEK: [(u64, &str, &str, &str); 19] = [
    (0, "09:00", "Jonas Weber", SESSION),
    (0, "10:00", "Mara Voss", SESSION),
    (0, "11:00", "Elif Demir", ONLINE),
    (0, "14:00", "David Okafor", FIRST),
    (0, "16:00", "Sofia & Luca R.", COUPLES.0),
    (1, "14:00", "Priya Nair", SESSION),
    (1, "16:00", "Sara Novak", ONLINE),
    (1, "17:00", "Ines Moreau", SESSION),
    (2, "09:00", "Hannah Krüger", SESSION),
    (2, "10:00", "Ben Adler", SESSION),
    (2, "11:00", "Kofi Mensah", ONLINE),
    (2, "14:00", "Noor Haddad", FIRST),
    (2, "17:00", "Jonas Weber", SESSION),
    (3, "09:00", "Mara Voss", SESSION),
    (3, "14:00", "Oskar Lindholm", SESSION),
    (3, "16:00", "Sofia & Luca R.", COUPLES.0),
    (4, "09:00", "Jonas Weber", SESSION),
    (4, "10:00", "Tom Ashworth", SESSION),
    (4, "11:15", "Ada Sorensen", FIRST),
];

/// Puts the calendars and what lies in them on the server.
pub async fn furnish(http: &dyn Http, server: &Url, monday: NaiveDate) {
    let home = server.join(&format!("{USER}/")).unwrap();
    for (folder, name, color) in CALENDARS {
        let props = format!(
            "<D:set><D:prop><D:displayname>{name}</D:displayname><I:calendar-color>{color}</I:calendar-color>\
             </D:prop></D:set>"
        );
        let (method, root) =
            if folder == "praxis" { ("PROPPATCH", "D:propertyupdate") } else { ("MKCALENDAR", "C:mkcalendar") };
        let body = format!(
            "<{root} xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:I='http://apple.com/ns/ical/'>\
             {props}</{root}>"
        );
        send(http, method, &home.join(&format!("{folder}/")).unwrap(), body).await;
    }
    for (index, (folder, title, day, time, more)) in EVENTS.into_iter().enumerate() {
        let name = format!("{folder}/{index}.ics");
        let day = monday + Days::new(day);
        let date = |day: NaiveDate| day.format("%Y%m%d");
        let when = match time {
            Time::Hours(from, to) => format!(
                "DTSTART;TZID=Europe/Berlin:{}T{from}00\r\nDTEND;TZID=Europe/Berlin:{}T{to}00",
                date(day),
                date(day)
            ),
            Time::Days(days) => {
                format!("DTSTART;VALUE=DATE:{}\r\nDTEND;VALUE=DATE:{}", date(day), date(day + Days::new(days)))
            }
        };
        let event = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//made up//EN\r\nBEGIN:VEVENT\r\nUID:made-up-{index}\r\n\
             DTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\n{when}\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        send(http, "PUT", &home.join(&name).unwrap(), event).await;
    }
}

async fn send(http: &dyn Http, method: &str, url: &Url, body: String) {
    let kind = if method == "PUT" { "text/calendar; charset=utf-8" } else { "application/xml; charset=utf-8" };
    let request = http::Request::builder()
        .method(method)
        .uri(url.as_str())
        .header("authorization", format!("Basic {}", STANDARD.encode(format!("{USER}:{PASSWORD}"))))
        .header("content-type", kind)
        .body(body.into_bytes())
        .unwrap();
    let answer = http.send(request, Limits::default()).await.unwrap();
    assert!(answer.status().is_success(), "{method} {url}: {}", answer.status());
}

/// Asks the core as the page does.
async fn verb(window: &Window, name: &str, arguments: &Value) -> Value {
    let script = format!(
        "const done = arguments[0];\
         window.__TAURI_INTERNALS__.invoke({name:?}, {arguments}).then(\
         (answer) => done({{ answer }}), (error) => done({{ error: JSON.stringify(error) }}))"
    );
    let mut said = window.script_async(&script).await;
    assert!(said["error"].is_null(), "{name}: {said}");
    said["answer"].take()
}

/// Books the week and waits until the server has it.
pub async fn book_week(window: &Window, monday: NaiveDate) {
    let (name, minutes, hue) = COUPLES;
    let service = json!({ "id": "", "name": name, "minutes": minutes, "hue": hue });
    verb(window, "save_service", &json!({ "service": service })).await;
    for (day, start, client, service) in WEEK {
        book(window, monday + Days::new(day), start, client, service).await;
    }
    verb(window, "sync_now", &json!({})).await;
    window
        .until("the server to have the week", async || verb(window, "status", &json!({})).await["waiting"] == 0)
        .await;
}

/// Books the one that waits for the network.
pub async fn book_without_a_network(window: &Window, monday: NaiveDate) {
    book(window, monday + Days::new(2), "16:00", "Lena Brandt", ONLINE).await;
    verb(window, "sync_now", &json!({})).await;
    window.until("no network", async || verb(window, "status", &json!({})).await["state"] == "offline").await;
}

async fn book(window: &Window, day: NaiveDate, start: &str, client: &str, service: &str) {
    let services = verb(window, "services", &json!({})).await;
    let service = services.as_array().unwrap().iter().find(|one| one["name"] == service).expect("the service");
    let online = service["name"] == ONLINE;
    let draft = json!({
        "client": client,
        "email": format!("{}@example.com", client.to_lowercase().replace(|letter: char| !letter.is_ascii_alphabetic(), ".")),
        "service_id": service["id"],
        "start": format!("{day}T{start}"),
        "minutes": service["minutes"],
        "place": if online { "https://meet.example.com/keller" } else { "Practice, Lindenstr. 8" },
        "invite": false,
        "anyway": false,
    });
    verb(window, "book", &json!({ "draft": draft })).await;
}
