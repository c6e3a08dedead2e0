//! Makes a calendar in an account that has none (RFC 4791 section 5.3.1).

use quick_xml::escape::escape;
use url::Url;

use super::dav::Dav;
use crate::providers::RemoteError;

/// Makes an empty calendar for events below `home`.
pub(super) async fn make(dav: &Dav, home: &Url, name: &str) -> Result<(), RemoteError> {
    let place = format!("{}/", uuid::Uuid::new_v4());
    let url = home.join(&place).map_err(|_| RemoteError::Garbled("the address of the calendars"))?;
    let body = format!(
        r#"<?xml version="1.0" encoding="utf-8"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:displayname>{}</d:displayname><c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>"#,
        escape(name)
    );
    let headers = [("content-type", "application/xml; charset=utf-8")];
    let reply = dav.send("MKCALENDAR", &url, &headers, body.into_bytes()).await?;
    // A multistatus names what was not done (section 5.3.1.1).
    if reply.status.is_success() && reply.status.as_u16() != 207 { Ok(()) } else { Err(reply.failure()) }
}
