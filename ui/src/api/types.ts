// Made from src-tauri/core/src/app/views.rs by `cargo x fix`. Do not edit.

export type Activity = { needs_you: Array<OutboxItem>, 
/**
 * Appointments at a time that could not be checked when it was chosen, and that is taken as is known by now.
 */
booked_over: Array<BookedOver>, in_progress: Array<OutboxItem>, waiting: Array<OutboxItem>, done_today: Array<OutboxItem>, last_sync: string | null, 
/**
 * Calendars that were not taken over as they are now: each is a question.
 */
held: Array<HeldCalendar>, 
/**
 * What was changed in calendars today and taken over here, newest first: the last 50.
 */
changed_there: Array<ChangedThere>, };

export type AgendaAppointment = { all_day: boolean, id: string, client: string, client_id: string, email: string | null, title: string, place: string, 
/**
 * For the calendar and the client.
 */
description: string, 
/**
 * Private notes: never leave this computer.
 */
notes: string, 
/**
 * RFC 3339 with the offset of `zone`.
 */
start: string, end: string, zone: string, 
/**
 * In the practitioner's zone: `2026-11-18`, `16:00`, `16:50` (the end may be on the next day).
 */
day: string, from: string, to: string, end_day: string, minutes: number, service: string | null, service_id: string | null, 
/**
 * `petrol` where there is no service.
 */
hue: Hue, status: Status, invite: boolean, 
/**
 * What the client answered.
 */
reply: Reply, sync: Sync, connection_id: string | null, calendar_id: string | null, calendar_event_id: string | null, 
/**
 * What was made of the words and the length of an event that another computer wrote. Saving the form confirms it.
 */
guessed: Array<Guess>, 
/**
 * Somebody made its event repeat in the calendar. The appointment is its own date; the others are busy times.
 */
repeats: boolean, 
/**
 * It is a date of this series, which was booked as one. Its id is that of the series and its day: `id@2026-12-08`.
 */
series: Series | null, 
/**
 * It has a title of its own. Else its title is the client, and, where they are invited, who invites them.
 */
titled: boolean, 
/**
 * Where the hour of `from` or `to` comes twice: what clocks are called then and then, `CEST` and `CET`.
 */
clocks: [string, string] | null, };

export type AgendaItem = { "kind": "appointment" } & AgendaAppointment | { "kind": "busy" } & BusyBlock;

export type AppState = "up_to_date" | "syncing" | "offline" | "not_syncing" | "partly" | "waiting" | "needs_you" | "on_this_computer" | "locked";

export type AppStatus = { key: KeyState, 
/**
 * Nothing was ever booked or connected, and "Start booking" was not pressed.
 */
first_run: boolean, 
/**
 * Today and now in the practitioner's zone: `2026-11-18`, `13:20`.
 */
today: string, now: string, zone: string, 
/**
 * How that zone is known: `unknown` = nothing tells it, UTC stands in its place, and the person is to choose one.
 */
zone_source: ZoneSource, 
/**
 * The computer is in another zone by now, and the person has not said yet in which one times are shown: until then in the
 * one before.
 */
zone_changed: ZoneChanged | null, state: AppState, 
/**
 * This computer has no network, as the last try to reach a calendar found.
 */
offline: boolean, 
/**
 * Name for "Syncing {name}"; several with a comma between them.
 */
syncing: string | null, waiting: number, needs_you: number, 
/**
 * Connections that need the person.
 */
connections_need_you: number, 
/**
 * Calendars of which so much is gone or moved there that the person is asked.
 */
calendars_need_you: number, 
/**
 * How far the first imports are, of all accounts together; `None` = none is under way.
 */
importing: Progress | null, 
/**
 * Coming appointments that are only on this computer.
 */
local_only: number, 
/**
 * RFC 3339 with offset.
 */
last_sync: string | null, 
/**
 * Where the data lies, for the settings.
 */
data_dir: string, 
/**
 * Minutes by which this computer's clock is ahead of the providers', negative where it is behind; 0 = right enough.
 */
clock_off: number, 
/**
 * By the person's choice nothing is kept: the data ends with the program.
 */
until_quit: boolean, };

