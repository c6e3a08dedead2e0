//! When an event is: the times Graph takes, and the days of a series. Daily, weekly and monthly by day; no more.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan};
use serde_json::{Value, json};

use super::mailbox::{Document, Item};
use super::zones::zone;

/// An event on the calendar.
pub(super) struct Instance {
    /// Its original date, if it is one of a series.
    pub date: Option<Date>,
    pub start: Timestamp,
    pub document: Document,
}

/// `singleInstance`, or the master of its series.
pub(super) fn kind(document: &Document) -> &'static str {
    if document["recurrence"].is_object() { "seriesMaster" } else { "singleInstance" }
}

/// A local time without an offset, and a zone from the list.
pub(super) fn moment(value: &Value) -> Option<(DateTime, TimeZone)> {
    let text = value["dateTime"].as_str()?;
    let local = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_digit() || b"-T:.".contains(&byte));
    let time = if local { text.parse().ok()? } else { return None };
    Some((time, zone(value["timeZone"].as_str()?)?))
}

pub(super) fn instant((time, zone): (DateTime, TimeZone)) -> Timestamp {
    zone.to_timestamp(time).unwrap()
}

/// As answers have it: seven digits, and the name that was asked for.
pub(super) fn shown(at: Timestamp, zone: &TimeZone, name: &str) -> Value {
    json!({"dateTime": at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S.0000000").to_string(), "timeZone": name})
}

/// What of `item` lies in the window, in order.
pub(super) fn instances(item: &Item, from: Timestamp, to: Timestamp) -> Vec<Instance> {
    let of = |date, document: Document| {
        let [start, end] = ["start", "end"].map(|name| instant(moment(&document[name]).unwrap()));
        (start < to && (end > from || start >= from)).then_some(Instance { date, start, document })
    };
    if kind(&item.document) == "singleInstance" {
        return of(None, item.document.clone()).into_iter().collect();
    }
    let last = to.to_zoned(TimeZone::UTC).date().saturating_add(1.day());
    let kept = days(&item.document, last).into_iter().filter(|date| !item.cancelled.contains(date));
    let mut found: Vec<Instance> = kept.filter_map(|date| of(Some(date), occurrence(item, date))).collect();
    found.sort_by_key(|instance| instance.start);
    found
}

/// The master's properties at that date, under what the exception has.
pub(super) fn occurrence(item: &Item, date: Date) -> Document {
    let mut document = item.document.clone();
    let [(start, _), (end, _)] = ["start", "end"].map(|name| moment(&item.document[name]).unwrap());
    let begins = date.to_datetime(start.time());
    for (name, time) in [("start", begins), ("end", begins + (end - start))] {
        document[name]["dateTime"] = json!(time.strftime("%Y-%m-%dT%H:%M:%S").to_string());
    }
    document.insert("recurrence".to_owned(), Value::Null);
    document.extend(item.exceptions.get(&date).cloned().unwrap_or_default());
    document
}

/// Whether `date` is one of the series.
pub(super) fn has(item: &Item, date: Date) -> bool {
    days(&item.document, date).contains(&date) && !item.cancelled.contains(&date)
}

/// The date that begins then by the rule, wherever it was moved since; `None` = there is none, or it is cancelled.
pub(super) fn day_of(item: &Item, start: Timestamp) -> Option<Date> {
    let by_its_rule = Item { exceptions: BTreeMap::new(), ..item.clone() };
    let dates = instances(&by_its_rule, start, start + SignedDuration::from_secs(1));
    dates.into_iter().find(|one| one.start == start).and_then(|one| one.date)
}

/// Every date of the rule up to `last`, cancelled ones too.
pub(super) fn days(document: &Document, last: Date) -> Vec<Date> {
    let (pattern, range) = (&document["recurrence"]["pattern"], &document["recurrence"]["range"]);
    let Some(first) = date(&range["startDate"]) else { return Vec::new() };
    let last = date(&range["endDate"]).filter(|_| range["type"] == "endDate").map_or(last, |end| end.min(last));
    let most = range["numberOfOccurrences"].as_u64().filter(|_| range["type"] == "numbered");
    let every = pattern["interval"].as_i64().unwrap_or(1).max(1) as i32;
    let week_begins = |date: Date| {
        let begins = weekday(&pattern["firstDayOfWeek"]).unwrap_or(Weekday::Sunday);
        date - Span::new().days(date.weekday().since(begins))
    };
    let apart = |from: Date, to: Date| (to - from).get_days();
    let on = |day: Date| match pattern["type"].as_str() {
        Some("daily") => apart(first, day) % every == 0,
        Some("weekly") => {
            let named = pattern["daysOfWeek"].as_array().into_iter().flatten().filter_map(weekday);
            apart(week_begins(first), week_begins(day)) / 7 % every == 0
                && named.into_iter().any(|named| named == day.weekday())
        }
        Some("absoluteMonthly") => {
            let months = i32::from(day.year() - first.year()) * 12 + i32::from(day.month() - first.month());
            months % every == 0 && pattern["dayOfMonth"].as_i64() == Some(i64::from(day.day()))
        }
        _ => false,
    };
    let days = first.series(1.day()).take_while(|day| *day <= last).filter(|day| on(*day));
    days.take(most.map_or(usize::MAX, |most| most as usize)).collect()
}

/// Whether this rule is one that is expanded here.
pub(super) fn known(recurrence: &Value) -> bool {
    let (pattern, range) = (&recurrence["pattern"], &recurrence["range"]);
    let named = match pattern["type"].as_str() {
        Some("daily") => true,
        Some("weekly") => pattern["daysOfWeek"].as_array().is_some_and(|days| !days.is_empty()),
        Some("absoluteMonthly") => pattern["dayOfMonth"].as_i64().is_some_and(|day| (1..=31).contains(&day)),
        _ => false,
    };
    let bounded = match range["type"].as_str() {
        Some("noEnd") => true,
        Some("endDate") => date(&range["endDate"]).is_some(),
        Some("numbered") => range["numberOfOccurrences"].as_u64().is_some_and(|most| most > 0),
        _ => false,
    };
    named
        && bounded
        && date(&range["startDate"]).is_some()
        && pattern["interval"].as_u64().is_some_and(|every| every > 0)
}

fn date(value: &Value) -> Option<Date> {
    value.as_str()?.parse().ok()
}

fn weekday(value: &Value) -> Option<Weekday> {
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let at = names.iter().position(|name| value.as_str().is_some_and(|value| value.eq_ignore_ascii_case(name)))?;
    Weekday::from_monday_zero_offset(at as i8).ok()
}
