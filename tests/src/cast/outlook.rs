//! Outlook, played by the simulator of Microsoft Graph.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use jiff::ToSpan;
use serde_json::{Value, json};

use super::clouds::{self, Cloud, PERSON, did, text};
use super::far_side::{Did, FarSide, Held, Says, SignsIn, Told, Which, Write};
use super::on_show::{EventTime, OnShow};
use super::stage::{self, Stage};
use crate::ca::Authority;
use crate::servers::oauth::Account;
use crate::servers::outlook::{Fault, Outlook, What};

pub async fn its_simulator() -> Stage {
    let provider = stage::provider("outlook");
    let server = Arc::new(Outlook::start(stage::token_check(provider, "practice@outlook.test")).await);
    let (url, there) = (server.api_url.clone(), server.clone());
    stage::by_token(provider, url, server).mailing(move || there.mails().into_iter().map(|mail| mail.to).collect())
}

pub async fn far_side() -> Box<dyn FarSide> {
    Box::new(clouds::outlook().await)
}

/// The person of the demo.
const SHOWN: &str = "anna.keller@outlook.test";

pub async fn on_show(_: &Authority) -> OnShow {
    let cloud = clouds::outlook().await;
    cloud.auth.accounts(&[Account::new(SHOWN, "7f3c1a52-0000-4000-8000-9b8a7c6d5e4f", "Anna Keller")]);
    let cloud = Arc::new(cloud);
    let (mut settings, there) = (Cloud::settings(&cloud), cloud.clone());
    // A link would be brought to the Daybook that this person uses, not to the one of the demo.
    settings.push(("OUTLOOK_REDIRECT_URI".to_owned(), "http://localhost".to_owned()));
    let plant = move |which, _: &str, title: &str, span: &EventTime| {
        let [start, end] = match span {
            EventTime::Hours(from, to) => [from, to].map(|time| time.strftime("%FT%T").to_string()),
            EventTime::Day(day) => [*day, *day + 1.day()].map(|day| format!("{day}T00:00:00")),
        }
        .map(|time| json!({ "dateTime": time, "timeZone": "UTC" }));
        let all_day = matches!(span, EventTime::Day(_));
        let event = json!({ "subject": title, "start": start, "end": end, "isAllDay": all_day });
        there.api.plant(&calendar(&there.api, which), &event);
    };
    OnShow::new(stage::provider("outlook"), settings, format!("Outlook ({SHOWN})"), plant, cloud)
}

fn calendar(api: &Outlook, which: Which) -> String {
    match which {
        Which::Main => api.default_calendar(),
        Which::Second => api.private_calendar(),
    }
}

fn time(value: &Value) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(value["dateTime"].as_str().unwrap(), "%Y-%m-%dT%H:%M:%S%.f").unwrap().and_utc()
}

fn starts(api: &Outlook, id: &str) -> DateTime<Utc> {
    time(&api.stored(&calendar(api, Which::Main), id).unwrap()["start"])
}

fn repeat_by(api: &Outlook, id: &str, pattern: &Value, times: u32) {
    let range = json!({ "type": "numbered", "startDate": starts(api, id).date_naive(), "numberOfOccurrences": times });
    let recurrence = json!({ "recurrence": { "pattern": pattern, "range": range } });
    api.alter(&calendar(api, Which::Main), id, &recurrence);
}

fn instant(time: DateTime<Utc>) -> jiff::Timestamp {
    jiff::Timestamp::from_second(time.timestamp()).unwrap()
}

