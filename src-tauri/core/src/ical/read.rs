//! Reads the bytes of a calendar object into an [`Event`], coping with what calendars hold in the wild.
//!
//! The caller keeps the bytes: whatever is repaired or left out here is still in them.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::attendees;
use super::dates::{Dates, dates, moment};
use super::duration;
use super::line::Property;
use super::text::unescape;
use super::tree::Tree;
use super::value;
use super::zone_names::Names;
use crate::model::event::{Busy, Event, EventStatus, Moment, Part, Unreadable};
use crate::model::start_and_end;
use crate::recurrence::stamp::{Stamp, stamp};

/// A rule of which nothing is written: it cannot be read either.
const NO_RULE: &str = ";";
/// The most overrides of one object.
pub const MAX_PARTS: usize = 5_000;

/// Reads one calendar object. `home_zone` is the calendar's own zone or the person's: of the zones that show the same times as
/// one that the object defines, it is the one that is meant. The result's `uid` is empty if the object has none.
pub fn read(raw: &[u8], home_zone: Option<&str>) -> Result<Event, Unreadable> {
    let tree = Tree::parse(raw)?;
    let (uid, drafts) = drafts(&tree, &Names::new(&tree, home_zone))?;
    Ok(Event { uid, parts: sort_out(drafts), rule_there: None, apart: None })
}

/// Returns the names of zones in the times of an object that nobody knows, each once.
pub fn unknown_zones(raw: &[u8], home_zone: Option<&str>) -> Vec<String> {
    let Ok(tree) = Tree::parse(raw) else { return Vec::new() };
    let names = Names::new(&tree, home_zone);
    drafts(&tree, &names).map(|_| names.unknown()).unwrap_or_default()
}

/// Returns every version of every part, as they stand in the object, and the UID they share.
pub(super) fn drafts(tree: &Tree<'_>, names: &Names<'_>) -> Result<(String, Vec<Draft>), Unreadable> {
    let drafts: Vec<Draft> =
        events(tree)?.into_iter().map(|component| Draft::read(tree, component, names)).collect::<Result<_, _>>()?;
    Ok((one_uid(&drafts)?, drafts))
}

/// Returns the VEVENT components of a complete object.
fn events(tree: &Tree<'_>) -> Result<Vec<usize>, Unreadable> {
    if tree.components.is_empty() {
        return Err(Unreadable(if tree.lines.concat().trim_ascii().is_empty() { "empty" } else { "not iCalendar" }));
    }
    if tree.torn {
        return Err(Unreadable("cut off"));
    }
    // Some feeds leave VCALENDAR out.
    let mut events: Vec<_> = tree.children(None, "VEVENT").collect();
    for calendar in tree.children(None, "VCALENDAR") {
        events.extend(tree.children(Some(calendar), "VEVENT"));
    }
    match events.len() {
        0 => Err(Unreadable("no event in it")),
        1..=MAX_PARTS => Ok(events),
        _ => Err(Unreadable("too many parts")),
    }
}

fn one_uid(drafts: &[Draft]) -> Result<String, Unreadable> {
    let (first, others) = drafts.split_first().ok_or(Unreadable("no event in it"))?;
    if others.iter().any(|other| other.uid != first.uid) {
        return Err(Unreadable("more than one UID"));
    }
    if first.uid.is_empty() && !others.is_empty() {
        return Err(Unreadable("no UID"));
    }
    Ok(first.uid.clone())
}

/// Returns the master first, then one override for each occurrence: the one revised last (RFC 5546 section 2.1.5).
fn sort_out(mut drafts: Vec<Draft>) -> Vec<Part> {
    drafts.sort_by_key(|draft| std::cmp::Reverse(draft.version()));
    let mut seen = HashSet::new();
    drafts.retain(|draft| seen.insert(draft.part.occurrence.as_ref().map(key)));
    drafts.sort_by_key(|draft| (draft.part.occurrence.is_some(), draft.place));
    if drafts.first().is_some_and(|draft| draft.part.occurrence.is_some()) {
        without_master(&mut drafts);
    }
    let mut parts: Vec<Part> = Vec::with_capacity(drafts.len());
    let mut periods = Vec::new();
    for draft in drafts {
        periods.extend(draft.periods);
        parts.push(draft.part);
    }
    // An RDATE with a length of its own (RFC 5545 section 3.8.5.2) is an occurrence like an override.
    if let Some(master) = parts.first().filter(|part| part.occurrence.is_none()).cloned() {
        for (start, end) in periods {
            if seen.insert(Some(key(&start))) {
                let Ok((begins, ends)) = start_and_end::in_order(start.clone(), end) else { continue };
                let own = Part { occurrence: Some(start), start: begins, end: ends, ..master.clone() };
                let own = Part { lasts: None, end_guessed: false, ..own };
                let own = Part { rule: None, also: Vec::new(), more_dates: false, ..own };
                parts.push(Part { except: Vec::new(), except_rule: None, ..own });
            }
        }
    }
    parts
}

