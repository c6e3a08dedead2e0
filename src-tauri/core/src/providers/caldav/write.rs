//! Writes and removes events (RFC 4791 section 5.3.2). A write is safe to repeat: if the server already
//! holds the same, it counts as done.

use super::collection::Collection;
use super::dav::Reply;
use super::href;
use super::object::{self, Fetched};
use super::revision::{condition, etag, is_strong, revision, same};
use crate::ical;
use crate::model::event::{Event, OneDate, Part};
use crate::model::ids::{EventHandle, Revision};
use crate::providers::{Expect, Outgoing, Refusal, RemoteError, RemoteEvent, Stored};

/// Writes an event. [`RemoteError::Gone`] = not there; the caller has to ask whether the event or the whole
/// calendar is gone.
pub(super) async fn put(
    c: &Collection<'_>,
    out: &Outgoing,
    date: Option<&OneDate>,
    expect: &Expect,
) -> Result<Stored, RemoteError> {
    let handle = out.handle.clone().unwrap_or_else(|| format!("{}.ics", href::segment(&out.content.uid)).into());
    let base = out.base.as_deref();
    match expect {
        Expect::Absent if date.is_some() => Err(RemoteError::Gone),
        Expect::Absent => create(c, out, &handle).await,
        Expect::Revision(revision) if condition(revision, false).is_some() => {
            update(c, out, date, &handle, (revision, base)).await
        }
        Expect::Revision(_) | Expect::Any => match object::get(c, &handle, None).await?.event() {
            // Without an ETag, the bytes themselves say whether it has changed.
            Some(there) if *expect != Expect::Any && base != Some(&there.raw) => {
                Err(RemoteError::Conflict { theirs: Some(Box::new(there)) })
            }
            // Over the present state, keeping what is not ours, but over nothing newer.
            Some(there) => {
                let base = there.event.as_ref().map_or(base, |_| Some(&there.raw));
                update(c, out, date, &handle, (&there.revision, base)).await
            }
            None if *expect == Expect::Any && date.is_none() => create(c, out, &handle).await,
            None => Err(RemoteError::Gone),
        },
    }
}

async fn create(c: &Collection<'_>, out: &Outgoing, handle: &EventHandle) -> Result<Stored, RemoteError> {
    must_be_whole(out.base.as_deref())?;
    let body = body(out, out.base.as_deref())?;
    let reply = send(c, handle, Some(("if-none-match", "*".to_owned())), body.clone()).await?;
    if reply.status.is_success() {
        return stored(c, out, handle, &reply, body).await.map_err(RemoteError::after_a_write);
    }
    if !is_taken(&reply) {
        return Err(failure(&reply));
    }
    // A lost answer, or what somebody else wrote or changed: only the same counts as done, and nothing is written over.
    match taken_by(c, handle, &reply).await.map_err(RemoteError::of_a_look)? {
        Some(there) => {
            let done = done(&there, &body).filter(|_| is_ours(&there, handle, out));
            done.ok_or_else(|| RemoteError::Conflict { theirs: Some(Box::new(there)) })
        }
        None if c.exists().await? => Err(RemoteError::Conflict { theirs: None }),
        None => Err(RemoteError::Gone),
    }
}

async fn update(
    c: &Collection<'_>,
    out: &Outgoing,
    date: Option<&OneDate>,
    handle: &EventHandle,
    (over, base): (&Revision, Option<&[u8]>),
) -> Result<Stored, RemoteError> {
    must_be_whole(base)?;
    let body = match (date, base) {
        (Some(date), Some(base)) => {
            ical::write_one_date(&out.content, base, date).map_err(|unreadable| RemoteError::Garbled(unreadable.0))?
        }
        (Some(_), None) => return Err(RemoteError::Gone),
        (None, base) => body(out, base)?,
    };
    let reply = send(c, handle, condition(over, invites(out)), body.clone()).await?;
    match reply.status.as_u16() {
        200..300 => {
            let stored = stored(c, out, handle, &reply, body.clone()).await.map_err(RemoteError::after_a_write)?;
            // Something in between may answer for the server.
            let written = differs(over, &stored.revision) && !is_page(&reply)
                || ical::read(&body, None).is_ok_and(|it| says_the_same(&stored.event, &it));
            if written { Ok(stored) } else { Err(RemoteError::Failed) }
        }
        409 | 412 => match object::get(c, handle, None).await?.event() {
            None => Err(RemoteError::Gone),
            Some(there) => done(&there, &body).ok_or(RemoteError::Conflict { theirs: Some(Box::new(there)) }),
        },
        _ => Err(failure(&reply)),
    }
}

