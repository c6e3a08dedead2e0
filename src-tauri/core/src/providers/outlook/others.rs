//! The dates of a series that stand for themselves, but the first: each is kept with the series, without what is not read of it.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::item;

/// The most bytes that are kept of them.
const ROOM: usize = 256 * 1024;
/// What is read of a date.
const KEPT: [&str; 17] = [
    "id",
    "type",
    "seriesMasterId",
    "subject",
    "start",
    "end",
    "isAllDay",
    "originalStart",
    "originalStartTimeZone",
    "originalEndTimeZone",
    "location",
    "body",
    "bodyPreview",
    "showAs",
    "isCancelled",
    "attendees",
    "organizer",
];

/// Returns those of the dates of a series that were moved or changed, but the one that it begins with.
pub(super) fn others(all: &[Value], first: DateTime<Utc>) -> Value {
    let is_other = |one: &&Value| item::text(one, "type") == Some("exception") && item::date(one) != Some(first);
    let mut room = ROOM;
    let fits = |one: &Value| {
        let needs = one.to_string().len();
        let fits = needs <= room;
        room = room.saturating_sub(needs);
        fits
    };
    Value::Array(all.iter().filter(is_other).map(kept).take_while(fits).collect())
}

fn kept(date: &Value) -> Value {
    let field = |name: &&str| Some(((*name).to_owned(), date.get(*name)?.clone()));
    Value::Object(KEPT.iter().filter_map(field).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_for_itself_is_kept_and_no_more_than_there_is_room_for() {
        let of = |day: u32, kind: &str, body: &str| {
            json!({
                "id": format!("AA{day}"), "type": kind, "originalStart": format!("2026-12-{day:02}T09:00:00Z"),
                "body": { "contentType": "text", "content": body }, "webLink": "https://outlook.office365.com/",
            })
        };
        let first = "2026-12-01T09:00:00Z".parse().unwrap();
        let all = [of(1, "exception", ""), of(8, "occurrence", ""), of(15, "exception", "one")];
        let kept = others(&all, first);
        let ids: Vec<_> = kept.as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        assert_eq!(ids, ["AA15"]);
        assert_eq!((kept[0].get("webLink"), &kept[0]["body"]["content"]), (None, &json!("one")));
        let long = "x".repeat(ROOM);
        let kept = others(&[of(8, "exception", "one"), of(15, "exception", &long)], first);
        assert_eq!(kept.as_array().map(Vec::len), Some(1));
    }
}
