// One imitated practice: its week, its calendars, its clients. A test changes it before the window asks.

import type {
  Appointment,
  AppStatus,
  Calendar,
  Client,
  Connection,
  Hue,
  ItemState,
  OutboxItem,
  ProviderView,
  ProviderWords,
  Reason,
  Service,
  Settings,
  SignInView,
  TextRun,
  UiError,
  What,
} from '../types';
import type { Changed } from '../index';
import { names, OFFSET, NOW, plain, services, TODAY, week, ZONE, type Busy } from './week';

export function calendar(
  id: string,
  connection_id: string,
  name: string,
  hue: Hue,
  more: Partial<Calendar> = {},
): Calendar {
  return {
    id,
    connection_id,
    name,
    hue,
    can_write: true,
    counts_busy: true,
    receives_bookings: false,
    shown: true,
    gone: false,
    last_read: `${TODAY}T12:54:00${OFFSET}`,
    ...more,
  };
}

export function connection(
  id: string,
  label: string,
  email: string,
  calendars: Calendar[],
  more: Partial<Connection> = {},
): Connection {
  const provider = label.startsWith('Other') ? 'caldav' : label.toLowerCase();
  return {
    id,
    provider,
    label,
    email,
    status: 'connected',
    reason: null,
    host: provider === 'caldav' ? email.slice(email.indexOf('@') + 1) : `${provider}.example`,
    primary: false,
    mails_clients: true,
    always_mails: provider === 'outlook',
    last_sync: `${TODAY}T12:54:00${OFFSET}`,
    next_try: null,
    progress: null,
    waiting: 0,
    calendars,
    ...more,
  };
}

const said = (text: string): TextRun[] =>
  text
    .split('**')
    .map((text, at) => ({ text, strong: at % 2 === 1 }))
    .filter(({ text }) => text !== '');

const providers: ProviderView[] = [
  provider(
    'google',
    'Google',
    { sign_in: 'browser' },
    {
      allow: said('Tick **both calendar boxes** when Google asks, or Daybook can show events but not book.'),
      allow_now: 'Sign in again and tick both boxes.',
    },
  ),
  provider('outlook', 'Outlook', { sign_in: 'browser' }, { account: 'Microsoft' }),
  provider(
    'icloud',
    'iCloud',
    { has_help: true, app_password: true },
    {
      steps: [said('Sign in at **account.apple.com**. '), said('Open **Sign-In and Security**.')],
      page: 'Open Apple Account page',
      user: 'Apple Account email',
      user_is_email: true,
      password: 'App-specific password',
      hint: '16 letters, like abcd-efgh-ijkl-mnop',
      shape: 'xxxx-xxxx-xxxx-xxxx',
    },
  ),
  provider(
    'caldav',
    'Other (CalDAV)',
    { asks_server: true },
    { hint: 'If your server offers app passwords, use one.' },
  ),
];

function provider(
  id: string,
  label: string,
  more: Partial<ProviderView>,
  words: Partial<ProviderWords> = {},
): ProviderView {
  return {
    id,
    label,
    sign_in: 'password',
    asks_server: false,
    has_help: false,
    app_password: false,
    missing: null,
    words: {
      intro: 'What it takes.',
      steps: [],
      page: null,
      server: 'Server address or email',
      user: 'User name',
      user_is_email: false,
      password: 'Password',
      hint: '',
      shape: '',
      kept: 'Stored encrypted on this computer.',
      account: label,
      allow: [],
      allow_now: 'Sign in again and allow Daybook to change it.',
      ...words,
    },
    ...more,
  };
}

/** What one imitation holds; tests may change it before the window asks. */
export interface World {
  status: AppStatus;
  settings: Settings;
  services: Service[];
  clients: Client[];
  connections: Connection[];
  appointments: Appointment[];
  busy: Busy[];
  outbox: OutboxItem[];
  providers: ProviderView[];
  signIn: SignInView | null;
  /** Every call, in order. */
  calls: { command: string; args: Record<string, unknown> }[];
  /** Makes the next call of a command fail. */
  fail: Partial<Record<string, UiError>>;
  /** Sends a `changed` event. */
  announce(what: Changed): void;
}

