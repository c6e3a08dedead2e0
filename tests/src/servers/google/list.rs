//! `events.list`: windows, pages, sync tokens. As at Google, a page is cut before it is filtered, so it may be
//! short or empty although there are more.

use std::sync::Arc;

use base64::Engine as _;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::{Asked, Query};
use super::error::{ApiResult, Refusal};
use super::event::{View, shown, tombstone};
use super::state::{Calendar, State, Stored, now};
use super::{read, series, times};

const USUAL: usize = 250;
const MOST: usize = 2500;

/// Not allowed together with a sync token.
const RESTRICTIONS: [&str; 8] = [
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
];
/// May differ from page to page.
const FREE: [&str; 9] =
    ["pageToken", "maxResults", "alt", "fields", "key", "prettyPrint", "quotaUser", "userIp", "showDeleted"];

/// What a sync token means.
#[derive(Clone)]
pub(super) struct SyncPoint {
    /// The list it belongs to.
    of: String,
    parameters: String,
    /// The number of the last change that was reported.
    pub version: u64,
    window: Window,
}

#[derive(Clone, Copy, Default)]
struct Window {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

/// What a page token means.
pub(super) struct Page {
    of: String,
    parameters: String,
    entries: Arc<Vec<Entry>>,
    first: usize,
    then: Option<SyncPoint>,
}

struct Entry {
    event: Value,
    /// Left out of its page otherwise.
    shown: bool,
}

/// What faults do to a page.
#[derive(Default)]
pub(super) struct Bent {
    pub empty: bool,
    pub repeated: bool,
    pub at_most: Option<usize>,
    pub expired: bool,
}

impl SyncPoint {
    pub fn new(of: &str, parameters: &str, version: u64) -> Self {
        Self { of: of.to_owned(), parameters: parameters.to_owned(), version, window: Window::default() }
    }

    /// The token for it.
    pub fn given_out(self, state: &mut State) -> String {
        let text = token(&format!("sync {} {}", state.tokens.len(), self.version));
        state.tokens.insert(text.clone(), Some(self));
        text
    }

