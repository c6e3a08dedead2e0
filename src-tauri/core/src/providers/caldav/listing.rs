//! Lists the calendars of an account that can hold events.

use std::collections::HashMap;

use url::Url;

use super::collection::NOTHING;
use super::cursor::Mark;
use super::dav::{Dav, Reply};
use super::dialect::Dialect;
use super::discover::{Discovery, is_calendar};
use super::href;
use super::multistatus::{Props, Response};
use super::sync::mark_of;
use crate::model::connection::FoundCalendar;
use crate::model::ids::CalendarHandle;
use crate::model::zone::Zone;
use crate::providers::RemoteError;

const PROPS: &str = "<d:resourcetype/><d:displayname/><c:supported-calendar-component-set/>\
    <d:current-user-privilege-set/><ic:calendar-color/><c:calendar-timezone/><c:schedule-default-calendar-URL/>\
    <d:sync-token/><cs:getctag/><d:supported-report-set/>";
/// The largest list of the calendars of one account, in bytes.
const HOME: usize = 4 * 1024 * 1024;
/// The most calendars of one account.
const MOST: usize = 500;
/// The longest name, in characters.
const NAME: usize = 200;

/// Lists the calendars in the server's order, read-only ones included.
pub(super) async fn calendars(dav: &Dav, found: &Discovery, dialect: &Dialect) -> Result<Listed, RemoteError> {
    let mut listed = Listed::default();
    let homes =
        std::iter::once(&found.home).chain(&found.more_homes).filter(|home| found.pasted.as_ref() != Some(home));
    for home in homes {
        list(&dav.propfind(home, "1", PROPS).await?, home, &found.home, dialect, &mut listed)?;
    }
    if let Some(pasted) = &found.pasted {
        list(&dav.propfind(pasted, "0", PROPS).await?, pasted, &found.home, dialect, &mut listed)?;
    }
    // The person named this one; else the server says where what comes in goes.
    let preferred = match (&found.pasted, &listed.default, &found.inbox) {
        (Some(pasted), _, _) => Some(pasted.clone()),
        (None, Some(default), _) => Some(default.clone()),
        (None, None, Some(inbox)) => default_calendar(dav, inbox).await,
        (None, None, None) => None,
    };
    let preferred = preferred.map(|url| href::key(handle(&found.home, &href::as_collection(url), dialect).as_str()));
    for calendar in &mut listed.calendars {
        calendar.preferred = preferred.as_ref().is_some_and(|one| *one == href::key(calendar.handle.as_str()));
    }
    Ok(listed)
}

/// The calendars, and what else their list says.
#[derive(Default)]
pub(super) struct Listed {
    pub calendars: Vec<FoundCalendar>,
    /// The state of each calendar before it is read.
    pub marks: HashMap<CalendarHandle, Mark>,
    /// Where a scheduling inbox in the home puts what comes in.
    default: Option<Url>,
}

/// Lists the calendars of an account that was opened at its home, by one request. `None` = this is not the home, or it is
/// somewhere else now.
pub(super) async fn at_home(dav: &Dav, home: &Url, dialect: &Dialect) -> Result<Option<Listed>, RemoteError> {
    let mut listed = Listed::default();
    let reply = match dav.list(home, PROPS, HOME).await {
        Ok(reply) if reply.url == *home => reply,
        Err(error @ (RemoteError::SignedOut | RemoteError::Throttled { .. } | RemoteError::Offline)) => {
            return Err(error);
        }
        Ok(_) | Err(_) => return Ok(None),
    };
    let read = list(&reply, home, home, dialect, &mut listed);
    let itself = |one: &FoundCalendar| href::key(one.handle.as_str()) == href::key(home.path());
    let is_home = read.is_ok() && !listed.calendars.is_empty() && !listed.calendars.iter().any(itself);
    Ok(is_home.then_some(listed))
}

