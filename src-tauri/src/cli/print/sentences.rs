//! Why something waits, needs the person or is not known: the core's sentence, and the command that answers it.
//! Who reads `--json` gets the keys; who reads the text never does.

use daybook_core::app::sentences::report;
use daybook_core::app::views::{Connection, Differs, HistoryField, Reason};

use super::known::About;

/// What to type, and what it does.
struct Command {
    does: String,
    line: String,
}

/// What a reason asks of the person.
#[derive(Clone, Copy)]
enum Asks {
    Nothing,
    SignIn,
    /// For the new calendar link.
    Link,
    Resume,
    /// Whether to send the change again.
    Again,
    /// Which of two times, or of two versions, is right.
    Version,
    /// Whether what is cancelled here stands again, or is cancelled there too.
    Standing,
    /// What a deletion there means here.
    Deletion,
    /// How much of a series is changed there.
    Series,
    /// Which of two series is right.
    Repeats,
    /// Whether much of a calendar is gone or moved there for good.
    TakeOver,
    Calendar,
}

/// The lines below an entry that say why it is as it is, and what to type.
pub fn because(reason: Option<Reason>, about: &About<'_>) -> String {
    let Some(reason) = reason else { return String::new() };
    let said = report(reason, &about.facts());
    let mut text = format!("    {}\n", format!("{} {}", said.message, said.hint).trim_end());
    if !about.is_about_the_time() {
        text.extend(about.differs.iter().map(|one| format!("    {}\n", differs(one))));
    }
    let comes = |one: &Differs| format!("    Changed there only, and kept with either answer: {}\n", differs(one));
    text.extend(about.along.iter().map(comes));
    text.extend(commands(asks(reason), about).iter().map(|one| format!("    {}: {}\n", one.does, one.line)));
    text
}

/// What happened, in one sentence.
pub fn what(reason: Reason, about: &About<'_>) -> String {
    report(reason, &about.facts()).message
}

const fn asks(reason: Reason) -> Asks {
    match reason {
        Reason::AuthExpired | Reason::AuthPartial | Reason::KeyMissing | Reason::StoreRecord => Asks::SignIn,
        Reason::AuthLinkGone => Asks::Link,
        Reason::Paused => Asks::Resume,
        Reason::SyncRejected | Reason::SyncFailing | Reason::SyncNotUnderstood | Reason::SyncFull | Reason::Unknown => Asks::Again,
        Reason::SyncConflict | Reason::SyncRules => Asks::Version,
        Reason::SyncBack => Asks::Standing,
        Reason::SyncDeleted => Asks::Deletion,
        Reason::SyncSeries => Asks::Series,
        Reason::SyncRepeats => Asks::Repeats,
        Reason::CalMassChange => Asks::TakeOver,
        Reason::CalGone | Reason::CalMissing | Reason::CalAway | Reason::CalReadOnly => Asks::Calendar,
        Reason::NetOffline
        | Reason::NetServer
        | Reason::RateLimited
        | Reason::AuthCertificate
        | Reason::AuthRedirect
        | Reason::CalBeyond
        | Reason::CalStale
        | Reason::CalRefused
        | Reason::CalFailing
        | Reason::CalNotUnderstood
        | Reason::CalNoneReceives
        | Reason::EventUnreadable
        | Reason::EventRule
        | Reason::EventStart
        | Reason::EventTooLarge
        | Reason::EventTooOften
        | Reason::EventZone
        | Reason::KeyLockedLater
        | Reason::StoreFailed
        // Only errors carry the rest, and their hint says what to do.
        | Reason::AuthAppPassword
        | Reason::AuthCaldavPassword
        | Reason::AuthNoPassword
        | Reason::AuthLoop
        | Reason::AuthApproval
        | Reason::AuthApiOff
        | Reason::AuthCaldavNone
        | Reason::AuthNoCalendar
        | Reason::AuthNotCaldav
        | Reason::AuthInsecure
        | Reason::AuthTooLarge
        | Reason::AuthLinkUnreadable
        | Reason::AuthLate
        | Reason::AuthNoBrowser
        | Reason::AuthNotSetUp
        | Reason::AuthMisconfigured
        | Reason::AuthNoListener
        | Reason::AuthBadLink
        | Reason::AuthStateMismatch
        | Reason::AuthDeclined
        | Reason::AuthRefused
        | Reason::AuthBrowserTimeout
        | Reason::AuthCode
        | Reason::AuthCancelled
        | Reason::AuthFinished
        | Reason::AuthNoCalendarAccess
        | Reason::AuthNoRefreshToken
        | Reason::AuthOtherAccount
        | Reason::AuthNotUnderstood
        | Reason::AuthElsewhere
        | Reason::NetSetup
        | Reason::SyncElsewhere
        | Reason::CalNoneWritable
        | Reason::CalThere
        | Reason::BookOverlap
        | Reason::BookSkipped
        | Reason::BookTwice
        | Reason::BookCancelled
        | Reason::ZoneUnknown
        | Reason::InviteNoAddress
        | Reason::InviteNotMailed
        | Reason::InviteAlways
        | Reason::UndoLate
        | Reason::UndoTold
        | Reason::KeyLockedStart
        | Reason::KeyNone
        | Reason::KeyPassphrase
        | Reason::KeyWrongPassphrase
        | Reason::KeyShort
        | Reason::KeyWeak
        | Reason::KeyNoAnswer
        | Reason::KeyFailed
        | Reason::StoreFull
        | Reason::StoreLock
        | Reason::StoreFile
        | Reason::StoreNewer
        | Reason::StoreBusy
        | Reason::StoreFolder
        | Reason::Input
        | Reason::NotFound
        | Reason::Usage
        | Reason::System => Asks::Nothing,
    }
}