    pub fn of(state: &State, token: &str, of: &str, parameters: &str, expired: bool) -> ApiResult<Self> {
        match state.tokens.get(token) {
            _ if expired => Err(Refusal::full_sync_required()),
            Some(None) => Err(Refusal::full_sync_required()),
            Some(Some(point)) if point.of == of && point.parameters == parameters => Ok(point.clone()),
            // Google calls what it does then undefined.
            Some(Some(_)) => Err(Refusal::global(400, "badRequest", "The sync token belongs to another request.")),
            None => Err(Refusal::invalid("Invalid sync token value.").at("parameter", "syncToken")),
        }
    }
}

fn token(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(format!("{text}{}", ["", " ", "  "][(text.len() + 1) % 3]))
}

pub(super) fn list(state: &mut State, at: usize, asked: &Asked, bent: &Bent) -> ApiResult<Value> {
    let query = &asked.query;
    if let Some(name) = RESTRICTIONS.iter().find(|name| query.get(name).is_some() && query.get("syncToken").is_some()) {
        let message = "Sync token cannot be used with other query restrictions.";
        return Err(Refusal::global(400, "badRequest", message).at("parameter", *name));
    }
    if query.get("syncToken").is_some() && query.get("showDeleted") == Some("false") {
        return Err(Refusal::global(400, "badRequest", "Deletions cannot be left out of an incremental answer."));
    }
    if query.get("orderBy") == Some("startTime") && !query.flag("singleEvents") {
        let message = "The requested ordering is not available for the particular query.";
        return Err(Refusal::global(400, "badRequest", message));
    }
    if query.flag("singleEvents") {
        let unknown =
            state.calendars[at].events.values().find(|stored| !stored.cancelled() && !series::known(&stored.event));
        if let Some(rule) = unknown.map(|stored| stored.event["recurrence"].to_string()) {
            state.undocumented.push(format!("the simulator cannot expand {rule}"));
        }
    }
    let calendar = &state.calendars[at];
    let (of, view) = (format!("{} {}", calendar.account, calendar.id), asked.view(calendar)?);
    let page = match query.get("pageToken") {
        Some(token) => {
            let page =
                state.pages.get(token).filter(|page| page.of == of && page.parameters == parameters(query, true));
            let page =
                page.ok_or_else(|| Refusal::invalid("Invalid page token value.").at("parameter", "pageToken"))?;
            Page {
                of,
                parameters: page.parameters.clone(),
                entries: page.entries.clone(),
                first: page.first,
                then: page.then.clone(),
            }
        }
        None => first_page(state, at, of, asked, bent)?,
    };
    Ok(serve(state, at, page, query, &view, bent))
}

fn first_page(state: &State, at: usize, of: String, asked: &Asked, bent: &Bent) -> ApiResult<Page> {
    let query = &asked.query;
    let lasting = parameters(query, false);
    let since =
        query.get("syncToken").map(|token| SyncPoint::of(state, token, &of, &lasting, bent.expired)).transpose()?;
    let bound = |name: &str| query.get(name).and_then(times::instant);
    let window = since.as_ref().map_or(Window { from: bound("timeMin"), to: bound("timeMax") }, |point| point.window);
    if window.from.is_some_and(|from| window.to.is_some_and(|to| to <= from)) {
        return Err(Refusal::new(400, "calendar", "timeRangeEmpty", "The specified time range is empty."));
    }
    if bound("updatedMin").is_some_and(|least| now(state.version).duration_since(least).as_hours() > 24 * 30) {
        let message = "The requested minimum modification time lies too far in the past.";
        return Err(Refusal::new(410, "calendar", "updatedMinTooLongAgo", message).at("parameter", "updatedMin"));
    }
    let calendar = &state.calendars[at];
    let mut entries = match &since {
        Some(point) => changed(calendar, point, query.flag("singleEvents")),
        None => all(calendar, window, query),
    };
    match query.get("orderBy") {
        Some("startTime") => entries.sort_by_key(|one| times::begins(&one.event["start"], &calendar.zone())),
        Some(_) => entries.sort_by_key(|one| one.event["updated"].as_str().map(str::to_owned)),
        None => {}
    }
    let bare = RESTRICTIONS.iter().all(|name| name.starts_with("time") || query.get(name).is_none());
    let then = bare.then(|| SyncPoint { of: of.clone(), parameters: lasting, version: state.version, window });
    Ok(Page { of, parameters: parameters(query, true), entries: Arc::new(entries), first: 0, then })
}

fn serve(state: &mut State, at: usize, page: Page, query: &Query, view: &View, bent: &Bent) -> Value {
    let size = query.number("maxResults").unwrap_or(USUAL).min(MOST).min(bent.at_most.unwrap_or(MOST));
    let from = if bent.repeated && page.first > 0 { page.first - 1 } else { page.first };
    let to = if bent.empty { page.first } else { (page.first + size).min(page.entries.len()) };
    let calendar = &state.calendars[at];
    let write = |event: &Value| {
        if event["status"] == "cancelled" { tombstone(event, view) } else { shown(event, calendar, view) }
    };
    let entries = &page.entries[from.min(to)..to];
    let items: Vec<Value> = entries.iter().filter(|entry| entry.shown).map(|entry| write(&entry.event)).collect();
    let mut answer = read::about(calendar, &view.zone);
    answer["items"] = json!(items);
    if bent.empty || to < page.entries.len() {
        let text = token(&format!("page {}", state.pages.len()));
        state.pages.insert(text.clone(), Page { first: to, ..page });
        answer["nextPageToken"] = json!(text);
    } else if let Some(point) = page.then {
        answer["nextSyncToken"] = json!(point.given_out(state));
    }
    answer
}

/// Returns the parameters that identify the list: for a page token all, for a sync token those allowed with one.
fn parameters(query: &Query, of_page: bool) -> String {
    let counts =
        |name: &str| !FREE.contains(&name) && (of_page || !RESTRICTIONS.contains(&name) && name != "syncToken");
    let mut named: Vec<_> = query.0.iter().filter(|(name, _)| counts(name)).collect();
    named.sort();
    named.iter().map(|(name, value)| format!("{name}={value}&")).collect()
}

/// Returns what is there, with what does not belong marked.
fn all(calendar: &Calendar, window: Window, query: &Query) -> Vec<Entry> {
    let (single, deleted) =
        (query.flag("singleEvents"), query.flag("showDeleted") || query.get("updatedMin").is_some());
    let mut entries = Vec::new();
    for stored in calendar.events.values() {
        let series = stored.event["recurrence"].is_array();
        let master = stored.event["recurringEventId"].as_str().and_then(|id| calendar.events.get(id));
        let of_live_series = master.is_some_and(|master| !master.cancelled());
        let stays = !stored.cancelled() || deleted || !single && of_live_series;
        if single && series {
            let own = series::occurrences(&stored.event, &calendar.zone()).into_iter();
            let own = own.filter(|one| !calendar.events.contains_key(one["id"].as_str().unwrap()));
            entries.extend(own.map(|event| Entry { shown: stays && window.holds(&event, calendar), event }));
        } else {
            let inside = window.holds_stored(stored, calendar);
            entries.push(Entry { shown: stays && inside, event: stored.event.clone() });
        }
    }
    for entry in &mut entries {
        entry.shown &= query.wants(&entry.event);
    }
    entries
}

/// Returns what has changed since, in order. What left the window is reported as it is now.
fn changed(calendar: &Calendar, since: &SyncPoint, single: bool) -> Vec<Entry> {
    let mut new: Vec<&Stored> = calendar.events.values().filter(|stored| stored.version > since.version).collect();
    new.sort_by_key(|stored| stored.version);
    let mut entries = Vec::new();
    for stored in new {
        let before = stored.as_of(since.version);
        if !single {
            let was_inside = before.is_some_and(|before| since.window.holds(before, calendar));
            let shown = was_inside || since.window.holds_stored(stored, calendar);
            entries.push(Entry { event: stored.event.clone(), shown });
            continue;
        }
        let mut was = before.map(|before| occurrences(before, calendar)).unwrap_or_default();
        if before.is_none() && stored.cancelled() {
            was = occurrences(&stored.event, calendar);
        }
        let is = if stored.cancelled() { Vec::new() } else { occurrences(&stored.event, calendar) };
        let gone = was.iter().filter(|one| !is.iter().any(|other| other["id"] == one["id"]));
        let gone = gone.map(|one| {
            let mut gone = one.clone();
            gone["status"] = json!("cancelled");
            gone
        });
        let told = gone.chain(is.iter().cloned());
        let own = told.filter(|one| {
            one["id"] == stored.event["id"] || !calendar.events.contains_key(one["id"].as_str().unwrap())
        });
        entries.extend(own.map(|event| {
            let was_inside = was.iter().any(|one| one["id"] == event["id"] && since.window.holds(one, calendar));
            Entry { shown: was_inside || since.window.holds(&event, calendar), event }
        }));
    }
    entries
}

/// A single event is its only occurrence.
fn occurrences(event: &Value, calendar: &Calendar) -> Vec<Value> {
    if event["recurrence"].is_array() { series::occurrences(event, &calendar.zone()) } else { vec![event.clone()] }
}

impl Window {
    /// Returns whether it overlaps the window; events without times always do.
    fn holds(&self, event: &Value, calendar: &Calendar) -> bool {
        let at = |part: &str| times::begins(&event[part], &calendar.zone());
        self.from.is_none_or(|from| at("end").is_none_or(|end| end > from))
            && self.to.is_none_or(|to| at("start").is_none_or(|start| start < to))
    }

