//! Faults of the computer itself, caused: a full disk, a process killed in the middle.

use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::computer::Computer;
use daybook_tests::servers::icloud_front::{Fault, Front, Hosts};

/// "Bad input and failure": a full disk saves nothing, says so, and harms nothing that is there.
#[test]
fn a_full_disk_saves_nothing_and_says_so() {
    let computer = Computer::new();
    let script = r#"
        mkdir -p "$DAYBOOK_DATA_DIR"
        mount -t tmpfs -o size=1m none "$DAYBOOK_DATA_DIR"
        "$DAYBOOK" book --client Ada --start 2027-12-01T10:00 --minutes 50 --json > /dev/null
        dd if=/dev/zero of="$DAYBOOK_DATA_DIR/fill" bs=4k 2> /dev/null || true
        code=0
        "$DAYBOOK" book --client Ben --start 2027-12-01T12:00 --minutes 50 --json 2> "$HOME/said" || code=$?
        rm "$DAYBOOK_DATA_DIR/fill"
        echo "$code"
        cat "$HOME/said"
        "$DAYBOOK" agenda --from 2027-12-01 --to 2027-12-01 --json
    "#;
    let Some(said) = computer.script_with_mounts(script) else {
        println!("skipped: this system gives a test no mounts of its own");
        return;
    };
    assert_eq!(said.code, 0, "{said:?}");
    let mut lines = said.out.lines();
    assert_eq!(lines.next(), Some("1"), "{said:?}");
    let error = lines.next().unwrap_or_default();
    assert!(error.contains("store.full"), "{said:?}");
    let rest: String = lines.collect();
    let agenda: serde_json::Value = serde_json::from_str(&rest).unwrap();
    let clients: Vec<_> = agenda.as_array().unwrap().iter().map(|item| item["client"].as_str().unwrap()).collect();
    assert_eq!(clients, ["Ada"]);
}

/// Y32: with no room, or in a folder that is read only, what is there is read, and a write says why it saves nothing.
#[test]
fn data_that_cannot_be_written_is_read() {
    let full = r#"dd if=/dev/zero of="$DAYBOOK_DATA_DIR/fill" bs=4k 2> /dev/null || true"#;
    let read_only = r#"mount -o remount,ro "$DAYBOOK_DATA_DIR""#;
    // With room or without, a sync of nothing has nothing to save.
    for (fault, code, refused) in [(full, "store.full", 1), (read_only, "store.folder", 2)] {
        let computer = Computer::new();
        let script = format!(
            r#"
            mkdir -p "$DAYBOOK_DATA_DIR"
            mount -t tmpfs -o size=1m none "$DAYBOOK_DATA_DIR"
            "$DAYBOOK" book --client Ada --start 2027-12-01T10:00 --minutes 50 --json > /dev/null
            {fault}
            "$DAYBOOK" agenda --from 2027-12-01 --to 2027-12-01 --json | tr -d '\n'
            echo
            for verb in "book --client Ben --start 2027-12-01T12:00 --minutes 50" sync; do
                code=0
                "$DAYBOOK" $verb --json 2> "$HOME/said" > /dev/null || code=$?
                echo "$code" $(cat "$HOME/said")
            done
            "#
        );
        let Some(said) = computer.script_with_mounts(&script) else {
            println!("skipped: this system gives a test no mounts of its own");
            return;
        };
        assert_eq!(said.code, 0, "{said:?}");
        let lines: Vec<_> = said.out.lines().collect();
        let agenda: serde_json::Value = serde_json::from_str(lines[0]).unwrap();
        assert_eq!(agenda[0]["client"], "Ada", "{said:?}");
        for told in lines.iter().skip(1).take(refused) {
            assert!(told.starts_with("1 ") && told.contains(code), "{told}");
        }
    }
}

/// S26, S27: killed again and again in the middle of a sync; in the end there is each event once.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_killed_at_any_moment_loses_and_doubles_nothing() {
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Loopback).await;
    let mut computer = Computer::new();
    computer.set("DAYBOOK_CA_FILE", ca.file().to_str().unwrap()).set("ICLOUD_URL", front.root.as_str());
    let run = |words: &[&str], input: &str| tokio::task::block_in_place(|| computer.daybook_told(words, input));
    let connected = run(&["connect", "icloud", "--user", USER, "--password-stdin"], &format!("{PASSWORD}\n"));
    assert_eq!(connected.code, 0, "{connected:?}");
    let writes = || front.seen().iter().filter(|seen| seen.method == "PUT").count();
    for round in 0..4 {
        let before = writes();
        let day = format!("2027-12-{:02}T10:00", round + 1);
        let mut booking = computer.start(&["book", "--client", "Lena Brandt", "--start", &day, "--minutes", "50"]);
        // Killed as soon as the server was reached: before, while or after its answer is saved.
        while writes() == before && booking.try_wait().unwrap().is_none() {
            tokio::task::yield_now().await;
        }
        booking.kill().unwrap();
        booking.wait().unwrap();
    }
    let synced = run(&["sync", "--json"], "");
    assert_eq!(synced.code, 0, "{synced:?}");
    assert_eq!(front.names_in("work").len(), 4);
    let agenda = run(&["agenda", "--from", "2027-12-01", "--to", "2027-12-04", "--json"], "").json();
    let states: Vec<_> =
        agenda.as_array().unwrap().iter().map(|item| item["sync"]["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["synced"; 4]);
}

/// Y29: the exit code of a verb says what became of its account, whichever verb it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_verb_ends_as_its_account_is() {
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Loopback).await;
    let mut computer = Computer::new();
    computer.set("DAYBOOK_CA_FILE", ca.file().to_str().unwrap()).set("ICLOUD_URL", front.root.as_str());
    let run = |words: &[&str], input: &str| tokio::task::block_in_place(|| computer.daybook_told(words, input));
    let connect = || run(&["connect", "icloud", "--user", USER, "--password-stdin", "--json"], PASSWORD);
    front.plant(
        "work",
        "x.ics",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//Y//EN\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:20261101T080000Z\r\n\
          DTSTART:20261203T090000Z\r\nDTEND:20261203T100000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    );
    for method in ["REPORT", "GET"] {
        front.fault(Fault::Status { method, status: 503, retry_after: None });
    }
    let connected = connect();
    assert_eq!((connected.code, connected.json()["status"].as_str()), (4, Some("waiting")), "{connected:?}");
    front.heal();
    let connected = connect();
    assert_eq!((connected.code, connected.json()["status"].as_str()), (0, Some("connected")), "{connected:?}");
    front.fault(Fault::Status { method: "PUT", status: 500, retry_after: None });
    let words = ["book", "--client", "Lena", "--start", "2027-12-02T10:00", "--minutes", "50", "--anyway"];
    assert_eq!((run(&words, "").code, run(&["sync"], "").code, run(&["activity"], "").code), (4, 4, 0));
    front.heal();
    assert_eq!(run(&["sync"], "").code, 0);
    front.account(USER, "another password");
    let book = ["book", "--client", "Ada", "--start", "2027-12-01T10:00", "--minutes", "50", "--anyway"];
    assert_eq!(run(&book, "").code, 3);
    assert_eq!((run(&["sync"], "").code, run(&["activity"], "").code), (3, 3));
}
