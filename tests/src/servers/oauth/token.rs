//! The token and revocation endpoints: codes and refresh tokens against access tokens.

use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, ORIGIN};
use axum::http::request::Parts;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::authorize::{get, pairs, unreserved};
use super::fault::Fault;
use super::manner::{Client, Given, RefreshRule, SecretRule, Wording};
use super::refuse::Why;
use super::state::{Challenge, State};
use super::{Seen, answer, id_token, scope};

/// What to do once the lock is free.
pub struct Then {
    pub wait: Option<Duration>,
    /// Nothing where the connection is to be closed without a word.
    pub answer: Option<Response>,
}

/// `POST` to the token endpoint.
pub fn exchange(state: &mut State, parts: &Parts, body: &str) -> Then {
    let wait = state.fault(|fault| if let Fault::Slow(wait) = fault { Some(*wait) } else { None });
    let at = note(state, parts, body);
    let answer = match answer::broken(state) {
        Some(broken) => broken,
        None => {
            let done = redeem(state, &parts.headers, body);
            spoilt(state, done)
        }
    };
    state.seen[at].status = answer.status().as_u16();
    let drops = state.fails(&Fault::DropsAnswer);
    Then { wait, answer: (!drops).then_some(answer) }
}

/// `POST` to the revocation endpoint (RFC 7009, but Google's answer to a token it does not know).
pub fn revoke(state: &mut State, parts: &Parts, body: &str) -> Then {
    let wait = state.fault(|fault| if let Fault::Slow(wait) = fault { Some(*wait) } else { None });
    let at = note(state, parts, body);
    let answer = answer::broken(state).unwrap_or_else(|| {
        let sent: Vec<_> = pairs(body).into_iter().chain(pairs(parts.uri.query().unwrap_or_default())).collect();
        match get(&sent, "token").ok_or(Why::Malformed).and_then(|token| state.revoke_token(token)) {
            Ok(()) => answer::json(200, &json!({})),
            Err(why) => answer::no(state, why),
        }
    });
    state.seen[at].status = answer.status().as_u16();
    let drops = state.fails(&Fault::DropsAnswer);
    Then { wait, answer: (!drops).then_some(answer) }
}

fn redeem(state: &mut State, headers: &HeaderMap, body: &str) -> Result<Value, Why> {
    let form = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let sent = pairs(body);
    let twice = sent.iter().enumerate().any(|(at, (name, _))| sent[..at].iter().any(|(known, _)| known == name));
    if !form.starts_with("application/x-www-form-urlencoded") || twice {
        return Err(Why::Malformed);
    }
    if state.manner.refuses_origin && headers.contains_key(ORIGIN) {
        return Err(Why::OriginSent);
    }
    let client = client(state, headers, &sent)?;
    let secrets = ["code", "refresh_token"].map(|name| get(&sent, name).unwrap_or_default());
    if state.loops(secrets.join(" ")) {
        return Err(Why::Loop);
    }
    match get(&sent, "grant_type") {
        Some("authorization_code") => redeem_code(state, client, &sent),
        Some("refresh_token") => refresh(state, client, &sent),
        Some(_) => Err(Why::GrantType),
        None => Err(Why::Malformed),
    }
}

/// Who asks, by the form or by HTTP Basic (RFC 6749, 2.3.1).
fn client(state: &State, headers: &HeaderMap, sent: &[(String, String)]) -> Result<Client, Why> {
    let basic =
        headers.get(AUTHORIZATION).map(|value| basic(value.as_bytes()).ok_or(Why::UnknownClient)).transpose()?;
    let (id, secret) = match basic {
        Some((id, secret)) => (Some(id), Some(secret)),
        None => (get(sent, "client_id").map(str::to_owned), get(sent, "client_secret").map(str::to_owned)),
    };
    let known = state.client(&id.ok_or(Why::Malformed)?).ok_or(Why::UnknownClient)?;
    match (state.manner.secret, secret) {
        (SecretRule::Refused, Some(_)) => Err(Why::SecretSent),
        (SecretRule::Demanded, None) if known.secret.is_some() => Err(Why::SecretMissing),
        (SecretRule::Optional | SecretRule::Demanded, Some(secret)) if known.secret != Some(secret.as_str()) => {
            Err(Why::WrongSecret)
        }
        _ => Ok(known),
    }
}

fn basic(header: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(header).ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |text: &str| pairs(text).first().map(|(name, _)| name.clone()).unwrap_or_default();
    Some((plain(id), plain(secret)))
}

fn redeem_code(state: &mut State, client: Client, sent: &[(String, String)]) -> Result<Value, Why> {
    let now = state.now();
    let text = get(sent, "code").ok_or(Why::Malformed)?;
    let redirect = get(sent, "redirect_uri").ok_or(Why::Malformed)?;
    let verifier = get(sent, "code_verifier");
    let sound = |text: &str| (43..=128).contains(&text.len()) && text.bytes().all(unreserved);
    if !verifier.is_none_or(sound) {
        return Err(Why::Malformed);
    }
    let code = state.codes.get_mut(text).filter(|code| code.asked.client.id == client.id).ok_or(Why::CodeUnknown)?;
    if code.used {
        // RFC 6749, 4.1.2: what was given out for it goes with it.
        if let Some(family) = code.family {
            state.families[family].dead = true;
        }
        return Err(Why::CodeUsed);
    }
    // Whatever comes of it: one attempt.
    code.used = true;
    if code.until <= now {
        return Err(Why::CodeExpired);
    }
    if code.asked.redirect != redirect {
        return Err(Why::RedirectChanged);
    }
    if !proves(&code.asked.challenge, verifier) {
        return Err(Why::Verifier);
    }
    let (asked, account, scopes, consented) =
        (code.asked.clone(), code.account.clone(), code.scopes.clone(), code.consented);
    let scopes = narrowed(state, scopes);
    let family = state.new_family(account.clone(), client.id, scopes.clone());
    if let Some(code) = state.codes.get_mut(text) {
        code.family = Some(family);
    }
    let mut answer = access(state, family, &scopes);
    let stays = match state.manner.refresh_given {
        Given::ForConsent => consented,
        Given::ForOfflineAccess => scopes.iter().any(|scope| scope == "offline_access"),
    };
    if stays {
        answer["refresh_token"] = state.new_refresh(family).into();
    }
    if scopes.iter().any(|scope| scope == "openid") {
        answer["id_token"] = id_token::made(state, &account, client.id, asked.nonce.as_deref()).into();
    }
    Ok(answer)
}

