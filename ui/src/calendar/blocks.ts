// From what the core says to what is drawn: one block per day touched, with its words and its name for the ear.

import type { AgendaItem, Appointment, BusyBlock, Hue } from '../api';
import { week } from '../text/en';
import type { Format } from '../text/format';
import { minutesOf, type Day } from '../time/civil';

export type Look =
  'plain' | 'tentative' | 'waiting' | 'failed' | 'declined' | 'busy' | 'open' | 'draft' | 'clash' | 'moved';

export interface Block {
  /** Unique among all drawn: the item, and the day where it covers several. */
  key: string;
  /** The item it stands for; none for a draft. */
  id: string | null;
  day: Day;
  /** Minutes since midnight of this day. */
  from: number;
  to: number;
  title: string;
  /** `09:00`, `09:00–12:00` */
  time: string;
  range: string;
  /** Service or calendar. */
  second: string;
  /** Instead of the second line: what the person must know. */
  word: string | null;
  wordShort: string | null;
  look: Look;
  hue: Hue;
  past: boolean;
  name: string;
  own: Appointment | null;
}

export interface AllDay {
  id: string;
  title: string;
  hue: Hue;
  name: string;
  from: Day;
  to: Day;
}

interface Moment {
  today: Day;
  now: string;
}

const isPast = (endDay: Day, to: string, { today, now }: Moment) => endDay < today || (endDay === today && to <= now);

function ownLook(appointment: Appointment): { look: Look; state: string; word: string | null; short: string | null } {
  const { state, word } = week;
  const { sync, status, reply } = appointment;
  if (sync.reason === 'cal.mass_change') {
    return { look: 'waiting', state: state.asked, word: word.asked, short: word.asked };
  }
  if (sync.state === 'needs_you') return { look: 'failed', state: state.failed, word: word.failed, short: word.failed };
  if (sync.state === 'waiting' || sync.state === 'syncing') {
    return { look: 'waiting', state: state.waiting, word: word.waiting, short: word.waitingShort };
  }
  if (reply === 'declined') {
    return { look: 'declined', state: state.declined, word: word.declined, short: word.declined };
  }
  if (status === 'tentative') {
    return { look: 'tentative', state: state.tentative, word: word.tentative, short: word.tentative };
  }
  return { look: 'plain', state: state.confirmed, word: null, short: null };
}

/** When it begins and ends; of an hour that comes twice, which of the two. */
function ends({ from, to, clocks }: Appointment | BusyBlock, format: Format): [string, string] {
  const [start, end] = [format.time(from), format.time(to)];
  return clocks ? [`${start} ${clocks[0]}`, `${end} ${clocks[1]}`] : [start, end];
}

export function ownName(appointment: Appointment, format: Format, state: string): string {
  return week.own(
    appointment.client,
    appointment.service ?? week.appointment,
    format.dayLong(appointment.day),
    ...ends(appointment, format),
    state,
  );
}

/** What it is called; from where on an event is no longer listed, that. */
function titleOf(busy: BusyBlock): string {
  const title = busy.title || week.busyTitle;
  return busy.more ? week.notListed(title) : title;
}

function busyName(busy: BusyBlock, format: Format): string {
  const title = titleOf(busy);
  if (!busy.all_day) {
    return week.busy(title, busy.calendar, format.dayLong(busy.day), ...ends(busy, format));
  }
  if (busy.day === busy.end_day) return week.allDayOne(title, format.dayLong(busy.day));
  const sameMonth = busy.day.slice(0, 7) === busy.end_day.slice(0, 7);
  const from = sameMonth ? `${format.weekdayLong(busy.day)} ${format.date(busy.day)}` : format.dayLong(busy.day);
  return week.allDayMany(title, from, format.dayLong(busy.end_day));
}

/** Where a block ends that begins and ends on one day. Where an hour comes twice, the end may come before the start by the
 *  clock: then it has its real length. */
function endOf(item: AgendaItem): number {
  const [from, to] = [minutesOf(item.from), minutesOf(item.to)];
  if (to > from || !item.clocks) return to;
  const length = (Date.parse(item.end) - Date.parse(item.start)) / 60_000;
  return Math.min(1440, from + Math.max(0, length));
}

/** The blocks an item draws on the days it touches between `first` and `last`. All-day things draw none. */
export function blocksOf(
  item: AgendaItem,
  first: Day,
  last: Day,
  days: Day[],
  format: Format,
  moment: Moment,
): Block[] {
  if (item.all_day || item.day > last || item.end_day < first) return [];
  const common =
    item.kind === 'busy'
      ? {
          title: titleOf(item),
          second: item.calendar,
          word: null,
          wordShort: null,
          // Where not all of it is listed, no time is drawn as free.
          look: item.counts || (item.more && !item.ignored) ? ('busy' as const) : ('open' as const),
          name: busyName(item, format),
          own: null,
        }
      : (() => {
          const { look, state, word, short } = ownLook(item);
          return {
            title: item.client,
            second: item.service ?? '',
            word,
            wordShort: short,
            look,
            name: ownName(item, format, state),
            own: item,
          };
        })();
  return days
    .filter((day) => day >= item.day && day <= item.end_day)
    .map((day) => ({
      ...common,
      key: `${item.id} ${day}`,
      id: item.id,
      day,
      from: day === item.day ? minutesOf(item.from) : 0,
      to: day < item.end_day ? 1440 : day === item.day ? endOf(item) : minutesOf(item.to),
      time: format.time(item.from),
      range: format.range(item.from, item.to, item.clocks),
      hue: item.hue,
      past: isPast(item.end_day, item.to, moment),
    }))
    .filter((block) => block.to > block.from || item.day === item.end_day);
}

/** All-day items, clipped to the days drawn. */
export function allDayOf(items: AgendaItem[], first: Day, last: Day, format: Format): AllDay[] {
  return items
    .filter((item): item is { kind: 'busy' } & BusyBlock => item.kind === 'busy' && item.all_day)
    .filter((item) => item.day <= last && item.end_day >= first)
    .map((item) => ({
      id: item.id,
      title: item.title || week.busyTitle,
      hue: item.hue,
      name: busyName(item, format),
      from: item.day < first ? first : item.day,
      to: item.end_day > last ? last : item.end_day,
    }));
}