export function makeWorld(): World {
  const spans = [
    { from: '09:00', to: '13:00' },
    { from: '14:00', to: '18:00' },
  ];
  const { appointments, busy } = week();
  return {
    status: {
      key: 'ready',
      first_run: false,
      today: TODAY,
      now: NOW,
      zone: ZONE,
      state: 'offline',
      offline: true,
      syncing: null,
      waiting: 1,
      needs_you: 1,
      connections_need_you: 1,
      local_only: 0,
      last_sync: `${TODAY}T12:54:00${OFFSET}`,
      data_dir: '/home/anna/.local/share/app.daybook.desktop',
      until_quit: false,
      clock_off: 0,
    },
    settings: {
      zone: null,
      hours: [spans, spans, spans, spans, [{ from: '09:00', to: '14:00' }], [], []],
      start_step: 15,
      theme: 'system',
      hour_height: 'normal',
      clock: '24',
      week_start: 'monday',
      single_keys: true,
    },
    services: structuredClone(services),
    clients: names.split(',').map((name) => ({
      id: plain(name),
      name,
      email: name === 'Ben Adler' ? null : `${plain(name)}@example.com`,
      phone: null,
      last_seen: name === 'Priya Nair' ? '2026-11-17' : name === 'Jonathan Price' ? '2026-09-04' : '2026-11-16',
      service_id: ['Lena Brandt', 'Kofi Mensah', 'Jonathan Price'].includes(name) ? 'online' : 'session',
      minutes: 50,
      place: 'Practice, Lindenstr. 8',
    })),
    connections: [
      connection(
        'google',
        'Google',
        'anna@praxis-keller.example',
        [
          calendar('practice', 'google', 'Practice', 'petrol', { receives_bookings: true }),
          calendar('private', 'google', 'Private', 'blue'),
        ],
        { primary: true, waiting: 1, status: 'offline', reason: 'net.offline' },
      ),
      connection(
        'outlook',
        'Outlook',
        'a.keller@klinik-nord.example',
        [calendar('clinic-rota', 'outlook', 'Clinic rota', 'olive')],
        {
          status: 'needs_sign_in',
          reason: 'auth.expired',
        },
      ),
      connection('icloud', 'iCloud', 'anna.keller@icloud.example', [calendar('family', 'icloud', 'Family', 'rose')]),
      connection('caldav', 'Other (CalDAV)', 'anna@cloud.lindenhaus.example', [
        calendar('choir', 'caldav', 'Choir', 'slate'),
      ]),
    ],
    appointments,
    busy,
    providers: structuredClone(providers),
    signIn: null,
    outbox: [
      outboxItem(
        'o1',
        appointments.find((one) => one.client === 'Lena Brandt') as Appointment,
        'move',
        'waiting',
        'net.offline',
      ),
      outboxItem(
        'o2',
        appointments.find((one) => one.client === 'Oskar Lindholm') as Appointment,
        'book',
        'needs_you',
        'sync.rejected',
      ),
    ],
    calls: [],
    fail: {},
    announce: () => {},
  };
}

function outboxItem(id: string, of: Appointment, what: What, state: ItemState, reason: Reason | null): OutboxItem {
  return {
    id,
    appointment_id: of.id,
    what,
    client: of.client,
    day: of.day,
    from: of.from,
    old_day: what === 'move' ? of.day : null,
    old_from: what === 'move' ? '18:00' : null,
    connection_id: of.connection_id,
    provider: 'Google',
    calendar: 'Practice',
    state,
    reason,
    attempts: state === 'needs_you' ? 1 : 0,
    at: `${TODAY}T12:58:00${OFFSET}`,
    next_try: null,
    theirs: null,
  };
}
