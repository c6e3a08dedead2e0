//! The table: for each provider the faults, and for each fault and request the outcome by name
//! (`tests/fixtures/faults/*.txt`). A dash is a cell that cannot come to be.

use super::Fault::{CutAfter, CutBefore, Empty, Endless, Flood, Html, NoNetwork, Refused, TimeOut, Truncated};
use super::Request::{
    self, Ask, Create, Dates, Discover, Exchange, Exists, Fetch, GiveBack, List, Look, Make, Options, Primary, ReadAll,
    ReadNew, Remove, Renew, State, Update, Within,
};
use super::{Fault, patient, said};

/// The outcomes at some providers.
pub struct Table {
    /// Their ids.
    pub providers: &'static [&'static str],
    pub requests: Vec<Request>,
    /// The fault in words, and the outcome of each request.
    pub rows: Vec<(String, Vec<String>)>,
}

/// Every table there is.
pub fn all() -> Vec<Table> {
    vec![
        read(&["caldav", "icloud", "fastmail"], include_str!("../../fixtures/faults/caldav.txt")),
        read(&["google"], include_str!("../../fixtures/faults/google.txt")),
        read(&["outlook"], include_str!("../../fixtures/faults/outlook.txt")),
        read(&["link"], include_str!("../../fixtures/faults/link.txt")),
    ]
}

fn read(providers: &'static [&'static str], text: &str) -> Table {
    let mut lines = text.lines().filter(|line| !line.is_empty()).map(cells);
    let requests = lines.next().unwrap_or_default().into_iter().skip(1);
    let requests = requests.map(|word| Request::ALL.iter().copied().find(|one| one.word() == word).unwrap()).collect();
    let rows = lines.map(|mut cells| {
        let fault = cells.remove(0);
        (fault, cells)
    });
    Table { providers, requests, rows: rows.collect() }
}

fn cells(line: &str) -> Vec<String> {
    line.split('|').map(|cell| cell.trim().to_owned()).collect()
}

impl Table {
    /// Returns what is expected; `None` = the cell is missing.
    pub fn outcome(&self, request: Request, fault: Fault) -> Option<&str> {
        let column = self.requests.iter().position(|one| *one == request)?;
        let (_, row) = self.rows.iter().find(|(word, _)| *word == fault.word())?;
        row.get(column).map(String::as_str)
    }

    /// The labels of its providers.
    pub fn heading(&self) -> String {
        let labels = self.providers.iter().map(|id| daybook_core::providers::by_id(id).unwrap().label);
        labels.collect::<Vec<_>>().join(", ")
    }
}

const NETWORK: &[Fault] = &[NoNetwork, Refused, CutBefore, CutAfter, TimeOut];
const ANSWERS: &[Fault] = &[Html, Truncated, Empty, Endless, Flood];
const DAV: &[Fault] = &[
    said(401, ""),
    said(403, ""),
    said(403, "need-privileges"),
    said(403, "valid-sync-token"),
    said(403, "no-uid-conflict"),
    said(403, "<error>"),
    said(404, ""),
    said(409, ""),
    said(410, ""),
    said(412, ""),
    said(413, ""),
    said(423, ""),
    patient(429, ""),
    said(429, ""),
    said(500, ""),
    patient(503, ""),
    said(503, ""),
    said(507, "quota-not-exceeded"),
];
const GOOGLE: &[Fault] = &[
    said(400, "invalid"),
    said(401, "authError"),
    said(403, "rateLimitExceeded"),
    said(403, "userRateLimitExceeded"),
    said(403, "quotaExceeded"),
    said(403, "dailyLimitExceeded"),
    said(403, "insufficientPermissions"),
    said(403, "forbidden"),
    said(403, "forbiddenForNonOrganizer"),
    said(403, "accessNotConfigured"),
    said(403, "somethingNew"),
    said(404, "notFound"),
    said(409, "duplicate"),
    said(410, "deleted"),
    said(410, "fullSyncRequired"),
    said(412, "conditionNotMet"),
    said(423, ""),
    patient(429, "rateLimitExceeded"),
    said(429, "rateLimitExceeded"),
    said(500, "backendError"),
    patient(503, "backendError"),
    said(503, "backendError"),
];
const GRAPH: &[Fault] = &[
    said(400, "ErrorInvalidRequest"),
    said(401, "InvalidAuthenticationToken"),
    said(403, "ErrorAccessDenied"),
    said(403, "ErrorQuotaExceeded"),
    said(403, "somethingNew"),
    said(404, "ErrorItemNotFound"),
    said(404, "MailboxNotEnabledForRESTAPI"),
    said(409, "ErrorIrresolvableConflict"),
    said(410, "SyncStateNotFound"),
    said(410, ""),
    said(412, "ErrorIrresolvableConflict"),
    said(423, ""),
    patient(429, "ApplicationThrottled"),
    said(429, "ApplicationThrottled"),
    said(500, "ErrorInternalServerError"),
    patient(503, "ServiceUnavailable"),
    said(503, "ServiceUnavailable"),
    said(507, "ErrorQuotaExceeded"),
];
const LINK: &[Fault] = &[
    said(401, ""),
    said(403, ""),
    said(404, ""),
    said(409, ""),
    said(410, ""),
    said(412, ""),
    said(423, ""),
    patient(429, ""),
    said(429, ""),
    said(500, ""),
    patient(503, ""),
    said(503, ""),
];
const TOKENS: &[Fault] = &[
    said(400, "invalid_grant"),
    said(400, "invalid_request"),
    said(401, "invalid_client"),
    said(403, ""),
    said(404, ""),
    said(409, ""),
    said(410, ""),
    said(412, ""),
    said(423, ""),
    patient(429, ""),
    said(429, ""),
    said(500, ""),
    patient(503, ""),
    said(503, ""),
];

/// Returns the kinds of request that are made to a provider.
pub fn requests(provider: &str) -> &'static [Request] {
    match provider {
        "google" => {
            &[Exchange, Discover, Renew, List, ReadAll, ReadNew, Fetch, Dates, Create, Update, Remove, Ask, GiveBack]
        }
        "outlook" => &[
            Exchange, Discover, Renew, List, Primary, ReadAll, ReadNew, Look, Fetch, Dates, Within, Create, Update,
            Remove, Exists, Ask,
        ],
        "link" => &[Discover, ReadNew],
        _ => &[Discover, Options, Make, List, State, ReadAll, ReadNew, Fetch, Create, Update, Remove, Exists, Ask],
    }
}

/// Returns the faults that a kind of request to a provider may meet.
pub fn faults(provider: &str, request: Request) -> Vec<Fault> {
    let own = match (provider, request) {
        (_, Exchange | Renew | GiveBack) => TOKENS,
        ("google", _) => GOOGLE,
        ("outlook", _) => GRAPH,
        ("link", _) => LINK,
        _ => DAV,
    };
    let pages =
        matches!(request, ReadAll | ReadNew | Look | Dates | Within | Ask) && provider != "link" || request == List;
    let answers = ANSWERS.iter().copied().filter(|fault| *fault != Endless || pages);
    NETWORK.iter().chain(own).copied().chain(answers).collect()
}
