//! A reading that is under way: what its pages brought so far. Each page is given out as it comes; only the end of a full
//! reading tells what there is.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use super::event::get_or_unreadable;
use super::graph::Graph;
use super::series::Masters;
use super::{event, item, time};
use crate::model::ids::{CalendarHandle, EventHandle, Revision};
use crate::providers::span::ReadSpan;
use crate::providers::{Changes, Refusal, RemoteError, RemoteEvent};

/// The most events of one reading.
pub(super) const MOST: usize = 100_000;
/// The most events that are looked up before a reading that names none of them is believed.
const LOOKS: usize = 5;

/// What the mirror holds.
pub(super) struct Known<'a>(pub HashMap<&'a str, &'a Revision>);

impl Known<'_> {
    pub fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    pub fn ids(&self) -> impl Iterator<Item = String> {
        self.0.keys().map(|id| (*id).to_owned())
    }

    /// It was asked for before, and not given.
    pub fn is_doubted(&self, id: &str) -> bool {
        self.0.get(id).is_some_and(|held| held.as_str().is_empty())
    }

    /// Returns some of what was asked for before and not given, and is not named by this reading.
    pub fn doubted(&self, reading: &Reading) -> Vec<String> {
        let mut doubted: Vec<_> = self.0.keys().copied().filter(|id| self.is_doubted(id)).collect();
        doubted.retain(|id| !reading.names(&EventHandle::from(*id)));
        doubted.sort_unstable();
        doubted.into_iter().take(LOOKS).map(str::to_owned).collect()
    }

    pub fn holds(&self, id: &str, revision: &Revision) -> bool {
        !revision.as_str().is_empty() && self.0.get(id).is_some_and(|held| *held == revision)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The change log from its beginning, which names all there is.
    Log,
    /// The change log from where the last reading ended.
    News,
    /// All there is, of a calendar without a change log.
    Window,
}

impl Kind {
    pub fn is_full(self) -> bool {
        match self {
            Self::Log | Self::Window => true,
            Self::News => false,
        }
    }

    /// Returns what it means that a page is not to be had.
    pub fn failure(self, error: RemoteError) -> RemoteError {
        match (self, error) {
            (Self::Window, RemoteError::Gone) => RemoteError::Refused(Refusal::CalendarGone),
            // 410, and a 400 of any kind for a token it does not know.
            (Self::Log | Self::News, RemoteError::Gone) | (Self::News, RemoteError::Refused(Refusal::Other)) => {
                RemoteError::CursorLost
            }
            (_, other) => other,
        }
    }
}

pub(super) struct Reading {
    pub calendar: CalendarHandle,
    pub kind: Kind,
    pub span: ReadSpan,
    /// The next page.
    pub at: Url,
    pub count: usize,
    /// Another process began it, and what that read is not known.
    pub resumed: bool,
    pub masters: Masters,
    changed: Vec<RemoteEvent>,
    pub removed: Vec<EventHandle>,
    pub present: HashSet<EventHandle>,
    /// What the log brought without a tag, though it may have one.
    pub untagged: Vec<String>,
    /// What earlier pages brought.
    given: HashSet<EventHandle>,
    /// Appointments that are series there, by id, with the start of each.
    series: HashMap<String, DateTime<Utc>>,
    /// Dates that are appointments, and stand within their series.
    own_dates: HashSet<EventHandle>,
    /// The occurrences of every series, with the start of each.
    occurrences: HashMap<String, Vec<(EventHandle, DateTime<Utc>)>>,
}

impl Reading {
    pub fn new(calendar: &CalendarHandle, kind: Kind, span: ReadSpan, first: Url) -> Self {
        Self {
            calendar: calendar.clone(),
            kind,
            span,
            at: first,
            count: 0,
            resumed: false,
            masters: Masters::default(),
            changed: Vec::new(),
            removed: Vec::new(),
            present: HashSet::new(),
            untagged: Vec::new(),
            given: HashSet::new(),
            series: HashMap::new(),
            own_dates: HashSet::new(),
            occurrences: HashMap::new(),
        }
    }

    /// Goes on where another process was.
    pub fn resumed(calendar: &CalendarHandle, kind: Kind, span: ReadSpan, link: Url) -> Self {
        Self { resumed: true, ..Self::new(calendar, kind, span, link) }
    }

    /// Returns whether its end tells all there is.
    pub fn is_complete(&self) -> bool {
        self.kind.is_full() && !self.resumed
    }

    fn names(&self, handle: &EventHandle) -> bool {
        self.present.contains(handle) || self.removed.contains(handle) || self.given.contains(handle)
    }

    pub fn add(&mut self, remote: RemoteEvent, known: &Known<'_>) {
        self.present.insert(remote.handle.clone());
        if !known.holds(remote.handle.as_str(), &remote.revision) {
            self.changed.push(remote);
        }
    }

    /// Takes an event as it is there in place of what the log said of it.
    pub fn replace(&mut self, remote: RemoteEvent) {
        self.changed.retain(|one| one.handle != remote.handle);
        self.changed.push(remote);
    }

