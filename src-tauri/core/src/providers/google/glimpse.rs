//! What can be told of an event that [`item`](super::item) cannot read.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::item::{LARGEST, When, span};
use crate::model::event::{Moment, Unreadable};
use crate::model::glimpse::Glimpse;
use crate::model::reason::Reason;
use crate::model::start_and_end;

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
    let all = || std::iter::once(&seen).chain(&seen.daybook_dates);
    let named: Option<Vec<_>> = all().map(|one| one.named(home)).collect();
    let has_no_end = all().any(|one| one.span(home) == Some(Err(start_and_end::NO_END)));
    let repeats = seen.recurrence.as_ref().is_some_and(|lines| !lines.is_empty());
    Glimpse {
        why: match (&first, repeats) {
            (None, _) => Reason::EventStart,
            (Some(_), true) => Reason::EventRule,
            (Some(_), false) => Reason::EventUnreadable,
        },
        title: seen.summary.clone().unwrap_or_default(),
        first,
        named: named.map(|all| all.concat()),
        goes_on: repeats || has_no_end,
    }
}

impl Seen {
    fn start(&self, home: Option<&str>) -> Option<Moment> {
        self.start.as_ref().or(self.original_start_time.as_ref())?.moment(home)
    }

    /// Returns when it takes place, as it is read; `None` = it has no start.
    fn span(&self, home: Option<&str>) -> Option<Result<(Moment, Moment), Unreadable>> {
        Some(span(self.start(home)?, self.end.as_ref(), home))
    }

    /// Returns when it is shown: without an end that can be read at its start.
    fn time(&self, home: Option<&str>) -> Option<(Moment, Moment)> {
        self.span(home)?.ok().or_else(|| self.start(home).map(start_and_end::alone))
    }

    fn named(&self, home: Option<&str>) -> Option<Vec<Moment>> {
        let (start, end) = self.time(home)?;
        Some([start, end].into_iter().chain(self.end.as_ref().and_then(|end| end.moment(home))).collect())
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
            "end": { "dateTime": "2026-12-02T11:00:00Z" }, "recurrence": ["RDATE:\u{1}"],
        }));
        assert_eq!((found.why, found.title.as_str(), found.goes_on), (Reason::EventRule, "Rota", true));
        assert_eq!(found.span(&Zone::utc()).map(|span| span.0), Some("2026-12-02T10:00:00Z".parse().unwrap()));
        // T18: an end that nobody can read, and one long before the start.
        let ten = json!({ "dateTime": "2026-12-02T10:00:00Z" });
        let found = looked(json!({ "summary": "Rota", "start": ten, "end": { "dateTime": "then" } }));
        assert_eq!((found.why, found.title.as_str(), found.goes_on), (Reason::EventUnreadable, "Rota", true));
        let at = |text: &str| Moment::Utc(text.parse().unwrap());
        assert_eq!(found.first, Some((at("2026-12-02T10:00:00Z"), at("2026-12-02T10:00:00Z"))));
        let found = looked(json!({ "start": ten, "end": { "dateTime": "2026-11-02T10:00:00Z" } }));
        assert_eq!(
            found.span(&Zone::utc()).map(|(from, to)| (from, to.is_some())),
            Some(("2026-11-02T10:00:00Z".parse().unwrap(), true))
        );
        let found = looked(json!({ "summary": "Rota", "start": { "dateTime": "then" } }));
        assert_eq!((found.why, found.title.as_str(), found.named), (Reason::EventStart, "Rota", None));
        let found = looked(json!({ "summary": "Rota", "start": "then" }));
        assert_eq!((found.why, found.named), (Reason::EventUnreadable, None));
    }
}
