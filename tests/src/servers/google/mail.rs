//! The mails Google sends to guests, if it is told to.

use serde_json::Value;

use super::Mail;
use super::answer::Query;

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Invitation,
    Update,
    Cancellation,
    /// A guest's answer, to the organizer.
    Answer,
}

/// `sendUpdates`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tell {
    All,
    /// Guests whose calendar is not at Google.
    External,
    Nobody,
}

pub(super) fn asked_for(query: &Query) -> Tell {
    match query.get("sendUpdates") {
        Some("all") => Tell::All,
        Some("externalOnly") => Tell::External,
        None if query.flag("sendNotifications") => Tell::All,
        _ => Tell::Nobody,
    }
}

/// Returns the mails about an event that was `old` (or nothing) and is now `new`.
pub(super) fn of_change(old: &Value, new: &Value, tell: Tell) -> Vec<Mail> {
    if new["organizer"]["self"] != true {
        return of(What::Answer, new, tell);
    }
    let (before, now) = (guests(old), guests(new));
    let mut mails = Vec::new();
    for email in &now {
        let what = if before.contains(email) { What::Update } else { What::Invitation };
        mails.push(mail(email, what, new));
    }
    let gone = before.iter().filter(|email| !now.contains(email));
    mails.extend(gone.map(|email| mail(email, What::Cancellation, new)));
    mails.retain(|mail| told(&mail.to, tell));
    mails
}

/// The same to everybody. A guest's own copy is between the guest and the organizer.
pub(super) fn of(what: What, event: &Value, tell: Tell) -> Vec<Mail> {
    let mut mails: Vec<Mail> = match (event["organizer"]["self"] == true, event["organizer"]["email"].as_str()) {
        (false, Some(organizer)) => vec![mail(organizer, What::Answer, event)],
        _ => guests(event).iter().map(|email| mail(email, what, event)).collect(),
    };
    mails.retain(|mail| told(&mail.to, tell));
    mails
}

fn mail(to: &str, what: What, event: &Value) -> Mail {
    Mail { to: to.to_owned(), what, event: event["id"].as_str().unwrap().to_owned() }
}

/// Returns the guests apart from the organizer and the calendar's owner.
fn guests(event: &Value) -> Vec<String> {
    let list = event["attendees"].as_array().into_iter().flatten();
    let others = list.filter(|guest| guest["self"] != true && guest["organizer"] != true && guest["resource"] != true);
    others.filter_map(|guest| guest["email"].as_str().map(str::to_owned)).collect()
}

fn told(to: &str, tell: Tell) -> bool {
    let with_google = ["@gmail.com", "@googlemail.com", "@gmail.test"].iter().any(|end| to.ends_with(end));
    match tell {
        Tell::All => true,
        Tell::External => !with_google,
        Tell::Nobody => false,
    }
}
