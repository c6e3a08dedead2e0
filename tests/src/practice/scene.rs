//! What the window can find when it opens. Those with a whole week are made once; each test gets a copy of their data,
//! away from every network.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use daybook_core::app::{App, Options};
use daybook_core::model::secret::Secret;
use daybook_core::ports::{Announce, KeychainError, Ports};
use serde_json::json;
use tokio::sync::OnceCell;

use super::far_side::{FarSide, OUTLOOK_EMAIL};
use super::week::{BOOKED, LENA};
use super::{MONDAY, NOW, Practice};
use crate::servers::google::{self, Fault};
use crate::world::World;

/// Whose booking is refused in one scene, and deleted at the provider in another.
const OSKAR: &str = "Oskar Lindholm";

/// The passphrase of the scene of that name.
const PASSPHRASE: &str = "four blue chairs";

/// By the name that a test asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scene {
    /// Nothing was ever done.
    FirstRun,
    /// Past the first run: nothing booked, nothing connected; the providers are there.
    Empty,
    /// The week, everything sent and just read.
    Week,
    /// The week with what can go wrong in it: the network is away and Lena waits, Oskar was refused, Outlook wants a
    /// sign-in.
    Troubles,
    /// The week where the person has to decide: Ben was moved here and there, Oskar was deleted there, and a change
    /// waits for a sign-in to Google.
    Decisions,
    /// The week with its providers, which no other test shares.
    Live,
    /// The keychain is locked.
    Locked,
    /// The keychain does not answer.
    NoAnswer,
    /// The keychain has lost the key.
    Missing,
    /// There is no keychain and no data.
    NoKeychain,
    /// There is no keychain, and [`PASSPHRASE`] was set before.
    Passphrase,
    /// The data file is damaged.
    Damaged,
    /// The data file is of a later version.
    Newer,
}

impl Scene {
    pub const ALL: [(&'static str, Self); 13] = [
        ("first-run", Self::FirstRun),
        ("empty", Self::Empty),
        ("week", Self::Week),
        ("troubles", Self::Troubles),
        ("decisions", Self::Decisions),
        ("live", Self::Live),
        ("locked", Self::Locked),
        ("no-answer", Self::NoAnswer),
        ("missing", Self::Missing),
        ("no-keychain", Self::NoKeychain),
        ("passphrase", Self::Passphrase),
        ("damaged", Self::Damaged),
        ("newer", Self::Newer),
    ];

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, scene)| scene)
    }
}

/// A scene with the window's app in it.
pub struct Stage {
    pub world: World,
    pub app: App,
    /// The providers, where they are there.
    pub far: Option<FarSide>,
}

/// The weeks that were made already.
#[derive(Default)]
pub struct Scenes {
    week: OnceCell<Snapshot>,
    troubles: OnceCell<Snapshot>,
    decisions: OnceCell<Snapshot>,
}

impl Scenes {
    /// Sets `scene` up. What changes in it is told to `announce`.
    pub async fn set_up(&self, scene: Scene, announce: Arc<dyn Announce>) -> Stage {
        let (world, far) = match scene {
            Scene::FirstRun => (first_run(), None),
            Scene::Empty => with_its_providers(Practice::new().await),
            Scene::Live => with_its_providers(Practice::in_its_week().await),
            Scene::Week => (self.week().await.world(), None),
            Scene::Troubles => (self.troubles.get_or_init(troubles).await.world(), None),
            Scene::Decisions => (self.decisions.get_or_init(decisions).await.world(), None),
            Scene::Locked => (without_keychain(self.week().await.world(), KeychainError::Locked), None),
            Scene::NoAnswer => (without_keychain(self.week().await.world(), KeychainError::Failed), None),
            Scene::NoKeychain => (without_keychain(first_run(), KeychainError::None), None),
            Scene::Passphrase => (with_passphrase().await, None),
            Scene::Missing => {
                let world = self.week().await.world();
                world.keychain.take();
                (world, None)
            }
            Scene::Damaged => {
                let world = self.week().await.world();
                std::fs::remove_dir_all(world.data_dir()).unwrap();
                std::fs::create_dir(world.data_dir()).unwrap();
                std::fs::write(file(&world), "no longer a data file").unwrap();
                (world, None)
            }
            Scene::Newer => {
                let world = self.week().await.world();
                let db = rusqlite::Connection::open(file(&world)).unwrap();
                db.pragma_update(None, "user_version", 1_000_000).unwrap();
                (world, None)
            }
        };
        let app = App::open(Ports { announce, ..world.ports() }, Options::default());
        // What keeps the key away is in the status.
        let _ = app.unlock(None).await;
        Stage { world, app, far }
    }

