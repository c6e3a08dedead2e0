//! An account that only the records of its domain lead to (RFC 6764).

use std::time::{Duration, Instant};

use daybook_core::app::App;
use daybook_core::app::views::{FoundAccount, UiError};
use daybook_core::model::secret::Secret;
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::dns::{NameServer, Records};
use daybook_tests::servers::icloud_front::{Front, Hosts};
use daybook_tests::world::World;

const NAME: &str = "_caldavs._tcp.apfel.test";

/// A front at its own names, and a world that asks this name server.
async fn world(srv: &[(u16, u16, &'static str)], txt: &[&'static str]) -> (Front, NameServer, World) {
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Named).await;
    let port = front.root.port().unwrap();
    let srv = srv.iter().map(|(priority, weight, host)| (*priority, *weight, port, *host)).collect();
    let names = NameServer::start(&[(NAME, Records { srv, txt: txt.to_vec() })]).await;
    let world = World::new().on(front.http(&ca.file())).naming(names.address);
    (front, names, world)
}

async fn look_up(app: &App, typed: &str, user: &str) -> Result<FoundAccount, UiError> {
    app.look_up("caldav", Some(typed), user, Secret::new(PASSWORD)).await
}

#[tokio::test]
async fn the_records_of_a_domain_lead_to_its_server() {
    for (typed, txt) in [("apfel.test", &["path=/"][..]), ("anna@apfel.test", &[][..])] {
        let (_front, names, world) = world(&[(10, 0, "nowhere.apfel.test."), (0, 0, "caldav.apfel.test.")], txt).await;
        let app = world.open().await;
        let found = look_up(&app, typed, USER).await.unwrap();
        assert_eq!(found.email, "anna@apfel.test", "{typed}");
        assert!(names.asked().iter().all(|name| name == NAME), "{:?}", names.asked());
    }
}

#[tokio::test]
async fn a_server_of_somebody_else_is_named_and_gets_no_password() {
    let (front, _names, world) = world(&[(0, 0, "fremd.test.")], &[]).await;
    let app = world.open().await;
    let told = look_up(&app, "anna@apfel.test", USER).await.unwrap_err();
    assert!(told.message.contains("apfel.test names fremd.test"), "{told:?}");
    assert!(told.hint.contains(&format!("https://fremd.test:{}/", front.root.port().unwrap())), "{told:?}");
    assert!(front.seen().is_empty());
}

#[tokio::test]
async fn a_certificate_for_another_host_than_the_named_one_is_refused() {
    let ca = Authority::new();
    let front = Front::start(&ca, Hosts::Named).await;
    let (http, url) = front.http_at(&ca.file(), "other.apfel.test");
    let srv = vec![(0, 0, url.port().unwrap(), "other.apfel.test.")];
    let names = NameServer::start(&[(NAME, Records { srv, txt: Vec::new() })]).await;
    let app = World::new().on(http).naming(names.address).open().await;
    let told = look_up(&app, "apfel.test", USER).await.unwrap_err();
    assert_eq!(told.code.word(), "auth.certificate");
    assert!(front.seen().is_empty(), "no request, no password");
}

#[tokio::test]
async fn a_domain_without_records_and_a_silent_name_server_change_nothing() {
    for srv in [&[(0, 0, ".")][..], &[]] {
        let (_front, names, world) = world(srv, &[]).await;
        let told = look_up(&world.open().await, "apfel.test", USER).await.unwrap_err();
        assert_eq!(told.code.word(), "net.server", "{told:?}");
        assert!(!names.asked().is_empty());
        let told = look_up(&world.open().await, "https://apfel.test/dav", USER).await.unwrap_err();
        assert_eq!(told.code.word(), "net.server", "{told:?}");
    }
    let silent = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let world = World::new().naming(silent.local_addr().unwrap());
    let (app, begun) = (world.open().await, Instant::now());
    assert!(look_up(&app, "apfel.test", USER).await.is_err());
    assert!(begun.elapsed() < Duration::from_secs(20));
}

/// Y45: what is no address is said to be none, and no server is blamed.
#[tokio::test]
async fn what_is_no_address_is_said_to_be_none() {
    let app = World::new().open().await;
    for typed in ["x@", "@praxis.example:x", "https://", "ftp://praxis.example"] {
        let told = look_up(&app, typed, USER).await.unwrap_err();
        assert_eq!(told.code.word(), "auth.not_caldav", "{typed}");
        assert_eq!(told.message, format!("“{typed}” is not the address of a server."));
        assert!(told.hint.contains("e-mail address"), "{told:?}");
    }
}
