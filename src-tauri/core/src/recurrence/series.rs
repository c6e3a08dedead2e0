//! An event with the zones of its times, and the clock by which its dates are found.

use std::collections::HashMap;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::rule::{Rule, Until, until_of};
use crate::model::event::{Event, Moment, Part};
use crate::model::zone::Zone;

/// More than the clocks of two places on earth are apart.
const APART: TimeDelta = TimeDelta::hours(26);

/// How the times of an event are written, where all of them are written alike.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Instants,
    Floating,
    Days,
    /// In a zone that nobody knows.
    Unknown,
}

/// An event and the zones its times are in.
pub(super) struct Series<'e> {
    event: &'e Event,
    home: Zone,
    /// `None` = a zone that is not known is read at home.
    zones: HashMap<&'e str, Option<Zone>>,
    form: Option<Form>,
}

impl<'e> Series<'e> {
    /// Returns an event whose floating times, whole days and unknown zones are read in `home`.
    pub fn read_in(event: &'e Event, home: &Zone) -> Self {
        let mut zones = HashMap::new();
        for moment in event.parts.iter().flat_map(moments) {
            if let Moment::Zoned { zone, .. } = moment {
                zones.entry(zone.as_str()).or_insert_with(|| Zone::named(zone).ok());
            }
        }
        let mut series = Self { event, home: home.clone(), zones, form: None };
        series.form = series.find_form();
        series
    }

    /// Returns the same, but where all its times are written alike it runs on its own clock, as if that were UTC: so its dates
    /// are the same for every reader. Only where times of several kinds meet are they for the reader in `home`.
    pub fn on_its_clock(event: &'e Event, home: &Zone) -> Self {
        let series = Self::read_in(event, home);
        if series.form.is_some() { Self { home: Zone::utc(), ..series } } else { series }
    }

    /// Returns whether its dates are the same wherever it is read.
    pub fn is_alike_everywhere(&self) -> bool {
        self.form.is_some()
    }

    /// Returns how far its clock may be from that of a reader.
    pub fn slack(&self) -> TimeDelta {
        match self.form {
            Some(Form::Floating | Form::Days | Form::Unknown) => APART,
            Some(Form::Instants) | None => TimeDelta::zero(),
        }
    }

    /// Returns the zone of floating times and whole days, and of what nobody knows the zone.
    pub fn home(&self) -> &Zone {
        &self.home
    }

