//! What is at an address. Nothing is saved here.

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::make::not_made;
use super::{named, same_account};
use crate::app::error::{link_error, sign_in_error};
use crate::app::present::shown_host;
use crate::app::views::{FoundAccount, FoundCalendarView, UiError};
use crate::app::{Answer, App, lock};
use crate::model::client::Hue;
use crate::model::connection::{Account, FoundCalendar};
use crate::model::reason::Reason;
use crate::model::secret::Secret;
use crate::model::sign_in::TokenSet;
use crate::providers::{self, BadAddress, Provider, Refusal, RemoteError, Server, SignIn};
use crate::signin::session::{self, Credentials};
use crate::store::former_calendars::{Former, Role};
use crate::store::{self, Db, Store, calendars, former_calendars};

/// How long a look-up is valid.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);

/// An account that was looked up. Not saved; forgotten after a while or when the app ends.
pub(in crate::app) struct LookedUp {
    pub provider: &'static Provider,
    pub account: Account,
    pub signed_in: UsedSignIn,
    /// The person gave read access only.
    pub read_only: bool,
    pub calendars: Vec<FoundCalendar>,
    pub at: DateTime<Utc>,
}

/// An account, its calendars, and the user name that it took.
type Found = Result<(Account, Vec<FoundCalendar>, String), RemoteError>;

/// The sign-in a look-up used.
pub(in crate::app) enum UsedSignIn {
    Password { user: String, password: Secret },
    Tokens(TokenSet),
}

impl App {
    /// Signs in and lists the calendars. Nothing is saved.
    pub async fn look_up(
        &self,
        provider: &str,
        server: Option<&str>,
        user: &str,
        password: Secret,
    ) -> Answer<FoundAccount> {
        self.look_up_or_make(provider, server, user, password, None).await
    }

    pub(super) async fn look_up_or_make(
        &self,
        provider: &str,
        server: Option<&str>,
        user: &str,
        password: Secret,
        make: Option<&str>,
    ) -> Answer<FoundAccount> {
        let store = self.open_store()?;
        let provider = providers::by_id(provider).ok_or_else(|| UiError::unknown_id("provider"))?;
        let (place, app_password) = match &provider.sign_in {
            SignIn::Password { server, app_password } => (server, app_password),
            SignIn::Link => return self.look_up_link(&store, provider, password).await,
            SignIn::Browser(_) => return Err(UiError::unknown_id("provider")),
        };
        let words = &provider.words;
        let user = user.trim();
        if user.is_empty() || user.chars().any(char::is_control) {
            return Err(UiError::input("A user name is needed.", ""));
        }
        let password = app_password.as_ref().map_or_else(|| password.duplicate(), |rules| (rules.tidy)(&password));
        if password.is_empty() {
            return Err(UiError::input("A password is needed.", ""));
        }
        let given = server.map(str::trim).filter(|given| !given.is_empty());
        let addresses = place.addresses(given.or(Some(user)), &self.ports().settings).map_err(|bad| match bad {
            BadAddress::NotAnAddress => UiError::new(
                Reason::AuthNotCaldav,
                format!("“{}” is not the address of a server.", given.unwrap_or(user)),
                "Give a host such as dav.example.com, a full address that begins with https, or an e-mail address.",
            ),
            BadAddress::Insecure => sign_in_error(&RemoteError::Refused(Refusal::Insecure), "", words),
        })?;
        let host = addresses.first().map(shown_host).unwrap_or_default();
        let answered = match self.first_that_answers(provider, &addresses, user, &password).await {
            Err(error) if named::may_know_better(&error) => {
                self.first_that_is_named(provider, given.unwrap_or(user), user, &password).await?.unwrap_or(Err(error))
            }
            answered => answered,
        };
        let (account, mut calendars, user) = answered.map_err(|error| sign_in_error(&error, &host, words))?;
        if calendars.is_empty() {
            let Some(name) = make else { return Err(UiError::of(Reason::AuthNoCalendar)) };
            let made = self.make(provider, &account, &user, &password, name).await;
            calendars = made.map_err(|error| not_made(&error, &shown_host(&account.server), words))?;
        }
        let signed_in = UsedSignIn::Password { user, password };
        self.remember(&store, LookedUp { provider, account, signed_in, read_only: false, calendars, at: self.now() })
    }

