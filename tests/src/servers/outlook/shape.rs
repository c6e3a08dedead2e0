//! Compares every request and answer with the OpenAPI file of Graph's calendar: path, method, query, names and types.
//! Enum values are compared without regard to case, as Graph does, and come out as the file spells them.

use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::{Map, Value, json};

const PACKED: &[u8] = include_bytes!("../../../fixtures/outlook/graph-calendar.openapi.json.gz");

/// Functions, which are not ids.
const FUNCTIONS: [&str; 3] = ["delta", "delta()", "$count"];

pub(super) struct Shapes(Value);

/// One documented method on one documented path.
#[derive(Clone)]
pub(super) struct Operation {
    shape: Value,
    parameters: Vec<Value>,
}

impl Shapes {
    pub(super) fn read() -> Self {
        let mut text = String::new();
        GzDecoder::new(PACKED).read_to_string(&mut text).unwrap();
        let mut document = serde_json::from_str(&text).unwrap();
        complete(&mut document);
        Self(document)
    }

    /// `path` below the version, percent signs undone.
    pub(super) fn operation(&self, method: &str, path: &[String]) -> Option<Operation> {
        let paths = self.0["paths"].as_object().unwrap();
        let (_, shapes) = paths.iter().find(|(template, _)| {
            let names: Vec<&str> = template.trim_start_matches("/v1.0/").split('/').collect();
            let fits = |(name, part): (&&str, &String)| match name.starts_with('{') {
                true => !FUNCTIONS.contains(&part.as_str()),
                false => name == part,
            };
            names.len() == path.len() && names.iter().zip(path).all(fits)
        })?;
        let shape = shapes.get(method.to_lowercase())?.clone();
        let own = [&shapes["parameters"], &shape["parameters"]];
        let parameters = own.into_iter().filter_map(Value::as_array).flatten().map(|one| self.resolved(one).clone());
        Some(Operation { parameters: parameters.collect(), shape })
    }

    pub(super) fn query(&self, of: &Operation, query: &[(String, String)]) -> Result<(), String> {
        let known = |name: &str| of.parameters.iter().find(|one| one["in"] == "query" && one["name"] == name);
        for (number, (name, value)) in query.iter().enumerate() {
            let known = known(name).ok_or_else(|| format!("the query option {name} is not documented here"))?;
            if query[..number].iter().any(|(other, _)| other == name) {
                return Err(format!("the query option {name} comes twice"));
            }
            let schema = &known["schema"];
            let fits = match schema["type"].as_str() {
                Some("integer") => value.parse::<u32>().is_ok(),
                Some("boolean") => value == "true" || value == "false",
                // Documented with the extended properties, which the file leaves out.
                Some("array") if name == "$expand" && value.starts_with("singleValueExtendedProperties(") => true,
                Some("array") => value.split(',').all(|one| one_of(&schema["items"]["enum"], one).is_some()),
                _ => true,
            };
            if !fits {
                return Err(format!("the query option {name} cannot be {value}"));
            }
        }
        let missing = of.parameters.iter().find(|one| {
            one["in"] == "query" && one["required"] == true && !query.iter().any(|(name, _)| one["name"] == **name)
        });
        missing.map_or(Ok(()), |one| Err(format!("the query option {} is missing", one["name"])))
    }

    /// The body with its enum values as documented.
    pub(super) fn body(&self, of: &Operation, body: Option<&Value>) -> Result<Option<Value>, String> {
        match (&of.shape["requestBody"]["content"]["application/json"]["schema"], body) {
            (Value::Null, None) => Ok(None),
            (Value::Null, Some(_)) => Err("no body is documented here".to_owned()),
            (_, None) if of.shape["requestBody"]["required"] != true => Ok(None),
            (_, None) => Err("the body is missing".to_owned()),
            (schema, Some(body)) => self.fits(schema, body, "").map(Some),
        }
    }

    pub(super) fn answer(&self, of: &Operation, status: u16, body: Option<&Value>) -> Result<(), String> {
        let error = format!("{}XX", status / 100);
        let mut answers = [status.to_string(), error].into_iter().chain(also(status));
        let found = answers.find_map(|status| of.shape["responses"].get(status));
        let found = self.resolved(found.ok_or_else(|| format!("an answer {status} is not documented here"))?);
        match (&found["content"]["application/json"]["schema"], body) {
            (_, None) => Ok(()),
            // The file has 204 for PATCH, the documentation 200 and the event.
            (Value::Null, Some(body)) => {
                self.fits(&json!({"$ref": "#/components/schemas/microsoft.graph.event"}), body, "").map(|_| ())
            }
            (schema, Some(body)) => self.fits(schema, body, "").map(|_| ()),
        }
    }

    fn resolved<'a>(&'a self, shape: &'a Value) -> &'a Value {
        match shape["$ref"].as_str() {
            Some(to) => self.0.pointer(to.trim_start_matches('#')).unwrap(),
            None => shape,
        }
    }

