//! The network between the devices and the models of providers: no sockets, and every fault that a request can meet.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use daybook_core::ports::{Clock, Http, HttpError, Limits};
use http::{Request, Response};
use tokio::sync::Notify;

use super::dav::plain;
use super::far_side::FarSide;
use super::tokens;
use crate::dice::Dice;
use crate::world::TestClock;

/// What happens to one request.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    Offline,
    /// It never arrives.
    Cut,
    /// It never arrives, which takes a minute to see.
    TimeOut,
    /// It is carried out, and its answer lost.
    Lost,
    /// It is carried out, and answered late.
    Late,
    /// It is refused and not carried out.
    Status(u16),
    /// It is carried out, and answered as if it were not.
    Misreported(u16),
    /// The server asks for two minutes.
    Patience(u16),
    /// A page of something in between.
    Page,
    /// It is carried out, and half of the answer is lost.
    Torn,
    /// It is carried out, and answered with nothing.
    Empty,
}

const FAULTS: &[(usize, Fault)] = &[
    (6, Fault::Offline),
    (10, Fault::Cut),
    (4, Fault::TimeOut),
    (25, Fault::Lost),
    (5, Fault::Late),
    (2, Fault::Status(401)),
    (4, Fault::Status(403)),
    (5, Fault::Status(404)),
    (3, Fault::Status(409)),
    (3, Fault::Status(410)),
    (5, Fault::Status(412)),
    (3, Fault::Status(423)),
    (6, Fault::Status(500)),
    (4, Fault::Status(503)),
    (4, Fault::Misreported(500)),
    (2, Fault::Misreported(404)),
    (2, Fault::Misreported(403)),
    (4, Fault::Patience(429)),
    (2, Fault::Patience(503)),
    (4, Fault::Page),
    (5, Fault::Torn),
    (3, Fault::Empty),
];

/// What happens to a device while a request of it is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happens {
    /// The program is killed.
    Crash,
    /// Somebody does something, here or there.
    Deed,
}

pub struct Network {
    state: Mutex<State>,
    clock: Arc<TestClock>,
    /// Something happens to the device that asks.
    pub happened: Notify,
    /// It is over.
    pub goes_on: Notify,
    /// The program that asks is no more.
    pub killed: Notify,
}

pub struct State {
    pub far: Box<dyn FarSide>,
    dice: Dice,
    /// How often a request meets a fault, in a hundred.
    pub faults: usize,
    /// What happens at the request of this number from now on, and whether it is carried out before.
    pub happens: Option<(usize, Happens, bool)>,
    /// What a request waits for.
    under_way: Option<Happens>,
    /// What happens to the next requests, one by one.
    pub script: VecDeque<Option<Fault>>,
    pub requests: usize,
    pub writes: usize,
    /// When each calendar last answered well.
    pub answered: HashMap<usize, DateTime<Utc>>,
    pub trace: Vec<String>,
    labels: HashMap<String, String>,
}

impl State {
    /// Returns a name for a random id which is the same whenever the same seed is run.
    pub fn label(&mut self, id: &str) -> String {
        let next = self.labels.len() + 1;
        self.labels.entry(id.trim_end_matches(".ics").to_owned()).or_insert_with(|| format!("e{next}")).clone()
    }

    fn place(&mut self, request: &Request<Vec<u8>>) -> String {
        let path = request.uri().path();
        match path.rsplit_once('/') {
            Some((folder, name)) if name.len() > 20 && !name.starts_with("planted") => {
                format!("{folder}/{}", self.label(name))
            }
            _ => path.to_owned(),
        }
    }

    fn carry_out(&mut self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let reads = matches!(request.method().as_str(), "GET" | "PROPFIND" | "REPORT" | "OPTIONS");
        if !reads && request.uri().path() != tokens::PATH {
            self.writes += 1;
        }
        self.far.answer(request)
    }
}