/// Reads an answer about the collection `asked` of the account at `home`.
fn list(reply: &Reply, asked: &Url, home: &Url, dialect: &Dialect, into: &mut Listed) -> Result<(), RemoteError> {
    let responses = reply.multistatus()?.responses;
    if !holds_itself(asked, &reply.url, &responses) {
        return Err(NOTHING);
    }
    for response in responses {
        if let Some(default) = &response.props.default_calendar {
            into.default = into.default.take().or_else(|| href::resolve(&reply.url, default));
        }
        let Some(url) = href::resolve(&reply.url, &response.href).filter(|_| holds_events(&response.props)) else {
            continue;
        };
        let handle = handle(home, &href::as_collection(url), dialect);
        let known = |one: &FoundCalendar| href::key(one.handle.as_str()) == href::key(handle.as_str());
        if !into.calendars.iter().any(known) && into.calendars.len() < MOST {
            into.marks.insert(handle.clone(), mark_of(&response.props));
            into.calendars.push(calendar(handle, &response.props));
        }
    }
    Ok(())
}

/// Returns whether a list of members holds the collection that was asked, as it must (RFC 4918 section 9.1). A server
/// that spells it otherwise is known by all the others being below it.
fn holds_itself(asked: &Url, base: &Url, responses: &[Response]) -> bool {
    let own = [href::key(asked.path()), href::key(base.path())];
    let paths: Vec<_> = responses
        .iter()
        .filter(|one| one.status.is_none_or(|status| (200..300).contains(&status)))
        .filter_map(|one| Some((href::key(href::resolve(base, &one.href)?.path()), &one.props.kinds)))
        .collect();
    paths.iter().any(|(path, kinds)| {
        let inside = format!("{}/", path.trim_end_matches('/'));
        let is_above = || paths.len() > 1 && paths.iter().all(|(other, _)| other == path || other.starts_with(&inside));
        own.contains(path) || (kinds.iter().any(|kind| kind == "collection") && is_above())
    })
}

/// Asks a scheduling inbox that is not in the home. A server that does not say is no trouble.
async fn default_calendar(dav: &Dav, inbox: &Url) -> Option<Url> {
    let reply = dav.propfind(inbox, "0", "<c:schedule-default-calendar-URL/>").await.ok()?;
    let told = reply.multistatus().ok()?.responses.into_iter().find_map(|one| one.props.default_calendar)?;
    href::resolve(&reply.url, &told)
}

/// Returns a calendar's handle: its path or, if it is on another host than the home, its whole address.
fn handle(home: &Url, url: &Url, dialect: &Dialect) -> CalendarHandle {
    let near = dialect.moving_hosts || url.origin() == home.origin();
    if near { url.path().into() } else { url.as_str().into() }
}

/// Returns whether events may be in a collection. It is judged by what it is, and not by what it is besides: SOGo's
/// calendars are outboxes too (RFC 4791 section 4.2).
fn holds_events(props: &Props) -> bool {
    is_calendar(props)
        // A missing set means that anything may be in it, and so does the empty one that broken servers send.
        && props.components.as_ref().is_none_or(|names| names.is_empty() || names.iter().any(|name| name == "VEVENT"))
}

fn calendar(handle: CalendarHandle, props: &Props) -> FoundCalendar {
    let path = href::key(handle.as_str());
    let name = props.name.as_deref().unwrap_or_else(|| href::split(&path).1);
    let name = name.chars().filter(|char| !char.is_control()).take(NAME).collect();
    let writes = ["write", "write-content", "bind", "all"];
    let may = |held: &Vec<String>| held.iter().any(|privilege| writes.contains(&privilege.as_str()));
    FoundCalendar {
        name,
        color: props.color.as_deref().and_then(color),
        can_write: props.privileges.as_ref().is_none_or(may),
        zone: props.timezone.as_deref().and_then(zone),
        preferred: false,
        aside: false,
        handle,
    }
}