    pub fn parts(&self) -> &'e [Part] {
        &self.event.parts
    }

    pub fn master(&self) -> Option<&'e Part> {
        self.event.parts.first().filter(|part| part.occurrence.is_none())
    }

    /// Returns the parts that stand for one occurrence or for all later ones, with their positions.
    pub fn overrides(&self) -> impl Iterator<Item = (usize, &'e Part)> + use<'e> {
        self.event.parts.iter().enumerate().filter(|(_, part)| part.occurrence.is_some())
    }

    pub fn instant(&self, moment: &Moment) -> DateTime<Utc> {
        match moment {
            Moment::Date(day) => self.home.day_start(*day),
            Moment::Floating(wall) | Moment::Unknown(wall) => self.home.instant(*wall).first(),
            Moment::Utc(at) => *at,
            Moment::Zoned { wall, zone } => self.zone(zone).instant(*wall).first(),
            Moment::Ruled { wall, clock } => clock.instant(*wall).first(),
        }
    }

    /// Returns a time before which no occurrence starts, unless all later ones were moved.
    pub fn first_start(&self) -> DateTime<Utc> {
        let starts = self.event.parts.iter().flat_map(|part| std::iter::once(&part.start).chain(&part.also));
        starts.map(|moment| self.instant(moment)).min().unwrap_or(DateTime::<Utc>::MIN_UTC)
    }

    /// Returns the exact length of a part, which every occurrence has but for the days of a DURATION.
    pub fn length(&self, part: &Part) -> TimeDelta {
        (self.instant(&part.end) - self.instant(&part.start)).max(TimeDelta::zero())
    }

    /// Returns when an occurrence ends that is described by a part and starts then. The days of a DURATION are those of the clock
    /// that it starts on (RFC 5545 section 3.8.5.3).
    pub fn end(&self, part: &Part, start: &Moment) -> DateTime<Utc> {
        let begins = self.instant(start);
        let nominal = part.lasts.and_then(|length| {
            let day = self.instant(&shifted(start, TimeDelta::try_days(length.days)?));
            day.checked_add_signed(TimeDelta::try_seconds(length.seconds)?)
        });
        let exact = || begins.checked_add_signed(self.length(part)).unwrap_or(begins);
        nominal.unwrap_or_else(exact).max(begins)
    }

    /// Returns the overrides that stand for all later occurrences: since when, which part, by how much.
    pub fn onward(&self) -> Vec<(DateTime<Utc>, (usize, &'e Part), TimeDelta)> {
        let parts = self.overrides().filter(|(_, part)| part.onward);
        let mut all: Vec<_> = parts
            .filter_map(|(index, part)| {
                let original = self.instant(part.occurrence.as_ref()?);
                Some((original, (index, part), self.instant(&part.start) - original))
            })
            .collect();
        all.sort_by_key(|(since, _, _)| *since);
        all
    }

    pub fn longest_shift(&self) -> TimeDelta {
        self.onward().into_iter().map(|(_, _, shift)| shift.abs()).max().unwrap_or_default()
    }

    fn zone(&self, name: &str) -> &Zone {
        self.zones.get(name).and_then(Option::as_ref).unwrap_or(&self.home)
    }

    fn find_form(&self) -> Option<Form> {
        let mut forms = self.event.parts.iter().flat_map(moments).map(|moment| self.form_of(moment));
        let first = forms.next()??;
        (forms.all(|form| form == Some(first)) && self.ends_alike(first)).then_some(first)
    }

    fn form_of(&self, moment: &Moment) -> Option<Form> {
        match moment {
            Moment::Date(_) => Some(Form::Days),
            Moment::Floating(_) => Some(Form::Floating),
            Moment::Unknown(_) => Some(Form::Unknown),
            Moment::Utc(_) | Moment::Ruled { .. } => Some(Form::Instants),
            Moment::Zoned { zone, .. } => self.zones.get(zone.as_str())?.as_ref().map(|_| Form::Instants),
        }
    }

    /// Returns whether no reader's clock has a say in when its rules end: UNTIL may be an instant in a series without a zone.
    fn ends_alike(&self, form: Form) -> bool {
        let alike = |text: &str| {
            let until = Rule::parse(text).map_or_else(|_| until_of(text), |rule| rule.until);
            match (form, until) {
                (_, None | Some(Until::Date(_) | Until::Wall(_))) | (Form::Instants, Some(Until::Utc(_))) => true,
                (Form::Days, Some(Until::Utc(at))) => at.time() == NaiveTime::MIN,
                (Form::Floating | Form::Unknown, Some(Until::Utc(_))) => false,
            }
        };
        let rules = self.event.parts.iter().flat_map(|part| part.rule.iter().chain(&part.except_rule));
        form == Form::Instants || rules.flat_map(|rules| rules.lines()).all(alike)
    }
}

fn moments(part: &Part) -> impl Iterator<Item = &Moment> {
    let more = part.also.iter().chain(&part.except).chain(&part.occurrence);
    more.chain([&part.start, &part.end])
}

/// Returns a start so much later on its own clock; where there is none, the same.
pub(super) fn shifted(start: &Moment, by: TimeDelta) -> Moment {
    match start {
        Moment::Date(day) => Moment::Date(day.checked_add_signed(by).unwrap_or(*day)),
        Moment::Floating(wall) => Moment::Floating(wall.checked_add_signed(by).unwrap_or(*wall)),
        Moment::Utc(at) => Moment::Utc(at.checked_add_signed(by).unwrap_or(*at)),
        Moment::Zoned { wall, zone } => {
            Moment::Zoned { wall: wall.checked_add_signed(by).unwrap_or(*wall), zone: zone.clone() }
        }
        Moment::Ruled { wall, clock } => {
            Moment::Ruled { wall: wall.checked_add_signed(by).unwrap_or(*wall), clock: clock.clone() }
        }
        Moment::Unknown(wall) => Moment::Unknown(wall.checked_add_signed(by).unwrap_or(*wall)),
    }
}
