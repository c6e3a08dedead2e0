//! Connections as a face is shown them, and the way to one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ConnectionStatus, Hue, Reason, Rule, SignInKind, UiError};

/// A way to connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProviderView {
    pub id: String,
    pub label: String,
    pub sign_in: SignInKind,
    /// The form asks for a server address.
    pub asks_server: bool,
    /// There is a page where what the form asks for is made.
    pub has_help: bool,
    /// The form says "app-specific password".
    pub app_password: bool,
    /// Signing in is not set up here: the setting that is missing or wrong.
    pub missing: Option<String>,
    pub words: ProviderWords,
}

/// What is said of one provider alone. A text may be empty: then there is nothing to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ProviderWords {
    /// Above the form.
    pub intro: String,
    /// How a person gets what the form asks for; the link to the page follows the first.
    pub steps: Vec<Vec<TextRun>>,
    /// Where a person finds what the form asks for, service by service.
    pub sources: Vec<SourceView>,
    /// The whole name of the link to the provider's page.
    pub page: Option<String>,
    /// Labels of the fields.
    pub server: String,
    pub user: String,
    pub user_is_email: bool,
    pub password: String,
    /// Below the password.
    pub hint: String,
    /// How a password looks.
    pub shape: String,
    /// What becomes of what was typed.
    pub kept: String,
    /// Whose password is typed in the browser.
    pub account: String,
    /// What to allow in the browser, so that Daybook can book.
    pub allow: Vec<TextRun>,
    /// The same, after it was not allowed.
    pub allow_now: String,
    /// What to do where the provider's page warns, or shows an error and never leads back.
    pub stuck: Vec<TextRun>,
    /// When the provider ends a sign-in by itself, as a sentence.
    pub ends: String,
}

/// Where to find something at one service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SourceView {
    pub name: String,
    pub way: Vec<TextRun>,
}

/// A piece of a text; `strong` = as it is written on the provider's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TextRun {
    pub text: String,
    pub strong: bool,
}

/// What was found at an account, before anything is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FoundAccount {
    /// Names this look-up for `connect`; good for 10 minutes.
    pub found_id: String,
    pub provider: String,
    pub email: String,
    /// The same account is connected already: connecting updates it.
    pub connection_id: Option<String>,
    /// The person allowed reading only.
    pub read_only: bool,
    pub calendars: Vec<FoundCalendarView>,
}

/// A sign-in in the browser, from the press of the button to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SignInView {
    pub id: String,
    pub provider: String,
    pub label: String,
    /// The connection that is signed in to again, and its e-mail.
    pub connection_id: Option<String>,
    pub email: Option<String>,
    pub step: SignInStep,
    /// The page to open, to copy where no browser opens. Carries nothing secret.
    pub url: String,
    /// Seconds until it is too late.
    pub left: u32,
    /// `found`: what there is to choose from. Also where another account than `email` signed in.
    pub account: Option<FoundAccount>,
    pub error: Option<UiError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInStep {
    /// The page is open in the browser.
    Waiting,
    /// The answer is here; the account is read.
    Finishing,
    /// Calendars can be chosen.
    Found,
    /// Connected.
    Done,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FoundCalendarView {
    /// Names it in `ConnectChoice`.
    pub key: String,
    pub name: String,
    pub hue: Hue,
    pub can_write: bool,
    /// What Daybook proposes.
    pub counts_busy: bool,
    pub receives_bookings: bool,
}

#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectChoice {
    pub found_id: String,
    /// Keys of the calendars that count as busy.
    pub busy: Vec<String>,
    /// Key of the calendar that receives bookings; `None` = bookings stay where they go now.
    pub receives: Option<String>,
    /// A connection that this one takes the place of: its saved sign-in is damaged, or it is a calendar link and this is
    /// its new one.
    pub replaces: Option<String>,
    /// The person's own name for the calendar of a link; empty = as it is called there, `None` = as before.
    pub name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Connection {
    pub id: String,
    pub provider: String,
    /// The provider's label.
    pub label: String,
    /// What it is called in a sentence: its provider, the server that the person named, or the calendar of a link.
    pub name: String,
    pub email: String,
    pub status: ConnectionStatus,
    /// Why, where the status is not `connected`.
    pub reason: Option<Reason>,
    /// The host, for `net.server`.
    pub host: String,
    /// What to sign in again with, where that takes a user name: the server's address too if the person named it.
    pub user: Option<String>,
    pub server: Option<String>,
    pub primary: bool,
    /// The server mails invitations, new times and cancellations to clients by itself. Where it does not, nobody does.
    pub mails_clients: bool,
    /// It does so whatever is asked: the person has no choice of whether a guest is told.
    pub always_mails: bool,
    /// RFC 3339 with offset.
    pub last_sync: Option<String>,
    pub next_try: Option<String>,
    pub progress: Option<Progress>,
    /// Changes that have not reached it.
    pub waiting: u32,
    pub calendars: Vec<Calendar>,
}

/// How far a first import is, in events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Progress {
    pub done: u32,
    /// 0 = not known.
    pub total: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Calendar {
    pub id: String,
    pub connection_id: String,
    pub name: String,
    /// The person gave it its name.
    pub named_here: bool,
    pub hue: Hue,
    pub can_write: bool,
    pub counts_busy: bool,
    /// Which kinds of its events do, where it counts as busy.
    pub rules: Vec<RuleView>,
    pub receives_bookings: bool,
    /// How many events are known of it; one that repeats is one.
    pub events: u32,
    /// Drawn in the week.
    pub shown: bool,
    /// It was deleted at the provider.
    pub gone: bool,
    /// Why its times are not known: it is missing, deleted, refused or was not understood. `null` = it is read.
    pub reason: Option<Reason>,
    /// RFC 3339: since when.
    pub since: Option<String>,
    /// Much of it is gone or moved there, and the person is asked: [`super::HeldCalendar`].
    pub held: bool,
    pub last_read: Option<String>,
}

/// Whether one kind of the events of a calendar counts as busy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RuleView {
    pub rule: Rule,
    /// Which events, as the rest of a sentence: `tentative events`.
    pub which: String,
    pub counts: bool,
    /// As it is where the person says nothing.
    pub default: bool,
}
