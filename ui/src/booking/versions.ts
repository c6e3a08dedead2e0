// Two versions of an appointment in words. Pure.

import type { Difference, FreeTime, HistoryEntry } from '../api';
import type { Day } from '../time/civil';
import { history as text } from '../text/en-history';
import type { Format } from '../text/format';
import { whenExact } from '../text/when';

export interface Shown {
  /** All of it in words, where no two values say it as well. */
  whole: string | null;
  field: string;
  before: string;
  after: string;
}

/** `2026-11-25T10:00/2026-11-25T10:50` */
function timeOf(value: string): { day: Day; from: string; to: string } | null {
  const [start, end] = value.split('/');
  if (!start || !end) return null;
  return { day: start.slice(0, 10), from: start.slice(11, 16), to: end.slice(11, 16) };
}

/** Each difference as it is read; of a time on one day only the clock is said, and only the start where the length stays. */
export function shown({ field, before, after }: Difference, format: Format): Shown {
  const name = text.fields[field];
  const whole = field === 'status' ? becomes(before, after) : null;
  if (field !== 'time') {
    const none = field === 'invitation' ? text.notInvited : text.empty;
    const words = (value: string) => text.values[value] ?? (value || none);
    const closed = field === 'status' || field === 'invitation';
    return closed
      ? { whole, field: name, before: words(before), after: words(after) }
      : { whole, field: name, before: before || text.empty, after: after || text.empty };
  }
  const [was, is] = [timeOf(before), timeOf(after)];
  if (!was || !is) return { whole, field: name, before, after };
  const day = (one: Day) => (was.day === is.day ? '' : `${format.dayShort(one)}, `);
  const clock = (one: { from: string; to: string }) =>
    was.from !== is.from || was.day !== is.day ? format.time(one.from) : format.range(one.from, one.to);
  return { whole, field: name, before: day(was.day) + clock(was), after: day(is.day) + clock(is) };
}

/** Of an appointment that was cancelled, or is. */
function becomes(before: string, after: string): string | null {
  if (after === 'cancelled') return text.cancelled;
  return before === 'cancelled' ? (text.standsAgain[after] ?? null) : null;
}

export const at = (time: FreeTime, format: Format): string => `${format.dayShort(time.day)}, ${format.time(time.from)}`;

/** More than so much is not named one by one. */
const NAMED = 3;

/** What the button brings back: the time it was at, if that is another one than now, and what else is. */
export function brings(entry: HistoryEntry, format: Format): string {
  if (entry.back.some(({ field, before }) => field === 'status' && before === 'cancelled')) return text.appointment;
  if (entry.back.length > NAMED) return text.version;
  return text.and(
    entry.back.map(({ field, before, after }) => {
      const [now, then] = [timeOf(before), timeOf(after)];
      if (field !== 'time' || !now || !then) return text.fields[field].toLowerCase();
      return then.day === now.day ? format.time(then.from) : `${format.dayShort(then.day)}, ${format.time(then.from)}`;
    }),
  );
}

/** Who did it, or what the calendar was asked for. A client who could not be emailed needs no word of that. */
export function who(entry: HistoryEntry, first: string, reachable: boolean): string | null {
  const { provider, calendar } = entry;
  switch (entry.what) {
    case 'sent':
      return entry.told ? text.toldBy(provider ?? text.gone, first) : reachable ? text.notTold : null;
    case 'found':
    case 'changed_there':
    case 'moved_there':
    case 'repeats_there':
    case 'deleted_there':
      return provider && calendar ? text.there(provider, calendar) : text.thereGone;
    case 'adopted':
      return provider && calendar ? text.stoodIn(provider, calendar) : null;
    case 'undo':
      return text.undone;
    case 'bring_back':
      return text.broughtBackBy;
    case 'kept_mine':
      return text.keptMine;
    case 'one_date':
      return text.oneDate;
    case 'whole_series':
      return text.wholeSeries;
    case 'used_theirs':
      return `${text.usedTheirs}.`;
    case 'discard':
      return text.discarded;
    case 'booked_again':
      return text.bookedAgain;
    case 'chose_calendar':
      return text.you;
    case 'book':
    case 'move':
    case 'change':
    case 'cancel':
      return text.you;
  }
}

/** The first line of an entry whose differences do not say it. */
export function heading(entry: HistoryEntry, format: Format): string | null {
  switch (entry.what) {
    case 'book':
      return entry.after ? text.booked(at(entry.after, format)) : text.booked('');
    case 'found':
      return entry.after ? text.found(at(entry.after, format)) : text.found('');
    case 'adopted': {
      const client = entry.changed.find(({ field }) => field === 'client')?.after ?? '';
      return text.adopted(client, entry.after ? at(entry.after, format) : '');
    }
    case 'cancel':
      return text.cancelled;
    case 'sent':
      return (entry.sent === 'cancel' ? text.cancellationSent : text.sent)(entry.provider ?? text.gone);
    case 'repeats_there':
      return text.repeats;
    case 'deleted_there':
      return text.deleted;
    case 'booked_again':
      return text.again;
    case 'move':
    case 'change':
    case 'undo':
    case 'bring_back':
    case 'changed_there':
    case 'moved_there':
    case 'kept_mine':
    case 'one_date':
    case 'whole_series':
    case 'used_theirs':
    case 'discard':
    case 'chose_calendar':
      return entry.changed.length === 0 ? text.changed : null;
  }
}

export const moment = (entry: HistoryEntry, today: Day, format: Format): string => whenExact(entry.at, today, format);
