// A wall-clock time of one zone in another. The rules are those of Intl for zones named outright: the browser's own
// zone never enters.

import type { Fold } from '../api';
import { fromCount, timeOf, type Day } from './civil';

/** Milliseconds. */
const A_DAY = 86_400_000;

export interface Wall {
  day: Day;
  /** `16:00` */
  time: string;
}

/** Milliseconds a zone is ahead of UTC at an instant. */
function ahead(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(new Date(instant));
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - instant;
}

/** `wall` as clocks in `from` show it, told by clocks in `to`. An hour that is skipped counts as the one after it. */
export function convert(wall: Wall, from: string, to: string): Wall {
  if (from === to) return wall;
  const naive = Date.parse(`${wall.day}T${wall.time}:00Z`);
  let instant = naive - ahead(naive, from);
  // Once more at the instant found: the first guess may stand on the other side of a clock change.
  instant = naive - ahead(instant, from);
  return wallAt(instant, to);
}

/** What clocks in `zone` show at an instant. */
export function wallAt(instant: number, zone: string): Wall {
  const minutes = Math.floor((instant + ahead(instant, zone)) / 60_000);
  const days = Math.floor(minutes / 1440);
  return { day: fromCount(days), time: timeOf(minutes - days * 1440) };
}

/** Which of the two an instant is, where clocks in `zone` show its time twice; null where they show it once. */
export function foldAt(instant: number, zone: string): Fold | null {
  const shown = instant + ahead(instant, zone);
  const comesAt = (other: number) => other + ahead(other, zone) === shown;
  // The same time by what clocks are ahead a day before and a day after.
  const earlier = shown - ahead(instant - A_DAY, zone);
  const later = shown - ahead(instant + A_DAY, zone);
  if (later > instant && comesAt(later)) return 'first';
  return earlier < instant && comesAt(earlier) ? 'second' : null;
}

/** What a clock in the appointment's own zone shows; `stamp` is RFC 3339 with that zone's offset. */
export const wallIn = (stamp: string): Wall => ({ day: stamp.slice(0, 10), time: stamp.slice(11, 16) });

/** All zones by name, the given ones first. */
export function zones(first: string[]): string[] {
  return [...new Set([...first, ...Intl.supportedValuesOf('timeZone')])];
}
