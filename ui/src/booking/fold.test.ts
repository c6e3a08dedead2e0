// P17: a time that comes twice asks which of the two is meant; the first stands until the other is chosen.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { beginCanned } from '../../test/test-window';
import type { Fold, Verdict } from '../api';
import { Choosing } from './choosing.svelte';
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
