//! A browser whose person presses the first button a page offers: enough HTML for sign-in pages, cookies, no scripts.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use url::{Url, form_urlencoded};

mod form;

use self::form::Form;

/// The largest page or header.
const MOST: usize = 16 << 20;
const FORM: &str = "application/x-www-form-urlencoded";
/// The most pages and redirects of one sign-in.
const STEPS: usize = 12;

/// Where a sign-in page sends the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redirect {
    /// By `Location`, this many times.
    To { location: String, times: usize },
    /// By a form (`response_mode=form_post`), this many times.
    Post { to: String, fields: Vec<(String, String)>, times: usize },
    /// Nowhere: this page stays open.
    Page { status: u16, text: String },
}

impl Redirect {
    /// The address.
    ///
    /// # Panics
    /// If there is none, with the page.
    pub fn location(&self) -> &str {
        match self {
            Self::To { location, .. } => location,
            Self::Post { to, .. } => to,
            Self::Page { status, text } => panic!("the browser was sent nowhere: {status} {text}"),
        }
    }

    /// Returns all parameters of the answer, in order: of its query or, if it has none, of its fragment.
    pub fn parameters(&self) -> Vec<(String, String)> {
        match self {
            Self::To { location, .. } => {
                let query = location.split_once(['?', '#']).map_or("", |(_, query)| query);
                form_urlencoded::parse(query.as_bytes()).into_owned().collect()
            }
            Self::Post { fields, .. } => fields.clone(),
            Self::Page { .. } => Vec::new(),
        }
    }

    /// Returns the first parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.parameters().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Returns the error: the parameter, or the text of the page's `id="error"`.
    pub fn error(&self) -> Option<String> {
        match self {
            Self::To { .. } | Self::Post { .. } => self.parameter("error"),
            Self::Page { text, .. } => {
                let (_, after) = text.split_once("id=\"error\">")?;
                after.split_once('<').map(|(word, _)| word.to_owned())
            }
        }
    }
}

/// How an opened sign-in ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The answers of the app's listener, one for each time the browser went there.
    Answered(Vec<(u16, String)>),
    /// For whoever registered the scheme.
    DeepLink { link: String, times: usize },
    /// The sign-in page stays open.
    Page { status: u16, text: String },
}

pub struct Browser {
    client: Client<HttpConnector, Body>,
    cookies: BTreeMap<String, String>,
    /// What the person types into empty fields.
    types: String,
    denies: bool,
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

impl Browser {
    pub fn new() -> Self {
        let client = Client::builder(TokioExecutor::new()).http1_max_buf_size(MOST).build_http();
        Self { client, cookies: BTreeMap::new(), types: "anna@praxis.example".to_owned(), denies: false }
    }

    /// Types this into empty fields.
    pub fn typing(mut self, text: &str) -> Self {
        text.clone_into(&mut self.types);
        self
    }

    /// Presses "Abort" or "Deny" if a page has such a button.
    pub fn denying(mut self) -> Self {
        self.denies = true;
        self
    }

    /// Walks the pages of a sign-in until they send the browser somewhere else, and does not go there.
    ///
    /// # Panics
    /// If the server is down, or the pages never end.
    pub async fn consent(mut self, address: &str) -> Redirect {
        let begin = Url::parse(address).unwrap_or_else(|error| panic!("{address} is no address: {error}"));
        let home = begin.origin();
        let mut here = begin.clone();
        let mut answer = self.send(Method::GET, begin, None).await;
        for _ in 0..STEPS {
            let next = if answer.status.is_redirection() {
                let to = answer.header(LOCATION.as_str());
                let Some(url) = here.join(&to).ok().filter(|url| url.origin() == home) else {
                    return Redirect::To { location: to, times: answer.times() };
                };
                (Method::GET, url, None)
            } else {
                let Some(form) = Form::first(&answer.text, self.denies) else {
                    return Redirect::Page { status: answer.status.as_u16(), text: answer.text };
                };
                let fields = form.filled(&self.types);
                match here.join(&form.action).ok().filter(|url| url.origin() == home) {
                    None => return Redirect::Post { to: form.action, fields, times: answer.times() },
                    Some(url) if form.posts => (Method::POST, url, Some(fields)),
                    Some(url) => (Method::GET, url, None),
                }
            };
            here = next.1.clone();
            answer = self.send(next.0, next.1, next.2).await;
        }
        panic!("the pages of {home:?} lead on for ever");
    }

    /// Walks the pages, then goes on to the app's listener as a browser does, including redirects within it.
    pub async fn open(self, address: &str) -> Opened {
        let redirect = self.consent(address).await;
        let (times, begin, fields) = match redirect {
            Redirect::Page { status, text } => return Opened::Page { status, text },
            Redirect::To { location, times } => (times, location, None),
            Redirect::Post { to, fields, times } => (times, to, Some(fields)),
        };
        if !begin.starts_with("http://") {
            return Opened::DeepLink { link: begin, times };
        }
        let mut answers = Vec::new();
        for _ in 0..times {
            let mut other = Self::new();
            let mut here = Url::parse(&begin).unwrap();
            let method = if fields.is_some() { Method::POST } else { Method::GET };
            let Some(mut answer) = other.try_send(method, here.clone(), fields.clone()).await else {
                continue;
            };
            while answer.status.is_redirection() {
                here = here.join(&answer.header(LOCATION.as_str())).unwrap();
                match other.try_send(Method::GET, here.clone(), None).await {
                    Some(next) => answer = next,
                    None => break,
                }
            }
            answers.push((answer.status.as_u16(), answer.text));
        }
        Opened::Answered(answers)
    }

    async fn send(&mut self, method: Method, url: Url, fields: Option<Vec<(String, String)>>) -> Got {
        let shown = url.origin().ascii_serialization();
        self.try_send(method, url, fields).await.unwrap_or_else(|| panic!("{shown} does not answer"))
    }

    async fn try_send(&mut self, method: Method, url: Url, fields: Option<Vec<(String, String)>>) -> Option<Got> {
        let mut request = Request::builder().method(method).uri(url.as_str());
        if !self.cookies.is_empty() {
            let all: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, all.join("; "));
        }
        let body = fields.map(|fields| form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish());
        if body.is_some() {
            request = request.header(CONTENT_TYPE, FORM);
        }
        let request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
        let (parts, body) = self.client.request(request).await.ok()?.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let text: Bytes = axum::body::to_bytes(Body::new(body), MOST).await.ok()?;
        let text = String::from_utf8_lossy(&text).into_owned();
        Some(Got { status: parts.status, headers: parts.headers, text })
    }
}

/// Sends a form as a program would, with these additional headers. `None` if there was no answer.
pub async fn post(
    url: &Url,
    fields: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Option<(StatusCode, HeaderMap, String)> {
    let client: Client<HttpConnector, Body> = Client::builder(TokioExecutor::new()).build_http();
    let mut request = Request::post(url.as_str());
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header(CONTENT_TYPE, FORM);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let (parts, body) = client.request(request.body(Body::from(body)).unwrap()).await.ok()?.into_parts();
    let text = axum::body::to_bytes(Body::new(body), 64 << 20).await.ok()?;
    Some((parts.status, parts.headers, String::from_utf8_lossy(&text).into_owned()))
}

struct Got {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Got {
    fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    fn times(&self) -> usize {
        self.header("daybook-test-times").parse().unwrap_or(1)
    }
}
