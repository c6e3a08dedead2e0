//! Fastmail, played by the same front as iCloud: a service that mails guests by itself.

use std::sync::Arc;

use super::dav::{self, Dav};
use super::far_side::FarSide;
use super::on_show::{OnShow, object};
use super::stage::{self, Stage};
use crate::ca::Authority;
use crate::servers::icloud_front::{Front, Hosts};

pub async fn the_front() -> Stage {
    stage::front(stage::provider("fastmail")).await
}

pub async fn far_side() -> Box<dyn FarSide> {
    Box::new(Dav::start("fastmail", Some("FASTMAIL_URL")).await)
}

const SHOWN: &str = "anna@schnellpost.test";
const APP_PASSWORD: &str = "made4daybook";

pub async fn on_show(ca: &Authority) -> OnShow {
    let front = Arc::new(Front::start(ca, Hosts::Loopback).await);
    front.account(SHOWN, APP_PASSWORD);
    let (settings, there) = (vec![("FASTMAIL_URL".to_owned(), front.root.to_string())], front.clone());
    OnShow::new(
        stage::provider("fastmail"),
        settings,
        "Fastmail (".to_owned(),
        move |which, id, title, span| {
            there.plant(dav::calendar(which), &format!("{id}.ics"), object(id, title, span).as_bytes());
        },
        front,
    )
    .typing(None, SHOWN, APP_PASSWORD)
}
