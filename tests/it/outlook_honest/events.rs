//! One event at a time: made, changed, cancelled, and what its fields do.

use daybook_tests::servers::outlook::{Fault, Outlook, What};
use serde_json::{Value, json};

use super::{IMMUTABLE, OURS, client, coded, event, event_path, graph, guest, session, time, with};

/// The answer was lost, the event was not.
#[tokio::test]
async fn a_transaction_makes_one_event_whatever_becomes_of_the_answer() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let booking = with(session(), "transactionId", json!("b1f0-1"));
    outlook.once(Fault::Lost { method: "POST", status: 504 });
    assert_eq!(graph.post("/me/events", booking.clone()).await.status, 504);
    let [id] = <[String; 1]>::try_from(outlook.ids_in(&outlook.default_calendar())).unwrap();
    let again = graph.post("/me/events", booking.clone()).await;
    assert_eq!(again.refused(), (400, "ErrorDuplicateTransactionId"));
    assert_eq!(again.body["error"]["@event.existingEventId"], *id);
    outlook.once(Fault::BareDuplicate);
    let bare = graph.post("/me/events", booking.clone()).await;
    assert_eq!(bare.refused(), (409, "ErrorDuplicateTransactionId"));
    assert!(bare.body["error"].get("@event.existingEventId").is_none());
    assert_eq!(graph.ask("DELETE", &event_path(&id), &[], None).await.status, 204);
    assert_eq!(graph.post("/me/events", booking).await.refused(), (400, "ErrorDuplicateTransactionId"), "for good");
    assert!(outlook.ids_in(&outlook.default_calendar()).is_empty());
}

#[tokio::test]
async fn ids_need_escaping_and_only_immutable_ones_survive_a_move() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let id = outlook.plant(&outlook.default_calendar(), &session());
    let usual = graph.ask("GET", &event_path(&id), &[], None).await.body["id"].as_str().unwrap().to_owned();
    assert!(usual != id && [&usual, &id].iter().all(|id| "/+=".chars().all(|sign| id.contains(sign))));
    assert_eq!(graph.get(&event_path(&id.to_lowercase())).await.status, 404, "case matters");
    assert_ne!(graph.get(&format!("/me/events/{id}")).await.status, 200, "a slash is a slash");
    assert_eq!(outlook.undocumented().len(), 1);
    outlook.move_to(&outlook.default_calendar(), &id, &outlook.private_calendar());
    assert_eq!(graph.get(&event_path(&usual)).await.refused(), (404, "ErrorItemNotFound"));
    let said = graph.get(&event_path(&id)).await;
    assert_eq!((said.status, said.header("preference-applied")), (200, "IdType=\"ImmutableId\""));
    let there = format!("/me/calendars/{}/events/{}", coded(&outlook.private_calendar()), coded(&id));
    assert_eq!(graph.get(&there).await.status, 200);
    let gone = format!("/me/calendars/{}/events/{}", coded(&outlook.default_calendar()), coded(&id));
    assert_eq!(graph.get(&gone).await.status, 404);
}

#[tokio::test]
async fn times_are_utc_with_seven_digits_unless_preferred_and_zones_are_of_a_list() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let made = graph.post("/me/events", session()).await;
    assert_eq!(made.body["start"], json!({"dateTime": "2027-03-01T09:00:00.0000000", "timeZone": "UTC"}));
    let path = event_path(made.body["id"].as_str().unwrap());
    let both =
        [("prefer", "outlook.timezone=\"Pacific Standard Time\", outlook.body-content-type=\"text\""), IMMUTABLE];
    let said = graph.ask("GET", &path, &both, None).await;
    assert_eq!(said.body["start"]["dateTime"], "2027-03-01T01:00:00.0000000");
    assert!(said.header("preference-applied").contains("outlook.timezone=\"Pacific Standard Time\""));
    for zone in ["Europe/Vienna", "Mars/Olympus", ""] {
        let odd = json!({"dateTime": "2027-03-01T10:00:00", "timeZone": zone});
        let said = graph.patch(&path, json!({"start": odd, "end": odd})).await;
        assert_eq!(said.refused(), (400, "ErrorInvalidTimeZone"), "{zone}");
    }
    let preferred = [("prefer", "outlook.timezone=\"Europe/Vienna\"")];
    assert_eq!(graph.ask("GET", &path, &preferred, None).await.refused(), (400, "ErrorInvalidTimeZone"));
    for at in ["2027-03-01T10:00:00+01:00", "2027-03-01T10:00:00Z", "soon"] {
        let odd = json!({"dateTime": at, "timeZone": "UTC"});
        assert_eq!(
            graph.patch(&path, json!({"start": odd, "end": odd})).await.code(),
            "ErrorPropertyValidationFailure"
        );
    }
    assert_eq!(graph.patch(&path, json!({"start": time("2027-03-01T09:00:00")})).await.status, 400, "one of two");
}

