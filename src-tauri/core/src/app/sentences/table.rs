//! The sentences. Each match arm is one reason: what happened, what it means and what to do.

use super::{Sentence, Ways};
use crate::model::reason::Reason;

const fn tell(what: Ways, rest: Ways) -> Sentence {
    Sentence { what, rest, later: &[], waits: &[] }
}

impl Sentence {
    const fn later(self, later: Ways) -> Self {
        Self { later, ..self }
    }

    const fn waits(self, waits: Ways) -> Self {
        Self { waits, ..self }
    }
}

/// Names an event that cannot be read, and why.
macro_rules! unread {
    ($why:literal) => {
        tell(
            &[
                concat!("‘{title}’ of {day} in ‘{calendar}’ cannot be read: ", $why, "."),
                concat!("‘{title}’ in ‘{calendar}’ cannot be read: ", $why, "."),
                concat!("An event of {day} in ‘{calendar}’ cannot be read: ", $why, "."),
                concat!("An event in ‘{calendar}’ cannot be read: ", $why, "."),
                concat!("An event cannot be read: ", $why, "."),
            ],
            &["This time may clash."],
        )
    };
}

/// Returns what there is to say about a reason.
pub fn sentence(reason: Reason) -> Sentence {
    match reason {
        Reason::AuthAppPassword => tell(
            &["{provider} did not accept this password.", "This password was not accepted."],
            &["Make an app password there and use it in place of your normal password."],
        ),
        Reason::AuthCaldavPassword => tell(
            &["{host} did not accept this user name and password.", "This user name and password were not accepted."],
            &["If the server uses two-step sign-in, make an app password there."],
        ),
        Reason::AuthNoPassword => tell(
            &["{host} accepts no password.", "The server accepts no password."],
            &["It asks for a kind of sign-in that Daybook does not know. Ask whoever runs it."],
        )
        .later(&["It asks for a kind of sign-in that Daybook does not know. Daybook tries again by itself."])
        .waits(&["the server accepts no password"]),
        Reason::AuthLoop => tell(
            &["{host} sends Daybook round in a circle.", "The server sends Daybook round in a circle."],
            &["It may want a sign-in on a web page, which cannot be done here. Look for the address that other calendar apps use, or ask whoever runs it."],
        )
        .later(&["It may want a sign-in on a web page. Nothing is lost, and Daybook tries again by itself."])
        .waits(&["the server sends Daybook round in a circle"]),
        Reason::AuthCaldavNone => tell(
            &["No calendars found at {host}.", "No calendars found at {provider}.", "No calendars found."],
            &[
                "{?host}Check the address, or paste the full calendar address.",
                "This account may have no mailbox or calendar. Sign in with another one.",
            ],
        ),
        Reason::AuthNoCalendar => {
            tell(&["This account has no calendar."], &["Daybook can create one called ‘Appointments’ and put your bookings in it."])
        }
        Reason::AuthNotCaldav => tell(
            &["There is no calendar server at {host}.", "There is no calendar server at this address."],
            &["Check the address, or paste the full calendar address."],
        ),
        Reason::AuthInsecure => tell(&["This address is not secure."], &["Daybook only sends passwords over https."]),
        Reason::AuthCertificate => tell(
            &["The certificate of {host} is not valid.", "The server’s certificate is not valid."],
            &["It may be for another host or out of date. Daybook sent no password."],
        )
        .later(&["Daybook sent no password and tries again later."])
        .waits(&["the server’s certificate is not valid"]),
        Reason::AuthRedirect => tell(
            &["{host} sends Daybook on to another site.", "The server sends Daybook on to another site."],
            &["The password was not sent there. Use the address of that site if you trust it."],
        )
        .later(&["Nothing was sent there. Daybook tries again later."])
        .waits(&["the server sends Daybook on to another site"]),
        Reason::AuthTooLarge => tell(
            &["{host} sent far more than a calendar.", "The server sent far more than a calendar."],
            &["Check the address."],
        ),
        Reason::AuthExpired => tell(
            &["{provider} ended this sign-in.", "The provider ended this sign-in."],
            &[
                "This happens after a password change, or when Daybook’s access was withdrawn. {ends} Nothing is lost: what is shown is from {since}.",
                "This happens after a password change, or when Daybook’s access was withdrawn. {ends} Nothing is lost.",
                "This happens after a password change, or when Daybook’s access was withdrawn. Nothing is lost: what is shown is from {since}.",
                "This happens after a password change, or when Daybook’s access was withdrawn. Nothing is lost.",
            ],
        )
        .waits(&["waits until you sign in again"]),
        Reason::AuthLinkGone => tell(
            &["The calendar link no longer works."],
            &[
                "It was reset or withdrawn. Paste the new one. What is shown is from {since}.",
                "It was reset or withdrawn. Paste the new one.",
            ],
        )
        .waits(&["waits until the new link is pasted"]),
        Reason::AuthLinkUnreadable => tell(
            &["There is no whole calendar at this link."],
            &["It may lead to a page that shows the calendar. Copy the link to the calendar itself."],
        )
        .later(&[
            "Nothing was changed here: what is shown is from {since}. Daybook reads the link again.",
            "Nothing was changed here. Daybook reads the link again.",
        ])
        .waits(&["there is no whole calendar at the link"]),
        Reason::AuthLate => tell(&["Too much time has passed since you signed in."], &["Connect again."]),
        Reason::AuthNoBrowser => {
            tell(&["Your browser did not open."], &["Open {page} yourself.", "Copy the link and open it yourself."])
        }
        Reason::AuthNotSetUp => tell(
            &["This Daybook has no client ID for {provider}.", "This Daybook has no client ID for this provider."],
            &[
                "Get one as docs/providers.md says, and write {setting}=… into {file}.",
                "docs/providers.md says how to get one.",
            ],
        ),
        Reason::AuthMisconfigured => tell(
            &["Daybook is not set up correctly for {provider}.", "Daybook is not set up correctly for this provider."],
            &[
                "{provider} answered “{word}”. docs/providers.md says what it needs.",
                "Check {setting}. docs/providers.md says what it must be.",
                "docs/providers.md says what it needs.",
            ],
        )
        .later(&["docs/providers.md says what it needs. Nothing is lost, and Daybook tries again by itself."])
        .waits(&["Daybook is not set up correctly for the provider"]),
        Reason::AuthNoListener => tell(
            &["Daybook could not get ready for the browser’s answer."],
            &["The system says: {system}. Try again.", "Try again."],
        ),
        Reason::AuthBadLink => tell(
            &["This is not the finished sign-in link."],
            &["Sign in first, then copy the address that starts with app.daybook.desktop: or http://127.0.0.1."],
        ),
        Reason::AuthStateMismatch => {
            tell(&["This link belongs to another sign-in."], &["For safety it was not used. Open the page again."])
        }
        Reason::AuthDeclined => tell(
            &["Access was not given."],
            &["Nothing was connected. If the page asked for an administrator’s approval, ask for that first."],
        ),
        Reason::AuthApproval => tell(
            &[
                "An administrator has to approve Daybook at {provider} first.",
                "An administrator has to approve Daybook first.",
            ],
            &["Ask whoever manages the accounts of your organisation, then sign in again. Nothing was connected."],
        )
        .later(&["Ask whoever manages the accounts of your organisation. Nothing is lost, and Daybook tries again by itself."])
        .waits(&["an administrator has to approve Daybook first"]),
        Reason::AuthApiOff => tell(
            &[
                "The calendar service of {provider} is not switched on for this client ID.",
                "The provider’s calendar service is not switched on for this client ID.",
            ],
            &["Switch it on in the project that the client ID belongs to, as docs/providers.md says, and try again."],
        )
        .later(&["Switch it on in the project that the client ID belongs to: docs/providers.md says where. Nothing is lost, and Daybook tries again by itself."])
        .waits(&["the provider’s calendar service is not switched on for this client ID"]),
        Reason::AuthRefused => tell(
            &["{provider} did not let Daybook in.", "The provider did not let Daybook in."],
            &["An administrator may have to allow Daybook first. Nothing was connected."],
        )
        .later(&["An administrator may have to allow Daybook. Nothing is lost, and Daybook tries again by itself."])
        .waits(&["the provider does not let Daybook in"]),
        Reason::AuthBrowserTimeout => {
            tell(&["The sign-in page was not finished in time."], &["Open it again when you are ready."])
        }
        Reason::AuthCode => tell(
            &["This sign-in can no longer be finished."],
            &["Its answer was used before or is too old. Open the page again."],
        ),
        Reason::AuthCancelled => tell(&["This sign-in was cancelled."], &["Nothing was connected."]),
        Reason::AuthFinished => {
            tell(&["This sign-in was finished before."], &["`daybook connections` lists the account."])
        }
        Reason::AuthNoCalendarAccess => tell(
            &["{provider} gave no access to calendars.", "The provider gave no access to calendars."],
            &["Nothing was connected. Sign in again and allow Daybook to see and change your calendars."],
        ),
        Reason::AuthPartial => tell(
            &["{provider} gave read access only.", "The provider gave read access only."],
            &[
                "Daybook shows this calendar but cannot book in it. {allow}",
                "Daybook shows this calendar but cannot book in it. Sign in again and allow Daybook to change it.",
            ],
        ),
        Reason::AuthNoRefreshToken => tell(
            &["{provider} did not grant lasting access.", "The provider did not grant lasting access."],
            &["Nothing was connected. Remove Daybook’s access in your account there, then connect again."],
        ),
        Reason::AuthOtherAccount => tell(
            &["You signed in as {found}, not {email}.", "You signed in to another account."],
            &[
                "Reconnect {email}, or add {found} as a new connection.",
                "Sign in to the account of this connection, or add the other one as a new connection.",
            ],
        ),
        Reason::AuthNotUnderstood => tell(
            &["{provider}’s answer was not understood.", "The provider’s answer was not understood."],
            &["Nothing was connected. Try again later."],
        ),
        Reason::AuthElsewhere => tell(
            &["{provider} was not connected.", "Nothing was connected."],
            &["The reason is shown in the other Daybook window."],
        ),
        Reason::NetOffline => tell(&["You’re offline."], &["Connect to a network and try again."])
            .later(&[
                "Book, move and cancel as usual. {waiting:1 change goes out|# changes go out} when you’re back online.",
                "Book, move and cancel as usual.",
            ])
            .waits(&["goes out when you’re back online"]),
        Reason::NetServer => tell(
            &["{host} does not answer.", "{provider} does not answer.", "The server does not answer."],
            &["{?host}Check the address, or try again later.", "Nothing was connected. Try again later."],
        )
        .later(&["Daybook tries again at {again}.", "Daybook tries again by itself."])
        .waits(&["the server does not answer, next try {again}", "the server does not answer"]),
        Reason::NetSetup => tell(
            &["Daybook cannot make secure connections here."],
            &["The system says: {system}.", "The certificates of this computer could not be read."],
        ),
        Reason::RateLimited => tell(
            &[
                "{provider} asked us to slow down.",
                "{host} asked us to slow down.",
                "The provider asked us to slow down.",
            ],
            &["Try again in a minute."],
        )
        .later(&[
            "Daybook tries again by itself at {again}. Nothing for you to do.",
            "Daybook tries again by itself. Nothing for you to do.",
        ])
        .waits(&["asked us to slow down, next try {again}", "asked us to slow down"]),
        Reason::SyncRejected => tell(
            &["{provider} refused this change.", "The calendar refused this change."],
            &[
                "You may no longer be allowed to change ‘{calendar}’. The appointment is safe on this computer.",
                "The appointment is safe on this computer.",
            ],
        ),
        Reason::SyncFailing => tell(
            &["Sending this change to {provider} failed.", "Sending this change failed."],
            &[
                "The appointment is safe on this computer, and everything else goes on. Daybook tries again by itself at {again}.",
                "The appointment is safe on this computer, and everything else goes on. Try again later.",
            ],
        )
        .waits(&["sending it failed, next try {again}", "sending it failed"]),
        Reason::SyncNotUnderstood => tell(
            &[
                "{provider}’s answer to this change was not understood.",
                "The answer to this change was not understood.",
            ],
            &["It may be in the calendar or not. The appointment is safe on this computer."],
        ),
        Reason::SyncConflict => tell(
            &["Someone changed this event in {provider}.", "Someone changed this event in the calendar."],
            &["Which {asked} is right?", "Which version is right?"],
        ),
        Reason::SyncRules => tell(
            &[
                "The rules of its time zone changed, and {provider} has this event at another time.",
                "The rules of its time zone changed, and the calendar has this event at another time.",
            ],
            &["Which time is right?"],
        ),
        Reason::SyncDeleted => tell(
            &[
                "This event was deleted or cancelled in {provider}.",
                "This event was deleted or cancelled in the calendar.",
            ],
            &[
                "This computer has not told {client}. Book it again, or cancel it here too?",
                "This computer has not told the client. Book it again, or cancel it here too?",
            ],
        ),
        Reason::SyncBack => tell(
            &[
                "Cancelled here, but this event stands in {provider}.",
                "Cancelled here, but this event stands in the calendar.",
            ],
            &["Cancel it there too, or have it stand here again?"],
        ),
        Reason::SyncSeries => tell(
            &["Someone made this event repeat in {provider}.", "Someone made this event repeat in the calendar."],
            &[
                "{?cancelled}Cancel only this date or all of them, or leave the events as they are?",
                "Change only this date, or leave it as it is there?",
            ],
        ),
        Reason::SyncRepeats => tell(
            &[
                "Someone changed this series in {provider}, and it does not fit what you have here.",
                "Someone changed this series in the calendar, and it does not fit what you have here.",
            ],
            &["{?cancelled}Cancel all of it there too, or restore it as it is there?", "Keep your series, or use theirs?"],
        ),
        Reason::SyncFull => tell(
            &["{provider} has no room left for this event.", "The calendar has no room left for this event."],
            &["It is safe on this computer."],
        ),
        Reason::SyncElsewhere => tell(&["Another Daybook is syncing just now."], &["Try again in a moment."]),
        Reason::CalGone => tell(
            &["‘{calendar}’ was deleted in {provider}.", "The calendar of this appointment was deleted."],
            &["Choose where this goes now."],
        ),
        Reason::CalAway => {
            tell(
                &["The account of this calendar is not connected."],
                &["Nothing of this appointment is sent or read until it is connected again."],
            )
            .waits(&["goes out when {provider} is connected again", "goes out when its account is connected again"])
        }
        Reason::CalMissing => tell(
            &[
                "‘{calendar}’ cannot be found at {provider} right now.",
                "This calendar cannot be found right now.",
            ],
            &["It may come back by itself. Its times are not known until then."],
        )
        .waits(&["‘{calendar}’ cannot be found right now", "the calendar cannot be found right now"]),
        Reason::CalRefused => tell(
            &["{provider} does not let Daybook read ‘{calendar}’.", "This calendar may not be read."],
            &["Its times are not known. Look there who may see it, or have it not count as busy."],
        ),
        Reason::CalFailing => tell(
            &["{provider} fails at reading ‘{calendar}’.", "Reading this calendar fails at the provider."],
            &["Its times are not known. Daybook tries again by itself."],
        ),
        Reason::CalNotUnderstood => tell(
            &["What {provider} sent of ‘{calendar}’ was not understood.", "What was sent of this calendar was not understood."],
            &["Its times are not known. Daybook tries again by itself."],
        ),
        Reason::CalNoneReceives => tell(
            &["It is booked on this computer only: no connected calendar receives bookings."],
            &["Choose where bookings go, then send it there."],
        ),
        Reason::CalMassChange => tell(
            &[
                "Many events of ‘{calendar}’ were deleted or moved at {provider}.",
                "Many events of this calendar were deleted or moved.",
            ],
            &["Daybook has not applied this yet, in case it is a mistake there. Until you answer, the times it knew stay busy, and other times may already be taken."],
        ),
        Reason::CalBeyond => tell(
            &["Daybook does not read ‘{calendar}’ that far from today.", "Daybook does not read that far from today."],
            &["This time may clash."],
        ),
        Reason::CalStale => tell(
            &["‘{calendar}’ has not been read lately.", "This calendar has not been read lately."],
            &["This time may clash. Sync to read it again."],
        ),
        Reason::CalReadOnly => tell(
            &["‘{calendar}’ takes no bookings.", "This calendar takes no bookings."],
            &["Choose another calendar."],
        ),
        Reason::CalNoneWritable => tell(&["No calendar can take bookings."], &["Connect a calendar first."]),
        Reason::CalThere => tell(
            &["This appointment is in a calendar already."],
            &["Cancel it first, then book it in the other calendar."],
        ),
        Reason::EventUnreadable => tell(
            &[
                "‘{title}’ of {day} in ‘{calendar}’ could not be read.",
                "‘{title}’ in ‘{calendar}’ could not be read.",
                "An event of {day} in ‘{calendar}’ could not be read.",
                "An event in ‘{calendar}’ could not be read.",
                "An event could not be read.",
            ],
            &["This time may clash."],
        ),
        Reason::EventRule => unread!("its rule is not one of iCalendar"),
        Reason::EventStart => unread!("its start is no date"),
        Reason::EventTooLarge => unread!("it is too large"),
        Reason::EventTooOften => unread!("it repeats too often to be counted"),
        Reason::EventZone => tell(
            &[
                "An event in ‘{calendar}’ is in a time zone that Daybook does not know.",
                "An event is in a time zone that Daybook does not know.",
            ],
            &["This time may clash."],
        ),
        Reason::Paused => tell(&["{provider} is paused.", "This connection is paused."], &["Resume it to sync again."])
            .waits(&["paused by you"]),
        Reason::BookOverlap => {
            tell(&["Overlaps ‘{title}’ {time}.", "This time is taken."], &["Choose another time, or book anyway."])
        }
        Reason::BookSkipped => tell(
            &[
                "{time} does not exist on {day}: the clocks go forward.",
                "This hour does not exist (the clocks go forward).",
            ],
            &["Choose another time."],
        ),
        Reason::BookTwice => tell(
            &["{time} comes twice on {day}: the clocks go back.", "This hour comes twice (the clocks go back)."],
            &["Say which: before the clocks go back, or after."],
        ),
        Reason::BookCancelled => tell(&["This appointment is cancelled."], &["Book a new one."]),
        Reason::ZoneUnknown => tell(
            &["Daybook does not know the time zone of this computer."],
            &["Choose it in Settings, under Language & region."],
        ),
        Reason::InviteNoAddress => tell(
            &["It is booked, but the client is not invited."],
            &["The account of this calendar has no email address to invite from. Tell them yourself."],
        ),
        Reason::InviteNotMailed => tell(
            &["It is booked, but {host} does not email the client.", "It is booked, but this server does not email the client."],
            &["Tell them yourself."],
        ),
        Reason::InviteAlways => tell(
            &["{provider} always emails guests, so the client would be told.", "This account always emails guests, so the client would be told."],
            &["Nothing was changed. Make the change and let the client be told, or leave it."],
        ),
        Reason::UndoLate => tell(
            &["This change was sent to ‘{calendar}’ already.", "This appointment has changed since."],
            &["{?calendar}Move, change or cancel the appointment instead.", "Open it to see how it is now."],
        ),
        Reason::UndoTold => tell(
            &[
                "Too late to undo: {client} was told at {time}.",
                "Too late to undo: {client} may have been told.",
                "Too late to undo: the client may have been told.",
            ],
            &["Cancel it or bring the earlier version back, and choose whether they are told again."],
        ),
        Reason::KeyLockedStart => tell(
            &["Daybook is locked."],
            &[
                "Your system keychain is locked, so Daybook cannot read your appointments. Nothing is lost. Unlock the keychain with your computer password.",
            ],
        ),
        Reason::KeyLockedLater => tell(&["The keychain locked itself."], &["Unlock the keychain to go on."])
            .later(&["Keep booking. Changes wait on this computer until you unlock the keychain."]),
        Reason::KeyMissing => tell(
            &["{?provider}The key for this sign-in is missing.", "The key for your data is missing."],
            &[
                "{?provider}Unlock the keychain, or sign in again.",
                "Daybook keeps its encryption key in the system keychain, and the key is no longer there. This can happen after moving to a new computer or resetting the keychain. The data file itself is untouched.",
            ],
        ),
        Reason::KeyNone => tell(
            &["This computer has no keychain."],
            &["Choose a passphrase to protect your data. Daybook asks for it at each start."],
        ),
        Reason::KeyPassphrase => tell(&["Daybook is locked."], &["Enter your passphrase to open it."]),
        Reason::KeyWrongPassphrase => tell(&["This is not the passphrase."], &["Nothing is lost. Try again."]),
        Reason::KeyShort => tell(&["This passphrase is too short."], &["Use at least 8 characters."]),
        Reason::KeyWeak => tell(
            &["This passphrase is easy to guess."],
            &["Use three or four words that do not belong together, and no name or date."],
        ),
        Reason::KeyNoAnswer => tell(
            &["The keychain does not answer."],
            &[
                "Daybook keeps its encryption key there. The keychain may be waiting for you in another window: unlock it there, then try again. Nothing is lost.",
            ],
        ),
        Reason::KeyFailed => tell(&["The keychain could not be used."], &["Nothing is lost. Try again."]),
        Reason::StoreFull => tell(&["The disk is full."], &["Nothing was saved. Free some space and try again."]),
        Reason::StoreLock => tell(
            &["Files in the data folder cannot be locked, so Daybook does not sync."],
            &[
                "The system says: {system}. Move the data to a disk of this computer; another folder can be named with --data-dir or DAYBOOK_DATA_DIR.",
                "Move the data to a disk of this computer; another folder can be named with --data-dir or DAYBOOK_DATA_DIR.",
            ],
        )
        .waits(&["files in the data folder cannot be locked"]),
        Reason::StoreFile => tell(
            &["Daybook’s data file is damaged."],
            &[
                "The file was left as it is. Replace it with a copy, or start fresh and connect your calendars again: what is in them comes back.",
            ],
        ),
        Reason::StoreNewer => tell(
            &["This data was written by a newer Daybook."],
            &["Install the newer version to open it. Nothing was changed."],
        ),
        Reason::StoreBusy => {
            tell(&["Another Daybook is writing just now."], &["Nothing was saved. Try again in a moment."])
        }
        Reason::StoreRecord => tell(
            &["{?provider}One saved sign-in could not be read.", "Something saved here could not be read."],
            &[
                "The {provider} sign-in on this computer is damaged. Your appointments are fine.",
                "It was damaged on disk. Everything else works.",
            ],
        )
        .waits(&["waits until you sign in again"]),
        Reason::StoreFolder => tell(
            &["The data folder cannot be used."],
            &[
                "The system says: {system}. Another folder can be named with --data-dir or DAYBOOK_DATA_DIR.",
                "Name another one with --data-dir or DAYBOOK_DATA_DIR.",
            ],
        ),
        Reason::StoreFailed => {
            tell(&["The data file could not be used."], &["The system says: {system}.", "Try again."])
                .later(&["The last changes were not saved here. Daybook tries again by itself."])
                .waits(&["could not be noted here, goes out by itself"])
        }
        Reason::Input => tell(&["What was typed was not understood."], &["Check it and try again."]),
        Reason::NotFound => tell(
            &["There is no such {thing}.", "This is no longer there."],
            &["It may have been removed in another window."],
        ),
        Reason::Usage => tell(&["The command line was not understood."], &["`daybook --help` lists the verbs."]),
        Reason::System => {
            tell(&["The system did not do what Daybook asked."], &["The system says: {system}.", "Try again."])
        }
        Reason::Unknown => {
            tell(&["Another version of Daybook noted the reason."], &["Install the newest version to read it."])
                .waits(&["for a reason that another version of Daybook noted"])
        }
    }
}
