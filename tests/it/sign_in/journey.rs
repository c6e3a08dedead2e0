//! What a person lives through: the request, the three ways back, and how it ends.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use daybook_core::app::sign_in::Arrival;
use daybook_core::http::WebHttp;
use daybook_core::ports::{Http, HttpError, Limits};
use daybook_tests::cast::clouds;
use daybook_tests::servers::google::Fault as ApiFault;
use daybook_tests::servers::oauth::manner::GOOGLE_IOS_CLIENT;
use daybook_tests::servers::oauth::{Account, Fault, Person};
use daybook_tests::world::World;

use super::{ANNA, DIRECT, Practice, fails, google, outlook, parameter, until};

/// The scopes of an address, in order of the alphabet.
fn scopes(address: &str) -> Vec<String> {
    let mut all: Vec<_> = parameter(address, "scope").unwrap().split(' ').map(str::to_owned).collect();
    all.sort();
    all
}

/// S1, S64: one page is opened, and it asks for no more than is needed, with a random state and an S256 challenge.
#[tokio::test]
async fn connect_google_opens_one_page_that_asks_for_little() {
    let here = google().await;
    let url = here.begin().await;
    assert_eq!(*here.world.browser.0.lock().unwrap(), std::slice::from_ref(&url));
    for (name, value) in [
        ("access_type", "offline"),
        ("response_type", "code"),
        ("code_challenge_method", "S256"),
        ("client_id", daybook_tests::servers::oauth::manner::GOOGLE_CLIENT),
    ] {
        assert_eq!(parameter(&url, name).as_deref(), Some(value));
    }
    assert!(parameter(&url, "prompt").unwrap().split(' ').any(|word| word == "consent"));
    assert_eq!(parameter(&url, "code_challenge").unwrap().len(), 43);
    assert!(parameter(&url, "redirect_uri").unwrap().starts_with("http://127.0.0.1:"));
    let calendar = "https://www.googleapis.com/auth/calendar";
    let events = [format!("{calendar}.calendarlist.readonly"), format!("{calendar}.events")];
    assert_eq!(scopes(&url), ["email".to_owned(), events[0].clone(), events[1].clone(), "openid".to_owned()]);
    for secret in ["client_secret", "code_verifier"] {
        assert_eq!(parameter(&url, secret), None);
    }
}

/// S2, S64
#[tokio::test]
async fn connect_outlook_asks_for_the_persons_own_calendar_only() {
    let here = outlook().await;
    let url = here.begin().await;
    assert_eq!(scopes(&url), ["Calendars.ReadWrite", "User.Read", "offline_access", "openid", "profile"]);
    assert_eq!(parameter(&url, "redirect_uri").as_deref(), Some("app.daybook.desktop:/oauth/callback"));
    assert_eq!(parameter(&url, "code_challenge_method").as_deref(), Some("S256"));
}

/// S5: the link finishes it, with one exchange that proves who began.
#[tokio::test]
async fn a_link_to_the_running_app_finishes_the_sign_in() {
    let here = outlook().await;
    let url = here.begin().await;
    let link = here.answer(&url).await;
    assert!(link.starts_with("app.daybook.desktop:/oauth/callback?"));
    assert_eq!(here.app.arrived(&link), Ok(Arrival::Taken));
    let connection = here.connect_what_was_found().await;
    assert_eq!(connection.email, ANNA);
    let seen = here.cloud.auth.seen();
    assert_eq!((seen.len(), seen[0].status), (1, 200));
    assert!(seen[0].has("code") && seen[0].has("code_verifier") && !seen[0].has("client_secret"));
    here.app.sync_now().await.unwrap();
    assert_eq!(here.health().0, "connected");
}

/// A client of the type iOS comes back by its own scheme, reversed; the listener is not needed.
#[tokio::test]
async fn a_link_of_the_registrations_own_scheme_finishes_the_sign_in() {
    const REDIRECT: &str = "com.googleusercontent.apps.100200300-daybookios:/oauth2redirect";
    let cloud = clouds::google().await;
    let mut world = World::new().under(&cloud);
    world.settings.retain(|(name, _)| name != "GOOGLE_CLIENT_ID" && name != "GOOGLE_CLIENT_SECRET");
    let world = world.with_address("GOOGLE_CLIENT_ID", GOOGLE_IOS_CLIENT).with_address("GOOGLE_REDIRECT_URI", REDIRECT);
    let app = world.open().await;
    assert_eq!(app.link_schemes(), ["com.googleusercontent.apps.100200300-daybookios"]);
    let here = Practice { cloud, world, app };
    let url = here.begin().await;
    let link = here.answer(&url).await;
    assert!(link.starts_with(REDIRECT));
    assert_eq!(here.app.arrived(&link), Ok(Arrival::Taken));
    assert_eq!(here.connect_what_was_found().await.email, ANNA);
}

