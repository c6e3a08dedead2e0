// Made from src-tauri/core/src/app/views.rs by `cargo x fix`. Do not edit.

export type Activity = { needs_you: Array<OutboxItem>, in_progress: Array<OutboxItem>, waiting: Array<OutboxItem>, done_today: Array<OutboxItem>, last_sync: string | null, };

export type AgendaAppointment = { all_day: boolean, id: string, client: string, client_id: string, email: string | null, title: string, place: string, 
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
 * One of the 8 hues; `petrol` where there is no service.
 */
hue: string, 
/**
 * `confirmed`, `tentative`, `cancelled`
 */
status: string, invite: boolean, 
/**
 * What the client answered: `not_invited`, `none`, `accepted`, `maybe`, `declined`
 */
reply: string, sync: Sync, connection_id: string | null, calendar_id: string | null, calendar_event_id: string | null, };

export type AgendaItem = { "kind": "appointment" } & AgendaAppointment | { "kind": "busy" } & BusyBlock;

export type Answer = "free" | "busy" | "unknown";

export type AppState = "up_to_date" | "syncing" | "offline" | "needs_you" | "on_this_computer" | "locked";

export type AppStatus = { key: KeyState, 
/**
 * Nothing was ever booked or connected, and "Start booking" was not pressed.
 */
first_run: boolean, 
/**
 * Today and now in the practitioner's zone: `2026-11-18`, `13:20`.
 */
today: string, now: string, zone: string, state: AppState, 
/**
 * Name for "Syncing {name}".
 */
syncing: string | null, waiting: number, needs_you: number, 
/**
 * Connections that need the person.
 */
connections_need_you: number, 
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
 * By the person's choice nothing is kept: the data ends with the program.
 */
until_quit: boolean, };

export type Appointment = { id: string, client: string, client_id: string, email: string | null, title: string, place: string, 
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
 * One of the 8 hues; `petrol` where there is no service.
 */
hue: string, 
/**
 * `confirmed`, `tentative`, `cancelled`
 */
status: string, invite: boolean, 
/**
 * What the client answered: `not_invited`, `none`, `accepted`, `maybe`, `declined`
 */
reply: string, sync: Sync, connection_id: string | null, calendar_id: string | null, calendar_event_id: string | null, };

export type BookDraft = { 
/**
 * A known client, or `None` with `client` = a name (found again by name and e-mail, else added).
 */
client_id: string | null, client: string, email: string | null, service_id: string | null, 
/**
 * `2026-12-01T10:00`
 */
start: string, minutes: number, zone: string | null, title: string | null, place: string | null, notes: string | null, 
/**
 * `None` = the calendar that receives bookings; `"local"` = this computer only.
 */
calendar_id: string | null, invite: boolean, 
/**
 * Book although it overlaps or could not be checked.
 */
anyway: boolean, };

export type BusyBlock = { 
/**
 * The event and the occurrence: stable while it does not change.
 */
id: string, title: string, place: string, start: string, end: string, zone: string, day: string, from: string, to: string, end_day: string, all_day: boolean, 
/**
 * Blocks bookings: the calendar counts as busy and the event is neither free, cancelled nor declined.
 */
counts: boolean, calendar_id: string, calendar: string, connection_id: string, hue: string, 
/**
 * It could not be read: taken as busy where its time is known.
 */
unreadable: boolean, };

export type Calendar = { id: string, connection_id: string, name: string, hue: string, can_write: boolean, counts_busy: boolean, receives_bookings: boolean, 
/**
 * Drawn in the week.
 */
shown: boolean, 
/**
 * It was deleted at the provider.
 */
gone: boolean, last_read: string | null, };

export type Clash = { title: string, 
/**
 * An appointment of ours, or a calendar's event.
 */
own: boolean, day: string, from: string, to: string, all_day: boolean, calendar: string | null, connection: string | null, email: string | null, };

export type Client = { id: string, name: string, email: string | null, phone: string | null, 
/**
 * Day of the last appointment that has passed, `2026-11-17`.
 */
last_seen: string | null, 
/**
 * What they usually book.
 */
service_id: string | null, minutes: number | null, place: string | null, };

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
 * A connection whose saved sign-in is damaged and that this one takes the place of.
 */
replaces: string | null, };

