// Arithmetic on plain civil days (`2026-11-18`) and wall-clock times (`16:00`).
// No time zone is known here, and the browser's is never asked: UTC serves only to count days.

import type { WeekStart } from '../api';

/** `2026-11-18` */
export type Day = string;

const DAY = 86_400_000;

/** Days since 1 January 1970. */
export function count(day: Day): number {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return Math.round(Date.UTC(year, month - 1, date) / DAY);
}

export const fromCount = (days: number): Day => new Date(days * DAY).toISOString().slice(0, 10);

/** For Intl only, together with `timeZone: 'UTC'`. */
export const utc = (day: Day): Date => new Date(count(day) * DAY);

export const addDays = (day: Day, days: number): Day => fromCount(count(day) + days);

export const daysBetween = (from: Day, to: Day): number => count(to) - count(from);

/** The day itself and those after it, `length` in all. */
export const daysFrom = (day: Day, length: number): Day[] => Array.from({ length }, (_, at) => addDays(day, at));

/** 0 = Monday … 6 = Sunday. */
export const weekday = (day: Day): number => (((count(day) + 3) % 7) + 7) % 7;

/** Monday, Saturday and Sunday as the first day of a week, by the word in the settings. */
export function firstWeekday(word: WeekStart): number {
  return word === 'sunday' ? 6 : word === 'saturday' ? 5 : 0;
}

export const weekStart = (day: Day, first: number): Day => addDays(day, -((weekday(day) - first + 7) % 7));

/** ISO 8601: the week that holds the Thursday. */
export function isoWeek(day: Day): number {
  const thursday = addDays(day, 3 - weekday(day));
  return 1 + Math.floor((count(thursday) - count(`${thursday.slice(0, 4)}-01-01`)) / 7);
}

export const monthStart = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** First day of the month that lies `months` away. */
export function addMonths(day: Day, months: number): Day {
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}-01`;
}

/** Whether the text is a day that exists. */
export const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && fromCount(count(text)) === text;

/** Minutes since midnight of `16:00`. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** `16:00` of minutes since midnight; 24 hours wrap round. */
export function timeOf(minutes: number): string {
  const within = ((minutes % 1440) + 1440) % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

/** Minutes from one wall-clock moment to another. Clock changes between them are not counted. */
export const minutesBetween = (day: Day, from: string, endDay: Day, to: string): number =>
  daysBetween(day, endDay) * 1440 + minutesOf(to) - minutesOf(from);
