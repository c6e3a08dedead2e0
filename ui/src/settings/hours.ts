// Working hours as they are typed: reading a time, and what is wrong with a day. Pure.

import type { WorkingSpan } from '../api';

/** `9`, `9.30`, `0930`, `9:30`, `9 pm`: as `HH:MM`; `24:00` is the end of the day. `null` = not a time. */
export function readTime(text: string): string | null {
  const found = /^(\d{1,2})(?:\s*[:.h]\s*(\d{1,2})|(\d{2}))?\s*(am|pm)?$/i.exec(text.trim());
  if (!found) return null;
  let hour = Number(found[1]);
  const minute = Number(found[2] ?? found[3] ?? 0);
  const half = found[4]?.toLowerCase();
  if (half) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  }
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** `9-13, 14:30-16`; nothing = no hours. `null` = not hours, or not in order. */
export function readSpans(text: string): WorkingSpan[] | null {
  if (text.trim() === '') return [];
  const spans = text.split(/[,;]/).map((span): WorkingSpan | null => {
    const [from, to, more] = span.split(/[-–]/).map(readTime);
    return from && to && more === undefined ? { from, to } : null;
  });
  const read = spans.filter((span) => span !== null);
  return read.length === spans.length && read.length <= MOST_SPANS && !fault(read) ? read : null;
}

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

export type Fault = { span: number; edge: keyof WorkingSpan; what: 'endsFirst' | 'overlaps' };

/** The first thing that is wrong with a day, in the order it is read. */
export function fault(spans: WorkingSpan[]): Fault | null {
  let end = 0;
  for (const [index, span] of spans.entries()) {
    if (minutesOf(span.from) < end) return { span: index, edge: 'from', what: 'overlaps' };
    if (minutesOf(span.to) <= minutesOf(span.from)) return { span: index, edge: 'to', what: 'endsFirst' };
    end = minutesOf(span.to);
  }
  return null;
}

/** Times a day can have; the core keeps no more. */
export const MOST_SPANS = 8;

/** A day with one more time after the last; the same day where the evening has no room for it. */
export function withOneMore(spans: WorkingSpan[]): WorkingSpan[] {
  const last = spans.at(-1);
  if (!last) return [{ from: '09:00', to: '17:00' }];
  const from = minutesOf(last.to) + 60;
  if (from + 60 > 24 * 60 || spans.length >= MOST_SPANS) return spans;
  return [...spans, { from: timeOf(from), to: timeOf(Math.min(from + 4 * 60, 24 * 60)) }];
}

/** What a day is given when it is switched on: what the nearest working day before it has. */
export function hoursFor(day: number, hours: WorkingSpan[][]): WorkingSpan[] {
  for (let back = 1; back <= 7; back += 1) {
    const spans = hours[(day - back + 7) % 7];
    if (spans && spans.length > 0) return spans.map((span) => ({ ...span }));
  }
  return withOneMore([]);
}

/** The hours with one day's times copied to every day that is worked. */
export const copiedToAll = (day: number, hours: WorkingSpan[][]): WorkingSpan[][] =>
  hours.map((spans) => (spans.length > 0 ? (hours[day] ?? []).map((span) => ({ ...span })) : spans));
