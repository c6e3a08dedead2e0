//! What can be told of an item that [`item`](super::item) cannot read.

use serde_json::Value;

use super::item::{DATE, LARGEST, text, times, written};
use crate::model::event::Moment;
use crate::model::glimpse::Glimpse;
use crate::model::reason::Reason;
use crate::model::start_and_end;

/// Looks at an item that cannot be read.
pub(super) fn glimpse(raw: &[u8]) -> Glimpse {
    if raw.len() > LARGEST {
        return Glimpse::nothing(Reason::EventTooLarge);
    }
    let Ok(item) = serde_json::from_slice::<Value>(raw) else { return Glimpse::nothing(Reason::EventUnreadable) };
    let first = shown(&item);
    let all = || std::iter::once(&item).chain(item.get(DATE));
    let named: Option<Vec<_>> = all().map(named).collect();
    let goes_on = all().any(|one| times(one) == Err(start_and_end::NO_END));
    Glimpse {
        why: if first.is_none() { Reason::EventStart } else { Reason::EventUnreadable },
        title: text(&item, "subject").unwrap_or_default().to_owned(),
        first,
        named: named.map(|all| all.concat()),
        goes_on,
    }
}

/// Returns when an item is shown: without an end that can be read at its start.
fn shown(item: &Value) -> Option<(Moment, Moment)> {
    times(item).ok().or_else(|| written(item).ok().map(|(start, _)| start_and_end::alone(start)))
}

/// Returns every time that an item names.
fn named(item: &Value) -> Option<Vec<Moment>> {
    let (_, end) = written(item).ok()?;
    let (first, last) = shown(item)?;
    Some([first, last].into_iter().chain(end).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::zone::Zone;

    /// T10
    #[test]
    fn an_item_is_named_by_what_can_be_read_of_it() {
        let looked = |item: Value| glimpse(item.to_string().as_bytes());
        let time = |hour: u32| json!({ "dateTime": format!("2026-12-02T{hour}:00:00.0000000"), "timeZone": "UTC" });
        let found = looked(json!({ "subject": "Rota", "start": { "dateTime": "then" }, "end": time(11) }));
        assert_eq!((found.why, found.title.as_str(), found.named), (Reason::EventStart, "Rota", None));
        let found = looked(json!({ "type": "occurrence", "start": time(10), "end": time(11) }));
        let span = found.span(&Zone::utc()).unwrap();
        assert_eq!(span.0, "2026-12-02T10:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
        assert!(span.1.is_some());
        assert_eq!(glimpse(b"").named, None);
        // T18: an end that nobody can read, and one long before the start.
        let found = looked(json!({ "subject": "Rota", "start": time(10), "end": { "dateTime": "then" } }));
        assert_eq!((found.why, found.title.as_str(), found.goes_on), (Reason::EventUnreadable, "Rota", true));
        let ten = Moment::Utc("2026-12-02T10:00:00Z".parse().unwrap());
        assert_eq!(found.first, Some((ten.clone(), ten)));
        let early = json!({ "dateTime": "2026-11-02T10:00:00", "timeZone": "UTC" });
        let span = looked(json!({ "start": time(10), "end": early })).span(&Zone::utc()).unwrap();
        assert_eq!((span.0.to_rfc3339(), span.1.is_some()), ("2026-11-02T10:00:00+00:00".to_owned(), true));
    }
}
