// What is said about a chosen time: at most one thing, the one that matters most.

import type { Clash, Connection, Limit, Rule, Settings, Verdict } from '../api';
import { minutesOf } from '../time/civil';
import { hoursOf } from '../time/hours';
import { booking } from '../text/en';
import { message } from '../text/en-messages';
import type { Format } from '../text/format';
import type { Wall } from '../time/zones';
import { which, why } from './unchecked';

export type Kind = 'free' | 'skipped' | 'overlap' | 'unchecked' | 'past' | 'outside' | 'limit';

export interface Said {
  kind: Kind;
  bold: string;
  rest: string | null;
  /** The first thing it overlaps, for the name of the block. */
  over: string | null;
  /** The event that cannot be read. */
  unread?: string;
  /** By what the first thing it overlaps counts as busy, where that is more than that its calendar does. */
  rule?: { calendar: string; rule: Rule; words: string };
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
  const spans = hoursOf(settings, day);
  const first = spans[0];
  const last = spans.at(-1);
  if (!first || !last) return booking.outsideDay(format.weekdayLong(day));
  if (minutesOf(from) < minutesOf(first.from))
    return booking.outsideStarts(format.weekdayShort(day), format.time(first.from));
  if (minutesOf(from) + minutes > minutesOf(last.to))
    return booking.outsideEnds(format.weekdayShort(day), format.time(last.to));
  return booking.outsideBetween;
}

/** What of the person's own a time breaks, in a sentence. */
export function limitOf({ what, amount, title, from, to }: Limit, format: Format): string {
  const range = from && to ? format.range(from, to) : '';
  const sentences: Record<Limit['what'], () => string> = {
    day_off: () => booking.dayOff,
    outside_hours: () => booking.outside,
    notice: () => booking.notice(amount ?? 0),
    horizon: () => booking.horizon(amount ?? 0),
    day_full: () => booking.dayFull(amount ?? 0),
    break: () => booking.pause(amount ?? 0, title ?? '', range),
    travel: () => booking.travel(amount ?? 0, title ?? '', range),
  };
  return sentences[what]();
}

/** When something takes place: `10:00–10:50`, and `Tue 1 Dec 22:00–Thu 3 Dec 22:00` of several days. */
export function rangeOf({ day, from, to, end, clocks }: Clash, format: Format): string {
  const last = end.slice(0, 10);
  if (last === day) return format.range(from, to, clocks);
  return booking.overDays(format.dayShort(day), format.time(from), format.dayShort(last), format.time(to));
}

/** Adds the limits that are broken too. */
const withLimits = (rest: string | null, limits: Limit[], format: Format): string | null =>
  [rest, ...limits.map((one) => limitOf(one, format))].filter(Boolean).join(' ') || null;

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
    const range = rangeOf(clash, format);
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
        ? {
            calendar: clash.rule_calendar_id,
            rule: clash.rule,
            words: booking.leaveOut(clash.rule, clash.calendar),
          }
        : undefined;
    const place = [where ? booking.overlapIn(where) : null, more > 0 ? booking.overlapMore(more) : null];
    const rest = [place.filter(Boolean).join(' '), rule ? clash.why : null].filter(Boolean).join('. ');
    return { kind: 'overlap', bold, rest: rest || null, over: clash.title, rule };
  }
  const unread = verdict.unchecked[0];
  if (verdict.answer === 'unknown' && unread?.event) {
    const { id, title, day, why: reason } = unread.event;
    const facts = { title, day: day && format.dayLong(day), calendar: unread.calendar };
    const said = message(reason, facts);
    const more = withLimits(said.rest, verdict.limits, format);
    return { kind: 'unchecked', bold: said.bold, rest: more, over: null, unread: id };
  }
  if (verdict.answer === 'unknown' && unread) {
    const rest = [why(unread, around.today, format), booking.mayClash].filter(Boolean).join(' ');
    return { kind: 'unchecked', bold: which(unread), rest: withLimits(rest, verdict.limits, format), over: null };
  }
  if (verdict.past) return { kind: 'past', bold: booking.past, rest: booking.pastRest, over: null };
  const [limit, ...others] = verdict.limits;
  if (limit) {
    const outside = limit.what === 'outside_hours';
    const rest = withLimits(outside ? outsideRest(around) : null, others, format);
    return { kind: outside ? 'outside' : 'limit', bold: limitOf(limit, format), rest, over: null };
  }
  return { kind: 'free', bold: booking.free, rest: null, over: null };
}

/** What is said of the chosen date of a series: the others are not looked at while it is chosen. */
export function ofOne(said: Said | null, { free, others }: { free: string; others: string | null }): Said | null {
  if (said?.kind === 'free') return { ...said, bold: free };
  if (!said || !others) return said;
  const rest = said.rest && !/[.?!]$/.test(said.rest) ? `${said.rest}.` : said.rest;
  return { ...said, rest: rest ? `${rest} ${others}` : others };
}

/** A refusal of the core with its day and its time as the person writes them. */
export function overlapOf(message: string, format: Format): string {
  return message
    .replace(/\d{4}-\d{2}-\d{2}(?=, [^’]*$)/, (day) => format.dayShort(day))
    .replace(/(\d{2}:\d{2})–(\d{2}:\d{2})\.$/, (_, from: string, to: string) => `${format.range(from, to)}.`);
}
