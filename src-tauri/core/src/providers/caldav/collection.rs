//! One calendar as a WebDAV collection: the addresses of its members, and whether it exists.

use url::Url;

use super::dav::Dav;
use super::dialect::Dialect;
use super::href;
use crate::model::ids::{CalendarHandle, EventHandle};
use crate::providers::RemoteError;

/// An answer about a collection that does not hold the collection is none (RFC 4918 section 9.1).
pub(super) const NOTHING: RemoteError = RemoteError::Garbled("an answer without the collection itself");

pub(super) struct Collection<'a> {
    pub dav: &'a Dav,
    pub dialect: &'static Dialect,
    /// Ends with a slash.
    pub url: Url,
}

impl<'a> Collection<'a> {
    /// `base` is where the account's home is now; the handle is a path there, or a whole address.
    pub fn open(
        dav: &'a Dav,
        dialect: &'static Dialect,
        base: &Url,
        calendar: &CalendarHandle,
    ) -> Result<Self, RemoteError> {
        let url = href::resolve(base, calendar.as_str()).map(href::as_collection);
        Ok(Self { dav, dialect, url: url.ok_or(RemoteError::Garbled("calendar address"))? })
    }

    /// Returns the address of a member. Never that of the collection itself, which a DELETE would empty.
    pub fn member(&self, handle: &EventHandle) -> Result<Url, RemoteError> {
        let named = handle.as_str();
        let url = if named.starts_with('/') {
            href::at_origin(&self.url, named)
        } else {
            href::at_origin(&self.url, &format!("{}{named}", self.url.path()))
        };
        url.filter(|url| !self.is_itself(url) && !url.path().ends_with('/'))
            .ok_or(RemoteError::Garbled("event address"))
    }

    /// Returns a member's handle: the last segment as the server spells it, or its whole path if
    /// that does not continue the collection's own spelling.
    pub fn handle(&self, url: &Url) -> EventHandle {
        match url.path().strip_prefix(self.url.path()) {
            Some(name) if !name.is_empty() && !name.contains('/') => name.into(),
            Some(_) | None => url.path().into(),
        }
    }

    /// Returns whether an address is one of its members', however it is spelt.
    pub fn holds(&self, url: &Url) -> bool {
        let (folder, name) = href::split(url.path());
        !name.is_empty() && href::key(folder) == href::key(self.url.path())
    }

    pub fn is_itself(&self, url: &Url) -> bool {
        href::key(url.path()) == href::key(self.url.path())
    }

    /// Returns the form in which members are compared, whatever their spelling.
    pub fn key(&self, handle: &EventHandle) -> String {
        match self.member(handle) {
            Ok(url) => href::key(url.path()),
            Err(_) => handle.as_str().to_owned(),
        }
    }

    /// Asks the server whether the collection exists.
    pub async fn exists(&self) -> Result<bool, RemoteError> {
        let reply = self.dav.propfind(&self.url, "0", "<d:resourcetype/>").await?;
        if reply.is_gone() {
            return Ok(false);
        }
        let first = reply.multistatus()?.responses.into_iter().next().ok_or(NOTHING)?;
        Ok(!matches!(first.status, Some(404 | 410)))
    }
}
