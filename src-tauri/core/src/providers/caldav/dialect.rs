//! How one CalDAV server differs from the others, as data. Whatever any server may do is handled
//! for all of them and is not named here.

/// The quirks of one provider.
pub struct Dialect {
    /// An account's host changes from time to time, so an account is identified by its paths alone.
    pub moving_hosts: bool,
    /// Addresses come with `%40` where GET wants `@`.
    pub plain_at: bool,
}

/// As the RFCs have it.
pub const STANDARD: Dialect = Dialect { moving_hosts: false, plain_at: false };
