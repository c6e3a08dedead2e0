import { expect, test } from 'vitest';
import * as civil from './civil';

test('days are counted through leap years and years', () => {
  expect(civil.addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(civil.addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(civil.daysBetween('2026-03-28', '2026-03-30')).toBe(2);
});

test('weeks begin where the settings say', () => {
  expect(civil.weekday('2026-11-18')).toBe(2);
  expect(civil.weekStart('2026-11-18', civil.firstWeekday('monday'))).toBe('2026-11-16');
  expect(civil.weekStart('2026-11-18', civil.firstWeekday('sunday'))).toBe('2026-11-15');
  expect(civil.weekStart('2026-11-18', civil.firstWeekday('saturday'))).toBe('2026-11-14');
});

test('week numbers are those of ISO 8601', () => {
  expect(civil.isoWeek('2026-11-18')).toBe(47);
  expect(civil.isoWeek('2027-01-03')).toBe(53);
  expect(civil.isoWeek('2027-01-04')).toBe(1);
});

test('months step over the end of the year', () => {
  expect(civil.addMonths('2026-11-18', 2)).toBe('2027-01-01');
  expect(civil.addMonths('2026-01-31', -1)).toBe('2025-12-01');
});

test('only days that exist are days', () => {
  expect(civil.isDay('2026-02-29')).toBe(false);
  expect(civil.isDay('2028-02-29')).toBe(true);
  expect(civil.isDay('18.11.2026')).toBe(false);
});

test('times wrap at midnight', () => {
  expect(civil.timeOf(1500)).toBe('01:00');
  expect(civil.timeOf(-30)).toBe('23:30');
  expect(civil.minutesBetween('2026-11-18', '23:30', '2026-11-19', '00:20')).toBe(50);
});