/// Makes what can be made of occurrences whose series is not in the object. Whoever was invited to some dates has these alone (RFC
/// 4791 section 4.1); but what stands for all later dates says that there are some, and a rule or dates of its own are the series
/// (Connect Daily writes it so). There is one of it: where others say more, that is not known.
fn without_master(drafts: &mut Vec<Draft>) {
    for draft in drafts.iter_mut().filter(|draft| draft.part.onward) {
        draft.part.more_dates = true;
    }
    let Some(at) = drafts.iter().position(|draft| draft.series.is_some()) else { return };
    let mut series = drafts.remove(at).of_series();
    series.part.more_dates |= drafts.iter().any(|other| other.series.is_some());
    drafts.insert(0, series);
}

/// Returns a key that is equal for two spellings of one occurrence.
fn key(moment: &Moment) -> (bool, DateTime<Utc>) {
    (matches!(moment, Moment::Date(_)), duration::instant(moment))
}

/// A part being read, with what decides between two versions of it.
pub(super) struct Draft {
    uid: String,
    /// DTSTAMP, or else LAST-MODIFIED.
    stamp: Option<DateTime<Utc>>,
    /// LAST-MODIFIED
    modified: Option<DateTime<Utc>>,
    /// The position of its component.
    pub place: usize,
    pub part: Part,
    /// RDATEs that bring their own end.
    periods: Vec<(Moment, Moment)>,
    /// Of an occurrence: the rule and the dates that stand there all the same. They mean nothing beside a series (Google sends them).
    series: Option<Series>,
}

/// What a part says of its series.
#[derive(Default)]
struct Series {
    rule: Option<String>,
    also: Vec<Moment>,
    more_dates: bool,
    except: Vec<Moment>,
    except_rule: Option<String>,
    periods: Vec<(Moment, Moment)>,
}

impl Series {
    /// Returns whether it says of other dates than the one it stands at.
    fn repeats(&self) -> bool {
        self.rule.is_some() || self.more_dates || !self.also.is_empty()
    }
}

