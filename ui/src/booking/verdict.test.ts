// What is said of a chosen time.

import { expect, it } from 'vitest';
import type { Limit, Unchecked, Verdict } from '../api';
import { makeFormat } from '../text/format';
import { ofOne, overlapOf, say } from './verdict';

const verdict = (more: Partial<Verdict>): Verdict => ({
  answer: 'free',
  clashes: [],
  unchecked: [],
  next_free: null,
  past: false,
  outside_hours: false,
  skipped: false,
  fold: null,
  limits: [],
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

const unchecked = (more: Partial<Unchecked>): Partial<Verdict> => {
  const rota = { calendar: 'Rota', calendar_id: 'rota', last_read: '2027-02-27T18:02:00+01:00', event: null };
  return { answer: 'unknown', unchecked: [{ ...rota, reason: 'net.offline', ...more }] };
};

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
  const by = { rule: 'busy' as const, rule_calendar_id: 'private', why: 'In ‘Private’, events count as busy.' };
  const clashes = [{ ...clash, ...at, ...where, ...by, clocks: ['CEST', 'CET'] as [string, string] }];
  expect(said({ answer: 'busy', clashes }).bold).toBe('Overlaps ‘Rota’ 02:30 CEST–02:20 CET');
  expect(said({ answer: 'busy', clashes })).toMatchObject({ rest: 'in Google, Private', rule: undefined });
});

// P13, T21
it('says by which rule an event blocks the time, and which rule that is', () => {
  const why = 'Blocks your time: in ‘Private’, tentative events count as busy.';
  const clash = {
    ...{ title: 'Rota', own: false, day: '2027-03-28', from: '03:30', to: '04:20', all_day: false, clocks: null },
    ...{ start: '2027-03-28T03:30:00+02:00', end: '2027-03-28T04:20:00+02:00' },
    ...{ calendar: 'Private', connection: 'Google', email: null },
    ...{ rule: 'tentative' as const, rule_calendar_id: 'private', why },
  };
  const found = said({ answer: 'busy', clashes: [clash] });
  expect(found.rest).toBe(`in Google, Private. ${why}`);
  const words = 'Stop counting tentative events in ‘Private’';
  expect(found.rule).toEqual({ calendar: 'private', rule: 'tentative', words });
});

// T20: 22:00–22:00 names no time of an event of two days.
it('names the days of an event of several', () => {
  const clash = {
    ...{ title: 'Away', own: false, day: '2027-03-27', from: '22:00', to: '22:00', all_day: false, clocks: null },
    ...{ start: '2027-03-27T22:00:00+01:00', end: '2027-03-29T22:00:00+02:00' },
    ...{ calendar: 'Private', connection: 'Google', email: null },
    ...{ rule: 'busy' as const, rule_calendar_id: 'private', why: 'In ‘Private’, events count as busy.' },
  };
  const { bold } = said({ answer: 'busy', clashes: [clash] });
  expect(bold).toMatch(/^Overlaps ‘Away’ Sat 27 Mar( 2027)? 22:00–Mon 29 Mar( 2027)? 22:00$/);
});

// S58
it('says why or since when a calendar could not be checked', () => {
  const rest = (more: Partial<Unchecked>) => said(unchecked(more)).rest;
  expect(rest({})).toBe('Last read 27 Feb, 18:02. This time may clash.');
  expect(rest({ last_read: null })).toBe('It has not been read yet. This time may clash.');
  expect(rest({ reason: 'cal.beyond' })).toBe('Daybook does not read that far from today. This time may clash.');
  expect(rest({ reason: 'event.unreadable' })).toBe('An event could not be read. This time may clash.');
  expect(rest({ reason: 'event.zone' })).toBe(
    'An event is in a time zone that Daybook does not know. This time may clash.',
  );
});

// T10, P13
it('names the event that cannot be read, with its calendar and why', () => {
  const event = { id: 'e', title: 'Rota', day: '2026-10-05', from: null, to: null, why: 'event.rule' as const };
  const clinic = { calendar: 'Clinic', reason: 'event.unreadable' as const };
  expect(said(unchecked({ ...clinic, event }))).toEqual({
    kind: 'unchecked',
    bold: '‘Rota’ of Monday 5 October in ‘Clinic’ cannot be read: its rule is not one of iCalendar.',
    rest: 'This time may clash.',
    over: null,
    unread: 'e',
  });
  const nameless = { ...event, title: '', day: null, why: 'event.start' as const };
  expect(said(unchecked({ ...clinic, event: nameless })).bold).toBe(
    'An event in ‘Clinic’ cannot be read: its start is no date.',
  );
});

// T10
it('names the calendar where nothing of it is known', () => {
  const found = said(unchecked({ calendar: 'Clinic', reason: 'cal.stale' }));
  expect([found.bold, found.unread]).toEqual(['Could not check ‘Clinic’.', undefined]);
});

// P14
it('says which limit of the person a time breaks', () => {
  const limit = (what: Limit['what'], amount: number | null = null): Limit => {
    const beside = what === 'break' || what === 'travel' ? { title: 'Ada', from: '02:00', to: '03:20' } : {};
    return { what, amount, title: null, day: null, from: null, to: null, ...beside };
  };
  const of = (...limits: Limit[]) => {
    const { kind, bold, rest } = said({ limits });
    return [kind, bold, rest];
  };
  expect(of(limit('day_off'))).toEqual(['limit', 'This is one of your days off.', null]);
  expect(of(limit('outside_hours'))).toEqual(['outside', 'Outside your working hours.', 'You do not work on Sunday.']);
  expect(of(limit('notice', 1440))).toEqual(['limit', 'Your shortest notice is 1 day.', null]);
  expect(of(limit('horizon', 60), limit('day_full', 6))).toEqual([
    'limit',
    'You take bookings up to 60 days ahead.',
    'This day is full: you take 6 appointments a day.',
  ]);
  expect(of(limit('break', 15))[1]).toBe('Leaves less than your 15-minute break next to ‘Ada’ 02:00–03:20.');
  expect(of(limit('travel', 60))[1]).toBe('Leaves less than 1 hour to get to or from ‘Ada’ 02:00–03:20.');
  expect(said({ ...unchecked({}), limits: [limit('day_off')] }).rest).toBe(
    'Last read 27 Feb, 18:02. This time may clash. This is one of your days off.',
  );
});

// A1
it('says of a series what was checked, and nothing of what was not', () => {
  const words = { free: 'This date is free.', others: 'The others are not.' };
  expect(ofOne(said({}), words)).toMatchObject({ kind: 'free', bold: 'This date is free.', rest: null });
  expect(ofOne(said({ past: true }), words)?.rest).toMatch(/^Save it .+ The others are not\.$/);
  expect(ofOne(null, words)).toBeNull();
});

// A1
it('says a refused date as the person writes it', () => {
  const twelve = makeFormat('en-US', '12', () => '2026-12-01');
  expect(overlapOf('Overlaps ‘Ben’ 2027-01-21, 10:30–11:20.', twelve)).toBe(
    'Overlaps ‘Ben’ Thu, Jan 21, 2027, 10:30–11:20 AM.',
  );
  const day = makeFormat('en-GB', '24', () => '2026-12-01');
  expect(overlapOf('Overlaps ‘Plan 2026-11-02, draft’ 2026-12-08, all day.', day)).toBe(
    'Overlaps ‘Plan 2026-11-02, draft’ Tue 8 Dec, all day.',
  );
});
