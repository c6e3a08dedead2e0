//! Every provider of the cast on this computer with two made-up weeks in them, for `cargo x demo`: some with their sign-in
//! pages, some with an account to type.

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::ca::Authority;
use crate::cast;
use crate::cast::far_side::Which;
use crate::cast::on_show::{EventTime, OnShow};

/// Hour and minute of the person's own zone.
type Clock = (i8, i8);

/// Provider, calendar, title, weekday (0 = Monday), from, to. All day where it begins and ends at 0:00.
const WEEK: [(&str, Which, &str, i64, Clock, Clock); 22] = [
    ("google", Which::Main, "Jonas Weber", 0, (9, 0), (9, 50)),
    ("google", Which::Main, "Mara Voss", 0, (10, 0), (10, 50)),
    ("google", Which::Second, "Yoga", 0, (18, 30), (19, 30)),
    ("outlook", Which::Main, "Clinic rota", 1, (9, 0), (12, 0)),
    ("caldav", Which::Main, "Team meeting", 1, (13, 0), (14, 0)),
    ("google", Which::Main, "Priya Nair", 1, (15, 0), (15, 50)),
    ("google", Which::Main, "Hannah Krüger", 2, (9, 0), (9, 50)),
    ("outlook", Which::Main, "Supervision", 2, (12, 0), (13, 0)),
    ("icloud", Which::Main, "Choir", 2, (18, 30), (20, 0)),
    ("google", Which::Main, "Oskar Lindholm", 3, (14, 0), (14, 50)),
    ("outlook", Which::Second, "Dentist", 3, (10, 30), (11, 0)),
    ("caldav", Which::Main, "Room is cleaned", 3, (16, 0), (17, 0)),
    ("google", Which::Main, "Tom Ashworth", 4, (10, 0), (10, 50)),
    ("icloud", Which::Main, "Pick up Mia", 4, (15, 0), (15, 30)),
    ("outlook", Which::Main, "Case conference", 4, (11, 30), (12, 30)),
    ("icloud", Which::Main, "Mia: swimming", 5, (10, 0), (11, 30)),
    ("google", Which::Second, "Market", 5, (9, 0), (10, 0)),
    ("caldav", Which::Main, "Stocktaking", 5, (0, 0), (0, 0)),
    ("icloud", Which::Main, "Visit Grandma", 6, (0, 0), (0, 0)),
    ("link", Which::Main, "Parents’ evening", 3, (18, 0), (20, 0)),
    ("link", Which::Main, "School is closed", 4, (0, 0), (0, 0)),
    ("outlook", Which::Second, "Long run", 6, (8, 0), (9, 30)),
];

pub struct Demo {
    /// In the order of the window.
    pub cast: Vec<OnShow>,
    ca: Authority,
}

impl Demo {
    /// Starts all of them, with the week of `today` and the next in them.
    pub async fn start(today: Date, zone: &TimeZone) -> Self {
        let ca = Authority::new();
        let demo = Self { cast: cast::on_show(&ca).await, ca };
        let monday = today - i64::from(today.weekday().to_monday_zero_offset()).days();
        for week in 0..2 {
            for (number, (provider, calendar, title, day, from, to)) in WEEK.into_iter().enumerate() {
                let day = monday + (week * 7 + day).days();
                let shown = demo.cast.iter().find(|shown| shown.provider.id == provider).expect("a member of the cast");
                shown.plant(calendar, &format!("made-up-{week}-{number}"), title, &span(day, from, to, zone));
            }
        }
        demo
    }

    /// What sends the app here in place of the real ones.
    pub fn settings(&self) -> Vec<(String, String)> {
        let mut settings: Vec<_> = self.cast.iter().flat_map(|shown| shown.settings.clone()).collect();
        settings.push(("DAYBOOK_CA_FILE".to_owned(), self.ca.file().display().to_string()));
        settings
    }

    /// How to click through, line by line.
    pub fn words(&self) -> Vec<String> {
        self.cast.iter().map(OnShow::words).collect()
    }
}

fn span(day: Date, from: Clock, to: Clock, zone: &TimeZone) -> EventTime {
    if from == to {
        return EventTime::Day(day);
    }
    let at = |(hour, minute)| {
        let local = day.to_datetime(Time::constant(hour, minute, 0, 0));
        zone.to_ambiguous_zoned(local).compatible().unwrap().timestamp()
    };
    EventTime::Hours(at(from), at(to))
}