impl Draft {
    fn read(tree: &Tree<'_>, component: usize, names: &Names<'_>) -> Result<Self, Unreadable> {
        let properties: Vec<Property> = tree.properties(component).map(|(_, property)| property).collect();
        let one = |name: &str| properties.iter().find(|property| property.name == name);
        let text = |name: &str| one(name).map(|it| unescape(it.value.trim_end())).unwrap_or_default();
        let word = |name: &str| one(name).map(|it| it.value.trim().to_ascii_uppercase()).unwrap_or_default();

        let occurrence = one("RECURRENCE-ID")
            .map(|it| moment(it, &it.value, names).ok_or(Unreadable("the occurrence has no readable date")))
            .transpose()?;
        let mut starts = properties.iter().filter(|it| it.name == "DTSTART");
        if let Some(first) = starts.next()
            && starts.any(|other| other != first)
        {
            return Err(Unreadable("more than one start"));
        }
        let start = match one("DTSTART") {
            Some(it) => moment(it, &it.value, names).ok_or(Unreadable("the start is not readable"))?,
            None => occurrence.clone().ok_or(Unreadable("no start"))?,
        };
        let Dates { single: also, periods, unread: more_dates } = dates(&properties, "RDATE", names)?;
        // An exception that cannot be read merely leaves time taken.
        let Dates { single: except, .. } = dates(&properties, "EXDATE", names)?;
        let rules = |name: &str| {
            let all = properties.iter().filter(|it| it.name == name).map(|it| it.value.trim());
            let all: Vec<_> = all.map(|it| if it.is_empty() { NO_RULE } else { it }).collect();
            (!all.is_empty()).then(|| all.join("\n"))
        };
        let series = Series { rule: rules("RRULE"), also, more_dates, except, except_rule: rules("EXRULE"), periods };
        let (own, series) = match (&occurrence, series.repeats()) {
            (None, _) => (series, None),
            (Some(_), true) => (Series::default(), Some(series)),
            (Some(_), false) => (Series::default(), None),
        };
        let dtend = one("DTEND").map(|it| moment(it, &it.value, names));
        let duration = one("DURATION").map(|it| value::duration(&it.value));
        let lasts = duration::lasts(&start, &dtend, duration);
        let is_guess = matches!(dtend, Some(Some(Moment::Unknown(_))));
        let end_guessed = is_guess && lasts.is_none() && start.is_placed() && !matches!(start, Moment::Date(_));
        let (start, end) = duration::span(start, dtend, duration)?;
        let mark = |name: &str| one(name).map(|it| unescape(it.value.trim())).filter(|it| !it.is_empty());
        let (uid, written_as) = (word_as_is(one("UID")), mark("X-DAYBOOK-UID"));
        let exchange = ["X-MICROSOFT-CDO-BUSYSTATUS", "BUSYSTATUS"].map(word).into_iter().find(|it| !it.is_empty());
        let exchange = exchange.unwrap_or_default();
        let part = Part {
            title: text("SUMMARY"),
            place: text("LOCATION"),
            notes: text("DESCRIPTION"),
            end,
            lasts,
            end_guessed,
            rule: own.rule,
            also: own.also,
            more_dates: own.more_dates,
            except: own.except,
            except_rule: own.except_rule,
            busy: busy(&word("TRANSP"), &exchange),
            answer: None,
            travel: one("X-APPLE-TRAVEL-DURATION").map(|it| travel(&it.value)).unwrap_or_default(),
            status: match word("STATUS").as_str() {
                "CANCELLED" | "CANCELED" => EventStatus::Cancelled,
                "TENTATIVE" => EventStatus::Tentative,
                _ => EventStatus::Confirmed,
            },
            guests: properties.iter().filter(|it| it.name == "ATTENDEE").map(attendees::guest).collect(),
            organizer: one("ORGANIZER").map(attendees::address).filter(|it| !it.is_empty()),
            sequence: word("SEQUENCE").parse().unwrap_or(0),
            appointment_id: mark("X-DAYBOOK-ID").filter(|_| written_as.as_ref().is_none_or(|before| *before == uid)),
            original: written_as.as_ref() == Some(&uid),
            carried: mark("X-DAYBOOK-SEALED"),
            onward: one("RECURRENCE-ID")
                .and_then(|it| it.param("RANGE"))
                .is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE")),
            occurrence,
            start,
        };
        let noted = |it: &Property| match stamp(&it.value)? {
            Stamp::Utc(at) => Some(at),
            Stamp::Wall(wall) => Some(wall.and_utc()),
            Stamp::Date(_) => None,
        };
        let modified = one("LAST-MODIFIED").and_then(noted);
        let stamp = one("DTSTAMP").map_or(modified, noted);
        Ok(Self { uid, stamp, modified, place: component, part, periods: own.periods, series })
    }

    /// Has an occurrence stand for the series whose rule it has.
    fn of_series(self) -> Self {
        let Series { rule, also, more_dates, except, except_rule, periods } = self.series.unwrap_or_default();
        let part = Part { occurrence: None, onward: false, rule, also, more_dates, except, except_rule, ..self.part };
        Self { part, periods, series: None, ..self }
    }

    /// Returns the version: the higher one was revised later (RFC 5546 section 2.1.5), and of equals the last in the object.
    pub fn version(&self) -> (u32, [Option<DateTime<Utc>>; 2], usize) {
        (self.part.sequence, [self.stamp, self.modified], self.place)
    }
}

fn word_as_is(property: Option<&Property>) -> String {
    property.map(|it| unescape(it.value.trim())).unwrap_or_default()
}

/// Reads TRANSP and the word of Exchange and Outlook for the same, which knows more of it.
fn busy(transp: &str, exchange: &str) -> Busy {
    match (transp, exchange) {
        // Says the more, and stands beside either word.
        (_, "WORKINGELSEWHERE") => Busy::Elsewhere,
        // Outlook puts OPAQUE beside it.
        (_, "FREE") | ("TRANSPARENT", _) => Busy::Free,
        (_, "TENTATIVE") => Busy::Tentative,
        (_, "OOF") => Busy::OutOfOffice,
        _ => Busy::Busy,
    }
}

/// The longest way that is believed: so much less than the shortest window of the index.
const LONGEST_WAY: TimeDelta = TimeDelta::hours(8);

/// Reads how long the way takes; what cannot be read is none.
fn travel(text: &str) -> TimeDelta {
    let seconds = value::duration(text).and_then(|length| length.days.checked_mul(86_400)?.checked_add(length.seconds));
    seconds.and_then(TimeDelta::try_seconds).unwrap_or_default().min(LONGEST_WAY)
}
