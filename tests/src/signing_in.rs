//! Signing in at a provider of the cast, by the way it has.

use std::time::Duration;

use daybook_core::app::App;
use daybook_core::app::sign_in::Begin;
use daybook_core::app::views::{FoundAccount, SignInStep, SignInView};
use daybook_core::model::secret::Secret;

use crate::browser::Opened;
use crate::cast::far_side::{FarSide, SignsIn};
use crate::world::World;

/// A computer that knows its way there.
pub fn world_of(there: &(impl FarSide + ?Sized)) -> World {
    let mut world = World::new();
    if let Some(http) = there.http() {
        world = world.on(http);
    }
    world.settings.extend(there.settings());
    world
}

/// Signs in by the provider's way, up to what is found there.
pub async fn find(app: &App, world: &World, there: &(impl FarSide + ?Sized)) -> FoundAccount {
    match there.signs_in() {
        SignsIn::InTheBrowser(_) => found(sign_in(app, world, there, None).await),
        SignsIn::ByPassword { server, user, password } => {
            app.look_up(there.provider(), server, user, Secret::new(password)).await.unwrap()
        }
    }
}

/// Begins, lets the person consent in the browser, comes back by whichever way the provider has, and waits for the end.
pub async fn sign_in(
    app: &App,
    world: &World,
    there: &(impl FarSide + ?Sized),
    connection: Option<&str>,
) -> SignInView {
    let how = Begin { open: true, direct: false };
    app.begin_sign_in(there.provider(), connection, how).await.unwrap();
    let url = world.browser.0.lock().unwrap().last().unwrap().clone();
    match there.auth().browser().open(&url).await {
        Opened::Answered(answers) => assert!(answers.iter().all(|(status, _)| *status == 200), "{answers:?}"),
        Opened::DeepLink { link, .. } => drop(app.arrived(&link).unwrap()),
        Opened::Page { status, text } => panic!("the page stays: {status} {text}"),
    }
    let ended = async {
        loop {
            let view = app.sign_in().unwrap();
            match view.step {
                SignInStep::Waiting | SignInStep::Finishing => tokio::time::sleep(Duration::from_millis(5)).await,
                SignInStep::Found | SignInStep::Done | SignInStep::Failed => return view,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), ended).await.unwrap()
}

/// What a sign-in found.
///
/// # Panics
/// If it found nothing.
pub fn found(view: SignInView) -> FoundAccount {
    assert_eq!(view.step, SignInStep::Found, "{:?}", view.error);
    view.account.expect("an account")
}
