//! Finds an account from what a person types: RFC 6764 (its SRV records are [`crate::ports::Names`]),
//! RFC 5397 and RFC 4791 section 6.2. No password is known here; [`crate::signin`] decides where one may go.

use url::Url;

use super::dav::Dav;
use super::dialect::Dialect;
use super::href;
use super::multistatus::{Props, Response};
use crate::model::connection::Account;
use crate::model::host;
use crate::providers::{BadAddress, Refusal, RemoteError};

/// Where every server should redirect from (RFC 6764 sections 5 and 6).
pub(super) const STARTS: [&str; 2] = ["/.well-known/caldav", "/"];
const NO_CALENDARS: RemoteError = RemoteError::Refused(Refusal::NoCalendars);

/// Returns the addresses to try, in order, for a bare host, a full address or an e-mail address.
pub fn candidates(input: &str) -> Result<Vec<Url>, BadAddress> {
    let input = input.trim();
    let text = match input.rsplit_once('@') {
        Some((_, domain)) if is_email(input) => format!("https://{domain}"),
        _ if input.contains("://") => input.to_owned(),
        _ => format!("https://{input}"),
    };
    if text.len() > 2000 {
        return Err(BadAddress::NotAnAddress);
    }
    let mut given = Url::parse(&text).map_err(|_| BadAddress::NotAnAddress)?;
    match given.scheme() {
        "https" => {}
        "http" if host::is_this_computer(&given) => {}
        "http" => return Err(BadAddress::Insecure),
        _ => return Err(BadAddress::NotAnAddress),
    }
    given.set_fragment(None);
    given.set_query(None);
    given.set_username("").map_err(|()| BadAddress::NotAnAddress)?;
    given.set_password(None).map_err(|()| BadAddress::NotAnAddress)?;
    let mut found: Vec<Url> = STARTS.iter().filter_map(|path| href::at_origin(&given, path)).collect();
    if !found.contains(&given) {
        found.insert(0, given);
    }
    Ok(found)
}

/// Returns whether a text is like `anna@praxis.example`, and not a URL with a user name in it.
pub fn is_email(input: &str) -> bool {
    let input = input.trim();
    let plain = !input.contains(['/', ':', ' ', '?', '#']);
    plain && input.rsplit_once('@').is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty())
}

/// What discovery found out about an account.
#[derive(Clone, Debug)]
pub(super) struct Discovery {
    pub principal: Option<Url>,
    /// The collection that holds the calendars, or the one calendar that was asked for.
    pub home: Url,
    /// Further homes, which are rare.
    pub more_homes: Vec<Url>,
    /// The address given is itself a calendar, perhaps one outside the home.
    pub pasted: Option<Url>,
    /// Where invitations come in (RFC 6638 section 2.2).
    pub inbox: Option<Url>,
    /// What the principal is called.
    pub name: Option<String>,
    /// Without `mailto:`, the preferred one first.
    pub addresses: Vec<String>,
}

/// Asks at `start` for the account. [`Refusal::NoCalendars`] = there is none here; try elsewhere.
pub(super) async fn find(dav: &Dav, start: &Url) -> Result<Discovery, RemoteError> {
    let (at, first) = ask(dav, start, "<d:current-user-principal/><d:resourcetype/><c:calendar-home-set/>").await?;
    let pasted = is_calendar(&first).then(|| href::as_collection(at.clone()));
    let principal = match &first.principal {
        Some(principal) => href::resolve(&at, principal),
        None if !first.homes.is_empty() => Some(at.clone()),
        None => None,
    };
    let Some(principal) = principal else { return without_principal(dav, at, pasted, &first).await };
    let wanted = "<c:calendar-home-set/><c:calendar-user-address-set/><c:schedule-inbox-URL/><d:displayname/>";
    let (at, about) = ask(dav, &principal, wanted).await?;
    let mut homes = about.homes.iter().filter_map(|home| href::resolve(&at, home)).map(href::as_collection);
    let home = homes.next().or_else(|| pasted.clone()).ok_or(NO_CALENDARS)?;
    let more_homes = homes.take(7).collect();
    let inbox = about.inbox.as_ref().and_then(|inbox| href::resolve(&at, inbox)).map(href::as_collection);
    let (name, addresses) = (about.name.clone(), addresses(&about));
    Ok(Discovery { principal: Some(principal), home, more_homes, pasted, inbox, name, addresses })
}

