//! The pages a person sees: plain HTML, no script, nothing from elsewhere.
//!
//! What is chosen and ticked beforehand, and which button has the focus, is what [`super::Person`] would do: the stub
//! browser sends a page as it is.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::Response;

use super::scope;
use super::state::{Asked, State};

const STYLE: &str = "body{font:18px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}\
fieldset{border:1px solid #999;border-radius:8px;margin:1rem 0;padding:.6rem 1rem}label{display:block}\
button{font:inherit;padding:.5rem 1.4rem;margin-right:.8rem}small{color:#555}";

/// The question put to a person.
pub fn consent(state: &State, request: &str, asked: &Asked) -> Response {
    let manner = &state.manner;
    let wanted = state.person.account.as_ref().or(asked.login_hint.as_ref());
    let first = wanted.and_then(|email| state.account(email)).unwrap_or_else(|| state.accounts[0].clone());
    let mut text = format!(
        "<h1>{} (made up)</h1><p>Daybook would like to use a calendar. This page belongs to a server on this \
         computer; the people on it do not exist.</p><form method=\"post\" action=\"{}\">\
         <input type=\"hidden\" name=\"request\" value=\"{}\"><fieldset><legend>Whose?</legend>",
        manner.name,
        manner.authorize_path,
        escape(request)
    );
    for account in &state.accounts {
        let checked = if account.email == first.email { " checked" } else { "" };
        text += &format!(
            "<label><input type=\"radio\" name=\"account\" value=\"{email}\"{checked}> {} <small>{email}</small></label>",
            escape(&account.name),
            email = escape(&account.email)
        );
    }
    text += "</fieldset><fieldset><legend>What may Daybook do?</legend>";
    for scope in &asked.scopes {
        let (name, says) = (escape(scope), escape(scope::meaning(scope)));
        if manner.granular && !scope::about_the_person(scope) {
            let left_out = state.person.unticks.iter().any(|one| scope::same(manner.wording, one, scope));
            let checked = if left_out { "" } else { " checked" };
            text += &format!(
                "<label><input type=\"checkbox\" name=\"scope\" value=\"{name}\"{checked}> {says} <small>{name}</small></label>"
            );
        } else {
            text += &format!("<label>{says} <small>{name}</small></label>");
        }
    }
    let (allow, deny) = if state.person.denies { ("", " autofocus") } else { (" autofocus", "") };
    text += &format!(
        "</fieldset><button name=\"press\" value=\"allow\"{allow}>Allow</button>\
         <button name=\"press\" value=\"deny\"{deny}>Deny</button></form>"
    );
    page(200, "Sign in", &text)
}

/// Returns an error page, which stays in the browser. The error is in `id="error"`.
pub fn refused(status: u16, error: &str, text: &str) -> Response {
    let body = format!(
        "<h1>This does not work</h1><p>Error {status}: <strong id=\"error\">{}</strong></p><p>{}</p>",
        escape(error),
        escape(text)
    );
    page(status, "Error", &body)
}

/// `response_mode=form_post`: the answer as a form, which a person without script sends on.
pub fn post_on(to: &str, pairs: &[(String, String)]) -> Response {
    let mut text = format!("<h1>Done</h1><form method=\"post\" action=\"{}\">", escape(to));
    for (name, value) in pairs {
        let (name, value) = (escape(name), escape(value));
        text += &format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
    }
    page(200, "Done", &(text + "<button autofocus>Back to Daybook</button></form>"))
}

/// Returns the last page: nothing leads on from here.
pub fn stuck() -> Response {
    page(200, "One moment", "<h1>One moment</h1><p>This takes longer than it should.</p>")
}

fn page(status: u16, title: &str, body: &str) -> Response {
    let text = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>{STYLE}</style></head><body>{body}</body></html>"
    );
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, "text/html; charset=utf-8".parse().unwrap());
    headers.insert(CACHE_CONTROL, "no-store".parse().unwrap());
    headers.insert(CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'".parse().unwrap());
    answer
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
