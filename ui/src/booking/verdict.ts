// What is said about a chosen time: at most one thing, the one that matters most.

import type { Connection, Rule, Settings, Verdict } from '../api';
import { minutesOf, weekday } from '../time/civil';
import { booking } from '../text/en';
import { message } from '../text/en-messages';
import type { Format } from '../text/format';
import type { Wall } from '../time/zones';
import { which, why } from './unchecked';

export type Kind = 'free' | 'skipped' | 'overlap' | 'unchecked' | 'past' | 'outside';

export interface Said {
  kind: Kind;
  bold: string;
  rest: string | null;
  /** The first thing it overlaps, for the name of the block. */
  over: string | null;
  /** The event that cannot be read. */
  unread?: string;
  /** By what the first thing it overlaps counts as busy, where that is more than that its calendar does. */
  rule?: { calendar: string; rule: Rule };
}

interface Around {
  settings: Settings | null;
  connections: Connection[];
  today: string;
  format: Format;
  day: string;
  from: string;
  minutes: number;
  /** What was typed, on the clock of its zone. */
  typed: Wall;
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
      bold: message('book.skipped', {
        time: format.time(around.typed.time),
        day: format.dayLong(around.typed.day),
      }).bold,
      rest: null,
      over: null,
    };
  }
  if (verdict.answer === 'busy' && clash) {
    const range = format.range(clash.from, clash.to, clash.clocks);
    const bold = clash.own
      ? booking.overlapOwn(clash.title, range)
      : clash.all_day
        ? booking.overlapAllDay(clash.title)
        : booking.overlap(clash.title, range);
    const home = [clash.connection, clash.email].filter(Boolean).join(' · ');
    const where = [home, clash.calendar].filter(Boolean).join(', ');
    const more = verdict.clashes.length - 1;
    const rule =
      clash.rule && clash.rule !== 'busy' && clash.rule_calendar_id
        ? { calendar: clash.rule_calendar_id, rule: clash.rule }
        : undefined;
    const place = [where ? booking.overlapIn(where) : null, more > 0 ? booking.overlapMore(more) : null];
    const rest = [place.filter(Boolean).join(' '), rule ? clash.why : null].filter(Boolean).join('. ');
    return { kind: 'overlap', bold, rest: rest || null, over: clash.title, rule };
  }
  const unread = verdict.unchecked[0];
  if (verdict.answer === 'unknown' && unread?.event) {
    const { id, title, day, why: reason } = unread.event;
    const facts = { title, day: day && format.dayLong(day), calendar: unread.calendar };
    return { kind: 'unchecked', ...message(reason, facts), over: null, unread: id };
  }
  if (verdict.answer === 'unknown' && unread) {
    const rest = [why(unread, around.today, format), booking.mayClash].filter(Boolean).join(' ');
    return { kind: 'unchecked', bold: which(unread), rest, over: null };
  }
  if (verdict.past) return { kind: 'past', bold: booking.past, rest: booking.pastRest, over: null };
  if (verdict.outside_hours) return { kind: 'outside', bold: booking.outside, rest: outsideRest(around), over: null };
  return { kind: 'free', bold: booking.free, rest: null, over: null };
}
