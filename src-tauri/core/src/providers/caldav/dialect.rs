//! What sets one CalDAV server apart from the others, as data. What any server may do is handled
//! for all of them and needs no name here.

/// The quirks of one provider.
pub struct Dialect {
    /// The host of an account changes from time to time, so an account is known by its paths alone.
    pub moving_hosts: bool,
    /// Addresses come with `%40` where GET wants `@`.
    pub plain_at: bool,
}

/// As the RFCs have it.
pub const STANDARD: Dialect = Dialect { moving_hosts: false, plain_at: false };
