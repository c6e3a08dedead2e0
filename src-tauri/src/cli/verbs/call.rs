//! Any command of the window, by its name. What has a verb of its own is better asked by that.

use daybook_core::app::App;
use daybook_core::app::views::UiError;
use serde_json::Value;

use super::{Ended, done, input};
use crate::cli::args::Call;
use crate::cli::print;

/// Arguments that every program on this computer could read in the list of processes.
const SECRETS: [&str; 2] = ["password", "passphrase"];

pub async fn call(app: &App, asked: &Call, json: bool) -> Ended {
    let arguments = match asked.arguments.as_deref() {
        None => Value::Null,
        Some("-") => parsed(input::rest()?.expose())?,
        Some(text) => open(parsed(text.as_bytes())?)?,
    };
    let result = app.call(&asked.name, arguments).await?;
    // The window goes on while a provider is told; this process would end.
    app.revoked().await;
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    done(print::value(&result, json, pretty))
}

fn parsed(text: &[u8]) -> Result<Value, UiError> {
    // What serde says of it may quote it.
    serde_json::from_slice(text).map_err(|_| {
        UiError::input(
            "The arguments are not JSON.",
            "Give one object, such as {\"id\": \"…\"}, or `-` and pipe it in.",
        )
    })
}

fn open(arguments: Value) -> Result<Value, UiError> {
    match SECRETS.iter().find(|name| arguments.get(name).is_some_and(Value::is_string)) {
        None => Ok(arguments),
        Some(name) => Err(UiError::input(
            format!("The {name} is not taken from the command line, where others can read it."),
            "Put `-` in place of the arguments, and pipe them in.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_on_the_command_line_is_refused() {
        assert!(open(json!({ "id": "7" })).is_ok());
        assert!(open(json!({ "passphrase": null })).is_ok());
        let refused = open(json!({ "user": "anna", "password": "pw-of-anna" })).unwrap_err();
        assert!(!format!("{refused:?}").contains("pw-of-anna"));
    }
}
