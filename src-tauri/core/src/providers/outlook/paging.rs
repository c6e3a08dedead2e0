//! Reads to the end, page after page, by the links the server gives. An empty page is not the end.

use http::HeaderName;
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use super::graph::Graph;
use crate::providers::RemoteError;

/// The most pages and bytes of one reading, so that a server without a last page is not read for ever.
const PAGES: usize = 500;
const BYTES: usize = 128 * 1024 * 1024;

const WITHOUT_END: RemoteError = RemoteError::Garbled("pages without end");
/// The most empty pages in a row.
const EMPTY: usize = 40;

/// What a page, or all of them, returned.
pub(super) struct Round {
    /// Each item as sent.
    pub items: Vec<Box<RawValue>>,
    /// The next page.
    pub next: Option<Url>,
    /// Where a later reading finds what has changed.
    pub delta: Option<Url>,
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    value: Vec<&'a RawValue>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
    #[serde(rename = "@odata.deltaLink")]
    delta: Option<String>,
}

/// Reads the page at `first`, or the first one after it with something in it. `headers` go with every page.
pub(super) async fn page(graph: &Graph, first: &Url, headers: &[(HeaderName, &str)]) -> Result<Round, RemoteError> {
    let mut at = first.clone();
    for _ in 0..EMPTY {
        let (round, _) = one(graph, &at, headers).await?;
        match round.next {
            Some(next) if next == at => break,
            Some(next) if round.items.is_empty() => at = next,
            _ => return Ok(round),
        }
    }
    Err(WITHOUT_END)
}

/// Reads from `first` to the end.
pub(super) async fn all(graph: &Graph, first: Url, headers: &[(HeaderName, &str)]) -> Result<Round, RemoteError> {
    let (mut items, mut bytes, mut at) = (Vec::new(), 0_usize, first);
    for _ in 0..PAGES {
        let (round, size) = one(graph, &at, headers).await?;
        bytes = bytes.saturating_add(size);
        items.extend(round.items);
        match round.next {
            Some(next) if next != at && bytes < BYTES => at = next,
            Some(_) => break,
            None => return Ok(Round { items, ..round }),
        }
    }
    Err(WITHOUT_END)
}

/// Reads one page, and says how many bytes it had.
async fn one(graph: &Graph, at: &Url, headers: &[(HeaderName, &str)]) -> Result<(Round, usize), RemoteError> {
    let reply = graph.send(http::Method::GET, at, headers, Vec::new()).await?;
    if !reply.status.is_success() {
        return Err(reply.failure());
    }
    let page: Page<'_> = serde_json::from_slice(&reply.body).map_err(|_| RemoteError::Garbled("page"))?;
    let link = |link: Option<String>| link.map(|link| graph.link(&link)).transpose();
    let items = page.value.into_iter().map(ToOwned::to_owned).collect();
    Ok((Round { items, next: link(page.next)?, delta: link(page.delta)? }, reply.body.len()))
}
