//! T8, P17: what the terminal makes of `TZ`, and of a computer without a zone.

use daybook_core::model::zone::Zone;
use daybook_tests::computer::{Computer, Said};

/// A computer with this `TZ`.
fn computer(tz: &str) -> Computer {
    let mut computer = Computer::new();
    computer.set("TZ", tz);
    computer
}

fn book(computer: &Computer, start: &str, more: &[&str]) -> Said {
    let words = ["book", "--client", "Ada", "--start", start, "--minutes", "50", "--json"];
    computer.daybook(&[&words[..], more].concat())
}

/// T8, P17
#[test]
fn ten_o_clock_is_ten_o_clock_in_berlin_however_tz_says_so() {
    for tz in [
        "posix/Europe/Berlin",
        ":Europe/Berlin",
        "/usr/share/zoneinfo/Europe/Berlin",
        "CET-1CEST,M3.5.0,M10.5.0/3",
        ":CET-1CEST,M3.5.0,M10.5.0/3",
    ] {
        let computer = computer(tz);
        for (start, begins) in
            [("2026-12-01T10:00", "2026-12-01T10:00:00+01:00"), ("2027-07-01T10:00", "2027-07-01T10:00:00+02:00")]
        {
            let booked = book(&computer, start, &[]);
            assert_eq!(booked.code, 0, "{tz}: {booked:?}");
            let booked = booked.json();
            assert_eq!(
                (booked["start"].as_str(), booked["zone"].as_str()),
                (Some(begins), Some("Europe/Berlin")),
                "{tz}"
            );
        }
        let status = computer.daybook(&["status", "--json"]).json();
        let source = if tz.contains(',') { "rules" } else { "computer" };
        assert_eq!(status["zone_source"], source, "{tz}");
    }
    let said = computer("CET-1CEST,M3.5.0,M10.5.0/3").daybook(&["status"]);
    assert!(said.out.contains(" in Europe/Berlin, as the rules of this computer’s clock tell.\n"), "{said:?}");
}

/// T8: `TZ` names a copy of a zone file, as `/etc/localtime` may be one.
#[test]
fn a_copy_of_a_zone_file_is_known_by_its_rules() {
    let file = std::fs::read("/usr/share/zoneinfo/Europe/Berlin").expect("the zone files of the system (tzdata)");
    let mut computer = Computer::new();
    let copy = computer.data().with_file_name("localtime");
    std::fs::write(&copy, file).unwrap();
    computer.set("TZ", copy.to_str().unwrap());
    let booked = book(&computer, "2026-12-01T10:00", &[]);
    assert_eq!((booked.code, booked.json()["start"].as_str()), (0, Some("2026-12-01T10:00:00+01:00")), "{booked:?}");
    assert_eq!(computer.daybook(&["status", "--json"]).json()["zone_source"], "rules");
}

/// T8, P17
#[test]
fn a_tz_that_tells_nothing_refuses_to_book_and_says_how_the_zone_is_chosen() {
    for tz in ["nonsense", ""] {
        let computer = computer(tz);
        let refused = book(&computer, "2026-12-01T10:00", &[]);
        assert_eq!((refused.code, refused.out.as_str()), (1, ""), "{tz}: {refused:?}");
        let error = refused.error();
        assert_eq!(error["code"], "zone.unknown");
        assert!(error["hint"].as_str().unwrap().contains("daybook settings set zone Europe/Berlin"), "{error}");
        let status = computer.daybook(&["status"]);
        assert!(status.out.contains(" in UTC. Daybook does not know the time zone of this computer."), "{status:?}");
        let agenda = computer.daybook(&["agenda", "--from", "2026-12-01", "--to", "2026-12-01", "--json"]);
        assert_eq!((agenda.code, agenda.out.trim()), (0, "[]"), "{agenda:?}");

        assert_eq!(computer.daybook(&["settings", "set", "zone", "Europe/Berlin"]).code, 0);
        let booked = book(&computer, "2026-12-01T10:00", &[]);
        assert_eq!(
            (booked.code, booked.json()["start"].as_str()),
            (0, Some("2026-12-01T10:00:00+01:00")),
            "{booked:?}"
        );
    }
}

/// T8
#[test]
fn a_computer_in_utc_is_in_utc() {
    let computer = computer("UTC0");
    let booked = book(&computer, "2026-12-01T10:00", &[]);
    assert_eq!(booked.code, 0, "{booked:?}");
    let zone = booked.json()["zone"].as_str().map(str::to_owned).unwrap();
    assert!(Zone::named(&zone).unwrap().is_utc(), "{zone}");
}

/// T20
#[test]
fn a_zone_may_be_called_by_the_name_that_windows_has_for_it() {
    let computer = Computer::new();
    let booked = book(&computer, "2026-12-01T10:00", &["--zone", "Eastern Standard Time"]).json();
    assert_eq!(
        (booked["zone"].as_str(), booked["start"].as_str()),
        (Some("America/New_York"), Some("2026-12-01T10:00:00-05:00"))
    );
    let set = computer.daybook(&["settings", "set", "zone", "W. Europe Standard Time", "--json"]);
    assert_eq!((set.code, set.json()["zone"].as_str()), (0, Some("Europe/Berlin")), "{set:?}");
    let unknown = book(&computer, "2026-12-02T10:00", &["--zone", "Mars Standard Time"]);
    assert_eq!((unknown.code, unknown.error()["code"].as_str()), (2, Some("input")), "{unknown:?}");
}

/// P17: the computer is elsewhere by now: asked, and answered by a setting.
#[test]
fn another_zone_of_the_computer_is_said_and_times_stay_until_it_is_answered() {
    for (answer, zone) in [("computer", "America/New_York"), ("Europe/Berlin", "Europe/Berlin")] {
        let mut computer = computer("Europe/Berlin");
        assert_eq!(book(&computer, "2026-12-01T10:00", &[]).code, 0);
        computer.set("TZ", "America/New_York");
        let booked = book(&computer, "2026-12-02T10:00", &[]).json();
        assert_eq!(booked["start"], "2026-12-02T10:00:00+01:00", "nothing moves by itself");
        let said = computer.daybook(&["status"]);
        assert!(said.out.contains("This computer is in America/New_York by now."), "{said:?}");
        assert!(said.out.contains("Stay with Europe/Berlin: daybook settings set zone Europe/Berlin\n"), "{said:?}");
        let changed = &computer.daybook(&["status", "--json"]).json()["zone_changed"];
        assert_eq!(
            (changed["from"].as_str(), changed["to"].as_str()),
            (Some("Europe/Berlin"), Some("America/New_York"))
        );
        assert_eq!(computer.daybook(&["settings", "set", "zone", answer]).code, 0);
        let status = computer.daybook(&["status", "--json"]).json();
        assert_eq!((status["zone"].as_str(), status["zone_changed"].is_null()), (Some(zone), true), "{answer}");
    }
}
