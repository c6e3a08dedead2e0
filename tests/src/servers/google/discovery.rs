//! What Google documents: its requests, and what may be in them and in their answers.
//! Read from extracts of the discovery documents (tests/fixtures/google).

use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::fields::{self, Wanted};
use super::times;

static DOCUMENTS: OnceLock<Vec<Value>> = OnceLock::new();

fn documents() -> &'static [Value] {
    DOCUMENTS.get_or_init(|| {
        let texts = [
            include_str!("../../../fixtures/google/calendar.v3.json"),
            include_str!("../../../fixtures/google/oauth2.v2.json"),
        ];
        texts.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
    })
}

/// A documented method.
#[derive(Clone, Copy)]
pub(super) struct Method {
    /// Such as `calendar.events.insert`.
    pub id: &'static str,
    spec: &'static Value,
    document: &'static Value,
}

/// Returns the method at this path, with the decoded parameters of the path.
pub(super) fn find(verb: &str, path: &str) -> Option<(Method, Vec<(String, String)>)> {
    documents().iter().find_map(|document| {
        document["methods"].as_object().unwrap().iter().find_map(|(id, spec)| {
            let given = within(spec["path"].as_str().unwrap(), path)?;
            (spec["httpMethod"] == verb).then_some((Method { id, spec, document }, given))
        })
    })
}

fn within(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (template, path) = (template.split('/'), path.strip_prefix('/')?.split('/'));
    if template.clone().count() != path.clone().count() {
        return None;
    }
    let mut given = Vec::new();
    for (expected, part) in template.zip(path) {
        match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !part.is_empty() => given.push((name.to_owned(), decoded(part)?)),
            None if expected == part => {}
            _ => return None,
        }
    }
    Some(given)
}

/// Percent-decoded; a plus sign is a plus sign.
fn decoded(part: &str) -> Option<String> {
    let escaped = part.replace('+', "%2B");
    let (text, _) = url::form_urlencoded::parse(escaped.as_bytes()).next()?;
    Some(text.into_owned())
}

