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
  ['sync.conflict', 'sync.rules', 'sync.back', 'sync.deleted', 'sync.series', 'sync.repeats'].includes(
    item.reason ?? '',
  );

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

/** What was changed there only, and is kept whatever is answered: `Google also has a new place: Room 3. …` */
export function comesAlong(item: OutboxItem, provider: string, format: Format): string {
  const words = text.along;
  const all = item.along.map((one, index) => {
    const name = text.fields[one.field];
    // A line of several lines is one in a sentence.
    const there = inWords(one, format).there.replace(/\s+/g, ' ').trim();
    if (one.field === 'calendar') return words.moved(provider, there);
    if (one.field === 'invitation' && one.there !== '') return words.invited(provider);
    if (one.there === '') return index === 0 ? words.none(provider, name) : words.noneToo(name);
    return index === 0 ? words.has(provider, name, there) : words.hasToo(name, there);
  });
  const [only, ...others] = item.along;
  if (!only) return '';
  const one = only.field === 'calendar' ? words.stays : only.there === '' ? words.removed : words.one;
  return [...all, others.length > 0 ? words.all : one].join(' ');
}

function inWords({ field, here, there }: Differs, format: Format): Omit<Values, 'field'> {
  const both = shown({ field, before: here, after: there }, format);
  return { name: both.field, here: both.before, there: both.after };
}