export type Appointment = { id: string, client: string, client_id: string, email: string | null, title: string, place: string, 
/**
 * For the calendar and the client.
 */
description: string, 
/**
 * Private notes: never leave this computer.
 */
notes: string, 
/**
 * RFC 3339 with the offset of `zone`.
 */
start: string, end: string, zone: string, 
/**
 * In the practitioner's zone: `2026-11-18`, `16:00`, `16:50` (the end may be on the next day).
 */
day: string, from: string, to: string, end_day: string, minutes: number, service: string | null, service_id: string | null, 
/**
 * `petrol` where there is no service.
 */
hue: Hue, status: Status, invite: boolean, 
/**
 * What the client answered.
 */
reply: Reply, sync: Sync, connection_id: string | null, calendar_id: string | null, calendar_event_id: string | null, 
/**
 * What was made of the words and the length of an event that another computer wrote. Saving the form confirms it.
 */
guessed: Array<Guess>, 
/**
 * Somebody made its event repeat in the calendar. The appointment is its own date; the others are busy times.
 */
repeats: boolean, 
/**
 * It is a date of this series, which was booked as one. Its id is that of the series and its day: `id@2026-12-08`.
 */
series: Series | null, 
/**
 * It has a title of its own. Else its title is the client, and, where they are invited, who invites them.
 */
titled: boolean, 
/**
 * Where the hour of `from` or `to` comes twice: what clocks are called then and then, `CEST` and `CET`.
 */
clocks: [string, string] | null, };

export type Availability = "free" | "busy" | "unknown";

export type BookDraft = { 
/**
 * A known client, or `None` with `client` = a name (found again by name and e-mail, else added).
 */
client_id: string | null, client: string, email: string | null, service_id: string | null, 
/**
 * `2026-12-01T10:00`
 */
start: string, minutes: number, zone: string | null, 
/**
 * Which of the two, where the clocks go back and `start` comes twice: without it such a time is refused.
 */
fold: Fold | null, title: string | null, place: string | null, 
/**
 * For the calendar and the client, beside the private notes. `None` = the line of the service; empty = none.
 */
description: string | null, notes: string | null, 
/**
 * `None` = the calendar that receives bookings; `"local"` = this computer only.
 */
calendar_id: string | null, invite: boolean, 
/**
 * Book although it overlaps or could not be checked.
 */
anyway: boolean, 
/**
 * A series that begins at `start`; `None` = it takes place once.
 */
repeat?: RepeatDraft | null, };

export type BookedOver = { appointment_id: string, client: string, day: string, from: string, to: string, clashes: Array<Clash>, };

export type BusyBlock = { 
/**
 * The event and the occurrence: stable while it does not change.
 */
id: string, title: string, place: string, start: string, end: string, zone: string, day: string, from: string, to: string, end_day: string, all_day: boolean, 
/**
 * Blocks bookings: the calendar counts as busy, and so does such an event by its rules.
 */
counts: boolean, 
/**
 * What decided that, and the calendar whose rule it is.
 */
rule: Rule, rule_calendar_id: string, 
/**
 * The same as a sentence.
 */
why: string, calendar_id: string, calendar: string, connection_id: string, hue: Hue, 
/**
 * It could not be read, or not its rule: taken as busy where its time is known.
 */
unreadable: boolean, 
/**
 * Its time is a guess: nobody knows the time zone that it is in.
 */
zone_unknown: boolean, 
/**
 * As in [`Appointment`].
 */
clocks: [string, string] | null, 
/**
 * It could not be read, and by the person's word takes no time.
 */
ignored: boolean, 
/**
 * It is no event of its own: from here on the event takes place more often than is listed.
 */
more: boolean, };

