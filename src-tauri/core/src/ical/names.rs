//! Zone names: from what stands in TZID to an IANA name.

use super::tree::Tree;
use super::windows;
use crate::model::event::Moment;
use crate::model::zone::Zone;
use chrono::NaiveDateTime;

/// The zones of one object.
pub(super) struct Names<'t> {
    _tree: std::marker::PhantomData<&'t ()>,
    home: Option<String>,
}

impl<'t> Names<'t> {
    pub fn new(_tree: &'t Tree, home: Option<&str>) -> Self {
        Self { _tree: std::marker::PhantomData, home: home.and_then(iana) }
    }

    /// A wall-clock time under this TZID.
    pub fn moment(&self, tzid: &str, wall: NaiveDateTime) -> Moment {
        match known(tzid).or_else(|| self.home.clone()) {
            Some(zone) => Moment::Zoned { wall, zone },
            None => Moment::Floating(wall),
        }
    }
}

/// The IANA zone a TZID names by itself, without its VTIMEZONE.
pub(super) fn known(tzid: &str) -> Option<String> {
    let tzid = tzid.trim().trim_matches('"').trim();
    iana(tzid).or_else(|| trailing(tzid)).or_else(|| windows::iana(tzid))
}

/// The name as the database spells it.
pub(super) fn iana(name: &str) -> Option<String> {
    Zone::named(name).ok().map(|zone| zone.name().to_owned())
}

/// `/mozilla.org/20070129_1/Europe/Berlin`: the longest end that is a name.
fn trailing(tzid: &str) -> Option<String> {
    tzid.match_indices('/').find_map(|(at, _)| iana(&tzid[at + 1..]))
}
