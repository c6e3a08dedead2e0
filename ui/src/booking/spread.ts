// A handful of times to offer, out of all that are free: none overlaps another, and no day takes them all.

import type { OfferedTime } from '../api';

type Offered = Pick<OfferedTime, 'day' | 'start' | 'end'>;

const A_DAY = 2;

/** `times` by start. At most `wanted`, in their order; a day gives more than two only where other days give none. */
export function spread<Time extends Offered>(times: Time[], wanted: number): Time[] {
  const apart: Time[] = [];
  for (const time of times) {
    const last = apart.at(-1);
    // The clock alone would not tell where an hour comes twice.
    if (!last || Date.parse(last.end) <= Date.parse(time.start)) apart.push(time);
  }
  const onDay = (time: Time, list: Time[]) => list.filter((one) => one.day === time.day);
  // The first and the middle one of a day: a morning and an afternoon rather than two in a row.
  const preferred = apart.filter((time) => {
    const day = onDay(time, apart);
    return time === day[0] || time === day[Math.ceil(day.length / A_DAY)];
  });
  const rest = apart.filter((time) => !preferred.includes(time));
  const chosen = new Set([...preferred, ...rest].slice(0, wanted));
  return apart.filter((time) => chosen.has(time));
}
