//! Why something is as it is: one enum of every reason that the core or a face of it can give.
//! The doc of a variant says when it is given.

use super::words::words;

macro_rules! reasons {
    ($($(#[doc = $when:literal])+ $name:ident = $word:literal),+ $(,)?) => {
        words! {
            /// The key of a message: the code of an error, or why something waits, needs the person or is not known.
            pub enum Reason { $($(#[doc = $when])+ $name = $word),+ }
        }

        impl Reason {
            /// When it is given, in one line.
            pub fn when(self) -> &'static str {
                match self { $(Self::$name => concat!($($when),+).trim_start()),+ }
            }
        }
    };
}

reasons! {
    /// Apple or another provider with app passwords did not accept the password; it is not tried again by itself.
    AuthAppPassword = "auth.app_password",
    /// A CalDAV server did not accept the user name and the password; they are not tried again by themselves.
    AuthCaldavPassword = "auth.caldav_password",
    /// The server wants another sign-in than a user name and a password.
    AuthNoPassword = "auth.no_password",
    /// The server sends every request back to where it came from, as a sign-in by web page does.
    AuthLoop = "auth.loop",
    /// Signed in, and no calendar was found.
    AuthCaldavNone = "auth.caldav_none",
    /// Signed in, and the account has no calendar yet.
    AuthNoCalendar = "auth.no_calendar",
    /// What answers at the address is not a calendar server.
    AuthNotCaldav = "auth.not_caldav",
    /// The address is plain http to another computer.
    AuthInsecure = "auth.insecure",
    /// The certificate is not valid for the host.
    AuthCertificate = "auth.certificate",
    /// The server sends Daybook on to another site; the password did not go there.
    AuthRedirect = "auth.redirect",
    /// The answer is far larger than a calendar.
    AuthTooLarge = "auth.too_large",
    /// The provider ended the sign-in.
    AuthExpired = "auth.expired",
    /// A calendar link no longer works: it was reset or taken back.
    AuthLinkGone = "auth.link_gone",
    /// What is at a calendar link is no calendar, or not the whole of it.
    AuthLinkUnreadable = "auth.link_unreadable",
    /// What was found at an account was found more than ten minutes ago, or was used.
    AuthLate = "auth.late",
    /// The browser did not open.
    AuthNoBrowser = "auth.no_browser",
    /// This Daybook has no client ID for the provider.
    AuthNotSetUp = "auth.not_set_up",
    /// A setting, the client ID, the redirect address or the scope is not one the provider accepts.
    AuthMisconfigured = "auth.misconfigured",
    /// Daybook could not listen for the browser to come back to.
    AuthNoListener = "auth.no_listener",
    /// What was pasted is not the end of a sign-in.
    AuthBadLink = "auth.bad_link",
    /// The link ends another sign-in.
    AuthStateMismatch = "auth.state_mismatch",
    /// The person chose not to give access.
    AuthDeclined = "auth.browser_denied",
    /// An administrator has to approve Daybook before this account may use it.
    AuthApproval = "auth.approval",
    /// The provider's calendar service is not switched on for this client ID.
    AuthApiOff = "auth.api_off",
    /// The provider, or an administrator there, did not let Daybook in.
    AuthRefused = "auth.refused",
    /// The page was not finished within ten minutes.
    AuthBrowserTimeout = "auth.browser_timeout",
    /// The answer of the sign-in was used before, or is too old.
    AuthCode = "auth.code",
    /// The sign-in was cancelled here.
    AuthCancelled = "auth.cancelled",
    /// The terminal only: the sign-in was finished before.
    AuthFinished = "auth.finished",
    /// Signed in, and access to calendars was not given.
    AuthNoCalendarAccess = "auth.no_calendar_access",
    /// Access was given to read only.
    AuthPartial = "auth.partial",
    /// The provider gave access for an hour and nothing to renew it with.
    AuthNoRefreshToken = "auth.no_refresh_token",
    /// Somebody else signed in than the connection belongs to.
    AuthOtherAccount = "auth.other_account",
    /// The provider's answer to a sign-in makes no sense.
    AuthNotUnderstood = "auth.not_understood",
    /// The sign-in ended in another Daybook on the same data.
    AuthElsewhere = "auth.elsewhere",
    /// This computer has no network.
    NetOffline = "net.offline",
    /// The host does not answer.
    NetServer = "net.server",
    /// Secure connections cannot be made on this computer: its certificates cannot be used.
    NetSetup = "net.setup",
    /// The provider asked Daybook to slow down.
    RateLimited = "rate.limited",
    /// The provider refused this change.
    SyncRejected = "sync.rejected",
    /// The provider's server failed at this change when it was last sent.
    SyncFailing = "sync.failing",
    /// What the provider answered to this change, or holds in its place, was not understood.
    SyncNotUnderstood = "sync.not_understood",
    /// The same was changed here and there; `differs` names each field with both values, and `theirs` is the time there.
    SyncConflict = "sync.conflict",
    /// By the time zone rules that Daybook has now it stands at another time there; `theirs` is that.
    SyncRules = "sync.rules",
    /// The event was deleted there, or cancelled.
    SyncDeleted = "sync.deleted",
    /// It is cancelled here and stands there: it was brought back, or changed since it was last known.
    SyncBack = "sync.back",
    /// The event was made into a series there: the person says how much of it is changed.
    SyncSeries = "sync.series",
    /// A series was changed here and there in what is the same, or repeats there as no series of Daybook does.
    SyncRepeats = "sync.repeats",
    /// The account there is full.
    SyncFull = "sync.full",
    /// Another Daybook on the same data is syncing.
    SyncElsewhere = "sync.elsewhere",
    /// The calendar was not there when it was last looked for, which does not prove that it was deleted.
    CalMissing = "cal.missing",
    /// So much of the calendar is gone or moved there at once that the person is asked before any of it is believed.
    CalMassChange = "cal.mass_change",
    /// The account of the calendar where it belongs is not connected.
    CalAway = "cal.away",
    /// The calendar was deleted there.
    CalGone = "cal.gone",
    /// The provider does not let the calendar be read.
    CalRefused = "cal.refused",
    /// The provider's server fails at reading the calendar each time.
    CalFailing = "cal.failing",
    /// What the provider sent of the calendar was not understood.
    CalNotUnderstood = "cal.not_understood",
    /// The terminal only: booked, and only on this computer, because no connected calendar receives bookings.
    CalNoneReceives = "cal.none_receives",
    /// The time lies outside the span of the calendar that is read.
    CalBeyond = "cal.beyond",
    /// The calendar was not read lately, though nothing is known to keep Daybook from it.
    CalStale = "cal.stale",
    /// The calendar takes no bookings.
    CalReadOnly = "cal.read_only",
    /// No connected calendar takes bookings.
    CalNoneWritable = "cal.none_writable",
    /// The appointment is in a calendar already and cannot be sent to another one.
    CalThere = "cal.there",
    /// An object in the calendar cannot be read, so its time is not known.
    EventUnreadable = "event.unreadable",
    /// A rule of an event in the calendar cannot be read, so its dates after the first are not known.
    EventRule = "event.rule",
    /// An event in the calendar has a start that cannot be read.
    EventStart = "event.start",
    /// An event in the calendar is too large to be read.
    EventTooLarge = "event.too_large",
    /// An event in the calendar has more dates than Daybook counts.
    EventTooOften = "event.too_often",
    /// An event is in a time zone that nobody knows: its time is a guess, and may be hours off.
    EventZone = "event.zone",
    /// The person paused the connection.
    Paused = "paused",
    /// The time is taken; "anyway" books it.
    BookOverlap = "book.overlap",
    /// The hour does not exist because the clocks go forward.
    BookSkipped = "book.skipped",
    /// The hour comes twice because the clocks go back, and which of the two was not said.
    BookTwice = "book.twice",
    /// A cancelled appointment cannot be moved or changed.
    BookCancelled = "book.cancelled",
    /// No time zone was named, none is chosen, and this computer does not tell its own.
    ZoneUnknown = "zone.unknown",
    /// The terminal only: booked, and nobody was invited, because the calendar's account has no e-mail address.
    InviteNoAddress = "invite.no_address",
    /// The terminal only: booked, and the server of the calendar mails no invitations.
    InviteNotMailed = "invite.not_mailed",
    /// The account tells guests of every change, so this one cannot be kept from the client. Nothing was changed.
    InviteAlways = "invite.always",
    /// The appointment was changed again since, or the change was sent, so it cannot be undone.
    UndoLate = "undo.late",
    /// The client was told of the change, so it is not taken back in silence.
    UndoTold = "undo.told",
    /// The keychain is locked at the start.
    KeyLockedStart = "key.locked_start",
    /// The keychain locked itself while Daybook ran.
    KeyLockedLater = "key.locked_later",
    /// The keychain does not hold the key of this data, or of this sign-in.
    KeyMissing = "key.missing",
    /// This computer has no keychain.
    KeyNone = "key.none",
    /// The data is protected by a passphrase.
    KeyPassphrase = "key.passphrase",
    /// The passphrase is not the one of this data.
    KeyWrongPassphrase = "key.wrong_passphrase",
    /// A new passphrase has fewer than 8 characters.
    KeyShort = "key.short",
    /// A new passphrase is one of those that are tried first.
    KeyWeak = "key.weak",
    /// The keychain did not answer in time.
    KeyNoAnswer = "key.no_answer",
    /// The keychain failed.
    KeyFailed = "key.failed",
    /// The disk is full.
    StoreFull = "store.full",
    /// The file system of the data folder gives no locks, without which two syncs could run at once.
    StoreLock = "store.lock",
    /// The data file is damaged.
    StoreFile = "store.file",
    /// The data file was written by a newer Daybook.
    StoreNewer = "store.newer",
    /// Another process has been writing for too long.
    StoreBusy = "store.busy",
    /// A row of the data file is damaged.
    StoreRecord = "store.record",
    /// The data folder cannot be used.
    StoreFolder = "store.folder",
    /// The data file failed in another way.
    StoreFailed = "store.failed",
    /// What was typed cannot be meant.
    Input = "input",
    /// There is nothing with this id.
    NotFound = "not_found",
    /// The terminal only: the command line cannot be understood.
    Usage = "usage",
    /// The operating system did not do what Daybook asked.
    System = "system",
    /// Another version of Daybook noted a reason that this one does not know.
    Unknown = "unknown",
}

#[cfg(test)]
mod tests {
    use super::*;

    /// H2
    #[test]
    fn every_reason_has_a_word_of_its_own_and_says_when_it_is_given() {
        let words: std::collections::HashSet<_> = Reason::ALL.iter().map(|reason| reason.word()).collect();
        assert_eq!(words.len(), Reason::ALL.len());
        for reason in Reason::ALL {
            assert_eq!(Reason::from_word(reason.word()), Some(*reason));
            assert!(reason.when().ends_with('.') && !reason.when().starts_with(' '), "{reason:?}: {}", reason.when());
        }
    }
}