impl Method {
    pub fn scopes(&self) -> impl Iterator<Item = &'static str> {
        self.spec["scopes"].as_array().unwrap().iter().map(|scope| scope.as_str().unwrap())
    }

    /// Returns whether it answers with a body.
    pub fn answers(&self) -> bool {
        !self.spec["response"].is_null()
    }

    pub fn takes_body(&self) -> bool {
        !self.spec["request"].is_null()
    }

    /// Returns what is wrong with the parameters: the name, and why.
    pub fn check_query(&self, query: &[(String, String)]) -> Result<(), (String, String)> {
        for (name, value) in query {
            let own = &self.spec["parameters"][name];
            let known = if own.is_null() { &self.document["parameters"][name] } else { own };
            let wrong = |why: &str| Err((name.clone(), format!("{}: parameter {name} {why}", self.id)));
            if known["location"] != "query" {
                return wrong("is not documented");
            }
            if query.iter().filter(|(other, _)| other == name).count() > 1 && known["repeated"] != true {
                return wrong("is given twice");
            }
            let limit = |of: &str| known[of].as_str().and_then(|text| text.parse::<i64>().ok());
            let fits = match known["type"].as_str().unwrap() {
                "boolean" => value == "true" || value == "false",
                "integer" => value.parse::<i64>().is_ok_and(|number| {
                    limit("minimum").is_none_or(|least| number >= least)
                        && limit("maximum").is_none_or(|most| number <= most)
                }),
                _ => known["enum"].as_array().is_none_or(|allowed| allowed.iter().any(|one| one == value)),
            };
            if !fits || known["format"] == "date-time" && times::instant(value).is_none() {
                return wrong(&format!("has the value {value:?}"));
            }
        }
        let mut parameters = self.spec["parameters"].as_object().unwrap().iter();
        match parameters.find(|(name, spec)| {
            spec["location"] == "query" && spec["required"] == true && !query.iter().any(|(given, _)| given == *name)
        }) {
            Some((name, _)) => Err((name.clone(), format!("{}: parameter {name} is missing", self.id))),
            None => Ok(()),
        }
    }

    pub fn check_request(&self, body: &Value) -> Result<(), String> {
        let schema = &self.spec["request"];
        self.check(schema, body, Side::Request, "").map_err(|wrong| format!("{}: sent {wrong}", self.id))
    }

    pub fn check_answer(&self, body: &Value) -> Result<(), String> {
        let schema = &self.spec["response"];
        self.check(schema, body, Side::Answer, "").map_err(|wrong| format!("{}: answered {wrong}", self.id))
    }

    /// Returns only the part of the answer that `fields` names (partial response).
    pub fn partial(&self, fields: &str, body: &Value) -> Result<Value, String> {
        let wanted = fields::parse(fields).ok_or_else(|| format!("Invalid field selection {fields}"))?;
        self.selectable(&self.spec["response"], &wanted)?;
        Ok(fields::select(&wanted, body))
    }

    fn selectable(&self, schema: &'static Value, wanted: &Wanted) -> Result<(), String> {
        let schema = self.resolved(schema);
        if schema["type"] == "array" {
            return self.selectable(&schema["items"], wanted);
        }
        for (name, inner) in &wanted.0 {
            if name == "*" {
                continue;
            }
            let property = &schema["properties"][name];
            let property = if property.is_null() { &schema["additionalProperties"] } else { property };
            if property.is_null() {
                return Err(format!("Invalid field selection {name}"));
            }
            self.selectable(property, inner)?;
        }
        Ok(())
    }

    fn resolved(&self, schema: &'static Value) -> &'static Value {
        match schema["$ref"].as_str() {
            Some(name) => &self.document["schemas"][name],
            None => schema,
        }
    }

    fn check(&self, schema: &'static Value, value: &Value, side: Side, at: &str) -> Result<(), String> {
        let schema = self.resolved(schema);
        let wrong = || Err(format!("{at}: {value} is no {}", schema["type"]));
        match (schema["type"].as_str().unwrap(), value) {
            // In a request it stands for "nothing".
            (_, Value::Null) if side == Side::Request => Ok(()),
            ("object", Value::Object(fields)) => self.check_fields(schema, fields, side, at),
            ("array", Value::Array(items)) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, item)| self.check(&schema["items"], item, side, &format!("{at}[{index}]"))),
            ("string", Value::String(text)) => match schema["format"].as_str() {
                Some("date-time") if side == Side::Answer && times::instant(text).is_none() => wrong(),
                Some("date") if text.parse::<jiff::civil::Date>().is_err() => wrong(),
                _ => Ok(()),
            },
            ("boolean", Value::Bool(_)) => Ok(()),
            ("integer", Value::Number(number)) if number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()) => Ok(()),
            ("any", _) => Ok(()),
            _ => wrong(),
        }
    }

    fn check_fields(
        &self,
        schema: &'static Value,
        fields: &Map<String, Value>,
        side: Side,
        at: &str,
    ) -> Result<(), String> {
        fields.iter().try_for_each(|(name, value)| {
            let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            let known = match &schema["properties"][name] {
                Value::Null => &schema["additionalProperties"],
                known => known,
            };
            if known.is_null() {
                Err(format!("{at}, which is not documented"))
            } else {
                self.check(known, value, side, &at)
            }
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Answer,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_path_leads_to_its_method_and_is_decoded_part_by_part() {
        let path = "/calendar/v3/calendars/de%23holiday%40group%2Fx/events/a+b";
        let (method, given) = find("PATCH", path).unwrap();
        assert_eq!(method.id, "calendar.events.patch");
        assert_eq!(given.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(), ["de#holiday@group/x", "a+b"]);
        assert!(find("POST", path).is_none() && find("GET", "/calendar/v3/calendars//events").is_none());
    }

    #[test]
    fn an_answer_is_held_against_names_types_and_formats() {
        let (method, _) = find("GET", "/calendar/v3/calendars/primary/events/abcde").unwrap();
        assert_eq!(method.check_answer(&json!({"id": "a", "start": {"dateTime": "2027-03-01T09:00:00Z"}})), Ok(()));
        let lies = [
            json!({"subject": "a"}),
            json!({"id": 7}),
            json!({"id": null}),
            json!({"attendees": {}}),
            json!({"attendees": [{"mail": "a@x.test"}]}),
            json!({"start": {"dateTime": "2027-03-01T09:00:00"}}),
            json!({"start": {"date": "1.3.2027"}}),
            json!({"sequence": 1.5}),
            json!({"extendedProperties": {"private": {"a": 1}}}),
        ];
        for lie in lies {
            assert!(method.check_answer(&lie).is_err(), "{lie}");
        }
    }
}
