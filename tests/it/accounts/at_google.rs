//! Google's simulator as a place.

use chrono::{DateTime, TimeDelta, Utc};
use daybook_tests::cast::clouds::Cloud;
use daybook_tests::servers::google::{Fault, Google, What};
use daybook_tests::servers::oauth::Auth;
use serde_json::{Value, json};

use super::EMAIL;
use super::far_side::{FarSide, Held, Told, Which, Write};

fn calendar(which: Which) -> String {
    match which {
        Which::Main => EMAIL.to_owned(),
        Which::Second => format!("private.{}@group.calendar.google.com", EMAIL.replace('@', ".")),
    }
}

fn time(value: &Value) -> DateTime<Utc> {
    let text = value["dateTime"].as_str().unwrap();
    DateTime::parse_from_rfc3339(text).unwrap_or_else(|_| panic!("{text}")).with_timezone(&Utc)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl FarSide for Cloud<Google> {
    fn provider(&self) -> String {
        Cloud::provider(self)
    }

    fn auth(&self) -> &Auth {
        &self.auth
    }

    fn settings(&self) -> Vec<(String, String)> {
        Cloud::settings(self)
    }

    fn always_mails(&self) -> bool {
        false
    }

    fn can_revoke(&self) -> bool {
        true
    }

    fn berlin(&self) -> &'static str {
        "Europe/Berlin"
    }

    fn events(&self, which: Which) -> Vec<Held> {
        let held = |event: Value| Held {
            id: text(&event["id"]),
            title: text(&event["summary"]),
            place: text(&event["location"]),
            description: text(&event["description"]),
            start: time(&event["start"]),
            end: time(&event["end"]),
            guests: event["attendees"].as_array().into_iter().flatten().map(|guest| text(&guest["email"])).collect(),
            color: text(&event["colorId"]),
        };
        self.api.events_in(&calendar(which)).into_iter().map(held).collect()
    }

    fn writes(&self) -> Vec<Write> {
        let writes = self.api.seen().into_iter().filter(|seen| seen.method != "GET");
        let write = writes.map(|seen| {
            let body: Value = serde_json::from_str(&seen.body).unwrap_or_default();
            Write {
                conditional: seen.header("if-match").is_some_and(|tag| tag != "*"),
                asks_mails: seen.parameter("sendUpdates").map(|whom| whom == "all"),
                zone: body["start"]["timeZone"].as_str().map(str::to_owned),
                method: seen.method,
            }
        });
        write.collect()
    }

    fn forget_seen(&self) {
        self.api.forget_seen();
    }

    fn mails(&self) -> Vec<(String, Told)> {
        let told = |what| match what {
            What::Invitation => Told::Invited,
            What::Update => Told::Changed,
            What::Cancellation => Told::Cancelled,
            What::Answer => panic!("nobody answers here"),
        };
        self.api.mails().into_iter().map(|mail| (mail.to, told(mail.what))).collect()
    }

    fn plant(&self, which: Which, title: &str, start: DateTime<Utc>) -> String {
        let at = |time: DateTime<Utc>| json!({ "dateTime": time.to_rfc3339(), "timeZone": "Europe/Vienna" });
        let event = json!({ "summary": title, "start": at(start), "end": at(start + TimeDelta::hours(1)) });
        self.api.plant(&calendar(which), event)
    }

    fn adorn(&self, id: &str) {
        let guests = json!([{ "email": "colleague@praxis.example" }]);
        let patch = json!({ "colorId": "11", "description": "bring the chart", "attendees": guests });
        self.api.edit(&calendar(Which::Main), id, patch);
    }

    fn move_there(&self, id: &str, start: DateTime<Utc>) {
        let at = |time: DateTime<Utc>| json!({ "dateTime": time.to_rfc3339(), "timeZone": "Europe/Vienna" });
        let patch = json!({ "start": at(start), "end": at(start + TimeDelta::hours(1)) });
        self.api.edit(&calendar(Which::Main), id, patch);
    }

    fn take_away(&self, which: Which, id: &str) {
        self.api.take_away(&calendar(which), id);
    }

    fn forget_cursors(&self) {
        self.api.forget_tokens();
    }

    fn slow_downs(&self) -> Vec<Option<i64>> {
        vec![Some(120), None, None, None]
    }

    fn slow_down(&self, way: usize) {
        let faults = [Fault::Unavailable(120), Fault::TooFast429, Fault::TooFast403, Fault::PersonTooFast];
        self.api.fault(faults[way].clone());
    }

    fn heal(&self) {
        self.api.heal();
    }
}
