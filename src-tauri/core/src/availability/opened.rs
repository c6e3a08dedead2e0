//! An event that had to be opened: what of it takes place within a span of time, and what of it is not known.

use chrono::{DateTime, TimeDelta, Utc};

use super::block::{Block, Described};
use super::gaps::Gap;
use super::hidden::Hidden;
use super::spans::Span;
use super::unread::Unread;
use crate::model::connection::Calendar;
use crate::model::event::{Event, Moment};
use crate::model::glimpse::Glimpse;
use crate::model::ids::{AppointmentId, EventId};
use crate::model::rules::Rule;
use crate::model::span;
use crate::model::zone::Zone;
use crate::recurrence::occurrences::{Expansion, has_more_dates, has_unread_rule, reach};

/// More than a reader's clock is from that of UTC, by which it is noted when an event takes place.
const APART: TimeDelta = TimeDelta::days(1);

/// An event, and what is asked about it.
#[derive(Clone, Copy, Debug)]
pub struct Opened<'e> {
    pub id: &'e EventId,
    pub calendar: &'e Calendar,
    /// The appointment of which it is.
    pub own: Option<&'e AppointmentId>,
    /// By the person's word it takes no time where it cannot be read.
    pub ignored: bool,
    pub span: Span,
    pub home: &'e Zone,
    pub hidden: Hidden,
}

/// What was read of an event.
#[derive(Clone, Copy, Debug)]
pub struct Read<'e> {
    pub event: &'e Event,
    /// Its occurrences in the span, and as far around that as one may be that touches it.
    pub expansion: &'e Expansion,
    /// Its parts, and behind them those of the ways that lead to them.
    pub parts: &'e [Described<'e>],
    /// Its occurrences, and the ways to them.
    pub occurs: &'e [Occurs],
}

/// One time that an event, or the way to it, takes place.
#[derive(Clone, Copy, Debug)]
pub struct Occurs {
    /// Index of its part.
    pub part: usize,
    pub span: span::Span,
    /// It starts when its event first does.
    pub first: bool,
    /// False = its time is a guess: nobody knows the time zone that it is in.
    pub certain: bool,
}

