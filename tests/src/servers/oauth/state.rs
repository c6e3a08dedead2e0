//! What the server knows: people, consents, codes, and families of tokens that live and die together.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

use super::fault::Fault;
use super::manner::{Client, LOOP_WINDOW, Manner, RefreshRule};
use super::refuse::Why;
use super::{Account, Person, Seen, scope};

/// How long a code lives.
pub const CODE_LIFE: Duration = Duration::from_secs(600);

/// An authorization request that was found in order.
#[derive(Clone)]
pub struct Asked {
    pub client: Client,
    pub redirect: String,
    /// As the server spells them.
    pub scopes: Vec<String>,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub challenge: Challenge,
    pub form_post: bool,
    pub login_hint: Option<String>,
    pub prompt: String,
}

/// RFC 7636, 4.2.
#[derive(Clone, PartialEq, Eq)]
pub enum Challenge {
    Plain(String),
    S256(String),
}

pub struct Code {
    pub asked: Asked,
    pub account: Account,
    pub scopes: Vec<String>,
    /// The person saw a consent page.
    pub consented: bool,
    pub until: DateTime<Utc>,
    pub used: bool,
    pub family: Option<usize>,
}

/// What came of one consent.
pub struct Family {
    pub account: Account,
    pub client: &'static str,
    pub scopes: Vec<String>,
    pub dead: bool,
}

struct AccessToken {
    family: usize,
    scopes: Vec<String>,
    until: DateTime<Utc>,
}

pub struct RefreshToken {
    pub family: usize,
    until: Option<DateTime<Utc>>,
    /// A newer one was given out for it.
    pub replaced: bool,
}

