// Connections: the page, the ways to connect, disconnecting.

import { message } from './en-messages';

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

export const connections = {
  title: 'Connections',
  intro: 'Daybook reads these calendars to find your free time, and writes bookings to one of them.',
  syncNow: 'Sync now',
  syncing: 'Syncing…',
  offlineHint: 'You’re offline',
  add: 'Add a calendar',
  connect: 'Connect',
  connectTo: (label: string) => `Connect ${label}`,
  connected: 'Connected',
  list: 'Connected calendars',
  empty: 'No calendar connected. Daybook works without one.',
  row: (name: string, email: string) => (email ? `${name}, ${email}` : name),
  ofAccount: (name: string, email: string) => (email ? `${name} (${email})` : name),
  primary: 'Primary',
  more: (account: string) => `More actions for ${account}`,
  makePrimary: 'Make primary',
  pause: 'Pause',
  resume: 'Resume',
  resumeAccount: (account: string) => `Resume ${account}`,
  reconnect: 'Reconnect',
  reconnectAccount: (account: string) => `Reconnect ${account}`,
  disconnect: 'Disconnect',
  disconnectAccount: (account: string) => `Disconnect ${account}`,
  signInAgain: 'Sign in again',
  signInAgainTo: (name: string) => `Sign in again to ${name}`,
  readAgain: 'Read again',
  readAgainAccount: (name: string) => `Read ${name} again`,
  newLink: 'Paste a new link',
  newLinkFor: (name: string) => `Paste a new link for ${name}`,
  /** A calendar link, by the name of its server. */
  linkAt: (label: string, host: string) => [label, host].filter(Boolean).join(' · '),
  events: (n: number) => count(n, 'event', 'events'),
  lastRead: (when: string) => `last read ${when}`,
  remove: (name: string) => `Remove ${name}`,
  unlock: 'Unlock keychain',
  lastSync: (when: string) => `Last sync ${when}`,
  neverSynced: 'Not read yet',
  waiting: (n: number) => `${n} waiting`,
  status: {
    connected: 'Connected',
    syncing: 'Syncing',
    syncingPercent: (percent: number) => `Syncing ${percent} %`,
    needs_sign_in: 'Needs sign-in',
    needsLink: 'Needs a new link',
    offline: 'Offline',
    not_syncing: 'Not syncing',
    waiting: (name: string) => `Waiting for ${name}`,
    waitingUntil: (name: string, until: string) => `Waiting for ${name} until ${until}`,
    read_only: 'Read only',
    unreadable: 'Unreadable',
    paused: 'Paused',
    locked: 'Locked',
  },
  firstImport: (name: string) => `${name} first import`,
  imported: (done: number, total: number) =>
    `${done} of ${count(total, 'event', 'events')}, newest first. You can book meanwhile.`,
  importing: (done: number) =>
    done === 0
      ? 'Reading the events, newest first. You can book meanwhile.'
      : `${count(done, 'event', 'events')} so far, newest first. You can book meanwhile.`,
  calendar: 'Calendar',
  countsAsBusy: 'Counts as busy',
  bookingsGoTo: 'Bookings go to',
  busy: 'Busy',
  ignored: 'Ignored',
  receives: 'Receives bookings',
  readOnly: 'Read only',
  gone: (provider: string) => `Deleted in ${provider}`,
  since: (when: string) => `Since ${when}.`,
  rules: (changed: number) => (changed > 0 ? `What counts as busy · ${changed} changed` : 'What counts as busy'),
  rulesOf: (calendar: string) => `What counts as busy in ${calendar}`,
  /** The kind of events that a switch is for. */
  kind: (which: string) => which.charAt(0).toUpperCase() + which.slice(1),
  countsBusy: (calendar: string) => `${calendar} counts as busy`,
  receivesBookings: (calendar: string) => `${calendar} receives bookings`,
  calendars: (all: number, busy: number) =>
    `${count(all, 'calendar', 'calendars')} · ${busy === 1 ? '1 counts as busy' : `${busy} count as busy`}`,
  noneWritable: {
    bold: message('cal.none_writable').bold,
    rest: 'All connected calendars are read only. Appointments stay on this computer until you connect one that can.',
  },
  noneReceives: {
    bold: 'No calendar receives bookings.',
    rest: 'Appointments stay on this computer. Choose under “Bookings go to” where they go.',
  },
  localOnly: (n: number) => ({
    bold: n === 1 ? 'One appointment is only on this computer.' : `${n} appointments are only on this computer.`,
    rest:
      n === 1 ? 'It was booked before a calendar was connected.' : 'They were booked before a calendar was connected.',
  }),
  sendLocal: (calendar: string) => `Send to ${calendar}`,
  sentLocal: (n: number, left: number) =>
    `${count(n, 'appointment', 'appointments')} on the way to your calendar` +
    (left > 0 ? `. ${left} not sent: in an account that is no longer connected` : ''),
  couldNotSave: 'Could not save. Nothing changed.',
  couldNotRead: 'The connections could not be read.',
  tryAgain: 'Try again',
  toast: {
    connected: (email: string) => `Connected ${email}`,
    disconnected: (name: string) => `${name} is disconnected`,
  },
};

