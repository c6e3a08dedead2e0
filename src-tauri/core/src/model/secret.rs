//! A value that must not be shown: it has no Debug, Display, Serialize or Clone, and is wiped when dropped.

use zeroize::{Zeroize, ZeroizeOnDrop};

/// A password, a token or a key.
#[derive(Zeroize, ZeroizeOnDrop, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

impl Secret {
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// Returns the bytes, for the one place that sends or seals them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Returns the text; `None` if the bytes are not UTF-8.
    pub fn expose_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Makes a second holder of the same value. It has a name so that it is seen in review.
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
