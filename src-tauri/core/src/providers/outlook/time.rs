//! Times as Graph writes them: a wall-clock time with seven digits of a second and the name of a zone, IANA or
//! Windows. In answers the zone is UTC, whatever was sent.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::ical;
use crate::model::event::{Moment, Unreadable};
use crate::model::zone::{Instant, Zone};

/// The most days of a series on which two zones are compared: ten years of weeks.
const DAYS: usize = 520;

/// As far as a midnight may be from that of UTC.
const HALF_A_DAY: TimeDelta = TimeDelta::hours(12);

/// A time of an answer.
pub(super) struct Time {
    wall: NaiveDateTime,
    at: DateTime<Utc>,
}

impl Time {
    /// Reads `{dateTime, timeZone}`.
    pub fn read(value: Option<&Value>) -> Result<Self, Unreadable> {
        let text = |name| value.and_then(|value| value.get(name)).and_then(Value::as_str);
        let wall = text("dateTime").and_then(wall).ok_or(Unreadable("time"))?;
        let zone = match text("timeZone") {
            None | Some("" | "UTC") => Zone::utc(),
            Some(name) => zone(name).ok_or(Unreadable("time zone"))?,
        };
        Ok(Self { wall, at: zone.instant(wall).first() })
    }

    /// Returns the wall-clock time in the event's own zone, or the instant if that zone is unknown or UTC, or if its
    /// clock shows this time twice and the second is meant.
    pub fn moment(&self, own: Option<&str>) -> Moment {
        let Some(zone) = own.and_then(zone).filter(|zone| !zone.is_utc()) else { return Moment::Utc(self.at) };
        let wall = zone.wall(self.at);
        if zone.instant(wall).first() != self.at {
            return Moment::Utc(self.at);
        }
        Moment::Zoned { wall, zone: zone.name().to_owned() }
    }

    /// Returns the day that begins here, in the answer's zone or else in the event's own. Where nobody knows that one, as with a zone
    /// that somebody made up, it is the day whose midnight in UTC is nearest: a whole day is a day, and no time that takes 24 hours.
    pub fn day(&self, own: Option<&str>) -> Option<Moment> {
        let midnight = |wall: &NaiveDateTime| wall.time() == NaiveTime::MIN;
        if midnight(&self.wall) {
            return Some(Moment::Date(self.wall.date()));
        }
        match own.and_then(zone) {
            Some(own) => Some(own.wall(self.at)).filter(midnight).map(|wall| Moment::Date(wall.date())),
            None => Some(Moment::Date((self.at + HALF_A_DAY).date_naive())),
        }
    }
}

/// Reads `2027-03-01T09:00:00.0000000`, with or without the fraction and a `Z`.
fn wall(text: &str) -> Option<NaiveDateTime> {
    let text = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let wall = NaiveDateTime::parse_from_str(seconds, "%Y-%m-%dT%H:%M:%S").ok()?;
    // A day of room on both sides for the zones.
    (digits && (2..=9998).contains(&wall.year())).then_some(wall)
}

/// Returns the zone of a name, of Windows or of the database.
pub(super) fn zone(name: &str) -> Option<Zone> {
    ical::zone(name).and_then(|name| Zone::named(&name).ok())
}

/// Returns start and end to send: as wall-clock times in a zone Windows knows, or as instants in UTC if Windows has
/// no such zone, may have other rules for it than our database, or reads a doubled hour in its own way.
pub(super) fn sent(start: NaiveDateTime, end: NaiveDateTime, zone: &str) -> (Value, Value) {
    let there = ical::windows_zone(zone).and_then(|windows| Some((windows, self::zone(windows)?)));
    let here = self::zone(zone).unwrap_or_else(Zone::utc);
    let same = |wall| match here.instant(wall) {
        Instant::One(at) => there.as_ref().is_some_and(|(_, zone)| zone.instant(wall) == Instant::One(at)),
        Instant::Twice(..) | Instant::Skipped(_) => false,
    };
    match there.as_ref().filter(|_| same(start) && same(end)) {
        Some((name, _)) => (written(start, name), written(end, name)),
        None => {
            let (begins, ends) = here.span(start, end);
            (written(begins.naive_utc(), "UTC"), written(ends.naive_utc(), "UTC"))
        }
    }
}

/// Returns start and end of a series to send, and the name of their zone. `None` = Windows has no such zone, reads the first
/// hour in its own way, or may have other rules on one of the days than our database.
pub(super) fn sent_of_series(
    start: NaiveDateTime,
    end: NaiveDateTime,
    zone: &str,
    days: impl Iterator<Item = NaiveDate>,
) -> Option<(Value, Value, &'static str)> {
    let name = ical::windows_zone(zone)?;
    let (here, there) = (self::zone(zone)?, self::zone(name)?);
    let is_plain = |wall| matches!(here.instant(wall), Instant::One(_));
    let same = |wall| here.instant(wall) == there.instant(wall);
    let mut starts = days.take(DAYS).map(|day| day.and_time(start.time()));
    let fits = is_plain(start) && is_plain(end) && starts.all(|wall| same(wall) && same(wall + (end - start)));
    fits.then(|| (written(start, name), written(end, name), name))
}

fn written(wall: NaiveDateTime, zone: &str) -> Value {
    json!({ "dateTime": wall.format("%Y-%m-%dT%H:%M:%S").to_string(), "timeZone": zone })
}

/// Returns the instant; days begin in UTC.
pub(super) fn instant(moment: &Moment) -> DateTime<Utc> {
    match moment {
        Moment::Utc(at) => *at,
        Moment::Zoned { wall, zone } => instants(*wall, *wall, zone).0,
        Moment::Ruled { wall, clock } => clock.instant(*wall).first(),
        Moment::Floating(wall) | Moment::Unknown(wall) => wall.and_utc(),
        Moment::Date(day) => day.and_time(NaiveTime::MIN).and_utc(),
    }
}

