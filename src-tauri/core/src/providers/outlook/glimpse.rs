//! What can be told of an item that [`item`](super::item) cannot read.

use serde_json::Value;

use super::item::{DATE, LARGEST, text, times};
use crate::model::glimpse::Glimpse;
use crate::model::reason::Reason;

/// Looks at an item that cannot be read.
pub(super) fn glimpse(raw: &[u8]) -> Glimpse {
    if raw.len() > LARGEST {
        return Glimpse::nothing(Reason::EventTooLarge);
    }
    let Ok(item) = serde_json::from_slice::<Value>(raw) else { return Glimpse::nothing(Reason::EventUnreadable) };
    let first = times(&item).ok();
    let all: Option<Vec<_>> = std::iter::once(&item).chain(item.get(DATE)).map(|one| times(one).ok()).collect();
    Glimpse {
        why: if first.is_none() { Reason::EventStart } else { Reason::EventUnreadable },
        title: text(&item, "subject").unwrap_or_default().to_owned(),
        first,
        named: all.map(|all| all.into_iter().flat_map(|(start, end)| [start, end]).collect()),
        goes_on: false,
    }
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
    }
}
