// T1: a booking waits for the calendars where they are being asked already, and for nothing else.

import { expect, it } from 'vitest';
import { beginCanned } from '../../test/test-window';
import type { Availability, Verdict } from '../api';
import { Choosing } from './choosing.svelte';

const verdict = (answer: Availability): Verdict => ({
  answer,
  clashes: [],
  unchecked: [],
  next_free: null,
  past: false,
  outside_hours: false,
  skipped: false,
  fold: null,
  limits: [],
});

/** A form whose time is free by what was read, and taken by what its calendars say. */
async function asked() {
  await beginCanned({ check: () => verdict('free'), check_online: () => verdict('busy') });
  const choosing = new Choosing('2027-12-02', '11:00', 50, null);
  await choosing.check();
  return choosing;
}

it('says that a time turns out to be taken while the calendars are being asked', async () => {
  const choosing = await asked();
  const asking = choosing.ask(choosing.start, 50, null);
  expect(choosing.verdict?.answer).toBe('free');
  expect(await choosing.turnsOutTaken()).toBe(true);
  await asking;
  expect(choosing.verdict?.answer).toBe('busy');
});

it('waits for nobody where nobody is being asked', async () => {
  const choosing = await asked();
  expect(await choosing.turnsOutTaken()).toBe(false);
  expect(choosing.verdict?.answer).toBe('free');
});