export type Calendar = { id: string, connection_id: string, name: string, 
/**
 * The person gave it its name.
 */
named_here: boolean, hue: Hue, can_write: boolean, counts_busy: boolean, 
/**
 * Which kinds of its events do, where it counts as busy.
 */
rules: Array<RuleView>, receives_bookings: boolean, 
/**
 * How many events are known of it; one that repeats is one.
 */
events: number, 
/**
 * Drawn in the week.
 */
shown: boolean, 
/**
 * It was deleted at the provider.
 */
gone: boolean, 
/**
 * Why its times are not known: it is missing, deleted, refused or was not understood. `null` = it is read.
 */
reason: Reason | null, 
/**
 * RFC 3339: since when.
 */
since: string | null, 
/**
 * Much of it is gone or moved there, and the person is asked: [`super::HeldCalendar`].
 */
held: boolean, last_read: string | null, };

export type ChangedThere = { appointment_id: string, client: string, 
/**
 * Id of the change; `None` = a calendar was told.
 */
change_id: string | null, what: Happened, 
/**
 * RFC 3339.
 */
at: string, 
/**
 * Somebody changed it in the calendar, and not the person here.
 */
there: boolean, 
/**
 * What the account is called, and the calendar, where it stood or was told.
 */
provider: string | null, calendar: string | null, 
/**
 * The provider was asked to mail the client.
 */
told: boolean, 
/**
 * What a calendar was told; `None` = none was told.
 */
sent: What | null, 
/**
 * What the change made of what, in the order a person reads it.
 */
changed: Array<Difference>, 
/**
 * What is different from now in the version before it, where that can be brought back.
 */
back: Array<Difference>, 
/**
 * When the version before it was, and the client then; `None` = there was none.
 */
before: FreeTime | null, 
/**
 * When the appointment was after it; `None` = it cannot be read.
 */
after: FreeTime | null, };

export type Clash = { title: string, 
/**
 * An appointment of ours, or a calendar's event.
 */
own: boolean, day: string, from: string, to: string, all_day: boolean, calendar: string | null, connection: string | null, email: string | null, 
/**
 * Of a calendar's event: the rule by which it counts, the calendar whose rule that is, and the same as a sentence.
 */
rule: Rule | null, rule_calendar_id: string | null, why: string | null, 
/**
 * RFC 3339 with the offset of the practitioner's zone.
 */
start: string, end: string, 
/**
 * As in [`Appointment`].
 */
clocks: [string, string] | null, };

export type Client = { id: string, name: string, email: string | null, phone: string | null, 
/**
 * Day of the last appointment that has passed, `2026-11-17`.
 */
last_seen: string | null, 
/**
 * What they booked last, and how long most of their last appointments were.
 */
service_id: string | null, minutes: number | null, place: string | null, 
/**
 * The name was taken from an event's title, and nobody has confirmed it.
 */
guessed: boolean, };

export type ClockStyle = "system" | "24" | "12";

export type ConnectChoice = { found_id: string, 
/**
 * Keys of the calendars that count as busy.
 */
busy: Array<string>, 
/**
 * Key of the calendar that receives bookings; `None` = bookings stay where they go now.
 */
receives: string | null, 
/**
 * A connection that this one takes the place of: its saved sign-in is damaged, or it is a calendar link and this is
 * its new one.
 */
replaces: string | null, 
/**
 * The person's own name for the calendar of a link; empty = as it is called there, `None` = as before.
 */
name: string | null, };

export type Connection = { id: string, provider: string, 
/**
 * The provider's label.
 */
label: string, 
/**
 * What it is called in a sentence: its provider, the server that the person named, or the calendar of a link.
 */
name: string, email: string, status: ConnectionStatus, 
/**
 * Why, where the status is not `connected`.
 */
reason: Reason | null, 
/**
 * The host, for `net.server`.
 */
host: string, 
/**
 * What to sign in again with, where that takes a user name: the server's address too if the person named it.
 */
user: string | null, server: string | null, primary: boolean, 
/**
 * The server mails invitations, new times and cancellations to clients by itself. Where it does not, nobody does.
 */
mails_clients: boolean, 
/**
 * It does so whatever is asked: the person has no choice of whether a guest is told.
 */
always_mails: boolean, 
/**
 * RFC 3339 with offset.
 */
last_sync: string | null, next_try: string | null, progress: Progress | null, 
/**
 * Changes that have not reached it.
 */
waiting: number, calendars: Array<Calendar>, };

