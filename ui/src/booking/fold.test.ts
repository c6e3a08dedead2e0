// P17: a time that comes twice asks which of the two is meant; the first stands until the other is chosen.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { beginCanned } from '../../test/test-window';
import type { Fold, OfferedTime, Verdict } from '../api';
import { Choosing, nextFree } from './choosing.svelte';
import FreeTimes from './FreeTimes.svelte';
import When from './When.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

const user = userEvent.setup();

const verdict = (fold: Fold | null): Verdict => ({
  answer: 'free',
  clashes: [],
  unchecked: [],
  next_free: null,
  past: false,
  outside_hours: false,
  skipped: false,
  fold,
  limits: [],
});

/** A form at half past two in that night, whose time was checked. */
async function asked(stands: Fold) {
  const window = await beginCanned({
    check: ({ start, fold }) => verdict(start === '2027-10-31T02:30' ? (fold ?? stands) : null),
  });
  const choosing = new Choosing('2027-10-31', '02:30', 50, null);
  await choosing.check();
  render(When, { choosing, legend: 'When' });
  const group = () => screen.getByRole('radiogroup', { name: '02:30 comes twice that night' });
  const radio = (name: string) => within(group()).getByRole('radio', { name });
  return { window, choosing, radio };
}

const BEFORE = 'Before the clocks go back (summer time)';
const AFTER = 'After the clocks have gone back (winter time)';

it('asks which of the two, and sends what was chosen', async () => {
  const { window, choosing, radio } = await asked('first');
  expect(radio(BEFORE)).toBeChecked();
  expect(choosing.meant).toBe('first');
  await user.click(radio(AFTER));
  expect(choosing.meant).toBe('second');
  await choosing.check();
  expect(window.argsOf('check').at(-1)).toMatchObject({ fold: 'second' });
  expect(radio(AFTER)).toBeChecked();
});

it('begins with the one that the appointment is at', async () => {
  const { choosing, radio } = await asked('second');
  expect(radio(AFTER)).toBeChecked();
  expect(choosing.meant).toBe('second');
});

it('asks nothing of a time that comes once', async () => {
  const { choosing } = await asked('first');
  choosing.takeWall('2027-10-31', '10:00');
  await choosing.check();
  expect(choosing.meant).toBeNull();
  await waitFor(() => expect(screen.queryByRole('radiogroup')).toBeNull());
});

/** Half past two of that night, once before and once after the clocks go back. */
const NIGHT: OfferedTime[] = (['+02:00', '+01:00'] as const).map((offset): OfferedTime => ({
  day: '2027-10-31',
  from: '02:30',
  to: '02:50',
  start: `2027-10-31T02:30:00${offset}`,
  end: `2027-10-31T02:50:00${offset}`,
  zone: 'Europe/Berlin',
  clocks: offset === '+02:00' ? ['CEST', 'CEST'] : ['CET', 'CET'],
  checked: true,
  unchecked: [],
}));

/** The same night with both of them offered; `zone` is that of the form. */
async function offered(zone?: string) {
  const window = await beginCanned({
    free_times: () => NIGHT,
    check: ({ start, fold }) => verdict(start.endsWith('T02:30') ? (fold ?? 'first') : null),
  });
  const choosing = new Choosing('2027-10-31', '10:00', 20, null, zone);
  await choosing.check();
  render(FreeTimes, { choosing });
  const chip = (clock: string) => screen.findByRole('button', { name: `Sunday 31 October, 02:30 ${clock}` });
  return { window, choosing, chip };
}

it('a free time in the second of the two equal hours stays the second when it is picked', async () => {
  const { window, choosing, chip } = await offered();
  await user.click(await chip('CET'));
  expect([choosing.start, choosing.told]).toEqual(['2027-10-31T02:30', 'second']);
  await choosing.check();
  expect(window.argsOf('check').at(-1)).toMatchObject({ start: '2027-10-31T02:30', fold: 'second' });
  expect(choosing.meant).toBe('second');
  expect(await chip('CET')).toHaveAttribute('aria-pressed', 'true');
  expect(await chip('CEST')).toHaveAttribute('aria-pressed', 'false');
  await user.click(await chip('CEST'));
  expect(choosing.told).toBe('first');
  expect(await chip('CET')).toHaveAttribute('aria-pressed', 'false');
});

it('a free time is the instant that it is on the clock of another zone too', async () => {
  const { choosing, chip } = await offered('Europe/London');
  await user.click(await chip('CET'));
  expect([choosing.start, choosing.told]).toEqual(['2027-10-31T01:30', 'second']);
  await user.click(await chip('CEST'));
  expect([choosing.start, choosing.told]).toEqual(['2027-10-31T01:30', 'first']);
  choosing.zone = 'America/New_York';
  await user.click(await chip('CET'));
  expect([choosing.start, choosing.told]).toEqual(['2027-10-30T21:30', null]);
});

it('a form that begins at the second of the two begins at the second', async () => {
  await beginCanned({ free_times: () => NIGHT.slice(1) });
  const choosing = new Choosing('2027-10-31', '10:00', 20, null);
  const { offered: found } = await nextFree('2027-10-31', 20);
  if (found) choosing.takeOffered(found);
  expect([choosing.start, choosing.told]).toEqual(['2027-10-31T02:30', 'second']);
});