export const disconnect = {
  title: (name: string) => `Disconnect ${name}?`,
  body: (email: string, name: string) =>
    `Daybook deletes the sign-in${email ? ` of ${email}` : ''} and stops syncing. Events in ${name} stay as they are.`,
  linkBody: (host: string, name: string) =>
    `Daybook deletes the link${host ? ` to ${host}` : ''} and what was read of it. ${name} stays as it is there.`,
  waiting: (n: number, name: string) =>
    n === 1 ? `1 change has not reached ${name} yet.` : `${n} changes have not reached ${name} yet.`,
  waitingKept: (n: number) =>
    n === 1
      ? 'It stays on this computer and can be sent if you connect again.'
      : 'They stay on this computer and can be sent if you connect again.',
  waitingDropped: (n: number) =>
    n === 1 ? 'It will not be sent, and is removed here.' : 'They will not be sent, and are removed here.',
  what: 'What happens to your appointments',
  keep: 'Keep my appointments on this computer',
  keepHint: (name: string) => `Busy times from ${name} are removed`,
  drop: (name: string) => `Remove everything that came from ${name}`,
  dropHint: (name: string) => `Also your appointments in it, on this computer only. In ${name} they stay.`,
  stay: 'Keep connected',
  go: 'Disconnect',
  going: 'Disconnecting…',
};

export const connect = {
  title: (label: string) => `Connect ${label}`,
  close: 'Close',
  cancel: 'Cancel',
  connect: 'Connect',
  looking: 'Looking…',
  makeCalendar: 'Make a calendar',
  /** What a calendar is called that Daybook makes. */
  newCalendar: 'Appointments',
  lookingAt: (host: string) => `Looking for calendars at ${host}…`,
  lookingLong: 'Still looking. Some servers take half a minute.',
  linkTitle: 'Use a calendar link',
  newLinkTitle: (name: string) => `A new link for ${name}`,
  addLink: 'Look it up',
  showLink: 'Show link',
  hideLink: 'Hide link',
  openPage: 'Open page',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  tryAgain: 'Try again',
  found: (n: number) => (n === 1 ? 'One calendar found.' : `${n} calendars found.`),
  foundAt: (host: string) => `At ${host}.`,
  foundFor: (email: string) => `Signed in as ${email}.`,
  linkChoose: 'Daybook reads it to know when you are busy. It cannot book there.',
  linkReplaces: 'It takes the place of the link you pasted before. What you chose for the calendar stays.',
  name: 'Name',
  nameHint: 'Only here. Left empty, it is called as it is there.',
  chooseTitle: (label: string) => `Calendars in ${label}`,
  choose: 'Tick what blocks your time, and pick where bookings go. You can change both later.',
  known: 'This account is connected already. Connecting again renews its sign-in.',
  stay: 'Bookings stay where they go now',
  stayLocal: 'Bookings stay on this computer',
  noneWritable: 'All of these are read only: Daybook shows them and keeps the time free, but cannot book in them.',
  back: 'Back',
  addCalendars: (n: number) => (n === 1 ? 'Add calendar' : 'Add calendars'),
  update: 'Save',
  adding: 'Adding…',
};