    /// A series is inside with any of its occurrences, and if they are not known here, then from its beginning on.
    fn holds_stored(&self, stored: &Stored, calendar: &Calendar) -> bool {
        if !stored.event["recurrence"].is_array() {
            return self.holds(&stored.event, calendar);
        }
        if !series::known(&stored.event) {
            return Self { from: None, to: self.to }.holds(&stored.event, calendar);
        }
        let mut own = series::occurrences(&stored.event, &calendar.zone()).into_iter();
        own.any(|one| self.holds(&one, calendar))
    }
}

impl Query {
    /// Applies the filters that look into an event.
    fn wants(&self, event: &Value) -> bool {
        let text = |name: &str| event[name].as_str().unwrap_or_default();
        let property = |side: &str| {
            self.all(&format!("{side}ExtendedProperty")).all(|wanted| {
                let (key, value) = wanted.split_once('=').unwrap_or((wanted, ""));
                event["extendedProperties"][side][key] == value
            })
        };
        let words = |wanted: &str| {
            let all = ["summary", "description", "location"].map(text).join(" ").to_lowercase();
            all.contains(&wanted.to_lowercase())
        };
        let mut types = self.all("eventTypes").peekable();
        let kind = types.peek().is_none() || types.any(|wanted| wanted == text("eventType"));
        kind && property("private")
            && property("shared")
            && self.get("iCalUID").is_none_or(|uid| uid == text("iCalUID"))
            && self.get("q").is_none_or(words)
            && self
                .get("updatedMin")
                .and_then(times::instant)
                .is_none_or(|least| times::instant(text("updated")).is_none_or(|updated| updated >= least))
    }
}
