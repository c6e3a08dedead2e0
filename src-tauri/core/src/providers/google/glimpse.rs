//! What can be told of an event that [`item`](super::item) cannot read.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::item::{LARGEST, When, sound_end};
use crate::model::event::Moment;
use crate::model::glimpse::Glimpse;
use crate::model::reason::Reason;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Seen {
    summary: Option<String>,
    start: Option<When>,
    end: Option<When>,
    original_start_time: Option<When>,
    recurrence: Option<Vec<IgnoredAny>>,
    daybook_dates: Vec<Self>,
}

/// Looks at an event that cannot be read. `home` stands in if Google names no zone.
pub(super) fn glimpse(raw: &[u8], home: Option<&str>) -> Glimpse {
    if raw.len() > LARGEST {
        return Glimpse::nothing(Reason::EventTooLarge);
    }
    let Ok(seen) = serde_json::from_slice::<Seen>(raw) else { return Glimpse::nothing(Reason::EventUnreadable) };
    let first = seen.time(home);
    let times: Option<Vec<_>> = std::iter::once(&seen).chain(&seen.daybook_dates).map(|one| one.time(home)).collect();
    let repeats = seen.recurrence.is_some_and(|lines| !lines.is_empty());
    Glimpse {
        why: match (&first, repeats) {
            (None, _) => Reason::EventStart,
            (Some(_), true) => Reason::EventRule,
            (Some(_), false) => Reason::EventUnreadable,
        },
        title: seen.summary.unwrap_or_default(),
        first,
        named: times.map(|all| all.into_iter().flat_map(|(start, end)| [start, end]).collect()),
        goes_on: repeats,
    }
}

impl Seen {
    fn time(&self, home: Option<&str>) -> Option<(Moment, Moment)> {
        let start = self.start.as_ref().or(self.original_start_time.as_ref())?.moment(home)?;
        let end = sound_end(&start, self.end.as_ref().and_then(|end| end.moment(home)));
        Some((start, end))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::zone::Zone;
    use crate::providers::google::item::read;

    /// T10
    #[test]
    fn an_event_is_named_by_what_can_be_read_of_it() {
        let looked = |event: serde_json::Value| {
            let raw = event.to_string();
            assert!(read(raw.as_bytes(), None).is_err(), "{raw}");
            glimpse(raw.as_bytes(), None)
        };
        let found = looked(json!({
            "summary": "Rota", "start": { "dateTime": "2026-12-02T10:00:00Z" },
            "end": { "dateTime": "2026-12-02T11:00:00Z" }, "recurrence": ["RDATE:then"],
        }));
        assert_eq!((found.why, found.title.as_str(), found.goes_on), (Reason::EventRule, "Rota", true));
        assert_eq!(found.span(&Zone::utc()).map(|span| span.0), Some("2026-12-02T10:00:00Z".parse().unwrap()));
        let found = looked(json!({ "summary": "Rota", "start": { "dateTime": "then" } }));
        assert_eq!((found.why, found.title.as_str(), found.named), (Reason::EventStart, "Rota", None));
        let found = looked(json!({ "summary": "Rota", "start": "then" }));
        assert_eq!((found.why, found.named), (Reason::EventUnreadable, None));
    }
}
