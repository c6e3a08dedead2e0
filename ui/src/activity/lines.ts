// One change on its way, as it is read: what it is, why it is where it is, and what it waits for. Pure.

import type { ChangedThere, Connection, HeldCalendar, LostEvent, OutboxItem } from '../api';
import { asked, comesAlong, isAsked } from '../booking/answers';
import { firstName } from '../booking/match';
import { shown } from '../booking/versions';
import type { Day } from '../time/civil';
import { activity as text } from '../text/en-activity';
import { history } from '../text/en-history';
import { message, waits } from '../text/en-messages';
import type { Format } from '../text/format';
import { when, whenExact } from '../text/when';

export interface Around {
  today: Day;
  format: Format;
  connections: Connection[];
}

export interface Line {
  /** `Book Oskar Lindholm, Thu 19 Nov, 14:00` in two parts: the time stays whole and tabular. */
  title: string;
  time: string;
  /** Why it needs the person. */
  reason: string | null;
  /** What comes with either answer. */
  along: string | null;
  /** `Google · Practice · tried 3 times, last 13:18` */
  detail: string;
  /** When it was put on its way, or was done. */
  at: string;
  provider: string;
}

const day = (iso: string, { format }: Around) => format.dayShort(iso);

/** `18:00 → 16:00`, with the days where they differ. */
function timeOf(item: OutboxItem, around: Around): { title: string; time: string } {
  const { format } = around;
  // A question is about the appointment, and not about a change that anybody is to send.
  if (isAsked(item) && item.what !== 'cancel') {
    return { title: `${item.client}, ${day(item.day, around)}, `, time: format.time(item.from) };
  }
  const what = (item.state === 'done' ? text.done : text.what)(item.what, item.client);
  if (item.what === 'move' && item.old_day && item.old_from) {
    const title = `${what}, ${day(item.old_day, around)}, `;
    const to =
      item.old_day === item.day ? format.time(item.from) : `${day(item.day, around)}, ${format.time(item.from)}`;
    return { title, time: text.moved(format.time(item.old_from), to) };
  }
  return { title: `${what}, ${day(item.day, around)}, `, time: format.time(item.from) };
}

export function line(item: OutboxItem, around: Around): Line {
  const { today, format } = around;
  const connection = around.connections.find((one) => one.id === item.connection_id);
  const provider = connection ? connection.name : (item.provider ?? text.onThisComputer);
  const again = item.next_try ? whenExact(item.next_try, today, format) : undefined;
  const facts = {
    provider: connection?.name ?? item.provider,
    host: connection?.host,
    calendar: item.calendar,
    client: item.client,
    again,
    asked: asked(item),
    cancelled: item.what === 'cancel' ? 'here' : null,
  };
  const where = item.calendar ? [provider, item.calendar] : [provider];
  const shown = timeOf(item, around);
  const base = { ...shown, at: when(item.at, today, format), provider, reason: null, along: null };

  if (item.state === 'needs_you') {
    const tried = item.attempts > 1 ? [text.tried(item.attempts, whenExact(item.at, today, format))] : [];
    const { bold, rest } = message(item.reason ?? 'unknown', facts);
    const along = comesAlong(item, provider, format) || null;
    return { ...base, reason: `${bold} ${rest}`.trim(), along, detail: [...where, ...tried].join(' · ') };
  }
  if (item.state === 'syncing') return { ...base, detail: [...where, text.sending].join(' · ') };
  if (item.state === 'done') {
    const told = item.told ? [text.told(facts.provider ?? history.gone, firstName(item.client))] : [];
    return { ...base, detail: [...where, ...told].join(' · ') };
  }
  const reason = connection?.status === 'paused' ? 'paused' : item.reason;
  // Without a reason it only waits until it cannot be undone any more.
  const next = again ? text.nextTry(again) : reason ? null : text.soon;
  const why = (reason && waits(reason, facts)) ?? next;
  return { ...base, detail: [...where, ...(why ? [why] : [])].join(' · ') };
}

/** A calendar of which so much is gone or moved there that the person is asked. */
export function heldLine(held: HeldCalendar, around: Around): Line {
  const connection = around.connections.find((one) => one.id === held.connection_id);
  const provider = connection ? connection.name : held.provider;
  const { bold, rest } = message(held.reason, { provider, calendar: held.calendar });
  const at = when(held.since, around.today, around.format);
  const detail = `${text.lost(held.events, held.appointments)} · ${at}`;
  return {
    title: text.held(provider, held.calendar),
    time: '',
    reason: `${bold} ${rest}`,
    along: null,
    detail,
    at,
    provider,
  };
}

/** One of the events that are gone or moved, as it was here: `Tue 1 Dec, 12:00 · Lena Brandt · your appointment`. */
export function lostLine(one: LostEvent, format: Format): string {
  const time = one.all_day ? text.allDay : format.time(one.from);
  return text.lostEvent(one.title || text.noTitle, `${format.dayShort(one.day)}, ${time}`, one.appointment_id !== null);
}

/** What somebody changed in a calendar, and was taken over: by itself, or by an answer. */
export function thereLine(one: ChangedThere, { today, format }: Around): Line {
  const provider = one.provider ?? '';
  const made = one.changed.map((difference) => {
    const { whole, field, before, after } = shown(difference, format);
    return whole ?? text.changedTo(field, before, after);
  });
  // What stood here before was never in the calendar.
  const taken = one.changed.map((difference) => {
    const { whole, field, after } = shown(difference, format);
    if (whole) return whole.toLowerCase();
    return difference.after ? text.taken(field.toLowerCase(), after) : text.takenNone(field.toLowerCase());
  });
  const told: Partial<Record<ChangedThere['what'], string>> = {
    repeats_there: text.repeatsThere,
    deleted_there: text.deletedThere,
    used_theirs: text.usedTheirs(taken),
  };
  const said = told[one.what];
  const what = said ? [said] : made;
  const where = [one.provider, one.calendar].filter((name) => name !== null);
  return {
    title: one.client,
    time: '',
    reason: null,
    along: null,
    detail: [...what, ...where, when(one.at, today, format)].join(' · '),
    at: '',
    provider,
  };
}

/** A change that waits for the person to sign in. */
export const waitsForSignIn = (item: OutboxItem, connections: Connection[]): boolean =>
  item.reason === 'auth.expired' ||
  connections.some(
    (one) => one.id === item.connection_id && (one.status === 'needs_sign_in' || one.status === 'unreadable'),
  );
