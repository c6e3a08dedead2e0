//! Our tag on an event: an extended property that names the appointment it was written for, and the
//! transaction id that keeps a repeated create from making a twin.
//!
//! Graph returns the property only if it is asked for, and never in a delta.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::graph::encoded;
use crate::model::event::Content;

/// In a namespace of Daybook's own.
pub(super) const PROPERTY: &str = "String {5276a2d0-bb85-43b4-a4b5-bbbe50fc995a} Name daybookId";
/// What travels sealed, beside it.
const SEALED: &str = "String {5276a2d0-bb85-43b4-a4b5-bbbe50fc995a} Name daybookSealed";
/// How often an event that was deleted there can be created again under the same UID.
pub(super) const CHAIN: u32 = 8;

/// What the tag says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub appointment_id: String,
    /// `None` = of an earlier version, which left it out where the transaction id is the UID itself.
    pub uid: Option<String>,
}

impl Tag {
    pub fn of(content: &Content) -> Self {
        Self { appointment_id: content.appointment_id.clone(), uid: Some(content.uid.clone()) }
    }

    /// Returns the tag that an earlier version wrote into the first event of an appointment.
    pub fn of_earlier(&self) -> Self {
        Self { uid: None, ..self.clone() }
    }

    /// Returns the UID under which an item was written, if it is the one that the tag was written into: a copy takes the tag
    /// along, and has neither its transaction id nor its UID there.
    pub fn uid_of(&self, transaction: Option<&str>, ical_uid: Option<&str>) -> Option<&str> {
        let uid = self.uid.as_deref()?;
        let written = || transaction.is_some_and(|it| (0..CHAIN).any(|attempt| self::transaction(uid, attempt) == it));
        (ical_uid == Some(uid) || written()).then_some(uid)
    }

    /// Returns an item's tag.
    pub fn on(item: &Value) -> Option<Self> {
        let text = named(item, PROPERTY)?;
        Some(match text.split_once(' ') {
            Some((id, uid)) => Self { appointment_id: id.to_owned(), uid: Some(uid.to_owned()) },
            None => Self { appointment_id: text.to_owned(), uid: None },
        })
    }

    pub fn value(&self) -> String {
        match &self.uid {
            Some(uid) => format!("{} {uid}", self.appointment_id),
            None => self.appointment_id.clone(),
        }
    }

    /// Returns the property to send.
    pub fn property(&self) -> Value {
        json!([{ "id": PROPERTY, "value": self.value() }])
    }

    /// Returns `raw`, an item as sent, with the tag that was written: answers to a write leave it out.
    pub fn onto(&self, raw: &[u8]) -> Vec<u8> {
        let end = raw.iter().rposition(|byte| *byte == b'}').unwrap_or(raw.len());
        let (fields, close) = raw.split_at(end);
        let tag = format!(r#","singleValueExtendedProperties":{}"#, self.property());
        [fields, tag.as_bytes(), close].concat()
    }
}

fn named<'v>(item: &'v Value, name: &str) -> Option<&'v str> {
    let all = item.get("singleValueExtendedProperties")?.as_array()?;
    let is_it = |one: &&Value| one.get("id").and_then(Value::as_str).is_some_and(|id| id.eq_ignore_ascii_case(name));
    all.iter().find(is_it)?.get("value")?.as_str().filter(|text| !text.is_empty())
}

/// Returns what an item carries, sealed.
pub(super) fn sealed(item: &Value) -> Option<&str> {
    named(item, SEALED)
}

/// Returns the properties to send: the tag, and what travels sealed.
pub(super) fn properties(content: &Content) -> Value {
    let sealed = content.carried.as_ref().map(|carried| json!({ "id": SEALED, "value": carried }));
    let tag = json!({ "id": PROPERTY, "value": Tag::of(content).value() });
    Value::Array(std::iter::once(tag).chain(sealed).collect())
}

/// Returns the query that asks for both with an item.
pub(super) fn expand() -> String {
    let wanted = format!("singleValueExtendedProperties($filter=id eq '{PROPERTY}' or id eq '{SEALED}')");
    format!("$expand={}", encoded(&wanted))
}

/// Returns the query that finds the event with this tag.
pub(super) fn search(tag: &Tag) -> String {
    let value = tag.value().replace('\'', "''");
    let wanted = format!("singleValueExtendedProperties/Any(ep: ep/id eq '{PROPERTY}' and ep/value eq '{value}')");
    format!("$filter={}", encoded(&wanted))
}

/// Returns the query that finds every event with a tag.
pub(super) fn search_all() -> String {
    let wanted = format!("singleValueExtendedProperties/Any(ep: ep/id eq '{PROPERTY}' and ep/value ne null)");
    format!("$filter={}", encoded(&wanted))
}

/// Returns the transaction id of the `attempt`th event of a UID: the UID itself first, then UUIDs derived from it,
/// because Graph never accepts one twice, even if its event was deleted.
pub(super) fn transaction(uid: &str, attempt: u32) -> String {
    if attempt == 0 && ours(uid).as_deref() == Some(uid) {
        return uid.to_owned();
    }
    let hash = Sha256::digest(format!("{PROPERTY}\n{attempt}\n{uid}").as_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().hyphenated().to_string()
}

/// Returns whether a transaction id has the form of ours: a UUID of version 4, or 8 if it was derived. Most of
/// Outlook's own are GUIDs of no version at all.
pub(super) fn ours(transaction: &str) -> Option<String> {
    let uuid = Uuid::try_parse(transaction).ok().filter(|_| transaction.len() == 36)?;
    let form = uuid.get_variant() == uuid::Variant::RFC4122 && matches!(uuid.get_version_num(), 4 | 8);
    form.then(|| uuid.hyphenated().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const UID: &str = "0b7f6bd2-3a54-4f6e-9a4e-1f0d6a9f5c11";

    #[test]
    fn a_repeated_create_has_the_same_transaction_and_a_new_attempt_another() {
        assert_eq!(transaction(UID, 0), UID);
        assert_eq!(transaction(UID, 1), transaction(UID, 1));
        let all: std::collections::HashSet<_> = (0..CHAIN).map(|attempt| transaction(UID, attempt)).collect();
        assert_eq!(all.len(), CHAIN as usize);
        assert!(all.iter().all(|one| ours(one).as_deref() == Some(one)));
        assert!(ours(&transaction("not a uuid", 0)).is_some());
        for outlooks in ["localevent:cd4fd2ac", "c7555340-474b-cf1f-5bd8-d9e197da220e"] {
            assert_eq!(ours(outlooks), None);
            assert!(ours(&transaction(outlooks, 0)).is_some());
        }
    }

    #[test]
    fn a_mark_put_onto_an_answer_is_read_back() {
        let tag = Tag { appointment_id: "a1".into(), uid: Some(UID.into()) };
        let marked = tag.onto(b"{\"id\":\"x\",\"singleValueExtendedProperties\":[]}\r\n");
        assert_eq!(Tag::on(&serde_json::from_slice(&marked).unwrap()), Some(tag));
    }
}