/// Returns why an event was not found by an update, while its calendar is there: a look says whether it is gone.
pub(super) async fn missing(c: &Collection<'_>, out: &Outgoing) -> Result<RemoteError, RemoteError> {
    let Some(handle) = &out.handle else { return Ok(RemoteError::Gone) };
    Ok(match object::get(c, handle, None).await? {
        Fetched::Event(_) => RemoteError::Failed,
        Fetched::NoEvent | Fetched::Gone => RemoteError::Gone,
    })
}

/// Removes an event. `Ok` = a look afterwards finds nothing there; the caller has to ask whether the calendar is there, and
/// of [`RemoteError::Gone`] too: it was not there before.
pub(super) async fn remove(c: &Collection<'_>, handle: &EventHandle, expect: &Expect) -> Result<(), RemoteError> {
    let url = c.member(handle)?;
    let over = match expect {
        Expect::Revision(revision) => condition(revision, false),
        Expect::Any | Expect::Absent => None,
    };
    let headers: Vec<_> = over.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut reply = c.dav.send("DELETE", &url, &headers, Vec::new()).await?;
    if reply.is_gone()
        && let Some(plain) = object::plain(c, &url)
    {
        reply = c.dav.send("DELETE", &plain, &headers, Vec::new()).await?;
    }
    let done = match inner_status(&reply) {
        200..300 => !is_page(&reply),
        404 | 409 | 410 | 412 | 421 => false,
        _ => return Err(failure(&reply)),
    };
    let there = object::get(c, handle, None).await;
    match if done { there.map_err(RemoteError::after_a_write) } else { there }? {
        Fetched::Gone if done => Ok(()),
        Fetched::Gone => Err(RemoteError::Gone),
        Fetched::Event(there) if !done || is_newer(&there, expect) => {
            Err(RemoteError::Conflict { theirs: Some(there) })
        }
        Fetched::NoEvent if !done => Err(RemoteError::Conflict { theirs: None }),
        Fetched::Event(_) | Fetched::NoEvent => Err(RemoteError::Failed),
    }
}

fn is_newer(there: &RemoteEvent, expect: &Expect) -> bool {
    let Expect::Revision(known) = expect else { return false };
    differs(known, &there.revision)
}

/// Returns whether two revisions are known to differ. A Schedule-Tag that only one of the answers named says nothing.
fn differs(known: &Revision, now: &Revision) -> bool {
    let (known, now) = (etag(known), etag(now));
    !known.is_empty() && !now.is_empty() && !same(known, now)
}

/// Returns why a write failed. What is said of one event says nothing of the others, iCloud's empty error included.
fn failure(reply: &Reply) -> RemoteError {
    match reply.failure() {
        RemoteError::Throttled { until: None } => RemoteError::Failed,
        told => told,
    }
}

/// Returns whether a web page came where an answer was due: whoever sent it may have carried out nothing. Servers that answer
/// a write with a page of their own say 201.
fn is_page(reply: &Reply) -> bool {
    reply.status == http::StatusCode::OK
        && reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))
}

fn invites(out: &Outgoing) -> bool {
    out.content.invitation.is_some()
}

/// Refuses to write what is kept without its large lines: they would be lost there.
fn must_be_whole(base: Option<&[u8]>) -> Result<(), RemoteError> {
    if base.is_some_and(ical::is_cut) { Err(RemoteError::Refused(Refusal::TooLarge)) } else { Ok(()) }
}

fn body(out: &Outgoing, base: Option<&[u8]>) -> Result<Vec<u8>, RemoteError> {
    ical::write(&out.content, base).map_err(|unreadable| RemoteError::Garbled(unreadable.0))
}

