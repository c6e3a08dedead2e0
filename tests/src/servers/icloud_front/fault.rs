//! What can go wrong on command.

/// Each is something a server or a network was seen to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Answers a method with a status and nothing else, `Retry-After` if given.
    Status {
        method: &'static str,
        status: u16,
        retry_after: Option<&'static str>,
    },
    /// Answers a method with a status and a `DAV:error` of this precondition (`c:` or `d:`).
    Precondition {
        method: &'static str,
        status: u16,
        name: &'static str,
    },
    /// 401 with no challenge at all, as Yahoo.
    SilentChallenge,
    /// A redirect to the foreign host, which notes whether a password comes along.
    RedirectAbroad,
    /// A redirect to plain http on the same host.
    RedirectPlain,
    RedirectForever,
    /// The calendar home is said to be on the foreign host.
    HomeAbroad,
    /// 200 and a page to sign in, as behind a hotel's network.
    WebPage,
    /// What the partition that the account has left answers to everything; 301 leads to a web page elsewhere.
    LeftBehind(u16),
    /// 50 MB, announced or not.
    Flood {
        announced: bool,
    },
    /// PUT answers no ETag and the object was rewritten.
    NoEtag,
    /// PUT answers a weak ETag, GET a strong one.
    WeakEtag,
    /// No ETag in any answer.
    NoEtagAnywhere,
    /// Properties the server does not know are not kept.
    DropsUnknown,
    /// What was sent is stored; the answer is lost.
    DropAfterStoring,
    /// A sync report holds at most this many members, and says so by 507.
    CutSync(usize),
    /// How an unknown sync token is answered.
    BadToken(BadToken),
    /// Removed members are not reported.
    LostDeletes,
    /// Removed members are reported with 418.
    Teapot,
    /// No sync-collection: only a ctag.
    NoSync,
    /// No ctag.
    NoCtag,
    /// calendar-multiget leaves out every second object.
    HalfMultiget,
    /// calendar-multiget holds the bytes of objects as they are, whatever their encoding.
    RawMultiget,
    /// calendar-multiget is refused.
    NoMultiget,
    /// `@` in names is reported as `%40`, and only `@` is found.
    PercentAt,
    /// The guard of a create is not minded.
    IgnoresIfNoneMatch,
    /// A UID that is taken is answered by a bare 409.
    BareConflict,
    /// The server schedules: it has an inbox, mails guests and gives Schedule-Tags.
    Schedules,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadToken {
    /// 403 and `DAV:valid-sync-token`, as the RFC has it.
    Precondition,
    Status(u16),
    /// 207, as if nothing had changed.
    Silent,
}
