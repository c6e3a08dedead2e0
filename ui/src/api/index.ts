// The only door to the core: one typed function per command, and the `changed` event.
// Nothing here keeps data; that is src/state. The window never sees a password or a token come back.

import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
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
  FoundAccount,
  FreeTime,
  KeyState,
  ProviderView,
  Reason,
  RescheduleDraft,
  Service,
  Settings,
  SignInView,
  SyncReport,
  UiError,
  Verdict,
} from './types';

export type * from './types';

/** What a `changed` event says: which part to read again. It never carries the data. */
export type Changed = 'agenda' | 'connections' | 'activity' | 'status' | 'settings' | 'key' | 'sign_in';

/** How a call travels: Tauri in the app, an imitation in tests and in a plain browser. */
export interface Transport {
  invoke<T>(command: string, args?: Record<string, unknown>): Promise<T>;
  /** Calls `heard` at every `changed` event; gives back a function that ends it. */
  listen(heard: (what: Changed) => void): Promise<() => void>;
}

const tauri: Transport = {
  invoke: (command, args) => invoke(command, args),
  listen: (heard) => listen<Changed>('changed', (event) => heard(event.payload)),
};

let transport: Transport = tauri;

/** Puts an imitation in the place of Tauri (tests, `npm run dev` in a browser). */
export function useTransport(other: Transport): void {
  transport = other;
}

const call = <T>(command: string, args?: Record<string, unknown>): Promise<T> => transport.invoke<T>(command, args);

/** Whatever a rejected call threw, as the error the core promises. */
export function asError(thrown: unknown): UiError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    const error = thrown as Partial<UiError>;
    return { code: error.code as Reason, message: String(error.message), hint: String(error.hint ?? '') };
  }
  return { code: 'system', message: String(thrown), hint: '' };
}

export const onChanged = (heard: (what: Changed) => void): Promise<() => void> => transport.listen(heard);

// The app
export const status = () => call<AppStatus>('status');
export const startBooking = () => call<void>('start_booking');
export const unlock = (passphrase: string | null) => call<KeyState>('unlock', { passphrase });
export const setPassphrase = (passphrase: string) => call<KeyState>('set_passphrase', { passphrase });
/** Nothing is kept: the data ends when the program does. */
export const keepUntilQuit = () => call<KeyState>('keep_until_quit');
export const startFresh = () => call<KeyState>('start_fresh');
export const quit = () => call<void>('quit');

// Appointments. Days are `2026-11-16`, both inclusive; times are wall clock, `2026-11-16T10:00`.
export const agenda = (from: string, to: string) => call<AgendaItem[]>('agenda', { from, to });
export const appointment = (id: string) => call<Appointment>('appointment', { id });
export const book = (draft: BookDraft) => call<Done>('book', { draft });
export const reschedule = (draft: RescheduleDraft) => call<Done>('reschedule', { draft });
export const edit = (draft: EditDraft) => call<Done>('edit', { draft });
/** `notify`: the client hears of it by the provider's mail, where they were invited. */
export const mark = (id: string, status: 'confirmed' | 'tentative', notify: boolean) =>
  call<Done>('mark', { id, status, notify });
export const cancel = (id: string, notify: boolean) => call<Done>('cancel', { id, notify });
export const undo = (changeId: string) => call<void>('undo', { changeId });
/** Is this time free? `except` leaves one appointment out: the one being moved. */
export const check = (start: string, minutes: number, zone: string | null, except: string | null) =>
  call<Verdict>('check', { start, minutes, zone, except });
export const freeTimes = (from: string, minutes: number, count: number, except: string | null) =>
  call<FreeTime[]>('free_times', { from, minutes, count, except });

// The practice
export const clients = (query: string) => call<Client[]>('clients', { query });
export const services = () => call<Service[]>('services');
export const saveService = (service: Service) => call<Service>('save_service', { service });
export const settings = () => call<Settings>('settings');
export const saveSettings = (settings: Settings) => call<void>('save_settings', { settings });

// Connections
export interface LookUp {
  provider: string;
  /** `null` where the provider's server is fixed. */
  server: string | null;
  user: string;
  password: string;
}
export const providers = () => call<ProviderView[]>('providers');
export const openHelp = (provider: string) => call<void>('open_help', { provider });
export const lookUp = ({ provider, server, user, password }: LookUp) =>
  call<FoundAccount>('look_up', { provider, server, user, password });
export const connect = (choice: ConnectChoice) => call<Connection>('connect', { choice });
/** Opens the person's browser. A sign-in that was begun before ends. `connectionId`: signs in to this one anew. */
export const beginSignIn = (provider: string, connectionId: string | null) =>
  call<SignInView>('begin_sign_in', { provider, connectionId });
export const signIn = () => call<SignInView | null>('sign_in');
export const openSignInAgain = () => call<void>('open_sign_in_again');
/** Ends it, or closes how it ended. */
export const cancelSignIn = () => call<void>('cancel_sign_in');
/** The finished link, as the person copied it out of the browser. */
export const useLink = (link: string) => call<void>('use_link', { link });
export const connections = () => call<Connection[]>('connections');
export const disconnect = (id: string, keep: boolean) => call<void>('disconnect', { id, keep });
export const makePrimary = (id: string) => call<void>('make_primary', { id });
export const pause = (id: string, paused: boolean) => call<void>('pause', { id, paused });

export interface CalendarChange {
  countsBusy?: boolean;
  receivesBookings?: boolean;
  shown?: boolean;
}
/** What is left out stays as it is. */
export const setCalendar = (id: string, { countsBusy, receivesBookings, shown }: CalendarChange) =>
  call<Calendar>('set_calendar', {
    id,
    countsBusy: countsBusy ?? null,
    receivesBookings: receivesBookings ?? null,
    shown: shown ?? null,
  });

// Sync. Ids are those of an OutboxItem.
/** Sends the appointments that are only on this computer to the calendar that receives bookings; how many. */
export const sendLocal = () => call<number>('send_local');
export const syncNow = () => call<SyncReport>('sync_now');
export const activity = () => call<Activity>('activity');
export const retry = (id: string) => call<void>('retry', { id });
export const discard = (id: string) => call<void>('discard', { id });
export const chooseCalendar = (id: string, calendarId: string) => call<void>('choose_calendar', { id, calendarId });
export const keepMine = (id: string) => call<void>('keep_mine', { id });
export const useTheirs = (id: string) => call<void>('use_theirs', { id });
