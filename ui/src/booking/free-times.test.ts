// T6, P11: a free time that could not be checked is marked, for the eye and for the ear; one that was checked is
// preferred.

import { render, screen, within } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { beginCanned } from '../../test/test-window';
import type { OfferedTime, Unchecked } from '../api';
import { Choosing, nextFree } from './choosing.svelte';
import FreeTimes from './FreeTimes.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

const DAY = '2026-11-19';
const ROTA: Unchecked = {
  calendar: 'Clinic rota',
  calendar_id: 'rota',
  last_read: '2026-11-17T18:02:00+01:00',
  reason: 'net.offline',
  event: null,
};

const offered = (from: string, to: string, unchecked: Unchecked[] = []): OfferedTime => ({
  day: DAY,
  from,
  to,
  start: `${DAY}T${from}:00+01:00`,
  end: `${DAY}T${to}:00+01:00`,
  zone: 'Europe/Berlin',
  clocks: null,
  checked: unchecked.length === 0,
  unchecked,
});

it('marks each, and says once which calendar it is and since when', async () => {
  const times = [offered('09:00', '09:50', [ROTA]), offered('10:00', '10:50', [ROTA]), offered('11:00', '11:50')];
  await beginCanned({ free_times: () => times });
  render(FreeTimes, { choosing: new Choosing(DAY, '09:00', 50, null) });
  const group = within(await screen.findByRole('group', { name: 'Free times' }));
  const name = 'Thursday 19 November, 09:00, not checked: Clinic rota, last read 17 Nov';
  expect(await group.findByRole('button', { name })).toHaveTextContent(/^09:00\s?\?$/);
  expect(group.getByRole('button', { name: 'Thursday 19 November, 11:00' })).toHaveTextContent(/^11:00$/);
  expect(group.getAllByText(/Could not check ‘Clinic rota’\. Last read 17 Nov, 18:02\./)).toHaveLength(1);
});

it('says of an event that cannot be read nothing about the age of its calendar', async () => {
  const unread = (id: string): Unchecked => {
    const event = { id, title: 'Rota', day: DAY, from: null, to: null, why: 'event.rule' as const };
    return { ...ROTA, reason: 'event.unreadable', event };
  };
  await beginCanned({ free_times: () => [offered('09:00', '09:50', [unread('one'), unread('two')])] });
  render(FreeTimes, { choosing: new Choosing(DAY, '09:00', 50, null) });
  const group = within(await screen.findByRole('group', { name: 'Free times' }));
  const name = 'Thursday 19 November, 09:00, not checked: Clinic rota';
  expect(await group.findByRole('button', { name })).toBeVisible();
  expect(group.getByText(/Could not check ‘Clinic rota’\. An event could not be read\./)).toBeVisible();
});

it('a form begins at a time that was checked, where there is one', async () => {
  const window = await beginCanned({
    free_times: () => [offered('09:00', '09:50', [ROTA]), offered('11:00', '11:50')],
  });
  expect(await nextFree(DAY, 50)).toMatchObject({ day: DAY, time: '11:00' });
  window.can({ free_times: () => [offered('09:00', '09:50', [ROTA])] });
  expect(await nextFree(DAY, 50)).toMatchObject({ day: DAY, time: '09:00' });
});
