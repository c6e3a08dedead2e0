//! How a series repeats whose dates are events of their own there: by its rule, and by which of them stand where.

use chrono::{NaiveDate, NaiveDateTime};

use super::Repeats;
use crate::model::event::Apart;
use crate::model::repeat::{Moved, Repeat};
use crate::model::zone::Zone;
use crate::recurrence::repeat::parse;

/// Returns how a series that begins at `start` repeats by its rule, as far as that is told, and by its dates. Of what is not told,
/// what was agreed is believed.
pub(super) fn series(
    (rule, apart): (Option<&str>, &Apart),
    agreed: Option<&Repeat>,
    start: NaiveDateTime,
    zone: &Zone,
) -> Repeats {
    let rule = match (rule, agreed) {
        (Some(rule), _) => match parse(rule, start, zone) {
            Ok(rule) => rule,
            Err(_) => return Repeats::Otherwise,
        },
        (None, Some(agreed)) => Repeat { skip: Vec::new(), moved: Vec::new(), ..agreed.clone() },
        (None, None) => return Repeats::Untold,
    };
    let skip = left_out(&rule, apart, agreed, start, zone);
    let moved = moved(apart, agreed, start, zone);
    Repeats::As(Some(Repeat { skip, moved, ..rule }.normal(start)))
}

/// Returns the dates that do not take place.
fn left_out(
    rule: &Repeat,
    apart: &Apart,
    agreed: Option<&Repeat>,
    start: NaiveDateTime,
    zone: &Zone,
) -> Vec<NaiveDate> {
    let by_rule = |day: &NaiveDate| zone.instant(day.and_time(start.time())).first();
    let told = rule.dates(start.date()).take_while(|day| by_rule(day) < apart.to);
    let mut skip: Vec<NaiveDate> = told.filter(|day| apart.lacks(by_rule(day))).collect();
    let agreed = agreed.map(|agreed| agreed.skip.as_slice()).unwrap_or_default();
    skip.extend(agreed.iter().filter(|day| !apart.tells(by_rule(day))));
    skip
}

/// Returns the dates that stand at another time.
fn moved(apart: &Apart, agreed: Option<&Repeat>, start: NaiveDateTime, zone: &Zone) -> Vec<Moved> {
    let is_told = |one: &Moved| {
        let by_rule = zone.instant(one.date.and_time(start.time())).first();
        by_rule >= apart.from && by_rule < apart.to
    };
    let told = apart.dates.iter().map(|(by_rule, begins)| (zone.wall(*by_rule).date(), zone.wall(*begins)));
    let told = told.map(|(date, start)| Moved { date, start });
    let agreed = agreed.map(|agreed| agreed.moved.as_slice()).unwrap_or_default();
    agreed.iter().copied().filter(|one| !is_told(one)).chain(told).collect()
}
