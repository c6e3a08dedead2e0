//! The sentences as the window reads them, and as a page of the documents.

use std::fmt::Write as _;

use super::{Fact, Ways, sentence};
use crate::model::reason::Reason;

/// `ui/src/text/messages.ts`, as it is committed. A test fails when it is stale; `cargo x fix` writes it.
pub fn typescript() -> String {
    let mut out = String::from(
        "// Made from src-tauri/core/src/app/sentences/table.rs by `cargo x fix`. Do not edit.\n\n\
         import type { Reason } from '../api';\n\n",
    );
    let facts: Vec<_> = Fact::ALL.iter().map(|fact| format!("'{}'", fact.word())).collect();
    let _ = writeln!(out, "export type Fact = {};\n", facts.join(" | "));
    out.push_str("/** Several ways to say one thing: the first whose facts are all known is said. */\n");
    out.push_str("export type Ways = readonly string[];\n\n");
    out.push_str("export interface Sentence {\n  what: Ways;\n  rest: Ways;\n  later: Ways;\n  waits: Ways;\n}\n\n");
    out.push_str("export const sentences: Record<Reason, Sentence> = {\n");
    for reason in Reason::ALL {
        let found = sentence(*reason);
        let _ = writeln!(out, "  '{}': {{", reason.word());
        for (name, ways) in [("what", found.what), ("rest", found.rest), ("later", found.later), ("waits", found.waits)]
        {
            let _ = writeln!(out, "    {name}: {},", list(ways));
        }
        out.push_str("  },\n");
    }
    out.push_str("};\n");
    out
}

fn list(ways: Ways) -> String {
    serde_json::to_string(ways).unwrap_or_default()
}

/// `docs/messages.md`, as it is committed.
pub fn markdown() -> String {
    let mut out = String::from(
        "# Messages\n\n\
         Every reason that Daybook can give: the `code` of an error, and the `reason` of a connection, an appointment, a change\n\
         or a calendar that could not be checked. Made from `model/reason.rs` and `app/sentences/table.rs` in the core by\n\
         `cargo x fix`. `{fact}` stands for what is known at the time; where it is not known, a sentence without it is said.\n\n\
         | key | when | what is said | while Daybook goes on by itself | why a change waits |\n\
         |---|---|---|---|---|\n",
    );
    for reason in Reason::ALL {
        let found = sentence(*reason);
        let said = [fullest(found.what), fullest(found.rest)].join(" ");
        let row = [reason.word(), reason.when(), &said, &fullest(found.later), &fullest(found.waits)].join(" | ");
        let _ = writeln!(out, "| {row} |");
    }
    out
}

/// The way that says most.
fn fullest(ways: Ways) -> String {
    let way = ways.first().copied().unwrap_or_default();
    let mut text = String::new();
    let mut rest = way;
    while let Some((before, after)) = rest.split_once("{?") {
        text.push_str(before);
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text.replace('|', "/")
}
