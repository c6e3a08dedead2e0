//! A practice that does not exist, for the window's tests and its pictures: its week, its accounts on the simulators,
//! and the scenes it can be found in.

pub mod far_side;
pub mod scene;
pub mod week;

use chrono::{Days, NaiveDate, TimeDelta};
use daybook_core::app::sign_in::Begin;
use daybook_core::app::views::{AgendaItem, BookDraft, ConnectChoice, FoundAccount, SignInStep};
use daybook_core::app::{App, Options};
use daybook_core::model::secret::Secret;
use serde_json::{Value, json};

use self::far_side::{CALDAV_USER, FarSide, ICLOUD_EMAIL, ICLOUD_PASSWORD};
use self::week::{BOOKED, Booking, COUPLES, Home, LENA, Service, TENTATIVE, email_of, place_of};
use crate::account::PASSWORD;
use crate::browser::Opened;
use crate::world::World;

/// The Sunday before, when everything is booked.
const SUNDAY: &str = "2026-11-15T10:00:00Z";
const MONDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap();
/// Wednesday 13:20 in Berlin: the moment every scene is at.
pub const NOW: &str = "2026-11-18T12:20:00Z";

/// The practice with its servers.
pub struct Practice {
    pub world: World,
    pub app: App,
    pub far: FarSide,
}

impl Practice {
    /// At [`NOW`], past its first start, with nothing booked and nothing connected.
    pub async fn new() -> Self {
        Self::at(NOW).await
    }

    async fn at(now: &str) -> Self {
        let far = FarSide::start().await;
        let world = far.around(World::new());
        world.clock.set(now);
        let app = open(&world).await;
        app.start_booking().unwrap();
        let practice = Self { world, app, far };
        // Nothing that a test sees depends on the computer it runs on.
        let mut settings = practice.call("settings", json!({})).await;
        (settings["theme"], settings["clock"]) = (json!("light"), json!("24"));
        practice.call("save_settings", json!({ "settings": settings })).await;
        practice
    }

    /// With its four accounts and its whole week, booked on Sunday and sent; read just now, on Wednesday.
    pub async fn in_its_week() -> Self {
        Self::with(BOOKED.into_iter().chain([LENA]), NOW).await
    }

    /// The same with other bookings, read at `now`.
    async fn with(bookings: impl Iterator<Item = Booking>, now: &str) -> Self {
        let practice = Self::at(SUNDAY).await;
        practice.far.plant_week(MONDAY);
        practice.connect_all().await;
        let Service { name, minutes, hue } = COUPLES;
        practice
            .call("save_service", json!({ "service": { "id": "", "name": name, "minutes": minutes, "hue": hue } }))
            .await;
        for booking in bookings {
            practice.book(booking);
        }
        practice.send().await;
        practice.far.everybody_answers("accepted");
        practice.far.answers("Tom Ashworth", "declined");
        let tentative = practice.appointment(TENTATIVE);
        practice.call("mark", json!({ "id": tentative, "status": "tentative", "notify": false })).await;
        practice.send().await;
        practice.world.clock.set(now);
        practice.sync().await;
        practice
    }

    async fn connect_all(&self) {
        for provider in ["google", "outlook"] {
            let found = self.sign_in(provider).await;
            self.keep(&found);
            self.world.clock.advance(TimeDelta::minutes(1));
        }
        let server = self.far.caldav.root.as_str();
        for (provider, server, user, password) in
            [("icloud", None, ICLOUD_EMAIL, ICLOUD_PASSWORD), ("caldav", Some(server), CALDAV_USER, PASSWORD)]
        {
            let found = self.app.look_up(provider, server, user, Secret::new(password)).await.unwrap();
            self.keep(&found);
            self.world.clock.advance(TimeDelta::minutes(1));
        }
    }

    /// Signs in as the person does who consents at once.
    pub async fn sign_in(&self, provider: &str) -> FoundAccount {
        self.app.begin_sign_in(provider, None, Begin { open: true, direct: false }).await.unwrap();
        self.consent().await;
        let ended = async {
            loop {
                match self.app.sign_in() {
                    Some(view) if view.step == SignInStep::Found => return view.account.unwrap(),
                    Some(view) if view.step == SignInStep::Failed => panic!("{:?}", view.error),
                    _ => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
                }
            }
        };
        let found = tokio::time::timeout(std::time::Duration::from_secs(30), ended).await.unwrap();
        self.app.cancel_sign_in();
        found
    }

    /// The person consents on the page that was opened last, and the browser comes back.
    pub async fn consent(&self) {
        let url = self.world.browser.0.lock().unwrap().last().expect("a page was opened").clone();
        match self.far.google.auth.browser().open(&url).await {
            Opened::Answered(answers) => assert!(answers.iter().all(|(status, _)| *status == 200), "{answers:?}"),
            Opened::DeepLink { link, .. } => drop(self.app.arrived(&link).unwrap()),
            Opened::Page { status, text } => panic!("the page stays: {status} {text}"),
        }
    }

    /// As proposed, and bookings go to [`Home::Practice`].
    fn keep(&self, found: &FoundAccount) {
        let busy = found.calendars.iter().filter(|one| one.counts_busy).map(|one| one.key.clone()).collect();
        let receives = found.calendars.iter().find(|one| one.name == Home::Practice.name());
        self.app
            .connect(ConnectChoice {
                found_id: found.found_id.clone(),
                busy,
                receives: receives.map(|one| one.key.clone()),
                replaces: None,
                name: None,
            })
            .unwrap();
    }

    /// Asks the app as the window does.
    pub async fn call(&self, command: &str, arguments: Value) -> Value {
        self.app.call(command, arguments).await.unwrap()
    }

    fn book(&self, (day, start, client, service): Booking) {
        let known = self.app.services().unwrap().into_iter().find(|one| one.name == service.name).unwrap();
        let email = email_of(client);
        self.app
            .book(BookDraft {
                client: client.to_owned(),
                invite: email.is_some(),
                email,
                service_id: Some(known.id),
                start: format!("{}T{start}", MONDAY + Days::new(day)),
                minutes: service.minutes,
                place: Some(place_of(client, service)),
                anyway: true,
                ..BookDraft::default()
            })
            .unwrap();
    }

    /// The id of the appointment of `client`, the first of the week.
    pub fn appointment(&self, client: &str) -> String {
        let week = self.app.agenda(&MONDAY.to_string(), &(MONDAY + Days::new(6)).to_string()).unwrap();
        let found = week.into_iter().find_map(|item| match item {
            AgendaItem::Appointment(one) if one.appointment.client == client => Some(one.appointment.id),
            AgendaItem::Appointment(_) | AgendaItem::Busy(_) => None,
        });
        found.expect("it is booked")
    }

    /// Lets the time pass in which a change can be taken back, and sends it.
    async fn send(&self) {
        self.too_late_to_undo();
        self.sync().await;
    }

    fn too_late_to_undo(&self) {
        self.world.clock.advance(TimeDelta::from_std(Options::default().undo_window).unwrap());
    }

    async fn sync(&self) {
        let report = self.app.sync_now().await.unwrap();
        assert_eq!((report.failed, report.waiting), (0, 0), "{report:?}, {:?}", self.app.activity().unwrap());
    }
}

/// The app as the window opens it.
async fn open(world: &World) -> App {
    let app = world.start_with(Options::default());
    app.unlock(None).await.unwrap();
    app
}
