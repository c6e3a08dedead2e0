import { expect, test } from 'vitest';
import { convert, foldAt, wallAt } from './zones';

test('an hour of Berlin is the hour before in London', () => {
  expect(convert({ day: '2026-11-19', time: '10:15' }, 'Europe/Berlin', 'Europe/London')).toEqual({
    day: '2026-11-19',
    time: '09:15',
  });
});

test('a late hour in New York is the next day in Tokyo', () => {
  expect(convert({ day: '2026-11-19', time: '20:00' }, 'America/New_York', 'Asia/Tokyo')).toEqual({
    day: '2026-11-20',
    time: '10:00',
  });
});

test('around a clock change each side keeps its own offset', () => {
  const london = (time: string) => convert({ day: '2027-03-28', time }, 'Europe/Berlin', 'UTC').time;
  expect(london('01:30')).toBe('00:30');
  expect(london('03:30')).toBe('01:30');
});

test('of an hour that comes twice each instant is one of the two', () => {
  const at = (stamp: string, zone: string) => [wallAt(Date.parse(stamp), zone).time, foldAt(Date.parse(stamp), zone)];
  expect(at('2027-10-31T00:30:00Z', 'Europe/Berlin')).toEqual(['02:30', 'first']);
  expect(at('2027-10-31T01:30:00Z', 'Europe/Berlin')).toEqual(['02:30', 'second']);
  expect(at('2027-11-07T06:30:00Z', 'America/New_York')).toEqual(['01:30', 'second']);
  // Half an hour comes twice there.
  expect(at('2027-04-03T15:00:00Z', 'Australia/Lord_Howe')).toEqual(['01:30', 'second']);
  expect(at('2027-04-03T14:20:00Z', 'Australia/Lord_Howe')).toEqual(['01:20', null]);
});

test('an hour that comes once is neither of two', () => {
  const at = (stamp: string) => foldAt(Date.parse(stamp), 'Europe/Berlin');
  const stamps = ['2027-10-30T23:59:00Z', '2027-10-31T02:00:00Z', '2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z'];
  expect(stamps.map(at)).toEqual([null, null, null, null]);
});
