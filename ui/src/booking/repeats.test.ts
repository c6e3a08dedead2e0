// A new appointment that repeats: how often, until when, and which of its dates are odd.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { begin } from '../../test/test-window';
import type { Limit, SeriesPreview } from '../api';
import App from '../App.svelte';
import { nav } from '../state/nav.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

const ODD: SeriesPreview = {
  dates: 10,
  looked_at: 10,
  last: '2027-01-27',
  unchecked: [],
  odd: [
    {
      date: '2026-12-02',
      day: '2026-12-02',
      from: '07:00',
      to: '07:50',
      why: ['clash'],
      clashes: [],
      limits: [],
      unchecked: [],
      free: [],
    },
    {
      date: '2026-12-23',
      day: '2026-12-23',
      from: '07:00',
      to: '07:50',
      why: ['day_off'],
      clashes: [],
      limits: [],
      unchecked: [],
      free: [],
    },
  ],
};

async function opened(preview: SeriesPreview) {
  const user = userEvent.setup();
  const window = await begin();
  window.can({ preview_series: () => preview });
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  nav.book({ day: '2026-11-25', from: '07:00', client: 'Zoë Wang' });
  const panel = within(await screen.findByRole('dialog', { name: 'New appointment' }));
  return { user, window, panel };
}

// P15
it('books a series with the dates left out that were skipped', async () => {
  const { user, window, panel } = await opened(ODD);
  await user.selectOptions(panel.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  expect(await panel.findByText('2 dates need a look')).toBeVisible();
  const asked = window.argsOf('preview_series').at(-1)?.draft.repeat;
  expect(asked).toEqual({ every: 'week', until: null, times: 10, skip: [] });
  await user.click(panel.getByRole('checkbox', { name: /^Skip .*2 Dec/ }));
  await user.click(panel.getByRole('button', { name: 'Book' }));
  await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
  const repeat = { every: 'week', until: null, times: 10, skip: ['2026-12-02'] };
  // What is left was seen: it is meant.
  expect(window.argsOf('book')[0]?.draft).toMatchObject({ start: '2026-11-25T07:00', anyway: true, repeat });
});

// P14, P15
it('says which limit of the person a date is against, which is in nobody’s way', async () => {
  const full: Limit = { what: 'day_full', amount: 2, title: null, day: null, from: null, to: null };
  const { user, window, panel } = await opened({ ...ODD, odd: [{ ...ODD.odd[0]!, why: ['limit'], limits: [full] }] });
  await user.selectOptions(panel.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  const said = await panel.findByText(/against your own limits\. This day is full: you take 2 appointments a day\.$/);
  expect(said).toBeVisible();
  await user.click(panel.getByRole('button', { name: 'Book' }));
  await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
  expect(window.argsOf('book')[0]?.draft).toMatchObject({ anyway: false });
});

it('books what does not repeat once', async () => {
  const { user, window, panel } = await opened(ODD);
  await user.click(panel.getByRole('button', { name: 'Book' }));
  await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
  expect(window.argsOf('book')[0]?.draft).toMatchObject({ anyway: false, repeat: null });
  expect(window.argsOf('preview_series')).toEqual([]);
});
