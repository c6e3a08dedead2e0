//! What happened to an appointment.

use std::fmt::Write as _;

use daybook_core::app::views::{Difference, Happened, HistoryEntry, HistoryField, What};

use super::{line, moment};

/// `reachable` = the client is a guest, or has an address: only then is it said that nobody was emailed.
pub fn history(entries: &[HistoryEntry], reachable: bool) -> String {
    if entries.is_empty() {
        return "Nothing is known of what happened to this appointment.".to_owned();
    }
    entries.iter().map(|one| entry(one, reachable)).collect()
}

pub fn entry(one: &HistoryEntry, reachable: bool) -> String {
    let place = match (&one.provider, &one.calendar) {
        (Some(provider), Some(calendar)) => format!("{provider} · {}", line(calendar)),
        (_, _) => "its calendar".to_owned(),
    };
    let what = match one.what {
        Happened::Sent => {
            let sent = if one.sent == Some(What::Cancel) { "Cancellation sent" } else { "Sent" };
            let told = if one.told { ", which was asked to email the client" } else { "" };
            format!("{sent} to {place}{told}")
        }
        Happened::Found => format!("Added from {place}"),
        Happened::Adopted => match adopted_for(one) {
            Some(client) => format!("You made this event an appointment with {}", line(client)),
            None => "You made this event an appointment".to_owned(),
        },
        Happened::ChangedThere => format!("Changed in {place}, by somebody with access to it"),
        Happened::MovedThere => format!("Moved to another calendar there, by somebody with access to it: now {place}"),
        Happened::RepeatsThere => format!("Made to repeat in {place}, by somebody with access to it"),
        Happened::Book => "You booked it".to_owned(),
        Happened::Move => "You moved it".to_owned(),
        Happened::Change => "You changed it".to_owned(),
        Happened::Cancel => "You cancelled it".to_owned(),
        Happened::Undo => "You undid a change".to_owned(),
        Happened::BringBack => "You brought an earlier version back".to_owned(),
        Happened::KeptMine => "You chose your version over the one in the calendar".to_owned(),
        Happened::OneDate => "You chose to change only this date of the series".to_owned(),
        Happened::WholeSeries => "You chose to cancel the whole series".to_owned(),
        Happened::UsedTheirs => "You took the version in the calendar".to_owned(),
        Happened::DeletedThere => format!("Deleted or cancelled in {place}, by somebody with access to it"),
        Happened::BookedAgain => "You booked it again".to_owned(),
        Happened::ChoseCalendar => "You sent it to another calendar".to_owned(),
        Happened::Discard => "You discarded a change that waited".to_owned(),
    };
    let time = match (one.what, &one.after) {
        (Happened::Book | Happened::Found | Happened::Adopted | Happened::Sent, Some(time)) => {
            format!(": {} {}", time.day, time.from)
        }
        (_, _) => String::new(),
    };
    let untold = one.what == Happened::Sent && !one.told && reachable;
    let untold = if untold { ". No email was sent" } else { "" };
    let stood = match (one.what, &one.calendar) {
        (Happened::Adopted, Some(_)) => format!(". The event was in {place}"),
        (_, _) => String::new(),
    };
    let mut text = format!("{}  {what}{time}{untold}{stood}\n", moment(&one.at));
    // Of an event that was made an appointment the first line says it all.
    for one in one.changed.iter().filter(|_| one.what != Happened::Adopted) {
        let _ = writeln!(text, "    {}", difference(one));
    }
    if let Some(id) = one.change_id.as_ref().filter(|_| !one.back.is_empty()) {
        let _ = writeln!(text, "    As it was before: daybook bring-back {id}");
    }
    text
}

/// The client of an event that was made an appointment.
fn adopted_for(one: &HistoryEntry) -> Option<&str> {
    one.changed.iter().find(|one| one.field == HistoryField::Client).map(|one| one.after.as_str())
}

/// What a field is called within a line.
pub fn name(field: HistoryField) -> &'static str {
    match field {
        HistoryField::Time => "time",
        HistoryField::Zone => "time zone",
        HistoryField::Client => "client",
        HistoryField::Service => "service",
        HistoryField::Title => "title",
        HistoryField::Place => "place",
        HistoryField::Description => "description",
        HistoryField::Notes => "private notes",
        HistoryField::Status => "status",
        HistoryField::Invitation => "invitation",
        HistoryField::Calendar => "calendar",
    }
}

fn difference(one: &Difference) -> String {
    if one.field == HistoryField::Invitation && one.after.is_empty() {
        return "no longer invited".to_owned();
    }
    if one.field == HistoryField::Status && one.before == "cancelled" {
        let tentative = if one.after == "tentative" { ", tentatively" } else { "" };
        return format!("takes place again{tentative}");
    }
    if one.field == HistoryField::Status && one.after == "cancelled" {
        return "cancelled".to_owned();
    }
    let shown = |value: &str| match (one.field, value) {
        (_, "") => "nothing".to_owned(),
        (HistoryField::Time, value) => time(value),
        (_, value) => line(value),
    };
    format!("{}: {} → {}", name(one.field), shown(&one.before), shown(&one.after))
}

/// `2026-11-25T10:00/2026-11-25T10:50` as `2026-11-25 10:00–10:50`.
pub fn time(value: &str) -> String {
    let Some((start, end)) = value.split_once('/') else { return value.to_owned() };
    let (day, from) = start.split_once('T').unwrap_or((start, ""));
    let (end_day, to) = end.split_once('T').unwrap_or((end, ""));
    if day == end_day { format!("{day} {from}–{to}") } else { format!("{day} {from}–{end_day} {to}") }
}
