//! A calendar link, given out by a small server.

use std::sync::Arc;

use daybook_core::http::WebHttp;
use daybook_core::model::secret::Secret;
use daybook_core::ports::Ports;
use daybook_core::signin::session;

use super::stage::{self, Stage};
use crate::account::PASSWORD;
use crate::servers::ics::Ics;
use crate::world::World;

pub async fn a_published_file() -> Stage {
    let provider = stage::provider("link");
    let server = Ics::start("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").await;
    let world = World::new();
    let ports = Ports { http: Arc::new(WebHttp::new(None).unwrap()), ..world.ports() };
    let link = server.link.clone();
    // The link is all there is to know: another password is another link.
    let open = move |_: Option<&url::Url>, password: &str| {
        let link = if password == PASSWORD { link.clone() } else { format!("{link}/wrong") };
        session::open_link(provider, &ports, &Secret::new(link)).unwrap()
    };
    Stage::new(provider, open, (world, server))
}
