// What is said of a calendar that could not be checked: of a chosen time, and of times that are offered.

import type { OfferedTime, Reason, Unchecked } from '../api';
import { booking } from '../text/en';
import { message } from '../text/en-messages';
import type { Format } from '../text/format';
import { dayOf, when, whenExact } from '../text/when';
import type { Day } from '../time/civil';

/** When it was last read says nothing of these. */
const AGELESS: Reason[] = ['cal.beyond', 'event.unreadable', 'event.zone'];

/** Which calendar. */
export const which = ({ calendar, reason }: Unchecked): string =>
  calendar ? booking.unchecked(calendar) : message(reason).bold;

/** Why, or since when. */
export function why({ calendar, reason, last_read }: Unchecked, today: Day, format: Format): string {
  if (!calendar) return '';
  if (AGELESS.includes(reason)) return message(reason).bold;
  if (!last_read) return booking.neverRead;
  return booking.lastRead(whenExact(last_read, today, format), dayOf(last_read) === today);
}

/** A calendar in the name of a time: `Private, last read 17 Nov`. */
function short(unread: Unchecked, today: Day, format: Format): string {
  const { calendar, reason, last_read } = unread;
  if (!calendar) return which(unread);
  return last_read && !AGELESS.includes(reason) ? booking.chipRead(calendar, when(last_read, today, format)) : calendar;
}

/** When an offered time begins: `11:00`; `02:30 CEST` where the core names the clocks. */
export const startOf = ({ from, clocks }: OfferedTime, format: Format): string =>
  clocks ? `${format.time(from)} ${clocks[0]}` : format.time(from);

/** The name of an offered time, for the ear. */
export function nameOf(time: OfferedTime, today: Day, format: Format): string {
  const name = booking.chip(format.dayLong(time.day), startOf(time, format));
  if (time.checked) return name;
  // Several events of one calendar may be among them.
  const calendars = new Set(time.unchecked.map((one) => short(one, today, format)));
  return booking.chipUnchecked(name, [...calendars].join('; '));
}

/** What could not be checked of any of these times, each once. */
export function uncheckedOf(times: OfferedTime[]): Unchecked[] {
  const all = times.flatMap((time) => time.unchecked);
  const same = (a: Unchecked, b: Unchecked) => a.calendar_id === b.calendar_id && a.reason === b.reason;
  return all.filter((one, at) => all.findIndex((other) => same(one, other)) === at);
}
