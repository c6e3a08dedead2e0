//! Fastmail: CalDAV at its own address, with an app password.

use super::caldav::{self, STANDARD};
use super::words::Page;
use super::{Abilities, AppPassword, Provider, Server, SignIn, Words};
use crate::model::secret::Secret;

pub const FASTMAIL: Provider = Provider {
    id: "fastmail",
    label: "Fastmail",
    words: Words {
        intro: "Fastmail lets apps like Daybook in with a password of their own. It takes about a minute.",
        steps: &[
            "Sign in at **fastmail.com**. ",
            "Open **Settings**, then **Privacy & Security**, and make a **New app password**. Name it Daybook and let it use **Calendars**.",
            "Copy the password Fastmail shows and paste it here.",
        ],
        page: Some(Page {
            url: "https://app.fastmail.com/settings/security/apps",
            name: "Open Fastmail’s page for app passwords",
        }),
        user: "Fastmail address",
        user_is_email: true,
        password: "App password",
        hint: "Not the password you sign in to Fastmail with",
        kept: "Stored encrypted on this computer. Remove it at Fastmail any time.",
        refused: Some((
            "Fastmail did not accept this password.",
            "Use an app password that may use calendars, with your whole address. The Basic plan has no app passwords.",
        )),
        ..Words::GENERAL
    },
    sign_in: SignIn::Password {
        server: Server::Fixed { url: "https://caldav.fastmail.com/", setting: "FASTMAIL_URL" },
        app_password: Some(AppPassword { tidy: Secret::duplicate }),
    },
    // It mails the guests of what is moved or removed, whatever is asked.
    abilities: Abilities { quiet_changes: false },
    open: |access| caldav::open(access, &STANDARD),
    read: crate::ical::read,
    glimpse: crate::ical::glimpse,
};
