// Days and times in words: by the system's language where it is English, and the clock of the settings.
// Names for the ear always use the catalogue's own order, so that they do not change with the region.

import type { ClockStyle } from '../api';
import { minutesOf, utc, type Day } from '../time/civil';

const UTC = { timeZone: 'UTC' } as const;

export interface Format {
  locale: string;
  hour12: boolean;
  /** `Wed` */
  weekdayShort(day: Day): string;
  /** `We` */
  weekdayTiny(day: Day): string;
  weekdayLong(day: Day): string;
  /** `18` */
  date(day: Day): string;
  /** `November 2026` */
  month(day: Day): string;
  /** `16–22 November 2026`, or `16–22 Nov 2026` where there is little room. */
  days(from: Day, to: Day, room: 'wide' | 'short' | 'tight'): string;
  /** `Wednesday 18 November` */
  dayLong(day: Day): string;
  /** `Wednesday 18 November`, with its year where that is another than today’s. */
  dayWhole(day: Day): string;
  /** `Wednesday 18 November 2026` */
  dayFull(day: Day): string;
  /** `16 November 2026` */
  dayPlain(day: Day): string;
  /** `Thu 19 Nov`, with its year where that is another than today’s. */
  dayShort(day: Day): string;
  /** `Thu 19 Nov 2026` */
  dayField(day: Day): string;
  /** `17 Nov` */
  dayBrief(day: Day): string;
  /** `16:00`, `4 PM`, `4:30 PM` */
  time(time: string): string;
  /** Without AM and PM: the label of the now-line. */
  timeBare(time: string): string;
  /** `16:00–16:50`, `2–3:20 PM`; `02:30 CEST–02:20 CET` where the core names the clocks. */
  range(from: string, to: string, clocks?: [string, string] | null): string;
  /** Whether the region counts weeks. */
  weekNumbers: boolean;
}

function twelve(time: string): { clock: string; half: string } {
  const minutes = minutesOf(time) % 1440;
  const hour = Math.floor(minutes / 60) % 12 || 12;
  const rest = minutes % 60;
  return { clock: rest ? `${hour}:${String(rest).padStart(2, '0')}` : String(hour), half: minutes < 720 ? 'AM' : 'PM' };
}

/** The system's language as Intl takes it. WebKitGTK says "C" where no language is set. */
function known(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
}

/** `today` says which year needs not be named. */
export function makeFormat(language: string, clock: ClockStyle, today?: () => Day): Format {
  const system = known(language);
  const locale = system.startsWith('en') ? system : 'en-GB';
  const system12 = new Intl.DateTimeFormat(system, { hour: 'numeric' }).resolvedOptions().hour12 ?? false;
  const hour12 = clock === '12' || (clock === 'system' && system12);

  const part = (options: Intl.DateTimeFormatOptions, of = locale) => {
    const format = new Intl.DateTimeFormat(of, { ...UTC, ...options });
    return (day: Day) => format.format(utc(day));
  };
  const spans = {
    wide: new Intl.DateTimeFormat(locale, { ...UTC, day: 'numeric', month: 'long', year: 'numeric' }),
    short: new Intl.DateTimeFormat(locale, { ...UTC, day: 'numeric', month: 'short', year: 'numeric' }),
    tight: new Intl.DateTimeFormat(locale, { ...UTC, day: 'numeric', month: 'short' }),
  };
  const weekdayShort = part({ weekday: 'short' });
  const weekdayLong = part({ weekday: 'long' });
  const date = part({ day: 'numeric' });
  const monthLong = part({ month: 'long' });
  const monthShort = part({ month: 'short' }, 'en-US');
  const usOrder = locale === 'en-US';

  const dayOfYear = (day: Day) =>
    usOrder
      ? `${weekdayShort(day)}, ${monthShort(day)} ${date(day)}`
      : `${weekdayShort(day)} ${date(day)} ${monthShort(day)}`;
  const withYear = (day: Day) => `${dayOfYear(day)}${usOrder ? ',' : ''} ${day.slice(0, 4)}`;
  const otherYear = (day: Day) => {
    const now = today?.();
    return Boolean(now) && now?.slice(0, 4) !== day.slice(0, 4);
  };
  const dayLong = (day: Day) => `${weekdayLong(day)} ${date(day)} ${monthLong(day)}`;
  const dayFull = (day: Day) => `${dayLong(day)} ${day.slice(0, 4)}`;
  const time = (at: string) => {
    if (!hour12) return at;
    const { clock: digits, half } = twelve(at);
    return `${digits} ${half}`;
  };

  return {
    locale,
    hour12,
    weekdayShort,
    weekdayTiny: (day) => weekdayShort(day).slice(0, 2),
    weekdayLong,
    date,
    month: part({ month: 'long', year: 'numeric' }),
    // The spaces that ICU sets around the dash are for prose; a title is tighter.
    days: (from, to, room) =>
      (from === to ? spans[room].format(utc(from)) : spans[room].formatRange(utc(from), utc(to))).replace(
        /\s*–\s*/g,
        '–',
      ),
    dayLong,
    dayWhole: (day) => (otherYear(day) ? dayFull(day) : dayLong(day)),
    dayFull,
    dayPlain: (day) => `${date(day)} ${monthLong(day)} ${day.slice(0, 4)}`,
    dayShort: (day) => (otherYear(day) ? withYear(day) : dayOfYear(day)),
    dayField: withYear,
    dayBrief: (day) => (usOrder ? `${monthShort(day)} ${date(day)}` : `${date(day)} ${monthShort(day)}`),
    time,
    timeBare: (at) => (hour12 ? twelve(at).clock : at),
    range: (from, to, clocks) => {
      if (clocks) return `${time(from)} ${clocks[0]}–${time(to)} ${clocks[1]}`;
      if (!hour12) return `${from}–${to}`;
      const [start, end] = [twelve(from), twelve(to)];
      return start.half === end.half ? `${start.clock}–${end.clock} ${end.half}` : `${time(from)}–${time(to)}`;
    },
    weekNumbers: locale !== 'en-US',
  };
}

/** The city of a zone: `Europe/Berlin` is "Berlin". */
export const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
