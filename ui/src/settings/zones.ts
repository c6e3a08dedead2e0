// The time zones to choose from, by city.

import { cityOf } from '../text/format';

export interface Zone {
  value: string;
  label: string;
}

/** `Europe/Berlin` is "Berlin, Europe"; the middle part of a longer name is kept, as it tells towns apart. */
function labelOf(zone: string): string {
  const region = zone.split('/').slice(0, -1).reverse().join(', ').replaceAll('_', ' ');
  return region ? `${cityOf(zone)}, ${region}` : cityOf(zone);
}

/** All zones this engine knows, and `chosen` even if it does not. */
export function zones(chosen: string | null): Zone[] {
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  const all = new Set([...known, ...(chosen ? [chosen] : [])]);
  return [...all].map((value) => ({ value, label: labelOf(value) })).sort((a, b) => a.label.localeCompare(b.label));
}