impl Opened<'_> {
    /// Returns what one hides that nobody here can read. `starts_at` and `ends_at` were noted when it was stored.
    pub fn of_nobody(&self, starts_at: Option<DateTime<Utc>>, ends_at: Option<DateTime<Utc>>) -> Vec<Gap> {
        let noted = starts_at.map(|start| (start - APART, ends_at.and_then(|end| end.checked_add_signed(APART))));
        self.gap(Unread::unknown(self.id), noted)
    }

    /// Adds one that cannot be read, where it is known to take place. Returns where it may, unless the person ignores that.
    pub fn glimpsed(&self, glimpse: Glimpse, blocks: &mut Vec<Block>) -> Vec<Gap> {
        let (from, to) = self.span;
        let reach = glimpse.span(self.home);
        if reach.is_some_and(|(first, last)| first >= to || last.is_some_and(|last| last <= from)) {
            return Vec::new();
        }
        let unread = Unread::glimpsed(self.id, glimpse, self.home);
        let shown = unread.first.filter(|time| time.touches((from, to)));
        if let Some(time) = shown.filter(|time| !self.hidden.hides((time.starts_at, time.ends_at), true)) {
            blocks.push(Block {
                id: self.id.as_str().to_owned(),
                uid: String::new(),
                own: self.own.cloned(),
                calendar: self.calendar.clone(),
                title: unread.title.clone(),
                place: String::new(),
                starts_at: time.starts_at,
                ends_at: time.ends_at,
                all_day: time.all_day,
                counts: self.calendar.counts_busy && !self.ignored,
                rule: Rule::Busy,
                counted_by: None,
                unreadable: true,
                zone_unknown: !time.certain,
                ignored: self.ignored,
                more: false,
            });
        }
        self.gap(unread, reach)
    }

    /// Adds the occurrences of one that can be read. Returns where in the span there may be more than could be read, unless the
    /// person ignores that.
    pub fn read(&self, read: Read<'_>, blocks: &mut Vec<Block>) -> Vec<Gap> {
        let Self { calendar, home, span: (from, to), .. } = *self;
        let Read { event, expansion, parts, occurs } = read;
        let takes_time = |(part, told): (usize, &Described<'_>)| {
            let all_day = event.parts.get(part).is_some_and(|part| matches!(part.start, Moment::Date(_)));
            told.decided(all_day, calendar).1
        };
        // Where none of its dates takes time, those that are not known take none either.
        let is_unread = !expansion.complete && parts.iter().enumerate().any(takes_time);
        let unread = is_unread.then(|| Unread::series(self.id, event, home));
        let ignored = self.ignored && is_unread;
        let is_too_often = !expansion.complete && !has_unread_rule(event, home) && !has_more_dates(event);
        let unreadable = is_unread && !is_too_often;
        let mut gaps = unread.map(|unread| self.gap(unread, Some(reach(event, home)))).unwrap_or_default();
        for one in occurs {
            let Some(part) = parts.get(one.part) else { continue };
            let time = one.span.in_zone(home);
            if self.hidden.hides(time, one.first) {
                continue;
            }
            let (rule, counts) = part.decided(one.span.all_day().is_some(), calendar);
            let counts = counts && calendar.counts_busy && !ignored;
            if counts && !one.certain {
                gaps.push(Gap::of_guess(calendar, time));
            }
            if one.span.overlaps(from, to, home) {
                let block = Block::of(self.id, calendar, (&one.span, one.certain), home, part, (rule, counts));
                blocks.push(Block { own: self.own.cloned(), unreadable, ignored, ..block });
            }
        }
        if is_too_often {
            // No list ends in silence.
            let listed = expansion.occurrences.iter().map(|one| one.span.in_zone(home).0).max();
            blocks.push(Block {
                id: format!("{}@more", self.id),
                uid: event.uid.clone(),
                own: self.own.cloned(),
                calendar: calendar.clone(),
                title: event.parts.first().map(|part| part.title.clone()).unwrap_or_default(),
                place: String::new(),
                starts_at: listed.unwrap_or(from).max(from).min(to),
                ends_at: to,
                all_day: None,
                counts: false,
                rule: Rule::Busy,
                counted_by: None,
                unreadable: false,
                zone_unknown: false,
                ignored,
                more: true,
            });
        }
        gaps
    }

    fn gap(&self, unread: Unread, reach: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>) -> Vec<Gap> {
        let gap = (!self.ignored).then(|| Gap::of_event(self.calendar, unread, reach, self.span.1));
        gap.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::samples::{at, calendar, span};
    use crate::model::reason::Reason;

    /// One that says when it takes place, and nothing else.
    fn glimpse() -> Glimpse {
        let (start, end) = (Moment::Utc(at(60)), Moment::Utc(at(120)));
        let (first, named) = (Some((start.clone(), end.clone())), Some(vec![start, end]));
        Glimpse { title: "Ada".to_owned(), first, named, goes_on: false, ..Glimpse::nothing(Reason::EventUnreadable) }
    }

    /// T10
    #[test]
    fn one_that_cannot_be_read_stands_where_it_says_and_hides_what_it_may_touch() {
        let (id, calendar, home) = (EventId::from("e"), calendar("c"), Zone::utc());
        let asked = Opened {
            id: &id,
            calendar: &calendar,
            own: None,
            ignored: false,
            span: span((0, 1440)),
            home: &home,
            hidden: Hidden::Nothing,
        };
        let look = |opened: Opened<'_>| {
            let mut blocks = Vec::new();
            let gaps = opened.glimpsed(glimpse(), &mut blocks);
            let blocks: Vec<_> = blocks.iter().map(|one| ((one.starts_at, one.ends_at), one.counts)).collect();
            (blocks, gaps.iter().map(|gap| gap.span).collect::<Vec<_>>())
        };
        let touched = Some((at(60), at(120) + TimeDelta::days(2)));
        assert_eq!(look(asked), (vec![(span((60, 120)), true)], vec![touched]));
        assert_eq!(look(Opened { ignored: true, ..asked }), (vec![(span((60, 120)), false)], vec![]));
        assert_eq!(look(Opened { hidden: Hidden::At(span((60, 120))), ..asked }), (vec![], vec![touched]));
        assert_eq!(look(Opened { span: span((1440, 1500)), ..asked }), (vec![], vec![touched]), "it may go on");
        assert_eq!(look(Opened { span: span((0, 60)), ..asked }), (vec![], vec![]));
    }

    #[test]
    fn one_of_an_unknown_provider_hides_the_time_that_was_noted_of_it() {
        let (id, calendar, home) = (EventId::from("e"), calendar("c"), Zone::utc());
        let hidden = Hidden::Nothing;
        let opened =
            Opened { id: &id, calendar: &calendar, own: None, ignored: false, span: span((0, 9)), home: &home, hidden };
        let hides = |starts_at, ends_at| opened.of_nobody(starts_at, ends_at).first().and_then(|gap| gap.span);
        assert_eq!(hides(Some(at(0)), Some(at(60))), Some((at(-1440), at(60 + 1440))));
        assert_eq!(hides(Some(at(0)), None), Some((at(-1440), at(9))), "to the end of what is asked about");
        assert_eq!(hides(None, None), None, "at any time");
        assert!(Opened { ignored: true, ..opened }.of_nobody(None, None).is_empty());
    }
}
