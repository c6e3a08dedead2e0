//! iCloud: CalDAV at Apple's address, with an app-specific password and Apple's quirks.

use super::caldav::{self, Dialect};
use super::{Abilities, Provider, Server, SignIn};

/// Accounts lie on hosts such as `p42-caldav.icloud.com`, which change.
const DIALECT: Dialect = Dialect { moving_hosts: true, plain_at: true };

pub const ICLOUD: Provider = Provider {
    id: "icloud",
    label: "iCloud",
    sign_in: SignIn::Password {
        server: Server::Fixed { url: "https://caldav.icloud.com/", setting: "ICLOUD_URL" },
        help: Some("https://account.apple.com/account/manage"),
    },
    abilities: Abilities { quiet_changes: true },
    open: |access| caldav::open(access, &DIALECT),
    read: crate::ical::read,
};
