//! Reads what matters of a connection: the list of its calendars, and each calendar.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::engine::{Run, new_calendar};
use super::health::{is_link, worth_reading};
use super::index;
use super::proof::{self, Reach};
use super::pull::{self, Pulled};
use super::run::{Outcome, Scope, Stop};
use super::{schedule, settle};
use crate::model::connection::{Calendar, Connection, FoundCalendar};
use crate::model::ids::CalendarId;
use crate::model::reason::Reason;
use crate::providers::{self, Refusal, RemoteError, SignIn};
use crate::store::{self, Db, appointments, calendars, connections, copies as remembered};

/// The list of calendars is read at least this often.
const LIST: TimeDelta = TimeDelta::hours(1);

/// How long a calendar that its server never let us read holds back what is to be sent.
const HOLDS_BACK: TimeDelta = TimeDelta::hours(1);

/// Reads the calendars that are shown, count or hold what is to come and, where an appointment's event is looked for, all
/// others of the account.
pub(super) async fn read(run: &Run<'_>, scope: Scope, outcome: &mut Outcome) -> Result<(), Stop> {
    let (store, connection, now) = (run.store, run.connection, run.now());
    // A link is one calendar, known since it was connected.
    let lists = !is_link(connection);
    let listed = run.engine.listed(&connection.id);
    let lists_now = lists && (scope == Scope::All || !listed.is_some_and(|at| schedule::is_younger(at, now, LIST)));
    let mut tally = Tally::default();
    if lists_now && let Err(stop) = list(run).await {
        // By a token that was renewed just now, the calendars may be given all the same. A password is not tried on.
        tally.list_refused = is_signed_out(&stop) && !by_password(connection);
        if !(is_of_the_list(&stop) || tally.list_refused) {
            return Err(stop);
        }
        // The calendars that are known may well be given all the same.
        tally.server_failed = true;
        outcome.failed = outcome.failed.saturating_add(1);
    }
    let coming = store.read(|db| appointments::calendars_of_coming(db, &connection.id, now))?;
    let is_read = |calendar: &Calendar| {
        let matters = calendar.counts_busy || calendar.shown || calendar.receives_bookings;
        !calendar.gone && (matters || coming.contains(&calendar.id))
    };
    for calendar in store.read(|db| calendars::of_connection(db, &connection.id))? {
        if !is_read(&calendar) {
            continue;
        }
        let answered = calendar.held.is_some_and(|held| held.let_through);
        if scope == Scope::Due && connection.health.failures == 0 && !worth_reading(&calendar, now) && !answered {
            continue;
        }
        tally.read(run, &calendar, outcome).await?;
    }
    let all = store.read(|db| calendars::of_connection(db, &connection.id))?;
    let holds_back = |one: &Calendar| {
        is_read(one) && !tally.held.contains(&one.id) && !tally.has_read(run, one) && !has_always_failed(one, now)
    };
    if !all.iter().any(holds_back) {
        run.engine.note_looked(&connection.id);
    }
    if !store.read(|db| remembered::to_look_for(db, &connection.id))?.is_empty() {
        if lists && !lists_now {
            list(run).await?;
        }
        search(run, &mut tally, outcome).await?;
    }
    if tally.done.is_empty() && tally.server_failed {
        return Err(Stop::Remote(RemoteError::Failed));
    }
    Ok(())
}

/// Returns whether a failure to list the calendars says nothing of the calendars themselves, or of the connection.
const fn is_of_the_list(stop: &Stop) -> bool {
    match stop {
        Stop::Remote(
            RemoteError::Failed
            | RemoteError::Conflict { .. }
            | RemoteError::CursorLost
            | RemoteError::Garbled(_)
            | RemoteError::Refused(Refusal::ReadOnly | Refusal::TooLarge | Refusal::Quota | Refusal::Other),
        ) => true,
        // Where the account cannot be found, nothing is learned by asking for its calendars.
        Stop::Remote(
            RemoteError::Offline
            | RemoteError::Unreached
            | RemoteError::NoAnswer
            | RemoteError::Throttled { .. }
            | RemoteError::SignedOut
            | RemoteError::NotLetIn(_)
            | RemoteError::Gone
            | RemoteError::Refused(
                Refusal::NoCalendars
                | Refusal::Insecure
                | Refusal::Certificate
                | Refusal::Redirect
                | Refusal::CalendarGone,
            ),
        )
        | Stop::Store(_) => false,
    }
}

fn by_password(connection: &Connection) -> bool {
    providers::by_id(&connection.provider).is_some_and(|known| matches!(known.sign_in, SignIn::Password { .. }))
}

const fn is_signed_out(stop: &Stop) -> bool {
    matches!(stop, Stop::Remote(RemoteError::SignedOut))
}

