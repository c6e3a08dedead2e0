//! The calendars in a person's list, hidden ones included: a hidden calendar is not gone.

use serde::Deserialize;

use super::api::{Api, Ask, parse};
use crate::model::connection::FoundCalendar;
use crate::model::zone::Zone;
use crate::providers::RemoteError;

/// The most pages of 250 calendars.
const PAGES: usize = 10;
/// The longest name, in characters.
const NAME: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    items: Vec<Entry>,
    next_page_token: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Entry {
    id: String,
    summary: Option<String>,
    /// The person's own name for it.
    summary_override: Option<String>,
    time_zone: Option<String>,
    background_color: Option<String>,
    access_role: Option<String>,
    deleted: Option<bool>,
    primary: Option<bool>,
    hidden: Option<bool>,
    /// Ticked in the person's own list; not given where it is not.
    selected: Option<bool>,
}

/// Lists the calendars in Google's order, read-only ones included.
pub(super) async fn calendars(api: &Api) -> Result<Vec<FoundCalendar>, RemoteError> {
    let (mut found, mut next) = (Vec::<FoundCalendar>::new(), None::<String>);
    for _ in 0..PAGES {
        let mut query = vec![("maxResults", "250"), ("showHidden", "true")];
        query.extend(next.as_deref().map(|token| ("pageToken", token)));
        let body = api.ask(Ask::get(&["calendar", "v3", "users", "me", "calendarList"], &query)).await?;
        let page: Page = parse(&body, "the list of calendars")?;
        for entry in page.items.into_iter().filter(|entry| !entry.id.is_empty() && entry.deleted != Some(true)) {
            if !found.iter().any(|one| one.handle.as_str() == entry.id) {
                found.push(calendar(entry));
            }
        }
        next = page.next_page_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(found);
        }
    }
    Err(RemoteError::Garbled("calendars without end"))
}

fn calendar(entry: Entry) -> FoundCalendar {
    let name = entry.summary_override.or(entry.summary).filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| entry.id.clone());
    FoundCalendar {
        name: name.chars().filter(|char| !char.is_control()).take(NAME).collect(),
        color: entry.background_color.filter(|color| is_color(color)).map(|color| color.to_ascii_lowercase()),
        can_write: matches!(entry.access_role.as_deref(), Some("owner" | "writer" | "writerWithoutPrivateAccess")),
        zone: entry.time_zone.and_then(|zone| Zone::named(&zone).ok()).map(|zone| zone.name().to_owned()),
        preferred: false,
        aside: entry.primary != Some(true)
            && (entry.hidden == Some(true) || entry.selected != Some(true) || is_of_days(&entry.id)),
        handle: entry.id.into(),
    }
}

/// Returns whether a calendar has this id that Google fills with public holidays, or with the birthdays of contacts.
pub(super) fn is_of_days(id: &str) -> bool {
    ["#holiday@group.v.calendar.google.com", "#contacts@group.v.calendar.google.com"]
        .iter()
        .any(|end| id.ends_with(end))
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> FoundCalendar {
        calendar(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn the_persons_own_name_comes_first() {
        let found = read(
            r##"{"id":"a@b","summary":"a@b","summaryOverride":"Praxis","timeZone":"Europe/Vienna",
                "accessRole":"owner","backgroundColor":"#9FE1E7"}"##,
        );
        assert_eq!((found.name.as_str(), found.handle.as_str()), ("Praxis", "a@b"));
        assert_eq!((found.color.as_deref(), found.zone.as_deref()), (Some("#9fe1e7"), Some("Europe/Vienna")));
        assert!(found.can_write);
        assert_eq!(read(r#"{"id":"a@b"}"#).name, "a@b");
    }

    #[test]
    fn only_the_roles_that_may_write_can_write() {
        let with = |role: &str| read(&format!(r#"{{"id":"x","accessRole":"{role}"}}"#)).can_write;
        for role in ["owner", "writer", "writerWithoutPrivateAccess"] {
            assert!(with(role), "{role}");
        }
        for role in ["reader", "freeBusyReader", "none", "somethingNew"] {
            assert!(!with(role), "{role}");
        }
    }

    /// Y43
    #[test]
    fn what_the_person_does_not_see_at_google_is_not_proposed_as_busy() {
        let aside = |more: &str| read(&format!(r#"{{"id":"x","accessRole":"owner"{more}}}"#)).aside;
        assert!(!aside(r#","selected":true"#) && !aside(r#","primary":true"#));
        assert!(aside("") && aside(r#","selected":false"#) && aside(r#","selected":true,"hidden":true"#));
    }

    #[test]
    fn colours_and_zones_that_are_none_are_left_out() {
        let found = read(r#"{"id":"x","timeZone":"Middle/Earth","backgroundColor":"red"}"#);
        assert_eq!((found.color, found.zone), (None, None));
    }
}
