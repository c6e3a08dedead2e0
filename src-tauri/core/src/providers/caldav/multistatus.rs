//! A multistatus answer (RFC 4918 section 13) with the properties Daybook asks for, and the
//! preconditions of an error body.

use std::borrow::Cow;

use super::xml::{self, Node, Ns};
use crate::providers::{Refusal, RemoteError};

/// A 207 answer.
#[derive(Debug, Default)]
pub(super) struct Multistatus {
    pub responses: Vec<Response>,
}

/// What the answer says about one address.
#[derive(Debug, Default)]
pub(super) struct Response {
    /// As the server spells it.
    pub href: String,
    /// The status of the whole resource, if it has one instead of properties.
    pub status: Option<u16>,
    pub props: Props,
}

/// The properties that exist: those whose own status is 2xx.
#[derive(Debug, Default)]
pub(super) struct Props {
    pub etag: Option<String>,
    pub schedule_tag: Option<String>,
    /// As it was sent, in whatever encoding.
    pub calendar_data: Option<Vec<u8>>,
    pub name: Option<String>,
    pub color: Option<String>,
    pub ctag: Option<String>,
    pub sync_token: Option<String>,
    pub timezone: Option<String>,
    /// Names of the elements in `resourcetype`.
    pub kinds: Vec<String>,
    /// Component names in upper case; `None` = the server does not say.
    pub components: Option<Vec<String>>,
    /// Names of the privileges; `None` = the server does not say.
    pub privileges: Option<Vec<String>>,
    pub reports: Vec<String>,
    pub principal: Option<String>,
    pub homes: Vec<String>,
    /// `schedule-inbox-URL` (RFC 6638 section 2.2.1).
    pub inbox: Option<String>,
    /// `schedule-default-calendar-URL` of an inbox (RFC 6638 section 9.2).
    pub default_calendar: Option<String>,
    /// Addresses with their `preferred` mark.
    pub addresses: Vec<(String, bool)>,
}

/// The most members of a collection.
pub(super) const MEMBERS: usize = 100_000;

impl Multistatus {
    pub fn parse(body: &[u8]) -> Result<Self, RemoteError> {
        let mut responses = Vec::new();
        Self::each(body, |response| {
            responses.push(response);
            Ok(())
        })?;
        Ok(Self { responses })
    }

    /// Hands on each response as it is read, so that none has to be kept. Returns the sync token (RFC 6578 section
    /// 6.2), which is opaque.
    pub fn each(
        body: &[u8],
        mut take: impl FnMut(Response) -> Result<(), RemoteError>,
    ) -> Result<Option<String>, RemoteError> {
        let (mut token, mut count): (_, usize) = (None, 0);
        let root = xml::read(body, |node| {
            if node.is(Ns::Dav, "sync-token") {
                token = node.word().map(Cow::into_owned);
            }
            if !node.is(Ns::Dav, "response") {
                return Ok(());
            }
            count = count.saturating_add(1);
            // One more, for the collection itself.
            if count > MEMBERS.saturating_add(1) {
                return Err(RemoteError::Refused(Refusal::TooLarge));
            }
            response(node).into_iter().try_for_each(&mut take)
        })?;
        if root.is(Ns::Dav, "multistatus") { Ok(token) } else { Err(RemoteError::Garbled("not a multistatus")) }
    }
}

/// Reads one `response`: with properties, or with several addresses that share a status.
fn response(node: Node) -> Vec<Response> {
    let status = node.child(Ns::Dav, "status").and_then(status);
    let mut hrefs = node.all(Ns::Dav, "href").filter_map(|href| href.word().map(Cow::into_owned)).collect::<Vec<_>>();
    let mut props = Props::default();
    for propstat in node.children.into_iter().filter(|child| child.is(Ns::Dav, "propstat")) {
        // A missing status counts as 200, because Bedework sends none.
        let good =
            propstat.child(Ns::Dav, "status").and_then(self::status).is_none_or(|code| (200..300).contains(&code));
        for prop in propstat.children.into_iter().filter(|child| good && child.is(Ns::Dav, "prop")) {
            prop.children.into_iter().for_each(|property| props.take(property));
        }
    }
    let first = (!hrefs.is_empty()).then(|| hrefs.remove(0)).map(|href| Response { href, status, props });
    let others = hrefs.into_iter().map(|href| Response { href, status, props: Props::default() });
    first.into_iter().chain(others).collect()
}