/// S6: the app was closed meanwhile; what it takes to finish was kept.
#[tokio::test]
async fn a_link_that_starts_the_app_finishes_the_sign_in() {
    let here = outlook().await;
    let url = here.begin().await;
    let link = here.answer(&url).await;
    let Practice { cloud, world, app } = here;
    drop(app);
    world.clock.advance(TimeDelta::minutes(9));
    let app = world.open().await;
    assert_eq!(app.sign_in(), None);
    assert_eq!(app.arrived(&link), Ok(Arrival::Taken));
    let here = Practice { cloud, world, app };
    assert_eq!(here.connect_what_was_found().await.email, ANNA);
}

/// S7: by the listener.
#[tokio::test]
async fn the_listener_finishes_the_sign_in_and_takes_the_code_out_of_the_address() {
    let here = google().await;
    let url = here.begin().await;
    let (status, page) = here.browse(&url).await;
    assert_eq!(status, 200);
    assert!(page.contains("close this page"));
    assert_eq!(here.connect_what_was_found().await.email, ANNA);
    assert!(here.cloud.auth.seen()[0].redirect_uri.as_ref().unwrap().starts_with("http://127.0.0.1:"));
}

/// S7: where neither link nor listener is reached, the address is pasted.
#[tokio::test]
async fn an_address_that_was_pasted_finishes_the_sign_in() {
    for link in [true, false] {
        let (google, outlook) = (google().await, outlook().await);
        if link {
            let address = outlook.answer(&outlook.begin().await).await;
            outlook.app.use_link(&format!("  {address}\n")).unwrap();
            outlook.connect_what_was_found().await;
        } else {
            let address = google.answer(&google.begin().await).await;
            google.app.use_link(&format!("  {address}\n")).unwrap();
            google.connect_what_was_found().await;
        }
    }
}

/// S10
#[tokio::test]
async fn a_refused_consent_is_said_plainly_and_connect_works_again() {
    let here = google().await;
    here.cloud.auth.person(Person { denies: true, ..Person::default() });
    let url = here.begin().await;
    here.browse(&url).await;
    assert_eq!(fails(&here.app).await, "auth.browser_denied");
    assert_eq!(here.cloud.auth.exchanges(), 0);
    here.nothing_came_of_it();
    here.cloud.auth.person(Person::default());
    assert_eq!(here.connect().await.email, ANNA);
}

/// S11, attack 19: a box left empty is no half connection; one right to read is a connection to read.
#[tokio::test]
async fn a_calendar_right_that_was_not_given_is_said_and_nothing_is_connected() {
    let here = google().await;
    let unticks = vec!["https://www.googleapis.com/auth/calendar.events".to_owned()];
    here.cloud.auth.person(Person { unticks, ..Person::default() });
    let url = here.begin().await;
    here.browse(&url).await;
    assert_eq!(fails(&here.app).await, "auth.no_calendar_access");
    here.nothing_came_of_it();
    // The same said by the token endpoint alone.
    here.cloud.auth.person(Person::default());
    here.cloud.auth.once(Fault::OnlyScopes(&["openid", "email"]));
    let url = here.begin().await;
    here.browse(&url).await;
    assert_eq!(fails(&here.app).await, "auth.no_calendar_access");
    here.nothing_came_of_it();
}

/// S12: by the provider's own id of the person; another person is another row.
#[tokio::test]
async fn the_same_account_again_is_the_same_row_and_another_is_a_second() {
    let here = google().await;
    let ben = Account::new("ben@praxis.example", "208", "Ben Beispiel");
    here.cloud.auth.accounts(&[Account::default(), ben.clone()]);
    let first = here.connect().await;
    // An address can change; the person stays.
    let renamed = Account { email: "anna.neu@praxis.example".to_owned(), ..Account::default() };
    here.cloud.auth.accounts(&[renamed, ben]);
    let again = here.connect().await;
    assert_eq!((first.id, again.email.as_str()), (again.id, "anna.neu@praxis.example"));
    here.cloud.auth.person(Person { account: Some("ben@praxis.example".to_owned()), ..Person::default() });
    here.connect().await;
    assert_eq!(here.rows("calendar_connections"), 2);
}