export type ConnectionStatus = "connected" | "syncing" | "needs_sign_in" | "offline" | "not_syncing" | "waiting" | "read_only" | "unreadable" | "paused" | "locked";

export type Difference = { field: HistoryField, 
/**
 * Empty = nothing. A time is `2026-11-25T10:00/2026-11-25T10:50` on the practitioner's wall clock.
 */
before: string, after: string, };

export type Differs = { field: HistoryField, 
/**
 * As in [`Difference`]; an invitation is the address invited.
 */
here: string, there: string, };

export type Done = { appointment: Appointment, 
/**
 * Empty = nothing was changed.
 */
change_id: string, };

export type EditDraft = { id: string, 
/**
 * As in [`BookDraft`].
 */
client_id: string | null, client: string, email: string | null, service_id: string | null, 
/**
 * `2026-12-01T10:00` in `zone`
 */
start: string, minutes: number, 
/**
 * `None` = the zone it was booked in.
 */
zone: string | null, 
/**
 * As in [`RescheduleDraft`].
 */
fold: Fold | null, 
/**
 * `None` = the client's name.
 */
title: string | null, place: string | null, 
/**
 * For the calendar and the client; `None` = as it was.
 */
description: string | null, notes: string | null, 
/**
 * `confirmed` or `tentative`: cancelling is a verb of its own.
 */
status: Status, invite: boolean, 
/**
 * Tell the client by the provider's mail, where they were invited.
 */
notify: boolean, anyway: boolean, };

export type ExceptionalDays = { 
/**
 * The first and the last, `2026-12-24`.
 */
from: string, to: string, 
/**
 * The spans worked; none = days off.
 */
hours: Array<WorkingSpan>, };

export type Fold = "first" | "second";

export type FoundAccount = { 
/**
 * Names this look-up for `connect`; good for 10 minutes.
 */
found_id: string, provider: string, email: string, 
/**
 * The same account is connected already: connecting updates it.
 */
connection_id: string | null, 
/**
 * The person allowed reading only.
 */
read_only: boolean, calendars: Array<FoundCalendarView>, };

export type FoundCalendarView = { 
/**
 * Names it in `ConnectChoice`.
 */
key: string, name: string, hue: Hue, can_write: boolean, 
/**
 * What Daybook proposes.
 */
counts_busy: boolean, receives_bookings: boolean, };

export type FreeTime = { day: string, from: string, to: string, };

export type Guess = "client" | "service";

export type Happened = "book" | "move" | "change" | "cancel" | "undo" | "bring_back" | "found" | "adopted" | "changed_there" | "moved_there" | "repeats_there" | "kept_mine" | "used_theirs" | "one_date" | "whole_series" | "discard" | "deleted_there" | "booked_again" | "chose_calendar" | "sent";

export type HeldCalendar = { calendar_id: string, calendar: string, connection_id: string, 
/**
 * What the account is called.
 */
provider: string, reason: Reason, 
/**
 * How many events are gone or at another time, and how many appointments are among them.
 */
events: number, appointments: number, 
/**
 * RFC 3339: when that was seen first.
 */
since: string, 
/**
 * What is gone or at another time, as it was here: the next 50.
 */
lost: Array<LostEvent>, };

export type HistoryEntry = { 
/**
 * Id of the change; `None` = a calendar was told.
 */
change_id: string | null, what: Happened, 
/**
 * RFC 3339.
 */
at: string, 
/**
 * Somebody changed it in the calendar, and not the person here.
 */
there: boolean, 
/**
 * What the account is called, and the calendar, where it stood or was told.
 */
provider: string | null, calendar: string | null, 
/**
 * The provider was asked to mail the client.
 */
told: boolean, 
/**
 * What a calendar was told; `None` = none was told.
 */
sent: What | null, 
/**
 * What the change made of what, in the order a person reads it.
 */
changed: Array<Difference>, 
/**
 * What is different from now in the version before it, where that can be brought back.
 */
back: Array<Difference>, 
/**
 * When the version before it was, and the client then; `None` = there was none.
 */
before: FreeTime | null, 
/**
 * When the appointment was after it; `None` = it cannot be read.
 */
after: FreeTime | null, };

