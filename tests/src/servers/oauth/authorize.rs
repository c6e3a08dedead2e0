//! The authorization endpoint: checks the request, asks the person, sends the browser back to the app.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, LOCATION};
use axum::response::Response;
use url::form_urlencoded;

use super::fault::Fault;
use super::manner::Wording;
use super::page;
use super::redirect;
use super::refuse::{Why, described};
use super::state::{Asked, Challenge, State, random};
use super::{Account, scope};

/// Tells the stub browser to go to the redirect more than once, like a person who presses "open" twice.
pub const TIMES: HeaderName = HeaderName::from_static("daybook-test-times");

/// `GET`: a new request.
pub fn ask(state: &mut State, query: &str) -> Response {
    let pairs = pairs(query);
    let asked = match request(state, &pairs) {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    if !asked.prompt.contains("consent") && !asked.prompt.contains("login") && !asked.prompt.contains("select_account")
    {
        if let Some(account) = known(state, &asked) {
            let scopes = asked.scopes.clone();
            return grant(state, asked, account, scopes, false);
        }
        if asked.prompt == "none" {
            return refuse(state, &asked, Why::MustAsk);
        }
    }
    let id = random();
    let answer = page::consent(state, &id, &asked);
    state.open.insert(id, asked);
    answer
}

/// `POST`: what the person decided.
pub fn decide(state: &mut State, body: &str) -> Response {
    let pairs = pairs(body);
    let Some(asked) = get(&pairs, "request").and_then(|id| state.open.remove(id)) else {
        return page::refused(400, "invalid_request", "This page was used before.");
    };
    let Some(account) = get(&pairs, "account").and_then(|email| state.account(email)) else {
        return page::refused(400, "invalid_request", "Nobody was chosen.");
    };
    if get(&pairs, "press") != Some("allow") {
        return refuse(state, &asked, Why::Declined);
    }
    let ticked = |scope: &String| {
        !state.manner.granular
            || scope::about_the_person(scope)
            || pairs.iter().any(|(name, value)| name == "scope" && value == scope)
    };
    let scopes: Vec<String> = asked.scopes.iter().filter(|scope| ticked(scope)).cloned().collect();
    state.allow(asked.client.id, &account.email, &scopes);
    grant(state, asked, account, scopes, true)
}

/// Returns a valid request, or the answer to an invalid one.
fn request(state: &State, pairs: &[(String, String)]) -> Result<Asked, Box<Response>> {
    let manner = &state.manner;
    let shown = |why: Why| {
        let (status, error, code, _, text) = why.words(manner.wording);
        let text = if code == 0 { text.to_owned() } else { format!("AADSTS{code}: {text}") };
        Box::new(page::refused(status, error, &text))
    };
    let text = |name| get(pairs, name).unwrap_or_default();
    let twice = pairs.iter().enumerate().any(|(at, (name, _))| pairs[..at].iter().any(|(known, _)| known == name));
    let client = state.client(text("client_id")).ok_or_else(|| shown(Why::UnknownClient))?;
    let redirect = text("redirect_uri").to_owned();
    if !redirect::accepts(&client, &redirect) {
        return Err(shown(Why::RedirectUnknown));
    }
    if twice {
        return Err(shown(Why::Malformed));
    }
    let given = get(pairs, "state").map(|given| match manner.wording {
        Wording::Google => given.to_owned(),
        Wording::Microsoft => without_tags(given),
    });
    let mut asked = Asked {
        client,
        redirect,
        scopes: Vec::new(),
        state: given,
        nonce: get(pairs, "nonce").map(str::to_owned),
        challenge: Challenge::Plain(String::new()),
        form_post: manner.form_post && text("response_mode") == "form_post",
        login_hint: get(pairs, "login_hint").map(str::to_owned),
        prompt: text("prompt").to_owned(),
    };
    let wrong = |why| {
        if manner.keeps_errors { shown(why) } else { Box::new(refusal(state, &asked, why)) }
    };
    if text("response_type") != "code" {
        return Err(wrong(if text("response_type").is_empty() { Why::Malformed } else { Why::ResponseType }));
    }
    if !(["", "query"].contains(&text("response_mode")) || asked.form_post) {
        return Err(wrong(Why::Malformed));
    }
    let challenge = text("code_challenge").to_owned();
    if challenge.is_empty() {
        return Err(wrong(Why::NoChallenge));
    }
    let sound = (43..=128).contains(&challenge.len()) && challenge.bytes().all(unreserved);
    let challenge = match text("code_challenge_method") {
        "S256" if sound && challenge.len() == 43 => Challenge::S256(challenge),
        "plain" | "" if sound => Challenge::Plain(challenge),
        _ => return Err(wrong(Why::Malformed)),
    };
    let Some(scopes) = scope::asked(manner.wording, text("scope")) else {
        return Err(wrong(if text("scope").is_empty() { Why::Malformed } else { Why::Scope }));
    };
    (asked.challenge, asked.scopes) = (challenge, scopes);
    Ok(asked)
}

/// Returns the account that need not be asked: the only one that can be meant, which allowed all this before.
fn known(state: &State, asked: &Asked) -> Option<Account> {
    let account = match (&asked.login_hint, &state.accounts[..]) {
        (Some(hint), _) => state.account(hint)?,
        (None, [only]) => only.clone(),
        (None, _) => return None,
    };
    let allowed = state.allowed(asked.client.id, &account.email);
    asked.scopes.iter().all(|scope| allowed.contains(scope)).then_some(account)
}

fn grant(state: &mut State, asked: Asked, account: Account, scopes: Vec<String>, consented: bool) -> Response {
    if state.fails(&Fault::Declined) {
        return refuse(state, &asked, Why::Declined);
    }
    let wording = state.manner.wording;
    let code = state.new_code(asked.clone(), account, scopes.clone(), consented);
    let mut pairs = vec![("code", code)];
    match wording {
        Wording::Google => {
            pairs.push(("scope", scope::answered(wording, &scopes)));
            pairs.push(("authuser", "0".to_owned()));
            pairs.push(("prompt", if consented { "consent" } else { "none" }.to_owned()));
        }
        Wording::Microsoft => pairs.push(("session_state", random())),
    }
    if state.fails(&Fault::CodeAndError) {
        pairs.push(("error", "access_denied".to_owned()));
    }
    send_back(state, &asked, pairs)
}

fn refuse(state: &mut State, asked: &Asked, why: Why) -> Response {
    let pairs = error_pairs(state, why);
    send_back(state, asked, pairs)
}

/// Returns to the app without faults: nobody pressed anything.
fn refusal(state: &State, asked: &Asked, why: Why) -> Response {
    let mut pairs = error_pairs(state, why);
    pairs.extend(asked.state.clone().map(|state| ("state", state)));
    deliver(asked, pairs)
}

fn error_pairs(state: &State, why: Why) -> Vec<(&'static str, String)> {
    let (_, error, code, _, text) = why.words(state.manner.wording);
    let mut pairs = vec![("error", error.to_owned())];
    if state.manner.wording == Wording::Microsoft {
        pairs.push(("error_description", described(code, text, &state.now().format("%F %TZ").to_string())));
        pairs.extend((why == Why::Declined).then(|| ("error_subcode", "cancel".to_owned())));
    }
    pairs
}

/// Adds `state`, `iss` and faults.
fn send_back(state: &mut State, asked: &Asked, mut pairs: Vec<(&'static str, String)>) -> Response {
    if state.fails(&Fault::NeverAnswers) {
        return page::stuck();
    }
    if let Some(hostile) = state.fault(|fault| if let Fault::Describes(text) = fault { Some(*text) } else { None }) {
        pairs = vec![("error", "access_denied".to_owned()), ("error_description", hostile.text())];
    }
    let given = asked.state.clone().map(|given| if state.fails(&Fault::WrongState) { random() } else { given });
    if !state.fails(&Fault::NoState) {
        pairs.extend(given.map(|given| ("state", given)));
    }
    if state.fails(&Fault::WrongIssuer) {
        pairs.push(("iss", "https://issuer.evil.example".to_owned()));
    } else if state.manner.says_issuer {
        pairs.push(("iss", state.manner.issuer.to_owned()));
    }
    if let Some(name) = state.fault(|fault| if let Fault::Doubles(name) = fault { Some(*name) } else { None }) {
        let double = pairs.iter().find(|(known, _)| *known == name).cloned();
        pairs.extend(double);
    }
    if state.fails(&Fault::Extra) {
        pairs.extend(
            [("hd", "praxis.example"), ("", "nothing"), ("übrig", "ä ö"), ("token", "none")]
                .map(|(name, value)| (name, value.to_owned())),
        );
    }
    let times = if state.fails(&Fault::AnswersTwice) { "2" } else { "1" };
    let mut answer = deliver(asked, pairs);
    answer.headers_mut().insert(TIMES, times.parse().unwrap());
    answer
}

fn deliver(asked: &Asked, pairs: Vec<(&'static str, String)>) -> Response {
    let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    if asked.form_post {
        return page::post_on(&asked.redirect, &pairs);
    }
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::FOUND;
    answer.headers_mut().insert(LOCATION, redirect::with(&asked.redirect, &pairs).parse().unwrap());
    answer
}

pub fn pairs(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

pub fn get<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// RFC 3986, 2.3.
pub fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Microsoft takes HTML out of `state`.
fn without_tags(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        kept += before;
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    kept + rest
}
