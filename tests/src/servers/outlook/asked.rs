//! A parsed request: path, query and preferences.

use http::request::Parts;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use url::form_urlencoded;

use super::answer::{GraphResponse, refused};
use super::zones::zone;

pub(super) struct Asked {
    pub method: String,
    /// Below `/v1.0`, percent signs undone after the path was cut.
    pub path: Vec<String>,
    pub query: Vec<(String, String)>,
    /// Path and query as they arrived.
    pub verbatim: String,
    pub prefer: Prefer,
    pub if_match: Option<String>,
    pub body: Option<Value>,
}

pub(super) struct Prefer {
    pub immutable: bool,
    pub text: bool,
    pub zone: TimeZone,
    pub zone_name: String,
    pub page: Option<usize>,
    /// For `Preference-Applied`.
    pub applied: Vec<String>,
}

impl Asked {
    pub(super) fn read(parts: &Parts, body: &[u8]) -> Result<Self, GraphResponse> {
        let verbatim = parts.uri.path_and_query().map_or("/", |both| both.as_str()).to_owned();
        let cut = parts.uri.path().trim_start_matches('/').split('/').map(percent_decoded).collect::<Option<Vec<_>>>();
        let path = match cut {
            Some(path) if path[0] == "v1.0" => path[1..].to_vec(),
            _ => return Err(refused(400, "BadRequest", "Invalid version or path.")),
        };
        let body = match body {
            [] => None,
            _ if !parts
                .headers
                .get("content-type")
                .is_some_and(|is| is.as_bytes().starts_with(b"application/json")) =>
            {
                return Err(refused(415, "RequestBodyRead", "The body is no application/json."));
            }
            body => match serde_json::from_slice(body) {
                Ok(body) => Some(body),
                Err(_) => return Err(refused(400, "BadRequest", "Unable to read JSON request payload.")),
            },
        };
        Ok(Self {
            method: parts.method.to_string(),
            path,
            query: form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect(),
            verbatim,
            prefer: Prefer::read(parts)?,
            if_match: parts.headers.get("if-match").map(|tag| tag.to_str().unwrap_or_default().to_owned()),
            body,
        })
    }

    pub(super) fn option(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the names after `$select`.
    pub(super) fn select(&self) -> Option<Vec<String>> {
        self.option("$select").map(|names| names.split(',').map(str::to_owned).collect())
    }

    /// `startDateTime` and `endDateTime`, by their own offset, else UTC. Not by the preferred zone.
    pub(super) fn window(&self) -> Result<(Timestamp, Timestamp), GraphResponse> {
        let read = |name: &str| {
            let text = self.option(name)?;
            text.parse::<Timestamp>().ok().or_else(|| format!("{text}Z").parse().ok())
        };
        match (read("startDateTime"), read("endDateTime")) {
            (Some(from), Some(to)) if from < to => Ok((from, to)),
            _ => Err(refused(
                400,
                "ErrorInvalidParameter",
                "This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.",
            )),
        }
    }
}

impl Prefer {
    /// Several may come in one header or in one each; those that are not known are passed over (RFC 7240 section 2).
    fn read(parts: &Parts) -> Result<Self, GraphResponse> {
        let mut read = Self {
            immutable: false,
            text: false,
            zone: TimeZone::UTC,
            zone_name: "UTC".to_owned(),
            page: None,
            applied: Vec::new(),
        };
        let lines = parts.headers.get_all("prefer").into_iter().filter_map(|line| line.to_str().ok());
        for (name, value) in lines.flat_map(|line| line.split(',')).filter_map(|one| one.trim().split_once('=')) {
            let (name, value) = (name.trim().to_lowercase(), value.trim().trim_matches('"'));
            match name.as_str() {
                "idtype" if value == "ImmutableId" => read.immutable = true,
                "outlook.body-content-type" => read.text = value.eq_ignore_ascii_case("text"),
                "odata.maxpagesize" => read.page = value.parse().ok().filter(|most| *most > 0),
                "outlook.timezone" => {
                    read.zone = zone(value).ok_or_else(|| no_zone(value))?;
                    read.zone_name = value.to_owned();
                }
                _ => continue,
            }
            let spelled = if name == "idtype" { "IdType" } else { name.as_str() };
            let quote = if name == "odata.maxpagesize" { "" } else { "\"" };
            read.applied.push(format!("{spelled}={quote}{value}{quote}"));
        }
        Ok(read)
    }
}

pub(super) fn no_zone(name: &str) -> GraphResponse {
    refused(400, "ErrorInvalidTimeZone", &format!("The provided time zone '{name}' is not supported."))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let escaped = if *byte == b'%' { Some(std::str::from_utf8(after.get(..2)?).ok()?) } else { None };
        bytes.push(escaped.map_or(Some(*byte), |digits| u8::from_str_radix(digits, 16).ok())?);
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).ok()
}
