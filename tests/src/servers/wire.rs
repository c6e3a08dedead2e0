//! A CalDAV account of one large calendar that answers as fast as it can, or as fast as a line lets it.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tokio::time::Instant;
use url::Url;

use super::scripted::{Asked, Scripted, answer, found, multistatus};

pub const CALENDAR: &str = "/home/work/";

/// Events a day, from eight o'clock (UTC) on.
const DAY: usize = 8;

/// What a line carries at once.
const PIECE: usize = 32 * 1024;

/// An account of one calendar.
pub struct Wire {
    server: Scripted,
    /// Bytes of all answers.
    bytes: Arc<AtomicUsize>,
}

impl Wire {
    /// Starts it with `count` events from the week of 2026-11-23 on, eight a day. Without a line it answers as fast as it
    /// can.
    pub async fn start(count: usize, line: Option<Line>) -> Self {
        let mut list = found(CALENDAR, "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>");
        for number in 0..count {
            list += &member(number, "");
        }
        let list = Bytes::from(list);
        let bytes = Arc::new(AtomicUsize::new(0));
        let (sent, line) = (bytes.clone(), line.map(Shared::new));
        let server = Scripted::start(move |asked| {
            let answer = answer_to(asked, &list, count);
            let (parts, body) = answer.into_parts();
            let size = http_body::Body::size_hint(&body).exact().and_then(|size| usize::try_from(size).ok());
            sent.fetch_add(size.unwrap_or_default(), Ordering::Relaxed);
            match &line {
                None => Response::from_parts(parts, body),
                Some(line) => Response::from_parts(parts, Body::new(line.paced(body))),
            }
        })
        .await;
        Self { server, bytes }
    }

    /// Where the account is.
    pub fn home(&self) -> Url {
        self.server.url.join("home/").unwrap()
    }

    pub fn calendar(&self) -> Url {
        self.server.url.join(CALENDAR).unwrap()
    }

    /// Every request since the last call, and the bytes that were answered.
    pub fn take_seen(&self) -> (Vec<Asked>, usize) {
        let seen = self.server.seen();
        self.server.forget_seen();
        (seen, self.bytes.swap(0, Ordering::Relaxed))
    }
}

