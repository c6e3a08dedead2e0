//! Y45: an account without a calendar.

use daybook_core::model::secret::Secret;
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::world::{World, book};

/// Y45: it is said, a calendar is made on wish, and it receives the bookings.
#[tokio::test]
async fn an_account_without_a_calendar_gets_one_on_wish() {
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    radicale.drop_calendars();
    let world = World::new().trusting(&ca.file());
    let (app, url) = (world.open().await, radicale.url.as_str());
    let told = app.look_up("caldav", Some(url), USER, Secret::new(PASSWORD)).await.unwrap_err();
    assert_eq!(told.code.word(), "auth.no_calendar", "{told:?}");
    let make = async |name: &str| app.make_calendar("caldav", Some(url), USER, Secret::new(PASSWORD), name).await;
    assert_eq!(make("  ").await.unwrap_err().code.word(), "input");
    // Asked for twice, as where an answer was lost, it is made once.
    for _ in 0..2 {
        let names: Vec<_> = make("Praxis <&> Söhne").await.unwrap().calendars.into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["Praxis <&> Söhne"]);
    }
    let found = make("Another").await.unwrap();
    let connection = app.connect_as_proposed(&found).unwrap();
    let [calendar] = connection.calendars.as_slice() else { panic!("{connection:?}") };
    assert!(calendar.can_write && calendar.receives_bookings && calendar.name == "Praxis <&> Söhne", "{calendar:?}");
    let booked = book(&app, "Ada", "2026-12-01T10:00");
    app.sync_now().await.unwrap();
    assert_eq!(app.appointment(&booked.id).unwrap().sync.state.word(), "synced");
}