    /// Reads what is at a calendar link. The link itself is in no error and no view.
    async fn look_up_link(&self, store: &Store, provider: &'static Provider, link: Secret) -> Answer<FoundAccount> {
        let remote = session::open_link(provider, self.ports(), &link).map_err(|bad| match bad {
            BadAddress::NotAnAddress => {
                UiError::input("This is not a calendar link.", "Copy it as a whole: it begins with https or webcal.")
            }
            BadAddress::Insecure => link_error(&RemoteError::Refused(Refusal::Insecure), "", &provider.words),
        })?;
        let account = remote.whoami().await.map_err(|error| link_error(&error, "", &provider.words))?;
        let host = shown_host(&account.server);
        let calendars = remote.calendars().await.map_err(|error| link_error(&error, &host, &provider.words))?;
        let signed_in = UsedSignIn::Password { user: String::new(), password: link };
        self.remember(store, LookedUp { provider, account, signed_in, read_only: false, calendars, at: self.now() })
    }

    /// Keeps what was found until the person has chosen.
    pub(in crate::app) fn remember(&self, store: &Store, found: LookedUp) -> Answer<FoundAccount> {
        let (known, has_receiving, roles) = store.read(|db| {
            let known = same_account(db, found.provider.id, &found.account)?;
            let roles = Roles::of(db, found.provider, &found.account)?;
            Ok((known, calendars::receiving(db)?.is_some(), roles))
        })?;
        let found_id = uuid::Uuid::new_v4().to_string();
        let view = FoundAccount {
            found_id: found_id.clone(),
            provider: found.provider.id.to_owned(),
            email: found.account.email.clone(),
            connection_id: known.map(|id| id.as_str().to_owned()),
            read_only: found.read_only,
            calendars: found_views(
                &found.calendars,
                &roles,
                has_receiving,
                matches!(found.provider.sign_in, SignIn::Link),
            ),
        };
        let mut all = lock(&self.0.found);
        all.retain(|_, other| (TimeDelta::zero()..GOOD_FOR).contains(&(found.at - other.at)));
        all.insert(found_id, found);
        Ok(view)
    }

    /// Tries each address until one is a calendar server. A refused password ends it at once: too
    /// many tries can lock an account.
    async fn first_that_answers(&self, provider: &Provider, addresses: &[Url], user: &str, password: &Secret) -> Found {
        let mut worst = RemoteError::Refused(Refusal::NoCalendars);
        for address in addresses {
            match self.ask(provider, address, user, password).await {
                Ok((account, calendars)) => return Ok((account, calendars, user.to_owned())),
                Err(RemoteError::SignedOut) => {
                    // RFC 6764 section 6: the whole address first, then the part before the @.
                    let Some((local, _)) = user.split_once('@') else { return Err(RemoteError::SignedOut) };
                    if !matches!(provider.sign_in, SignIn::Password { server: Server::Asked { .. }, .. }) {
                        return Err(RemoteError::SignedOut);
                    }
                    let (account, calendars) = self.ask(provider, address, local, password).await?;
                    return Ok((account, calendars, local.to_owned()));
                }
                Err(error) => {
                    if weight(&error) > weight(&worst) {
                        worst = error;
                    }
                }
            }
        }
        Err(worst)
    }

    /// Tries the servers that the typed domain names. `None` = it names none.
    async fn first_that_is_named(
        &self,
        provider: &Provider,
        typed: &str,
        user: &str,
        password: &Secret,
    ) -> Answer<Option<Found>> {
        let SignIn::Password { server: Server::Asked { service, .. }, .. } = &provider.sign_in else { return Ok(None) };
        let Some(domain) = named::domain(typed) else { return Ok(None) };
        let service = self.ports().names.service(&format!("{service}.{domain}")).await;
        let named = named::places(&domain, &service);
        if let (true, Some(foreign)) = (named.own.is_empty(), &named.foreign) {
            return Err(UiError::new(
                Reason::AuthRedirect,
                format!("{domain} names {} as its calendar server.", shown_host(foreign)),
                format!("The password was not sent there. If you trust that site, give {foreign} as the address."),
            ));
        }
        let tried = !named.own.is_empty();
        Ok(if tried { Some(self.first_that_answers(provider, &named.own, user, password).await) } else { None })
    }

    async fn ask(
        &self,
        provider: &Provider,
        address: &Url,
        user: &str,
        password: &Secret,
    ) -> Result<(Account, Vec<FoundCalendar>), RemoteError> {
        let credentials = Credentials::Password { user: user.to_owned(), password: password.duplicate() };
        let remote = session::open(provider, self.ports(), address, Vec::new(), credentials);
        let account = remote.whoami().await?;
        let calendars = remote.calendars().await?;
        Ok((account, calendars))
    }
}