/// An event of `count` as it lies there, of about 700 bytes. The last of them are the first to take place.
pub fn object(number: usize, count: usize) -> String {
    let number = count.saturating_sub(number + 1);
    let (day, hour) = (number / DAY, 8 + number % DAY);
    let date =
        jiff::civil::date(2026, 11, 23).saturating_add(jiff::Span::new().days(i64::try_from(day).unwrap() % 1500));
    let date = date.strftime("%Y%m%d");
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Somebody//Calendar 4.2//EN\r\nBEGIN:VEVENT\r\nUID:{number}@wire.example\r\n\
         DTSTAMP:20261101T080000Z\r\nCREATED:20261101T080000Z\r\nLAST-MODIFIED:20261101T080000Z\r\nSEQUENCE:0\r\n\
         DTSTART:{date}T{hour:02}0000Z\r\nDTEND:{date}T{hour:02}5000Z\r\nSUMMARY:Session number {number}\r\n\
         LOCATION:Room {hour}\\, second floor\\, Lindenstrasse 12\r\nDESCRIPTION:Bring the form that was sent and\\nthe card of\r\n  \
         the insurance. Call 030 123456 if you are late.\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nCLASS:PRIVATE\r\n\
         BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

fn member(number: usize, data: &str) -> String {
    found(
        &format!("{CALENDAR}{number:06}.ics"),
        &format!("<D:getetag>\"{number}\"</D:getetag><D:getcontenttype>text/calendar</D:getcontenttype>{data}"),
    )
}

fn answer_to(asked: &Asked, list: &Bytes, count: usize) -> Response {
    let about = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:sync-token>1</D:sync-token>\
                 <D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>";
    let home = "<D:resourcetype><D:collection/></D:resourcetype><D:current-user-principal><D:href>/me/</D:href>\
                </D:current-user-principal>";
    match (asked.method.as_str(), asked.path.as_str(), asked.depth.as_deref()) {
        ("PROPFIND", "/me/", _) => {
            multistatus(found("/me/", "<C:calendar-home-set><D:href>/home/</D:href></C:calendar-home-set>").as_bytes())
        }
        ("PROPFIND", "/home/", Some("1")) => multistatus((found("/home/", home) + &found(CALENDAR, about)).as_bytes()),
        ("PROPFIND", "/home/", _) => multistatus(found("/home/", home).as_bytes()),
        ("PROPFIND", CALENDAR, Some("1")) => multistatus(list),
        ("PROPFIND", CALENDAR, _) => multistatus(found(CALENDAR, about).as_bytes()),
        ("REPORT", CALENDAR, _) if asked.body.contains("multiget") => {
            let numbers = asked.body.split(CALENDAR).skip(1).filter_map(|rest| rest.get(..6)?.parse().ok());
            let data = |number| format!("<C:calendar-data>{}</C:calendar-data>", object(number, count));
            multistatus(numbers.map(|number| member(number, &data(number))).collect::<String>().as_bytes())
        }
        ("REPORT", CALENDAR, _) if asked.body.contains("sync-collection") => {
            multistatus(b"<D:sync-token>1</D:sync-token>")
        }
        ("REPORT", CALENDAR, _) if asked.body.contains("calendar-query") => {
            // Eight weeks, whatever is asked.
            let soon = count.saturating_sub(56 * DAY)..count;
            multistatus(soon.map(|number| member(number, "")).collect::<String>().as_bytes())
        }
        ("OPTIONS", ..) => answer(200, ""),
        _ => answer(404, ""),
    }
}

/// What a connection to a server is like.
#[derive(Clone, Copy)]
pub struct Line {
    /// Megabits a second, of all answers together.
    pub megabits: u64,
    /// From a request to the first of its answer.
    pub round_trip: Duration,
}

impl Line {
    /// A server next door, on a line of so many megabits a second.
    pub const fn carrying(megabits: u64) -> Self {
        Self { megabits, round_trip: Duration::ZERO }
    }
}

/// A line that all answers share.
#[derive(Clone)]
struct Shared {
    free_at: Arc<Mutex<Instant>>,
    piece: Duration,
    round_trip: Duration,
}

impl Shared {
    fn new(line: Line) -> Self {
        let piece = Duration::from_nanos(PIECE as u64 * 8 * 1000 / line.megabits);
        Self { free_at: Arc::new(Mutex::new(Instant::now())), piece, round_trip: line.round_trip }
    }

    fn paced(&self, body: Body) -> Paced {
        let first = self.next().max(Instant::now() + self.round_trip);
        Paced { line: self.clone(), body, left: Bytes::new(), wait: Some(Box::pin(tokio::time::sleep_until(first))) }
    }

    /// When the next piece has gone over the line.
    fn next(&self) -> Instant {
        let mut free_at = self.free_at.lock().unwrap();
        // A timer that wakes late does not make the line slower.
        *free_at = (*free_at).max(Instant::now() - self.piece) + self.piece;
        *free_at
    }
}

/// A body that takes its time.
struct Paced {
    line: Shared,
    body: Body,
    left: Bytes,
    wait: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl http_body::Body for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        loop {
            if self.left.is_empty() {
                match Pin::new(&mut self.body).poll_frame(cx) {
                    Poll::Ready(Some(Ok(frame))) => self.left = frame.into_data().unwrap_or_default(),
                    other => return other,
                }
                continue;
            }
            let line = self.line.clone();
            let wait = self.wait.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(line.next())));
            if wait.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.wait = None;
            let most = PIECE.min(self.left.len());
            let piece = self.left.split_to(most);
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
