//! How each provider spells scopes and tokens.

use super::manner::Wording;

const GOOGLE_PREFIX: &str = "https://www.googleapis.com/auth/";
const GRAPH: &str = "https://graph.microsoft.com/";

/// The scopes of a request, as the server spells them from then on; `None` where it knows one not.
pub fn asked(wording: Wording, text: &str) -> Option<Vec<String>> {
    let mut scopes = Vec::new();
    for scope in text.split(' ').filter(|scope| !scope.is_empty()) {
        let scope = canonical(wording, scope)?;
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    (!scopes.is_empty()).then_some(scopes)
}

/// One scope as the server spells it.
pub fn canonical(wording: Wording, scope: &str) -> Option<String> {
    match wording {
        Wording::Google => match scope {
            "openid" => Some(scope.to_owned()),
            "email" | "profile" => Some(format!("{GOOGLE_PREFIX}userinfo.{scope}")),
            _ => scope.strip_prefix(GOOGLE_PREFIX).filter(|name| !name.is_empty()).map(|_| scope.to_owned()),
        },
        Wording::Microsoft => {
            let name = scope.strip_prefix(GRAPH).unwrap_or(scope);
            // One resource a request (AADSTS70011, 28000).
            (!name.contains(':') && !name.is_empty()).then(|| name.to_owned())
        }
    }
}

/// What the answer's `scope` says.
pub fn answered(wording: Wording, scopes: &[String]) -> String {
    let told = |scope: &&String| wording == Wording::Google || *scope != "offline_access";
    scopes.iter().filter(told).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Those a person is not asked about one by one.
pub fn about_the_person(scope: &str) -> bool {
    scope.contains("/auth/userinfo.") || ["openid", "email", "profile", "offline_access", "User.Read"].contains(&scope)
}

/// Whether two scopes are one: Microsoft minds no case.
pub fn same(wording: Wording, one: &str, other: &str) -> bool {
    match wording {
        Wording::Google => one == other,
        Wording::Microsoft => one.eq_ignore_ascii_case(other),
    }
}

/// In words, for the page.
pub fn meaning(scope: &str) -> &str {
    match scope.rsplit('/').next().unwrap_or(scope) {
        "openid" => "Know that it is you",
        "userinfo.email" | "email" => "See your e-mail address",
        "userinfo.profile" | "profile" | "User.Read" => "See your name",
        "offline_access" => "Stay connected when you are away",
        "calendar" | "calendar.events" | "Calendars.ReadWrite" => "See, make, change and delete your appointments",
        "calendar.readonly" | "calendar.events.readonly" | "Calendars.Read" => "See your appointments",
        "calendar.calendarlist.readonly" => "See the list of your calendars",
        "calendar.freebusy" => "See when you are busy",
        "MailboxSettings.Read" => "See the time zone of your mailbox",
        _ => scope,
    }
}

/// Google's contain a `/`, which must be escaped on its way back.
pub fn code_prefix(wording: Wording) -> &'static str {
    match wording {
        Wording::Google => "4/0A",
        Wording::Microsoft => "M.C507_BAY.2.U.",
    }
}

pub fn access_prefix(wording: Wording) -> &'static str {
    match wording {
        Wording::Google => "ya29.a0",
        Wording::Microsoft => "EwB4A8l6",
    }
}

pub fn refresh_prefix(wording: Wording) -> &'static str {
    match wording {
        Wording::Google => "1//0",
        Wording::Microsoft => "M.C507_BAY.0.U.",
    }
}
