//! What the person answers, and what became of a request that nobody answered: nothing is overwritten that was not asked about,
//! and whoever was told of something is told when it is taken back.

use daybook_core::app::views::EditDraft;
use daybook_tests::world::form_of;

use super::{Practices, at, priya};

/// Y4: the word about a title leaves the move that was made there and the place that was typed here as they are.
pub async fn an_answer_about_a_title_settles_the_title(practices: Practices) {
    for mine in [true, false] {
        let practice = practices.another().await;
        let booked = practice.sent(priya(false)).await;
        practice.edit(EditDraft { title: Some("Ours".into()), place: Some("Room 2".into()), ..form_of(&booked) });
        let id = practice.event().id;
        practice.there.retitle(&id, "Theirs");
        practice.there.move_there(&id, at("2026-12-01T14:00:00Z"));
        practice.app.sync_now().await.unwrap();
        assert_eq!(practice.state(&booked.id), ("needs_you", Some("sync.conflict")));
        let item = practice.app.activity().unwrap().needs_you.remove(0);
        if mine { practice.app.keep_mine(&item.id) } else { practice.app.use_theirs(&item.id) }.unwrap();
        practice.sync().await;
        let title = if mine { "Ours" } else { "Theirs" };
        let (there, here) = (practice.event(), practice.kept(&booked.id));
        assert_eq!(
            (there.title.as_str(), there.place.as_str(), there.start),
            (title, "Room 2", at("2026-12-01T14:00:00Z"))
        );
        assert_eq!((here.title.as_str(), here.place.as_str(), here.from.as_str()), (title, "Room 2", "15:00"));
        assert_eq!(here.sync.state.word(), "synced");
    }
}