export type HistoryField = "time" | "zone" | "client" | "service" | "title" | "place" | "description" | "notes" | "status" | "invitation" | "calendar";

export type HourHeight = "compact" | "normal" | "roomy";

export type Hue = "petrol" | "indigo" | "plum" | "moss" | "blue" | "olive" | "rose" | "slate";

export type ItemState = "waiting" | "syncing" | "needs_you" | "done";

export type KeyState = "ready" | "locked" | "missing" | "none" | "passphrase" | "no_answer" | "damaged" | "newer";

export type LeftOut = { appointment_id: string, client: string, day: string, from: string, 
/**
 * The calendar where it stands, as it was called; `null` where that is not known.
 */
calendar: string | null, };

export type Limit = { what: LimitWord, 
/**
 * How much was set: minutes of `notice`, `break` and `travel`, days of `horizon`, appointments of `day_full`.
 */
amount: number | null, 
/**
 * With `break` and `travel`: beside what there is too little time, and when that is (practitioner's zone).
 */
title: string | null, day: string | null, from: string | null, to: string | null, };

export type LimitWord = "day_off" | "outside_hours" | "notice" | "horizon" | "day_full" | "break" | "travel";

export type LostEvent = { 
/**
 * `None` = an event of the calendar's own.
 */
appointment_id: string | null, 
/**
 * The client, or the event's title. Empty = it has none, or could not be read.
 */
title: string, 
/**
 * When it was to take place; of a series, its first time.
 */
day: string, from: string, all_day: boolean, };

export type MovedDate = { 
/**
 * The day that the series gives it, `2026-12-08`.
 */
date: string, 
/**
 * When it takes place, `2026-12-09T10:30`: wall clock in the zone of the series.
 */
start: string, };

export type Odd = "clash" | "unknown" | "day_off" | "outside_hours" | "limit" | "skipped" | "twice";

export type OddDate = { 
/**
 * The day that the series gives it, by which it is left out or moved.
 */
date: string, 
/**
 * In the practitioner's zone.
 */
day: string, from: string, to: string, why: Array<Odd>, clashes: Array<Clash>, 
/**
 * With `limit`: which. Neither notice nor horizon, which are said of the first date by `check`.
 */
limits: Array<Limit>, 
/**
 * Events that cannot be read and may take its time.
 */
unchecked: Array<Unchecked>, 
/**
 * Times of that day that are free in every calendar and keep the person's own limits.
 */
free: Array<FreeTime>, };

export type OfferedTime = { day: string, from: string, to: string, 
/**
 * RFC 3339 with the offset of `zone`, which is the practitioner's.
 */
start: string, end: string, zone: string, 
/**
 * As in [`Appointment`].
 */
clocks: [string, string] | null, 
/**
 * Every calendar that counts as busy is known at this time.
 */
checked: boolean, 
/**
 * Those that are not, and why.
 */
unchecked: Array<Unchecked>, };

export type OutboxItem = { id: string, appointment_id: string, what: What, client: string, 
/**
 * The appointment's time now, or when this was done; and for a move where it was (practitioner's zone).
 */
day: string, from: string, old_day: string | null, old_from: string | null, connection_id: string | null, 
/**
 * What the account is called, and the calendar.
 */
provider: string | null, calendar: string | null, state: ItemState, 
/**
 * Why it waits or needs the person.
 */
reason: Reason | null, attempts: number, 
/**
 * RFC 3339: the last try or the moment it was done.
 */
at: string, next_try: string | null, 
/**
 * It is done, and the provider was asked to mail the client.
 */
told: boolean, 
/**
 * A conflict about the time: when it is in the calendar now.
 */
theirs: FreeTime | null, 
/**
 * A conflict: each field that is asked about.
 */
differs: Array<Differs>, 
/**
 * A conflict: what was changed there only, and is taken over with any answer.
 */
along: Array<Differs>, };

