//! Asks a collection which of its members take place between two instants, and for the objects themselves (RFC 4791 section 7.8).
//! A server that ignores the time gives more than was asked for, which does no harm.

use chrono::{DateTime, Utc};

use super::collection::Collection;
use super::revision::revision;
use super::{href, object};
use crate::model::ids::EventHandle;
use crate::providers::{MOST_ASKED, Refusal, RemoteError, RemoteEvent, Time};

/// An answer that names a member and does not give it says nothing of the time.
const NOT_ALL: RemoteError = RemoteError::Garbled("an answer that does not hold all of it");

/// Returns the events that the server names, as they stand there.
pub(super) async fn during(collection: &Collection<'_>, (from, to): Time) -> Result<Vec<RemoteEvent>, RemoteError> {
    let utc = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
    let body = format!(
        r#"<?xml version="1.0" encoding="utf-8"?><c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:schedule-tag/><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="{}" end="{}"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"#,
        utc(from),
        utc(to)
    );
    let reply = collection.dav.report(&collection.url, "1", body).await?;
    let most = usize::try_from(MOST_ASKED).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    reply.each(|one| {
        // 507 stands at the collection itself: the answer is cut short (RFC 4791 section 7.8.1).
        if one.status.is_some_and(|status| !(200..300).contains(&status)) {
            return Err(NOT_ALL);
        }
        let url = href::resolve(&reply.url, &one.href).ok_or(NOT_ALL)?;
        if collection.is_itself(&url) {
            return Ok(());
        }
        if found.len() >= most {
            return Err(RemoteError::Refused(Refusal::TooLarge));
        }
        let handle: EventHandle = collection.handle(&url);
        let tags = revision(one.props.etag.as_deref(), one.props.schedule_tag.as_deref());
        let data = one.props.calendar_data.ok_or(NOT_ALL)?;
        found.extend(object::read(handle, tags, data).event());
        Ok(())
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use url::Url;

    use super::super::dav::Dav;
    use super::super::dialect::STANDARD;
    use super::*;
    use crate::providers::{HttpResponse, SignedHttp};

    /// Answers everything with this.
    struct Always(&'static str);

    #[async_trait]
    impl SignedHttp for Always {
        async fn send(&self, request: http::Request<Vec<u8>>) -> Result<HttpResponse, RemoteError> {
            let body =
                format!("<multistatus xmlns='DAV:' xmlns:c='urn:ietf:params:xml:ns:caldav'>{}</multistatus>", self.0);
            let response = http::Response::builder().status(207).body(body.into_bytes()).unwrap();
            Ok(HttpResponse { url: Url::parse(&request.uri().to_string()).unwrap(), response })
        }
    }

    async fn asked(entries: &'static str) -> Result<Vec<RemoteEvent>, RemoteError> {
        let dav = Dav { http: Arc::new(Always(entries)) };
        let base = Url::parse("https://dav.example/").unwrap();
        let collection = Collection::open(&dav, &STANDARD, &base, &"/cal/".into()).unwrap();
        let span = ("2027-03-01T00:00:00Z".parse().unwrap(), "2027-03-02T00:00:00Z".parse().unwrap());
        during(&collection, span).await
    }

    /// An error inside a good answer says nothing of a time.
    #[tokio::test]
    async fn an_answer_that_does_not_hold_all_of_it_is_none() {
        assert!(asked("").await.is_ok_and(|found| found.is_empty()));
        let itself = "<response><href>/cal/</href><status>HTTP/1.1 200 OK</status></response>";
        assert!(asked(itself).await.is_ok_and(|found| found.is_empty()));
        for part in [
            "<response><href>/cal/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>",
            "<response><href>/cal/a.ics</href><status>HTTP/1.1 404 Not Found</status></response>",
            "<response><href>/cal/a.ics</href><propstat><prop><getetag>\"1\"</getetag></prop>\
             <status>HTTP/1.1 200 OK</status></propstat><propstat><prop><c:calendar-data/></prop>\
             <status>HTTP/1.1 500 Failed</status></propstat></response>",
        ] {
            assert!(matches!(asked(part).await, Err(RemoteError::Garbled(_))), "{part}");
        }
    }

    #[tokio::test]
    async fn what_is_given_is_read_with_its_revision() {
        let found = asked(
            "<response><href>/cal/a.ics</href><propstat><prop><getetag>\"1\"</getetag><c:calendar-data>\
             BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20270301T090000Z\nDTEND:20270301T100000Z\nEND:VEVENT\n\
             END:VCALENDAR\n</c:calendar-data></prop><status>HTTP/1.1 200 OK</status></propstat></response>",
        )
        .await
        .unwrap();
        let [event] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((event.handle.as_str(), event.revision.as_str()), ("a.ics", "\"1\""));
        assert!(event.event.is_ok());
    }
}