fn refresh(state: &mut State, client: Client, sent: &[(String, String)]) -> Result<Value, Why> {
    let token = get(sent, "refresh_token").ok_or(Why::Malformed)?;
    let family = state.family_of(token, client.id)?;
    let granted = state.families[family].scopes.clone();
    let scopes = match get(sent, "scope") {
        None => granted,
        Some(text) => {
            let asked = scope::asked(state.manner.wording, text).ok_or(Why::Scope)?;
            let wording = state.manner.wording;
            let known = |scope: &String| granted.iter().any(|one| scope::same(wording, one, scope));
            if asked.iter().all(known) { asked } else { return Err(Why::Scope) }
        }
    };
    let scopes = narrowed(state, scopes);
    let mut answer = access(state, family, &scopes);
    if state.manner.refresh != RefreshRule::Kept {
        answer["refresh_token"] = state.new_refresh(family).into();
        if let Some(old) = state.refresh.get_mut(token) {
            old.replaced = true;
        }
    }
    Ok(answer)
}

fn access(state: &mut State, family: usize, scopes: &[String]) -> Value {
    let token = state.new_access(family, scopes.to_vec());
    let seconds = state.manner.expires_in;
    let life = if state.manner.expires_in_text { json!(seconds.to_string()) } else { json!(seconds) };
    let scope = scope::answered(state.manner.wording, scopes);
    let mut answer = json!({ "access_token": token, "token_type": "Bearer", "expires_in": life, "scope": scope });
    match (state.manner.wording, state.manner.refresh_life) {
        (Wording::Google, Some(life)) => answer["refresh_token_expires_in"] = (life.as_secs() - 1).into(),
        (Wording::Google, None) => {}
        (Wording::Microsoft, _) => answer["ext_expires_in"] = seconds.into(),
    }
    answer
}

/// RFC 7636, 4.6. A verifier is always due: there is no code without a challenge.
fn proves(challenge: &Challenge, verifier: Option<&str>) -> bool {
    let Some(verifier) = verifier else { return false };
    match challenge {
        Challenge::Plain(text) => text == verifier,
        Challenge::S256(text) => *text == URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)),
    }
}

fn narrowed(state: &mut State, scopes: Vec<String>) -> Vec<String> {
    let wording = state.manner.wording;
    let only = state.fault(|fault| if let Fault::OnlyScopes(only) = fault { Some(*only) } else { None });
    let Some(only) = only else { return scopes };
    let only: Vec<String> = only.iter().filter_map(|scope| scope::canonical(wording, scope)).collect();
    scopes.into_iter().filter(|scope| only.iter().any(|one| scope::same(wording, one, scope))).collect()
}

/// A good answer, with what is to be wrong in it; or the refusal.
fn spoilt(state: &mut State, done: Result<Value, Why>) -> Response {
    let mut answer = match done {
        Ok(answer) => answer,
        Err(why) => {
            if let Some(seen) = state.seen.last_mut() {
                seen.error = Some(why.words(state.manner.wording).1);
            }
            return answer::no(state, why);
        }
    };
    if state.fails(&Fault::ErrorInSuccess) {
        return answer::json(200, &json!({ "error": "invalid_grant", "error_description": "No." }));
    }
    let fields = answer.as_object_mut().unwrap();
    if state.fails(&Fault::NoAccessToken) {
        fields.remove("access_token");
    }
    if state.fails(&Fault::NoRefreshToken) {
        fields.remove("refresh_token");
    }
    if let Some(text) = state.fault(|fault| if let Fault::TokenType(text) = fault { Some(*text) } else { None }) {
        fields.insert("token_type".to_owned(), text.into());
    }
    match state.fault(|fault| if let Fault::ExpiresIn(value) = fault { Some(value.clone()) } else { None }) {
        Some(Value::Null) => drop(fields.remove("expires_in")),
        Some(value) => drop(fields.insert("expires_in".to_owned(), value)),
        None => {}
    }
    answer::json(200, &answer)
}

/// Writes the request down without what is secret in it.
fn note(state: &mut State, parts: &Parts, body: &str) -> usize {
    let sent = pairs(body);
    let text = |name| get(&sent, name).map(str::to_owned);
    state.seen.push(Seen {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        grant_type: text("grant_type"),
        client_id: text("client_id"),
        redirect_uri: text("redirect_uri"),
        scope: text("scope"),
        parameters: sent.iter().map(|(name, _)| name.clone()).collect(),
        had_authorization: parts.headers.contains_key(AUTHORIZATION),
        had_origin: parts.headers.contains_key(ORIGIN),
        status: 0,
        error: None,
    });
    state.seen.len() - 1
}
