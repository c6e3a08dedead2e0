//! The items of a page, and series: in the change log, occurrences say no more than their time.

use std::collections::HashMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::event::get_or_unreadable;
use super::graph::Graph;
use super::item;
use crate::model::event::Unreadable;
use crate::model::ids::Revision;
use crate::providers::{RemoteError, RemoteEvent};

/// An item, and its name.
pub(super) struct Item {
    pub id: String,
    pub raw: Box<RawValue>,
    pub value: Value,
}

/// Returns the last state of each item: a round may name it several times.
pub(super) fn latest(all: Vec<Box<RawValue>>) -> Result<Vec<Item>, RemoteError> {
    let mut items: Vec<Option<Item>> = Vec::with_capacity(all.len());
    let mut seen = HashMap::new();
    for raw in all {
        let value: Value = serde_json::from_str(raw.get()).map_err(|_| RemoteError::Garbled("event"))?;
        let id = item::id(&value).ok_or(RemoteError::Garbled("an event without an id"))?.to_owned();
        if let Some(earlier) = seen.insert(id.clone(), items.len()).and_then(|at| items.get_mut(at)) {
            *earlier = None;
        }
        items.push(Some(Item { id, raw, value }));
    }
    Ok(items.into_iter().flatten().collect())
}

/// Series by id: those of this reading, and those that were fetched. `None` = could not be fetched.
#[derive(Default)]
pub(super) struct Masters(HashMap<String, Option<Value>>);

impl Masters {
    pub fn extend(&mut self, items: &[Item]) {
        let masters = items.iter().filter(|item| item::is_master(&item.value) && item.value.get("@removed").is_none());
        self.0.extend(masters.map(|item| (item.id.clone(), Some(item.value.clone()))));
    }

    pub async fn get(&mut self, graph: &Graph, id: &str) -> Result<Option<&Value>, RemoteError> {
        if !self.0.contains_key(id) {
            let there = get_or_unreadable(graph, id).await?.filter(|there| there.event.is_ok());
            self.0.insert(id.to_owned(), there.and_then(|there| serde_json::from_slice(&there.raw).ok()));
        }
        Ok(self.0.get(id).and_then(Option::as_ref))
    }
}

/// Completes a sparse occurrence from its series. It is stored in this form: the two were sent separately, and
/// what is stored must be readable by itself.
pub(super) fn occurrence(
    id: &str,
    raw: &RawValue,
    value: &Value,
    master: Option<&Value>,
) -> Result<RemoteEvent, RemoteError> {
    let (Some(Value::Object(master)), Value::Object(own)) = (master, value) else {
        let event = Err(Unreadable("an occurrence without its series"));
        return Ok(RemoteEvent { handle: id.into(), revision: item::revision(value), raw: raw.get().into(), event });
    };
    let mut whole = master.clone();
    for of_the_series in ["recurrence", "transactionId", "singleValueExtendedProperties"] {
        whole.remove(of_the_series);
    }
    whole.extend(own.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.clone(), value.clone())));
    let series = master.get("@odata.etag").and_then(Value::as_str).unwrap_or_default();
    let start = value.get("start").and_then(|start| item::text(start, "dateTime")).unwrap_or_default();
    let whole = serde_json::to_vec(&whole).map_err(|_| RemoteError::Garbled("event"))?;
    let remote = item::remote(whole)?;
    // It is the same only if both are; it is never written, so no server has to know this revision.
    let both = format!("{} {series} {start}", item::revision(value));
    let revision = if series.is_empty() { Revision::from("") } else { both.into() };
    Ok(RemoteEvent { revision, ..remote })
}
