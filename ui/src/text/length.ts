// A length of time that was set, in words: `15 minutes`, `2 hours`, `1 day`.

import { plural } from './plural';

/** Before a noun: `15-minute`, `2-hour`, `1-day`. */
export function adjectiveOf(minutes: number): string {
  if (minutes > 0 && minutes % 1440 === 0) return `${minutes / 1440}-day`;
  return minutes > 0 && minutes % 60 === 0 ? `${minutes / 60}-hour` : `${minutes}-minute`;
}

export function lengthOf(minutes: number): string {
  const days = minutes / 1440;
  const hours = minutes / 60;
  if (days >= 1 && Number.isInteger(days)) return plural(days, { one: `${days} day`, other: `${days} days` });
  if (hours >= 1 && Number.isInteger(hours)) return plural(hours, { one: `${hours} hour`, other: `${hours} hours` });
  return plural(minutes, { one: `${minutes} minute`, other: `${minutes} minutes` });
}
