//! The life of a change on its way to a calendar: a pure state machine. Its fields are read anywhere and written here only,
//! so every step that a change can take stands below, by name.
//!
//! ```text
//! begun ──▶ waiting ──▶ closed (done, dropped)
//!              ▲ │
//!   sent again │ ▼ asked
//!            needs you ──▶ closed (done, dropped)
//! ```

use std::ops::Deref;

use chrono::{DateTime, Utc};

use crate::model::appointment::{OutboxEntry, OutboxState, Then, What};
use crate::model::ids::{AppointmentId, OutboxId};
use crate::model::reason::Reason;

/// An open change of one appointment: it waits, or needs the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change(OutboxEntry);

/// A change that came to its end. It never opens again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed(OutboxEntry);

impl Deref for Change {
    type Target = OutboxEntry;

    fn deref(&self) -> &OutboxEntry {
        &self.0
    }
}

impl Deref for Closed {
    type Target = OutboxEntry;

    fn deref(&self) -> &OutboxEntry {
        &self.0
    }
}

/// A change as the state machine left it, which is all that is ever stored.
pub trait Stored: Deref<Target = OutboxEntry> {}

impl Stored for Change {}
impl Stored for Closed {}

/// What the person wants a calendar to be told.
#[derive(Clone, Copy, Debug)]
pub struct Intent {
    pub what: What,
    /// The client is told.
    pub notify: bool,
    /// Where the appointment was before, if it moved.
    pub moved_from: Option<DateTime<Utc>>,
    /// When the undo window ends.
    pub not_before: DateTime<Utc>,
}

impl Change {
    /// Begins a change that waits to be sent.
    pub fn begun(appointment: &AppointmentId, intent: Intent, now: DateTime<Utc>) -> Self {
        Self(OutboxEntry {
            id: OutboxId::random(),
            appointment_id: appointment.clone(),
            what: intent.what,
            state: OutboxState::Waiting,
            reason: None,
            old_starts_at: intent.moved_from,
            theirs: None,
            notify: intent.notify,
            attempts: 0,
            not_before: intent.not_before,
            next_try_at: now,
            created_at: now,
            updated_at: now,
            kept: false,
            then: None,
        })
    }

    /// Begins with a question: something happened there that only the person can decide.
    pub fn question(
        appointment: &AppointmentId,
        what: What,
        reason: Reason,
        theirs: Option<(DateTime<Utc>, DateTime<Utc>)>,
        now: DateTime<Utc>,
    ) -> Self {
        let intent = Intent { what, notify: false, moved_from: None, not_before: now };
        let begun = Self::begun(appointment, intent, now);
        Self(OutboxEntry { attempts: 1, ..begun.0 }).asked(reason, theirs, now)
    }

    /// Reads what the store holds; `None` = it is closed.
    pub fn stored(entry: OutboxEntry) -> Option<Self> {
        match entry.state {
            OutboxState::Waiting | OutboxState::NeedsYou => Some(Self(entry)),
            OutboxState::Done | OutboxState::Dropped => None,
        }
    }

    /// A later change of the same appointment takes its place. `unsent` = nothing of this one can be there.
    pub fn followed_by(self, intent: Intent, unsent: bool, now: DateTime<Utc>) -> Self {
        Self(OutboxEntry {
            what: together(self.0.what, intent.what, unsent),
            state: OutboxState::Waiting,
            reason: None,
            theirs: None,
            old_starts_at: self.0.old_starts_at.or(intent.moved_from),
            notify: match intent.what {
                // Whether to tell of the end is a choice of its own.
                What::Cancel => intent.notify,
                What::Book | What::Move | What::Change => self.0.notify || intent.notify,
            },
            not_before: intent.not_before,
            next_try_at: now,
            updated_at: now,
            ..self.0
        })
    }

    /// Counts a try, before anything is sent: the provider cannot know of a change that was never tried.
    pub fn tried(self, now: DateTime<Utc>) -> Self {
        Self(OutboxEntry { attempts: self.0.attempts.saturating_add(1), reason: None, updated_at: now, ..self.0 })
    }

    /// Waits until then, and never shorter than it had to.
    pub fn postponed(self, reason: Option<Reason>, until: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let next_try_at = until.max(self.0.next_try_at);
        Self(OutboxEntry { reason, next_try_at, updated_at: now, ..self.0 })
    }

    /// What kept it from being sent is over: it may go at once.
    pub fn resumed(self, now: DateTime<Utc>) -> Self {
        Self(OutboxEntry { reason: None, next_try_at: now, updated_at: now, ..self.0 })
    }

