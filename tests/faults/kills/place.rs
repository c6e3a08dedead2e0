//! Where the bookings of a lane go.

use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::cast::clouds::{self, Cloud};
use daybook_tests::cast::far_side::{FarSide, Which};
use daybook_tests::computer::Computer;
use daybook_tests::servers::google::Google;
use daybook_tests::servers::oauth::{Auth, RefreshRule};
use daybook_tests::servers::outlook::Outlook;
use daybook_tests::servers::radicale::Radicale;

#[derive(Clone, Copy)]
pub enum At {
    Radicale,
    Google,
    Outlook,
    /// A Google whose refresh tokens are good for one use: the used one, seen again, ends the sign-in.
    Rotating,
}

pub enum Place {
    Radicale(Box<(Radicale, Authority)>),
    Google(Cloud<Google>),
    Outlook(Cloud<Outlook>),
    Rotating(Cloud<Google>),
}

impl Place {
    pub async fn start(at: At) -> Self {
        match at {
            At::Radicale => {
                let ca = Authority::new();
                let server = Radicale::start(&ca).await;
                Self::Radicale(Box::new((server, ca)))
            }
            At::Google => Self::Google(clouds::google().await),
            At::Outlook => {
                let cloud = clouds::outlook().await;
                // A new token comes with each renewal, and the old one stays good for a while: as Microsoft does it.
                cloud.auth.refresh_rule(RefreshRule::Rotated);
                Self::Outlook(cloud)
            }
            At::Rotating => {
                let cloud = clouds::google().await;
                cloud.auth.refresh_rule(RefreshRule::RotatedStrictly);
                Self::Rotating(cloud)
            }
        }
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Radicale(_) => "Radicale",
            Self::Google(_) => "Google",
            Self::Outlook(_) => "Outlook",
            Self::Rotating(_) => "rotating Google",
        }
    }

    /// Returns whether each refresh token is good for one use.
    pub fn rotates(&self) -> bool {
        matches!(self, Self::Rotating(_))
    }

    /// Leads a computer here.
    pub fn lead(&self, computer: &mut Computer) {
        match self {
            Self::Radicale(there) => drop(computer.set("DAYBOOK_CA_FILE", there.1.file().to_str().unwrap())),
            Self::Google(cloud) | Self::Rotating(cloud) => set(computer, Cloud::settings(cloud)),
            Self::Outlook(cloud) => {
                set(computer, Cloud::settings(cloud));
                computer.set("OUTLOOK_REDIRECT_URI", "http://localhost");
            }
        }
        computer.browser(env!("CARGO_BIN_EXE_consenting_browser").as_ref());
    }

    /// The words of a sign-in, and what is typed.
    pub fn sign_in(&self) -> (Vec<String>, String) {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        match self {
            Self::Radicale(there) => {
                let url = there.0.url.as_str();
                (words(&["connect", "caldav", "--url", url, "--user", USER, "--password-stdin"]), PASSWORD.to_owned())
            }
            Self::Google(_) | Self::Rotating(_) => (words(&["connect", "google"]), String::new()),
            Self::Outlook(_) => (words(&["connect", "outlook"]), String::new()),
        }
    }

    pub fn auth(&self) -> Option<&Auth> {
        match self {
            Self::Radicale(_) => None,
            Self::Google(cloud) | Self::Rotating(cloud) => Some(&cloud.auth),
            Self::Outlook(cloud) => Some(&cloud.auth),
        }
    }

    /// The titles of all events of the calendar that receives bookings.
    pub fn titles(&self) -> Vec<String> {
        let of = |there: &dyn FarSide| there.events(Which::Main).into_iter().map(|event| event.title).collect();
        match self {
            Self::Radicale(there) => {
                let title = |object: String| {
                    let line = object.lines().find_map(|line| line.strip_prefix("SUMMARY:")).map(str::to_owned);
                    line.unwrap_or_default()
                };
                there.0.stored().into_iter().map(title).collect()
            }
            Self::Google(cloud) | Self::Rotating(cloud) => of(cloud),
            Self::Outlook(cloud) => of(cloud),
        }
    }

    /// Somebody else makes an event.
    pub fn plant(&self, number: u32) {
        let start = chrono::DateTime::from_timestamp(1_861_920_000 + i64::from(number) * 7_200, 0).unwrap();
        let title = format!("Theirs {number}");
        match self {
            Self::Radicale(there) => {
                let [from, to] = [start, start + chrono::TimeDelta::hours(1)].map(|at| at.format("%Y%m%dT%H%M%SZ"));
                let object = format!(
                    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//another//EN\r\nBEGIN:VEVENT\r\nUID:theirs-{number}\r\n\
                     DTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\nDTSTART:{from}\r\nDTEND:{to}\r\nEND:VEVENT\r\n\
                     END:VCALENDAR\r\n"
                );
                there.0.plant(&format!("theirs-{number}.ics"), object.as_bytes());
            }
            Self::Google(cloud) | Self::Rotating(cloud) => drop(cloud.plant(Which::Main, &title, start)),
            Self::Outlook(cloud) => drop(cloud.plant(Which::Main, &title, start)),
        }
    }

    /// What gives access here, and must not lie in the open.
    pub fn secrets(&self) -> Vec<String> {
        match self.auth() {
            None => vec![PASSWORD.to_owned()],
            Some(auth) => auth.issued(),
        }
    }
}

fn set(computer: &mut Computer, settings: Vec<(String, String)>) {
    for (name, value) in settings {
        computer.set(&name, value);
    }
}
