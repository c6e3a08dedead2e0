// Canned answers for component tests, typed as the core's. Each begins with something plain, and takes what a test is
// about. They hold no state: what must follow from a call is tried on the real core.

import type {
  Activity,
  Appointment,
  AppStatus,
  BookDraft,
  Calendar,
  Client,
  Connection,
  FoundAccount,
  HistoryEntry,
  OutboxItem,
  Settings,
  SignInView,
  Sync,
} from '../src/api';
import type { Canned } from './transport';

/** The day and the time of every scene: a Wednesday. */
export const TODAY = '2026-11-18';
export const NOW = '13:20';
const at = (time: string) => `${TODAY}T${time}:00+01:00`;

export const status = (more: Partial<AppStatus> = {}): AppStatus => ({
  key: 'ready',
  first_run: false,
  today: TODAY,
  now: NOW,
  zone: 'Europe/Berlin',
  zone_source: 'computer',
  zone_changed: null,
  state: 'up_to_date',
  offline: false,
  syncing: null,
  waiting: 0,
  needs_you: 0,
  connections_need_you: 0,
  calendars_need_you: 0,
  importing: null,
  local_only: 0,
  last_sync: at('12:54'),
  data_dir: '/home/anna/.local/share/daybook',
  until_quit: false,
  clock_off: 0,
  ...more,
});

const worked = [
  { from: '09:00', to: '13:00' },
  { from: '14:00', to: '18:00' },
];

export const settings = (more: Partial<Settings> = {}): Settings => ({
  zone: null,
  hours: [worked, worked, worked, worked, [{ from: '09:00', to: '14:00' }], [], []],
  start_step: 15,
  theme: 'light',
  hour_height: 'normal',
  clock: '24',
  week_start: 'monday',
  single_keys: true,
  exceptions: [],
  notice_minutes: 0,
  horizon_days: null,
  most_a_day: null,
  travel_minutes: 0,
  ...more,
});

export const calendar = (id: string, name: string, more: Partial<Calendar> = {}): Calendar => ({
  id,
  connection_id: '',
  name,
  named_here: false,
  hue: 'petrol',
  can_write: true,
  counts_busy: true,
  rules: [],
  receives_bookings: false,
  reason: null,
  since: null,
  events: 1,
  shown: true,
  gone: false,
  held: false,
  last_read: at('12:54'),
  ...more,
});

export function connection(
  id: string,
  label: string,
  email: string,
  calendars: Calendar[],
  more: Partial<Connection> = {},
): Connection {
  return {
    id,
    provider: id,
    label,
    name: label,
    email,
    status: 'connected',
    reason: null,
    host: `${id}.example`,
    user: null,
    server: null,
    primary: false,
    mails_clients: true,
    always_mails: false,
    last_sync: at('12:54'),
    next_try: null,
    progress: null,
    waiting: 0,
    calendars: calendars.map((one) => ({ ...one, connection_id: id })),
    ...more,
  };
}

/** The four accounts of the practice. */
export const google = (more: Partial<Connection> = {}) =>
  connection(
    'google',
    'Google',
    'anna@praxis-keller.example',
    [calendar('practice', 'Practice', { receives_bookings: true }), calendar('private', 'Private', { hue: 'blue' })],
    { primary: true, ...more },
  );
export const outlook = (more: Partial<Connection> = {}) =>
  connection('outlook', 'Outlook', 'a.keller@klinik-nord.example', [calendar('rota', 'Clinic rota')], {
    always_mails: true,
    ...more,
  });
export const icloud = (more: Partial<Connection> = {}) =>
  connection('icloud', 'iCloud', 'anna.keller@icloud.example', [calendar('family', 'Family', { hue: 'rose' })], more);
export const caldav = (more: Partial<Connection> = {}) =>
  connection('caldav', 'Other (CalDAV)', 'anna@cloud.lindenhaus.example', [calendar('choir', 'Choir')], {
    name: 'cloud.lindenhaus.example',
    host: 'cloud.lindenhaus.example',
    ...more,
  });

/** Nothing is on its way. */
export const sync = (more: Partial<Sync> = {}): Sync => ({
  state: 'synced',
  reason: null,
  next_try: null,
  change_id: null,
  theirs: null,
  differs: [],
  along: [],
  ...more,
});

