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

/// Everything a reading returned.
pub(super) struct Round {
    /// Each item as sent.
    pub items: Vec<Box<RawValue>>,
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

/// Reads from `first` on. `headers` go with every page.
pub(super) async fn all(graph: &Graph, first: Url, headers: &[(HeaderName, &str)]) -> Result<Round, RemoteError> {
    let (mut items, mut bytes, mut at) = (Vec::new(), 0_usize, first);
    for _ in 0..PAGES {
        let reply = graph.send(http::Method::GET, &at, headers, Vec::new()).await?;
        if !reply.status.is_success() {
            return Err(reply.failure());
        }
        bytes = bytes.saturating_add(reply.body.len());
        let page: Page<'_> = serde_json::from_slice(&reply.body).map_err(|_| RemoteError::Garbled("page"))?;
        items.extend(page.value.into_iter().map(ToOwned::to_owned));
        match page.next.map(|link| graph.link(&link)).transpose()? {
            Some(next) if next != at && bytes < BYTES => at = next,
            Some(_) => break,
            None => return Ok(Round { items, delta: page.delta.map(|link| graph.link(&link)).transpose()? }),
        }
    }
    Err(RemoteError::Garbled("pages without end"))
}
