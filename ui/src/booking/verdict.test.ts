// What is said of a chosen time.

import { expect, it } from 'vitest';
import type { Verdict } from '../api';
import { makeFormat } from '../text/format';
import { say } from './verdict';

const verdict = (more: Partial<Verdict>): Verdict => ({
  answer: 'free',
  clashes: [],
  unchecked: [],
  next_free: null,
  past: false,
  outside_hours: false,
  skipped: false,
  ...more,
});

const said = (more: Partial<Verdict>) =>
  say(verdict(more), {
    settings: null,
    connections: [],
    today: '2027-03-01',
    format: makeFormat('en-GB', '24'),
    day: '2027-03-28',
    from: '03:30',
    minutes: 50,
    typed: { day: '2027-03-28', time: '02:30' },
  });

// T20
it('names the hour that does not exist, and why', () => {
  expect(said({ answer: 'busy', skipped: true }).bold).toBe(
    '02:30 does not exist on Sunday 28 March: the clocks go forward.',
  );
});

// T20
it('says which of two equal hours it overlaps', () => {
  const clash = { title: 'Rota', own: false, day: '2027-10-31', from: '02:30', to: '02:20', all_day: false };
  const at = { start: '2027-10-31T02:30:00+02:00', end: '2027-10-31T02:20:00+01:00' };
  const where = { calendar: 'Private', connection: 'Google', email: null };
  const clashes = [{ ...clash, ...at, ...where, clocks: ['CEST', 'CET'] as [string, string] }];
  expect(said({ answer: 'busy', clashes }).bold).toBe('Overlaps ‘Rota’ 02:30 CEST–02:20 CET');
});

// S58
it('says why or since when a calendar could not be checked', () => {
  const rota = { calendar: 'Rota', calendar_id: 'rota', last_read: '2027-02-27T18:02:00+01:00' };
  const rest = (more: Partial<Verdict['unchecked'][number]>) =>
    said({ answer: 'unknown', unchecked: [{ ...rota, reason: 'net.offline', ...more }] }).rest;
  expect(rest({})).toBe('It was last read 27 Feb, 18:02. This time may clash.');
  expect(rest({ last_read: null })).toBe('It has not been read yet. This time may clash.');
  expect(rest({ reason: 'cal.beyond' })).toBe('Daybook does not read that far from today. This time may clash.');
  expect(rest({ reason: 'event.unreadable' })).toBe('An event could not be read. This time may clash.');
});
