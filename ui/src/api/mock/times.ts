// When an imitated appointment is: the wall clock of its own zone, and where that lies in the practitioner's.

import { convert, type Wall } from '../../time/zones';
import { addDays, minutesBetween, minutesOf, timeOf } from '../../time/civil';
import type { Appointment } from '../types';
import { ZONE } from './week';

type Times = Pick<Appointment, 'start' | 'end' | 'zone' | 'day' | 'from' | 'to' | 'end_day' | 'minutes'>;

function later({ day, time }: Wall, minutes: number): Wall {
  const end = minutesOf(time) + minutes;
  return { day: addDays(day, Math.floor(end / 1440)), time: timeOf(end) };
}

/** RFC 3339 with the offset of `zone`. */
function stamp(wall: Wall, zone: string): string {
  const utc = convert(wall, zone, 'UTC');
  const ahead = minutesBetween(utc.day, utc.time, wall.day, wall.time);
  return `${wall.day}T${wall.time}:00${ahead < 0 ? '-' : '+'}${timeOf(Math.abs(ahead))}`;
}

/** `start` as clocks in `zone` show it: `2026-11-19T10:00`. */
export function wallOf(start: string, zone: string | null): Wall {
  const [day = '', time = '00:00'] = start.split('T');
  return convert({ day, time }, zone ?? ZONE, ZONE);
}

export function timesOf(start: string, minutes: number, zone: string | null): Times {
  const home = wallOf(start, zone);
  const own = convert(home, ZONE, zone ?? ZONE);
  const end = later(home, minutes);
  return {
    start: stamp(own, zone ?? ZONE),
    end: stamp(later(own, minutes), zone ?? ZONE),
    zone: zone ?? ZONE,
    day: home.day,
    from: home.time,
    to: end.time,
    end_day: end.day,
    minutes,
  };
}