impl FarSide for Cloud<Outlook> {
    fn provider(&self) -> &'static str {
        "outlook"
    }

    fn signs_in(&self) -> SignsIn<'_> {
        SignsIn::InTheBrowser(&self.auth)
    }

    fn email(&self) -> &'static str {
        PERSON
    }

    fn settings(&self) -> Vec<(String, String)> {
        Cloud::settings(self)
    }

    fn always_mails(&self) -> bool {
        true
    }

    fn can_revoke(&self) -> bool {
        false
    }

    fn berlin(&self) -> &'static str {
        "W. Europe Standard Time"
    }

    fn events(&self, which: Which) -> Vec<Held> {
        let calendar = calendar(&self.api, which);
        let address = |guest: &Value| text(&guest["emailAddress"]["address"]);
        let held = |id: String| {
            let event = self.api.stored(&calendar, &id).unwrap();
            Held {
                title: text(&event["subject"]),
                place: text(&event["location"]["displayName"]),
                description: text(&event["body"]["content"]).trim().to_owned(),
                start: time(&event["start"]),
                end: time(&event["end"]),
                guests: event["attendees"].as_array().into_iter().flatten().map(address).collect(),
                color: text(&event["categories"][0]),
                tentative: event["showAs"] == "tentative",
                id,
            }
        };
        self.api.ids_in(&calendar).into_iter().map(held).collect()
    }

    fn writes(&self) -> Vec<Write> {
        let writes = self.api.seen().into_iter().filter(|seen| seen.method != "GET");
        let write = writes.map(|seen| {
            let body: Value = serde_json::from_str(&seen.body).unwrap_or_default();
            Write {
                did: if seen.path.ends_with("/cancel") { Did::Remove } else { did(&seen.method) },
                conditional: seen.header("if-match").is_some_and(|tag| tag != "*"),
                asks_mails: None,
                zone: body["start"]["timeZone"].as_str().map(str::to_owned),
            }
        });
        write.collect()
    }

    fn requests(&self) -> usize {
        self.api.seen().len()
    }

    fn forget_seen(&self) {
        self.api.forget_seen();
    }

    fn mails(&self) -> Vec<(String, Told)> {
        let told = |what| match what {
            What::Invitation => Told::Invited,
            What::Update => Told::Changed,
            What::Cancellation => Told::Cancelled,
            What::Response => panic!("nobody answers here"),
        };
        self.api.mails().into_iter().map(|mail| (mail.to, told(mail.what))).collect()
    }

    fn plant(&self, which: Which, title: &str, start: DateTime<Utc>) -> String {
        let at = |time: DateTime<Utc>| json!({ "dateTime": time.naive_utc(), "timeZone": "UTC" });
        let event = json!({ "subject": title, "start": at(start), "end": at(start + TimeDelta::hours(1)) });
        self.api.plant(&calendar(&self.api, which), &event)
    }

    fn adorn(&self, id: &str) {
        let guests = json!([{ "emailAddress": { "address": "colleague@praxis.example" }, "type": "required" }]);
        let body = json!({ "contentType": "text", "content": "bring the chart" });
        let fields = json!({ "categories": ["Red category"], "body": body, "attendees": guests });
        self.api.alter(&calendar(&self.api, Which::Main), id, &fields);
    }

    fn move_there(&self, id: &str, start: DateTime<Utc>) {
        let at = |time: DateTime<Utc>| json!({ "dateTime": time.naive_utc(), "timeZone": "UTC" });
        let calendar = calendar(&self.api, Which::Main);
        let mut fields = json!({ "start": at(start), "end": at(start + TimeDelta::hours(1)) });
        // Of a series, Outlook moves what it begins with as well.
        let mut series = self.api.stored(&calendar, id).unwrap()["recurrence"].take();
        if !series.is_null() {
            series["range"]["startDate"] = json!(start.date_naive());
            series["pattern"]["daysOfWeek"] = json!([start.format("%A").to_string().to_lowercase()]);
            fields["recurrence"] = series;
        }
        self.api.alter(&calendar, id, &fields);
    }

    fn retitle(&self, id: &str, title: &str) {
        self.api.alter(&calendar(&self.api, Which::Main), id, &json!({ "subject": title }));
    }

    fn describe(&self, id: &str, text: &str) {
        let body = json!({ "contentType": "text", "content": text });
        self.api.alter(&calendar(&self.api, Which::Main), id, &json!({ "body": body }));
    }

    fn mark(&self, id: &str, tentative: bool) {
        let show_as = if tentative { "tentative" } else { "busy" };
        self.api.alter(&calendar(&self.api, Which::Main), id, &json!({ "showAs": show_as }));
    }

    fn answer(&self, id: &str, says: Says) {
        let word = match says {
            Says::Yes => "accepted",
            Says::Maybe => "tentativelyAccepted",
            Says::No => "declined",
        };
        let calendar = calendar(&self.api, Which::Main);
        let guests = self.api.stored(&calendar, id).unwrap()["attendees"].take();
        self.api.answer(&calendar, id, guests[0]["emailAddress"]["address"].as_str().unwrap(), word);
    }

    fn take_away(&self, which: Which, id: &str) {
        self.api.take_away(&calendar(&self.api, which), id);
    }

    fn restore(&self, id: &str, _: &str) {
        self.api.restore(&calendar(&self.api, Which::Main), id);
    }

    fn copy(&self, id: &str, start: DateTime<Utc>) -> String {
        let copy = self.api.copy(&calendar(&self.api, Which::Main), id);
        self.move_there(&copy, start);
        copy
    }

    fn whole(&self, id: &str) -> String {
        self.api.stored(&calendar(&self.api, Which::Main), id).unwrap().to_string()
    }

    fn drag(&self, id: &str) {
        self.api.move_to(&calendar(&self.api, Which::Main), id, &calendar(&self.api, Which::Second));
    }

    fn repeat(&self, id: &str, times: u32) {
        repeat_by(&self.api, id, &json!({ "type": "daily", "interval": 7 }), times);
    }

    fn repeat_weekly(&self, id: &str, times: u32) {
        let day = starts(&self.api, id).format("%A").to_string().to_lowercase();
        repeat_by(&self.api, id, &json!({ "type": "weekly", "interval": 1, "daysOfWeek": [day] }), times);
    }

    fn move_date(&self, id: &str, date: DateTime<Utc>, start: DateTime<Utc>) {
        let at = |time: DateTime<Utc>| json!({ "dateTime": time.naive_utc(), "timeZone": "UTC" });
        let fields = json!({ "start": at(start), "end": at(start + TimeDelta::hours(1)) });
        self.api.alter_date(&calendar(&self.api, Which::Main), id, instant(date), &fields);
    }

    fn take_date(&self, id: &str, date: DateTime<Utc>) {
        self.api.take_date_away(&calendar(&self.api, Which::Main), id, instant(date));
    }

    fn dates(&self, id: &str) -> Vec<DateTime<Utc>> {
        let starts = self.api.dates_of(&calendar(&self.api, Which::Main), id);
        starts.into_iter().map(|at| DateTime::from_timestamp(at.as_second(), 0).unwrap()).collect()
    }

    fn hide(&self, hidden: bool) {
        let second = calendar(&self.api, Which::Second);
        if hidden { self.api.drop_calendar(&second) } else { self.api.bring_calendar_back(&second) }
    }

    fn read_only(&self, read_only: bool) {
        self.api.let_write(&calendar(&self.api, Which::Second), !read_only);
    }

    fn end_sign_in(&self) {
        self.auth.revoke(PERSON);
        self.auth.expire_access_tokens();
    }

    fn forget_cursors(&self) {
        self.api.forget_tokens();
    }

    fn lose_an_answer(&self) {
        self.api.once(Fault::Lost { method: "POST", status: 504 });
    }

    fn refuse_a_create(&self) {
        let (status, code) = (403, "ErrorAccessDenied");
        self.api.once(Fault::Status { method: "POST", status, code, retry_after: None });
    }

    fn refuse_a_removal(&self) {
        let (status, code) = (403, "ErrorAccessDenied");
        self.api.once(Fault::Status { method: "DELETE", status, code, retry_after: None });
    }

    fn fail_a_create(&self) {
        let (status, code) = (500, "generalException");
        self.api.once(Fault::Status { method: "POST", status, code, retry_after: None });
    }

    fn slow_downs(&self) -> Vec<Option<i64>> {
        vec![Some(120), Some(120), None]
    }

    fn slow_down(&self, way: usize) {
        let (status, code, retry_after) = [
            (429, "TooManyRequests", Some("120")),
            (503, "ServiceUnavailable", Some("120")),
            (429, "ApplicationThrottled", None),
        ][way];
        for method in ["GET", "POST", "PATCH", "DELETE"] {
            self.api.fault(Fault::Status { method, status, code, retry_after });
        }
    }

    fn heal(&self) {
        self.api.heal();
    }
}
