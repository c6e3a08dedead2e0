// An imitation of the core in memory, with the made-up week of the design: for vitest and for `npm run dev` in a
// plain browser. It is never part of what is built. People, places and addresses are invented.

import type { Changed, Transport } from './index';
import type {
  Activity,
  AgendaItem,
  AppStatus,
  Appointment,
  BookDraft,
  Calendar,
  Clash,
  Client,
  Connection,
  Done,
  FoundAccount,
  FreeTime,
  OutboxItem,
  RescheduleDraft,
  Service,
  Settings,
  Sync,
  SyncReport,
  UiError,
  Verdict,
} from './types';
import { addDays, daysBetween, minutesOf, timeOf, weekday } from '../calendar/civil';

const ZONE = 'Europe/Berlin';
const OFFSET = '+01:00';
export const TODAY = '2026-11-18';
export const NOW = '13:20';

type Busy = Extract<AgendaItem, { kind: 'busy' }>;

const services: Service[] = [
  { id: 'session', name: 'Session', minutes: 50, hue: 'petrol' },
  { id: 'online', name: 'Online session', minutes: 50, hue: 'indigo' },
  { id: 'first', name: 'First consultation', minutes: 80, hue: 'moss' },
  { id: 'couples', name: 'Couples', minutes: 80, hue: 'plum' },
];

const names =
  'Jonas Weber,Mara Voss,Elif Demir,David Okafor,Sofia & Luca R.,Priya Nair,Tom Ashworth,Sara Novak,Ines Moreau,Hannah Krüger,Ben Adler,Kofi Mensah,Noor Haddad,Lena Brandt,Oskar Lindholm,Ada Sorensen,Jonathan Price';

const plain = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[^a-z ]/gi, '')
    .trim()
    .toLowerCase()
    .replace(/ +/g, '.');

function calendar(
  id: string,
  connection_id: string,
  name: string,
  hue: string,
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

function connection(
  id: string,
  label: string,
  email: string,
  calendars: Calendar[],
  more: Partial<Connection> = {},
): Connection {
  return {
    id,
    provider: label.toLowerCase(),
    label,
    email,
    status: 'connected',
    reason: null,
    host: `${label.toLowerCase()}.example`,
    primary: false,
    mails_clients: true,
    last_sync: `${TODAY}T12:54:00${OFFSET}`,
    next_try: null,
    progress: null,
    waiting: 0,
    calendars,
    ...more,
  };
}

const refuse = (code: string, message: string, hint = ''): never => {
  throw { code, message, hint } satisfies UiError;
};

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
  /** Every call, in order. */
  calls: { command: string; args: Record<string, unknown> }[];
  /** Makes the next call of a command fail. */
  fail: Partial<Record<string, UiError>>;
  /** Sends a `changed` event. */
  announce(what: Changed): void;
}

function ownAppointment(
  id: string,
  day: string,
  from: string,
  client: string,
  service: Service,
  more: Partial<Appointment> = {},
): Appointment {
  const to = timeOf(minutesOf(from) + service.minutes);
  const video = service.id === 'online';
  return {
    id,
    client,
    client_id: plain(client),
    email: `${plain(client)}@example.com`,
    title: `${service.name}`,
    place: video ? `https://meet.example/${plain(client).split('.')[0]}` : 'Practice, Lindenstr. 8',
    notes: '',
    start: `${day}T${from}:00${OFFSET}`,
    end: `${day}T${to}:00${OFFSET}`,
    zone: ZONE,
    day,
    from,
    to,
    end_day: day,
    minutes: service.minutes,
    service: service.name,
    service_id: service.id,
    hue: service.hue,
    status: 'confirmed',
    invite: true,
    sync: { state: 'synced', reason: null, next_try: null },
    connection_id: 'google',
    calendar_id: 'practice',
    calendar_event_id: `event-${id}`,
    ...more,
  };
}

