//! Google as a far side: the simulator of its API, called in process, and a token endpoint that knows one person.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, Response};
use serde_json::{Value, json};

use super::far_side::{Deed, FarSide, Mail, Standing, Told};
use super::ics::Event;
use super::tokens::{self, Gate};
use crate::servers::google::{EMAIL, Google, What};
use crate::servers::token_check::Caller;

pub struct AtGoogle {
    api: Google,
    sign_ins: Arc<AtomicU32>,
    mails: Vec<Mail>,
    /// Calendar and id of what was deleted.
    bin: Vec<(usize, String)>,
    complaints: Vec<String>,
}

/// The second calendar that everybody has.
fn second() -> String {
    format!("private.{}@group.calendar.google.com", EMAIL.replace('@', "."))
}

fn calendar(at: usize) -> String {
    if at == 0 { EMAIL.to_owned() } else { second() }
}

impl AtGoogle {
    pub fn new() -> Self {
        let sign_ins = Arc::<AtomicU32>::default();
        let caller = Caller { subject: "108".to_owned(), email: EMAIL.to_owned(), scopes: tokens::scopes("google") };
        let api = Google::in_process(Arc::new(Gate { caller, sign_ins: sign_ins.clone() }));
        let (mails, bin, complaints) = Default::default();
        Self { api, sign_ins, mails, bin, complaints }
    }

    /// Writes down the mails that were sent since, with what they told.
    fn note_mails(&mut self, by_daybook: bool) {
        for mail in self.api.take_mails() {
            let known = self.api.calendars(EMAIL);
            let calendars = [0, 1].map(calendar).into_iter().filter(|one| known.contains(one));
            let all = calendars.filter_map(|one| self.api.stored(&one, &mail.event));
            // What was dragged away leaves a cancelled event behind.
            let Some(event) = all.map(|event| read(&event)).min_by_key(|event| event.cancelled) else { continue };
            let told = match mail.what {
                What::Invitation | What::Update => {
                    Told::That { start: event.start, end: event.end, title: event.title.clone() }
                }
                What::Cancellation => Told::Cancelled,
                What::Answer => continue,
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
    DateTime::parse_from_rfc3339(text).map(|time| time.to_utc()).unwrap_or_default()
}

fn at(time: DateTime<Utc>) -> Value {
    json!({ "dateTime": time.to_rfc3339(), "timeZone": "Europe/Vienna" })
}

fn hour(start: DateTime<Utc>) -> Value {
    json!({ "start": at(start), "end": at(start + TimeDelta::hours(1)) })
}

fn read(event: &Value) -> Event {
    let guests = event["attendees"].as_array().into_iter().flatten();
    Event {
        uid: text(&event["iCalUID"]),
        ours: event["extendedProperties"]["private"]["daybookId"].as_str().map(str::to_owned),
        start: time(&event["start"]),
        end: time(&event["end"]),
        title: text(&event["summary"]),
        cancelled: event["status"] == "cancelled",
        series: event["recurrence"].is_array(),
        guests: guests.map(|guest| text(&guest["email"])).collect(),
    }
}

impl FarSide for AtGoogle {
    fn provider(&self) -> &'static str {
        "google"
    }

    fn settings(&self) -> Vec<(String, String)> {
        tokens::settings("GOOGLE", "/")
    }

    fn answer(&mut self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        if request.uri().path() == tokens::PATH {
            return tokens::answer(request, self.sign_ins.load(Ordering::Relaxed));
        }
        let answer = self.api.take(request);
        self.note_mails(true);
        self.complaints.extend(self.api.undocumented());
        answer
    }

    fn standing(&self) -> Vec<Standing> {
        let of = |at: usize| {
            let events = if self.api.calendars(EMAIL).contains(&calendar(at)) {
                self.api.events_in(&calendar(at))
            } else {
                Vec::new()
            };
            // A series is one event; its occurrences are no events of their own.
            let whole = events.into_iter().filter(|event| event["recurringEventId"].is_null());
            whole.map(move |event| Standing { calendar: at, key: text(&event["id"]), event: read(&event) })
        };
        of(0).chain(of(1)).collect()
    }

    fn mails(&self) -> &[Mail] {
        &self.mails
    }

    fn carry_out(&mut self, deed: &Deed) -> bool {
        let there = self.api.calendars(EMAIL);
        let known = |at: &usize| there.contains(&calendar(*at));
        if !deed.needs().iter().all(known) {
            return false;
        }
        match deed {
            Deed::Plant(at, title, start) => {
                let mut event = hour(*start);
                event["summary"] = json!(title);
                self.api.plant(&calendar(*at), event);
            }
            Deed::Move(at, id, start) => self.api.edit(&calendar(*at), id, hour(*start)),
            Deed::Retitle(at, id, title) => self.api.edit(&calendar(*at), id, json!({ "summary": title })),
            // Whoever organizes an event and cancels it deletes it.
            Deed::Cancel(at, id) | Deed::Delete(at, id) => {
                self.api.take_away(&calendar(*at), id);
                self.bin.push((*at, id.clone()));
            }
            Deed::BringBack => {
                let Some((at, id)) = self.bin.pop().filter(|(at, _)| known(at)) else { return false };
                self.api.edit(&calendar(at), &id, json!({ "status": "confirmed" }));
            }
            Deed::MakeSeries(at, id) => {
                self.api.edit(&calendar(*at), id, json!({ "recurrence": ["RRULE:FREQ=DAILY;INTERVAL=7;COUNT=3"] }));
            }
            Deed::Drag(at, _, other) if at == other => return false,
            Deed::Drag(at, id, other) => {
                self.api.move_to(&calendar(*at), id, &calendar(*other));
            }
            Deed::NameCalendar(at, name) => self.api.name_calendar(&calendar(*at), name),
            Deed::DropCalendar(at) => self.api.drop_calendar(&calendar(*at)),
            Deed::BringCalendarBack(at) => self.api.bring_calendar_back(&calendar(*at)),
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
        let encoded = |at: &usize| path.contains(&calendar(*at).replace('@', "%40")) || path.contains(&calendar(*at));
        // The address of the first is a part of that of the second.
        [1, 0].into_iter().find(encoded)
    }

    fn complaints(&mut self) -> Vec<String> {
        std::mem::take(&mut self.complaints)
    }
}