export type Progress = { done: number, 
/**
 * 0 = not known.
 */
total: number, };

export type ProviderView = { id: string, label: string, sign_in: SignInKind, 
/**
 * The form asks for a server address.
 */
asks_server: boolean, 
/**
 * There is a page where what the form asks for is made.
 */
has_help: boolean, 
/**
 * The form says "app-specific password".
 */
app_password: boolean, 
/**
 * Signing in is not set up here: the setting that is missing or wrong.
 */
missing: string | null, words: ProviderWords, };

export type ProviderWords = { 
/**
 * Above the form.
 */
intro: string, 
/**
 * How a person gets what the form asks for; the link to the page follows the first.
 */
steps: Array<Array<TextRun>>, 
/**
 * Where a person finds what the form asks for, service by service.
 */
sources: Array<SourceView>, 
/**
 * The whole name of the link to the provider's page.
 */
page: string | null, 
/**
 * Labels of the fields.
 */
server: string, user: string, user_is_email: boolean, password: string, 
/**
 * Below the password.
 */
hint: string, 
/**
 * How a password looks.
 */
shape: string, 
/**
 * What becomes of what was typed.
 */
kept: string, 
/**
 * Whose password is typed in the browser.
 */
account: string, 
/**
 * What to allow in the browser, so that Daybook can book.
 */
allow: Array<TextRun>, 
/**
 * The same, after it was not allowed.
 */
allow_now: string, 
/**
 * What to do where the provider's page warns, or shows an error and never leads back.
 */
stuck: Array<TextRun>, 
/**
 * When the provider ends a sign-in by itself, as a sentence.
 */
ends: string, };

export type Reason = "auth.app_password" | "auth.caldav_password" | "auth.no_password" | "auth.loop" | "auth.caldav_none" | "auth.no_calendar" | "auth.not_caldav" | "auth.insecure" | "auth.certificate" | "auth.redirect" | "auth.too_large" | "auth.expired" | "auth.link_gone" | "auth.link_unreadable" | "auth.late" | "auth.no_browser" | "auth.not_set_up" | "auth.misconfigured" | "auth.no_listener" | "auth.bad_link" | "auth.state_mismatch" | "auth.browser_denied" | "auth.approval" | "auth.api_off" | "auth.refused" | "auth.browser_timeout" | "auth.code" | "auth.cancelled" | "auth.finished" | "auth.no_calendar_access" | "auth.partial" | "auth.no_refresh_token" | "auth.other_account" | "auth.not_understood" | "auth.elsewhere" | "net.offline" | "net.server" | "net.setup" | "rate.limited" | "sync.rejected" | "sync.failing" | "sync.not_understood" | "sync.conflict" | "sync.rules" | "sync.deleted" | "sync.back" | "sync.series" | "sync.repeats" | "sync.full" | "sync.elsewhere" | "cal.missing" | "cal.mass_change" | "cal.away" | "cal.gone" | "cal.refused" | "cal.failing" | "cal.not_understood" | "cal.none_receives" | "cal.beyond" | "cal.stale" | "cal.read_only" | "cal.none_writable" | "cal.there" | "event.unreadable" | "event.rule" | "event.start" | "event.too_large" | "event.too_often" | "event.zone" | "paused" | "book.overlap" | "book.skipped" | "book.twice" | "book.cancelled" | "zone.unknown" | "invite.no_address" | "invite.not_mailed" | "invite.always" | "undo.late" | "undo.told" | "key.locked_start" | "key.locked_later" | "key.missing" | "key.none" | "key.passphrase" | "key.wrong_passphrase" | "key.short" | "key.weak" | "key.no_answer" | "key.failed" | "store.full" | "store.lock" | "store.file" | "store.newer" | "store.busy" | "store.record" | "store.folder" | "store.failed" | "input" | "not_found" | "usage" | "system" | "unknown";