export const appointment = (client: string, more: Partial<Appointment> = {}): Appointment => ({
  id: client,
  client,
  client_id: client,
  email: 'client@example.com',
  title: client,
  place: 'Practice, Lindenstr. 8',
  description: '',
  notes: '',
  start: at('16:00'),
  end: at('16:50'),
  zone: 'Europe/Berlin',
  day: TODAY,
  from: '16:00',
  to: '16:50',
  end_day: TODAY,
  minutes: 50,
  service: 'Session',
  service_id: 'session',
  hue: 'petrol',
  status: 'confirmed',
  invite: true,
  reply: 'accepted',
  sync: sync(),
  connection_id: 'google',
  calendar_id: 'practice',
  calendar_event_id: 'event',
  guessed: [],
  repeats: false,
  series: null,
  titled: false,
  clocks: null,
  ...more,
});

export const client = (name: string, more: Partial<Client> = {}): Client => ({
  id: name,
  name,
  email: null,
  phone: null,
  last_seen: null,
  guessed: false,
  service_id: null,
  minutes: null,
  place: null,
  ...more,
});

/** A booking that Google refused. */
export const change = (more: Partial<OutboxItem> = {}): OutboxItem => ({
  id: 'change',
  appointment_id: 'appointment',
  what: 'book',
  client: 'Oskar Lindholm',
  day: '2026-11-19',
  from: '14:00',
  old_day: null,
  old_from: null,
  connection_id: 'google',
  provider: 'Google',
  calendar: 'Practice',
  state: 'needs_you',
  reason: 'sync.rejected',
  attempts: 1,
  at: at('12:58'),
  next_try: null,
  told: false,
  theirs: null,
  differs: [],
  along: [],
  ...more,
});

/** A booking was sent to Google, and nobody was mailed. */
export const entry = (more: Partial<HistoryEntry> = {}): HistoryEntry => ({
  change_id: null,
  what: 'sent',
  at: at('12:58'),
  there: false,
  provider: 'Google',
  calendar: 'Practice',
  told: false,
  sent: 'book',
  changed: [],
  back: [],
  before: null,
  after: { day: TODAY, from: '16:00', to: '16:50' },
  ...more,
});

/** What an account holds that nobody connected before. */
export const account = (id: string, email: string, more: Partial<FoundAccount> = {}): FoundAccount => ({
  found_id: 'found',
  provider: id,
  email,
  connection_id: null,
  read_only: false,
  calendars: [
    { key: 'home', name: 'Home', hue: 'moss', can_write: true, counts_busy: true, receives_bookings: false },
    { key: 'rota', name: 'Rota', hue: 'slate', can_write: false, counts_busy: false, receives_bookings: false },
  ],
  ...more,
});

/** A sign-in that waits for the browser. */
export const signIn = (id: string, more: Partial<SignInView> = {}): SignInView => ({
  id: 'sign-in',
  provider: id,
  label: id === 'google' ? 'Google' : 'Outlook',
  connection_id: null,
  email: null,
  step: 'waiting',
  url: `https://accounts.example/${id}?scope=calendars`,
  left: 278,
  account: null,
  error: null,
  ...more,
});

/** A booking of fifty minutes, as the form would send it. */
export const DRAFT: BookDraft = {
  client_id: null,
  client: '',
  email: null,
  service_id: null,
  start: '',
  minutes: 50,
  zone: null,
  fold: null,
  title: null,
  place: null,
  description: null,
  notes: null,
  calendar_id: null,
  invite: false,
  anyway: false,
};

export const activity = (more: Partial<Activity> = {}): Activity => ({
  needs_you: [],
  booked_over: [],
  in_progress: [],
  waiting: [],
  done_today: [],
  last_sync: at('12:54'),
  held: [],
  changed_there: [],
  ...more,
});

/** A practice in which nothing was done yet. */
export const NOTHING: Canned = {
  status: () => status(),
  settings: () => settings(),
  services: () => [],
  connections: () => [],
  agenda: () => [],
  activity: () => activity(),
  sign_in: () => null,
  clients: () => [],
};
