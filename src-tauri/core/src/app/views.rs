//! What a face (window or terminal) is shown. Plain data; the TypeScript types are made from it.
//! Wall-clock fields are in the practitioner's zone, so that no face needs zone rules of its own.

mod activity;
mod connecting;
mod drafts;
mod file;
mod limits;
mod series;
mod words;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use activity::*;
pub use connecting::*;
pub use drafts::*;
pub use file::*;
pub use limits::*;
pub use series::*;
pub use words::*;

/// The whole app in one look: read first, and again on every `status` change.
#[derive(Clone, Debug, Serialize, TS)]
pub struct AppStatus {
    pub key: KeyState,
    /// Nothing was ever booked or connected, and "Start booking" was not pressed.
    pub first_run: bool,
    /// Today and now in the practitioner's zone: `2026-11-18`, `13:20`.
    pub today: String,
    pub now: String,
    pub zone: String,
    /// How that zone is known: `unknown` = nothing tells it, UTC stands in its place, and the person is to choose one.
    pub zone_source: ZoneSource,
    /// The computer is in another zone by now, and the person has not said yet in which one times are shown: until then in the
    /// one before.
    pub zone_changed: Option<ZoneChanged>,
    pub state: AppState,
    /// This computer has no network, as the last try to reach a calendar found.
    pub offline: bool,
    /// Name for "Syncing {name}"; several with a comma between them.
    pub syncing: Option<String>,
    pub waiting: u32,
    pub needs_you: u32,
    /// Connections that need the person.
    pub connections_need_you: u32,
    /// Calendars of which so much is gone or moved there that the person is asked.
    pub calendars_need_you: u32,
    /// How far the first imports are, of all accounts together; `None` = none is under way.
    pub importing: Option<Progress>,
    /// Coming appointments that are only on this computer.
    pub local_only: u32,
    /// RFC 3339 with offset.
    pub last_sync: Option<String>,
    /// Where the data lies, for the settings.
    pub data_dir: String,
    /// Minutes by which this computer's clock is ahead of the providers', negative where it is behind; 0 = right enough.
    pub clock_off: i32,
    /// By the person's choice nothing is kept: the data ends with the program.
    pub until_quit: bool,
}

/// A zone of the computer that times do not go along to unasked. The names are those of zones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ZoneChanged {
    pub from: String,
    pub to: String,
}

/// The master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    Ready,
    /// The keychain is locked (key.locked_start).
    Locked,
    /// The keychain works and does not hold the key of this data (key.missing).
    Missing,
    /// This computer has no keychain (key.none): offer a passphrase.
    None,
    /// The data is protected by a passphrase: ask for it.
    Passphrase,
    /// The keychain did not answer in time, or failed.
    NoAnswer,
    /// The data file is damaged (store.file).
    Damaged,
    /// The data file was written by a newer Daybook.
    Newer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AppState {
    UpToDate,
    Syncing,
    /// This computer has no network.
    Offline,
    /// No connection could sync, and not for want of a network.
    NotSyncing,
    /// A connection or a calendar could not be read, and others could.
    Partly,
    /// Changes wait to be sent.
    Waiting,
    NeedsYou,
    OnThisComputer,
    Locked,
}

