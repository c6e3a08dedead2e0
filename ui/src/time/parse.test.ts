import { describe, expect, test } from 'vitest';
import { parseDay, parseTime } from './parse';

const TODAY = '2026-11-18'; // a Wednesday

describe('days as people type them', () => {
  test.each([
    ['thu', '2026-11-19'],
    ['Thursday', '2026-11-19'],
    ['wed', '2026-11-18'],
    ['next wed', '2026-11-25'],
    ['mon', '2026-11-23'],
    ['today', TODAY],
    ['tomorrow', '2026-11-19'],
    ['19.11', '2026-11-19'],
    ['19.11.', '2026-11-19'],
    ['19.11.2027', '2027-11-19'],
    ['19.11.27', '2027-11-19'],
    ['19/11', '2026-11-19'],
    ['4.1', '2027-01-04'],
    ['1.10', '2026-10-01'],
    ['19 nov', '2026-11-19'],
    ['Nov 19', '2026-11-19'],
    ['Thu 19 Nov 2026', '2026-11-19'],
    ['Thu, Nov 19, 2026', '2026-11-19'],
    ['3 mar', '2027-03-03'],
    ['19', '2026-11-19'],
    ['3', '2026-12-03'],
    ['in 2 weeks', '2026-12-02'],
    ['in 3 days', '2026-11-21'],
    ['1 month', '2026-12-18'],
    ['2026-11-19', '2026-11-19'],
  ])('%s', (typed, day) => expect(parseDay(typed, TODAY)).toBe(day));

  test('a region that writes the month first reads slashes so', () => {
    expect(parseDay('12/1', TODAY, true)).toBe('2026-12-01');
    expect(parseDay('1.12', TODAY, true)).toBe('2026-12-01');
  });

  test('a month ahead of the 31st stays in that month', () => {
    expect(parseDay('in 1 month', '2027-01-31')).toBe('2027-02-28');
  });

  test.each(['', 'soon', '31.2', '45', '19 foo', '2026-13-01', '32 nov'])('no day: "%s"', (typed) =>
    expect(parseDay(typed, TODAY)).toBeNull(),
  );
});

describe('times as people type them', () => {
  test.each([
    ['9', '09:00'],
    ['9.30', '09:30'],
    ['9:30', '09:30'],
    ['930', '09:30'],
    ['1430', '14:30'],
    ['14:00', '14:00'],
    ['14h', '14:00'],
    ['14h15', '14:15'],
    ['2pm', '14:00'],
    ['2:30 PM', '14:30'],
    ['2.30 p.m.', '14:30'],
    ['12 am', '00:00'],
    ['12pm', '12:00'],
    ['24:00', '00:00'],
  ])('%s', (typed, time) => expect(parseTime(typed)).toBe(time));

  test.each(['', 'noon-ish', '25', '9:75', '13pm', '1:2:3'])('no time: "%s"', (typed) =>
    expect(parseTime(typed)).toBeNull(),
  );
});
