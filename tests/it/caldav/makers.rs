//! What servers of other makers answer, word for word.

use daybook_core::providers::Expect;
use daybook_tests::servers::icloud_front::Fault;

use super::{Apple, FOREIGN};
use crate::contract::new;

/// Y28: in the mirror and in our next update every byte of it is as it was.
#[tokio::test]
async fn a_line_folded_inside_a_character_and_latin_1_survive_a_multiget() {
    let folded = FOREIGN.to_vec();
    let at = folded.windows(7).position(|part| part == b"Dentist").unwrap();
    let with = |title: &[u8]| [&folded[..at], title, &folded[at + 7..]].concat();
    let party = with(b"Party \xf0\x9f\r\n \x8e\x89 for two\r\nX-OTHER:\xc3\r\n \xa4");
    let latin_1 = [&b"BEGIN:VCALENDAR\r\nX-WR-CALNAME:\xfc\r\n"[..], &with(b"Z\xe4hne")[17..]].concat();
    let apple = Apple::connect().await;
    apple.front.plant("work", "a.ics", &party);
    apple.front.plant("work", "b.ics", &latin_1);
    apple.front.fault(Fault::RawMultiget);
    let all = apple.changes(None, &[]).await.unwrap();
    assert_eq!((all.changed[0].raw.as_slice(), all.changed[1].raw.as_slice()), (&party[..], &latin_1[..]));
    let title = |at: usize| all.changed[at].event.as_ref().unwrap().parts[0].title.clone();
    assert_eq!((title(0), title(1)), ("Party 🎉 for two".into(), "Zähne".into()));
    assert_eq!(apple.asked("GET"), 0, "both came with the multiget");
    let mut out = new("Party");
    out.content.uid = "foreign".into();
    apple.front.take_away("work", "b.ics");
    let there = &all.changed[0];
    let expect = Expect::Revision(there.revision.clone());
    out.handle = Some(there.handle.clone());
    out.base = Some(there.raw.clone());
    apple.put(&out, &expect).await.unwrap();
    let kept = apple.front.stored("work", "a.ics").unwrap();
    assert!(kept.windows(14).any(|part| part == b"X-OTHER:\xc3\r\n \xa4\r"), "{}", String::from_utf8_lossy(&kept));
}