/// An appointment, as the terminal prints it and the window shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Appointment {
    pub id: String,
    pub client: String,
    pub client_id: String,
    pub email: Option<String>,
    pub title: String,
    pub place: String,
    /// For the calendar and the client.
    pub description: String,
    /// Private notes: never leave this computer.
    pub notes: String,
    /// RFC 3339 with the offset of `zone`.
    pub start: String,
    pub end: String,
    pub zone: String,
    /// In the practitioner's zone: `2026-11-18`, `16:00`, `16:50` (the end may be on the next day).
    pub day: String,
    pub from: String,
    pub to: String,
    pub end_day: String,
    pub minutes: u32,
    pub service: Option<String>,
    pub service_id: Option<String>,
    /// `petrol` where there is no service.
    pub hue: Hue,
    pub status: Status,
    pub invite: bool,
    /// What the client answered.
    pub reply: Reply,
    pub sync: Sync,
    pub connection_id: Option<String>,
    pub calendar_id: Option<String>,
    pub calendar_event_id: Option<String>,
    /// What was made of the words and the length of an event that another computer wrote. Saving the form confirms it.
    pub guessed: Vec<Guess>,
    /// Somebody made its event repeat in the calendar. The appointment is its own date; the others are busy times.
    pub repeats: bool,
    /// It is a date of this series, which was booked as one. Its id is that of the series and its day: `id@2026-12-08`.
    pub series: Option<Series>,
    /// It has a title of its own. Else its title is the client, and, where they are invited, who invites them.
    pub titled: bool,
    /// Where the hour of `from` or `to` comes twice: what clocks are called then and then, `CEST` and `CET`.
    pub clocks: Option<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Sync {
    pub state: SyncState,
    /// Why it waits or needs the person.
    pub reason: Option<Reason>,
    /// RFC 3339: the next try, where there is one.
    pub next_try: Option<String>,
    /// The change that is on its way; `None` = nothing waits to be sent.
    pub change_id: Option<String>,
    /// A question about it, as in [`OutboxItem`]: when it is in the calendar now.
    pub theirs: Option<FreeTime>,
    /// Each field that is asked about.
    pub differs: Vec<Differs>,
    /// What was changed there only, and is taken over with any answer.
    pub along: Vec<Differs>,
}

/// One line of the agenda and one block of the week.
#[expect(clippy::large_enum_variant, reason = "a day has few of them, and they are handed on at once")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AgendaItem {
    Appointment(AgendaAppointment),
    Busy(BusyBlock),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AgendaAppointment {
    pub all_day: bool,
    #[serde(flatten)]
    #[ts(flatten)]
    pub appointment: Appointment,
}

/// Time that a calendar's own event takes (or, `counts` = false, only shows).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BusyBlock {
    /// The event and the occurrence: stable while it does not change.
    pub id: String,
    pub title: String,
    pub place: String,
    pub start: String,
    pub end: String,
    pub zone: String,
    pub day: String,
    pub from: String,
    pub to: String,
    pub end_day: String,
    pub all_day: bool,
    /// Blocks bookings: the calendar counts as busy, and so does such an event by its rules.
    pub counts: bool,
    /// What decided that, and the calendar whose rule it is.
    pub rule: Rule,
    pub rule_calendar_id: String,
    /// The same as a sentence.
    pub why: String,
    pub calendar_id: String,
    pub calendar: String,
    pub connection_id: String,
    pub hue: Hue,
    /// It could not be read, or not its rule: taken as busy where its time is known.
    pub unreadable: bool,
    /// Its time is a guess: nobody knows the time zone that it is in.
    pub zone_unknown: bool,
    /// As in [`Appointment`].
    pub clocks: Option<(String, String)>,
    /// It could not be read, and by the person's word takes no time.
    pub ignored: bool,
    /// It is no event of its own: from here on the event takes place more often than is listed.
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Client {
    pub id: String,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Day of the last appointment that has passed, `2026-11-17`.
    pub last_seen: Option<String>,
    /// What they booked last, and how long most of their last appointments were.
    pub service_id: Option<String>,
    pub minutes: Option<u32>,
    pub place: Option<String>,
    /// The name was taken from an event's title, and nobody has confirmed it.
    pub guessed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Service {
    pub id: String,
    pub name: String,
    pub minutes: u32,
    pub hue: Hue,
    /// The description that a booking of it begins with; empty = none.
    #[serde(default)]
    pub description: String,
    /// Nothing else may begin for so long after it, in minutes.
    #[serde(default)]
    pub break_minutes: u32,
}

/// A saved change, and the handle that takes it back while the window of 6 s is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Done {
    pub appointment: Appointment,
    /// Empty = nothing was changed.
    pub change_id: String,
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Undone {
    pub appointment_id: String,
    /// As it is now; `None` = its booking was taken back before anything was sent, and nothing is left of it.
    pub appointment: Option<Appointment>,
    /// What was undone.
    pub undone: Happened,
    pub client: String,
    /// Where it is now; where it was, if nothing is left of it (practitioner's zone).
    pub day: String,
    pub from: String,
    /// Takes the undoing back; `None` = it cannot be.
    pub change_id: Option<String>,
}

impl Undone {
    /// The appointment is again as it was.
    pub(super) fn back(done: Done, undone: Happened) -> Self {
        let Done { appointment, change_id } = done;
        let of = Self::gone(appointment.clone(), undone);
        Self { appointment: Some(appointment), change_id: Some(change_id), ..of }
    }

    /// Nothing is left of the appointment.
    pub(super) fn gone(was: Appointment, undone: Happened) -> Self {
        let Appointment { id: appointment_id, client, day, from, .. } = was;
        Self { appointment_id, appointment: None, undone, client, day, from, change_id: None }
    }
}

/// One entry of the history of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct HistoryEntry {
    /// Id of the change; `None` = a calendar was told.
    pub change_id: Option<String>,
    pub what: Happened,
    /// RFC 3339.
    pub at: String,
    /// Somebody changed it in the calendar, and not the person here.
    pub there: bool,
    /// What the account is called, and the calendar, where it stood or was told.
    pub provider: Option<String>,
    pub calendar: Option<String>,
    /// The provider was asked to mail the client.
    pub told: bool,
    /// What a calendar was told; `None` = none was told.
    pub sent: Option<What>,
    /// What the change made of what, in the order a person reads it.
    pub changed: Vec<Difference>,
    /// What is different from now in the version before it, where that can be brought back.
    pub back: Vec<Difference>,
    /// When the version before it was, and the client then; `None` = there was none.
    pub before: Option<FreeTime>,
    /// When the appointment was after it; `None` = it cannot be read.
    pub after: Option<FreeTime>,
}

