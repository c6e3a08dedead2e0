// Who would mail the client, in words: the provider does, or nobody. Daybook itself never sends.

import type { Connection } from '../api';
import { booking } from '../text/en';

export const LOCAL = 'local';

/** What a connection is called in a sentence: its provider, or the server where a label stands for many servers. */
export const called = ({ label, host }: Connection): string => (label.includes('(') && host ? host : label);

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
        label: booking.calendarOn(calendar.name, called(connection)),
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