    /// The program ends: it is sent now, though it could still be undone.
    pub fn hurried(self, now: DateTime<Utc>) -> Self {
        Self(OutboxEntry { not_before: self.0.not_before.min(now), ..self.0 })
    }

    /// The appointment changed again while this was sent: what is left is sent at once.
    pub fn goes_on(self, what: What, now: DateTime<Utc>) -> Self {
        Self(OutboxEntry { what, next_try_at: now, updated_at: now, ..self.0 })
    }

    /// Only the person can say what is right. `theirs` = start and end there.
    pub fn asked(self, reason: Reason, theirs: Option<(DateTime<Utc>, DateTime<Utc>)>, now: DateTime<Utc>) -> Self {
        let reason = Some(reason);
        // Another question has another answer.
        let kept = self.0.kept && theirs.is_none();
        Self(OutboxEntry { state: OutboxState::NeedsYou, reason, theirs, kept, updated_at: now, ..self.0 })
    }

    /// The person wants it sent again, now.
    pub fn sent_again(self, now: DateTime<Utc>) -> Self {
        Self(OutboxEntry {
            state: OutboxState::Waiting,
            reason: None,
            theirs: None,
            not_before: now,
            next_try_at: now,
            updated_at: now,
            ..self.0
        })
    }

    /// The person wants what stands here sent over what stands there.
    pub fn keeping_here(self, now: DateTime<Utc>) -> Self {
        Self(OutboxEntry { kept: true, ..self.sent_again(now).0 })
    }

    /// What is cancelled here is to be cancelled there, whatever the question began as.
    pub fn cancelling(self) -> Self {
        Self(OutboxEntry { what: What::Cancel, ..self.0 })
    }

    /// The person wants the appointment booked in another calendar.
    pub fn sent_elsewhere(self, now: DateTime<Utc>) -> Self {
        Self(OutboxEntry { what: What::Book, ..self.sent_again(now).0 })
    }

    /// The person wants the appointment booked anew: nothing that was sent before counts.
    pub fn booked_anew(self, notify: bool, now: DateTime<Utc>) -> Self {
        Self(OutboxEntry { attempts: 0, notify, ..self.sent_elsewhere(now).0 })
    }

    /// The person discarded it, and it may have arrived: as loudly as it was sent, the calendar is told otherwise.
    pub fn taken_back(self, notify: bool, now: DateTime<Utc>) -> Self {
        let what = match self.0.what {
            What::Cancel => What::Book,
            what @ (What::Book | What::Move | What::Change) => what,
        };
        Self(OutboxEntry { what, notify, attempts: 0, old_starts_at: None, ..self.sent_again(now).0 })
    }

    /// One request of it was carried out, and more is left to send: what that was stands by itself.
    pub fn carried_out(&self, what: What, then: Then, now: DateTime<Utc>) -> Closed {
        let part = Self(OutboxEntry { id: OutboxId::random(), ..self.0.clone() });
        part.done(what, then, now)
    }

    /// What the person kept stands there.
    pub fn overruled(self) -> Self {
        Self(OutboxEntry { kept: false, ..self.0 })
    }

    /// The calendar holds what was wanted. `what` = what its last request asked for.
    pub fn done(self, what: What, then: Then, now: DateTime<Utc>) -> Closed {
        let (state, then) = (OutboxState::Done, Some(then));
        Closed(OutboxEntry { what, state, reason: None, theirs: None, updated_at: now, then, ..self.0 })
    }

    /// It was taken back before it was sent, or discarded by the person.
    pub fn dropped(self, now: DateTime<Utc>) -> Closed {
        Closed(OutboxEntry { state: OutboxState::Dropped, updated_at: now, ..self.0 })
    }

    /// Returns whether it waits, and nothing of it can be there.
    pub fn is_unsent(&self) -> bool {
        self.0.attempts == 0
    }

    pub fn waits(&self) -> bool {
        self.0.state == OutboxState::Waiting
    }

    pub fn needs_person(&self) -> bool {
        self.0.state == OutboxState::NeedsYou
    }
}

/// Returns what a change is called that is added to one that still waits.
fn together(waiting: What, new: What, unsent: bool) -> What {
    match (waiting, new) {
        // A booking that still waits stays a booking, with its new time (S34).
        (What::Book, What::Book | What::Move | What::Change | What::Cancel) if unsent => What::Book,
        // The old time is still worth telling.
        (What::Move, What::Change) => What::Move,
        (What::Book | What::Move | What::Change | What::Cancel, new) => new,
    }
}

#[cfg(test)]
mod tests;
