//! The made-up week: what is booked, and what else lies in the calendars. People, places and addresses are invented.
//! Days are counted from the week's Monday.

/// A service: name, length in minutes, hue. The first three are there from the first start on.
pub struct Service {
    pub name: &'static str,
    pub minutes: u32,
    pub hue: &'static str,
}

pub const SESSION: Service = Service { name: "Session", minutes: 50, hue: "petrol" };
pub const FIRST: Service = Service { name: "First consultation", minutes: 80, hue: "moss" };
pub const ONLINE: Service = Service { name: "Online session", minutes: 50, hue: "indigo" };
/// Added by the practice itself.
pub const COUPLES: Service = Service { name: "Couples", minutes: 80, hue: "plum" };

/// Day, start, client, service.
pub type Booking = (u64, &'static str, &'static str, &'static Service);

/// Everyone but [`LENA`].
pub const BOOKED: [Booking; 20] = [
    (0, "09:00", "Jonas Weber", &SESSION),
    (0, "10:00", "Mara Voss", &SESSION),
    (0, "11:00", "Elif Demir", &ONLINE),
    (0, "14:00", "David Okafor", &FIRST),
    (0, "16:00", "Sofia & Luca R.", &COUPLES),
    (1, "14:00", "Priya Nair", &SESSION),
    (1, "15:00", "Tom Ashworth", &SESSION),
    (1, "16:00", "Sara Novak", &ONLINE),
    (1, "17:00", "Ines Moreau", &SESSION),
    (2, "09:00", "Hannah Krüger", &SESSION),
    (2, "10:00", "Ben Adler", &SESSION),
    (2, "11:00", "Kofi Mensah", &ONLINE),
    (2, "14:00", "Noor Haddad", &FIRST),
    (2, "17:00", "Jonas Weber", &SESSION),
    (3, "09:00", "Mara Voss", &SESSION),
    (3, "14:00", "Oskar Lindholm", &SESSION),
    (3, "16:00", "Sofia & Luca R.", &COUPLES),
    (4, "09:00", "Jonas Weber", &SESSION),
    (4, "10:00", "Tom Ashworth", &SESSION),
    (4, "11:15", "Ada Sorensen", &FIRST),
];

/// Booked last, or moved while the network is away.
pub const LENA: Booking = (2, "16:00", "Lena Brandt", &ONLINE);

/// Has not confirmed yet.
pub const TENTATIVE: &str = "Noor Haddad";
/// Gave no e-mail address.
pub const WITHOUT_EMAIL: &str = "Ben Adler";

/// The calendar an event lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// Receives the bookings.
    Practice,
    Private,
    Clinic,
    Family,
    Choir,
}

impl Home {
    pub const ALL: [Self; 5] = [Self::Practice, Self::Private, Self::Clinic, Self::Family, Self::Choir];

    /// As its owner named it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Practice => "Practice",
            Self::Private => "Private",
            Self::Clinic => "Clinic rota",
            Self::Family => "Family",
            Self::Choir => "Choir",
        }
    }
}

#[derive(Clone, Copy)]
pub enum Time {
    /// On the clock of the practice.
    Hours(&'static str, &'static str),
    /// So many whole days.
    Days(u64),
}

/// Something of the person's own.
pub struct Event {
    pub home: Home,
    pub title: &'static str,
    pub day: u64,
    pub time: Time,
    /// Blocks nothing.
    pub free: bool,
}

const fn event(home: Home, title: &'static str, day: u64, time: Time) -> Event {
    Event { home, title, day, time, free: false }
}

pub const EVENTS: [Event; 11] = [
    event(Home::Private, "Yoga", 0, Time::Hours("18:30", "19:30")),
    event(Home::Clinic, "Clinic rota", 1, Time::Hours("09:00", "12:00")),
    event(Home::Private, "Tax call", 1, Time::Hours("11:00", "11:30")),
    event(Home::Practice, "Supervision", 2, Time::Hours("12:00", "13:00")),
    event(Home::Choir, "Choir", 2, Time::Hours("18:30", "19:30")),
    event(Home::Private, "Dentist", 3, Time::Hours("10:30", "11:00")),
    Event { free: true, ..event(Home::Practice, "Quarterly invoices", 3, Time::Days(1)) },
    event(Home::Family, "Pick up Mia", 4, Time::Hours("15:00", "15:30")),
    event(Home::Family, "Mia: swimming", 5, Time::Hours("10:00", "11:30")),
    event(Home::Private, "Dinner, Paul & Ute", 5, Time::Hours("18:00", "20:00")),
    event(Home::Family, "Visit Grandma", 5, Time::Days(2)),
];

/// `priya.nair@example.com`
pub fn email_of(client: &str) -> Option<String> {
    if client == WITHOUT_EMAIL {
        return None;
    }
    let plain = client.to_lowercase().replace('ü', "u");
    let words: Vec<_> =
        plain.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect();
    Some(format!("{}@example.com", words.join(".")))
}

/// Where an appointment takes place.
pub fn place_of(client: &str, service: &Service) -> String {
    if service.name != ONLINE.name {
        return "Practice, Lindenstr. 8".to_owned();
    }
    let first: String = client.to_lowercase().chars().take_while(char::is_ascii_alphabetic).collect();
    format!("https://meet.example/{first}")
}