/// For servers that name no principal, such as Synology's: the address itself is the calendar or contains them.
async fn without_principal(dav: &Dav, at: Url, pasted: Option<Url>, first: &Props) -> Result<Discovery, RemoteError> {
    let home = href::as_collection(at);
    if pasted.is_none() {
        if !first.kinds.iter().any(|kind| kind == "collection") {
            return Err(NO_CALENDARS);
        }
        let members = dav.propfind(&home, "1", "<d:resourcetype/>").await?.multistatus().map_err(elsewhere)?;
        if !members.responses.iter().any(|member| is_calendar(&member.props)) {
            return Err(NO_CALENDARS);
        }
    }
    let (more_homes, addresses) = (Vec::new(), Vec::new());
    Ok(Discovery { principal: None, home, more_homes, pasted, inbox: None, name: None, addresses })
}

/// Returns who is signed in, as the window shows it.
pub(super) async fn account(dav: &Dav, found: &Discovery, user: &str, dialect: &Dialect) -> Account {
    let key = key(found, dialect);
    let user_is_address = is_email(user).then(|| user.trim().to_owned());
    let email = found.addresses.first().cloned().or(user_is_address).unwrap_or_else(|| user.to_owned());
    // RFC 6638 section 2: a server schedules only if it says so and knows whose calendar it is.
    let server_mails = !found.addresses.is_empty() && schedules(dav, &found.home).await;
    let server = place(found);
    let name = found.name.as_deref().and_then(|name| person(name, user));
    Account { key, email, name, addresses: found.addresses.clone(), server_mails, server }
}

/// Returns the name of a principal if it is one of a person: many servers repeat the user name or an address there.
fn person(name: &str, user: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let name = name.trim();
    let told = !name.is_empty() && !name.contains(['@', '/']) && !name.eq_ignore_ascii_case(user.trim());
    let plain = name.chars().count() <= LONGEST && !name.chars().any(char::is_control);
    (told && plain).then(|| name.to_owned())
}

/// Returns the account's identity at its provider.
pub(super) fn key(found: &Discovery, dialect: &Dialect) -> String {
    // The home's host, because the principal's is wherever the account was opened.
    let host = found.home.origin().ascii_serialization();
    match &found.principal {
        // iCloud may give every account the principal `/principal/`.
        Some(principal) if !dialect.moving_hosts => format!("{host}{}", href::key(principal.path())),
        None if !dialect.moving_hosts => format!("{host}{}", href::key(found.home.path())),
        Some(_) | None => format!("{}{}", host::site(&found.home).unwrap_or_default(), href::key(found.home.path())),
    }
}

/// Returns where the account is to be opened from now on.
pub(super) fn place(found: &Discovery) -> Url {
    match (&found.pasted, &found.principal) {
        (Some(pasted), _) if !pasted.as_str().starts_with(found.home.as_str()) => pasted.clone(),
        // One home of several does not lead to the others.
        (_, Some(principal)) if !found.more_homes.is_empty() && principal.origin() == found.home.origin() => {
            principal.clone()
        }
        _ => found.home.clone(),
    }
}

async fn schedules(dav: &Dav, home: &Url) -> bool {
    let Ok(reply) = dav.send("OPTIONS", home, &[], Vec::new()).await else { return false };
    let features = reply.headers.get_all("dav").iter().filter_map(|value| value.to_str().ok());
    features
        .flat_map(|value| value.split(','))
        .any(|feature| feature.trim().eq_ignore_ascii_case("calendar-auto-schedule"))
}

/// Sends a PROPFIND for one resource. Returns where it is after redirects, and its properties.
async fn ask(dav: &Dav, url: &Url, props: &str) -> Result<(Url, Props), RemoteError> {
    let reply = dav.propfind(url, "0", props).await?;
    let mut responses = reply.multistatus().map_err(elsewhere)?.responses;
    let own = responses.iter().position(|one| is_at(one, &reply.url)).unwrap_or(0);
    if responses.is_empty() {
        return Err(NO_CALENDARS);
    }
    let response = responses.swap_remove(own);
    if response.status.is_some_and(|status| !(200..300).contains(&status)) {
        return Err(NO_CALENDARS);
    }
    Ok((reply.url, response.props))
}

