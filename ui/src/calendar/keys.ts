// Where an arrow leads in the grid: to the nearest block in that direction, or to a half hour of an empty day.

import type { Day } from '../time/civil';

export interface Spot {
  key: string;
  day: Day;
  from: number;
}

export type Step =
  { to: 'block'; key: string } | { to: 'slot'; day: Day; from: number } | { to: 'day'; by: 1 | -1 } | null;

const byTime = (a: Spot, b: Spot) => a.from - b.from;
const half = (minutes: number) => Math.min(1410, Math.max(0, Math.round(minutes / 30) * 30));

/** From where the focus is (`key` is null on a half hour) one step left, right, up or down. `days` are those drawn. */
export function arrow(
  key: string,
  here: { key: string | null; day: Day; from: number },
  spots: Spot[],
  days: Day[],
  rtl = false,
): Step {
  const sideways = key === 'ArrowLeft' || key === 'ArrowRight';
  if (sideways) {
    const by = (key === 'ArrowRight') !== rtl ? 1 : -1;
    const day = days[days.indexOf(here.day) + by];
    if (day === undefined) return { to: 'day', by };
    return landing(day, here.from, spots);
  }
  const by = key === 'ArrowDown' ? 1 : -1;
  const sameDay = spots.filter((spot) => spot.day === here.day).sort(byTime);
  if (here.key === null) {
    if (sameDay.length === 0) return { to: 'slot', day: here.day, from: half(here.from + 30 * by) };
    const next =
      by > 0 ? sameDay.find((spot) => spot.from > here.from) : sameDay.findLast((spot) => spot.from < here.from);
    return next ? { to: 'block', key: next.key } : null;
  }
  const next = sameDay[sameDay.findIndex((spot) => spot.key === here.key) + by];
  return next ? { to: 'block', key: next.key } : null;
}

/** Where one arrives on a day: the block nearest in time, or that half hour. */
export function landing(day: Day, from: number, spots: Spot[]): Exclude<Step, null> {
  const there = spots.filter((spot) => spot.day === day);
  const nearest = there.sort((a, b) => Math.abs(a.from - from) - Math.abs(b.from - from) || byTime(a, b))[0];
  return nearest ? { to: 'block', key: nearest.key } : { to: 'slot', day, from: half(from) };
}