/// One field of two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Difference {
    pub field: HistoryField,
    /// Empty = nothing. A time is `2026-11-25T10:00/2026-11-25T10:50` on the practitioner's wall clock.
    pub before: String,
    pub after: String,
}

/// The honest answer to "is this time free?".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Verdict {
    pub answer: Availability,
    pub clashes: Vec<Clash>,
    /// Calendars that count as busy and could not be read lately: the reason for `unknown`.
    pub unchecked: Vec<Unchecked>,
    /// The next time that is free for this length, within 60 days: the first that was checked; where none was, the first.
    pub next_free: Option<OfferedTime>,
    pub past: bool,
    pub outside_hours: bool,
    /// The wall-clock time does not exist (clocks go forward): the hour that is skipped.
    pub skipped: bool,
    /// The wall-clock time comes twice (clocks go back): which of the two this is about. `None` = it comes once.
    pub fold: Option<Fold>,
    /// What of the person's own it breaks, beside that it has passed.
    pub limits: Vec<Limit>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    Free,
    Busy,
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Clash {
    pub title: String,
    /// An appointment of ours, or a calendar's event.
    pub own: bool,
    pub day: String,
    pub from: String,
    pub to: String,
    pub all_day: bool,
    pub calendar: Option<String>,
    pub connection: Option<String>,
    pub email: Option<String>,
    /// Of a calendar's event: the rule by which it counts, the calendar whose rule that is, and the same as a sentence.
    pub rule: Option<Rule>,
    pub rule_calendar_id: Option<String>,
    pub why: Option<String>,
    /// RFC 3339 with the offset of the practitioner's zone.
    pub start: String,
    pub end: String,
    /// As in [`Appointment`].
    pub clocks: Option<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Unchecked {
    pub calendar: String,
    pub calendar_id: String,
    /// RFC 3339; `None` = never read.
    pub last_read: Option<String>,
    pub reason: Reason,
    /// With `event.unreadable`: the event that cannot be read.
    pub event: Option<UnreadEvent>,
}

/// An event of a calendar that cannot be read, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct UnreadEvent {
    /// By it, `ignore_event` has it take no time.
    pub id: String,
    /// Empty = not known.
    pub title: String,
    /// When it takes place for the first time (practitioner's zone); `None` = not known.
    pub day: Option<String>,
    /// `None` = not known, or a whole day.
    pub from: Option<String>,
    pub to: Option<String>,
    /// What of it cannot be read.
    pub why: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FreeTime {
    pub day: String,
    pub from: String,
    pub to: String,
}

/// A time that is free as far as is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OfferedTime {
    pub day: String,
    pub from: String,
    pub to: String,
    /// RFC 3339 with the offset of `zone`, which is the practitioner's.
    pub start: String,
    pub end: String,
    pub zone: String,
    /// As in [`Appointment`].
    pub clocks: Option<(String, String)>,
    /// Every calendar that counts as busy is known at this time.
    pub checked: bool,
    /// Those that are not, and why.
    pub unchecked: Vec<Unchecked>,
}

