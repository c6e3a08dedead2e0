//! A series as it is kept: four parts, of which the last is there only where a date is moved. A file of before has three.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Ends, Every, Moved, Repeat};

/// The form of the start of a moved date, for `chrono`.
const START: &str = "%Y-%m-%dT%H:%M:%S";

impl Repeat {
    /// Returns the series as it is kept.
    pub fn words(&self) -> String {
        let every = match self.every {
            Every::Weeks(weeks) => format!("weeks {weeks}"),
            Every::MonthlyByDate => "month_date".to_owned(),
            Every::MonthlyByWeekday => "month_weekday".to_owned(),
        };
        let ends = match self.ends {
            Ends::Never => "never".to_owned(),
            Ends::On(day) => format!("on {day}"),
            Ends::After(times) => format!("after {times}"),
        };
        let skip: Vec<String> = self.skip.iter().map(NaiveDate::to_string).collect();
        let three = format!("{every};{ends};{}", skip.join(","));
        let moved: Vec<String> =
            self.moved.iter().map(|one| format!("{}>{}", one.date, one.start.format(START))).collect();
        if moved.is_empty() { three } else { format!("{three};{}", moved.join(",")) }
    }

    /// Reads what [`Self::words`] made.
    pub fn from_words(words: &str) -> Option<Self> {
        let mut parts = words.split(';');
        let (every, ends, skip) = (parts.next()?, parts.next()?, parts.next()?);
        let every = match every.split_once(' ') {
            Some(("weeks", weeks)) => Every::Weeks(weeks.parse().ok()?),
            None if every == "month_date" => Every::MonthlyByDate,
            None if every == "month_weekday" => Every::MonthlyByWeekday,
            Some(_) | None => return None,
        };
        let ends = match ends.split_once(' ') {
            Some(("on", day)) => Ends::On(day.parse().ok()?),
            Some(("after", times)) => Ends::After(times.parse().ok()?),
            None if ends == "never" => Ends::Never,
            Some(_) | None => return None,
        };
        let skip = skip.split(',').filter(|day| !day.is_empty()).map(str::parse::<NaiveDate>);
        let skip = skip.collect::<Result<Vec<_>, _>>().ok()?;
        let moved = parts.next().unwrap_or_default().split(',').filter(|one| !one.is_empty()).map(moved);
        Some(Self { every, ends, skip, moved: moved.collect::<Option<Vec<_>>>()? })
    }
}

/// Reads `2026-12-08>2026-12-09T10:30:00`.
fn moved(words: &str) -> Option<Moved> {
    let (date, start) = words.split_once('>')?;
    Some(Moved { date: date.parse().ok()?, start: NaiveDateTime::parse_from_str(start, START).ok()? })
}
