//! A calendar link, given out by a small server.

use std::sync::{Arc, Mutex};

use daybook_core::http::WebHttp;
use daybook_core::model::secret::Secret;
use daybook_core::ports::Ports;
use daybook_core::signin::session;

use super::on_show::{OnShow, object};
use super::stage::{self, Stage};
use crate::account::PASSWORD;
use crate::ca::Authority;
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

/// What the calendar is called.
const SHOWN: &str = "School calendar";

pub async fn on_show(_: &Authority) -> OnShow {
    let head = format!("BEGIN:VCALENDAR\r\nX-WR-CALNAME:{SHOWN}\r\nEND:VCALENDAR\r\n");
    let server = Arc::new(Ics::start(&head).await);
    let (link, there, file) = (server.link.clone(), server.clone(), Mutex::new(head));
    let plant = move |_, id: &str, title: &str, span: &_| {
        let mut file = file.lock().unwrap();
        file.push_str(&object(id, title, span));
        there.publish(&file);
    };
    OnShow::new(stage::provider("link"), Vec::new(), format!("{SHOWN} ("), plant, server).pasting(&link)
}
