// Made from src-tauri/core/src/app/commands/list.rs by `cargo x fix`. Do not edit.

import { call } from './transport';
import type {
  Activity,
  AgendaItem,
  AppStatus,
  Appointment,
  BookDraft,
  Calendar,
  Client,
  ConnectChoice,
  Connection,
  Done,
  EditDraft,
  Fold,
  FoundAccount,
  HistoryEntry,
  HistoryField,
  KeyState,
  OfferedTime,
  ProviderView,
  RescheduleDraft,
  Rule,
  Scope,
  SentLocal,
  SeriesPreview,
  Service,
  Settings,
  SignInView,
  Status,
  SyncReport,
  Undone,
  Verdict,
} from './types';

/** What each command takes and returns. */
export interface Commands {
  status: { takes: Record<string, never>; returns: AppStatus };
  agenda: { takes: { from: string; to: string }; returns: Array<AgendaItem> };
  appointment: { takes: { id: string }; returns: Appointment };
  book: { takes: { draft: BookDraft }; returns: Done };
  preview_series: { takes: { draft: BookDraft }; returns: SeriesPreview };
  adopt: { takes: { event: string; client: string; email?: string | null; serviceId?: string | null }; returns: Done };
  reschedule: { takes: { draft: RescheduleDraft }; returns: Done };
  edit: { takes: { draft: EditDraft }; returns: Done };
  mark: { takes: { id: string; status: Status; notify: boolean }; returns: Done };
  cancel: { takes: { id: string; notify: boolean }; returns: Done };
  cancel_dates: { takes: { id: string; scope: Scope; notify: boolean }; returns: Done };
  undo: { takes: { changeId: string }; returns: Undone };
  history: { takes: { id: string }; returns: Array<HistoryEntry> };
  bring_back: { takes: { changeId: string; notify: boolean; anyway: boolean }; returns: Done };
  check: { takes: { start: string; minutes: number; zone?: string | null; except?: string | null; serviceId?: string | null; place?: string | null; fold?: Fold | null }; returns: Verdict };
  check_online: { takes: { start: string; minutes: number; zone?: string | null; except?: string | null; serviceId?: string | null; place?: string | null; fold?: Fold | null }; returns: Verdict };
  free_times: { takes: { from: string; minutes: number; count: number; except?: string | null; serviceId?: string | null; place?: string | null }; returns: Array<OfferedTime> };
  ignore_event: { takes: { event: string; ignore: boolean }; returns: void };
  clients: { takes: { query: string }; returns: Array<Client> };
  services: { takes: Record<string, never>; returns: Array<Service> };
  save_service: { takes: { service: Service }; returns: Service };
  providers: { takes: Record<string, never>; returns: Array<ProviderView> };
  look_up: { takes: { provider: string; server?: string | null; user: string; password: string }; returns: FoundAccount };
  make_calendar: { takes: { provider: string; server?: string | null; user: string; password: string; name: string }; returns: FoundAccount };
  connect: { takes: { choice: ConnectChoice }; returns: Connection };
  begin_sign_in: { takes: { provider: string; connectionId?: string | null }; returns: SignInView };
  sign_in: { takes: Record<string, never>; returns: SignInView | null };
  open_sign_in_again: { takes: Record<string, never>; returns: void };
  cancel_sign_in: { takes: Record<string, never>; returns: void };
  use_link: { takes: { link: string }; returns: void };
  connections: { takes: Record<string, never>; returns: Array<Connection> };
  disconnect: { takes: { id: string; keep: boolean }; returns: void };
  make_primary: { takes: { id: string }; returns: void };
  set_calendar: { takes: { id: string; countsBusy?: boolean | null; receivesBookings?: boolean | null; shown?: boolean | null }; returns: Calendar };
  set_rule: { takes: { calendarId: string; rule: Rule; counts: boolean }; returns: Calendar };
  pause: { takes: { id: string; paused: boolean }; returns: void };
  send_local: { takes: Record<string, never>; returns: SentLocal };
  sync_now: { takes: Record<string, never>; returns: SyncReport };
  activity: { takes: Record<string, never>; returns: Activity };
  retry: { takes: { id: string }; returns: void };
  discard: { takes: { id: string }; returns: void };
  choose_calendar: { takes: { id: string; calendarId: string }; returns: void };
  keep_mine: { takes: { id: string }; returns: void };
  only_this_date: { takes: { id: string }; returns: void };
  use_theirs: { takes: { id: string; fields?: Array<HistoryField> | null }; returns: void };
  take_over: { takes: { calendarId: string }; returns: void };
  keep_both: { takes: { appointmentId: string }; returns: void };
  settings: { takes: Record<string, never>; returns: Settings };
  save_settings: { takes: { settings: Settings }; returns: void };
  answer_zone: { takes: { zone: string }; returns: void };
  start_booking: { takes: Record<string, never>; returns: void };
  open_help: { takes: { provider: string }; returns: void };
  unlock: { takes: { passphrase?: string | null }; returns: KeyState };
  set_passphrase: { takes: { passphrase: string }; returns: KeyState };
  keep_until_quit: { takes: Record<string, never>; returns: KeyState };
  start_fresh: { takes: Record<string, never>; returns: KeyState };
  quit: { takes: Record<string, never>; returns: void };
}

