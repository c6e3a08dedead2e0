// What is proposed for the calendars that were found. For an account that is connected already, what the person
// chose before. Pure.

import type { Calendar, ConnectChoice, Connection, FoundAccount } from '../api';
import type { Row } from './CalendarTable.svelte';

/** The calendar as it is kept, found again by its name; a name that stands twice is nobody's. */
function kept(name: string, found: FoundAccount, known: Connection | undefined): Calendar | undefined {
  const same = known?.calendars.filter((calendar) => calendar.name === name) ?? [];
  const twice = found.calendars.filter((calendar) => calendar.name === name).length > 1;
  return same.length === 1 && !twice ? same[0] : undefined;
}

export function proposal(found: FoundAccount, known: Connection | undefined, isLink = false): Row[] {
  return found.calendars.map((calendar) => {
    // A link has one calendar, whatever it is called now.
    const before = isLink ? known?.calendars[0] : kept(calendar.name, found, known);
    return {
      key: calendar.key,
      name: calendar.name,
      hue: before?.hue ?? calendar.hue,
      writable: calendar.can_write,
      busy: before?.counts_busy ?? calendar.counts_busy,
      receives: calendar.can_write && (before?.receives_bookings ?? calendar.receives_bookings),
    };
  });
}

/** Nothing is new: signing in again needs no choosing. */
export const isKnown = (found: FoundAccount, known: Connection | undefined): boolean =>
  known !== undefined &&
  found.connection_id === known.id &&
  found.calendars.every((calendar) => kept(calendar.name, found, known) !== undefined);

export function choiceOf(
  found: FoundAccount,
  rows: Row[],
  replaced: Connection | undefined,
  isLink = false,
  name: string | null = null,
): ConnectChoice {
  return {
    found_id: found.found_id,
    busy: rows.filter((row) => row.busy).map((row) => row.key),
    receives: rows.find((row) => row.receives)?.key ?? null,
    // A sign-in that cannot be read has no account to be known by, and a new calendar link takes the place of the old one.
    replaces: replaced && (replaced.status === 'unreadable' || isLink) ? replaced.id : null,
    name,
  };
}