/// S52: the net is cut at each step: a plain sentence, and trying again works.
#[tokio::test]
async fn wherever_the_net_is_cut_trying_again_works() {
    let here = google().await;
    // Between the page and the exchange.
    let address = here.answer(&here.begin().await).await;
    here.world.network.unplug(true);
    here.app.arrived(&address).unwrap();
    assert_eq!(fails(&here.app).await, "net.offline");
    here.world.network.unplug(false);
    // In the middle of the exchange: the code is used, the answer lost.
    here.cloud.auth.once(Fault::DropsAnswer);
    let address = here.answer(&here.begin().await).await;
    here.app.arrived(&address).unwrap();
    assert_eq!(fails(&here.app).await, "net.server");
    // After it, while the account and its calendars are read.
    for broken in ["oauth2.userinfo.get", "calendar.calendarList.list"] {
        here.cloud.api.fault_on(broken, ApiFault::Down);
        let address = here.answer(&here.begin().await).await;
        here.app.arrived(&address).unwrap();
        fails(&here.app).await;
        here.cloud.api.heal();
        here.nothing_came_of_it();
    }
    assert_eq!(here.connect().await.email, ANNA);
}

/// Cancelled while the answer is being looked at: nothing is connected behind the person's back.
#[tokio::test]
async fn a_sign_in_that_is_cancelled_while_it_is_finished_connects_nothing() {
    let here = google().await;
    let url = here.app.begin_sign_in("google", None, DIRECT).await.unwrap().url;
    let address = here.answer(&url).await;
    here.cloud.auth.once(Fault::Slow(Duration::from_millis(300)));
    let (finished, ()) = tokio::join!(here.app.finish_sign_in(&address), async {
        until("the exchange is under way", || here.cloud.auth.exchanges() == 1).await;
        here.app.cancel_sign_in();
    });
    assert_eq!(finished.unwrap_err().code.word(), "auth.cancelled");
    here.nothing_came_of_it();
    assert_eq!(here.app.sign_in(), None);
}

/// Every body that goes out.
struct Tap(WebHttp, Mutex<Vec<Vec<u8>>>);

#[async_trait]
impl Http for Tap {
    async fn send(
        &self,
        request: http::Request<Vec<u8>>,
        limits: Limits,
    ) -> Result<http::Response<Vec<u8>>, HttpError> {
        self.1.lock().unwrap().push(request.body().clone());
        self.0.send(request, limits).await
    }
}

/// S63: states differ and are long, and neither they nor the verifier can be found on the disk.
#[tokio::test]
async fn a_state_is_used_once_and_lies_on_no_disk_and_neither_does_the_verifier() {
    daybook_core::http::install_crypto();
    let tap = Arc::new(Tap(WebHttp::new(None).unwrap(), Mutex::default()));
    let cloud = clouds::google().await;
    let world = World::new().under(&cloud).on(tap.clone());
    let app = world.open().await;
    let here = Practice { cloud, world, app };
    let mut states = std::collections::BTreeSet::new();
    for _ in 0..5 {
        states.insert(parameter(&here.begin().await, "state").unwrap());
    }
    assert_eq!(states.len(), 5);
    // 43 signs of 6 bits.
    assert!(states.iter().all(|state| state.len() >= 43));
    let url = here.begin().await;
    let while_it_waits = here.world.bytes_on_disk();
    let address = here.answer(&url).await;
    here.app.arrived(&address).unwrap();
    here.connect_what_was_found().await;
    let sent = tap.1.lock().unwrap().iter().map(|body| String::from_utf8_lossy(body).into_owned()).collect::<String>();
    let verifier = sent.split("code_verifier=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    assert!(verifier.len() >= 43);
    let on_disk = [while_it_waits, here.world.bytes_on_disk()].concat();
    let state = parameter(&url, "state").unwrap();
    for secret in here.cloud.auth.issued().into_iter().chain([verifier, state]) {
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        for form in [secret.as_bytes(), hex.as_bytes()] {
            assert!(memchr::memmem::find(&on_disk, form).is_none(), "a secret lies on the disk");
        }
    }
}
