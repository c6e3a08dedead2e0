//! Opens an account with its stored sign-in.

use std::sync::Arc;

use url::Url;

use super::basic::Basic;
use super::bearer::{Bearer, Tokens};
use super::link::Link;
use crate::model::connection::Connection;
use crate::model::secret::Secret;
use crate::ports::Ports;
use crate::providers::{Access, BadAddress, Provider, RemoteCalendar, SignIn};

/// What an account is opened with.
pub enum Credentials {
    Password { user: String, password: Secret },
    Tokens(Arc<dyn Tokens>),
}

/// Returns where to look for a connection's account once it has left its address, in order: at the principal it had, and
/// where a person would begin.
pub fn begin_again(provider: &Provider, ports: &Ports, connection: &Connection) -> Vec<Url> {
    let SignIn::Password { server, .. } = &provider.sign_in else { return Vec::new() };
    let account = &connection.account;
    let user = if connection.user_name.contains('@') { &connection.user_name } else { &account.email };
    let principal = Url::parse(&account.key).ok().filter(Url::has_host);
    principal.into_iter().chain(server.again(user, &ports.settings)).collect()
}

/// Opens the account at `server`; `again` is where to look for it if it has left. No request is made yet.
pub fn open(
    provider: &Provider,
    ports: &Ports,
    server: &Url,
    again: Vec<Url>,
    credentials: Credentials,
) -> Box<dyn RemoteCalendar> {
    let (http, clock) = (Arc::clone(&ports.http), Arc::clone(&ports.clock));
    let now = clock.now();
    match credentials {
        Credentials::Password { user, password } => {
            let http = Arc::new(Basic::new(http, clock, server, &user, password));
            (provider.open)(Access { http, server: server.clone(), again, user, now })
        }
        Credentials::Tokens(tokens) => {
            let at_once = match &provider.sign_in {
                SignIn::Browser(flow) => flow.at_once,
                SignIn::Password { .. } | SignIn::Link => 1,
            };
            let http = Arc::new(Bearer::new(http, clock, tokens, server, at_once));
            (provider.open)(Access { http, server: server.clone(), again, user: String::new(), now })
        }
    }
}

/// Opens the calendar at a link. No request is made yet.
pub fn open_link(provider: &Provider, ports: &Ports, link: &Secret) -> Result<Box<dyn RemoteCalendar>, BadAddress> {
    let (http, clock) = (Arc::clone(&ports.http), Arc::clone(&ports.clock));
    let now = clock.now();
    let http = Link::new(http, clock, link)?;
    let (server, user) = (http.home().clone(), http.mark());
    Ok((provider.open)(Access { http: Arc::new(http), server, again: Vec::new(), user, now }))
}