/** Returns the whole app at a glance: read it first, and again whenever `status` changed. */
export const status = () => call('status', {});

/** Returns what lies on the days `from` to `to` (`2026-11-16`), both included. */
export const agenda = (from: string, to: string) => call('agenda', { from, to });

/** Returns one appointment. */
export const appointment = (id: string) => call('appointment', { id });

/** Books an appointment. */
export const book = (draft: BookDraft) => call('book', { draft });

/** Returns which dates of a series are odd, before it is booked: taken, not known, off, or moved by the clocks. What it leaves out is looked at too. */
export const previewSeries = (draft: BookDraft) => call('preview_series', { draft });

/** Makes an appointment of an event that somebody made elsewhere. `event` is the id that the agenda gives it. Nothing is sent. */
export const adopt = (named: Commands['adopt']['takes']) => call('adopt', named);

/** Moves an appointment to another time. */
export const reschedule = (draft: RescheduleDraft) => call('reschedule', { draft });

/** Changes an appointment to what the form says. */
export const edit = (draft: EditDraft) => call('edit', { draft });

/** Marks an appointment `confirmed` or `tentative`. With `notify`, the provider mails the client, if they were invited. */
export const mark = (id: string, status: Status, notify: boolean) => call('mark', { id, status, notify });

/** Cancels an appointment. With `notify`, the provider mails the client, if they were invited. */
export const cancel = (id: string, notify: boolean) => call('cancel', { id, notify });

/** Cancels one date of a series, that and all later ones, or all, by the id of the date. With `notify`, the provider mails the client once, if they were invited. */
export const cancelDates = (id: string, scope: Scope, notify: boolean) => call('cancel_dates', { id, scope, notify });

/** Takes back the latest change of an appointment, unless its client was told of it. */
export const undo = (changeId: string) => call('undo', { changeId });

/** Returns what happened to an appointment, newest first: who changed what, and what its calendar was told. */
export const history = (id: string) => call('history', { id });

/** Makes an appointment again what it was before a change, as a new change. `anyway` = although the time is taken. */
export const bringBack = (changeId: string, notify: boolean, anyway: boolean) => call('bring_back', { changeId, notify, anyway });

/** Says whether a time (`2026-11-16T10:00`) is free. `except` leaves out one appointment: the one being moved. Its service and place hold where none is given; empty = none. `fold` says which of the two, where the clocks go back and the time comes twice. */
export const check = (named: Commands['check']['takes']) => call('check', named);

/** Says the same by what the calendars themselves answer within two seconds as well. What is shown of `check` need not wait for it. */
export const checkOnline = (named: Commands['check_online']['takes']) => call('check_online', named);

/** Returns the next free times within working hours, from a day or a time of a day on. `except`, `serviceId` and `place` are as in `check`. */
export const freeTimes = (named: Commands['free_times']['takes']) => call('free_times', named);

/** Has an event that cannot be read take no time, until it is changed there, or count again. `event` is the id that the agenda or a verdict gives it. */
export const ignoreEvent = (event: string, ignore: boolean) => call('ignore_event', { event, ignore });

/** Finds clients by the beginnings of words of their name or e-mail address, the latest seen first. */
export const clients = (query: string) => call('clients', { query });

/** Returns the services. */
export const services = () => call('services', {});

/** Changes a service, or adds it if its id is empty. */
export const saveService = (service: Service) => call('save_service', { service });

/** Returns the providers an account can be connected with. */
export const providers = () => call('providers', {});

/** Signs in with a password and lists the calendars. Nothing is saved. `server` is `null` if the provider's is fixed. */
export const lookUp = (named: Commands['look_up']['takes']) => call('look_up', named);

