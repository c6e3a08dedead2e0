//! Outlook as a far side: the simulator of Microsoft Graph, called in process.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use http::{Request, Response};
use serde_json::{Value, json};

use super::far_side::{Deed, FarSide, Mail, Standing, Told};
use super::ics::Event;
use super::tokens::{self, Gate};
use crate::servers::outlook::{Outlook, What};
use crate::servers::token_check::Caller;

/// The extended property that names the appointment, and its UID.
const OURS: &str = "String {5276a2d0-bb85-43b4-a4b5-bbbe50fc995a} Name daybookId";

pub struct AtOutlook {
    api: Outlook,
    sign_ins: Arc<AtomicU32>,
    mails: Vec<Mail>,
    /// What stood there before the request that is answered, by id.
    before: HashMap<String, Event>,
    complaints: Vec<String>,
    /// What was deleted, in order.
    bin: Vec<(usize, String)>,
    dropped: [bool; 2],
}

impl AtOutlook {
    pub fn new() -> Self {
        let sign_ins = Arc::<AtomicU32>::default();
        let email = "practice@outlook.test".to_owned();
        let caller = Caller { subject: "108".to_owned(), email, scopes: tokens::scopes("outlook") };
        let api = Outlook::in_process(Arc::new(Gate { caller, sign_ins: sign_ins.clone() }));
        let (mails, before, complaints, bin, dropped) = Default::default();
        Self { api, sign_ins, mails, before, complaints, bin, dropped }
    }

    fn calendar(&self, at: usize) -> String {
        if at == 0 { self.api.default_calendar() } else { self.api.private_calendar() }
    }

    /// The calendars that are there.
    fn listed(&self) -> impl Iterator<Item = usize> + use<> {
        let dropped = self.dropped;
        [0, 1].into_iter().filter(move |at| !dropped[*at])
    }

