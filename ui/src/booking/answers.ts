// What is asked about two copies of an appointment. Pure.

import type { OutboxItem } from '../api';
import type { Format } from '../text/format';

/** The other time of a conflict, with its day where that differs. */
export function theirTime(item: OutboxItem, format: Format): string | null {
  if (!item.theirs) return null;
  const time = format.time(item.theirs.from);
  return item.theirs.day === item.day ? time : `${format.dayShort(item.theirs.day)}, ${time}`;
}

/** Whether only an answer settles it: to try again would not be one. */
export const isAsked = (item: OutboxItem): boolean =>
  item.theirs !== null || ['sync.back', 'sync.deleted', 'sync.series'].includes(item.reason ?? '');