pub struct State {
    pub manner: Manner,
    pub accounts: Vec<Account>,
    pub person: Person,
    pub faults: Vec<(Fault, bool)>,
    pub seen: Vec<Seen>,
    /// Every code and token given out, for tests that look where they must not be.
    pub issued: Vec<String>,
    /// Requests that a person is looking at.
    pub open: HashMap<String, Asked>,
    pub codes: HashMap<String, Code>,
    pub families: Vec<Family>,
    access: HashMap<String, AccessToken>,
    pub refresh: HashMap<String, RefreshToken>,
    /// Client and e-mail: what was allowed.
    consents: HashMap<(&'static str, String), BTreeSet<String>>,
    pub attempts: Vec<(DateTime<Utc>, String)>,
    set: DateTime<Utc>,
    set_at: Instant,
}

impl State {
    pub fn new(manner: Manner, now: DateTime<Utc>) -> Self {
        Self {
            manner,
            accounts: vec![Account::default()],
            person: Person::default(),
            faults: Vec::new(),
            seen: Vec::new(),
            issued: Vec::new(),
            open: HashMap::new(),
            codes: HashMap::new(),
            families: Vec::new(),
            access: HashMap::new(),
            refresh: HashMap::new(),
            consents: HashMap::new(),
            attempts: Vec::new(),
            set: now,
            set_at: Instant::now(),
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.set + self.set_at.elapsed()
    }

    pub fn set_now(&mut self, now: DateTime<Utc>) {
        (self.set, self.set_at) = (now, Instant::now());
    }

    /// The first fault that `find` knows; away with it where it was for once.
    pub fn fault<T>(&mut self, find: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        let (at, found) = self.faults.iter().enumerate().find_map(|(at, (fault, _))| Some((at, find(fault)?)))?;
        if self.faults[at].1 {
            self.faults.remove(at);
        }
        Some(found)
    }

    pub fn fails(&mut self, fault: &Fault) -> bool {
        self.fault(|one| (one == fault).then_some(())).is_some()
    }

    pub fn client(&self, id: &str) -> Option<Client> {
        self.manner.clients.iter().find(|client| client.id == id).copied()
    }

    pub fn account(&self, email: &str) -> Option<Account> {
        self.accounts.iter().find(|account| account.email.eq_ignore_ascii_case(email)).cloned()
    }

    pub fn allow(&mut self, client: &'static str, email: &str, scopes: &[String]) {
        self.consents.entry((client, email.to_owned())).or_default().extend(scopes.iter().cloned());
    }

    pub fn allowed(&self, client: &'static str, email: &str) -> BTreeSet<String> {
        self.consents.get(&(client, email.to_owned())).cloned().unwrap_or_default()
    }

    pub fn new_code(&mut self, asked: Asked, account: Account, scopes: Vec<String>, consented: bool) -> String {
        let code = self.secret(scope::code_prefix(self.manner.wording));
        let until = self.now() + CODE_LIFE;
        self.codes.insert(code.clone(), Code { asked, account, scopes, consented, until, used: false, family: None });
        code
    }

    pub fn new_family(&mut self, account: Account, client: &'static str, scopes: Vec<String>) -> usize {
        self.families.push(Family { account, client, scopes, dead: false });
        self.families.len() - 1
    }

    pub fn new_access(&mut self, family: usize, scopes: Vec<String>) -> String {
        let token = self.secret(scope::access_prefix(self.manner.wording));
        let until = self.now() + Duration::from_secs(self.manner.expires_in.into());
        self.access.insert(token.clone(), AccessToken { family, scopes, until });
        token
    }

    pub fn new_refresh(&mut self, family: usize) -> String {
        let token = self.secret(scope::refresh_prefix(self.manner.wording));
        let until = self.manner.refresh_life.map(|life| self.now() + life);
        self.refresh.insert(token.clone(), RefreshToken { family, until, replaced: false });
        token
    }

    /// The family a refresh token speaks for. One that was replaced ends it where rotation is strict.
    pub fn family_of(&mut self, token: &str, client: &str) -> Result<usize, Why> {
        let now = self.now();
        let known = self.refresh.get(token).ok_or(Why::RefreshUnknown)?;
        let family = &mut self.families[known.family];
        if family.dead || family.client != client {
            return Err(Why::RefreshUnknown);
        }
        if known.until.is_some_and(|until| until <= now) {
            return Err(Why::RefreshExpired);
        }
        if known.replaced && self.manner.refresh == RefreshRule::RotatedStrictly {
            family.dead = true;
            return Err(Why::RefreshUnknown);
        }
        Ok(known.family)
    }

    /// Whom an access token speaks for.
    pub fn holder(&self, token: &str) -> Option<(&Account, &[String])> {
        let known = self.access.get(token)?;
        let family = &self.families[known.family];
        (!family.dead && known.until > self.now()).then_some((&family.account, &known.scopes))
    }

    pub fn expire_access_tokens(&mut self) {
        let now = self.now();
        self.access.values_mut().for_each(|token| token.until = now);
    }

    /// The person takes back what was allowed: all clients', on all devices.
    pub fn revoke(&mut self, email: &str) {
        self.families.iter_mut().filter(|family| family.account.email == email).for_each(|family| family.dead = true);
        self.consents.retain(|(_, known), _| known != email);
    }

    /// As a client asks for it with any token of a family.
    pub fn revoke_token(&mut self, token: &str) -> Result<(), Why> {
        let family = self.access.get(token).map(|token| token.family);
        let family = family.or_else(|| self.refresh.get(token).map(|token| token.family)).ok_or(Why::NoSuchToken)?;
        if self.families[family].dead {
            return Err(Why::NoSuchToken);
        }
        let email = self.families[family].account.email.clone();
        self.revoke(&email);
        Ok(())
    }

    /// Whether `request` came too often of late.
    pub fn loops(&mut self, request: String) -> bool {
        let now = self.now();
        self.attempts.retain(|(at, _)| now - *at < chrono::TimeDelta::from_std(LOOP_WINDOW).unwrap_or_default());
        self.attempts.push((now, request.clone()));
        let so_many = self.attempts.iter().filter(|(_, known)| *known == request).count();
        self.manner.loop_guard.is_some_and(|limit| so_many > limit)
    }

    fn secret(&mut self, prefix: &str) -> String {
        let secret = format!("{prefix}{}", random());
        self.issued.push(secret.clone());
        secret
    }
}

/// 192 bits, base64url.
pub fn random() -> String {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).unwrap();
    URL_SAFE_NO_PAD.encode(bytes)
}