/// Returns the instants of an appointment.
pub(super) fn instants(start: NaiveDateTime, end: NaiveDateTime, zone: &str) -> (DateTime<Utc>, DateTime<Utc>) {
    self::zone(zone).unwrap_or_else(Zone::utc).span(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        wall(text).unwrap()
    }

    fn time(text: &str, zone: &str) -> Time {
        Time::read(Some(&json!({ "dateTime": text, "timeZone": zone }))).unwrap()
    }

    fn zoned(text: &str, zone: &str) -> Moment {
        Moment::Zoned { wall: at(text), zone: zone.into() }
    }

    /// wanted 36
    #[test]
    fn seven_digits_in_utc_are_the_wall_clock_of_the_events_own_zone() {
        let nine = time("2027-03-01T09:00:00.0000000", "UTC");
        let berlin = zoned("2027-03-01T10:00:00", "Europe/Berlin");
        assert_eq!(nine.moment(Some("W. Europe Standard Time")), berlin);
        assert_eq!(nine.moment(Some("Europe/Berlin")), berlin);
        assert_eq!(nine.moment(Some("tzone://Microsoft/Custom")), Moment::Utc(nine.at));
        assert_eq!(nine.moment(Some("UTC")), Moment::Utc(nine.at));
        assert_eq!(nine.moment(None), Moment::Utc(nine.at));
        assert_eq!(time("2027-03-01T01:00:00", "Pacific Standard Time").moment(Some("Europe/Berlin")), berlin);
    }

    #[test]
    fn the_second_of_a_doubled_hour_stays_the_second() {
        let first = time("2026-10-25T00:30:00.0000000", "UTC");
        let second = time("2026-10-25T01:30:00.0000000", "UTC");
        assert_eq!(first.moment(Some("Europe/Berlin")), zoned("2026-10-25T02:30:00", "Europe/Berlin"));
        assert_eq!(second.moment(Some("Europe/Berlin")), Moment::Utc(second.at));
    }

    #[test]
    fn a_day_begins_at_midnight_of_the_answer_or_of_the_event() {
        let day = Some(Moment::Date(at("2027-03-01T00:00:00").date()));
        assert_eq!(time("2027-03-01T00:00:00.0000000", "UTC").day(Some("Europe/Berlin")), day);
        assert_eq!(time("2027-02-28T23:00:00.0000000", "UTC").day(Some("Europe/Berlin")), day);
        assert_eq!(time("2027-03-01T09:00:00.0000000", "UTC").day(Some("Europe/Berlin")), None);
    }

    /// T22: a whole day in a zone that somebody made up, east and west of UTC.
    #[test]
    fn a_day_in_a_zone_that_nobody_knows_is_the_day_of_the_nearest_midnight() {
        let day = Some(Moment::Date(at("2027-03-01T00:00:00").date()));
        for begins in ["2027-02-28T23:00:00", "2027-02-28T18:30:00", "2027-02-28T12:00:00", "2027-03-01T05:00:00"] {
            for own in [Some("tzone://Microsoft/Custom"), Some("Customized Time Zone"), None] {
                assert_eq!(time(begins, "UTC").day(own), day, "{begins} {own:?}");
            }
        }
    }

    /// wanted 37: no offset stands beside the zone.
    #[test]
    fn a_zone_goes_out_under_the_name_windows_has_for_it() {
        let (start, end) = sent(at("2027-03-01T10:00:00"), at("2027-03-01T10:50:00"), "Europe/Vienna");
        assert_eq!(start, json!({ "dateTime": "2027-03-01T10:00:00", "timeZone": "W. Europe Standard Time" }));
        assert_eq!(end["dateTime"], "2027-03-01T10:50:00");
    }

    #[test]
    fn where_the_rules_may_differ_the_instant_goes_out() {
        // Troll has no name in Windows; the doubled hour is read in two ways.
        let (start, _) = sent(at("2026-12-01T10:00:00"), at("2026-12-01T10:50:00"), "Antarctica/Troll");
        assert_eq!(start, json!({ "dateTime": "2026-12-01T10:00:00", "timeZone": "UTC" }));
        let (start, end) = sent(at("2026-10-25T02:30:00"), at("2026-10-25T03:30:00"), "Europe/Berlin");
        assert_eq!(start, json!({ "dateTime": "2026-10-25T00:30:00", "timeZone": "UTC" }));
        assert_eq!(end, json!({ "dateTime": "2026-10-25T02:30:00", "timeZone": "UTC" }));
    }

    /// P17: an end by the clock before its start is the second of the two.
    #[test]
    fn what_ends_in_a_doubled_hour_ends_after_it_began() {
        let (half_past, twenty_past) = (at("2026-10-25T02:30:00"), at("2026-10-25T02:20:00"));
        let (_, end) = sent(half_past, twenty_past, "Europe/Berlin");
        assert_eq!(end, json!({ "dateTime": "2026-10-25T01:20:00", "timeZone": "UTC" }));
        let (start, end) = instants(half_past, twenty_past, "Europe/Berlin");
        assert_eq!((end - start).num_minutes(), 50);
    }

    #[test]
    fn years_no_calendar_has_are_not_read() {
        for text in ["0001-01-01T00:00:00Z", "99999-01-01T00:00:00", "2027-03-01T09:00:00.x", "2027-03-01", ""] {
            assert!(wall(text).is_none(), "{text}");
        }
    }
}