    fn fits(&self, schema: &Value, value: &Value, at: &str) -> Result<Value, String> {
        let wrong = || format!("{at}: {value} is not as documented");
        let schema = self.resolved(schema);
        if value.is_null() {
            let may = schema["nullable"] == true || schema["type"].is_null() && schema["allOf"].is_null();
            return if may { Ok(Value::Null) } else { Err(wrong()) };
        }
        if let Some(all) = schema["allOf"].as_array() {
            return all.iter().try_fold(value.clone(), |value, schema| self.fits(schema, &value, at));
        }
        if !schema["enum"].is_null() {
            return value.as_str().and_then(|value| one_of(&schema["enum"], value)).ok_or_else(wrong);
        }
        match (schema["type"].as_str(), value) {
            (Some("object"), Value::Object(fields)) => self.fields(schema, fields, at).map(Value::Object),
            (Some("array"), Value::Array(entries)) => {
                let entries = entries.iter().enumerate();
                let fitting = entries.map(|(number, one)| self.fits(&schema["items"], one, &format!("{at}/{number}")));
                fitting.collect::<Result<_, _>>().map(Value::Array)
            }
            (Some("string"), Value::String(_)) | (Some("boolean"), Value::Bool(_)) | (None, _) => Ok(value.clone()),
            (Some("integer"), Value::Number(number)) if number.is_i64() => Ok(value.clone()),
            (Some("number"), Value::Number(_)) => Ok(value.clone()),
            _ => Err(wrong()),
        }
    }

    fn fields(&self, schema: &Value, fields: &Map<String, Value>, at: &str) -> Result<Map<String, Value>, String> {
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if let Some(missing) = required.into_iter().find(|name| !fields.contains_key(*name)) {
            return Err(format!("{at}/{missing} is missing"));
        }
        let fitting = fields.iter().map(|(name, value)| {
            let at = format!("{at}/{name}");
            match schema["properties"].get(name) {
                Some(schema) => Ok((name.clone(), self.fits(schema, value, &at)?)),
                None if schema["additionalProperties"] == false => Err(format!("{at} is not documented")),
                None => Ok((name.clone(), value.clone())),
            }
        });
        fitting.collect()
    }
}

fn one_of(values: &Value, value: &str) -> Option<Value> {
    values.as_array()?.iter().find(|one| one.as_str().is_some_and(|one| one.eq_ignore_ascii_case(value))).cloned()
}

/// Under which status the file has what Microsoft's pages show with another: PATCH 200, actions 202, errors of the server.
fn also(status: u16) -> Option<String> {
    match status {
        200 | 202 => Some("204".to_owned()),
        500..600 => Some("4XX".to_owned()),
        _ => None,
    }
}

/// What Microsoft documents elsewhere: extended properties, and the links of a collection.
fn complete(document: &mut Value) {
    let text = json!({"type": "string"});
    let property = json!({"type": "object", "required": ["id", "value"], "additionalProperties": false,
        "properties": {"id": text, "value": text, "@odata.type": {}}});
    for name in ["event", "event-create", "event-update"] {
        let event = &mut document["components"]["schemas"][format!("microsoft.graph.{name}")]["properties"];
        event["singleValueExtendedProperties"] = json!({"type": "array", "items": property});
    }
    let operations = document["paths"].as_object_mut().unwrap().values_mut().filter_map(Value::as_object_mut);
    for operation in operations.flat_map(|path| path.values_mut()) {
        if let Some(answer) = operation.pointer_mut("/responses/200/content/application~1json/schema")
            && !answer["properties"]["value"].is_null()
        {
            answer["additionalProperties"] = json!(false);
            for name in ["@odata.context", "@odata.nextLink", "@odata.deltaLink"] {
                answer["properties"][name] = text.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(method: &str, path: &str) -> (Shapes, Option<Operation>) {
        let shapes = Shapes::read();
        let path: Vec<String> = path.split('/').map(str::to_owned).collect();
        let operation = shapes.operation(method, &path);
        (shapes, operation)
    }

    #[test]
    fn an_answer_with_a_field_or_a_status_of_its_own_is_told() {
        let (shapes, one) = at("GET", "me/events/x");
        let one = one.unwrap();
        let told = |status, body: Value| shapes.answer(&one, status, Some(&body)).is_err();
        assert!(!told(200, json!({"id": "x", "subject": null, "@odata.etag": "W/x"})));
        assert!(told(200, json!({"id": "x", "uid": "y"})), "no such field");
        assert!(told(200, json!({"start": {"dateTime": 7}})), "another type");
        assert!(told(200, json!({"attendees": [{"emailAddress": {"mail": "x"}}]})), "deep down");
        assert!(told(200, json!({"attendees": null})), "null where there is none");
        assert!(told(302, json!({})), "no such status");
        assert!(told(404, json!({"error": {"code": "x"}})), "no message");
        assert!(!told(404, json!({"error": {"code": "x", "message": "y"}})));
        let (shapes, list) = at("GET", "me/calendarView/delta");
        let body = json!({"value": [{"id": "x", "@removed": {"reason": "deleted"}}], "@odata.deltaLink": "x"});
        assert!(shapes.answer(list.as_ref().unwrap(), 200, Some(&body)).is_ok());
        assert!(shapes.answer(list.as_ref().unwrap(), 200, Some(&json!({"value": [], "total": 1}))).is_err());
    }

    #[test]
    fn what_is_written_in_any_case_comes_out_as_documented() {
        let (shapes, create) = at("POST", "me/events");
        let sent = json!({"showAs": "BUSY", "body": {"contentType": "HTML"}});
        let read = shapes.body(&create.unwrap(), Some(&sent)).unwrap();
        assert_eq!(read, Some(json!({"showAs": "busy", "body": {"contentType": "html"}})));
    }

    #[test]
    fn a_path_is_documented_or_is_none() {
        for path in ["me", "me/events/a%2Fb", "me/calendars/x/calendarView/delta", "me/calendar/calendarView/delta()"] {
            assert!(at("GET", path).1.is_some(), "{path}");
        }
        for path in ["users/x", "me/events/delta", "me/events/x/permanentDelete", "me/calendars/x/events/y/z", "me/"] {
            assert!(at("GET", path).1.is_none(), "{path}");
        }
    }
}
