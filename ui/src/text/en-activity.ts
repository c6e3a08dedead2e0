// Sync activity: what is on its way out, and what it waits for.

import type { Reason, What } from '../api';
import type { Facts } from './en-messages';

export type ReasonFacts = Facts & {
  client: string;
  /** Ready to be read: `Thu 19 Nov, 09:00`. */
  when: string;
  /** When it was last touched, `12:40`. */
  at?: string;
};

const names: Record<What, string> = { book: 'Book', move: 'Move', cancel: 'Cancel', change: 'Change' };

/** Why a change needs the person, in one sentence. */
const needs: Partial<Record<Reason, (facts: ReasonFacts) => string>> = {
  'sync.rejected': ({ provider, calendar }) =>
    calendar
      ? `${provider} refused: you may no longer add events to ‘${calendar}’.`
      : `${provider} refused this change. It is safe on this computer.`,
  'sync.conflict': ({ provider }) => `Someone changed this event in ${provider}. Which time is right?`,
  'sync.deleted': ({ provider, client }) =>
    `Someone deleted this event in ${provider}. ${client} has not been told by Daybook.`,
  'sync.full': ({ provider }) => `${provider} has no room left for this event. It is safe on this computer.`,
  'cal.gone': ({ provider, calendar }) =>
    calendar
      ? `‘${calendar}’ was deleted in ${provider}. Choose where this goes now.`
      : `Its calendar was deleted in ${provider}. Choose where this goes now.`,
  'cal.read_only': ({ calendar }) => `‘${calendar}’ takes no bookings any more. Choose another calendar.`,
  'store.record': () => 'What was saved for this change could not be read. The appointment itself is here.',
};

/** Why a change waits, in words that stand after “Google · Practice”. */
const waits: Partial<Record<Reason, (facts: Facts) => string>> = {
  'net.offline': () => 'goes out when you’re back online',
  'net.server': ({ again }) => (again ? `the server does not answer, next try ${again}` : 'the server does not answer'),
  'auth.expired': () => 'waits until you sign in again',
  'store.record': () => 'waits until you sign in again',
  'auth.certificate': () => 'the server’s certificate is not valid',
  'auth.redirect': () => 'the server sends Daybook on to another site',
  'key.locked_later': () => 'waits until you unlock the keychain',
};

export const activity = {
  title: 'Sync activity',
  lastSync: (when: string) => `Last sync ${when}`,
  groups: {
    needs_you: 'Needs you',
    in_progress: 'In progress',
    waiting: 'Waiting',
    done_today: 'Done today',
  },
  what: (what: What, client: string) => `${names[what]} ${client}`,
  moved: (from: string, to: string) => `${from} → ${to}`,
  needs: (reason: Reason | null, facts: ReasonFacts) =>
    (reason && needs[reason]?.(facts)) ||
    `${facts.provider ?? 'The calendar'} did not take this change. It is safe on this computer.`,
  slowDown: (provider: string, again?: string) =>
    again
      ? `${provider} asked us to slow down. Goes out by itself at ${again}.`
      : `${provider} asked us to slow down. Goes out by itself.`,
  waits: (reason: Reason | null, facts: Facts) => (reason && waits[reason]?.(facts)) || null,
  nextTry: (when: string) => `next try ${when}`,
  nextTryIn: (seconds: number) => `next try in ${seconds} s`,
  paused: 'paused by you',
  tried: (n: number, last: string) => (n === 1 ? `tried once, ${last}` : `tried ${n} times, last ${last}`),
  onThisComputer: 'On this computer',
  sending: 'going out now',
  retry: 'Retry',
  retryFor: (client: string) => `Retry ${client}`,
  bookAgain: 'Book it again',
  bookAgainFor: (client: string) => `Book it again for ${client}`,
  removeHere: 'Remove here too',
  removeHereFor: (client: string) => `Remove here too for ${client}`,
  discard: 'Discard',
  discardFor: (client: string) => `Discard ${client}`,
  choose: 'Choose calendar',
  chooseFor: (client: string) => `Choose calendar for ${client}`,
  keep: (time: string) => `Keep ${time}`,
  keepFor: (time: string, client: string) => `Keep ${time} for ${client}`,
  use: (provider: string, time: string) => `Use ${provider}’s ${time}`,
  useFor: (provider: string, time: string, client: string) => `Use ${provider}’s ${time} for ${client}`,
  signIn: 'Sign in again',
  signInTo: (provider: string) => `Sign in again to ${provider}`,
  import: (name: string) => `First import from ${name}`,
  imported: (done: number, total: number) => `${done} of ${total} events · newest first`,
  pause: 'Pause',
  pauseImport: (name: string) => `Pause ${name} import`,
  resume: 'Resume',
  resumeImport: (name: string) => `Resume ${name} import`,
  showAll: 'Show all',
  showLess: 'Show less',
  couldNotRead: 'The sync activity could not be read.',
  failed: (client: string) => `Could not change ${client}`,
  empty: (lastSync?: string) =>
    lastSync ? `All changes are in your calendars. Last sync ${lastSync}.` : 'All changes are in your calendars.',
  emptyLocal: 'No calendar is connected, so nothing has to go out. Everything is saved on this computer.',
};

export const discard = {
  title: 'Discard this change?',
  body: {
    conflict: (provider: string, theirs: string, ours: string) =>
      `${provider} keeps ${theirs}. Your ${ours} is forgotten.`,
    book: (provider: string, client: string) =>
      `${client} is not sent to ${provider}. The appointment stays on this computer.`,
    move: (provider: string) => `${provider} keeps its time, and the appointment here takes it.`,
    cancel: (provider: string, client: string) => `${client} stays in ${provider}, and here too.`,
    deleted: (client: string) => `The appointment with ${client} is cancelled here too.`,
  },
  keep: 'Keep change',
  go: 'Discard',
  remove: 'Remove',
  titleRemove: 'Remove this appointment here too?',
};

export const chooseCalendar = {
  title: 'Choose a calendar',
  body: (client: string, when: string) => `Where does ${client}, ${when} go?`,
  none: 'No other calendar can take bookings. Connect one first.',
  cancel: 'Cancel',
  go: 'Send there',
  going: 'Sending…',
};
