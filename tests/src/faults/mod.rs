//! What becomes of every kind of request at every provider when any fault meets it: one table, as data. Each of its cells
//! is caused in `tests/faults`, and `cargo x faults` prints it.

pub mod cause;
pub mod document;
pub mod outcome;
pub mod table;

use daybook_core::providers::MOST_ASKED;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Request {
    /// Finds out who is signed in, and where the calendars are.
    Discover,
    /// Finds out what a server can do: whether it mails guests by itself (RFC 6638 section 2).
    Options,
    /// Makes a calendar in an account that has none (RFC 4791 section 5.3.1).
    Make,
    /// Redeems what the browser came back with.
    Exchange,
    /// Renews the access token.
    Renew,
    List,
    /// Which of the calendars is the account's own: only that one has a log at Outlook.
    Primary,
    /// The state of a calendar before all of it is read.
    State,
    /// All there is of a calendar.
    ReadAll,
    /// What is new since a cursor.
    ReadNew,
    /// Which of the events that a log brought carry our tag: Outlook's log does not say.
    Look,
    /// The bodies of events that a list only named, or one event that is looked at.
    Fetch,
    /// The dates of a series.
    Dates,
    /// Whether an event that was fetched stands in this calendar: an id at Outlook outlives a deletion.
    Within,
    Create,
    Update,
    Remove,
    /// Whether the calendar is there in which an event is not.
    Exists,
    /// What takes place around a time, before a booking.
    Ask,
    /// Tells the provider that a sign-in is over (RFC 7009).
    GiveBack,
    /// Anything else: not part of the table.
    Other,
}

