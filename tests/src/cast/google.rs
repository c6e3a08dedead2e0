//! Google, played by the simulator of its API.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use jiff::ToSpan;
use serde_json::{Value, json};

use super::clouds::{self, Cloud, PERSON, did, text};
use super::far_side::{FarSide, Held, Says, SignsIn, Told, Which, Write};
use super::on_show::{EventTime, OnShow};
use super::stage::{self, Stage};
use crate::ca::Authority;
use crate::servers::google::{EMAIL, Fault, Google, Role, What};
use crate::servers::oauth::Account;

pub async fn its_simulator() -> Stage {
    let provider = stage::provider("google");
    let server = Arc::new(Google::start(stage::token_check(provider, EMAIL)).await);
    let (url, there) = (server.api_url.clone(), server.clone());
    stage::by_token(provider, url, server).mailing(move || there.mails().into_iter().map(|mail| mail.to).collect())
}

pub async fn far_side() -> Box<dyn FarSide> {
    Box::new(clouds::google().await)
}

/// The person of the demo, and the words by which the account is known.
pub async fn on_show(_: &Authority) -> OnShow {
    let cloud = clouds::google().await;
    cloud.auth.accounts(&[Account::new(EMAIL, "108234567890123456789", "Anna Keller")]);
    let cloud = Arc::new(cloud);
    let (settings, there) = (Cloud::settings(&cloud), cloud.clone());
    let plant = move |which, _: &str, title: &str, span: &EventTime| {
        let calendar = match which {
            Which::Main => EMAIL.to_owned(),
            Which::Second => there.api.calendars(EMAIL).swap_remove(1),
        };
        let [start, end] = match span {
            EventTime::Hours(from, to) => {
                [from, to].map(|time| json!({ "dateTime": time.strftime("%FT%TZ").to_string(), "timeZone": "UTC" }))
            }
            EventTime::Day(day) => [*day, *day + 1.day()].map(|day| json!({ "date": day.to_string() })),
        };
        there.api.plant(&calendar, json!({ "summary": title, "start": start, "end": end }));
    };
    OnShow::new(stage::provider("google"), settings, format!("Google ({EMAIL})"), plant, cloud)
}

fn calendar(which: Which) -> String {
    match which {
        Which::Main => PERSON.to_owned(),
        Which::Second => format!("private.{}@group.calendar.google.com", PERSON.replace('@', ".")),
    }
}

fn time(value: &Value) -> DateTime<Utc> {
    let text = value["dateTime"].as_str().unwrap();
    DateTime::parse_from_rfc3339(text).unwrap_or_else(|_| panic!("{text}")).with_timezone(&Utc)
}

/// The date of a series that begins there by its rule, wherever it was moved since.
fn date_of(api: &Google, series: &str, date: DateTime<Utc>) -> Value {
    let mut dates = api.dates_of(&calendar(Which::Main), series).into_iter();
    dates.find(|one| time(&one["originalStartTime"]) == date).expect("a date of the series")
}

