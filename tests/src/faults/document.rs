//! The table as a document.

use std::fmt::Write as _;

use super::outcome::{self, Size};
use super::table::{self, Table};

const HEAD: &str = "\
# Faults

Requests of every provider by their kinds, and what becomes of them when a fault meets one. Made by `cargo x faults` from
`tests/fixtures/faults`; `tests/faults` causes every cell in front of the real code of the provider, and then sees that everything
that waited is sent, each event is there once, and what stands there is known.

A fault of a reading meets one calendar, any other fault every request of its kind, as long as one run of the sync lasts. A sign-in
that is given back is no part of a run: whatever is answered, the connection has ended here, and what was booked comes back with the
account. Outlook's log does not say which events are ours: of those that it brings anew, a search does. Which calendar is the main one
is the same request for each of them there, so all of them meet its fault.

Not part of a run are also what is asked of a server while an account is looked up (OPTIONS; the making of a calendar where it has none)
and the question about a time before a booking. A request of no kind fails the test in which it is made. Some are not here:

- The coming weeks, which are asked for once, where a first reading takes several pages. Whatever is answered, they come with the rest.
- At Google, a look for the calendar itself: it is made where an event was found neither by a write nor by a look, which takes a calendar
  that vanishes between two requests.
- At CalDAV, what only some servers are asked: the members of a place that names no principal, the default calendar of an inbox outside
  of the home, the ETag of an object that came without one. The server that plays them here is not one of these.
- A calendar link is not asked about a time: all of it is read each time. Outlook lets no program give back a sign-in.

## Outcomes

Of a sign-in the code of its error is named, with its words in [messages](messages.md).

| outcome | concerns | the change says | the connection says | tried again |
|---|---|---|---|---|
";

const TAIL: &str = "
Where this request or this calendar fails, all other changes go out and all other calendars are read. A change that was tried twelve
times in vain is asked about. A change that waits for its connection says what the connection says. A calendar that is not read keeps
what is known of it; 15 minutes after it was read last, its times are unknown. A calendar that is asked about a time and does not answer
is known as far as it was read, and no connection or change says anything of it.
";

/// Returns the document.
pub fn markdown() -> String {
    let mut text = HEAD.to_owned();
    for one in outcome::ALL {
        let change = match one.size {
            Size::Connection | Size::LostAnswer => one.connection.split_once(' ').map_or("", |(_, reason)| reason),
            Size::Nothing | Size::Request | Size::Calendar => one.change,
        };
        let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
        let change = if change == one.change { code(change) } else { code(&format!("waiting {change}")) };
        let _ = writeln!(
            text,
            "| {} | {} | {change} | {} | {} |",
            one.name,
            one.size.word(),
            code(one.connection),
            one.again.word()
        );
    }
    text.push_str(TAIL);
    for table in table::all() {
        section(&mut text, &table);
    }
    text
}

fn section(text: &mut String, table: &Table) {
    let _ = write!(text, "\n## {}\n\n| fault |", table.heading());
    for request in &table.requests {
        let _ = write!(text, " {} |", request.word());
    }
    let _ = write!(text, "\n|---|{}\n", "---|".repeat(table.requests.len()));
    for (fault, outcomes) in &table.rows {
        let _ = writeln!(text, "| {} | {} |", fault.replace('|', "\\|"), outcomes.join(" | "));
    }
}