/// Ranks failures by how much they say about what to do.
fn weight(error: &RemoteError) -> u8 {
    match error {
        RemoteError::SignedOut => 9,
        RemoteError::NotLetIn(_) | RemoteError::Refused(Refusal::Certificate) => 8,
        RemoteError::Refused(Refusal::Redirect) => 7,
        RemoteError::Refused(Refusal::Insecure) => 6,
        RemoteError::Throttled { .. } => 5,
        RemoteError::Refused(Refusal::TooLarge) => 4,
        RemoteError::Offline | RemoteError::Unreached | RemoteError::NoAnswer | RemoteError::Failed => 3,
        RemoteError::Garbled(_) => 2,
        RemoteError::Refused(
            Refusal::ReadOnly | Refusal::NoCalendars | Refusal::CalendarGone | Refusal::Quota | Refusal::Other,
        )
        | RemoteError::Conflict { .. }
        | RemoteError::Gone
        | RemoteError::CursorLost => 1,
    }
}

/// What calendars were for before their account was disconnected.
#[derive(Default)]
struct Roles {
    former: Vec<Former>,
    /// The server has another name by now: calendars are told by theirs, and what they are called proves little.
    by_name: bool,
}

impl Roles {
    fn of(db: &Db<'_>, provider: &Provider, account: &Account) -> store::Result<Self> {
        let own = former_calendars::of_account(db, provider.id, account)?;
        if !own.is_empty() || !matches!(provider.sign_in, SignIn::Password { .. }) {
            return Ok(Self { former: own, by_name: false });
        }
        let others = former_calendars::of_provider(db, provider.id)?.into_iter();
        let same = others.filter(|(key, _)| is_under_another_name(key, &account.key));
        Ok(Self { former: same.map(|(_, former)| former).collect(), by_name: true })
    }

    fn of_calendar<'a>(&'a self, calendar: &'a FoundCalendar) -> impl Iterator<Item = Role> + 'a {
        let same = move |former: &&Former| match self.by_name {
            true => former.name == calendar.name,
            false => former.handle == calendar.handle,
        };
        self.former.iter().filter(same).filter_map(|former| former.role)
    }

    /// Returns whether the time of a calendar was taken. A name alone frees no time.
    fn counted_busy(&self, calendar: &FoundCalendar) -> Option<bool> {
        let busy = self.of_calendar(calendar).map(|role| role.counts_busy).reduce(|one, other| one || other);
        busy.filter(|busy| *busy || !self.by_name)
    }

    /// Returns whether bookings went to a calendar. Where several are called the same, it is not clear to which.
    fn received(&self, calendar: &FoundCalendar) -> bool {
        let mut roles = self.of_calendar(calendar);
        roles.next().is_some_and(|role| role.receives_bookings) && roles.next().is_none()
    }

    /// Returns whether bookings went to a calendar of the account, though it may be missing for a moment.
    fn any_received(&self) -> bool {
        !self.by_name && self.former.iter().any(|former| former.role.is_some_and(|role| role.receives_bookings))
    }
}

/// Returns whether two accounts differ by the name of their server only, by the addresses of their principals.
fn is_under_another_name(former: &str, now: &str) -> bool {
    match (Url::parse(former), Url::parse(now)) {
        (Ok(former), Ok(now)) => former.has_host() && former.path() == now.path() && now.path().len() > 1,
        (_, _) => false,
    }
}

