//! What became of a request: the size of the failure, and what the change, the calendar and the connection say then.

use super::Request;

/// How much a failure concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Nothing,
    Request,
    Calendar,
    Connection,
    /// The request was carried out, and nobody was told.
    LostAnswer,
}

impl Size {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Request => "this request",
            Self::Calendar => "this calendar",
            Self::Connection => "this connection",
            Self::LostAnswer => "this connection, and an answer is lost",
        }
    }
}

/// When it is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    Never,
    /// With the next reading, in five minutes.
    NextReading,
    /// When somebody asks about a time again.
    NextQuestion,
    /// 5 seconds, then twice as long each time, at most 15 minutes.
    BackOff,
    /// As the server said.
    AsTold,
    AfterAnHour,
    /// Once the person has decided.
    Decided,
    /// Once the person has signed in.
    SignedIn,
}

impl Again {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Never => "",
            Self::NextReading => "within 5 minutes",
            Self::NextQuestion => "with the next question",
            Self::BackOff => "after 5 seconds, then twice as long each time, at most 15 minutes",
            Self::AsTold => "when the server said",
            Self::AfterAnHour => "after an hour",
            Self::Decided => "once the person has decided",
            Self::SignedIn => "once the person has signed in",
        }
    }
}

/// All that can be seen of one failure. Words are those of `--json`: a state, and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub size: Size,
    /// The change that was sent; empty where nothing was.
    pub change: String,
    /// Other changes went out, and other calendars were read.
    pub others: bool,
    pub connection: String,
    pub again: Again,
}

/// A kind of outcome, by name.
pub struct Outcome {
    pub name: &'static str,
    pub size: Size,
    pub change: &'static str,
    pub connection: &'static str,
    pub again: Again,
}

const fn request(name: &'static str, change: &'static str, again: Again) -> Outcome {
    Outcome { name, size: Size::Request, change, connection: "connected", again }
}

const fn connection(name: &'static str, connection: &'static str, again: Again) -> Outcome {
    Outcome { name, size: Size::Connection, change: "", connection, again }
}

/// Every outcome there is. Where the whole connection waits, a change waits for the same reason.
pub const ALL: &[Outcome] = &[
    Outcome { name: "done", size: Size::Nothing, change: "synced", connection: "connected", again: Again::Never },
    request("later", "waiting sync.failing", Again::BackOff),
    request("listed later", "", Again::NextReading),
    // It was carried out, and is not called that before it is seen there.
    request("seen later", "waiting", Again::NextReading),
    request("as read", "", Again::NextQuestion),
    request("no calendar", "waiting cal.missing", Again::BackOff),
    request("refused", "needs_you sync.rejected", Again::Decided),
    request("full", "needs_you sync.full", Again::Decided),
    Outcome { name: "unread", size: Size::Calendar, change: "", connection: "connected", again: Again::NextReading },
    Outcome {
        name: "missing",
        size: Size::Calendar,
        change: "cal.missing",
        connection: "connected",
        again: Again::NextReading,
    },
    Outcome {
        name: "lost",
        size: Size::LostAnswer,
        change: "",
        connection: "offline net.server",
        again: Again::BackOff,
    },
    connection("offline", "offline net.offline", Again::BackOff),
    connection("no answer", "offline net.server", Again::BackOff),
    connection("patience", "waiting rate.limited", Again::AsTold),
    connection("slower", "waiting rate.limited", Again::BackOff),
    connection("an hour", "waiting rate.limited", Again::AfterAnHour),
    connection("signed out", "needs_sign_in auth.expired", Again::SignedIn),
    connection("not set up", "not_syncing auth.misconfigured", Again::BackOff),
    connection("switched off", "not_syncing auth.api_off", Again::BackOff),
    connection("link gone", "needs_sign_in auth.link_gone", Again::AfterAnHour),
    connection("no calendar there", "not_syncing auth.link_unreadable", Again::BackOff),
    connection("too large", "not_syncing auth.too_large", Again::BackOff),
];

impl Seen {
    /// Returns the name of this outcome, or all that is seen if it has none. A sign-in is named by its code.
    pub fn name(&self, request: Request) -> String {
        let named = ALL.iter().find(|one| {
            let reason = self.connection.split_once(' ').map_or("", |(_, reason)| reason);
            let change = match one.size {
                Size::Connection | Size::LostAnswer => {
                    ["".to_owned(), format!("waiting {reason}")].contains(&self.change)
                }
                Size::Nothing => self.change.is_empty() || self.change == one.change,
                Size::Request | Size::Calendar => self.change == one.change,
            };
            let others = self.others || matches!(one.size, Size::Connection | Size::LostAnswer);
            let is = (one.size, one.connection, one.again) == (self.size, self.connection.as_str(), self.again);
            is && change && others
        });
        match named {
            Some(one) => one.name.to_owned(),
            None if matches!(request, Request::Discover | Request::Exchange) => self.change.clone(),
            None => format!("{self:?}"),
        }
    }
}
