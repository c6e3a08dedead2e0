//! Takes what is large out of an object and has nothing to do with its times, such as a picture in the middle of it. What was
//! cut is never written back.

use super::line;

/// The second line of an object that was cut.
const MARK: &[u8] = b"X-DAYBOOK-CUT:1";
/// The longest content line that stays, in bytes.
const LONGEST: usize = 8 * 1024;
/// What an object says of its times, which stays however long it is.
const TIMES: [&[u8]; 8] =
    [b"DTSTART", b"DTEND", b"DURATION", b"RRULE", b"RDATE", b"EXDATE", b"EXRULE", b"RECURRENCE-ID"];
/// As much of a line as may hold its name.
const NAME: usize = 200;

/// Returns the object without its large lines; `None` = there are none.
pub(crate) fn cut(raw: &[u8]) -> Option<Vec<u8>> {
    let mut lines = line::split(raw);
    let mut out = [lines.next()?, MARK, b"\r\n"].concat();
    let mut any = false;
    for line in lines {
        if line.len() > LONGEST && !says_when(line) {
            any = true;
        } else {
            out.extend_from_slice(line);
        }
    }
    any.then_some(out)
}

/// Returns whether something was cut out of an object.
pub(crate) fn is_cut(raw: &[u8]) -> bool {
    line::split(raw).nth(1).is_some_and(|line| line.trim_ascii_end() == MARK)
}

fn says_when(line: &[u8]) -> bool {
    let start = line::unfold(line.get(..NAME).unwrap_or(line));
    let name = start.split(|byte| matches!(byte, b':' | b';')).next().unwrap_or_default().trim_ascii();
    TIMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical::read;

    /// T10
    #[test]
    fn a_picture_is_cut_out_and_every_time_stays() {
        let picture = format!("ATTACH;ENCODING=BASE64;VALUE=BINARY:{}\r\n", "QUJD".repeat(300_000));
        let dates = format!("RDATE:{}20270102T100000Z\r\n", "20270101T100000Z,".repeat(600));
        let object = format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:20261202T100000Z\r\n{dates}{picture}SUMMARY:Scan\r\n\
             END:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        let kept = cut(object.as_bytes()).unwrap();
        assert!(kept.len() < 20_000, "{}", kept.len());
        assert!(is_cut(&kept) && !is_cut(object.as_bytes()));
        assert_eq!(read(&kept, None), read(object.as_bytes(), None));
        assert_eq!(cut(&kept), None);
    }
}
