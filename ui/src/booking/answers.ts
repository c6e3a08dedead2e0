// What is asked about two copies of an appointment. Pure.

import type { Differs, OutboxItem } from '../api';
import { activity as text } from '../text/en-activity';
import type { Format } from '../text/format';
import { shown } from './versions';

/** The other time of a conflict, with its day where that differs. */
export function theirTime(item: OutboxItem, format: Format): string | null {
  if (!item.theirs) return null;
  const time = format.time(item.theirs.from);
  return item.theirs.day === item.day ? time : `${format.dayShort(item.theirs.day)}, ${time}`;
}

/** Whether only an answer settles it: to try again would not be one. */
export const isAsked = (item: OutboxItem): boolean =>
  item.theirs !== null || ['sync.back', 'sync.deleted', 'sync.series', 'sync.differs'].includes(item.reason ?? '');

/** Each field of a question about more than the time, with both values: `Title: ‘Ours’ here, ‘Theirs’ in Google.` */
export function differences(item: OutboxItem, provider: string, format: Format): string {
  if (item.reason !== 'sync.differs') return '';
  const one = ({ field, here, there }: Differs) => {
    const both = shown({ field, before: here, after: there }, format);
    const quoted = (value: string, words: string) => (value && field !== 'time' ? `‘${words}’` : words);
    return text.differs(both.field, quoted(here, both.before), quoted(there, both.after), provider);
  };
  return item.differs.map(one).join(' ');
}
