// The commands of the imitation, each on the world it is given.

import type { Changed, Transport } from '../index';
import type {
  Activity,
  AgendaItem,
  Appointment,
  BookDraft,
  Client,
  Done,
  EditDraft,
  FoundAccount,
  Reason,
  RescheduleDraft,
  Service,
  Settings,
  Status,
  Sync,
  SyncReport,
  UiError,
} from '../types';
import { signIns } from './sign-in';
import { timesOf } from './times';
import { freeTimes, verdict, type Asked } from './verdict';
import { plain } from './week';
import { calendar, connection, type World } from './world';

const refuse = (code: Reason, message: string, hint = ''): never => {
  throw { code, message, hint } satisfies UiError;
};

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
  const change = (old: Appointment, to: Partial<Appointment>): Done => {
    const changed: Appointment = { ...old, ...to, sync: waiting() };
    const previous = world.appointments;
    world.appointments = previous.map((one) => (one.id === old.id ? changed : one));
    return saved(changed, previous);
  };
  /** The client meant: a known one, or a new one. */
  const clientOf = ({ client_id, client, email }: BookDraft | EditDraft): Client => {
    const known = world.clients.find((one) => one.id === client_id || one.name === client);
    if (known) return known;
    const added = {
      id: plain(client),
      name: client,
      email,
      phone: null,
      last_seen: null,
      service_id: null,
      minutes: null,
      place: null,
    };
    world.clients.push(added);
    return added;
  };
  /** What a form says beside the time. */
  const wordsOf = (draft: BookDraft | EditDraft, client: Client) => {
    const service = world.services.find((one) => one.id === draft.service_id);
    return {
      client: client.name,
      client_id: client.id,
      email: draft.email ?? client.email,
      title: draft.title ?? client.name,
      place: draft.place ?? '',
      notes: draft.notes ?? '',
      service: service?.name ?? null,
      service_id: service?.id ?? null,
      hue: service?.hue ?? 'petrol',
      invite: draft.invite,
    };
  };
  const waiting = (): Sync =>
    world.connections.length > 0
      ? { state: 'waiting', reason: 'net.offline', next_try: null }
      : { state: 'local', reason: null, next_try: null };

  const signingIn = signIns(world, announce, refuse);
  const commands: Record<string, (args: never) => unknown> = {
    status: () => world.status,
    settings: () => world.settings,
    services: () => world.services,
    connections: () => world.connections,
    providers: () => world.providers,
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
    check: (asked: Asked) => verdict(world, asked),
    free_times: (args: { from: string; minutes: number; count: number; except: string | null }) =>
      freeTimes(world, args.from, args.minutes, args.count, args.except),
    book: ({ draft }: { draft: BookDraft }) => {
      if (!draft.anyway && verdict(world, draft).answer === 'busy') refuse('book.overlap', 'This time is not free.');
      const client = clientOf(draft);
      const appointment: Appointment = {
        id: `n${++serial}`,
        ...wordsOf(draft, client),
        ...timesOf(draft.start, draft.minutes, draft.zone),
        status: 'confirmed',
        reply: draft.invite ? 'none' : 'not_invited',
        sync: waiting(),
        connection_id: world.connections.length > 0 ? 'google' : null,
        calendar_id: world.connections.length > 0 ? 'practice' : null,
        calendar_event_id: null,
      };
      const previous = world.appointments;
      world.appointments = [...previous, appointment];
      return saved(appointment, previous);
    },
    edit: ({ draft }: { draft: EditDraft }) => {
      const old = find(world.appointments, draft.id);
      const zone = draft.zone ?? old.zone;
      if (!draft.anyway && verdict(world, { ...draft, zone, except: old.id }).answer === 'busy')
        refuse('book.overlap', 'This time is not free.');
      return change(old, {
        ...wordsOf(draft, clientOf(draft)),
        ...timesOf(draft.start, draft.minutes, zone),
        status: draft.status,
        reply: draft.invite ? (old.invite ? old.reply : 'none') : 'not_invited',
      });
    },
    mark: ({ id, status }: { id: string; status: Status }) => change(find(world.appointments, id), { status }),
    reschedule: ({ draft }: { draft: RescheduleDraft }) => {
      const old = find(world.appointments, draft.id);
      const minutes = draft.minutes ?? old.minutes;
      const zone = draft.zone ?? old.zone;
      if (!draft.anyway && verdict(world, { ...draft, minutes, zone, except: old.id }).answer === 'busy')
        refuse('book.overlap', 'This time is not free.');
      return change(old, timesOf(draft.start, minutes, zone));
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
        read_only: false,
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
    ...signingIn,
    connect: ({ choice }: { choice: { found_id: string; busy: string[]; receives: string | null } }) => {
      const account = world.signIn?.account;
      const [label, email] = account ? [world.signIn!.label, account.email] : ['iCloud', 'anna@icloud.example'];
      const made = connection(`c${++serial}`, label, email, [
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
    keep_until_quit: () => {
      world.status.key = 'ready';
      world.status.until_quit = true;
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
      if (!run) throw { code: 'not_found', message: command, hint: '' } satisfies UiError;
      return structuredClone(run(args as never)) as T;
    },
    async listen(hear) {
      heard.add(hear);
      return () => heard.delete(hear);
    },
  };
}
