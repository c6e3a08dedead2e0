//! Calendar links from a terminal: on standard input only, under a name of one's own, and a new one for one that is dead.

use daybook_tests::computer::{Computer, Said};
use daybook_tests::servers::ics::{Fault, Ics, SECRET};
use serde_json::json;

const FILE: &str = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:School\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n\
                    BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261209T090000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// Runs a verb while the server of the test goes on. The link is in nothing that is printed.
fn run(computer: &Computer, words: &[&str], input: Option<&str>) -> Said {
    let said = tokio::task::block_in_place(|| match input {
        Some(input) => computer.daybook_told(words, input),
        None => computer.daybook(words),
    });
    assert!(!format!("{said:?}").contains(SECRET), "{said:?}");
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_connected_under_a_name_of_ones_own_and_lies_nowhere_in_the_open() {
    let server = Ics::start(FILE).await;
    let mut computer = Computer::new();
    computer.set("DAYBOOK_LOG", "trace");
    let link = format!("{}\n", server.link);
    let said = run(&computer, &["connect", "link", "--link-stdin", "--name", "Mia’s school", "--json"], Some(&link));
    assert_eq!(said.code, 0, "{said:?}");
    let connection = said.json();
    assert_eq!((&connection["status"], &connection["email"]), (&json!("read_only"), &json!("127.0.0.1")));
    let calendar = &connection["calendars"][0];
    assert_eq!((&calendar["name"], &calendar["named_here"]), (&json!("Mia’s school"), &json!(true)));
    assert_eq!((&connection["label"], &connection["name"]), (&json!("Calendar link"), &json!("Mia’s school")));
    assert_eq!((&calendar["events"], calendar["last_read"].is_string()), (&json!(1), true));
    // The same link again is no second one; without a name of one's own it is called as it is there.
    let again = run(&computer, &["connect", "link", "--link-stdin", "--name", "", "--json"], Some(&link)).json();
    assert_eq!((&again["id"], &again["calendars"][0]["name"]), (&connection["id"], &json!("School")));
    let listed = run(&computer, &["connections"], None);
    assert!(listed.out.contains("Calendar link, 127.0.0.1 (read only"), "{listed:?}");
    let mut folders = vec![computer.data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                assert!(!bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()), "{}", path.display());
            }
        }
    }
}

/// T22: where an event takes place more often than is listed, the agenda says so.
#[tokio::test(flavor = "multi_thread")]
async fn the_agenda_says_from_where_on_an_event_is_not_listed() {
    let server =
        Ics::start(&FILE.replace("\r\nDURATION:PT1H", "\r\nDURATION:PT1S\r\nRRULE:FREQ=SECONDLY\r\nSUMMARY:Ping"))
            .await;
    let computer = Computer::new();
    let link = run(&computer, &["connect", "link", "--link-stdin", "--name", "Mia"], Some(&server.link));
    assert_eq!(link.code, 0, "{link:?}");
    let days = ["agenda", "--from", "2026-12-09", "--to", "2026-12-09"];
    let said = run(&computer, &days, None);
    let last = said.out.trim_end().lines().last().unwrap();
    assert!(last.contains("Ping") && last.contains("(more of it than is listed)"), "{last}");
    let json = run(&computer, &[&days[..], &["--json"]].concat(), None).json();
    let more: Vec<_> = json.as_array().unwrap().iter().filter(|item| item["more"] == json!(true)).collect();
    assert_eq!((more.len(), &more[0]["counts"]), (1, &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_link_names_the_command_that_gives_it_a_new_one() {
    let server = Ics::start(FILE).await;
    let computer = Computer::new();
    let first =
        run(&computer, &["connect", "link", "--link-stdin", "--name", "Mia", "--json"], Some(&server.link)).json();
    let calendar = first["calendars"][0]["id"].as_str().unwrap();
    assert_eq!(run(&computer, &["calendar", calendar, "--busy", "no"], None).code, 0);
    server.fault(Some(Fault::Status(410)));
    run(&computer, &["sync"], None);
    let listed = run(&computer, &["connections"], None).out;
    let id = first["id"].as_str().unwrap();
    let command = format!("Give the new link: daybook connect link --link-stdin --replaces {id}");
    assert!(listed.contains(&command) && listed.contains("The calendar link no longer works."), "{listed}");

    let new = Ics::start(FILE).await;
    let said = run(&computer, &["connect", "link", "--link-stdin", "--replaces", "nobody", "--json"], Some(&new.link));
    assert_eq!((said.code, &said.error()["code"]), (1, &json!("not_found")), "{said:?}");
    let words: Vec<_> = command.split(' ').skip(5).chain(["--json"]).collect();
    let now = run(&computer, &words, Some(&new.link)).json();
    let kept = &now["calendars"][0];
    assert_eq!((&now["id"], &now["status"], &now["reason"]), (&first["id"], &json!("read_only"), &json!(null)));
    assert_eq!((&kept["id"], &kept["name"], &kept["counts_busy"]), (&json!(calendar), &json!("Mia"), &json!(false)));
    assert_eq!(run(&computer, &["connections", "--json"], None).json().as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_calendar_link_is_refused_with_what_helps() {
    let server = Ics::start("<html>Sign in</html>").await;
    let computer = Computer::new();
    let connect = ["connect", "link", "--link-stdin", "--json"];
    for (link, code) in [
        (server.link.clone(), "auth.link_unreadable"),
        (format!("http://calendar.example/{SECRET}"), "auth.insecure"),
        (SECRET.to_owned(), "input"),
        (String::new(), "input"),
    ] {
        let said = run(&computer, &connect, Some(&link));
        assert_eq!(
            (said.code, said.error()["code"].as_str()),
            (if code == "input" { 2 } else { 1 }, Some(code)),
            "{said:?}"
        );
    }
    server.fault(Some(Fault::Status(404)));
    assert_eq!(run(&computer, &connect, Some(&server.link)).error()["code"], "auth.link_gone");
    // It is never a word of the command line.
    let argument = run(&computer, &["connect", "link", "--json"], None);
    assert!(argument.error()["hint"].as_str().unwrap().contains("--link-stdin"), "{argument:?}");
    let elsewhere = run(&computer, &["connect", "google", "--link-stdin", "--json"], Some(&server.link));
    assert_eq!(elsewhere.error()["message"], "Google takes no calendar link.");
    assert_eq!(run(&computer, &["connections", "--json"], None).json(), json!([]));
}