fn commands(asks: Asks, about: &About<'_>) -> Vec<Command> {
    let account = |does: &str, line: fn(&About<'_>, &Connection) -> String| {
        about.connection.map(|known| Command { does: does.to_owned(), line: line(about, known) }).into_iter().collect()
    };
    let change = |choices: &[(&str, &str)]| match about.change {
        None => Vec::new(),
        Some(id) => choices
            .iter()
            .map(|(does, verb)| Command {
                does: (*does).to_owned(),
                line: format!("daybook activity {}", verb.replace("ID", id)),
            })
            .collect(),
    };
    match asks {
        Asks::Nothing => Vec::new(),
        Asks::SignIn => account("Sign in again", sign_in),
        Asks::Link => account("Give the new link", |_, known| {
            format!("daybook connect {} --link-stdin --replaces {}", known.provider, known.id)
        }),
        Asks::Resume => account("Resume", |_, known| format!("daybook resume {}", known.id)),
        Asks::Again => change(&[("Send it again", "retry ID"), ("Discard this change", "discard ID")]),
        Asks::Version if about.is_about_the_time() => {
            let keep = about.ours.map_or_else(|| "Keep my time".to_owned(), |time| format!("Keep {time}"));
            let take = about.theirs.map_or_else(
                || "Use the time there".to_owned(),
                |there| format!("Use {} {}–{}", there.day, there.from, there.to),
            );
            change(&[(&keep, "keep ID"), (&take, "use ID")])
        }
        Asks::Version => {
            let several = about.differs.len() > 1;
            let one = about.differs.first().filter(|_| several).map(|one| one.field.word());
            let part = one.map(|field| format!("use ID --field {field}"));
            let part = part.as_deref().map(|verb| ("Use only one of them from there", verb));
            let all = [("Keep my version", "keep ID"), ("Use the version there", "use ID")];
            change(&all.into_iter().chain(part).collect::<Vec<_>>())
        }
        Asks::Standing => change(&[("Cancel it there too", "keep ID"), ("Restore it here", "use ID")]),
        Asks::Deletion => change(&[("Book it again", "keep ID"), ("Cancel it here too", "use ID")]),
        Asks::Series if about.cancelled => change(&[
            ("Cancel only this date", "only ID"),
            ("Cancel the whole series", "keep ID"),
            ("Leave it as it is there", "use ID"),
        ]),
        Asks::Series => change(&[("Change only this date", "only ID"), ("Leave it as it is there", "use ID")]),
        Asks::Repeats if about.cancelled => {
            change(&[("Cancel all of it there too", "keep ID"), ("Restore it as it is there", "use ID")])
        }
        Asks::Repeats => change(&[("Keep my series", "keep ID"), ("Use the series there", "use ID")]),
        Asks::TakeOver => {
            let take =
                |id| Command { does: "Apply the changes".to_owned(), line: format!("daybook activity take-over {id}") };
            let look = || Command { does: "Look again".to_owned(), line: "daybook sync".to_owned() };
            about.calendar_id.map(take).into_iter().chain(std::iter::once_with(look)).collect()
        }
        Asks::Calendar => {
            change(&[("Send it elsewhere", "choose ID --calendar CALENDAR"), ("Discard this change", "discard ID")])
        }
    }
}

/// One field that is not the same here and there, with both values.
fn differs(one: &Differs) -> String {
    let value = |text: &str| match (one.field, text) {
        (_, "") => "nothing".to_owned(),
        (HistoryField::Time, time) => super::history::time(time),
        (_, text) => format!("‘{}’", super::line(text)),
    };
    format!("{}: {} here, {} there", super::history::name(one.field), value(&one.here), value(&one.there))
}

fn sign_in(about: &About<'_>, known: &Connection) -> String {
    let command = format!("daybook connect {}", known.provider);
    if about.browser {
        return command;
    }
    let url = known.server.as_deref().map(|url| format!(" --url {}", quoted(url))).unwrap_or_default();
    let user = known.user.as_deref().map_or_else(|| "NAME".to_owned(), quoted);
    format!("{command}{url} --user {user} --password-stdin")
}

/// A word of a command line, as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.:/@%+,=".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// H2, W18: whatever the reason, a person reads a whole sentence, and a command where there is something to decide.
    #[test]
    fn every_reason_is_said_in_whole_sentences_and_never_by_its_key() {
        let about = About { change: Some("7"), ..About::default() };
        for reason in Reason::ALL {
            let text = because(Some(*reason), &about);
            let first = text.lines().next().unwrap_or_default();
            assert!(first.ends_with(['.', '?']), "{reason:?}: {text}");
            assert!(!reason.word().contains(['.', '_']) || !text.contains(reason.word()), "{text}");
        }
        let text = because(Some(Reason::SyncDeleted), &about);
        assert!(text.contains("\n    Book it again: daybook activity keep 7\n"), "{text}");
        let text = because(Some(Reason::SyncBack), &about);
        assert!(text.contains("\n    Restore it here: daybook activity use 7\n"), "{text}");
        assert_eq!(because(None, &about), "");
    }

    #[test]
    fn what_a_shell_would_read_otherwise_is_quoted() {
        assert_eq!(quoted("anna@praxis.example"), "anna@praxis.example");
        assert_eq!(quoted("https://dav.example/?a=1&b"), "'https://dav.example/?a=1&b'");
        assert_eq!((quoted("O'Neill $x").as_str(), quoted("").as_str()), (r"'O'\''Neill $x'", "''"));
    }
}
