//! What can go wrong on command.

use std::time::Duration;

/// Each is something Graph or a network was seen to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answers a method with a status and a code, before anything is done.
    Status { method: &'static str, status: u16, code: &'static str, retry_after: Option<&'static str> },
    /// Does what a method asks for, and answers 503, 504 or what else.
    Lost { method: &'static str, status: u16 },
    /// 200 and a page to sign in, as behind a hotel's network.
    WebPage,
    /// The answer comes this much later.
    Slow(Duration),
    /// What was asked for is done, and no answer comes.
    Hang,
    /// 200 and half a JSON text.
    Malformed,
    /// 50 MB of one.
    Flood,
    /// `@odata.nextLink` leads to the foreign host, which notes whether a token comes along.
    NextLinkAbroad,
    /// A `transactionId` used before is answered by 409, without saying by which event.
    BareDuplicate,
    /// 412 though nobody else wrote.
    SpuriousConflict,
    /// A GET of one event right after a PATCH shows it as it was before.
    StaleRead,
    /// How a delta token is answered, as if it had run out.
    Expired(Expired),
    /// A delta round begins with a page with nothing but a nextLink.
    EmptyPage,
    /// The first entity of a delta round comes twice, first as it is not any more.
    Repeats,
    /// All-day events are at midnight in whatever zone is asked for.
    FloatingAllDay,
}

/// The two shapes that were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expired {
    /// 410 and a `Location` with an empty token.
    Location,
    /// This status and `SyncStateNotFound`.
    SyncStateNotFound(u16),
}
