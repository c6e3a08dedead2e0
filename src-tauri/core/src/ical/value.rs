//! Lengths, read as leniently as calendars are written, and values as they are written.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::model::event::Length;

/// Reads `P1DT2H`, `PT50M` or `P2W`. A sign is dropped: a negative length is meant to be positive. `PT2D` and
/// `P2DT`, which some calendars write, are days. `None` if it is no length, or longer than a century.
pub fn duration(text: &str) -> Option<Length> {
    let text = text.trim().to_ascii_uppercase();
    let mut rest = text.trim_start_matches(['+', '-']).strip_prefix('P')?;
    let mut length = Length { days: 0, seconds: 0 };
    let mut any = false;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T') {
            rest = after;
            continue;
        }
        let (number, after) = rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit())?)?;
        let number: i64 = number.parse::<u32>().ok()?.into();
        let mut after = after.chars();
        let (sum, unit) = match after.next()? {
            'W' => (&mut length.days, 7),
            'D' => (&mut length.days, 1),
            'H' => (&mut length.seconds, 3600),
            'M' => (&mut length.seconds, 60),
            'S' => (&mut length.seconds, 1),
            _ => return None,
        };
        *sum = sum.checked_add(number.checked_mul(unit)?)?;
        any = true;
        rest = after.as_str();
    }
    const CENTURY: i64 = 36_525;
    (any && length.days.checked_add(length.seconds / 86_400)? <= CENTURY).then_some(length)
}

/// Writes an offset in the form RFC 5545 section 3.3.14 asks for.
pub fn offset_text(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.unsigned_abs();
    let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60);
    match rest {
        0 => format!("{sign}{hours:02}{minutes:02}"),
        _ => format!("{sign}{hours:02}{minutes:02}{rest:02}"),
    }
}

/// Writes `20270301T100000`.
pub fn wall_text(wall: NaiveDateTime) -> String {
    wall.format("%Y%m%dT%H%M%S").to_string()
}

/// Writes `20270301T090000Z`.
pub fn utc_text(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_repaired_and_bounded() {
        for (text, days, seconds) in [
            ("PT50M", 0, 3000),
            ("-PT1H", 0, 3600),
            ("PT2D", 2, 0),
            ("-P2DT", 2, 0),
            ("P1DT2H3M4S", 1, 7384),
            ("P2W", 14, 0),
            ("+p1d", 1, 0),
        ] {
            assert_eq!(duration(text), Some(Length { days, seconds }), "{text}");
        }
        for broken in ["", "P", "PT", "1H", "PT1", "P1Y", "P99999999999D", "P4294967295W", "PäD"] {
            assert_eq!(duration(broken), None, "{broken}");
        }
    }

    #[test]
    fn offsets_are_written_as_the_rfc_has_them() {
        assert_eq!(offset_text(-16_200), "-0430");
        assert_eq!(offset_text(3450), "+005730");
    }
}