    /// Writes down the mails that were sent since, with what they told.
    fn note_mails(&mut self, by_daybook: bool) {
        for mail in self.api.take_mails() {
            let event = self.listed().find_map(|at| self.api.stored(&self.calendar(at), &mail.event));
            let event = event.map(|event| read(&event)).or_else(|| self.before.get(&mail.event).cloned());
            let Some(event) = event else { continue };
            let told = match mail.what {
                What::Invitation | What::Update => {
                    Told::That { start: event.start, end: event.end, title: event.title.clone() }
                }
                What::Cancellation => Told::Cancelled,
                What::Response => continue,
            };
            self.mails.push(Mail { to: mail.to, ours: event.ours, uid: event.uid, told, by_daybook });
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn time(value: &Value) -> DateTime<Utc> {
    let text = value["dateTime"].as_str().unwrap_or_default();
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").unwrap_or_default().and_utc()
}

fn at(time: DateTime<Utc>) -> Value {
    json!({ "dateTime": time.naive_utc(), "timeZone": "UTC" })
}

fn hour(start: DateTime<Utc>) -> Value {
    json!({ "start": at(start), "end": at(start + TimeDelta::hours(1)) })
}

fn read(event: &Value) -> Event {
    let guests = event["attendees"].as_array().into_iter().flatten();
    let tag = event["singleValueExtendedProperties"].as_array().into_iter().flatten().find(|one| one["id"] == OURS);
    // The tag holds the id of the appointment before its UID.
    let ours = tag.and_then(|tag| tag["value"].as_str()).map(|value| value.chars().take(36).collect());
    Event {
        uid: text(&event["iCalUId"]),
        ours,
        start: time(&event["start"]),
        end: time(&event["end"]),
        title: text(&event["subject"]),
        cancelled: event["isCancelled"] == true,
        series: event["recurrence"].is_object(),
        guests: guests.map(|guest| text(&guest["emailAddress"]["address"])).collect(),
    }
}

/// Dates are those of the zone that the event was last given a time in: UTC, or Berlin's winter.
fn every_seven_days(event: &Value) -> Value {
    let start = time(&event["start"]);
    let start = if event["originalStartTimeZone"] == "UTC" { start } else { start + TimeDelta::hours(1) };
    json!({ "recurrence": {
        "pattern": { "type": "daily", "interval": 7 },
        "range": { "type": "numbered", "startDate": start.date_naive(), "numberOfOccurrences": 3 },
    }})
}

impl FarSide for AtOutlook {
    fn provider(&self) -> &'static str {
        "outlook"
    }

    fn settings(&self) -> Vec<(String, String)> {
        tokens::settings("OUTLOOK", "/v1.0")
    }

    fn answer(&mut self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        if request.uri().path() == tokens::PATH {
            return tokens::answer(request, self.sign_ins.load(Ordering::Relaxed));
        }
        if request.method() != "GET" {
            self.before = self.standing().into_iter().map(|one| (one.key, one.event)).collect();
        }
        let answer = self.api.take(request);
        self.note_mails(true);
        self.complaints.extend(self.api.undocumented());
        answer
    }

    fn standing(&self) -> Vec<Standing> {
        let mut all = Vec::new();
        for number in self.listed() {
            let calendar = self.calendar(number);
            for key in self.api.ids_in(&calendar) {
                let event = read(&self.api.stored(&calendar, &key).unwrap());
                all.push(Standing { calendar: number, key, event });
            }
        }
        all
    }

    fn mails(&self) -> &[Mail] {
        &self.mails
    }

    fn carry_out(&mut self, deed: &Deed) -> bool {
        let dropped = self.dropped;
        let known = |at: &usize| !dropped[*at];
        if !deed.needs().iter().all(known) {
            return false;
        }
        match deed {
            Deed::Plant(at, title, start) => {
                let mut event = hour(*start);
                event["subject"] = json!(title);
                self.api.plant(&self.calendar(*at), &event);
            }
            Deed::Move(at, id, start) => {
                let calendar = self.calendar(*at);
                let series = self.api.stored(&calendar, id).is_some_and(|event| event["recurrence"].is_object());
                self.api.alter(&calendar, id, &hour(*start));
                // A series that is moved to another day begins on that day.
                if series {
                    let moved = self.api.stored(&calendar, id).unwrap();
                    self.api.alter(&calendar, id, &every_seven_days(&moved));
                }
            }
            Deed::Retitle(at, id, title) => {
                self.api.alter(&self.calendar(*at), id, &json!({ "subject": title }));
            }
            // Whoever organizes an event and cancels it deletes it.
            Deed::Cancel(at, id) | Deed::Delete(at, id) => {
                self.api.take_away(&self.calendar(*at), id);
                self.bin.push((*at, id.clone()));
            }
            Deed::BringBack => {
                let Some((at, id)) = self.bin.pop().filter(|(at, _)| known(at)) else { return false };
                self.api.restore(&self.calendar(at), &id);
            }
            Deed::MakeSeries(at, id) => {
                let single = self.api.stored(&self.calendar(*at), id).unwrap();
                self.api.alter(&self.calendar(*at), id, &every_seven_days(&single));
            }
            Deed::Drag(at, _, other) if at == other => return false,
            Deed::Drag(at, id, other) => {
                self.api.move_to(&self.calendar(*at), id, &self.calendar(*other));
            }
            Deed::NameCalendar(at, name) => self.api.name_calendar(&self.calendar(*at), name),
            Deed::DropCalendar(at) => {
                self.api.drop_calendar(&self.calendar(*at));
                self.dropped[*at] = true;
            }
            Deed::BringCalendarBack(at) if known(at) => return false,
            Deed::BringCalendarBack(at) => {
                self.api.bring_calendar_back(&self.calendar(*at));
                self.dropped[*at] = false;
            }
            Deed::ForgetCursors => self.api.forget_tokens(),
            Deed::RevokeSignIn => {
                self.sign_ins.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.note_mails(false);
        true
    }

    fn password(&self) -> String {
        String::new()
    }

    fn calendar_of(&self, request: &Request<Vec<u8>>) -> Option<usize> {
        let path = request.uri().path();
        [0, 1]
            .into_iter()
            .find(|at| path.contains(&self.calendar(*at).replace('/', "%2F").replace('+', "%2B").replace('=', "%3D")))
    }

    fn complaints(&mut self) -> Vec<String> {
        std::mem::take(&mut self.complaints)
    }
}