impl FarSide for Cloud<Google> {
    fn provider(&self) -> &'static str {
        "google"
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
            tentative: event["status"] == "tentative",
        };
        self.api.events_in(&calendar(which)).into_iter().map(held).collect()
    }

    fn writes(&self) -> Vec<Write> {
        let writes = self.api.seen().into_iter().filter(|seen| seen.method != "GET");
        let write = writes.map(|seen| {
            let body: Value = serde_json::from_str(&seen.body).unwrap_or_default();
            Write {
                did: did(&seen.method),
                conditional: seen.header("if-match").is_some_and(|tag| tag != "*"),
                asks_mails: seen.parameter("sendUpdates").map(|whom| whom == "all"),
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

    fn retitle(&self, id: &str, title: &str) {
        self.api.edit(&calendar(Which::Main), id, json!({ "summary": title }));
    }

    fn describe(&self, id: &str, text: &str) {
        self.api.edit(&calendar(Which::Main), id, json!({ "description": text }));
    }

    fn mark(&self, id: &str, tentative: bool) {
        let status = if tentative { "tentative" } else { "confirmed" };
        self.api.edit(&calendar(Which::Main), id, json!({ "status": status }));
    }

    fn answer(&self, id: &str, says: Says) {
        let word = match says {
            Says::Yes => "accepted",
            Says::Maybe => "tentative",
            Says::No => "declined",
        };
        let mut guests = self.api.stored(&calendar(Which::Main), id).unwrap()["attendees"].take();
        guests[0]["responseStatus"] = json!(word);
        self.api.edit(&calendar(Which::Main), id, json!({ "attendees": guests }));
    }

    fn take_away(&self, which: Which, id: &str) {
        self.api.take_away(&calendar(which), id);
    }

    fn restore(&self, id: &str, _: &str) {
        // It was there all along, cancelled.
        self.api.edit(&calendar(Which::Main), id, json!({ "status": "confirmed" }));
    }

    fn copy(&self, id: &str, start: DateTime<Utc>) -> String {
        let mut event = self.api.stored(&calendar(Which::Main), id).unwrap();
        let fields = event.as_object_mut().unwrap();
        fields.retain(|name, _| !["id", "iCalUID", "etag", "htmlLink"].contains(&name.as_str()));
        let copy = self.api.plant(&calendar(Which::Main), event);
        self.move_there(&copy, start);
        copy
    }

    fn whole(&self, id: &str) -> String {
        self.api.stored(&calendar(Which::Main), id).unwrap().to_string()
    }

    fn drag(&self, id: &str) {
        self.api.move_to(&calendar(Which::Main), id, &calendar(Which::Second));
    }

    fn repeat(&self, id: &str, times: u32) {
        let rule = format!("RRULE:FREQ=DAILY;INTERVAL=7;COUNT={times}");
        self.api.edit(&calendar(Which::Main), id, json!({ "recurrence": [rule] }));
    }

    fn repeat_weekly(&self, id: &str, times: u32) {
        let rule = format!("RRULE:FREQ=WEEKLY;COUNT={times}");
        self.api.edit(&calendar(Which::Main), id, json!({ "recurrence": [rule] }));
    }

    fn move_date(&self, id: &str, date: DateTime<Utc>, start: DateTime<Utc>) {
        let at = |time: DateTime<Utc>| json!({ "dateTime": time.to_rfc3339(), "timeZone": "Europe/Vienna" });
        let mut own = date_of(&self.api, id, date);
        own["start"] = at(start);
        own["end"] = at(start + TimeDelta::hours(1));
        self.api.plant(&calendar(Which::Main), own);
    }

    fn take_date(&self, id: &str, date: DateTime<Utc>) {
        let own = date_of(&self.api, id, date);
        self.api.take_away(&calendar(Which::Main), own["id"].as_str().unwrap());
    }

    fn dates(&self, id: &str) -> Vec<DateTime<Utc>> {
        let mut starts: Vec<_> =
            self.api.dates_of(&calendar(Which::Main), id).iter().map(|date| time(&date["start"])).collect();
        starts.sort_unstable();
        starts
    }

    fn hide(&self, hidden: bool) {
        let second = calendar(Which::Second);
        if hidden { self.api.drop_calendar(&second) } else { self.api.bring_calendar_back(&second) }
    }

    fn read_only(&self, read_only: bool) {
        self.api.change_role(&calendar(Which::Second), if read_only { Role::Reader } else { Role::Writer });
    }

    fn end_sign_in(&self) {
        self.auth.revoke(PERSON);
        self.auth.expire_access_tokens();
    }

    fn forget_cursors(&self) {
        self.api.forget_tokens();
    }

    fn lose_an_answer(&self) {
        self.api.once_on("calendar.events.insert", Fault::TornAfterwards);
    }

    fn refuse_a_create(&self) {
        self.api.once_on("calendar.events.insert", Fault::Forbidden);
    }

    fn refuse_a_removal(&self) {
        self.api.once_on("calendar.events.delete", Fault::Forbidden);
    }

    fn fail_a_create(&self) {
        self.api.once_on("calendar.events.insert", Fault::Down);
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
