// Who would mail the client, in words: the provider does, or nobody. Daybook itself never sends.

import type { Connection } from '../api';
import { booking } from '../text/en';

export const LOCAL = 'local';

/** A guest hears of every change, whether the person wants it or not: there is nothing to choose. */
export const always = (connection: Connection | null): boolean =>
  Boolean(connection?.mails_clients && connection.always_mails);

/** What an invitation means there, for a client called `first`. */
export const invitedBy = (connection: Connection, first: string): string =>
  (always(connection) ? booking.inviteAlways : booking.inviteBy)(connection.name, first);

export interface Home {
  /** Id of the calendar, or `local`. */
  id: string;
  label: string;
  connection: Connection | null;
}

/** Calendars that can take a booking, and this computer. */
export function homes(connections: Connection[]): Home[] {
  const writable = connections.flatMap((connection) =>
    connection.calendars
      .filter((calendar) => calendar.can_write && !calendar.gone)
      .map((calendar) => ({
        id: calendar.id,
        label: booking.calendarOn(calendar.name, connection.name),
        connection,
      })),
  );
  return [...writable, { id: LOCAL, label: booking.thisComputer, connection: null }];
}

/** Where bookings go by themselves. */
export function receiving(connections: Connection[]): string {
  for (const connection of connections) {
    const calendar = connection.calendars.find((one) => one.receives_bookings && !one.gone);
    if (calendar) return calendar.id;
  }
  return LOCAL;
}