#[tokio::test]
async fn an_all_day_event_is_from_midnight_to_midnight_of_its_own_zone() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let odd = with(session(), "isAllDay", json!(true));
    assert_eq!(graph.post("/me/events", odd).await.code(), "ErrorPropertyValidationFailure");
    let day = with(event("Off", "2027-03-01T00:00:00", "2027-03-02T00:00:00"), "isAllDay", json!(true));
    let path = event_path(graph.post("/me/events", day).await.body["id"].as_str().unwrap());
    assert_eq!(graph.get(&path).await.body["start"]["dateTime"], "2027-02-28T23:00:00.0000000");
    let own = [("prefer", "outlook.timezone=\"W. Europe Standard Time\"")];
    assert_eq!(graph.ask("GET", &path, &own, None).await.body["start"]["dateTime"], "2027-03-01T00:00:00.0000000");
    outlook.fault(Fault::FloatingAllDay);
    assert_eq!(graph.get(&path).await.body["start"]["dateTime"], "2027-03-01T00:00:00.0000000");
}

#[tokio::test]
async fn a_text_comes_back_as_html_and_a_body_without_the_way_in_takes_it_away() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let text = |text: &str| json!({"contentType": "text", "content": text});
    let made = graph.post("/me/events", with(session(), "body", text("2 < 3\nso"))).await;
    let path = event_path(made.body["id"].as_str().unwrap());
    assert_eq!(made.body["body"]["contentType"], "html");
    assert!(made.body["body"]["content"].as_str().unwrap().contains("2 &lt; 3<br>"));
    let as_text = [("prefer", "outlook.body-content-type=\"text\"")];
    assert_eq!(graph.ask("GET", &path, &as_text, None).await.body["body"]["content"], "2 < 3\nso");
    let met = graph.patch(&path, json!({"isOnlineMeeting": true})).await.body;
    let way = met["onlineMeeting"]["joinUrl"].as_str().unwrap();
    assert!(met["body"]["content"].as_str().unwrap().contains(way));
    let kept = graph.patch(&path, json!({"isOnlineMeeting": false})).await.body;
    assert_eq!(kept["isOnlineMeeting"], true, "it cannot be unset");
    let lost = graph.patch(&path, json!({"body": text("new")})).await.body;
    assert_eq!(lost["onlineMeeting"], Value::Null);
}

#[tokio::test]
async fn an_extended_property_is_hidden_until_it_is_asked_for() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let booking = with(session(), "singleValueExtendedProperties", json!([{"id": OURS, "value": "01J"}]));
    let made = graph.post("/me/events", booking).await.body;
    let id = made["id"].as_str().unwrap();
    let path = event_path(id);
    assert!(made.get("singleValueExtendedProperties").is_none());
    let name = OURS.replace(' ', "%20");
    let expand = format!("{path}?$expand=singleValueExtendedProperties($filter=id%20eq%20'{name}')");
    assert_eq!(graph.get(&expand).await.body["singleValueExtendedProperties"][0]["value"], "01J");
    let filter = |name: &str, value: &str| {
        let any = format!("singleValueExtendedProperties/Any(ep: ep/id eq '{name}' and ep/value eq '{value}')");
        format!("/me/events?$filter={}", any.replace(' ', "%20"))
    };
    assert_eq!(graph.get(&filter(OURS, "01j")).await.ids(), [id], "the value without regard to case");
    assert!(graph.get(&filter(&OURS.replace("daybookId", "daybookID"), "01J")).await.ids().is_empty());
    assert!(graph.get(&filter(OURS, "01K")).await.ids().is_empty());
    let any = filter(OURS, "").replace("eq%20''", "ne%20null");
    assert_eq!(graph.get(&any).await.ids(), [id], "with any value");
    assert_eq!(
        outlook.stored(&outlook.default_calendar(), id).unwrap()["singleValueExtendedProperties"][0]["value"],
        "01J"
    );
}