/// `all_busy` = what cannot be written is proposed to count as busy too.
fn found_views(found: &[FoundCalendar], roles: &Roles, has_receiving: bool, all_busy: bool) -> Vec<FoundCalendarView> {
    let remembered = found.iter().position(|calendar| calendar.can_write && roles.received(calendar));
    let preferred = found.iter().position(|calendar| calendar.can_write && calendar.preferred);
    let in_sight = || found.iter().position(|calendar| calendar.can_write && !calendar.aside);
    let usual = || preferred.or_else(in_sight).or_else(|| found.iter().position(|calendar| calendar.can_write));
    let receiving = if roles.any_received() { remembered } else { remembered.or_else(usual) };
    let receives = |index| !has_receiving && receiving == Some(index);
    found
        .iter()
        .enumerate()
        .map(|(index, calendar)| FoundCalendarView {
            key: calendar.handle.as_str().to_owned(),
            name: calendar.name.clone(),
            hue: calendar.color.as_deref().and_then(Hue::nearest).unwrap_or_else(|| Hue::nth(index)),
            can_write: calendar.can_write,
            counts_busy: receives(index)
                || roles.counted_busy(calendar).unwrap_or((calendar.can_write || all_busy) && !calendar.aside),
            receives_bookings: receives(index),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::CalendarId;
    use crate::model::rules::Rules;

    /// Y19, Y43
    #[test]
    fn what_is_put_aside_there_neither_counts_as_busy_nor_receives_bookings() {
        let calendar = |index: usize, aside: bool| FoundCalendar {
            handle: format!("/{index}/").into(),
            name: format!("{index}"),
            color: None,
            can_write: true,
            zone: None,
            preferred: false,
            aside,
        };
        let proposed = |marks: [bool; 2]| {
            let calendars: Vec<_> =
                marks.into_iter().enumerate().map(|(index, aside)| calendar(index, aside)).collect();
            let views = found_views(&calendars, &Roles::default(), false, true);
            views.iter().map(|view| (view.counts_busy, view.receives_bookings)).collect::<Vec<_>>()
        };
        assert_eq!(proposed([true, false]), [(false, false), (true, true)]);
        assert_eq!(proposed([true, true]), [(true, true), (false, false)], "what receives them counts");
    }

    /// Y18
    #[test]
    fn bookings_are_proposed_to_go_where_the_person_or_the_server_said() {
        let found = |marks: &[(bool, bool)]| {
            let calendar = |(index, (can_write, preferred)): (usize, &(bool, bool))| FoundCalendar {
                handle: format!("/{index}/").into(),
                name: format!("{index}"),
                color: None,
                can_write: *can_write,
                zone: None,
                preferred: *preferred,
                aside: false,
            };
            let calendars: Vec<_> = marks.iter().enumerate().map(calendar).collect();
            let proposed = |has_receiving| {
                found_views(&calendars, &Roles::default(), has_receiving, false)
                    .iter()
                    .position(|view| view.receives_bookings)
            };
            assert_eq!(proposed(true), None, "another account receives them");
            proposed(false)
        };
        assert_eq!(found(&[(true, false), (true, true)]), Some(1));
        assert_eq!(found(&[(true, false), (false, true)]), Some(0), "what cannot be written receives nothing");
        assert_eq!(found(&[(false, false), (true, false)]), Some(1));
        assert_eq!(found(&[(false, true)]), None);
    }

    /// An account that has another server name by now is told by the names of its calendars; what is not clear is busy.
    #[test]
    fn calendars_of_an_account_under_another_name_are_proposed_for_what_they_were_for() {
        let calendar = |name: &str| FoundCalendar {
            handle: format!("/new/{name}/").into(),
            name: name.into(),
            color: None,
            can_write: true,
            zone: None,
            preferred: name == "Private",
            aside: false,
        };
        let former = |name: &str, counts_busy: bool, receives_bookings: bool| Former {
            id: CalendarId::random(),
            handle: format!("/old/{name}/").into(),
            name: name.into(),
            role: Some(Role { counts_busy, receives_bookings, shown: true, can_write: true }),
            rules: Rules::default(),
        };
        let found = ["Private", "Practice", "Choir", "Garden"].map(calendar);
        let mut roles = Roles {
            former: vec![
                former("Private", false, false),
                former("Practice", true, true),
                former("Choir", true, true),
                former("Choir", false, false),
            ],
            by_name: true,
        };
        let proposed = |roles: &Roles, has_receiving| {
            let views = found_views(&found, roles, has_receiving, false);
            views.iter().map(|view| (view.counts_busy, view.receives_bookings)).collect::<Vec<_>>()
        };
        assert_eq!(proposed(&roles, false), [(true, false), (true, true), (true, false), (true, false)]);
        assert_eq!(proposed(&roles, true), [(true, false); 4]);
        // Of the account itself, one that received bookings and is missing for the moment has no substitute.
        roles = Roles { former: vec![former("Practice", true, true)], by_name: false };
        assert_eq!(proposed(&roles, false), [(true, false); 4]);
        // Its own calendars are for exactly what they were for.
        let own = Former { handle: "/new/Private/".into(), ..former("Private", false, false) };
        roles = Roles { former: vec![own], by_name: false };
        assert_eq!(proposed(&roles, true), [(false, false), (true, false), (true, false), (true, false)]);
    }

    #[test]
    fn an_account_is_another_person_s_unless_only_the_name_of_its_server_differs() {
        let of = |former: &str| is_under_another_name(former, "https://dav.example/anna/");
        assert!(of("https://cloud.example/anna/") && of("http://127.0.0.1:5232/anna/"));
        assert!(!of("https://dav.example/ben/") && !of("anna@example.org") && !of(""));
        assert!(!is_under_another_name("https://a.example/", "https://b.example/"));
    }
}