/// Returns whether the sign-in is good, though one request was refused with 401 even after a renewal: whoever is let in may
/// list the calendars.
pub(super) async fn is_let_in(run: &Run<'_>) -> Result<bool, Stop> {
    match run.remote.calendars().await {
        Ok(_) => Ok(true),
        Err(RemoteError::SignedOut) => Ok(false),
        Err(
            error @ (RemoteError::Offline
            | RemoteError::Unreached
            | RemoteError::NoAnswer
            | RemoteError::Throttled { .. }
            | RemoteError::NotLetIn(_)),
        ) => Err(Stop::Remote(error)),
        // Whatever else it says, it is no 401.
        Err(
            RemoteError::Failed
            | RemoteError::Conflict { .. }
            | RemoteError::Gone
            | RemoteError::CursorLost
            | RemoteError::Refused(_)
            | RemoteError::Garbled(_),
        ) => Ok(true),
    }
}

/// Reads what was not read yet of an account. What it then does not hold is nowhere.
async fn search(run: &Run<'_>, tally: &mut Tally, outcome: &mut Outcome) -> Result<(), Stop> {
    let mut reach = Some(Reach::Whole);
    for calendar in run.store.read(|db| calendars::of_connection(db, &run.connection.id))? {
        if calendar.gone {
            continue;
        }
        if !tally.was_tried(&calendar.id) {
            tally.read(run, &calendar, outcome).await?;
        }
        if !tally.has_read(run, &calendar) {
            let failing = has_always_failed(&calendar, run.now());
            reach = reach.filter(|_| failing).map(|_| Reach::AllButFailing);
        }
    }
    if let Some(reach) = reach {
        let read = (&tally.done, reach);
        run.store.write(|db| proof::prove(db, &run.home, &run.connection.id, read, run.now()))?;
    }
    Ok(())
}

/// Returns whether a calendar could never be read, and failed for the first time long ago.
fn has_always_failed(calendar: &Calendar, now: DateTime<Utc>) -> bool {
    calendar.last_read_at.is_none()
        && calendar.unread.is_some_and(|(_, since)| since <= now && now - since >= HOLDS_BACK)
}

/// How the calendars of a run were read.
#[derive(Default)]
struct Tally {
    done: HashSet<CalendarId>,
    failed: HashSet<CalendarId>,
    /// Much of them is gone or moved, and the person is asked.
    held: HashSet<CalendarId>,
    refused: HashSet<CalendarId>,
    server_failed: bool,
    /// The list of calendars was refused with 401.
    list_refused: bool,
}

impl Tally {
    fn was_tried(&self, id: &CalendarId) -> bool {
        self.done.contains(id) || self.failed.contains(id) || self.held.contains(id)
    }

    /// Returns whether a calendar was read, or cannot hold what is looked for.
    fn has_read(&self, run: &Run<'_>, calendar: &Calendar) -> bool {
        // One that has long been closed to us proves nothing either way, and holds back nothing for ever. One that was never
        // read may hold anything.
        let may_hold = match calendar.last_read_at.filter(|at| *at <= run.now()) {
            Some(at) => schedule::is_younger(at, run.now(), LIST),
            None => !self.refused.contains(&calendar.id),
        };
        let unknown = may_hold || calendar.missing_since.is_some() || self.held.contains(&calendar.id);
        self.done.contains(&calendar.id) || !unknown
    }

    /// Reads one calendar. Only what is the trouble of the whole connection is an error.
    async fn read(&mut self, run: &Run<'_>, calendar: &Calendar, outcome: &mut Outcome) -> Result<(), Stop> {
        let pulled = pull::pull(run, calendar).await;
        let asks = !is_link(run.connection) && pulled.as_ref().is_err_and(is_signed_out);
        let refused_alone = asks && (!self.done.is_empty() || !self.list_refused && is_let_in(run).await?);
        match pulled {
            Ok(Pulled::Held) => {
                self.held.insert(calendar.id.clone());
                return Ok(());
            }
            Ok(Pulled::Read(pulled)) => {
                self.done.insert(calendar.id.clone());
                outcome.pulled = outcome.pulled.saturating_add(pulled);
                return Ok(());
            }
            Err(Stop::Remote(RemoteError::Gone | RemoteError::Refused(Refusal::CalendarGone))) => {
                run.store.write(|db| missing(db, run, calendar, run.now()))?;
            }
            Err(Stop::Remote(RemoteError::SignedOut)) if refused_alone => {
                run.store.write(|db| calendars::note_unread(db, &calendar.id, Reason::CalRefused, run.now()))?;
                self.refused.insert(calendar.id.clone());
            }
            // A server that fails at one calendar may well give the next.
            Err(Stop::Remote(RemoteError::Failed | RemoteError::Conflict { .. } | RemoteError::CursorLost)) => {
                run.store.write(|db| calendars::note_unread(db, &calendar.id, Reason::CalFailing, run.now()))?;
                self.server_failed = true;
            }
            // One calendar that cannot be understood does not keep the others from being read. A link has no others.
            Err(Stop::Remote(error @ (RemoteError::Garbled(_) | RemoteError::Refused(_))))
                if !is_link(run.connection) =>
            {
                tracing::warn!(provider = run.connection.provider, %error, "a calendar could not be read");
                let garbled = matches!(error, RemoteError::Garbled(_));
                let why = if garbled { Reason::CalNotUnderstood } else { Reason::CalRefused };
                run.store.write(|db| calendars::note_unread(db, &calendar.id, why, run.now()))?;
                if !garbled {
                    self.refused.insert(calendar.id.clone());
                }
            }
            Err(stop) => return Err(stop),
        }
        outcome.failed = outcome.failed.saturating_add(1);
        self.failed.insert(calendar.id.clone());
        Ok(())
    }
}

