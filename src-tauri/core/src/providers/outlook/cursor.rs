//! Where reading goes on: the span that is read and, if there is one, the link to what has changed in it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use super::graph::Graph;
use crate::model::ids::Cursor;
use crate::providers::span::ReadSpan;

#[derive(Serialize, Deserialize)]
struct StoredCursor {
    /// Seconds since 1970.
    from: i64,
    to: i64,
    /// The delta link as Graph gave it; `None` = this calendar is read whole each time.
    link: Option<String>,
    /// The link is that of a page of a full reading.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    under_way: bool,
}

/// A cursor that is still valid.
pub(super) struct Place {
    pub span: ReadSpan,
    pub link: Option<Url>,
    pub under_way: bool,
}

impl Place {
    /// Reads a cursor; `None` if it is not ours, comes from another server, or ends too soon (trap 15).
    pub fn read(cursor: &Cursor, now: DateTime<Utc>, graph: &Graph) -> Option<Self> {
        let StoredCursor { from, to, link, under_way } = serde_json::from_str(cursor.as_str()).ok()?;
        let span = ReadSpan::at(from, to).filter(|span| span.still_good(now))?;
        let link = link.map(|link| graph.link(&link)).transpose().ok()?;
        Some(Self { span, link, under_way })
    }

    pub fn cursor(&self) -> Cursor {
        let ReadSpan { from, to } = self.span;
        let link = self.link.as_ref().map(Url::to_string);
        let kept = StoredCursor { from: from.timestamp(), to: to.timestamp(), link, under_way: self.under_way };
        serde_json::to_string(&kept).unwrap_or_default().into()
    }
}

/// The parameters of a calendar view of this span.
pub(super) fn view(span: &ReadSpan) -> String {
    let (from, to) = span.bounds();
    format!("startDateTime={from}&endDateTime={to}")
}
