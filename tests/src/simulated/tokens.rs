//! A token endpoint that knows one person, and whose tokens end with the sign-in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use daybook_core::providers::{self, SignIn};
use http::{Request, Response};
use serde_json::json;

use super::dav::plain;
use crate::servers::token_check::{Caller, Denied, TokenCheck};

/// Where the app finds the simulated world: the path says what is asked for.
pub const ADDRESS: &str = "http://127.0.0.1:1";
pub const PATH: &str = "/simulated/token";
/// Where a sign-in comes back to: a link, for which no port is opened.
pub const LINK: &str = "app.daybook.desktop:/oauth/callback";

/// The scopes that a provider asks for.
pub fn scopes(provider: &str) -> Vec<String> {
    match providers::by_id(provider).map(|provider| &provider.sign_in) {
        Some(SignIn::Browser(flow)) => flow.scopes.iter().map(|&scope| scope.to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// What leads the app here in place of a provider. `setting` is the first part of the names.
pub fn settings(setting: &str, api: &str) -> Vec<(String, String)> {
    let all = [
        ("CLIENT_ID", "simulated".to_owned()),
        ("CLIENT_SECRET", "simulated".to_owned()),
        ("AUTH_URL", format!("{ADDRESS}/simulated/authorize")),
        ("TOKEN_URL", format!("{ADDRESS}{PATH}")),
        ("REVOKE_URL", format!("{ADDRESS}/simulated/revoke")),
        ("API_URL", format!("{ADDRESS}{api}")),
        ("REDIRECT_URI", LINK.to_owned()),
    ];
    all.map(|(name, value)| (format!("{setting}_{name}"), value)).to_vec()
}

/// Answers a code or a refresh token. One of an earlier sign-in is no good any more.
pub fn answer(request: &Request<Vec<u8>>, sign_ins: u32) -> Response<Vec<u8>> {
    let asked: Vec<(String, String)> = url::form_urlencoded::parse(request.body()).into_owned().collect();
    let value = |name: &str| asked.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let refresh = format!("refresh {sign_ins}");
    let good = value("grant_type") == "authorization_code" || value("refresh_token") == refresh;
    let (status, body) = if good {
        let access = format!("access{sign_ins}");
        (200, json!({ "access_token": access, "refresh_token": refresh, "expires_in": 3599, "token_type": "Bearer" }))
    } else {
        (400, json!({ "error": "invalid_grant" }))
    };
    let mut answer = plain(status);
    answer.headers_mut().insert("content-type", "application/json".parse().unwrap());
    *answer.body_mut() = body.to_string().into_bytes();
    answer
}

/// Knows the access token of the present sign-in.
pub struct Gate {
    pub caller: Caller,
    pub sign_ins: Arc<AtomicU32>,
}

impl TokenCheck for Gate {
    fn caller(&self, authorization: Option<&str>) -> Result<Caller, Denied> {
        let token = authorization.and_then(|text| text.strip_prefix("Bearer ")).ok_or(Denied::Missing)?;
        let good = token == format!("access{}", self.sign_ins.load(Ordering::Relaxed));
        if good { Ok(self.caller.clone()) } else { Err(Denied::Invalid) }
    }
}