impl Props {
    fn take(&mut self, node: Node) {
        let word = || node.word().map(Cow::into_owned);
        match (node.ns, node.name.as_str()) {
            (Ns::Dav, "getetag") => self.etag = word(),
            (Ns::CalDav, "schedule-tag") => self.schedule_tag = word(),
            (Ns::CalDav, "calendar-data") => {
                self.calendar_data = Some(node.text).filter(|text| !text.trim_ascii().is_empty());
            }
            (Ns::Dav, "displayname") => self.name = word(),
            (Ns::Apple, "calendar-color") => self.color = word(),
            (Ns::CalendarServer, "getctag") => self.ctag = word(),
            (Ns::Dav, "sync-token") => self.sync_token = word(),
            (Ns::CalDav, "calendar-timezone") => self.timezone = word(),
            (Ns::Dav, "resourcetype") => self.kinds = names(&node),
            (Ns::CalDav, "supported-calendar-component-set") => {
                let labels = node.all(Ns::CalDav, "comp").filter_map(|comp| comp.label.as_deref());
                self.components = Some(labels.map(str::to_ascii_uppercase).collect());
            }
            (Ns::Dav, "current-user-privilege-set") => {
                self.privileges = Some(node.all(Ns::Dav, "privilege").flat_map(names).collect());
            }
            (Ns::Dav, "supported-report-set") => {
                let reports = node.all(Ns::Dav, "supported-report").flat_map(|one| one.all(Ns::Dav, "report"));
                self.reports = reports.flat_map(names).collect();
            }
            (Ns::Dav, "current-user-principal") => self.principal = text(&node, Ns::Dav, "href"),
            (Ns::CalDav, "calendar-home-set") => self.homes = hrefs(&node).map(|(href, _)| href).collect(),
            (Ns::CalDav, "schedule-inbox-URL") => self.inbox = text(&node, Ns::Dav, "href"),
            (Ns::CalDav, "schedule-default-calendar-URL") => self.default_calendar = text(&node, Ns::Dav, "href"),
            (Ns::CalDav, "calendar-user-address-set") => self.addresses = hrefs(&node).collect(),
            _ => {}
        }
    }
}

/// The preconditions named in an error body (RFC 4918 section 16), with the addresses in them.
#[derive(Debug, Default)]
pub(super) struct Preconditions {
    /// The body is a `DAV:error`.
    pub is_error: bool,
    names: Vec<String>,
    pub hrefs: Vec<String>,
}

impl Preconditions {
    pub fn parse(body: &[u8]) -> Self {
        match xml::parse(body) {
            Ok(root) if root.is(Ns::Dav, "error") => {
                let hrefs = root.children.iter().flat_map(hrefs).map(|(href, _)| href).collect();
                Self { is_error: true, names: names(&root), hrefs }
            }
            Ok(_) | Err(_) => Self::default(),
        }
    }

    pub fn names(&self, wanted: &str) -> bool {
        self.names.iter().any(|name| name == wanted)
    }

    /// An error that names nothing, which is how Google says "slow down".
    pub fn is_empty_error(&self) -> bool {
        self.is_error && self.names.is_empty()
    }
}

fn names(node: &Node) -> Vec<String> {
    node.children.iter().map(|child| child.name.clone()).collect()
}

fn hrefs(node: &Node) -> impl Iterator<Item = (String, bool)> + '_ {
    node.all(Ns::Dav, "href").filter_map(|href| Some((href.word()?.into_owned(), href.preferred)))
}

fn text(node: &Node, ns: Ns, name: &str) -> Option<String> {
    node.child(ns, name)?.word().map(Cow::into_owned)
}

