//! An account whose provider moves it from one host to another.

use daybook_tests::cast::icloud;
use daybook_tests::servers::icloud_front::{At, Fault};

use super::{Practice, move_to, priya};

/// Y11: what waited goes out, and from then on nothing is asked of the old host.
#[tokio::test]
async fn an_account_that_moved_goes_on_at_its_new_host() {
    for status in [404, 410, 421, 301] {
        let practice = Practice::of(Box::new(icloud::place().await)).await;
        let booked = practice.sent(priya(false)).await;
        practice.app.reschedule(move_to(&booked.id, "2026-12-01T15:00", false)).unwrap();
        practice.there.front.move_account();
        practice.there.front.fault(Fault::LeftBehind(status));
        practice.sync().await;
        assert_eq!(practice.event().start, super::at("2026-12-01T14:00:00Z"), "{status}");
        assert_eq!(practice.state(&booked.id), ("synced", None), "{status}");
        assert_eq!(practice.status(), ("connected", None), "{status}");
        practice.there.front.forget_seen();
        let later = practice.book(daybook_tests::world::draft("Ben", "2026-12-02T10:00"));
        practice.sync().await;
        assert_eq!(practice.state(&later.id), ("synced", None), "{status}");
        let seen = practice.there.front.seen();
        assert!(!seen.is_empty() && seen.iter().all(|one| one.at == At::OtherPartition), "{status}: {seen:?}");
    }
}
