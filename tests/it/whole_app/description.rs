//! The line for the calendar and the client, which is the event's description, where somebody changes it there: it comes here,
//! it is merged, or the person is asked.

use chrono::TimeDelta;
use daybook_core::app::views::{BookDraft, Difference, EditDraft, HistoryEntry, HistoryField};
use daybook_tests::world::form_of;

use super::answers::differs;
use super::{Practice, Practices, at, priya};

/// A booking with a line.
fn with_line() -> BookDraft {
    BookDraft { description: Some("Bring the letter.".to_owned()), ..priya(false) }
}

fn words(changed: &[Difference]) -> Vec<(&'static str, &str, &str)> {
    changed.iter().map(|one| (one.field.word(), one.before.as_str(), one.after.as_str())).collect()
}

/// P10, P7: another line is written there, and then it is emptied there: both come here, nothing is sent back, and each entry of
/// the history names the line before.
pub async fn a_line_that_is_changed_there_stands_here_and_the_history_names_what_it_was(practice: Practice) {
    let booked = practice.sent(with_line()).await;
    let mut before = "Bring the letter.";
    for line in ["Second floor.", ""] {
        practice.world.clock.advance(TimeDelta::minutes(1));
        practice.there.describe(&practice.event().id, line);
        practice.sync().await;
        let kept = practice.kept(&booked.id);
        assert_eq!((kept.description.as_str(), kept.sync.state.word()), (line, "synced"));
        assert_eq!((kept.title.as_str(), kept.start.as_str()), (booked.title.as_str(), booked.start.as_str()));
        let newest = practice.app.history(&booked.id).unwrap().remove(0);
        assert_eq!((newest.what.word(), newest.there), ("changed_there", true), "{newest:?}");
        assert_eq!(words(&newest.changed), [("description", before, line)]);
        before = line;
    }
    assert!(practice.there.writes().is_empty(), "nothing is sent back");
}

/// P10, S55: the line was changed there, title and time here, and neither is asked about.
pub async fn a_line_that_is_changed_there_joins_what_is_changed_here(practice: Practice) {
    let booked = practice.sent(with_line()).await;
    practice.edit(EditDraft { title: Some("Ours".into()), start: "2026-12-01T12:00".into(), ..form_of(&booked) });
    practice.there.describe(&practice.event().id, "Second floor.");
    practice.sync().await;
    let (there, here) = (practice.event(), practice.kept(&booked.id));
    assert_eq!(
        (there.title.as_str(), there.description.trim(), there.start),
        ("Ours", "Second floor.", at("2026-12-01T11:00:00Z"))
    );
    assert_eq!(
        (here.title.as_str(), here.description.as_str(), here.from.as_str()),
        ("Ours", "Second floor.", "12:00")
    );
    assert_eq!(here.sync.state.word(), "synced");
    assert!(practice.app.activity().unwrap().needs_you.is_empty());
}

/// P10, S55: two lines: both are named, neither is written over, and after the answer one of them stands on both sides.
pub async fn a_line_that_is_changed_on_both_sides_asks_and_every_answer_settles_it(practices: Practices) {
    for answer in ["keep", "use", "use the line"] {
        let practice = practices.another().await;
        let booked = practice.sent(with_line()).await;
        practice.edit(EditDraft { description: Some("Ours.".into()), ..form_of(&booked) });
        practice.there.describe(&practice.event().id, "Theirs.");
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.conflict")), "{answer}");
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        assert_eq!(differs(&item), [("description", "Ours.", "Theirs.")], "{answer}");
        assert_eq!(
            (practice.event().description.trim(), practice.kept(&booked.id).description.as_str()),
            ("Theirs.", "Ours."),
            "{answer}"
        );
        let answered = match answer {
            "keep" => practice.app.keep_mine(&item.id),
            "use" => practice.app.use_theirs(&item.id),
            _ => practice.app.use_theirs_of(&item.id, Some(&[HistoryField::Description])),
        };
        answered.unwrap();
        practice.sync().await;
        let line = if answer == "keep" { "Ours." } else { "Theirs." };
        let (there, here) = (practice.event(), practice.kept(&booked.id));
        assert_eq!((there.description.trim(), here.description.as_str()), (line, line), "{answer}");
        assert_eq!(here.sync.state.word(), "synced", "{answer}");
        assert!(practice.app.activity().unwrap().needs_you.is_empty(), "{answer}");
        // What was typed here and given up stays in the history.
        let history = practice.app.history(&booked.id).unwrap();
        let lost = |entry: &HistoryEntry| words(&entry.changed).contains(&("description", "Ours.", "Theirs."));
        assert!(answer == "keep" || history.iter().any(lost), "{answer} {history:?}");
    }
}
