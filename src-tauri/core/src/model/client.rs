//! Clients, and what they can book.

use super::ids::{ClientId, ServiceId};
use super::words::words;

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
    /// What a booking of it begins with, for the calendar and the client; empty = nothing.
    pub description: String,
    /// Nothing else may begin for so long after it.
    pub break_minutes: u32,
}

words! {
    /// The eight colours of services and calendars. None of them is the colour of a status.
    pub enum Hue {
        Petrol = "petrol",
        Indigo = "indigo",
        Plum = "plum",
        Moss = "moss",
        Blue = "blue",
        Olive = "olive",
        Rose = "rose",
        Slate = "slate",
    }
}

impl Hue {
    /// Returns the bar colour of the light theme: red, green, blue.
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

    /// Returns the hue of a calendar that brings none, by its position among the found ones.
    pub fn nth(index: usize) -> Self {
        Self::ALL.iter().copied().cycle().nth(index).unwrap_or(Self::Petrol)
    }

    /// Returns the hue nearest to a provider's `#rrggbb`.
    pub fn nearest(color: &str) -> Option<Self> {
        let digits = color.strip_prefix('#')?.get(..6)?;
        let number = i32::from_str_radix(digits, 16).ok()?;
        let [r, g, b] = [number >> 16, (number >> 8) & 0xff, number & 0xff];
        let apart = |a: i32, b: i32, weight| a.abs_diff(b).saturating_pow(2).saturating_mul(weight);
        Self::ALL.iter().copied().min_by_key(|hue| {
            let [hr, hg, hb] = hue.rgb();
            apart(r, hr, 2).saturating_add(apart(g, hg, 4)).saturating_add(apart(b, hb, 3))
        })
    }
}