async fn list(run: &Run<'_>) -> Result<(), Stop> {
    place_once(run).await?;
    let found = run.remote.calendars().await.map_err(Stop::Remote)?;
    follow(run)?;
    let now = run.now();
    run.store.write(|db| note_list(db, run, &found, now))?;
    run.engine.note_listed(&run.connection.id, now);
    Ok(())
}

/// Adds new calendars, and notes which have changed or are gone.
fn note_list(db: &Db<'_>, run: &Run<'_>, found: &[FoundCalendar], now: DateTime<Utc>) -> store::Result<()> {
    let connection = run.connection;
    let may_write = |found: &FoundCalendar| found.can_write && !connection.read_only;
    let mut known = calendars::of_connection(db, &connection.id)?;
    let unknown = |found: &&FoundCalendar| known.iter().all(|calendar| calendar.handle != found.handle);
    let left: Vec<_> = found.iter().filter(unknown).collect();
    let damaged = calendars::without_handle(db, &connection.id)?;
    match (damaged.as_slice(), left.as_slice()) {
        ([], _) => {}
        // The only one that is listed and not known is the only one whose address was lost.
        ([damaged], [left]) => {
            calendars::mend_handle(db, damaged, &left.handle)?;
            known = calendars::of_connection(db, &connection.id)?;
        }
        _ => tracing::warn!(provider = connection.provider, "the address of a calendar cannot be read"),
    }
    for calendar in &known {
        let Some(found) = found.iter().find(|found| found.handle == calendar.handle) else {
            missing(db, run, calendar, now)?;
            continue;
        };
        let fresh =
            Calendar { can_write: may_write(found), gone: false, missing_since: None, ..calendar.as_found(found) };
        if fresh != *calendar {
            calendars::put(db, &fresh, now)?;
            index::follow_zone(db, calendar, &fresh)?;
        }
        // What could not go there can now, or the other way round. What stands there can be seen again.
        let standing = |one: &Calendar| (one.can_write, one.gone, one.missing_since);
        if standing(&fresh) != standing(calendar) {
            settle::rest_in(db, &run.home, calendar, now)?;
        }
    }
    for (index, found) in found.iter().enumerate() {
        if known.iter().all(|calendar| calendar.handle != found.handle) {
            // A calendar that appears later counts as busy, so that none of its time is taken for free.
            let calendar = new_calendar(&connection.id, found, index, found.can_write && !found.aside, false);
            calendars::put(db, &Calendar { can_write: may_write(found), ..calendar }, now)?;
        }
    }
    Ok(())
}

/// Notes that a calendar is not where it should be. Once that is proved, its coming appointments are asked about.
fn missing(db: &Db<'_>, run: &Run<'_>, calendar: &Calendar, now: DateTime<Utc>) -> store::Result<()> {
    if calendars::note_absent(db, &calendar.id, now)? && !calendar.gone {
        settle::rest_in(db, &run.home, calendar, now)?;
    }
    Ok(())
}

/// Keeps where the account and its calendars are now, if that was found out.
pub(super) fn follow(run: &Run<'_>) -> store::Result<()> {
    let Some(moved) = run.remote.moved() else { return Ok(()) };
    run.store.write(|db| {
        connections::put_place(db, &run.connection.id, &moved.server, &moved.key)?;
        calendars::move_handles(db, &run.connection.id, |handle| moved.handle(handle))
    })
}

/// Finds the account once where version 0.1 saved its place: that version kept one home of several.
async fn place_once(run: &Run<'_>) -> Result<(), Stop> {
    let id = &run.connection.id;
    if run.store.read(|db| connections::is_placed(db, id))? {
        return Ok(());
    }
    match run.remote.whoami().await {
        Ok(account) => {
            let done = run.store.write(|db| {
                connections::put_name(db, id, account.name.as_deref())?;
                connections::mark_placed(db, id)
            });
            done.map_err(Stop::Store)
        }
        // Whatever else it says is met again, or does no harm, where the calendars are listed.
        Err(error @ (RemoteError::SignedOut | RemoteError::Throttled { .. })) => Err(Stop::Remote(error)),
        Err(_) => Ok(()),
    }
}