/** The same, and makes a calendar of this name in an account that has none. */
export const makeCalendar = (named: Commands['make_calendar']['takes']) => call('make_calendar', named);

/** Connects an account that was looked up or signed in to. */
export const connect = (choice: ConnectChoice) => call('connect', { choice });

/** Opens the provider's page in the browser and ends any earlier sign-in. `connectionId` signs in to that connection again. */
export const beginSignIn = (provider: string, connectionId: string | null) => call('begin_sign_in', { provider, connectionId });

/** Returns the sign-in that runs, or how it ended. */
export const signIn = () => call('sign_in', {});

/** Opens the page of the running sign-in again. */
export const openSignInAgain = () => call('open_sign_in_again', {});

/** Ends the sign-in, or dismisses how it ended. */
export const cancelSignIn = () => call('cancel_sign_in', {});

/** Takes the finished link that the person copied out of the browser. */
export const useLink = (link: string) => call('use_link', { link });

/** Returns the connections with their calendars. */
export const connections = () => call('connections', {});

/** Ends a connection. With `keep`, its appointments stay on this computer. */
export const disconnect = (id: string, keep: boolean) => call('disconnect', { id, keep });

/** Makes a connection the primary one. */
export const makePrimary = (id: string) => call('make_primary', { id });

/** Changes what a calendar is for. What is `null` stays as it is. */
export const setCalendar = (named: Commands['set_calendar']['takes']) => call('set_calendar', named);

/** Changes whether one kind of the events of a calendar counts as busy: its rule. */
export const setRule = (calendarId: string, rule: Rule, counts: boolean) => call('set_rule', { calendarId, rule, counts });

/** Pauses a connection, or resumes it. */
export const pause = (id: string, paused: boolean) => call('pause', { id, paused });

/** Sends appointments kept only on this computer to the calendar that receives bookings. Returns how many. */
export const sendLocal = () => call('send_local', {});

/** Syncs every connection now. */
export const syncNow = () => call('sync_now', {});

/** Returns every open change, and what was done today. The ids below are those of these changes. */
export const activity = () => call('activity', {});

/** Tries a change again. An appointment that was deleted at the provider is booked there anew. A conflict is refused. */
export const retry = (id: string) => call('retry', { id });

/** Drops a change: the appointment becomes what the provider has. */
export const discard = (id: string) => call('discard', { id });

/** Sends a change to another calendar. */
export const chooseCalendar = (id: string, calendarId: string) => call('choose_calendar', { id, calendarId });

/** Settles a conflict with our version, which is sent over theirs. */
export const keepMine = (id: string) => call('keep_mine', { id });

/** Settles the question about a series: only the date that is the appointment is changed there. */
export const onlyThisDate = (id: string) => call('only_this_date', { id });

/** Settles a conflict with their version, or with theirs of these fields and ours of the others. */
export const useTheirs = (id: string, fields: Array<HistoryField> | null) => call('use_theirs', { id, fields });

/** Settles the question about a calendar of which much is gone or moved there: it is right. */
export const takeOver = (calendarId: string) => call('take_over', { calendarId });

/** Keeps an appointment at a time that turned out to be taken. */
export const keepBoth = (appointmentId: string) => call('keep_both', { appointmentId });

/** Returns the settings. */
export const settings = () => call('settings', {});

/** Saves the settings. */
export const saveSettings = (settings: Settings) => call('save_settings', { settings });

/** Says in which zone times are shown where the computer's has changed: `from` of `zone_changed` in the status, which is chosen by it, or `to`. */
export const answerZone = (zone: string) => call('answer_zone', { zone });

/** Ends the first run. */
export const startBooking = () => call('start_booking', {});

/** Opens the page where the provider makes app passwords. */
export const openHelp = (provider: string) => call('open_help', { provider });

/** Fetches the key from the keychain, or derives it from the passphrase. May be repeated. */
export const unlock = (passphrase: string | null) => call('unlock', { passphrase });

/** Protects new data with a passphrase, on a computer without a keychain. */
export const setPassphrase = (passphrase: string) => call('set_passphrase', { passphrase });

/** Keeps nothing: the data ends when the program does. */
export const keepUntilQuit = () => call('keep_until_quit', {});

/** Sets the data file aside and begins with an empty one. */
export const startFresh = () => call('start_fresh', {});

/** Closes the window and ends the program. */
export const quit = () => call('quit', {});
