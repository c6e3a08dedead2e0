// Is a time free in the imitated practice, and which would be.

import { addDays, daysBetween, minutesOf, timeOf, weekday } from '../../time/civil';
import type { Clash, FreeTime, Verdict } from '../types';
import { wallOf } from './times';
import { NOW, TODAY } from './week';
import type { World } from './world';

interface Stretch {
  day: string;
  from: number;
  to: number;
}

function stretch(start: string, minutes: number, zone: string | null): Stretch {
  const { day, time } = wallOf(start, zone);
  return { day, from: minutesOf(time), to: minutesOf(time) + minutes };
}

function clashes(world: World, at: Stretch, except: string | null): Clash[] {
  const overlaps = (day: string, from: string, to: string) =>
    day === at.day && minutesOf(from) < at.to && minutesOf(to) > at.from;
  const own = world.appointments
    .filter((one) => one.id !== except && one.status !== 'cancelled' && overlaps(one.day, one.from, one.to))
    .map((one): Clash => ({
      title: one.client,
      own: true,
      day: one.day,
      from: one.from,
      to: one.to,
      all_day: false,
      calendar: null,
      connection: null,
      email: null,
    }));
  const others = world.busy
    .filter((one) => one.counts && !one.all_day && overlaps(one.day, one.from, one.to))
    .map((one): Clash => {
      const home = world.connections.find((connection) => connection.id === one.connection_id);
      return {
        title: one.title,
        own: false,
        day: one.day,
        from: one.from,
        to: one.to,
        all_day: false,
        calendar: one.calendar,
        connection: home?.label ?? null,
        email: home?.email ?? null,
      };
    });
  return [...others, ...own];
}

export function freeTimes(
  world: World,
  from: string,
  minutes: number,
  count: number,
  except: string | null,
): FreeTime[] {
  const first = stretch(from, 0, null);
  const found: FreeTime[] = [];
  for (let at = 0; at < 28 && found.length < count; at += 1) {
    const day = addDays(first.day, at);
    let next = at === 0 ? first.from : 0;
    if (day === TODAY) next = Math.max(next, minutesOf(NOW));
    for (const span of world.settings.hours[weekday(day)] ?? []) {
      for (
        let start = minutesOf(span.from);
        start + minutes <= minutesOf(span.to) && found.length < count;
        start += 15
      ) {
        if (start < next || daysBetween(TODAY, day) < 0) continue;
        if (clashes(world, { day, from: start, to: start + minutes }, except).length > 0) continue;
        found.push({ day, from: timeOf(start), to: timeOf(start + minutes) });
      }
    }
  }
  return found;
}

export interface Asked {
  /** As clocks in `zone` show it. */
  start: string;
  minutes: number;
  /** `null` = the practitioner's. */
  zone: string | null;
  /** An appointment that is left out: the one being moved. */
  except?: string | null;
}

export function verdict(world: World, { start, minutes, zone, except = null }: Asked): Verdict {
  const at = stretch(start, minutes, zone);
  const found = clashes(world, at, except);
  const spans = world.settings.hours[weekday(at.day)] ?? [];
  return {
    answer: found.length > 0 ? 'busy' : 'free',
    clashes: found,
    unchecked: [],
    next_free: freeTimes(world, `${at.day}T${timeOf(at.from)}`, minutes, 1, except)[0] ?? null,
    past: at.day < TODAY || (at.day === TODAY && at.from < minutesOf(NOW)),
    outside_hours: !spans.some((span) => minutesOf(span.from) <= at.from && at.to <= minutesOf(span.to)),
    skipped: false,
  };
}
