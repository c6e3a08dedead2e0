// What a person types for a day or a time: "thu", "19.11", "in 2 weeks", "9.30". Pure; today is given.

import { addDays, addMonths, daysBetween, isDay, weekday, type Day } from './civil';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const startsWith = (list: string[], word: string): number =>
  word.length < 2 ? -1 : list.findIndex((one) => word.startsWith(one) || one.startsWith(word));

function dayOf(year: number, month: number, date: number): Day | null {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  return isDay(text) ? text : null;
}

const fullYear = (text: string): number => (text.length <= 2 ? 2000 + Number(text) : Number(text));

/** Without a year: the next such day, but what passed within three months stays in the past. */
function nearest(today: Day, month: number, date: number): Day | null {
  const year = Number(today.slice(0, 4));
  const found = dayOf(year, month, date);
  if (found === null) return dayOf(year + 1, month, date);
  return daysBetween(found, today) > 92 ? dayOf(year + 1, month, date) : found;
}

/** `monthFirst` for regions that write 11/19. Null where it is no day. */
export function parseDay(typed: string, today: Day, monthFirst = false): Day | null {
  const text = typed.trim().toLowerCase().replace(/,/g, ' ').replace(/\s+/g, ' ');
  if (text === '') return null;
  if (isDay(text)) return text;
  if (text === 'today') return today;
  if (text === 'tomorrow') return addDays(today, 1);
  if (text === 'yesterday') return addDays(today, -1);

  const ahead = /^(?:in )?(\d{1,3}) (day|week|month)s?$/.exec(text);
  if (ahead) {
    const amount = Number(ahead[1]);
    if (ahead[2] !== 'month') return addDays(today, amount * (ahead[2] === 'week' ? 7 : 1));
    const first = addMonths(today, amount);
    for (let date = Number(today.slice(8)); date > 27; date -= 1) {
      const found = dayOf(Number(first.slice(0, 4)), Number(first.slice(5, 7)), date);
      if (found) return found;
    }
    return dayOf(Number(first.slice(0, 4)), Number(first.slice(5, 7)), Number(today.slice(8)));
  }

  const numbers = /^(?:[a-z]{2,9}\.? )?(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2})?)?$/.exec(text);
  if (numbers) {
    const [one, two] = [Number(numbers[1]), Number(numbers[2])];
    const [date, month] = monthFirst && text.includes('/') ? [two, one] : [one, two];
    return numbers[3] ? dayOf(fullYear(numbers[3]), month, date) : nearest(today, month, date);
  }

  const words = text.replace(/\./g, ' ').trim().split(/ +/);
  const next = words[0] === 'next' ? words.shift() !== undefined : false;
  const wanted = startsWith(WEEKDAYS, words[0] ?? '');
  // "mar" is March before it is a weekday that does not exist; "mon" is Monday, not a month.
  if (wanted >= 0 && words.length === 1) {
    const by = (wanted - weekday(today) + 7) % 7;
    return addDays(today, next && by < 7 ? by + (by === 0 ? 7 : 0) : by);
  }
  if (next && (words[0] === 'week' || words[0] === 'month')) {
    return words[0] === 'week' ? addDays(today, 7) : addMonths(today, 1);
  }
  const rest = wanted >= 0 ? words.slice(1) : words;
  const date = rest.find((word) => /^\d{1,2}(st|nd|rd|th)?$/.test(word));
  const year = rest.find((word) => /^\d{4}$/.test(word));
  const month = rest.map((word) => (/^\d/.test(word) ? -1 : startsWith(MONTHS, word))).find((at) => at >= 0);
  const known = rest.every((word) => word === date || word === year || startsWith(MONTHS, word) >= 0);
  if (date === undefined || !known) return null;
  if (month !== undefined) {
    return year ? dayOf(Number(year), month + 1, parseInt(date, 10)) : nearest(today, month + 1, parseInt(date, 10));
  }
  // A bare "19": this month, or the next where it has passed.
  const here = dayOf(Number(today.slice(0, 4)), Number(today.slice(5, 7)), parseInt(date, 10));
  if (here !== null && here >= today) return here;
  const later = addMonths(today, 1);
  return dayOf(Number(later.slice(0, 4)), Number(later.slice(5, 7)), parseInt(date, 10));
}

/** `09:30` of "9.30", "9:30", "930", "9", "9h30", "2pm", "2:30 pm". Null where it is no time. */
export function parseTime(typed: string): string | null {
  const text = typed
    .trim()
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/\./g, (dot, at: number, all: string) =>
      /[ap]/.test(all[at - 1] ?? '') || /m/.test(all[at - 1] ?? '') ? '' : ':',
    );
  const found = /^(\d{1,2})(?:[:h]?(\d{2}))?h?(am|pm|a|p)?$/.exec(text);
  if (!found) return null;
  let hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  const half = found[3]?.[0];
  if (half) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  if (hour === 24 && minute === 0) hour = 0;
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
