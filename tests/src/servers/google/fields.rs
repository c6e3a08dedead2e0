//! Partial answers: `fields=items(id,start/dateTime),nextPageToken`.

use serde_json::{Map, Value};

/// Names, each with what is wanted below it; nothing means all of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted(pub Vec<(String, Wanted)>);

/// Parses a selection; `None` if it is not one.
pub(super) fn parse(text: &str) -> Option<Wanted> {
    let mut rest = text;
    let wanted = list(&mut rest, 0)?;
    rest.is_empty().then_some(wanted)
}

fn list(rest: &mut &str, depth: usize) -> Option<Wanted> {
    let mut wanted = vec![item(rest, depth)?];
    while take(rest, ',') {
        wanted.push(item(rest, depth)?);
    }
    Some(Wanted(wanted))
}

fn item(rest: &mut &str, depth: usize) -> Option<(String, Wanted)> {
    let end = rest.find(['/', '(', ')', ',']).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    if name.is_empty() || depth > 8 {
        return None;
    }
    *rest = after;
    let below = if take(rest, '/') {
        Wanted(vec![item(rest, depth + 1)?])
    } else if take(rest, '(') {
        let below = list(rest, depth + 1)?;
        take(rest, ')').then_some(below)?
    } else {
        Wanted(Vec::new())
    };
    Some((name.to_owned(), below))
}

fn take(rest: &mut &str, what: char) -> bool {
    let after = rest.strip_prefix(what);
    *rest = after.unwrap_or(rest);
    after.is_some()
}

/// Returns `value` with nothing but what is wanted.
pub(super) fn select(wanted: &Wanted, value: &Value) -> Value {
    let all = wanted.0.is_empty() || wanted.0.iter().any(|(name, _)| name == "*");
    match value {
        Value::Array(items) => items.iter().map(|item| select(wanted, item)).collect(),
        Value::Object(fields) if !all => {
            let mut kept = Map::new();
            for (name, below) in &wanted.0 {
                if let Some(inner) = fields.get(name) {
                    kept.insert(name.clone(), select(below, inner));
                }
            }
            Value::Object(kept)
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_selection_keeps_what_it_names() {
        let page =
            json!({"items": [{"id": "1", "start": {"dateTime": "x", "timeZone": "y"}, "summary": "z"}], "etag": "e"});
        let wanted = parse("items(id,start/dateTime),nextPageToken").unwrap();
        assert_eq!(select(&wanted, &page), json!({"items": [{"id": "1", "start": {"dateTime": "x"}}]}));
    }

    #[test]
    fn half_a_selection_is_none() {
        for text in ["", "items(", "items(id", "items(id))", "a,,b", "a/", "/a", "()"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