export type Connection = { id: string, provider: string, 
/**
 * The provider's label.
 */
label: string, email: string, 
/**
 * connected, syncing, needs_sign_in, offline, waiting, read_only, unreadable, paused, locked
 */
status: string, 
/**
 * A key of the message that says why, where the status is not `connected`.
 */
reason: string | null, 
/**
 * The host, for `net.server`.
 */
host: string, primary: boolean, 
/**
 * The server mails invitations, new times and cancellations to clients by itself. Where it does not, nobody does.
 */
mails_clients: boolean, 
/**
 * It mails every guest of every change; it cannot be asked not to.
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

export type Done = { appointment: Appointment, change_id: string, };

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
 * `None` = the client's name.
 */
title: string | null, place: string | null, notes: string | null, 
/**
 * `confirmed` or `tentative`
 */
status: string, invite: boolean, 
/**
 * Tell the client by the provider's mail, where they were invited.
 */
notify: boolean, anyway: boolean, };

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
key: string, name: string, hue: string, can_write: boolean, 
/**
 * What Daybook proposes.
 */
counts_busy: boolean, receives_bookings: boolean, };

export type FreeTime = { day: string, from: string, to: string, };

export type KeyState = "ready" | "locked" | "missing" | "none" | "passphrase" | "no_answer" | "damaged" | "newer";

export type OutboxItem = { id: string, appointment_id: string, 
/**
 * `book`, `move`, `cancel`, `change`
 */
what: string, client: string, 
/**
 * The appointment's time now, and for a move where it was (practitioner's zone).
 */
day: string, from: string, old_day: string | null, old_from: string | null, connection_id: string | null, 
/**
 * Label of the provider, and name of the calendar.
 */
provider: string | null, calendar: string | null, 
/**
 * waiting, syncing, needs_you, done
 */
state: string, 
/**
 * Key of the message; see `docs/messages.md`.
 */
reason: string | null, attempts: number, 
/**
 * RFC 3339: the last try or the moment it was done.
 */
at: string, next_try: string | null, 
/**
 * A conflict: what the calendar holds now.
 */
theirs: FreeTime | null, };

export type Progress = { done: number, total: number, };

export type ProviderView = { id: string, label: string, 
/**
 * `password`, `browser`
 */
sign_in: string, 
/**
 * The form asks for a server address.
 */
asks_server: boolean, 
/**
 * There is a page where an app password is made.
 */
has_help: boolean, 
/**
 * The form says "app-specific password".
 */
app_password: boolean, 
/**
 * Signing in is not set up here: the setting that is missing or wrong.
 */
missing: string | null, };

export type RescheduleDraft = { id: string, start: string, 
/**
 * `None` = as long as before.
 */
minutes: number | null, zone: string | null, 
/**
 * Tell the client by the provider's mail, where they were invited.
 */
notify: boolean, anyway: boolean, };

export type Service = { id: string, name: string, minutes: number, 
/**
 * petrol, indigo, plum, moss, blue, olive, rose, slate
 */
hue: string, };

export type Settings = { 
/**
 * `None` = the computer's.
 */
zone: string | null, 
/**
 * Monday to Sunday: the spans worked, `09:00` to `13:00`.
 */
hours: Array<Array<Span>>, 
/**
 * Minutes between possible starts: 5, 10, 15, 20, 30 or 60.
 */
start_step: number, 
/**
 * system, light, dark
 */
theme: string, 
/**
 * compact, normal, roomy
 */
hour_height: string, 
/**
 * system, 24, 12
 */
clock: string, 
/**
 * monday, sunday, saturday
 */
week_start: string, single_keys: boolean, };

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

export type Span = { from: string, to: string, };

export type Sync = { 
/**
 * `local`, `waiting`, `syncing`, `synced`, `needs_you`
 */
state: string, 
/**
 * Why it waits or needs the person: a key of `docs/messages.md`, such as `net.offline`.
 */
reason: string | null, 
/**
 * RFC 3339: the next try, where there is one.
 */
next_try: string | null, };

export type SyncReport = { pushed: number, pulled: number, failed: number, waiting: number, connections: Array<SyncRow>, };

export type SyncRow = { id: string, provider: string, email: string, status: string, reason: string | null, pushed: number, pulled: number, failed: number, waiting: number, };

export type UiError = { code: string, message: string, hint: string, };

export type Unchecked = { calendar: string, calendar_id: string, 
/**
 * RFC 3339; `None` = never read.
 */
last_read: string | null, 
/**
 * A key: `net.server`, `auth.expired`, …
 */
reason: string, };

export type Verdict = { answer: Answer, clashes: Array<Clash>, 
/**
 * Calendars that count as busy and could not be read lately: the reason for `unknown`.
 */
unchecked: Array<Unchecked>, 
/**
 * Start of the next time that is free for this length, the same week or later.
 */
next_free: FreeTime | null, past: boolean, outside_hours: boolean, 
/**
 * The wall-clock time does not exist (clocks go forward): the hour that is skipped.
 */
skipped: boolean, };
