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
  ['sync.conflict', 'sync.rules', 'sync.back', 'sync.deleted', 'sync.series'].includes(item.reason ?? '');

/** Whether a conflict is about more than the time, or about something else. */
export const asksFields = (item: OutboxItem): boolean =>
  item.reason === 'sync.conflict' && item.differs.some(({ field }) => field !== 'time');

/** What alone a conflict is about, where a sentence can name it. */
export const asked = (item: OutboxItem): string | null => (item.theirs && !asksFields(item) ? text.time : null);

/** Each field of a question about more than the time, with both values: `Title: ‘Ours’ here, ‘Theirs’ in Google.` */
export function differences(item: OutboxItem, provider: string, format: Format): string {
  if (!asksFields(item)) return '';
  const one = ({ field, here, there }: Differs) => {
    const both = shown({ field, before: here, after: there }, format);
    const quoted = (value: string, words: string) => (value && field !== 'time' ? `‘${words}’` : words);
    return text.differs(both.field, quoted(here, both.before), quoted(there, both.after), provider);
  };
  return item.differs.map(one).join(' ');
}