export type RepeatDraft = { every: RepeatEvery, 
/**
 * The last day on which a date may be, `2027-06-30`.
 */
until: string | null, 
/**
 * So many dates; those that are left out count.
 */
times: number | null, 
/**
 * Dates that are left out.
 */
skip: Array<string>, 
/**
 * Dates that take place at another time.
 */
moves: Array<MovedDate>, };

export type RepeatEvery = "week" | "two_weeks" | "three_weeks" | "four_weeks" | "month_date" | "month_weekday";

export type Reply = "not_invited" | "none" | "accepted" | "maybe" | "declined" | "undelivered";

export type RescheduleDraft = { id: string, start: string, 
/**
 * `None` = as long as before.
 */
minutes: number | null, zone: string | null, 
/**
 * As in [`BookDraft`]; where the time stays, `None` = the one that it is at.
 */
fold: Fold | null, 
/**
 * Tell the client by the provider's mail, where they were invited.
 */
notify: boolean, anyway: boolean, 
/**
 * Of a series, how much is moved. With `all` the other dates go along as far as this one, with `later` those after it do,
 * as a series of their own. `id` is that of the date.
 */
scope?: Scope | null, };

export type Rule = "busy" | "all_day" | "tentative" | "unanswered" | "unanswered_all_day" | "declined" | "free" | "out_of_office" | "elsewhere" | "birthdays" | "travel";

export type RuleView = { rule: Rule, 
/**
 * Which events, as the rest of a sentence: `tentative events`.
 */
which: string, counts: boolean, 
/**
 * As it is where the person says nothing.
 */
default: boolean, };

export type Scope = "this" | "later" | "all";

export type SentLocal = { sent: number, 
/**
 * Those that stand in an account that is not connected any more: sent as well, they would stand twice.
 */
left_out: Array<LeftOut>, };

export type Series = { 
/**
 * The id of all of it.
 */
id: string, repeat: RepeatDraft, };

export type SeriesPreview = { 
/**
 * How many dates it has; `None` = it has no end.
 */
dates: number | null, 
/**
 * So many were looked at, from the first on.
 */
looked_at: number, 
/**
 * The last that was looked at.
 */
last: string, odd: Array<OddDate>, 
/**
 * Months that have no date because they are too short for its day, `2027-02`, as far as was looked.
 */
passed_over: Array<string>, 
/**
 * Calendars of which more is not known than one event: any of its dates may be taken there.
 */
unchecked: Array<Unchecked>, };

export type Service = { id: string, name: string, minutes: number, hue: Hue, 
/**
 * The description that a booking of it begins with; empty = none.
 */
description: string, 
/**
 * Nothing else may begin for so long after it, in minutes.
 */
break_minutes: number, };

export type Settings = { 
/**
 * `None` = the computer's.
 */
zone: string | null, 
/**
 * Monday to Sunday: the spans worked, `09:00` to `13:00`.
 */
hours: Array<Array<WorkingSpan>>, 
/**
 * Minutes between possible starts: 5, 10, 15, 20, 30 or 60.
 */
start_step: number, theme: Theme, hour_height: HourHeight, clock: ClockStyle, week_start: WeekStart, single_keys: boolean, 
/**
 * Days with other hours, or off. Where several hold on a day, the last does.
 */
exceptions: Array<ExceptionalDays>, 
/**
 * The shortest time from now to an appointment.
 */
notice_minutes: number, 
/**
 * How many days ahead the last appointment may be; `None` = any number.
 */
horizon_days: number | null, 
/**
 * How many appointments a day may have; `None` = any number.
 */
most_a_day: number | null, 
/**
 * Between two appointments at different places.
 */
travel_minutes: number, };

export type SignInKind = "password" | "browser" | "link";

export type SignInStep = "waiting" | "finishing" | "found" | "done" | "failed";

