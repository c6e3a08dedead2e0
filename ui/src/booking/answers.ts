// What is asked about two copies of an appointment. Pure.

import type { Differs, HistoryField, OutboxItem, Reason } from '../api';
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

/** Whether it has no calendar to go to: to send it to another one helps, to try again does not. */
export const isAstray = (reason: Reason | null): boolean =>
  ['cal.gone', 'cal.missing', 'cal.away', 'cal.read_only'].includes(reason ?? '');

/** Whether a conflict is about more than the time, or about something else. */
export const asksFields = (item: OutboxItem): boolean =>
  item.reason === 'sync.conflict' && item.differs.some(({ field }) => field !== 'time');

/** What alone a conflict is about, where a sentence can name it. */
export function asked(item: OutboxItem): string | null {
  const [only, ...others] = item.differs;
  if (only && others.length === 0) return text.fields[only.field];
  return item.theirs && !asksFields(item) ? text.fields.time : null;
}

export interface Values {
  field: HistoryField;
  /** `Title` */
  name: string;
  here: string;
  there: string;
}

/** Each field of a question about more than the time, with both values. */
export const valuesOf = (item: OutboxItem, format: Format): Values[] =>
  item.differs.map((one) => ({ field: one.field, ...inWords(one, format) }));

/** What was changed there only and comes with either answer: `Changed in Google too: time 11:00 → 13:00.` */
export function comesAlong(item: OutboxItem, provider: string, format: Format): string {
  const all = item.along.map((one) => {
    const { name, here, there } = inWords(one, format);
    return text.change(name.toLowerCase(), here, there);
  });
  return all.length > 0 ? text.alongToo(provider, all.join(', ')) : '';
}

function inWords({ field, here, there }: Differs, format: Format): Omit<Values, 'field'> {
  const both = shown({ field, before: here, after: there }, format);
  return { name: both.field, here: both.before, there: both.after };
}
