//! Opens an account with the sign-in that was kept for it.

use std::sync::Arc;

use url::Url;

use super::basic::Basic;
use crate::model::secret::Secret;
use crate::ports::Ports;
use crate::providers::{Access, Provider, RemoteCalendar, SignIn};

/// Opens the account at `server`. No request is made yet.
pub fn open(provider: &Provider, ports: &Ports, server: &Url, user: &str, password: Secret) -> Box<dyn RemoteCalendar> {
    let http = match provider.sign_in {
        SignIn::Password { .. } => {
            Basic::new(Arc::clone(&ports.http), Arc::clone(&ports.clock), server, user, password)
        }
    };
    (provider.open)(Access { http: Arc::new(http), server: server.clone(), user: user.to_owned() })
}