export type SignInView = { id: string, provider: string, label: string, 
/**
 * The connection that is signed in to again, and its e-mail.
 */
connection_id: string | null, email: string | null, step: SignInStep, 
/**
 * The page to open, to copy where no browser opens. Carries nothing secret.
 */
url: string, 
/**
 * Seconds until it is too late.
 */
left: number, 
/**
 * `found`: what there is to choose from. Also where another account than `email` signed in.
 */
account: FoundAccount | null, error: UiError | null, };

export type SourceView = { name: string, way: Array<TextRun>, };

export type Status = "confirmed" | "tentative" | "cancelled";

export type Sync = { state: SyncState, 
/**
 * Why it waits or needs the person.
 */
reason: Reason | null, 
/**
 * RFC 3339: the next try, where there is one.
 */
next_try: string | null, 
/**
 * The change that is on its way; `None` = nothing waits to be sent.
 */
change_id: string | null, 
/**
 * A question about it, as in [`OutboxItem`]: when it is in the calendar now.
 */
theirs: FreeTime | null, 
/**
 * Each field that is asked about.
 */
differs: Array<Differs>, 
/**
 * What was changed there only, and is taken over with any answer.
 */
along: Array<Differs>, };

export type SyncReport = { pushed: number, pulled: number, failed: number, waiting: number, connections: Array<SyncRow>, 
/**
 * As in [`Activity`].
 */
held: Array<HeldCalendar>, };

export type SyncRow = { id: string, provider: string, email: string, status: ConnectionStatus, reason: Reason | null, pushed: number, pulled: number, failed: number, waiting: number, };

export type SyncState = "local" | "waiting" | "syncing" | "synced" | "needs_you";

export type TextRun = { text: string, strong: boolean, };

export type Theme = "system" | "light" | "dark";

export type UiError = { code: Reason, message: string, hint: string, };

export type Unchecked = { calendar: string, calendar_id: string, 
/**
 * RFC 3339; `None` = never read.
 */
last_read: string | null, reason: Reason, 
/**
 * With `event.unreadable`: the event that cannot be read.
 */
event: UnreadEvent | null, };

export type Undone = { appointment_id: string, 
/**
 * As it is now; `None` = its booking was taken back before anything was sent, and nothing is left of it.
 */
appointment: Appointment | null, 
/**
 * What was undone.
 */
undone: Happened, client: string, 
/**
 * Where it is now; where it was, if nothing is left of it (practitioner's zone).
 */
day: string, from: string, 
/**
 * Takes the undoing back; `None` = it cannot be.
 */
change_id: string | null, };

export type UnreadEvent = { 
/**
 * By it, `ignore_event` has it take no time.
 */
id: string, 
/**
 * Empty = not known.
 */
title: string, 
/**
 * When it takes place for the first time (practitioner's zone); `None` = not known.
 */
day: string | null, 
/**
 * `None` = not known, or a whole day.
 */
from: string | null, to: string | null, 
/**
 * What of it cannot be read.
 */
why: Reason, };

export type Verdict = { answer: Availability, clashes: Array<Clash>, 
/**
 * Calendars that count as busy and could not be read lately: the reason for `unknown`.
 */
unchecked: Array<Unchecked>, 
/**
 * The next time that is free for this length, within 60 days: the first that was checked; where none was, the first.
 */
next_free: OfferedTime | null, past: boolean, outside_hours: boolean, 
/**
 * The wall-clock time does not exist (clocks go forward): the hour that is skipped.
 */
skipped: boolean, 
/**
 * The wall-clock time comes twice (clocks go back): which of the two this is about. `None` = it comes once.
 */
fold: Fold | null, 
/**
 * What of the person's own it breaks, beside that it has passed.
 */
limits: Array<Limit>, };

export type WeekStart = "monday" | "sunday" | "saturday";

export type What = "book" | "move" | "change" | "cancel";

export type WorkingSpan = { from: string, to: string, };

export type ZoneChanged = { from: string, to: string, };

export type ZoneSource = "chosen" | "computer" | "rules" | "unknown";
