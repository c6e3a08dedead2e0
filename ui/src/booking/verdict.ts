// What is said about a chosen time: at most one thing, the one that matters most.

import type { Connection, Settings, Verdict } from '../api';
import { minutesOf, weekday } from '../time/civil';
import { booking } from '../text/en';
import { message } from '../text/en-messages';
import type { Format } from '../text/format';
import { whenExact } from '../text/when';

export type Kind = 'free' | 'skipped' | 'overlap' | 'unchecked' | 'past' | 'outside';

export interface Said {
  kind: Kind;
  bold: string;
  rest: string | null;
  /** The first thing it overlaps, for the name of the block. */
  over: string | null;
}

interface Around {
  settings: Settings | null;
  connections: Connection[];
  today: string;
  format: Format;
  day: string;
  from: string;
  minutes: number;
}

function outsideRest({ settings, format, day, from, minutes }: Around): string {
  const spans = settings?.hours[weekday(day)] ?? [];
  const first = spans[0];
  const last = spans.at(-1);
  if (!first || !last) return booking.outsideDay(format.weekdayLong(day));
  if (minutesOf(from) < minutesOf(first.from))
    return booking.outsideStarts(format.weekdayShort(day), format.time(first.from));
  if (minutesOf(from) + minutes > minutesOf(last.to))
    return booking.outsideEnds(format.weekdayShort(day), format.time(last.to));
  return booking.outsideBetween;
}

export function say(verdict: Verdict, around: Around): Said {
  const { format } = around;
  const clash = verdict.clashes[0];
  if (verdict.skipped) {
    return {
      kind: 'skipped',
      bold: message('book.skipped', { day: format.dayLong(around.day) }).bold,
      rest: null,
      over: null,
    };
  }
  if (verdict.answer === 'busy' && clash) {
    const range = format.range(clash.from, clash.to);
    const bold = clash.own
      ? booking.overlapOwn(clash.title, range)
      : clash.all_day
        ? booking.overlapAllDay(clash.title)
        : booking.overlap(clash.title, range);
    const home = [clash.connection, clash.email].filter(Boolean).join(' · ');
    const where = [home, clash.calendar].filter(Boolean).join(', ');
    const more = verdict.clashes.length - 1;
    const rest = [where ? booking.overlapIn(where) : null, more > 0 ? booking.overlapMore(more) : null];
    return { kind: 'overlap', bold, rest: rest.filter(Boolean).join(' ') || null, over: clash.title };
  }
  const unread = verdict.unchecked[0];
  if (verdict.answer === 'unknown' && unread) {
    const rest =
      unread.reason === 'cal.beyond'
        ? Object.values(message('cal.beyond')).join(' ')
        : unread.last_read
          ? booking.uncheckedRest(whenExact(unread.last_read, around.today, format))
          : booking.uncheckedNever;
    return { kind: 'unchecked', bold: booking.unchecked(unread.calendar), rest, over: null };
  }
  if (verdict.past) return { kind: 'past', bold: booking.past, rest: booking.pastRest, over: null };
  if (verdict.outside_hours) return { kind: 'outside', bold: booking.outside, rest: outsideRest(around), over: null };
  return { kind: 'free', bold: booking.free, rest: null, over: null };
}
