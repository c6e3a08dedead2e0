//! Dates, times and offsets as iCalendar writes them, read as leniently as calendars are written.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// A date or date-time as written, before its zone is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    Date(NaiveDate),
    /// Floating, or in the zone that a parameter names.
    Wall(NaiveDateTime),
    Utc(DateTime<Utc>),
}

/// Reads `20270301`, `20270301T100000` or `20270301T100000Z` (RFC 5545 sections 3.3.4 and 3.3.5). Lower case,
/// missing seconds, ISO punctuation and a numeric offset are accepted too.
pub fn stamp(text: &str) -> Option<Stamp> {
    let text = text.trim().to_ascii_uppercase();
    let (date, time) = text.split_once(['T', ' ']).map_or((text.as_str(), None), |(date, time)| (date, Some(time)));
    let date = digits(date, '-').filter(|it| it.len() == 8)?;
    let number = |range: std::ops::Range<usize>| date.get(range)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(i32::try_from(number(0..4)?).ok()?, number(4..6)?, number(6..8)?)?;
    let Some(time) = time else { return Some(Stamp::Date(date)) };
    let (time, east) = match time.strip_suffix('Z') {
        Some(time) => (time, Some(0)),
        None => match time.find(['+', '-']).and_then(|at| time.split_at_checked(at)) {
            Some((time, east)) => (time, Some(offset(east)?)),
            None => (time, None),
        },
    };
    // RFC 5545 has no fractions of a second, but exports do.
    let time = digits(time.split(['.', ',']).next()?, ':').filter(|it| matches!(it.len(), 4 | 6))?;
    let number = |range: std::ops::Range<usize>| time.get(range).map_or(Some(0), |it| it.parse::<u32>().ok());
    let (hour, minute, second) = (number(0..2)?, number(2..4)?, number(4..6)?.min(59));
    let wall = match (hour, minute) {
        (24, 0) => date.succ_opt()?.and_time(NaiveTime::MIN),
        _ => date.and_hms_opt(hour, minute, second)?,
    };
    Some(match east {
        Some(east) => Stamp::Utc(wall.and_utc() - TimeDelta::seconds(i64::from(east))),
        None => Stamp::Wall(wall),
    })
}

/// Returns the digits without `separator`; `None` if there is anything else.
fn digits(text: &str, separator: char) -> Option<String> {
    let plain: String = text.chars().filter(|c| *c != separator).collect();
    plain.bytes().all(|byte| byte.is_ascii_digit()).then_some(plain)
}

/// Reads seconds east of UTC: `+0100`, `-043000`, `+01:00` (RFC 5545 section 3.3.14). `+5730`, as some servers write
/// it, is +00:57:30.
pub fn offset(text: &str) -> Option<i32> {
    let text = text.trim();
    let (east, rest) = match text.strip_prefix('-') {
        Some(rest) => (false, rest),
        None => (true, text.strip_prefix('+').unwrap_or(text)),
    };
    let plain = digits(rest, ':')?;
    let part = |range: std::ops::Range<usize>| plain.get(range).map_or(Some(0), |it| it.parse::<i32>().ok());
    let (hours, minutes, seconds) = match plain.len() {
        2 | 4 | 6 => (part(0..2)?, part(2..4)?, part(4..6)?),
        3 => (part(0..1)?, part(1..3)?, 0),
        _ => return None,
    };
    let (hours, minutes, seconds) = if hours > 23 { (0, hours, minutes) } else { (hours, minutes, seconds) };
    if minutes > 59 || seconds > 59 {
        return None;
    }
    let all = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
    Some(if east { all } else { all.saturating_neg() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str) -> Stamp {
        Stamp::Wall(text.parse().unwrap())
    }

    #[test]
    fn a_date_time_is_read_in_every_form_it_is_written_in() {
        let ten = wall("2027-03-01T10:00:00");
        let ten_utc = Stamp::Utc("2027-03-01T10:00:00Z".parse().unwrap());
        for (text, meant) in [
            ("20270301", Stamp::Date(NaiveDate::from_ymd_opt(2027, 3, 1).unwrap())),
            ("20270301T100000", ten),
            ("20270301t100000z", ten_utc),
            ("20270301T1000", ten),
            (" 2027-03-01T10:00:00.000Z ", ten_utc),
            ("20270301T020000-0800", ten_utc),
            ("20270301T100060", wall("2027-03-01T10:00:59")),
            ("20270228T240000", wall("2027-03-01T00:00:00")),
        ] {
            assert_eq!(stamp(text), Some(meant), "{text}");
        }
        for broken in ["", "T", "2027", "20270230", "20270301T", "20270301T99", "20270301T250000", "äöüäöüäö"] {
            assert_eq!(stamp(broken), None, "{broken}");
        }
    }

    #[test]
    fn offsets_are_repaired() {
        for (text, seconds) in
            [("+0100", 3600), ("-043000", -16_200), ("+5730", 3450), ("-12:00", -43_200), ("+01", 3600)]
        {
            assert_eq!(offset(text), Some(seconds), "{text}");
        }
        assert_eq!(offset("+BMT"), None);
    }
}
