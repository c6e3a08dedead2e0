// What an item of the agenda draws on a day.

import { expect, it } from 'vitest';
import { appointment } from '../../test/canned';
import type { AgendaItem, Appointment } from '../api';
import { makeFormat } from '../text/format';
import { blocksOf } from './blocks';

const NIGHT = '2027-10-31';
const format = makeFormat('en-GB', '24');

function drawn(more: Partial<Appointment>) {
  const own = appointment('Ada', { day: NIGHT, end_day: NIGHT, ...more });
  const item: AgendaItem = { kind: 'appointment', all_day: false, ...own };
  return blocksOf(item, NIGHT, NIGHT, [NIGHT], format, { today: '2027-01-01', now: '10:00' })[0];
}

// T20, P17
it('an end that comes before the start by the clock is drawn at its real length', () => {
  const both = ['CEST', 'CET'] as [string, string];
  const over = { start: '2027-10-31T02:30:00+02:00', end: '2027-10-31T02:20:00+01:00', from: '02:30', to: '02:20' };
  expect(drawn({ ...over, clocks: both })).toMatchObject({ from: 150, to: 200, range: '02:30 CEST–02:20 CET' });
  const hour = { start: '2027-10-31T02:30:00+02:00', end: '2027-10-31T02:30:00+01:00', from: '02:30', to: '02:30' };
  expect(drawn({ ...hour, clocks: both })).toMatchObject({ from: 150, to: 210 });
  const second = { start: '2027-10-31T02:30:00+01:00', end: '2027-10-31T03:20:00+01:00', from: '02:30', to: '03:20' };
  expect(drawn({ ...second, clocks: ['CET', 'CET'] })).toMatchObject({ from: 150, to: 200 });
});

// T22
it('from where on not all of an event is listed, that is said and no time is drawn as free', () => {
  const item = {
    ...{ kind: 'busy', id: 'ping@more', title: 'Ping', calendar: 'School', counts: false, ignored: false, more: true },
    ...{ all_day: false, day: NIGHT, end_day: NIGHT, from: '11:23', to: '23:00', clocks: null },
  } as unknown as AgendaItem;
  const of = (one: AgendaItem) =>
    blocksOf(one, NIGHT, NIGHT, [NIGHT], format, { today: '2027-01-01', now: '10:00' })[0];
  expect(of(item)).toMatchObject({ title: 'Ping, more often than is shown', look: 'busy', from: 683 });
  expect(of({ ...item, ignored: true } as AgendaItem)).toMatchObject({ look: 'open' });
});

it('what goes on past midnight ends with the day, and then begins with it', () => {
  const late = { from: '23:00', to: '01:00', end_day: '2027-11-01' };
  expect(drawn(late)).toMatchObject({ from: 1380, to: 1440 });
  expect(drawn({ ...late, day: '2027-10-30', end_day: NIGHT })).toMatchObject({ from: 0, to: 60 });
});
