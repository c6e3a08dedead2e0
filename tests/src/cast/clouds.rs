//! An authorization server and a calendar API behind it, as one provider runs them, and the settings that send the app
//! there.

use std::sync::Arc;

use serde_json::Value;

use super::far_side::Did;
use crate::servers::google::Google;
use crate::servers::oauth::manner::{GOOGLE, GOOGLE_CLIENT, GOOGLE_SECRET, MICROSOFT, MICROSOFT_CLIENT};
use crate::servers::oauth::{Auth, Manner};
use crate::servers::outlook::Outlook;
use crate::world::World;

/// Who signs in: the first account of every authorization server.
pub(super) const PERSON: &str = "anna@praxis.example";

/// A text of an event; empty where it has none.
pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What a request with this method does to an event.
///
/// # Panics
/// Where it only reads.
pub(super) fn did(method: &str) -> Did {
    match method {
        "POST" => Did::Create,
        "PUT" | "PATCH" => Did::Update,
        "DELETE" => Did::Remove,
        other => panic!("{other} writes nothing"),
    }
}

/// One provider.
pub struct Cloud<Api> {
    /// The first part of the names of its settings, and its id in lower case.
    name: &'static str,
    client: &'static str,
    secret: Option<&'static str>,
    pub auth: Arc<Auth>,
    pub api: Api,
    api_url: url::Url,
}

pub async fn google() -> Cloud<Google> {
    google_in(GOOGLE).await
}

/// Google's API behind an authorization server that is a little different.
pub async fn google_in(manner: Manner) -> Cloud<Google> {
    let auth = Arc::new(Auth::start(manner).await);
    let api = Google::start(auth.clone()).await;
    let api_url = api.api_url.clone();
    Cloud { name: "GOOGLE", client: GOOGLE_CLIENT, secret: Some(GOOGLE_SECRET), auth, api, api_url }
}

pub async fn outlook() -> Cloud<Outlook> {
    let auth = Arc::new(Auth::start(MICROSOFT).await);
    let api = Outlook::start(auth.clone()).await;
    let api_url = api.api_url.clone();
    Cloud { name: "OUTLOOK", client: MICROSOFT_CLIENT, secret: None, auth, api, api_url }
}

impl<Api> Cloud<Api> {
    /// Id of the provider.
    pub fn provider(&self) -> String {
        self.name.to_lowercase()
    }

    /// What a computer sets to use this in place of the real one.
    pub fn settings(&self) -> Vec<(String, String)> {
        let mut settings = vec![
            ("CLIENT_ID", self.client.to_owned()),
            ("AUTH_URL", self.auth.auth_url.to_string()),
            ("TOKEN_URL", self.auth.token_url.to_string()),
            ("API_URL", self.api_url.to_string()),
        ];
        settings.extend(self.secret.map(|secret| ("CLIENT_SECRET", secret.to_owned())));
        settings.extend(self.auth.revoke_url.as_ref().map(|url| ("REVOKE_URL", url.to_string())));
        settings.into_iter().map(|(rest, value)| (format!("{}_{rest}", self.name), value)).collect()
    }
}

impl World {
    /// The same world, where a provider lies at this cloud.
    pub fn under<Api>(mut self, cloud: &Cloud<Api>) -> Self {
        self.settings.extend(cloud.settings());
        self
    }
}