/// Appointments that were only on this computer and now go to a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SentLocal {
    pub sent: u32,
    /// Those that stand in an account that is not connected any more: sent as well, they would stand twice.
    pub left_out: Vec<LeftOut>,
}

/// An appointment that was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LeftOut {
    pub appointment_id: String,
    pub client: String,
    pub day: String,
    pub from: String,
    /// The calendar where it stands, as it was called; `null` where that is not known.
    pub calendar: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OutboxItem {
    pub id: String,
    pub appointment_id: String,
    pub what: What,
    pub client: String,
    /// The appointment's time now, or when this was done; and for a move where it was (practitioner's zone).
    pub day: String,
    pub from: String,
    pub old_day: Option<String>,
    pub old_from: Option<String>,
    pub connection_id: Option<String>,
    /// What the account is called, and the calendar.
    pub provider: Option<String>,
    pub calendar: Option<String>,
    pub state: ItemState,
    /// Why it waits or needs the person.
    pub reason: Option<Reason>,
    pub attempts: u32,
    /// RFC 3339: the last try or the moment it was done.
    pub at: String,
    pub next_try: Option<String>,
    /// It is done, and the provider was asked to mail the client.
    pub told: bool,
    /// A conflict about the time: when it is in the calendar now.
    pub theirs: Option<FreeTime>,
    /// A conflict: each field that is asked about.
    pub differs: Vec<Differs>,
    /// A conflict: what was changed there only, and is taken over with any answer.
    pub along: Vec<Differs>,
}

/// One field of an appointment that is not the same here and in its calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Differs {
    pub field: HistoryField,
    /// As in [`Difference`]; an invitation is the address invited.
    pub here: String,
    pub there: String,
}

/// What one run of the sync did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct SyncReport {
    pub pushed: u32,
    pub pulled: u32,
    pub failed: u32,
    pub waiting: u32,
    pub connections: Vec<SyncRow>,
    /// As in [`Activity`].
    pub held: Vec<HeldCalendar>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SyncRow {
    pub id: String,
    pub provider: String,
    pub email: String,
    pub status: ConnectionStatus,
    pub reason: Option<Reason>,
    pub pushed: u32,
    pub pulled: u32,
    pub failed: u32,
    pub waiting: u32,
}

/// How the practitioner works and how the window looks. Holds nothing personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `None` = the computer's.
    pub zone: Option<String>,
    /// Monday to Sunday: the spans worked, `09:00` to `13:00`.
    pub hours: Vec<Vec<WorkingSpan>>,
    /// Minutes between possible starts: 5, 10, 15, 20, 30 or 60.
    pub start_step: u32,
    pub theme: Theme,
    pub hour_height: HourHeight,
    pub clock: ClockStyle,
    pub week_start: WeekStart,
    pub single_keys: bool,
    /// Days with other hours, or off. Where several hold on a day, the last does.
    #[serde(default)]
    pub exceptions: Vec<ExceptionalDays>,
    /// The shortest time from now to an appointment.
    #[serde(default)]
    pub notice_minutes: u32,
    /// How many days ahead the last appointment may be; `None` = any number.
    #[serde(default)]
    pub horizon_days: Option<u32>,
    /// How many appointments a day may have; `None` = any number.
    #[serde(default)]
    pub most_a_day: Option<u32>,
    /// Between two appointments at different places.
    #[serde(default)]
    pub travel_minutes: u32,
}

/// An error at the edge. `hint` may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct UiError {
    pub code: Reason,
    pub message: String,
    pub hint: String,
}
