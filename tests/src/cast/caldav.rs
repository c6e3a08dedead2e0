//! Any CalDAV server: two real ones, and the front.

use std::sync::Arc;

use daybook_core::providers::Expect;

use super::dav::Dav;
use super::far_side::FarSide;
use super::on_show::{OnShow, object};
use super::shared::Shared;
use super::stage::{self, Stage};
use crate::account;
use crate::ca::Authority;
use crate::servers::radicale::Radicale;
use crate::servers::xandikos::Xandikos;

static RADICALE: Shared<(Authority, Radicale)> = Shared::new();
static XANDIKOS: Shared<(Authority, Xandikos)> = Shared::new();

pub async fn radicale() -> Stage {
    let turn = RADICALE
        .turn(async || {
            let ca = Authority::new();
            let server = Radicale::start(&ca).await;
            (ca, server)
        })
        .await;
    let (ca, server) = turn.server();
    let (http, url) = (account::http(&ca.file()), server.url.clone());
    swept(stage::by_password(stage::provider("caldav"), http, &url, turn)).await
}

pub async fn xandikos() -> Stage {
    let turn = XANDIKOS
        .turn(async || {
            let ca = Authority::new();
            let server = Xandikos::start(&ca).await;
            (ca, server)
        })
        .await;
    let (ca, server) = turn.server();
    let (http, url) = (account::http(&ca.file()), server.url.clone());
    swept(stage::by_password(stage::provider("caldav"), http, &url, turn)).await
}

pub async fn the_front() -> Stage {
    stage::front(stage::provider("caldav")).await
}

/// Radicale, with one calendar to write.
pub async fn on_show(ca: &Authority) -> OnShow {
    let server = Arc::new(Radicale::start(ca).await);
    let (url, there) = (server.url.clone(), server.clone());
    OnShow::new(
        stage::provider("caldav"),
        Vec::new(),
        "127.0.0.1".to_owned(),
        move |_, id, title, span| there.plant(&format!("{id}.ics"), object(id, title, span).as_bytes()),
        server,
    )
    .typing(Some(url.as_str()), account::USER, account::PASSWORD)
}

/// The front: it can be looked behind, and can be made to fail.
pub async fn far_side() -> Box<dyn FarSide> {
    Box::new(Dav::start("caldav", None).await)
}

/// Without what the turn before left behind.
async fn swept(stage: Stage) -> Stage {
    let remote = stage.connect();
    let calendar = stage::writable(remote.as_ref()).await.handle;
    for event in remote.changes(&calendar, None, &[]).await.unwrap().changed {
        remote.remove(&calendar, &event.handle, &Expect::Any, false).await.unwrap();
    }
    stage
}
