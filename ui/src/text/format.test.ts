import { describe, expect, test } from 'vitest';
import { makeFormat } from './format';

const british = makeFormat('en-GB', 'system');
const american = makeFormat('en-US', 'system');

test('names the year where it is another one than today’s', () => {
  const dated = (language: string) => makeFormat(language, '24', () => '2026-11-18');
  expect(dated('en-GB').dayShort('2026-11-19')).toBe('Thu 19 Nov');
  expect(dated('en-GB').dayShort('2027-11-19')).toBe('Fri 19 Nov 2027');
  expect(dated('en-US').dayShort('2027-11-19')).toBe('Fri, Nov 19, 2027');
});

describe('days and times in words', () => {
  test('24 hours', () => {
    expect(british.time('16:00')).toBe('16:00');
    expect(british.range('16:00', '16:50')).toBe('16:00–16:50');
  });

  test('12 hours say AM or PM once, and both where they differ', () => {
    expect(american.time('16:00')).toBe('4 PM');
    expect(american.time('00:15')).toBe('12:15 AM');
    expect(american.range('14:00', '15:20')).toBe('2–3:20 PM');
    expect(american.range('09:00', '12:00')).toBe('9 AM–12 PM');
    expect(american.timeBare('13:20')).toBe('1:20');
  });

  // T20
  test('an hour that comes twice says which of the two', () => {
    expect(british.range('02:30', '02:20', ['CEST', 'CET'])).toBe('02:30 CEST–02:20 CET');
    expect(american.range('01:30', '01:20', ['EDT', 'EST'])).toBe('1:30 AM EDT–1:20 AM EST');
    expect(british.range('16:00', '16:50', null)).toBe('16:00–16:50');
  });

  test('the setting wins over the region', () => {
    expect(makeFormat('en-US', '24').time('16:00')).toBe('16:00');
    expect(makeFormat('en-GB', '12').time('16:00')).toBe('4 PM');
  });

  test('titles follow the region', () => {
    expect(british.days('2026-11-16', '2026-11-22', 'wide')).toBe('16–22 November 2026');
    expect(british.days('2026-11-18', '2026-11-21', 'short')).toBe('18–21 Nov 2026');
    expect(american.days('2026-11-15', '2026-11-21', 'wide')).toBe('November 15–21, 2026');
  });

  test('names for the ear do not', () => {
    for (const format of [british, american]) {
      expect(format.dayLong('2026-11-18')).toBe('Wednesday 18 November');
      expect(format.dayFull('2026-11-18')).toBe('Wednesday 18 November 2026');
    }
  });

  test('a day of another year says its year', () => {
    const format = makeFormat('en-GB', 'system', () => '2026-11-18');
    expect(format.dayWhole('2026-12-01')).toBe('Tuesday 1 December');
    expect(format.dayWhole('2027-01-12')).toBe('Tuesday 12 January 2027');
  });

  test('weeks are counted where the region counts them', () => {
    expect(british.weekNumbers).toBe(true);
    expect(american.weekNumbers).toBe(false);
  });

  test('a system without a language still has words', () => {
    expect(makeFormat('C', 'system').dayFull('2026-11-18')).toBe('Wednesday 18 November 2026');
    expect(makeFormat('', 'system').time('16:00')).toBe('16:00');
  });

  test('a language that is not English keeps its clock', () => {
    expect(makeFormat('de-DE', 'system').hour12).toBe(false);
    expect(makeFormat('de-DE', 'system').dayShort('2026-11-19')).toBe('Thu 19 Nov');
  });
});
