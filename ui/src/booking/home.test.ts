// Before it is booked it is said that an appointment would stay on this computer, although an account is connected.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { begin, nothingReceives, type TestWindow } from '../../test/test-window';
import App from '../App.svelte';
import { nav } from '../state/nav.svelte';

const user = userEvent.setup();

async function book(change: (window: TestWindow) => void | Promise<void>) {
  await begin('week', change);
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  nav.book();
  return within(await screen.findByRole('dialog', { name: 'New appointment' }));
}

it('where no calendar receives bookings, the panel says so and leads to Connections', async () => {
  const panel = await book(nothingReceives);
  const said = () => panel.queryByText('No calendar receives bookings.');
  expect(said()).toBeVisible();
  expect(panel.getByText(/^This appointment stays on this computer\./)).toBeVisible();
  expect(panel.getByText('Saved on this computer')).toBeVisible();
  const calendar = panel.getByRole('combobox', { name: 'Calendar' });
  await user.selectOptions(calendar, 'Practice · Google');
  await waitFor(() => expect(said()).toBeNull());
  expect(panel.getByText('Saved on this computer, then sent')).toBeVisible();
  await user.selectOptions(calendar, 'On this computer');
  await waitFor(() => expect(said()).toBeVisible());
  await user.click(panel.getByRole('button', { name: 'Open Connections' }));
  expect(await screen.findByRole('heading', { name: 'Connections' })).toBeVisible();
});

it('where every calendar was deleted, the panel says that none can take bookings', async () => {
  const panel = await book((window) =>
    window.change({
      connections: (all) =>
        all.map((one) => ({ ...one, calendars: one.calendars.map((calendar) => ({ ...calendar, gone: true })) })),
    }),
  );
  expect(panel.getByText('No calendar can take bookings.')).toBeVisible();
  expect(panel.getByRole('button', { name: 'Open Connections' })).toBeVisible();
});

it('nothing is said of it where a calendar receives bookings, and where the person keeps one here', async () => {
  const panel = await book(() => {});
  await user.selectOptions(panel.getByRole('combobox', { name: 'Calendar' }), 'On this computer');
  await waitFor(() => expect(panel.getByText('Saved on this computer')).toBeVisible());
  expect(panel.queryByRole('button', { name: 'Open Connections' })).toBeNull();
});