async fn send(
    c: &Collection<'_>,
    handle: &EventHandle,
    over: Option<(&'static str, String)>,
    body: Vec<u8>,
) -> Result<Reply, RemoteError> {
    let mut headers = vec![("content-type", "text/calendar; charset=utf-8")];
    headers.extend(over.iter().map(|(name, value)| (*name, value.as_str())));
    let mut reply = c.dav.send("PUT", &c.member(handle)?, &headers, body).await?;
    reply.status = http::StatusCode::from_u16(inner_status(&reply)).unwrap_or(reply.status);
    Ok(reply)
}

/// Returns the status of a write. If the answer is a 207, the status inside it counts.
fn inner_status(reply: &Reply) -> u16 {
    let outer = reply.status.as_u16();
    if outer != 207 {
        return outer;
    }
    let inner = reply.multistatus().ok().and_then(|answer| answer.responses.into_iter().find_map(|one| one.status));
    inner.unwrap_or(outer)
}

/// Returns what the server holds now. Only a strong ETag says that it is what was sent (RFC 4791 section
/// 5.3.4); an invitation comes back changed.
async fn stored(
    c: &Collection<'_>,
    out: &Outgoing,
    handle: &EventHandle,
    reply: &Reply,
    body: Vec<u8>,
) -> Result<Stored, RemoteError> {
    let strong = reply.header("etag").filter(|etag| is_strong(etag));
    let repaired = reply.header("x-sabre-ew-gross").is_some();
    if let (Some(strong), false, None) = (strong, repaired, &out.content.invitation) {
        let event = ical::read(&body, None).map_err(|unreadable| RemoteError::Garbled(unreadable.0))?;
        let revision = revision(Some(strong), reply.header("schedule-tag"));
        return Ok(Stored { handle: handle.clone(), revision, raw: body, event });
    }
    // Some servers store later, so it is not there yet: the write is repeated, which does no harm.
    let there = object::get(c, handle, None).await?.event().ok_or(RemoteError::Failed)?;
    let event = there.event.map_err(|_| RemoteError::Garbled("the server stored what it cannot give back"))?;
    let mut revision = there.revision;
    if etag(&revision).is_empty() {
        revision = listed(c, handle).await?;
    }
    Ok(Stored { handle: handle.clone(), revision, raw: there.raw, event })
}

/// Returns the ETag by PROPFIND, for servers that send none with a GET.
async fn listed(c: &Collection<'_>, handle: &EventHandle) -> Result<Revision, RemoteError> {
    let answer = c.dav.propfind(&c.member(handle)?, "0", "<d:getetag/>").await?.multistatus()?;
    let props = answer.responses.into_iter().next().map(|one| one.props).unwrap_or_default();
    Ok(revision(props.etag.as_deref(), None))
}

/// Returns whether a server says "there is one already", at the address or with the UID.
fn is_taken(reply: &Reply) -> bool {
    let named = reply.preconditions();
    let taken = named.names("no-uid-conflict") || named.names("unique-scheduling-object-resource");
    matches!(reply.status.as_u16(), 409 | 412) || (matches!(reply.status.as_u16(), 400 | 403) && taken)
}

/// Returns what is in the way: at our own address, else where the server says the UID is. What stands in another calendar
/// is found when that is read.
async fn taken_by(c: &Collection<'_>, handle: &EventHandle, reply: &Reply) -> Result<Option<RemoteEvent>, RemoteError> {
    if let Some(there) = object::get(c, handle, None).await?.event() {
        return Ok(Some(there));
    }
    for href in reply.preconditions().hrefs.iter().take(3) {
        let other = href::resolve(&c.url, href).filter(|url| c.holds(url));
        let other = other.map(|url| c.handle(&url)).filter(|other| other != handle);
        if let Some(other) = other
            && let Some(there) = object::get(c, &other, None).await?.event()
        {
            return Ok(Some(there));
        }
    }
    Ok(None)
}

/// Returns whether Daybook wrote the event for this very appointment. Servers that drop unknown properties keep
/// the UID and the address, which are random and nobody else's.
fn is_ours(there: &RemoteEvent, handle: &EventHandle, out: &Outgoing) -> bool {
    let Ok(event) = &there.event else { return false };
    let ours = match mark(event) {
        Some(id) => id == out.content.appointment_id,
        None => there.handle == *handle,
    };
    ours && event.uid == out.content.uid
}

/// Returns what is there, if it already says what `body` would.
fn done(there: &RemoteEvent, body: &[u8]) -> Option<Stored> {
    let event = there.event.as_ref().ok()?;
    if !says_the_same(event, &ical::read(body, None).ok()?) {
        return None;
    }
    let (handle, revision) = (there.handle.clone(), there.revision.clone());
    Some(Stored { handle, revision, raw: there.raw.clone(), event: event.clone() })
}

/// Compares everything that Daybook writes; who accepted, and what the server counts, are the server's. Some servers drop
/// our mark.
fn says_the_same(there: &Event, wanted: &Event) -> bool {
    let said = |part: &Part| {
        let guests: Vec<String> = part.guests.iter().map(|guest| guest.address.to_ascii_lowercase()).collect();
        let times = (part.occurrence.clone(), part.start.clone(), part.end.clone(), part.rule.clone());
        let dates = (part.also.clone(), part.except.clone());
        (times, dates, part.title.clone(), part.place.clone(), part.notes.clone(), part.status, guests)
    };
    there.uid == wanted.uid
        && mark(there).is_none_or(|named| mark(wanted) == Some(named))
        && there.parts.iter().map(said).eq(wanted.parts.iter().map(said))
}

/// Returns the appointment an event was written for.
fn mark(event: &Event) -> Option<&str> {
    event.parts.first()?.appointment_id.as_deref()
}
