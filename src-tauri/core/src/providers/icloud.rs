//! iCloud: CalDAV at Apple's address, with an app-specific password and Apple's quirks.

use super::caldav::{self, Dialect};
use super::words::Page;
use super::{Abilities, AppPassword, Provider, Server, SignIn, Words};
use crate::model::secret::Secret;

/// Accounts are on hosts such as `p42-caldav.icloud.com`, which change.
const DIALECT: Dialect = Dialect { moving_hosts: true, plain_at: true };

pub const ICLOUD: Provider = Provider {
    id: "icloud",
    label: "iCloud",
    words: Words {
        intro: "Apple lets apps like Daybook in with a separate password, made just for one app. It takes about a minute.",
        steps: &[
            "Sign in at **account.apple.com**. ",
            "Open **Sign-In and Security**, then **App-Specific Passwords**, and press **+**. Name it Daybook.",
            "Copy the password Apple shows and paste it here.",
        ],
        page: Some(Page { url: "https://account.apple.com/account/manage", name: "Open Apple Account page" }),
        user: "Apple Account email",
        user_is_email: true,
        password: "App-specific password",
        hint: "16 letters, like abcd-efgh-ijkl-mnop",
        shape: "xxxx-xxxx-xxxx-xxxx",
        kept: "Stored encrypted on this computer. Revoke it at Apple any time.",
        refused: Some((
            "Apple did not accept this password.",
            "Use the 16-letter app-specific password, not your normal Apple password. If you just made it, check for missing letters.",
        )),
        ..Words::GENERAL
    },
    sign_in: SignIn::Password {
        server: Server::Fixed { url: "https://caldav.icloud.com/", setting: "ICLOUD_URL" },
        app_password: Some(AppPassword { tidy: as_shown }),
    },
    abilities: Abilities { quiet_changes: false },
    open: |access| caldav::open(access, &DIALECT),
    read: crate::ical::read,
    glimpse: crate::ical::glimpse,
};

/// An app password as Apple shows it, `abcd-efgh-ijkl-mnop`, however it was copied. Anything that is
/// not 16 letters goes out as it was typed.
fn as_shown(password: &Secret) -> Secret {
    let letters: Vec<u8> =
        password.expose().iter().copied().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'-').collect();
    let letters = zeroize::Zeroizing::new(letters);
    if letters.len() == 16 && letters.iter().all(u8::is_ascii_alphabetic) {
        Secret::new(letters.chunks(4).collect::<Vec<_>>().join(&b'-'))
    } else {
        password.duplicate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_password_goes_out_as_apple_shows_it_however_it_was_pasted() {
        for pasted in ["abcdefghijklmnop", "abcd-efgh-ijkl-mnop", " abcd efgh\tijkl mnop\n"] {
            let sent = as_shown(&Secret::new(pasted));
            assert!(sent.expose() == b"abcd-efgh-ijkl-mnop");
        }
        assert!(as_shown(&Secret::new("my own pass-word")).expose() == b"my own pass-word");
    }
}
