//! What sentences name: accounts, calendars, the change that is spoken of.

use daybook_core::app::App;
use daybook_core::app::sentences::{Fact, Facts};
use daybook_core::app::views::{Connection, Differs, FreeTime, HistoryField, SignInKind, UiError};

use super::moment;

/// The accounts there are.
#[derive(Default)]
pub struct Accounts {
    connections: Vec<Connection>,
    /// Ids of the providers that are signed in to in the browser.
    browser: Vec<String>,
    /// Of each provider, by id, when it ends a sign-in by itself; empty = nothing to say.
    ends: Vec<(String, String)>,
    /// `2026-12-01`
    today: String,
}

impl Accounts {
    pub fn read(app: &App) -> Result<Self, UiError> {
        let providers = app.providers();
        let browser = providers.iter().filter(|one| one.sign_in == SignInKind::Browser).map(|one| one.id.clone());
        let browser = browser.collect();
        let ends = providers.into_iter().map(|one| (one.id, one.words.ends)).collect();
        Ok(Self { connections: app.connections()?, browser, ends, today: app.status().today })
    }

    /// Whether a day is today or later.
    pub fn is_to_come(&self, day: &str) -> bool {
        day >= self.today.as_str()
    }

    /// Whether anything is connected.
    pub fn any(&self) -> bool {
        !self.connections.is_empty()
    }

    /// Whether the events of any calendar count as busy.
    pub fn any_busy(&self) -> bool {
        self.connections.iter().flat_map(|one| &one.calendars).any(|calendar| calendar.counts_busy && !calendar.gone)
    }

    /// What is known of a connection.
    pub fn connection(&self, id: Option<&str>) -> About<'_> {
        let connection = self.connections.iter().find(|one| Some(one.id.as_str()) == id);
        let browser = connection.is_some_and(|one| self.browser.contains(&one.provider));
        let ends = connection.and_then(|one| self.ends.iter().find(|(id, _)| *id == one.provider));
        About { connection, browser, ends: ends.map(|(_, words)| words.as_str()), ..About::default() }
    }

    /// What is known of a calendar and its connection.
    pub fn calendar(&self, id: Option<&str>) -> About<'_> {
        let calendar = self.connections.iter().flat_map(|one| &one.calendars).find(|one| Some(one.id.as_str()) == id);
        let facts = self.connection(calendar.map(|one| one.connection_id.as_str()));
        let calendar_id = calendar.map(|one| one.id.as_str());
        About { calendar: calendar.map(|one| one.name.as_str()), calendar_id, ..facts }
    }
}

/// What an account is called: its provider, or the server that the person named.
pub fn account(known: &Connection) -> &str {
    if known.server.is_some() && !known.host.is_empty() { &known.host } else { &known.label }
}

/// What a sentence may have to name.
#[derive(Clone, Copy, Default)]
pub struct About<'a> {
    pub connection: Option<&'a Connection>,
    /// The connection is signed in to in the browser.
    pub browser: bool,
    /// When its provider ends a sign-in by itself.
    pub ends: Option<&'a str>,
    pub calendar: Option<&'a str>,
    pub calendar_id: Option<&'a str>,
    pub client: Option<&'a str>,
    /// Id of the change, or of its appointment.
    pub change: Option<&'a str>,
    /// It is cancelled here.
    pub cancelled: bool,
    /// The time here, and the one the calendar has now.
    pub ours: Option<&'a str>,
    pub theirs: Option<&'a FreeTime>,
    /// What is not the same here and there.
    pub differs: &'a [Differs],
    /// What was changed there only, and comes along with any answer.
    pub along: &'a [Differs],
    /// RFC 3339: the next try.
    pub next_try: Option<&'a str>,
}

impl About<'_> {
    /// Whether nothing but the time is asked about.
    pub fn is_about_the_time(&self) -> bool {
        matches!(self.differs, [one] if one.field == HistoryField::Time)
    }

    /// What alone is asked about.
    fn only_asked(&self) -> Option<&'static str> {
        match self.differs {
            [one] => Some(super::history::name(one.field)),
            _ => None,
        }
    }

    /// What the core's sentences may name.
    pub fn facts(&self) -> Facts {
        Facts::default()
            .and_maybe(Fact::Provider, self.connection.map(account))
            .and_maybe(Fact::Host, self.connection.map(|known| known.host.as_str()))
            .and_maybe(Fact::Calendar, self.calendar)
            .and_maybe(Fact::Client, self.client)
            .and_maybe(Fact::Since, self.connection.and_then(|known| known.last_sync.as_deref()).map(moment))
            .and_maybe(Fact::Again, self.next_try.map(moment))
            .and_maybe(Fact::Ends, self.ends)
            .and_maybe(Fact::Cancelled, self.cancelled.then_some("here"))
            .and_maybe(Fact::Asked, self.only_asked())
    }
}
