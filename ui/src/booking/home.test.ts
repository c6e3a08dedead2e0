// Before it is booked it is said that an appointment would stay on this computer, although an account is connected.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { begin, nothingReceives, type TestWindow } from '../../test/test-window';
import App from '../App.svelte';
import { core } from '../state/core.svelte';
import { nav } from '../state/nav.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

const user = userEvent.setup();
const opened = async () => within(await screen.findByRole('dialog', { name: 'New appointment' }));

async function open(change: (window: TestWindow) => void | Promise<void>): Promise<TestWindow> {
  const window = await begin('week', change);
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  return window;
}

async function book(change: (window: TestWindow) => void | Promise<void>) {
  await open(change);
  nav.book();
  return opened();
}

it('where no calendar receives bookings, the panel says so and leads to Connections', async () => {
  const panel = await book(nothingReceives);
  const said = () => panel.queryByText('No calendar receives bookings.');
  expect(said()).toBeVisible();
  expect(panel.getByText(/^This appointment stays on this computer\./)).toBeVisible();
  expect(panel.getByText('Saved on this computer only')).toBeVisible();
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
  await waitFor(() => expect(panel.getByText('Saved on this computer only')).toBeVisible());
  expect(panel.queryByRole('button', { name: 'Open Connections' })).toBeNull();
});

describe('What was typed before Connections was opened', () => {
  /** Fills the form, and leaves it for Connections. */
  async function leave(): Promise<TestWindow> {
    const window = await open(nothingReceives);
    nav.book();
    const panel = await opened();
    await user.type(panel.getByRole('combobox', { name: 'Client' }), 'Zoë Wang');
    await user.click(await panel.findByRole('option', { name: /Add “Zoë Wang” as a new client/ }));
    await user.type(panel.getByRole('textbox', { name: 'Email' }), 'zoe@example.com');
    // The next free time comes first.
    await waitFor(() => expect(panel.getByRole('textbox', { name: 'Start time' })).not.toHaveValue('09:00'));
    for (const [name, typed] of [
      ['Date', 'thu'],
      ['Start time', '11.15'],
    ] as const) {
      const box = panel.getByRole('textbox', { name });
      await user.clear(box);
      await user.type(box, `${typed}{Enter}`);
    }
    await user.type(panel.getByRole('textbox', { name: 'Private notes' }), 'Brings her sister');
    await user.click(panel.getByRole('button', { name: 'Open Connections' }));
    expect(await screen.findByRole('heading', { name: 'Connections' })).toBeVisible();
    expect(screen.queryByRole('dialog', { name: 'New appointment' })).toBeNull();
    return window;
  }

  async function isThere() {
    const panel = await opened();
    expect(panel.getByRole('group', { name: 'Client' })).toHaveTextContent('Zoë Wang');
    expect(panel.getByRole('textbox', { name: 'Email' })).toHaveValue('zoe@example.com');
    expect(panel.getByRole('textbox', { name: 'Date' })).toHaveValue('Thu 19 Nov 2026');
    expect(panel.getByRole('textbox', { name: 'Start time' })).toHaveValue('11:15');
    expect(panel.getByRole('textbox', { name: 'Private notes' })).toHaveValue('Brings her sister');
    return panel;
  }

  it('is there again with the calendar, and goes where bookings go by then', async () => {
    const window = await leave();
    expect(screen.getByText('The new appointment is kept as you left it.')).toBeVisible();
    const calendars = (await window.ask('connections', {})).flatMap((one) => one.calendars);
    const practice = calendars.find((one) => one.name === 'Practice' && one.can_write)!;
    await window.ask('set_calendar', { id: practice.id, receivesBookings: true });
    const read = () => core.connections.flatMap((one) => one.calendars);
    await waitFor(() => expect(read().find((one) => one.id === practice.id)?.receives_bookings).toBe(true));

    await user.click(screen.getByRole('link', { name: 'Calendar' }));
    const panel = await isThere();
    expect(panel.getByRole('combobox', { name: 'Calendar' })).toHaveDisplayValue('Practice · Google');
    expect(panel.queryByText('No calendar receives bookings.')).toBeNull();
    await user.click(panel.getByRole('button', { name: 'Book' }));
    await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
    expect(window.argsOf('book')[0]?.draft).toMatchObject({
      client: 'Zoë Wang',
      email: 'zoe@example.com',
      start: '2026-11-19T11:15',
      notes: 'Brings her sister',
      calendar_id: null,
    });
  });

  it('is there again where the message leads back to it', async () => {
    await leave();
    await user.click(screen.getByRole('button', { name: 'Go back to it' }));
    await isThere();
  });

  it('does not get in the way of another booking, and is gone once it is cancelled', async () => {
    await leave();
    nav.book({ client: 'Somebody Else' });
    const other = await opened();
    expect(other.getByRole('group', { name: 'Client' })).toHaveTextContent('Somebody Else');
    expect(other.getByRole('textbox', { name: 'Private notes' })).toHaveValue('');
    await user.click(other.getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'New appointment' }));
    await user.click((await isThere()).getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'New appointment' }));
    const anew = await opened();
    expect(anew.queryByRole('group', { name: 'Client' })).toBeNull();
    expect(anew.getByRole('textbox', { name: 'Private notes' })).toHaveValue('');
  });
});
