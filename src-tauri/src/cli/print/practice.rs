//! Clients, services and settings.

use daybook_core::app::views::{Client, Service};
use serde_json::{Map, Value};

use super::minutes;

/// The days of `hours`, in its order.
pub const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// The zone setting that follows the computer.
pub const COMPUTER: &str = "computer";
/// A day without working hours.
pub const OFF: &str = "off";
/// A setting without a value.
pub const NONE: &str = "none";

pub fn clients(all: &[Client]) -> String {
    if all.is_empty() {
        return "No such client.".to_owned();
    }
    all.iter()
        .map(|one| {
            let email = one.email.as_deref().map(|email| format!(", {email}")).unwrap_or_default();
            let seen = one.last_seen.as_deref().map(|day| format!(", last seen {day}")).unwrap_or_default();
            let guessed = if one.guessed { ", name taken from an event’s title" } else { "" };
            format!("{}{email}{seen}{guessed}  {}\n", one.name, one.id)
        })
        .collect()
}

pub fn services(all: &[Service]) -> String {
    if all.is_empty() {
        return "No services yet.".to_owned();
    }
    all.iter().map(|one| service(one) + "\n").collect()
}

pub fn service(one: &Service) -> String {
    let line = if one.description.is_empty() { String::new() } else { format!("\n    {}", one.description) };
    let pause = match one.break_minutes {
        0 => String::new(),
        after => format!(", then a break of {}", minutes(after)),
    };
    format!("{}, {}{pause}, {}  {}{line}", one.name, minutes(one.minutes), one.hue.word(), one.id)
}

/// One line a setting, by the name that sets it.
pub fn settings(all: &Map<String, Value>) -> String {
    let mut lines = Vec::new();
    for (name, value) in all {
        match (name.as_str(), value.as_array()) {
            ("hours", Some(days)) => lines.extend(
                DAYS.iter()
                    .zip(days)
                    .map(|(day, hours)| format!("{:<15} {}", format!("hours.{day}"), setting("hours", hours))),
            ),
            (name, _) => lines.push(format!("{name:<15} {}", setting(name, value))),
        }
    }
    lines.join("\n")
}

/// A value as it is typed.
pub fn setting(name: &str, value: &Value) -> String {
    match (name, value) {
        ("zone", Value::Null) => COMPUTER.to_owned(),
        ("horizon_days" | "most_a_day", Value::Null) => NONE.to_owned(),
        ("exceptions", Value::Array(entries)) if entries.is_empty() => NONE.to_owned(),
        ("exceptions", Value::Array(entries)) => entries.iter().map(days).collect::<Vec<_>>().join(";"),
        ("hours", Value::Array(spans)) if spans.is_empty() => OFF.to_owned(),
        ("hours", Value::Array(entries)) if entries.iter().all(Value::is_array) => {
            let days = DAYS.iter().zip(entries).map(|(day, hours)| format!("{day:<9} {}", setting("hours", hours)));
            days.collect::<Vec<_>>().join("\n")
        }
        ("hours", Value::Array(spans)) => {
            let text = |span: &Value, end: &str| span.get(end).and_then(Value::as_str).unwrap_or_default().to_owned();
            let spans = spans.iter().map(|span| format!("{}-{}", text(span, "from"), text(span, "to")));
            spans.collect::<Vec<_>>().join(",")
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// `2026-12-24..2027-01-01=off`, or `2027-01-05=09:00-13:00`.
fn days(entry: &Value) -> String {
    let text = |field: &str| entry.get(field).and_then(Value::as_str).unwrap_or_default();
    let (from, to) = (text("from"), text("to"));
    let last = if from == to { String::new() } else { format!("..{to}") };
    format!("{from}{last}={}", setting("hours", entry.get("hours").unwrap_or(&Value::Null)))
}