#[tokio::test]
async fn a_condition_holds_by_the_etag_as_it_came_and_412_comes_for_nothing_too() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let made = graph.post("/me/events", session()).await.body;
    let (path, etag) = (event_path(made["id"].as_str().unwrap()), made["@odata.etag"].as_str().unwrap());
    assert_eq!(etag, format!("W/\"{}\"", made["changeKey"].as_str().unwrap()));
    let change = || Some(json!({"subject": "Other"}));
    assert_eq!(graph.ask("PATCH", &path, &[("if-match", etag.trim_start_matches("W/"))], change()).await.status, 412);
    outlook.once(Fault::SpuriousConflict);
    let spurious = graph.ask("PATCH", &path, &[("if-match", etag)], change()).await;
    assert_eq!(spurious.refused(), (412, "ErrorIrresolvableConflict"));
    assert_eq!(graph.ask("PATCH", &path, &[("if-match", etag)], change()).await.status, 200);
    outlook.once(Fault::StaleRead);
    assert_eq!(graph.get(&path).await.body["subject"], "Session", "as it was before");
    assert_eq!(graph.get(&path).await.body["subject"], "Other");
    assert_eq!(graph.ask("DELETE", &path, &[("if-match", etag)], None).await.status, 412);
    outlook.alter(&outlook.default_calendar(), made["id"].as_str().unwrap(), &json!({"showAs": "free"}));
    assert_eq!(graph.ask("DELETE", &path, &[("if-match", "*")], None).await.status, 204);
}

#[tokio::test]
async fn guests_are_mailed_whatever_the_caller_wants() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let path = {
        let booking = with(session(), "attendees", json!([guest("kim@x.test"), guest("lea@x.test")]));
        event_path(graph.post("/me/events", booking).await.body["id"].as_str().unwrap())
    };
    let told = |outlook: &Outlook, already: usize| -> Vec<(String, What)> {
        outlook.mails()[already..].iter().map(|mail| (mail.to.clone(), mail.what)).collect()
    };
    let to = |to: &str, what| (format!("{to}@x.test"), what);
    assert_eq!(told(&outlook, 0), [to("kim", What::Invitation), to("lea", What::Invitation)]);
    graph.patch(&path, json!({"showAs": "tentative", "reminderMinutesBeforeStart": 5})).await;
    assert_eq!(outlook.mails().len(), 2, "that is the organizer's own");
    graph.patch(&path, json!({"attendees": [guest("kim@x.test"), guest("max@x.test")]})).await;
    assert_eq!(told(&outlook, 2), [to("lea", What::Cancellation), to("max", What::Invitation)]);
    graph.patch(&path, event("Session", "2027-03-02T10:00:00", "2027-03-02T10:50:00")).await;
    assert_eq!(told(&outlook, 4), [to("kim", What::Update), to("max", What::Update)]);
    assert_eq!(graph.ask("DELETE", &path, &[], None).await.status, 204);
    assert_eq!(told(&outlook, 6), [to("kim", What::Cancellation), to("max", What::Cancellation)]);
}

#[tokio::test]
async fn only_an_organizer_cancels_and_only_a_guest_answers() {
    let outlook = graph().await;
    let graph = client(&outlook);
    let theirs = json!({"isOrganizer": false, "organizer": {"emailAddress": {"address": "boss@x.test"}}});
    let mut invited = session();
    invited.as_object_mut().unwrap().extend(theirs.as_object().unwrap().clone());
    let id = outlook.plant(&outlook.default_calendar(), &invited);
    let act = |id: &str, action: &str| format!("{}/{action}", event_path(id));
    let said = graph.post(&act(&id, "cancel"), json!({"comment": "no"})).await;
    assert_eq!(said.body["error"]["message"], "You need to be an organizer to cancel a meeting.");
    assert_eq!(graph.post(&act(&id, "decline"), json!({"sendResponse": false})).await.status, 202);
    assert!(outlook.mails().is_empty());
    assert_eq!(graph.get(&event_path(&id)).await.body["responseStatus"]["response"], "declined");
    let own = outlook.plant(&outlook.default_calendar(), &session());
    assert_eq!(graph.post(&act(&own, "accept"), json!({})).await.status, 400);
    assert_eq!(graph.post(&act(&own, "cancel"), json!({"comment": "no"})).await.status, 202);
    assert_eq!(outlook.stored(&outlook.default_calendar(), &own), None);
}
