//! The way out through a proxy, as the environment names it.

use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::computer::{Computer, Said};
use daybook_tests::servers::icloud_front::{Front, Hosts};
use daybook_tests::servers::ics::Ics;
use daybook_tests::servers::socks::Socks;

fn run(computer: &Computer, words: &[&str], input: &str) -> Said {
    tokio::task::block_in_place(|| computer.daybook_told(words, input))
}

/// Y33: the proxy looks the names up, which nobody else here could.
#[tokio::test(flavor = "multi_thread")]
async fn a_socks_proxy_is_asked_by_name() {
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Named).await;
    for (variable, sign_in, way) in
        [("ALL_PROXY", None, ""), ("HTTPS_PROXY", Some(("ada", "pass word")), "ada:pass%20word@")]
    {
        let socks = Socks::start(sign_in).await;
        let mut computer = Computer::new();
        computer.set("DAYBOOK_CA_FILE", ca.file().to_str().unwrap());
        computer.set("DAYBOOK_LOG", "trace");
        computer.set(variable, format!("socks5h://{way}{}", socks.address));
        let words = ["connect", "caldav", "--url", front.root.as_str(), "--user", USER, "--password-stdin"];
        let said = run(&computer, &words, PASSWORD);
        assert_eq!(said.code, 0, "{variable}: {said:?}");
        let asked = socks.asked();
        assert!(asked.iter().any(|one| one.starts_with("caldav.apfel.test:")), "{variable}: {asked:?}");
        assert!(asked.iter().any(|one| one.starts_with("p42-caldav.apfel.test:")), "{variable}: {asked:?}");
        let log = std::fs::read_to_string(computer.data().join("logs/daybook.log")).unwrap();
        assert!(!log.contains("pass%20word") && !log.contains("pass word"), "{log}");
    }
}

/// Y33
#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_not_there_is_no_answer_and_nothing_goes_past_it() {
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Named).await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut computer = Computer::new();
    computer.set("DAYBOOK_CA_FILE", ca.file().to_str().unwrap());
    computer.set("ALL_PROXY", format!("socks5h://{closed}"));
    let words = ["connect", "caldav", "--url", front.root.as_str(), "--user", USER, "--password-stdin", "--json"];
    let said = run(&computer, &words, PASSWORD);
    assert_eq!((said.code, said.error()["code"].as_str()), (1, Some("net.server")), "{said:?}");
    assert!(front.seen().is_empty());
}

/// Y33
#[tokio::test(flavor = "multi_thread")]
async fn this_computer_is_never_asked_for_through_a_proxy() {
    let socks = Socks::start(None).await;
    let server = Ics::start("BEGIN:VCALENDAR\r\nX-WR-CALNAME:School\r\nEND:VCALENDAR\r\n").await;
    let mut computer = Computer::new();
    for variable in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"] {
        computer.set(variable, format!("socks5h://{}", socks.address));
    }
    let said = run(&computer, &["connect", "link", "--link-stdin"], &server.link);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(socks.asked(), Vec::<String>::new());
}