function week(): { appointments: Appointment[]; busy: Busy[] } {
  const [mon, tue, wed, thu, fri, sat, sun] = [0, 1, 2, 3, 4, 5, 6].map((at) => addDays('2026-11-16', at)) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const of = (id: string) => services.find((service) => service.id === id) as Service;
  const waiting: Sync = { state: 'waiting', reason: 'net.offline', next_try: null };
  const rows: [string, string, string, string, Partial<Appointment>?][] = [
    [mon, '09:00', 'Jonas Weber', 'session'],
    [mon, '10:00', 'Mara Voss', 'session'],
    [mon, '11:00', 'Elif Demir', 'online'],
    [mon, '14:00', 'David Okafor', 'first'],
    [mon, '16:00', 'Sofia & Luca R.', 'couples'],
    [tue, '14:00', 'Priya Nair', 'session'],
    [tue, '15:00', 'Tom Ashworth', 'session'],
    [tue, '16:00', 'Sara Novak', 'online'],
    [tue, '17:00', 'Ines Moreau', 'session'],
    [wed, '09:00', 'Hannah Krüger', 'session'],
    [wed, '10:00', 'Ben Adler', 'session'],
    [wed, '11:00', 'Kofi Mensah', 'online'],
    [wed, '14:00', 'Noor Haddad', 'first', { status: 'tentative' }],
    [wed, '16:00', 'Lena Brandt', 'online', { sync: waiting }],
    [wed, '17:00', 'Jonas Weber', 'session'],
    [thu, '09:00', 'Mara Voss', 'session'],
    [
      thu,
      '14:00',
      'Oskar Lindholm',
      'session',
      { sync: { state: 'needs_you', reason: 'sync.rejected', next_try: null } },
    ],
    [thu, '16:00', 'Sofia & Luca R.', 'couples'],
    [fri, '09:00', 'Jonas Weber', 'session'],
    [fri, '10:00', 'Tom Ashworth', 'session'],
    [fri, '11:15', 'Ada Sorensen', 'first'],
  ];
  const appointments = rows.map(([day, from, client, service, more], at) =>
    ownAppointment(`a${at + 1}`, day, from, client, of(service), more),
  );
  const block = (
    id: string,
    day: string,
    from: string,
    to: string,
    title: string,
    cal: string,
    hue: string,
    more: Partial<Busy> = {},
  ): Busy => ({
    kind: 'busy',
    id,
    title,
    place: '',
    start: `${day}T${from}:00${OFFSET}`,
    end: `${day}T${to}:00${OFFSET}`,
    zone: ZONE,
    day,
    from,
    to,
    end_day: day,
    all_day: false,
    counts: true,
    calendar_id: cal.toLowerCase().replace(' ', '-'),
    calendar: cal,
    connection_id: 'google',
    hue,
    unreadable: false,
    ...more,
  });
  const busy = [
    block('b1', mon, '18:30', '19:30', 'Yoga', 'Private', 'blue'),
    block('b2', tue, '09:00', '12:00', 'Clinic rota', 'Clinic rota', 'olive'),
    block('b3', tue, '11:00', '11:30', 'Tax call', 'Private', 'blue'),
    block('b4', wed, '12:00', '13:00', 'Supervision', 'Practice', 'petrol', { place: 'https://zoom.example/aydin' }),
    block('b5', wed, '18:30', '19:30', 'Choir', 'Choir', 'slate'),
    block('b6', thu, '10:30', '11:00', 'Dentist', 'Private', 'blue'),
    block('b7', fri, '15:00', '15:30', 'Pick up Mia', 'Family', 'rose'),
    block('b8', sat, '10:00', '11:30', 'Mia: swimming', 'Family', 'rose'),
    block('b9', sat, '18:00', '20:00', 'Dinner, Paul & Ute', 'Private', 'blue'),
    block('b10', thu, '00:00', '00:00', 'Quarterly invoices', 'Practice', 'petrol', {
      all_day: true,
      counts: false,
      end_day: thu,
    }),
    block('b11', sat, '00:00', '00:00', 'Visit Grandma', 'Family', 'rose', {
      all_day: true,
      counts: false,
      end_day: sun,
    }),
  ];
  return { appointments, busy };
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
      syncing: null,
      waiting: 1,
      needs_you: 1,
      connections_need_you: 1,
      local_only: 0,
      last_sync: `${TODAY}T12:54:00${OFFSET}`,
      data_dir: '/home/anna/.local/share/app.daybook.desktop',
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
      connection('caldav', 'CalDAV', 'anna@cloud.lindenhaus.example', [calendar('choir', 'caldav', 'Choir', 'slate')]),
    ],
    appointments,
    busy,
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

