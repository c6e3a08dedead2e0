//! The provider for Google against the simulator of Google.

mod reading;
mod writing;

use std::collections::HashMap;
use std::sync::Arc;

use daybook_core::model::event::Invitation;
use daybook_core::model::ids::CalendarHandle;
use daybook_core::providers::google::GOOGLE;
use daybook_core::providers::{Outgoing, RemoteCalendar, SignIn};
use daybook_tests::account::{self, OneToken};
use daybook_tests::ca::Authority;
use daybook_tests::servers::google::{EMAIL, Google};
use daybook_tests::servers::token_check::{Caller, FixedTokens};

/// One person, and a way to look behind the scenes.
struct Anna {
    google: Google,
    remote: Box<dyn RemoteCalendar>,
    calendar: CalendarHandle,
    _ca: Authority,
}

impl Anna {
    async fn new() -> Self {
        let SignIn::Browser(flow) = &GOOGLE.sign_in else { panic!("not by browser") };
        Self::with_scopes(flow.scopes).await
    }

    async fn with_scopes(scopes: &[&str]) -> Self {
        let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
        let caller = Caller { subject: "108".into(), email: EMAIL.into(), scopes };
        let google = Google::start(Arc::new(FixedTokens(HashMap::from([("ya29.anna".to_owned(), caller)])))).await;
        let ca = Authority::new();
        let token = Arc::new(OneToken("ya29.anna"));
        let remote = account::open_with_token(&GOOGLE, account::http(&ca.file()), &google.api_url, token);
        Self { google, remote, calendar: EMAIL.into(), _ca: ca }
    }
}

/// With a client who is told.
fn inviting(mut out: Outgoing, client: &str) -> Outgoing {
    out.content.invitation = Some(Invitation {
        organizer: EMAIL.into(),
        organizer_name: String::new(),
        client_address: client.into(),
        client_name: "A. K.".into(),
        server_mails: true,
    });
    out
}
