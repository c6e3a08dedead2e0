//! T7: a newer Daybook knows other zone rules. The older rules of Vancouver are those of Los Angeles: what was booked by them is
//! an appointment of Los Angeles that says Vancouver.

use daybook_core::app::views::{Availability, BookDraft};
use daybook_tests::world::draft;

use super::{Practice, Practices, at};

/// Tells the file that other rules wrote it, and opens it anew.
async fn updated(practice: &mut Practice, sql: &str) {
    practice.file().execute_batch(sql).unwrap();
    practice.world.bind();
    practice.file().execute("UPDATE settings SET value = '\"2025b\"' WHERE name = 'zone_rules'", []).unwrap();
    practice.app = practice.world.open().await;
}

fn ten_in(zone: &str) -> BookDraft {
    BookDraft { zone: Some(zone.to_owned()), ..draft("Ada", "2026-12-01T10:00") }
}

/// It stands there at the instant that was agreed on. Ten is ten here by the new rules, and which is right is asked.
pub async fn an_event_that_new_zone_rules_leave_at_another_time_is_asked_about(practices: Practices) {
    for mine in [true, false] {
        let mut practice = practices.another().await;
        let booked = practice.sent(ten_in("America/Los_Angeles")).await;
        assert_eq!(practice.event().start, at("2026-12-01T18:00:00Z"));
        updated(&mut practice, "UPDATE appointments SET zone = 'America/Vancouver'").await;
        let asked = ("needs_you", Some("sync.rules"));
        assert_eq!((practice.kept(&booked.id).from.as_str(), practice.state(&booked.id)), ("18:00", asked));
        practice.app.sync_now().await.unwrap();
        assert_eq!((practice.state(&booked.id), practice.did().len()), (asked, 0), "nothing is moved unasked");
        for taken in ["2026-12-01T18:00", "2026-12-01T19:00"] {
            assert_eq!(practice.app.check(taken, 30, None, None).unwrap().answer, Availability::Busy, "{taken}");
        }
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        assert_eq!(item.theirs.as_ref().map(|theirs| theirs.from.as_str()), Some("19:00"));
        assert_eq!(practice.app.retry(&item.id).unwrap_err().code.word(), "sync.rules");
        if mine { practice.app.keep_mine(&item.id) } else { practice.app.use_theirs(&item.id) }.unwrap();
        practice.sync().await;
        let right = at(if mine { "2026-12-01T17:00:00Z" } else { "2026-12-01T18:00:00Z" });
        assert_eq!((practice.event().start, practice.state(&booked.id).0), (right, "synced"));
        let from = practice.kept(&booked.id).from;
        assert_eq!(from, if mine { "18:00" } else { "19:00" });
        practice.app = practice.world.open().await;
        assert_eq!((practice.kept(&booked.id).from, practice.state(&booked.id).0), (from, "synced"), "asked once");
    }
}

/// It stands there at the time that the new rules mean, as where a calendar keeps the wall clock.
pub async fn what_stands_there_at_the_time_of_the_new_zone_rules_is_synced(mut practice: Practice) {
    let booked = practice.sent(ten_in("America/Vancouver")).await;
    updated(&mut practice, "UPDATE appointments SET starts_at = starts_at + 3600, ends_at = ends_at + 3600").await;
    assert_eq!((practice.kept(&booked.id).from.as_str(), practice.state(&booked.id).0), ("18:00", "synced"));
    practice.sync().await;
    assert_eq!((practice.state(&booked.id).0, practice.did().len()), ("synced", 0));
}

/// A move that the person made and that waits is theirs: it goes out at the instant that the new rules mean.
pub async fn a_move_that_waited_through_new_zone_rules_goes_out_by_them(mut practice: Practice) {
    let booked = practice.sent(ten_in("America/Los_Angeles")).await;
    practice.app.reschedule(super::move_to(&booked.id, "2026-12-01T21:00", false)).unwrap();
    let sql = "UPDATE appointments SET zone = 'America/Vancouver', wall_start = '2026-12-01T12:00'";
    updated(&mut practice, sql).await;
    practice.sync().await;
    assert_eq!((practice.event().start, practice.state(&booked.id).0), (at("2026-12-01T19:00:00Z"), "synced"));
}
