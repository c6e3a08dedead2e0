//! What people do at the provider, written down in the ledger.

use super::far_side::{Deed, Standing};
use super::history::History;
use super::ledger::{FIELDS, Field, Place};
use super::view::{View, there};

impl History {
    pub(super) fn there(&mut self) {
        let mut standing = self.network.state().far.standing();
        standing.sort_by_key(|one| (one.event.start, one.event.title.clone(), one.calendar));
        if standing.is_empty() || self.dice.percent(12) {
            let (title, start) = (format!("P{}", self.number()), self.slot());
            let calendar = self.dice.below(2);
            self.deed(Deed::Plant(calendar, title, start), None);
            return;
        }
        let Some(one) = self.dice.one(&standing).cloned() else { return };
        let (calendar, key) = (one.calendar, one.key.clone());
        let deed = match self.dice.below(100) {
            0..30 => Deed::Move(calendar, key, self.slot()),
            30..45 => Deed::Retitle(calendar, key, format!("U{}", self.number())),
            45..60 => Deed::Delete(calendar, key),
            60..68 => Deed::Cancel(calendar, key),
            68..78 => Deed::Drag(calendar, key, 1 - calendar),
            78..84 => Deed::MakeSeries(calendar, key),
            84..94 => Deed::BringBack,
            _ => Deed::ForgetCursors,
        };
        self.deed(deed, Some(one));
    }

    fn deed(&mut self, deed: Deed, one: Option<Standing>) {
        let before = self.network.state().far.standing();
        let done = self.network.state().far.carry_out(&deed);
        let what = match &one {
            Some(one) => format!("{deed:?}").replace(&one.key, &one.event.title),
            None => format!("{deed:?}"),
        };
        self.note(format!("there: {what}: {done}"));
        let after = self.network.state().far.standing();
        let step = self.step;
        let shown: Vec<Vec<String>> =
            self.devices.iter().map(|device| device.shown().into_iter().map(|one| one.id).collect()).collect();
        for (id, line) in &mut self.ledger.0 {
            let of = |all: &[Standing]| {
                let mut of: Vec<_> = all.iter().filter(|one| one.event.ours.as_deref() == Some(id)).cloned().collect();
                of.sort_by_key(|one| one.event.cancelled);
                of
            };
            let (was, is) = (of(&before), of(&after));
            line.brought_back |= is.len() > was.len();
            // A file that was put back knows nothing of it, and now nobody does.
            let is_one = is.iter().any(|one| !one.event.cancelled);
            let mut shows = (0..shown.len()).filter(|device| shown[*device].contains(id)).peekable();
            line.erased |= !is_one && shows.peek().is_none();
            // A device that never learned of its event, as an answer was lost, cannot know that it is gone.
            let is_known = !line.known_on.is_empty() && shows.all(|device| line.known_on.contains(&device));
            let (was, is) = (was.first().map(there), is.first().map(there));
            let off = |fields: Option<View>| fields.unwrap_or_else(|| FIELDS.map(|field| (field, "off".to_owned())));
            let of_calendar = matches!(deed, Deed::DropCalendar(_) | Deed::BringCalendarBack(_));
            if is.as_ref().is_none_or(|is| is[2].1 == "off") && !is_known {
                line.forget_there();
            }
            if was == is || of_calendar {
                continue;
            }
            // Whoever takes a deletion back has what stood before.
            if matches!(deed, Deed::BringBack) {
                line.take_back(Field::Status, "off");
                continue;
            }
            let (was, is) = (off(was), off(is));
            let is_off = is[2].1 == "off";
            let stays_off = was[2].1 == "off" && is_off;
            for ((field, seen), (_, value)) in was.iter().zip(is) {
                // Of two events, the one that is left may be at another time, and cancelled long ago.
                let comes_or_goes = seen == "off" || is_off;
                if *seen != value && (*field == Field::Status || !comes_or_goes) {
                    line.choose(*field, Place::There, seen, &value, step);
                }
                // What does not take place has no time that could be lost.
                if stays_off {
                    line.take_back(*field, &value);
                }
                // What nobody here knew to stand there cannot be known to be gone.
                if *field == Field::Status && !is_known {
                    line.take_back(Field::Status, "off");
                }
            }
        }
    }

    pub(super) fn calendars(&mut self) {
        let deed = match self.dice.below(4) {
            0 => Deed::NameCalendar(self.dice.below(2), format!("N{}", self.number())),
            1 | 2 if self.dropped.is_empty() => Deed::DropCalendar(1),
            _ => match self.dropped.first() {
                Some(at) => Deed::BringCalendarBack(*at),
                None => Deed::RevokeSignIn,
            },
        };
        match &deed {
            Deed::DropCalendar(at) => self.dropped.push(*at),
            Deed::BringCalendarBack(_) => self.dropped.clear(),
            _ => {}
        }
        self.deed(deed, None);
    }
}