/// Turns `#RRGGBBAA` or `#RRGGBB` into `#rrggbb`. Names of colours are not understood.
fn color(text: &str) -> Option<String> {
    let digits = text.strip_prefix('#').filter(|digits| matches!(digits.len(), 6 | 8))?;
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.get(..6).filter(|_| hex).map(|digits| format!("#{}", digits.to_ascii_lowercase()))
}

/// Returns the first TZID of a VTIMEZONE, if its name is known.
fn zone(timezone: &str) -> Option<String> {
    let name = timezone.lines().find_map(|line| line.trim().strip_prefix("TZID:"))?;
    Zone::named(name.trim()).ok().map(|zone| zone.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn props(kinds: &[&str], components: Option<&[&str]>) -> Props {
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        Props { kinds: owned(kinds), components: components.map(owned), ..Props::default() }
    }

    #[test]
    fn only_collections_that_may_hold_events_are_calendars() {
        assert!(holds_events(&props(&["collection", "calendar"], None)));
        assert!(holds_events(&props(&["collection", "calendar"], Some(&["VEVENT", "VTODO"]))));
        assert!(!holds_events(&props(&["collection", "calendar"], Some(&["VTODO"]))));
        for no in ["schedule-inbox", "schedule-outbox", "notification", "dropbox-home", "subscribed", "addressbook"] {
            assert!(!holds_events(&props(&["collection", no], None)), "{no}");
        }
        assert!(!holds_events(&props(&["collection"], None)));
    }

    /// Y6
    #[test]
    fn a_calendar_is_one_whatever_else_it_is() {
        for besides in ["schedule-outbox", "schedule-inbox", "subscribed", "shared", "vtodo-list", "notification"] {
            assert!(holds_events(&props(&["collection", "calendar", besides], Some(&["VEVENT"]))), "{besides}");
        }
    }

    /// Y7
    #[test]
    fn a_list_holds_the_collection_itself_however_it_is_spelt() {
        let held = |hrefs: &[&str]| {
            let response = |href: &&str| {
                let kinds = if href.ends_with('/') { vec!["collection".to_owned()] } else { Vec::new() };
                Response { href: (*href).to_owned(), status: None, props: Props { kinds, ..Props::default() } }
            };
            let url = Url::parse("https://dav.example/anna%40x/").unwrap();
            holds_itself(&url, &url, &hrefs.iter().map(response).collect::<Vec<_>>())
        };
        assert!(held(&["/anna@x/"]) && held(&["/anna%40x"]));
        assert!(held(&["/__uids__/1/a/", "/__uids__/1/"]), "all the others are below it");
        assert!(!held(&[]) && !held(&["/anna%40x/a/"]) && !held(&["/anna%40x/a/", "/anna%40x/b/"]));
    }

    #[test]
    fn the_right_to_write_is_read_from_any_privilege_that_gives_it() {
        let with = |held: Option<&[&str]>| {
            let privileges = held.map(|held| held.iter().map(|&word| word.to_owned()).collect());
            calendar("/a/".into(), &Props { privileges, ..Props::default() }).can_write
        };
        assert!(with(None));
        assert!(with(Some(&["read", "write-content"])));
        assert!(with(Some(&["all"])));
        assert!(!with(Some(&["read", "read-free-busy"])));
    }

    #[test]
    fn colours_lose_their_alpha_and_names_come_from_the_path_if_need_be() {
        assert_eq!(color("#FF2968FF").as_deref(), Some("#ff2968"));
        assert_eq!(color("#ff2968").as_deref(), Some("#ff2968"));
        assert_eq!(color("red"), None);
        assert_eq!(color("#äöü"), None);
        assert_eq!(calendar("/anna/pra%20xis/".into(), &Props::default()).name, "pra xis");
    }

    #[test]
    fn the_zone_is_taken_only_if_its_name_is_known() {
        assert_eq!(zone("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n").as_deref(), Some("Europe/Berlin"));
        assert_eq!(zone("BEGIN:VTIMEZONE\nTZID:Customized Time Zone\n"), None);
    }
}