impl Request {
    /// Those of the table.
    pub const ALL: &[Self] = &[
        Self::Exchange,
        Self::Discover,
        Self::Options,
        Self::Make,
        Self::Renew,
        Self::List,
        Self::Primary,
        Self::State,
        Self::ReadAll,
        Self::ReadNew,
        Self::Look,
        Self::Fetch,
        Self::Dates,
        Self::Within,
        Self::Create,
        Self::Update,
        Self::Remove,
        Self::Exists,
        Self::Ask,
        Self::GiveBack,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Discover => "find the account",
            Self::Options => "ask what it can do",
            Self::Make => "make a calendar",
            Self::Exchange => "redeem the code",
            Self::Renew => "renew the token",
            Self::List => "list the calendars",
            Self::Primary => "look which is the main calendar",
            Self::State => "look at the state",
            Self::ReadAll => "read all",
            Self::ReadNew => "read what is new",
            Self::Look => "look for ours",
            Self::Fetch => "fetch events",
            Self::Dates => "read the dates of a series",
            Self::Within => "look in the calendar",
            Self::Create => "create",
            Self::Update => "update",
            Self::Remove => "remove",
            Self::Exists => "look for the calendar",
            Self::Ask => "ask about a time",
            Self::GiveBack => "give back the sign-in",
            Self::Other => "anything else",
        }
    }

    /// Returns what stands for the calendar that a request to any provider is about.
    pub fn calendar(request: &http::Request<Vec<u8>>) -> String {
        let path = request.uri().path();
        let api = path.split_once("/calendars/").map(|(_, rest)| rest.split('/').next().unwrap_or_default());
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        api.unwrap_or(folder).to_owned()
    }

    /// Returns what a request to this provider is for.
    pub fn of(provider: &str, request: &http::Request<Vec<u8>>) -> Self {
        let url = url::Url::parse(&request.uri().to_string()).unwrap();
        let has = |name: &str| request.headers().contains_key(name);
        let (method, path) = (request.method().as_str(), url.path());
        let option =
            |name: &str| url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
        let asks = |name: &str| option(name).is_some();
        let asks_for = |name: &str, value: &str| option(name).is_some_and(|told| told == value);
        let most_asked = MOST_ASKED.to_string();
        match (provider, method) {
            ("link", _) => Self::ReadNew,
            ("google" | "outlook", "POST") if path.ends_with("/token") => {
                let body = String::from_utf8_lossy(request.body());
                if body.contains("grant_type=refresh_token") { Self::Renew } else { Self::Exchange }
            }
            ("google" | "outlook", "POST") if path.ends_with("/revoke") => Self::GiveBack,
            ("google" | "outlook", "POST") if path.ends_with("events") => Self::Create,
            ("google" | "outlook", "PATCH") => Self::Update,
            (_, "DELETE") => Self::Remove,
            ("google", "GET") if path.ends_with("/userinfo") => Self::Discover,
            ("google", "GET") if path.ends_with("/calendarList") => Self::List,
            ("google" | "outlook", "GET") if path.ends_with("/instances") => Self::Dates,
            ("google", "GET") if asks("syncToken") => Self::ReadNew,
            ("google", "GET") if asks("timeMin") && asks_for("maxResults", &most_asked) => Self::Ask,
            ("google", "GET") if asks("timeMin") => Self::ReadAll,
            ("google", "GET") if path.ends_with("/events") && asks_for("maxResults", "1") => Self::Exists,
            ("google", "GET") if path.contains("/events/") => Self::Fetch,
            ("outlook", "GET") if path.ends_with("/me") => Self::Discover,
            ("outlook", "GET") if path.ends_with("/me/calendars") => Self::List,
            ("outlook", "GET") if path.ends_with("/me/calendar") => Self::Primary,
            ("outlook", "GET") if path.ends_with("/delta") && asks("$deltatoken") => Self::ReadNew,
            ("outlook", "GET") if path.contains("calendarView") => match () {
                () if asks("$select") => Self::Within,
                () if asks_for("$top", &most_asked) => Self::Ask,
                () => Self::ReadAll,
            },
            ("outlook", "GET") if path.contains("/me/calendars/") => Self::Exists,
            ("outlook", "GET") if path.contains("/me/events/") => Self::Fetch,
            ("outlook", "GET") if path.ends_with("/me/events") => Self::Look,
            ("google" | "outlook", _) => Self::Other,
            (_, "PUT") if has("if-none-match") => Self::Create,
            (_, "PUT") => Self::Update,
            (_, "GET") => Self::Fetch,
            (_, "OPTIONS") => Self::Options,
            (_, "MKCALENDAR") => Self::Make,
            (_, _) => {
                let alone = request.headers().get("depth").is_some_and(|depth| depth == "0");
                let body = String::from_utf8_lossy(request.body());
                match () {
                    () if body.contains("calendar-multiget") => Self::Fetch,
                    () if body.contains("sync-collection") => Self::ReadNew,
                    () if body.contains("calendar-query") && body.contains("calendar-data") => Self::Ask,
                    () if body.contains("calendar-home-set") => Self::Discover,
                    () if body.contains("supported-calendar-component-set") => Self::List,
                    () if body.contains("getctag") => Self::State,
                    () if body.contains("getetag") && !alone => Self::ReadAll,
                    () if body.contains("resourcetype") && alone => Self::Exists,
                    () => Self::Other,
                }
            }
        }
    }
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// This computer has no network.
    NoNetwork,
    /// No connection to the server comes about.
    Refused,
    /// The connection is cut before the server has done anything.
    CutBefore,
    /// The server does what it is asked, and the answer is cut.
    CutAfter,
    /// No answer within the limit.
    TimeOut,
    /// An answer with this status, in the provider's own form. Nothing was done.
    Said(Said),
    /// 200 and a page, as behind a hotel's network. Nothing was done.
    Html,
    /// Half of the answer, as a whole.
    Truncated,
    /// The answer without anything in it.
    Empty,
    /// There is always another page.
    Endless,
    /// 50 MB.
    Flood,
}

/// An answer that is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Said {
    pub status: u16,
    /// The provider's word for it; empty = no body.
    pub word: &'static str,
    /// `Retry-After`, in seconds.
    pub wait: Option<u32>,
}

/// An answer with this status and word.
pub const fn said(status: u16, word: &'static str) -> Fault {
    Fault::Said(Said { status, word, wait: None })
}

/// The same with a wish for patience.
pub const fn patient(status: u16, word: &'static str) -> Fault {
    Fault::Said(Said { status, word, wait: Some(PATIENCE) })
}

/// Seconds of patience that a server asks for here.
pub const PATIENCE: u32 = 1500;

impl Fault {
    /// How it stands in the document.
    pub fn word(self) -> String {
        match self {
            Self::NoNetwork => "no network".into(),
            Self::Refused => "connection refused".into(),
            Self::CutBefore => "cut before".into(),
            Self::CutAfter => "cut after".into(),
            Self::TimeOut => "time-out".into(),
            Self::Html => "200 and a web page".into(),
            Self::Truncated => "half of the answer".into(),
            Self::Empty => "an empty answer".into(),
            Self::Endless => "pages without end".into(),
            Self::Flood => "50 MB".into(),
            Self::Said(Said { status, word, wait }) => {
                let word = match word {
                    "" => String::new(),
                    "<error>" => " `<error/>`".into(),
                    word => format!(" `{word}`"),
                };
                let patience = if wait.is_some() { ", patience" } else { "" };
                format!("{status}{word}{patience}")
            }
        }
    }
}
