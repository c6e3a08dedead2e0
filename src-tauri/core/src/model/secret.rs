//! A value that must not be shown: no Debug, Display, Serialize or Clone; wiped when dropped.

use zeroize::{Zeroize, ZeroizeOnDrop};

/// A password, a token or a key.
#[derive(Zeroize, ZeroizeOnDrop, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes, for the one place that sends or seals them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The text; `None` where the bytes are not UTF-8.
    pub fn expose_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// A second holder of the same value, by name so that it is seen in review.
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
