//! The practice of the window's tests, for the pictures: its calendars lie on a real server, its appointments are booked
//! by the window's own verbs. Days are counted from the Monday of the week that is pictured.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{Days, NaiveDate};
use daybook_core::ports::{Http, Limits};
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::practice::far_side::ics;
use daybook_tests::practice::week::{BOOKED, Booking, COUPLES, EVENTS, Home, LENA, Service, email_of, place_of};
use daybook_tests::window::Window;
use serde_json::{Value, json};
use url::Url;

/// Folder on the server, and colour. That of [`Home::Practice`] is there already, under another name.
fn folder(home: Home) -> (&'static str, &'static str) {
    match home {
        Home::Practice => ("praxis", "#05829C"),
        Home::Private => ("private", "#3A72B8"),
        Home::Clinic => ("clinic", "#7D7A2C"),
        Home::Family => ("family", "#AF4D6B"),
        Home::Choir => ("choir", "#65757F"),
    }
}

/// Puts the calendars and what lies in them on the server.
pub async fn furnish(http: &dyn Http, server: &Url, monday: NaiveDate) {
    let home = server.join(&format!("{USER}/")).unwrap();
    for calendar in Home::ALL {
        let ((folder, color), name) = (folder(calendar), calendar.name());
        let props = format!(
            "<D:set><D:prop><D:displayname>{name}</D:displayname><I:calendar-color>{color}</I:calendar-color>\
             </D:prop></D:set>"
        );
        let (method, root) =
            if calendar == Home::Practice { ("PROPPATCH", "D:propertyupdate") } else { ("MKCALENDAR", "C:mkcalendar") };
        let body = format!(
            "<{root} xmlns:D='DAV:' xmlns:C='urn:ietf:params:xml:ns:caldav' xmlns:I='http://apple.com/ns/ical/'>\
             {props}</{root}>"
        );
        send(http, method, &home.join(&format!("{folder}/")).unwrap(), body).await;
    }
    for (index, event) in EVENTS.iter().enumerate() {
        let at = home.join(&format!("{}/{index}.ics", folder(event.home).0)).unwrap();
        send(http, "PUT", &at, ics(&format!("made-up-{index}"), event, monday)).await;
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
    let Service { name, minutes, hue } = COUPLES;
    let service = json!({ "id": "", "name": name, "minutes": minutes, "hue": hue });
    verb(window, "save_service", &json!({ "service": service })).await;
    for booking in BOOKED {
        book(window, monday, booking).await;
    }
    verb(window, "sync_now", &json!({})).await;
    window
        .until("the server to have the week", async || verb(window, "status", &json!({})).await["waiting"] == 0)
        .await;
}

/// Books the one that waits for a server that is away.
pub async fn book_without_a_server(window: &Window, monday: NaiveDate) {
    book(window, monday, LENA).await;
    verb(window, "sync_now", &json!({})).await;
    window.until("no server", async || verb(window, "status", &json!({})).await["state"] == "not_syncing").await;
}

async fn book(window: &Window, monday: NaiveDate, (day, start, client, service): Booking) {
    let services = verb(window, "services", &json!({})).await;
    let known = services.as_array().unwrap().iter().find(|one| one["name"] == service.name).expect("the service");
    let draft = json!({
        "client": client,
        "email": email_of(client),
        "service_id": known["id"],
        "start": format!("{}T{start}", monday + Days::new(day)),
        "minutes": service.minutes,
        "place": place_of(client, service),
        "invite": false,
        "anyway": true,
    });
    verb(window, "book", &json!({ "draft": draft })).await;
}
