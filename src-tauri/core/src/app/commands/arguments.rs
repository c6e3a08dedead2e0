//! The arguments of one call, read from JSON. They are wiped when the call has ended: a password may be among them.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use ts_rs::{Config, TS};
use zeroize::Zeroize as _;

use super::super::Answer;
use super::super::views::UiError;
use crate::model::secret::Secret;

pub(super) struct Arguments {
    command: &'static str,
    given: Map<String, Value>,
}

impl Arguments {
    /// Takes what was given, which may hold no argument that is not `known`.
    pub fn of(command: &'static str, known: &[&str], given: Value) -> Answer<Self> {
        let given = match given {
            Value::Object(given) => given,
            Value::Null => Map::new(),
            other => {
                wipe(other);
                return Err(UiError::input(
                    format!("The arguments of {command} are not an object."),
                    "Give them as a JSON object, such as {\"id\": \"…\"}.",
                ));
            }
        };
        let all = Self { command, given };
        let known: Vec<String> = known.iter().map(|name| on_the_wire(name)).collect();
        if all.given.keys().all(|name| known.contains(name)) {
            return Ok(all);
        }
        let hint = if known.is_empty() {
            "It takes no arguments.".to_owned()
        } else {
            format!("Its arguments are: {}.", known.join(", "))
        };
        Err(UiError::input(format!("{command} does not take one of these arguments."), hint))
    }

    /// Reads one argument. One that may be null may be left out.
    pub fn read<'de, T: Deserialize<'de> + TS>(&'de self, name: &str) -> Answer<T> {
        static LEFT_OUT: Value = Value::Null;
        let name = on_the_wire(name);
        let given = self.given.get(&name);
        T::deserialize(given.unwrap_or(&LEFT_OUT)).map_err(|error| {
            let takes = T::name(&Config::default());
            // The only sentence of serde's that quotes nothing of the value.
            let error = error.to_string();
            let field = error.strip_prefix("missing field ").map(|field| format!("; {field} is missing"));
            let message = match given {
                Some(_) => format!("{} does not take this for {name}.", self.command),
                None => format!("{} needs {name}.", self.command),
            };
            UiError::input(message, format!("Expected: {takes}{}.", field.unwrap_or_default()))
        })
    }
}

impl Drop for Arguments {
    fn drop(&mut self) {
        self.given.values_mut().for_each(overwrite);
    }
}

/// Drops what nobody reads, as [`Arguments`] would.
pub(super) fn wipe(mut given: Value) {
    overwrite(&mut given);
}

fn overwrite(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(all) => all.iter_mut().for_each(overwrite),
        Value::Object(all) => all.values_mut().for_each(overwrite),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Returns a name in camelCase: `change_id` travels as `changeId`.
pub fn on_the_wire(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut begins = false;
    for letter in name.chars() {
        if letter == '_' {
            begins = true;
        } else {
            out.push(if begins { letter.to_ascii_uppercase() } else { letter });
            begins = false;
        }
    }
    out
}

/// A secret comes in as a string and never goes out.
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl TS for Secret {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(config: &Config) -> String {
        String::name(config)
    }

    fn inline(config: &Config) -> String {
        String::inline(config)
    }
}
