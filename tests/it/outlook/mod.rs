//! The Outlook provider on the simulator of Graph.

mod account_there;
mod reading;
mod writing;

use std::collections::HashMap;
use std::sync::Arc;

use daybook_core::http::WebHttp;
use daybook_core::model::event::Invitation;
use daybook_core::model::ids::Cursor;
use daybook_core::ports::Http;
use daybook_core::providers::outlook::OUTLOOK;
use daybook_core::providers::{Changes, Outgoing, RemoteCalendar, RemoteEvent};
use daybook_tests::account::{self, OneToken};
use daybook_tests::servers::outlook::Outlook;
use daybook_tests::servers::token_check::{Caller, FixedTokens};
use serde_json::{Value, json};

const TOKEN: &str = "a token of Anna's";

/// A practice with a mailbox, as an app with a fresh token finds it.
async fn practice() -> Arc<Outlook> {
    let caller = Caller {
        subject: "00000000-0000-0000-66f3-3332eca7ea81".into(),
        email: "practice@outlook.test".into(),
        scopes: vec!["User.Read".into(), "Calendars.ReadWrite".into()],
    };
    Arc::new(Outlook::start(Arc::new(FixedTokens(HashMap::from([(TOKEN.to_owned(), caller)])))).await)
}

fn open(api: &url::Url, token: &'static str) -> Box<dyn RemoteCalendar> {
    open_through(Arc::new(WebHttp::new(None).unwrap()), api, token)
}

fn open_through(http: Arc<dyn Http>, api: &url::Url, token: &'static str) -> Box<dyn RemoteCalendar> {
    account::open_with_token(&OUTLOOK, http, api, Arc::new(OneToken(token)))
}

/// Everything of a calendar, or what changed since: all pages, as one.
async fn read(remote: &dyn RemoteCalendar, calendar: &str, since: Option<&Cursor>, known: &[RemoteEvent]) -> Changes {
    let known: Vec<_> = known.iter().map(|one| (one.handle.clone(), one.revision.clone())).collect();
    let mut all = remote.changes(&calendar.into(), since, &known).await.unwrap();
    while all.more {
        let mut page = remote.changes(&calendar.into(), all.next.as_ref(), &known).await.unwrap();
        for one in page.changed.drain(..) {
            all.changed.retain(|before| before.handle != one.handle);
            all.changed.push(one);
        }
        all.changed.retain(|before| !page.removed.contains(&before.handle));
        page.changed = all.changed;
        page.removed.splice(0..0, all.removed);
        all = page;
    }
    all
}

/// An event as Outlook itself makes one.
fn made_there(title: &str, start: &str, end: &str) -> Value {
    let at = |time: &str| json!({ "dateTime": time, "timeZone": "W. Europe Standard Time" });
    json!({ "subject": title, "start": at(start), "end": at(end) })
}

fn invite(out: &mut Outgoing, address: &str) {
    out.content.invitation = Some(Invitation {
        organizer: "practice@outlook.test".into(),
        organizer_name: String::new(),
        client_address: address.into(),
        client_name: "Ada".into(),
        server_mails: true,
    });
}
