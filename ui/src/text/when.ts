// Moments in words. A stamp is RFC 3339 with the practitioner's own offset, so its wall clock is read off as it
// stands and no time zone is needed here.

import type { Day } from '../time/civil';
import type { Format } from './format';

export const dayOf = (stamp: string): Day => stamp.slice(0, 10);
export const clockOf = (stamp: string): string => stamp.slice(11, 16);

/** `13:18` today, `17 Nov` on another day. */
export const when = (stamp: string, today: Day, format: Format): string =>
  dayOf(stamp) === today ? format.time(clockOf(stamp)) : format.dayBrief(dayOf(stamp));

/** `13:18` today, `17 Nov, 18:02` on another day. */
export const whenExact = (stamp: string, today: Day, format: Format): string =>
  dayOf(stamp) === today
    ? format.time(clockOf(stamp))
    : `${format.dayBrief(dayOf(stamp))}, ${format.time(clockOf(stamp))}`;
