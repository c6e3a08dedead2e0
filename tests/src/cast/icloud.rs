//! iCloud, played by a front with its manners.

use std::sync::Arc;

use super::dav::{self, Dav};
use super::far_side::FarSide;
use super::on_show::{OnShow, object};
use super::stage::{self, Stage};
use crate::ca::Authority;
use crate::servers::icloud_front::{Front, Hosts};

pub async fn the_front() -> Stage {
    stage::front(stage::provider("icloud")).await
}

pub async fn far_side() -> Box<dyn FarSide> {
    Box::new(place().await)
}

const SHOWN: &str = "anna@apfel.test";
/// As Apple shows them, and easy to type.
const APP_PASSWORD: &str = "abcd-efgh-ijkl-mnop";

pub async fn on_show(ca: &Authority) -> OnShow {
    let front = Arc::new(Front::start(ca, Hosts::Loopback).await);
    front.account(SHOWN, APP_PASSWORD);
    let (settings, there) = (vec![("ICLOUD_URL".to_owned(), front.root.to_string())], front.clone());
    OnShow::new(
        stage::provider("icloud"),
        settings,
        format!("iCloud ({SHOWN})"),
        move |which, id, title, span| {
            there.plant(dav::calendar(which), &format!("{id}.ics"), object(id, title, span).as_bytes());
        },
        front,
    )
    .typing(None, SHOWN, APP_PASSWORD)
}

/// The far side, with a look at its objects.
pub async fn place() -> Dav {
    Dav::start("icloud", Some("ICLOUD_URL")).await
}