impl Network {
    pub fn new(far: Box<dyn FarSide>, dice: Dice, clock: Arc<TestClock>) -> Self {
        let state = State {
            far,
            dice,
            faults: 0,
            happens: None,
            under_way: None,
            script: VecDeque::new(),
            requests: 0,
            writes: 0,
            answered: HashMap::new(),
            trace: Vec::new(),
            labels: HashMap::new(),
        };
        Self { state: Mutex::new(state), clock, happened: Notify::new(), goes_on: Notify::new(), killed: Notify::new() }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub fn note(&self, line: impl Into<String>) {
        self.state().trace.push(line.into());
    }

    /// Takes what has just happened.
    pub fn take_happening(&self) -> Option<Happens> {
        self.state().under_way.take()
    }

    /// Returns what happens now, and whether the request is carried out before.
    fn happens_now(&self) -> Option<(Happens, bool)> {
        let mut state = self.state();
        let (left, what, after) = state.happens.as_mut()?;
        if *left > 0 {
            *left -= 1;
            return None;
        }
        let now = (*what, *after);
        (state.happens, state.under_way) = (None, Some(now.0));
        Some(now)
    }

    fn exchange(&self, request: &Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpError> {
        let mut state = self.state();
        state.requests += 1;
        let mailed = state.far.mails().len();
        let often = state.faults;
        let by_chance = if state.dice.percent(often) { Some(state.dice.weighed(FAULTS)) } else { None };
        let fault = state.script.pop_front().unwrap_or(by_chance);
        let answer = match fault {
            None => Ok(state.carry_out(request)),
            Some(Fault::Offline) => Err(HttpError::Offline),
            Some(Fault::Cut) => Err(HttpError::Unreachable),
            Some(Fault::TimeOut) => {
                self.clock.advance(TimeDelta::minutes(1));
                Err(HttpError::Unreachable)
            }
            Some(Fault::Lost) => {
                state.carry_out(request);
                Err(HttpError::Unreachable)
            }
            Some(Fault::Late) => {
                self.clock.advance(TimeDelta::seconds(40));
                Ok(state.carry_out(request))
            }
            Some(Fault::Status(status)) => Ok(plain(status)),
            Some(Fault::Misreported(status)) => {
                state.carry_out(request);
                Ok(plain(status))
            }
            Some(Fault::Patience(status)) => {
                let mut answer = plain(status);
                answer.headers_mut().insert("retry-after", "120".parse().unwrap());
                Ok(answer)
            }
            Some(Fault::Page) => {
                let mut answer = plain(200);
                answer.headers_mut().insert("content-type", "text/html".parse().unwrap());
                *answer.body_mut() = b"<!DOCTYPE html><html><body><p>Welcome<br></body></html>".to_vec();
                Ok(answer)
            }
            Some(Fault::Torn) => {
                let mut answer = state.carry_out(request);
                let half = answer.body().len() / 2;
                answer.body_mut().truncate(half);
                Ok(answer)
            }
            Some(Fault::Empty) => {
                let status = state.carry_out(request).status();
                Ok(plain(status.as_u16()))
            }
        };
        if let (None, Some(calendar)) = (fault, state.far.calendar_of(request)) {
            let now = self.clock.now();
            state.answered.insert(calendar, now);
        }
        let what = match (&answer, fault) {
            (Ok(answer), None) => answer.status().as_u16().to_string(),
            (_, Some(fault)) => format!("{fault:?}"),
            (Err(error), None) => error.to_string(),
        };
        let line = format!("    {} {} {what}", request.method(), state.place(request));
        state.trace.push(line);
        let mails = state.far.mails();
        let new: Vec<_> =
            mails.iter().skip(mailed).map(|mail| format!("      mail to {}: {:?}", mail.to, mail.told)).collect();
        state.trace.extend(new);
        answer
    }
}

#[async_trait]
impl Http for Network {
    async fn send(&self, request: Request<Vec<u8>>, _: Limits) -> Result<Response<Vec<u8>>, HttpError> {
        let Some((what, after)) = self.happens_now() else { return self.exchange(&request) };
        let done = after.then(|| self.exchange(&request));
        self.happened.notify_one();
        match (what, done) {
            (Happens::Crash, _) => {
                self.killed.notified().await;
                // A task that was started by itself ends with its program too, and with it what it holds.
                std::panic::resume_unwind(Box::new("killed"))
            }
            (Happens::Deed, done) => {
                self.goes_on.notified().await;
                done.unwrap_or_else(|| self.exchange(&request))
            }
        }
    }
}
