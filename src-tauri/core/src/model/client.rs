//! Clients, and what they can book.

use super::ids::{ClientId, ServiceId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub id: ClientId,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub id: ServiceId,
    pub name: String,
    pub minutes: u32,
    pub hue: Hue,
}

/// The eight colours of services and calendars; none of them is a colour of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    Petrol,
    Indigo,
    Plum,
    Moss,
    Blue,
    Olive,
    Rose,
    Slate,
}

impl Hue {
    pub const ALL: [Self; 8] =
        [Self::Petrol, Self::Indigo, Self::Plum, Self::Moss, Self::Blue, Self::Olive, Self::Rose, Self::Slate];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Petrol => "petrol",
            Self::Indigo => "indigo",
            Self::Plum => "plum",
            Self::Moss => "moss",
            Self::Blue => "blue",
            Self::Olive => "olive",
            Self::Rose => "rose",
            Self::Slate => "slate",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hue| hue.word() == word)
    }

    /// The bar colour, red green blue, of the light theme.
    const fn rgb(self) -> [i32; 3] {
        match self {
            Self::Petrol => [0x05, 0x82, 0x9c],
            Self::Indigo => [0x5f, 0x62, 0xb8],
            Self::Plum => [0x9a, 0x4f, 0x93],
            Self::Moss => [0x3c, 0x85, 0x4c],
            Self::Blue => [0x3a, 0x72, 0xb8],
            Self::Olive => [0x7d, 0x7a, 0x2c],
            Self::Rose => [0xaf, 0x4d, 0x6b],
            Self::Slate => [0x65, 0x75, 0x7f],
        }
    }

    /// The hue nearest to a provider's `#rrggbb`.
    pub fn nearest(color: &str) -> Option<Self> {
        let digits = color.strip_prefix('#')?.get(..6)?;
        let number = i32::from_str_radix(digits, 16).ok()?;
        let [r, g, b] = [number >> 16, (number >> 8) & 0xff, number & 0xff];
        Self::ALL.into_iter().min_by_key(|hue| {
            let [hr, hg, hb] = hue.rgb();
            (r - hr).pow(2) * 2 + (g - hg).pow(2) * 4 + (b - hb).pow(2) * 3
        })
    }
}