function outboxItem(id: string, of: Appointment, what: string, state: string, reason: string | null): OutboxItem {
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

interface Stretch {
  day: string;
  from: number;
  to: number;
}

function stretch(start: string, minutes: number): Stretch {
  const [day = TODAY, time = '00:00'] = start.split('T');
  return { day, from: minutesOf(time), to: minutesOf(time) + minutes };
}

function clashes(world: World, at: Stretch, except: string | null): Clash[] {
  const overlaps = (day: string, from: string, to: string) =>
    day === at.day && minutesOf(from) < at.to && minutesOf(to) > at.from;
  const own = world.appointments
    .filter((one) => one.id !== except && one.status !== 'cancelled' && overlaps(one.day, one.from, one.to))
    .map((one): Clash => ({
      title: one.client,
      own: true,
      day: one.day,
      from: one.from,
      to: one.to,
      all_day: false,
      calendar: null,
      connection: null,
      email: null,
    }));
  const others = world.busy
    .filter((one) => one.counts && !one.all_day && overlaps(one.day, one.from, one.to))
    .map((one): Clash => {
      const home = world.connections.find((connection) => connection.id === one.connection_id);
      return {
        title: one.title,
        own: false,
        day: one.day,
        from: one.from,
        to: one.to,
        all_day: false,
        calendar: one.calendar,
        connection: home?.label ?? null,
        email: home?.email ?? null,
      };
    });
  return [...others, ...own];
}

function freeTimes(world: World, from: string, minutes: number, count: number, except: string | null): FreeTime[] {
  const first = stretch(from, 0);
  const found: FreeTime[] = [];
  for (let at = 0; at < 28 && found.length < count; at += 1) {
    const day = addDays(first.day, at);
    let next = at === 0 ? first.from : 0;
    if (day === TODAY) next = Math.max(next, minutesOf(NOW));
    for (const span of world.settings.hours[weekday(day)] ?? []) {
      for (
        let start = minutesOf(span.from);
        start + minutes <= minutesOf(span.to) && found.length < count;
        start += 15
      ) {
        if (start < next || daysBetween(TODAY, day) < 0) continue;
        if (clashes(world, { day, from: start, to: start + minutes }, except).length > 0) continue;
        found.push({ day, from: timeOf(start), to: timeOf(start + minutes) });
      }
    }
  }
  return found;
}

function verdict(world: World, start: string, minutes: number, except: string | null): Verdict {
  const at = stretch(start, minutes);
  const found = clashes(world, at, except);
  const spans = world.settings.hours[weekday(at.day)] ?? [];
  return {
    answer: found.length > 0 ? 'busy' : 'free',
    clashes: found,
    unchecked: [],
    next_free: freeTimes(world, start, minutes, 1, except)[0] ?? null,
    past: at.day < TODAY || (at.day === TODAY && at.from < minutesOf(NOW)),
    outside_hours: !spans.some((span) => minutesOf(span.from) <= at.from && at.to <= minutesOf(span.to)),
    skipped: false,
  };
}

/** The commands, each on the world it is given. */
export function imitate(world: World): Transport {
  const heard = new Set<(what: Changed) => void>();
  const announce = (...what: Changed[]) => {
    for (const one of what) for (const hear of heard) queueMicrotask(() => hear(one));
  };
  world.announce = announce;
  const before = new Map<string, Appointment[]>();
  let serial = 0;
  const saved = (appointment: Appointment, previous: Appointment[]): Done => {
    const change_id = `change-${++serial}`;
    before.set(change_id, previous);
    world.status.waiting += 1;
    announce('agenda', 'status', 'activity');
    return { appointment: structuredClone(appointment), change_id };
  };
  const find = <T extends { id: string }>(list: T[], id: unknown): T =>
    list.find((one) => one.id === id) ?? refuse('not_found', 'It is no longer there.');
  const waiting = (): Sync =>
    world.connections.length > 0
      ? { state: 'waiting', reason: 'net.offline', next_try: null }
      : { state: 'local', reason: null, next_try: null };

  const commands: Record<string, (args: never) => unknown> = {
    status: () => world.status,
    settings: () => world.settings,
    services: () => world.services,
    connections: () => world.connections,
    providers: () => [
      { id: 'icloud', label: 'iCloud', sign_in: 'password', asks_server: false, has_help: true, app_password: true },
      {
        id: 'caldav',
        label: 'Other (CalDAV)',
        sign_in: 'password',
        asks_server: true,
        has_help: false,
        app_password: false,
      },
    ],
    agenda: ({ from, to }: { from: string; to: string }): AgendaItem[] => [
      ...world.appointments
        .filter((one) => one.day <= to && one.end_day >= from && one.status !== 'cancelled')
        .map((one): AgendaItem => ({ kind: 'appointment', all_day: false, ...one })),
      ...world.busy.filter((one) => one.day <= to && one.end_day >= from),
    ],
    appointment: ({ id }: { id: string }) => find(world.appointments, id),
    clients: ({ query }: { query: string }) => {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      return world.clients.filter((one) =>
        words.every((word) =>
          one.name
            .toLowerCase()
            .split(/\s+/)
            .some((part) => part.startsWith(word)),
        ),
      );
    },
    check: ({ start, minutes, except }: { start: string; minutes: number; except: string | null }) =>
      verdict(world, start, minutes, except),
    free_times: (args: { from: string; minutes: number; count: number; except: string | null }) =>
      freeTimes(world, args.from, args.minutes, args.count, args.except),
    book: ({ draft }: { draft: BookDraft }) => {
      const answer = verdict(world, draft.start, draft.minutes, null);
      if (!draft.anyway && answer.answer === 'busy') refuse('book.overlap', 'This time is not free.');
      const service = world.services.find((one) => one.id === draft.service_id);
      const [day = TODAY, from = '09:00'] = draft.start.split('T');
      let client = world.clients.find((one) => one.id === draft.client_id || one.name === draft.client);
      if (!client) {
        client = {
          id: plain(draft.client),
          name: draft.client,
          email: draft.email,
          phone: null,
          last_seen: null,
          service_id: null,
          minutes: null,
          place: null,
        };
        world.clients.push(client);
      }
      const appointment = ownAppointment(
        `n${++serial}`,
        day,
        from,
        client.name,
        {
          id: service?.id ?? '',
          name: service?.name ?? '',
          minutes: draft.minutes,
          hue: service?.hue ?? 'petrol',
        },
        {
          service: service?.name ?? null,
          service_id: service?.id ?? null,
          email: draft.email ?? client.email,
          place: draft.place ?? '',
          notes: draft.notes ?? '',
          invite: draft.invite,
          sync: waiting(),
          connection_id: world.connections.length > 0 ? 'google' : null,
          calendar_id: world.connections.length > 0 ? 'practice' : null,
          calendar_event_id: null,
        },
      );
      const previous = world.appointments;
      world.appointments = [...previous, appointment];
      return saved(appointment, previous);
    },
    reschedule: ({ draft }: { draft: RescheduleDraft }) => {
      const old = find(world.appointments, draft.id);
      const minutes = draft.minutes ?? old.minutes;
      if (!draft.anyway && verdict(world, draft.start, minutes, draft.id).answer === 'busy')
        refuse('book.overlap', 'This time is not free.');
      const [day = TODAY, from = '09:00'] = draft.start.split('T');
      const to = timeOf(minutesOf(from) + minutes);
      const moved: Appointment = {
        ...old,
        day,
        from,
        to,
        end_day: day,
        minutes,
        start: `${day}T${from}:00${OFFSET}`,
        end: `${day}T${to}:00${OFFSET}`,
        sync: waiting(),
      };
      const previous = world.appointments;
      world.appointments = previous.map((one) => (one.id === old.id ? moved : one));
      return saved(moved, previous);
    },
    cancel: ({ id }: { id: string }) => {
      const old = find(world.appointments, id);
      const previous = world.appointments;
      world.appointments = previous.filter((one) => one.id !== id);
      return saved({ ...old, status: 'cancelled' }, previous);
    },
    undo: ({ changeId }: { changeId: string }) => {
      const previous = before.get(changeId) ?? refuse('undo.late', 'Too late to undo.');
      before.delete(changeId);
      world.appointments = previous;
      world.status.waiting -= 1;
      announce('agenda', 'status', 'activity');
    },
    save_service: ({ service }: { service: Service }) => {
      const kept = { ...service, id: service.id || `service-${++serial}` };
      world.services = [...world.services.filter((one) => one.id !== kept.id), kept];
      announce('settings');
      return kept;
    },
    save_settings: ({ settings }: { settings: Settings }) => {
      world.settings = settings;
      announce('settings');
    },
    set_calendar: (args: {
      id: string;
      countsBusy: boolean | null;
      receivesBookings: boolean | null;
      shown: boolean | null;
    }) => {
      const all = world.connections.flatMap((one) => one.calendars);
      const one = find(all, args.id);
      one.shown = args.shown ?? one.shown;
      one.counts_busy = args.countsBusy ?? one.counts_busy;
      if (args.receivesBookings) for (const other of all) other.receives_bookings = other.id === one.id;
      announce('connections', 'agenda');
      return one;
    },
    look_up: ({ provider, user, password }: { provider: string; user: string; password: string }): FoundAccount => {
      if (password === 'wrong')
        refuse(provider === 'icloud' ? 'auth.app_password' : 'auth.caldav_password', 'The password was not accepted.');
      const known = world.connections.find((one) => one.provider === provider && one.email === user);
      return {
        found_id: 'found-1',
        provider,
        email: user,
        connection_id: known?.id ?? null,
        calendars: known
          ? known.calendars.map(({ id, name, hue, can_write }) => ({
              key: id,
              name,
              hue,
              can_write,
              counts_busy: can_write,
              receives_bookings: false,
            }))
          : [
              { key: 'home', name: 'Home', hue: 'moss', can_write: true, counts_busy: true, receives_bookings: false },
              {
                key: 'holidays',
                name: 'Holidays',
                hue: 'slate',
                can_write: false,
                counts_busy: false,
                receives_bookings: false,
              },
            ],
      };
    },
    connect: ({ choice }: { choice: { found_id: string; busy: string[]; receives: string | null } }) => {
      const made = connection(`c${++serial}`, 'iCloud', 'anna@icloud.example', [
        calendar('home', `c${serial}`, 'Home', 'moss', { receives_bookings: choice.receives === 'home' }),
      ]);
      world.connections = [...world.connections, made];
      announce('connections', 'agenda', 'status');
      return made;
    },
    disconnect: ({ id }: { id: string }) => {
      world.connections = world.connections.filter((one) => one.id !== id);
      announce('connections', 'agenda', 'status');
    },
    make_primary: ({ id }: { id: string }) => {
      for (const one of world.connections) one.primary = one.id === id;
      announce('connections');
    },
    pause: ({ id, paused }: { id: string; paused: boolean }) => {
      find(world.connections, id).status = paused ? 'paused' : 'connected';
      announce('connections', 'status');
    },
    send_local: () => world.status.local_only,
    sync_now: (): SyncReport => ({ pushed: 0, pulled: 0, failed: 0, waiting: world.status.waiting, connections: [] }),
    activity: (): Activity => ({
      needs_you: world.outbox.filter((one) => one.state === 'needs_you'),
      in_progress: world.outbox.filter((one) => one.state === 'syncing'),
      waiting: world.outbox.filter((one) => one.state === 'waiting'),
      done_today: world.outbox.filter((one) => one.state === 'done'),
      last_sync: world.status.last_sync,
    }),
    retry: () => announce('activity', 'agenda'),
    discard: ({ id }: { id: string }) => {
      world.outbox = world.outbox.filter((one) => one.id !== id);
      announce('activity', 'agenda', 'status');
    },
    choose_calendar: () => announce('activity', 'agenda'),
    keep_mine: () => announce('activity', 'agenda'),
    use_theirs: () => announce('activity', 'agenda'),
    start_booking: () => {
      world.status.first_run = false;
      announce('status');
    },
    open_help: () => {},
    unlock: () => {
      world.status.key = 'ready';
      announce('key');
      return 'ready';
    },
    set_passphrase: () => {
      world.status.key = 'ready';
      announce('key');
      return 'ready';
    },
    start_fresh: () => {
      world.status.key = 'ready';
      announce('key');
      return 'ready';
    },
    quit: () => {},
  };

  return {
    async invoke<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
      world.calls.push({ command, args: structuredClone(args) });
      const failure = world.fail[command];
      if (failure) {
        delete world.fail[command];
        throw failure;
      }
      const run = commands[command];
      if (!run) throw { code: 'unknown_command', message: command, hint: '' } satisfies UiError;
      return structuredClone(run(args as never)) as T;
    },
    async listen(hear) {
      heard.add(hear);
      return () => heard.delete(hear);
    },
  };
}