    /// Takes a series. Its occurrences take the time, not the series itself: it counts only if it is an appointment of
    /// ours that was turned into a series there.
    pub fn add_unless_series(&mut self, remote: RemoteEvent, listed: &Value, known: &Known<'_>) {
        let marked = remote.event.as_ref().is_ok_and(|event| event.parts.iter().any(|it| it.appointment_id.is_some()));
        if !item::is_master(listed) || marked || known.has(remote.handle.as_str()) {
            self.stands(&remote);
            self.add(remote, known);
        }
    }

    /// Notes that a series stands in the calendar as an appointment, at the time of its first occurrence.
    pub fn stands(&mut self, master: &RemoteEvent) {
        if let Ok(master) = serde_json::from_slice(&master.raw) {
            self.stand(&master);
        }
    }

    pub fn stand(&mut self, master: &Value) {
        if let (true, Some(id), Some(start)) = (item::is_master(master), item::id(master), starts(master)) {
            self.series.insert(id.to_owned(), start);
            self.own_dates.extend(item::own_date(master).map(EventHandle::from));
        }
    }

    pub fn note_occurrences<'v>(&mut self, items: impl Iterator<Item = &'v Value>) {
        for one in items {
            if let (Some(series), Some(id), Some(start)) = (item::series(one), item::id(one), starts(one)) {
                self.occurrences.entry(series.to_owned()).or_default().push((id.into(), start));
            }
        }
    }

    /// Returns the series that are known, and those of which nothing is: whether each is new.
    pub fn series_of_occurrences(&self, known: &Known<'_>) -> Vec<(String, bool)> {
        let wanted = |(id, of_it): (&String, &Vec<(EventHandle, DateTime<Utc>)>)| {
            let is_new = !known.has(id);
            let seen = is_new && of_it.iter().any(|(one, _)| known.has(one.as_str()));
            (!seen).then(|| (id.clone(), is_new))
        };
        let mut all: Vec<_> = self.occurrences.iter().filter_map(wanted).collect();
        all.sort_unstable();
        all
    }

    /// Leaves out the occurrence that is the appointment itself: it stands there already. The others take their own time.
    pub fn show_once(&mut self, known: &Known<'_>) {
        for (series, start) in &self.series {
            let all = self.occurrences.get(series).into_iter().flatten();
            for (id, _) in all.filter(|(id, at)| at == start || self.own_dates.contains(id)) {
                self.changed.retain(|changed| changed.handle != *id);
                self.present.remove(id);
                if !self.is_complete() && known.has(id.as_str()) {
                    self.removed.push(id.clone());
                }
            }
        }
    }

    /// Takes an event the delta no longer has: moved out of the span, or gone. If it can still be fetched and should be
    /// in the span, it is in another calendar or among the deleted items.
    pub fn left(&mut self, id: &str, there: Option<RemoteEvent>) {
        let span = self.span;
        match there.filter(|there| !is_within(there, span)) {
            Some(there) => self.changed.push(there),
            None => self.removed.push(id.into()),
        }
    }

    /// Fails if a full reading names nothing of what is known, and something of it is there all the same.
    pub async fn is_believable(&self, graph: &Graph, known: &Known<'_>) -> Result<(), RemoteError> {
        if self.present.iter().any(|handle| known.has(handle.as_str())) {
            return Ok(());
        }
        let mut ids: Vec<&str> = known.0.keys().copied().collect();
        ids.sort_unstable();
        for id in ids.into_iter().take(LOOKS) {
            if let Some(there) = get_or_unreadable(graph, id).await?.filter(|there| is_within(there, self.span))
                && event::is_in(graph, &self.calendar, &there).await?
            {
                return Err(RemoteError::Garbled("a reading that leaves out what is there"));
            }
        }
        Ok(())
    }

    /// Gives out what this page brought; the cursor is left to the caller.
    pub fn take(&mut self, more: bool) -> Changes {
        let mut removed = std::mem::take(&mut self.removed);
        // Brought by an earlier page, and deleted since.
        removed.extend(self.given.extract_if(|handle| !self.present.contains(handle)));
        let changed = std::mem::take(&mut self.changed);
        let complete = (self.is_complete() && !more).then(|| self.present.iter().cloned().collect());
        self.given.extend(changed.iter().map(|one| one.handle.clone()));
        Changes { changed, removed, complete, more, span: Some((self.span.from, self.span.to)), ..Changes::default() }
    }
}

/// Returns when an item starts.
fn starts(item: &Value) -> Option<DateTime<Utc>> {
    item::starts(item).map(|start| time::instant(&start))
}

/// Returns whether a reading of the span has to name the event. Of a series it names the occurrences.
fn is_within(there: &RemoteEvent, span: ReadSpan) -> bool {
    let part = there.event.as_ref().ok().and_then(|event| event.parts.first());
    part.is_some_and(|it| it.rule.is_none() && span.touches(time::instant(&it.start), time::instant(&it.end)))
}
