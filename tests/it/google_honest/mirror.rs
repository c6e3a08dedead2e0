//! Whoever applies page after page what the simulator tells has in the end what a whole list holds.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Desk, hour};

/// What other devices do.
#[derive(Clone, Debug)]
enum Deed {
    Plant(u8),
    PlantSeries(u8),
    /// Of the events there, by their number.
    Rename(usize),
    Move(usize, u8),
    Shorten(usize),
    TakeAway(usize),
    /// The second occurrence of a series, if the event is one.
    TakeOccurrence(usize),
    /// The third, to another day.
    MoveOccurrence(usize, u8),
    /// Not by other devices: the mirror is brought up to date, with this many items a page.
    Sync(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let (event, day) = (0..12_usize, 1..15_u8);
    prop_oneof![
        day.clone().prop_map(Deed::Plant),
        day.clone().prop_map(Deed::PlantSeries),
        event.clone().prop_map(Deed::Rename),
        (event.clone(), day.clone()).prop_map(|(event, day)| Deed::Move(event, day)),
        (event.clone(), day).prop_map(|(event, day)| Deed::MoveOccurrence(event, day)),
        event.clone().prop_map(Deed::Shorten),
        event.clone().prop_map(Deed::TakeAway),
        event.prop_map(Deed::TakeOccurrence),
        (1..4_usize).prop_map(Deed::Sync),
    ]
}

#[derive(Default)]
struct Mirror {
    items: BTreeMap<String, Value>,
    token: Option<String>,
}

impl Mirror {
    async fn sync(&mut self, desk: &Desk, single: bool, size: usize) {
        let mut page_token = None;
        loop {
            let mut url = desk.google.api_url.join("calendar/v3/calendars/primary/events").unwrap();
            url.query_pairs_mut()
                .append_pair("singleEvents", if single { "true" } else { "false" })
                .append_pair("maxResults", &size.to_string())
                .extend_pairs(self.token.iter().map(|token| ("syncToken", token)))
                .extend_pairs(page_token.iter().map(|token| ("pageToken", token)));
            let (status, page) = desk.get(url.as_str()).await;
            assert_eq!(status, 200, "{page}");
            for item in page["items"].as_array().unwrap() {
                let id = item["id"].as_str().unwrap().to_owned();
                if item["status"] == "cancelled" && item["recurringEventId"].is_null() {
                    self.items.retain(|known, one| *known != id && one["recurringEventId"] != *id);
                } else if item["status"] == "cancelled" && single {
                    self.items.remove(&id);
                } else {
                    self.items.insert(id, item.clone());
                }
            }
            page_token = page["nextPageToken"].as_str().map(str::to_owned);
            if page_token.is_none() {
                self.token = page["nextSyncToken"].as_str().map(str::to_owned);
                return;
            }
        }
    }

    /// A cancelled exception matters as long as its series lives; its series alone is told.
    fn live(&self) -> BTreeMap<String, Value> {
        let mut items = self.items.clone();
        items.retain(|_, one| {
            one["status"] != "cancelled"
                || one["recurringEventId"].as_str().is_some_and(|id| self.items.contains_key(id))
        });
        items
    }
}

async fn carry_out(desk: &Desk, deed: &Deed) {
    let google = &desk.google;
    let events = google.events_in("primary");
    let pick = |number: usize| events.get(number % events.len().max(1));
    let id = |event: &Value| event["id"].as_str().unwrap().to_owned();
    match deed {
        Deed::Plant(day) => {
            google.plant("primary", hour(*day, "One"));
        }
        Deed::PlantSeries(day) => {
            let mut master = hour(*day, "Series");
            master["recurrence"] = json!(["RRULE:FREQ=DAILY;COUNT=4"]);
            google.plant("primary", master);
        }
        Deed::Rename(number) => {
            if let Some(event) = pick(*number) {
                google.edit("primary", &id(event), json!({"summary": "Renamed"}));
            }
        }
        Deed::Move(number, day) => {
            if let Some(event) = pick(*number).filter(|event| event["recurrence"].is_null()) {
                let to = hour(*day, "");
                google.edit("primary", &id(event), json!({"start": to["start"], "end": to["end"]}));
            }
        }
        Deed::Shorten(number) => {
            if let Some(event) = pick(*number).filter(|event| event["recurrence"].is_array()) {
                google.edit("primary", &id(event), json!({"recurrence": ["RRULE:FREQ=DAILY;COUNT=3"]}));
            }
        }
        Deed::TakeAway(number) => {
            if let Some(event) = pick(*number) {
                google.take_away("primary", &id(event));
            }
        }
        Deed::TakeOccurrence(number) => {
            if let Some(event) = pick(*number).filter(|event| event["recurrence"].is_array()) {
                let path = format!("calendars/primary/events/{}/instances", id(event));
                let (_, page) = desk.get(&path).await;
                if let Some(second) = page["items"].get(1) {
                    google.take_away("primary", &id(second));
                }
            }
        }
        Deed::MoveOccurrence(number, day) => {
            if let Some(event) = pick(*number).filter(|event| event["recurrence"].is_array()) {
                let path = format!("calendars/primary/events/{}", id(event));
                let (_, page) = desk.get(&format!("{path}/instances")).await;
                if let Some(third) = page["items"].get(2) {
                    let path = format!("calendars/primary/events/{}", id(third));
                    assert_eq!(desk.ask("PATCH", &path, hour(*day, "Moved")).await.0, 200);
                }
            }
        }
        Deed::Sync(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn a_mirror_kept_by_tokens_is_a_mirror_made_anew(
        single in any::<bool>(),
        deeds in prop::collection::vec(deed(), 1..25),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = Desk::open().await;
            let mut kept = Mirror::default();
            for deed in &deeds {
                carry_out(&desk, deed).await;
                if let Deed::Sync(size) = deed {
                    kept.sync(&desk, single, *size).await;
                }
            }
            kept.sync(&desk, single, 3).await;
            let mut anew = Mirror::default();
            anew.sync(&desk, single, 250).await;
            assert_eq!(kept.live(), anew.live());
        });
    }
}