fn is_at(response: &Response, url: &Url) -> bool {
    href::resolve(url, &response.href).is_some_and(|at| href::key(at.path()) == href::key(url.path()))
}

/// Returns whether an error means that the address does not lead to a calendar: a web page, a 404, a 405.
fn elsewhere(error: RemoteError) -> RemoteError {
    match error {
        RemoteError::Garbled(_) | RemoteError::Gone | RemoteError::Conflict { .. } => NO_CALENDARS,
        RemoteError::Refused(Refusal::Other | Refusal::ReadOnly) => NO_CALENDARS,
        other => other,
    }
}

pub(super) fn is_calendar(props: &Props) -> bool {
    props.kinds.iter().any(|kind| kind == "calendar")
}

/// Returns the `mailto:` addresses, each once and the preferred one first.
fn addresses(props: &Props) -> Vec<String> {
    let mut marked: Vec<_> = props.addresses.iter().filter_map(|(href, first)| Some((mail(href)?, *first))).collect();
    marked.sort_by_key(|(_, first)| !first);
    let mut found: Vec<String> = Vec::new();
    for (address, _) in marked.into_iter().take(50) {
        if !found.iter().any(|known| known.eq_ignore_ascii_case(&address)) {
            found.push(address);
        }
    }
    found
}

/// Turns `mailto:anna%40x.example` into `anna@x.example`; `None` if it is no e-mail address.
fn mail(href: &str) -> Option<String> {
    let (scheme, address) = href.trim().split_once(':')?;
    let address = href::key(address);
    (scheme.eq_ignore_ascii_case("mailto") && is_email(&address)).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Y41
    #[test]
    fn what_only_repeats_the_user_name_is_no_name_of_a_person() {
        assert_eq!(person(" Anna Keller ", "anna").as_deref(), Some("Anna Keller"));
        for other in ["", " ", "anna", "Anna", "anna@praxis.example", "/principals/anna/", "An\nna"] {
            assert_eq!(person(other, "anna"), None, "{other:?}");
        }
    }

    fn tried(input: &str) -> Vec<String> {
        candidates(input).unwrap().iter().map(Url::to_string).collect()
    }

    /// S4, wanted 61
    #[test]
    fn a_host_an_address_and_an_email_each_lead_to_the_places_to_try() {
        let of_host = ["https://dav.example.com/.well-known/caldav", "https://dav.example.com/"];
        assert_eq!(tried(" dav.example.com "), of_host);
        assert_eq!(tried("https://dav.example.com"), of_host);
        assert_eq!(tried("anna@dav.example.com"), of_host);
        assert_eq!(
            tried("https://dav.example.com:8443/remote.php/dav?x#y"),
            [
                "https://dav.example.com:8443/remote.php/dav",
                "https://dav.example.com:8443/.well-known/caldav",
                "https://dav.example.com:8443/"
            ]
        );
        assert_eq!(tried("dav.example.com/anna/")[0], "https://dav.example.com/anna/");
        assert_eq!(tried("https://anna:secret@dav.example.com/"), of_host);
    }

    /// S62
    #[test]
    fn plain_http_is_taken_for_this_computer_only() {
        assert_eq!(candidates("http://dav.example.com"), Err(BadAddress::Insecure));
        assert_eq!(tried("http://127.0.0.1:5232")[0], "http://127.0.0.1:5232/.well-known/caldav");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for input in
            ["", "   ", "https://", "two words", "ftp://dav.example.com", "@", "javascript:alert(1)", &"a".repeat(3000)]
        {
            assert_eq!(candidates(input), Err(BadAddress::NotAnAddress), "{input:?}");
        }
    }

    #[test]
    fn the_preferred_mail_address_comes_first() {
        let props = Props {
            addresses: [
                ("/1/principal/", false),
                ("mailto:a@x.example", false),
                ("tel:+49", false),
                ("MAILTO:b%40x.example", true),
                ("mailto:A@x.example", false),
                ("mailto:iCloud", true),
            ]
            .map(|(address, first)| (address.to_owned(), first))
            .to_vec(),
            ..Props::default()
        };
        assert_eq!(addresses(&props), ["b@x.example", "a@x.example"]);
    }
}