    async fn week(&self) -> &Snapshot {
        self.week.get_or_init(async || Snapshot::of(&Practice::in_its_week().await)).await
    }
}

fn with_its_providers(practice: Practice) -> (World, Option<FarSide>) {
    (practice.world, Some(practice.far))
}

fn first_run() -> World {
    let world = World::new();
    world.clock.set(NOW);
    world
}

fn without_keychain(world: World, fault: KeychainError) -> World {
    world.keychain.fail_with(Some(fault));
    world
}

async fn with_passphrase() -> World {
    let world = without_keychain(first_run(), KeychainError::None);
    let app = world.start();
    let _no_keychain = app.unlock(None).await;
    app.set_passphrase(Secret::new(PASSPHRASE)).await.unwrap();
    world
}

fn file(world: &World) -> std::path::PathBuf {
    world.data_dir().join("daybook.db")
}

async fn troubles() -> Snapshot {
    let (lena_day, lena_start, lena, online) = LENA;
    let without_oskar = BOOKED.into_iter().filter(|(_, _, client, _)| *client != OSKAR);
    let booked = without_oskar.chain([(lena_day, "18:00", lena, online)]);
    let practice = Practice::with(booked, "2026-11-18T11:54:00Z").await;
    practice.far.outlook.auth.revoke(OUTLOOK_EMAIL);
    practice.far.outlook.auth.expire_access_tokens();
    practice.far.google.api.once_on("calendar.events.insert", Fault::Forbidden);
    practice.book(BOOKED.into_iter().find(|(_, _, client, _)| *client == OSKAR).unwrap());
    practice.too_late_to_undo();
    practice.app.sync_now().await.unwrap();
    practice.world.clock.set("2026-11-18T11:58:00Z");
    practice.world.network.unplug(true);
    practice.move_to(lena, lena_day, lena_start).await;
    practice.app.sync_now().await.unwrap();
    Snapshot::of(&practice)
}

async fn decisions() -> Snapshot {
    let practice = Practice::in_its_week().await;
    practice.far.moves("Ben Adler", MONDAY + chrono::Days::new(2), "12:30", "13:20");
    practice.move_to("Ben Adler", 2, "11:00").await;
    practice.too_late_to_undo();
    practice.far.google.api.take_away("primary", &practice.far.event_of(OSKAR));
    practice.app.sync_now().await.unwrap();
    practice.far.google.auth.revoke(google::EMAIL);
    practice.far.google.auth.expire_access_tokens();
    practice.move_to("Ada Sorensen", 4, "12:00").await;
    practice.too_late_to_undo();
    practice.app.sync_now().await.unwrap();
    Snapshot::of(&practice)
}

/// The data and the key of a world, at rest.
struct Snapshot {
    world: World,
}

impl Snapshot {
    fn of(practice: &Practice) -> Self {
        let world = copy(&practice.world);
        Self { world }
    }

    /// Another world with the same in it, at [`NOW`].
    fn world(&self) -> World {
        let world = copy(&self.world);
        world.clock.set(NOW);
        world.network.unplug(true);
        world
    }
}

fn copy(from: &World) -> World {
    let to = World::new();
    copy_folder(&from.data_dir(), &to.data_dir());
    let items = from.keychain.take();
    let again: HashMap<String, Secret> = items.iter().map(|(name, key)| (name.clone(), key.duplicate())).collect();
    from.keychain.give_back(items);
    to.keychain.give_back(again);
    World { settings: from.settings.clone(), ..to }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &there);
        } else {
            std::fs::copy(entry.path(), there).unwrap();
        }
    }
}

impl Practice {
    /// Moves the first appointment of `client`; nobody is told, and the moment to take it back passes.
    async fn move_to(&self, client: &str, day: u64, start: &str) {
        let id = self.appointment(client);
        let start = format!("{}T{start}", MONDAY + chrono::Days::new(day));
        let draft = json!({ "id": id, "start": start, "minutes": null, "zone": null, "notify": false, "anyway": true });
        self.call("reschedule", json!({ "draft": draft })).await;
    }
}
