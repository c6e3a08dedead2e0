//! Opens an account with its stored sign-in.

use std::sync::Arc;

use url::Url;

use super::basic::Basic;
use super::bearer::{Bearer, Tokens};
use super::link::Link;
use crate::model::secret::Secret;
use crate::ports::Ports;
use crate::providers::{Access, BadAddress, Provider, RemoteCalendar, SignIn};

/// What an account is opened with.
pub enum Credentials {
    Password { user: String, password: Secret },
    Tokens(Arc<dyn Tokens>),
}

/// Opens the account at `server`. No request is made yet.
pub fn open(provider: &Provider, ports: &Ports, server: &Url, credentials: Credentials) -> Box<dyn RemoteCalendar> {
    let (http, clock) = (Arc::clone(&ports.http), Arc::clone(&ports.clock));
    let now = clock.now();
    match credentials {
        Credentials::Password { user, password } => {
            let http = Arc::new(Basic::new(http, clock, server, &user, password));
            (provider.open)(Access { http, server: server.clone(), user, now })
        }
        Credentials::Tokens(tokens) => {
            let at_once = match &provider.sign_in {
                SignIn::Browser(flow) => flow.at_once,
                SignIn::Password { .. } | SignIn::Link => 1,
            };
            let http = Arc::new(Bearer::new(http, clock, tokens, server, at_once));
            (provider.open)(Access { http, server: server.clone(), user: String::new(), now })
        }
    }
}

/// Opens the calendar at a link. No request is made yet.
pub fn open_link(provider: &Provider, ports: &Ports, link: &Secret) -> Result<Box<dyn RemoteCalendar>, BadAddress> {
    let (http, clock) = (Arc::clone(&ports.http), Arc::clone(&ports.clock));
    let now = clock.now();
    let http = Link::new(http, clock, link)?;
    let (server, user) = (http.home().clone(), http.mark());
    Ok((provider.open)(Access { http: Arc::new(http), server, user, now }))
}
