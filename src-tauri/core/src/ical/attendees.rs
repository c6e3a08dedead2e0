//! Reads and writes the people of an event: ATTENDEE and ORGANIZER.

use super::line::Property;
use crate::model::event::{Guest, Invitation, Reply};

pub(super) fn guest(property: &Property) -> Guest {
    Guest {
        address: address(property),
        name: property.param("CN").unwrap_or_default().trim().to_owned(),
        reply: match property.param("PARTSTAT").unwrap_or_default().to_ascii_uppercase().as_str() {
            "ACCEPTED" => Reply::Accepted,
            "TENTATIVE" => Reply::Maybe,
            "DECLINED" => Reply::Declined,
            _ => Reply::None,
        },
        undelivered: property.param("SCHEDULE-STATUS").is_some_and(is_undelivered),
        unmailed: property.param("SCHEDULE-AGENT").is_some_and(|agent| !agent.trim().eq_ignore_ascii_case("SERVER")),
    }
}

/// Returns whether none of the status codes says that the message was sent or delivered, and one says that it was not
/// (RFC 5546 section 3.6: 3 and 5 are failures).
fn is_undelivered(status: &str) -> bool {
    let says = |first: char| status.split(',').any(|code| code.trim().starts_with(first));
    (says('3') || says('5')) && !says('1') && !says('2')
}

/// Returns the e-mail address behind a calendar user address, with `MAILTO:` or without, percent-encoded or not.
/// If the value is a path or a URN, returns the EMAIL parameter (RFC 7986), if there is one.
pub(super) fn address(property: &Property) -> String {
    let value = property.value.trim();
    let bare = match value.split_at_checked(7) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mailto:") => rest,
        _ => value,
    };
    let bare = percent(bare.split('?').next().unwrap_or(bare));
    match property.param("EMAIL") {
        Some(email) if !bare.contains('@') || bare.contains('/') => email.trim().to_owned(),
        _ => bare.trim().to_owned(),
    }
}

/// Undoes percent-encoding; anything else stays as it is.
fn percent(text: &str) -> String {
    let mut rest = text.as_bytes();
    let mut out = Vec::with_capacity(rest.len());
    while let Some((&first, after)) = rest.split_first() {
        let code = after.split_at_checked(2).filter(|_| first == b'%').and_then(|(hex, after)| {
            let hex = std::str::from_utf8(hex).ok()?;
            Some((u8::from_str_radix(hex, 16).ok()?, after))
        });
        let (byte, after) = code.unwrap_or((first, after));
        out.push(byte);
        rest = after;
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

pub(super) fn organizer(invitation: &Invitation) -> Property {
    let property = Property::new("ORGANIZER", mailto(&invitation.organizer));
    match invitation.organizer_name.as_str() {
        "" => property,
        name => property.with("CN", name),
    }
}

/// Returns the client as an attendee who is asked to reply. A server that must not mail is told so from the first
/// write on: told later, it would mail a cancellation (RFC 6638 section 3.2.1).
pub(super) fn attendee(invitation: &Invitation) -> Property {
    let mut property = Property::new("ATTENDEE", mailto(&invitation.client_address));
    if !invitation.client_name.is_empty() {
        property = property.with("CN", &invitation.client_name);
    }
    property = property
        .with("CUTYPE", "INDIVIDUAL")
        .with("ROLE", "REQ-PARTICIPANT")
        .with("PARTSTAT", "NEEDS-ACTION")
        .with("RSVP", "TRUE");
    match invitation.server_mails {
        true => property,
        false => property.with("SCHEDULE-AGENT", "CLIENT"),
    }
}

/// Returns a calendar user address. Characters that could end the line or the address are percent-encoded.
fn mailto(address: &str) -> String {
    let mut out = "mailto:".to_owned();
    for c in address.trim().chars() {
        match c {
            ' ' | '"' | '%' | '<' | '>' | '?' | '\\' | '^' | '`' | '{' | '|' | '}' | '\u{0}'..='\u{1f}' | '\u{7f}' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Y23
    #[test]
    fn an_invitation_that_reached_nobody_is_told_from_one_that_did() {
        let status =
            |status| guest(&Property::new("ATTENDEE", "mailto:a@x.org").with("SCHEDULE-STATUS", status)).undelivered;
        for failed in ["3.7", "3.8", "5.1", "5.3", "5.1,3.7"] {
            assert!(status(failed), "{failed}");
        }
        for sent in ["1.0", "1.1", "1.2", "2.0", "5.3,1.1", "", "7"] {
            assert!(!status(sent), "{sent}");
        }
        assert!(!guest(&Property::new("ATTENDEE", "mailto:a@x.org")).undelivered);
    }
}