/// Turns `HTTP/1.1 404 Not Found` into 404.
fn status(node: &Node) -> Option<u16> {
    node.word()?.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_property_in_a_404_propstat_is_not_there() {
        let body = br#"<multistatus xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><response><href>/a%40b/</href>
            <propstat><prop><getetag>"1"</getetag></prop><status>HTTP/1.1 200 OK</status></propstat>
            <propstat><prop><displayname>no</displayname><c:supported-calendar-component-set/></prop><status>HTTP/1.1 404 Not Found</status></propstat>
            </response><sync-token>a token, no URI</sync-token></multistatus>"#;
        let found = Multistatus::parse(body).unwrap();
        let response = &found.responses[0];
        assert_eq!(response.href, "/a%40b/");
        assert_eq!(response.props.etag.as_deref(), Some("\"1\""));
        assert_eq!((&response.props.name, &response.props.components), (&None, &None));
        assert_eq!(Multistatus::each(body, |_| Ok(())).unwrap().as_deref(), Some("a token, no URI"));
    }

    /// Y20
    #[test]
    fn a_hundred_thousand_members_beside_the_collection_are_read_and_no_more() {
        let read = |count: usize| {
            let one = "<response><href>/a</href></response>";
            let body = format!("<multistatus xmlns='DAV:'>{}</multistatus>", one.repeat(count));
            let mut left = count;
            Multistatus::each(body.as_bytes(), |_| {
                left -= 1;
                Ok(())
            })
            .map(|_| left)
        };
        assert!(matches!(read(MEMBERS + 1), Ok(0)));
        assert!(matches!(read(MEMBERS + 2), Err(RemoteError::Refused(Refusal::TooLarge))));
    }

    #[test]
    fn the_calendars_of_icloud_are_read() {
        let body = br##"<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:i="http://apple.com/ns/ical/">
            <d:response><d:href>/1/calendars/work/</d:href><d:propstat><d:prop>
            <d:resourcetype><d:collection/><c:calendar/></d:resourcetype>
            <c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set>
            <d:current-user-privilege-set><d:privilege><d:read/></d:privilege><d:privilege><d:write/></d:privilege></d:current-user-privilege-set>
            <i:calendar-color symbolic-color="custom">#FF2968FF</i:calendar-color>
            <d:supported-report-set><d:supported-report><d:report><d:sync-collection/></d:report></d:supported-report></d:supported-report-set>
            <c:calendar-user-address-set><d:href>mailto:a@x</d:href><d:href preferred="1">mailto:b@x</d:href></c:calendar-user-address-set>
            </d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"##;
        let found = Multistatus::parse(body).unwrap();
        let props = &found.responses[0].props;
        assert_eq!(props.kinds, ["collection", "calendar"]);
        assert_eq!(props.components.as_deref(), Some(&["VEVENT".to_owned()][..]));
        assert_eq!(props.privileges.as_deref(), Some(&["read".to_owned(), "write".to_owned()][..]));
        assert_eq!(props.reports, ["sync-collection"]);
        assert_eq!(props.addresses, [("mailto:a@x".to_owned(), false), ("mailto:b@x".to_owned(), true)]);
    }

    #[test]
    fn a_status_may_stand_for_several_addresses() {
        let body = b"<multistatus xmlns='DAV:'><response><href>/a</href><href>/b</href><status>HTTP/1.1 404 Gone</status></response></multistatus>";
        let found = Multistatus::parse(body).unwrap();
        assert_eq!(
            found.responses.iter().map(|one| (one.href.as_str(), one.status)).collect::<Vec<_>>(),
            [("/a", Some(404)), ("/b", Some(404))]
        );
    }

    #[test]
    fn preconditions_are_found_with_their_address() {
        let body = b"<d:error xmlns:d='DAV:' xmlns:c='urn:ietf:params:xml:ns:caldav'><c:no-uid-conflict><d:href>/x.ics</d:href></c:no-uid-conflict></d:error>";
        let found = Preconditions::parse(body);
        assert!(found.names("no-uid-conflict") && !found.is_empty_error());
        assert_eq!(found.hrefs, ["/x.ics"]);
        assert!(Preconditions::parse(b"<error xmlns='DAV:'/>").is_empty_error());
        assert!(!Preconditions::parse(b"<html/>").is_error);
    }

    const PIECES: &[&str] = &[
        "<d:multistatus xmlns:d='DAV:' xmlns:c='urn:ietf:params:xml:ns:caldav'>",
        "</d:multistatus>",
        "<d:response>",
        "</d:response>",
        "<d:propstat>",
        "</d:propstat>",
        "<d:prop>",
        "</d:prop>",
        "<d:href>/a</d:href>",
        "<d:status>",
        "</d:status>",
        "HTTP/1.1 200 OK",
        "<c:comp name='&bad;'/>",
        "<d:getetag>",
        "&amp;",
        "&",
        "<![CDATA[",
        "]]>",
        "\u{0}",
    ];

    proptest! {
        #[test]
        fn no_order_of_pieces_makes_it_panic(order in proptest::collection::vec(0..PIECES.len(), 0..40)) {
            let body: String = order.into_iter().map(|at| PIECES[at]).collect();
            let _ = (Multistatus::parse(body.as_bytes()), Preconditions::parse(body.as_bytes()));
        }
    }
}
