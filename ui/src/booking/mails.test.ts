// S23, S31, S36: before anything is saved it is said who is told, by whom, and whether there is a choice.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { begin, type TestWindow } from '../../test/test-window';
import type { Connection } from '../api';
import App from '../App.svelte';
import { nav } from '../state/nav.svelte';

const user = userEvent.setup();
const lena = (window: TestWindow) => window.appointment('Lena Brandt');
/** The account that receives bookings, changed. */
const primary = (more: Partial<Connection>) => (window: TestWindow) =>
  window.change({ connections: (all) => all.map((one) => (one.primary ? { ...one, ...more } : one)) });
const always = primary({ label: 'Outlook', name: 'Outlook', always_mails: true });
const dialog = async (name: string, role: 'dialog' | 'alertdialog' = 'dialog') =>
  within(await screen.findByRole(role, { name }));

/** What it says follows from the time and the account, which are read first. */
const isDescribed = (element: HTMLElement, text: string) =>
  waitFor(() => expect(element).toHaveAccessibleDescription(text));

async function open(change: (window: TestWindow) => void | Promise<void> = () => {}): Promise<TestWindow> {
  const window = await begin('week', change);
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  return window;
}

async function book(client: string) {
  nav.book();
  const panel = await dialog('New appointment');
  await user.type(panel.getByRole('combobox', { name: 'Client' }), client);
  await user.click(await panel.findByRole('option', { name: new RegExp(`^${client}`) }));
  return panel;
}

describe('An invitation', () => {
  it('is emailed by the provider, where the person wants it', async () => {
    await open();
    const panel = await book('Priya');
    const invite = panel.getByRole('switch', { name: 'Email an invitation to Priya' });
    await isDescribed(invite, 'Google emails the invitation to Priya');
    expect(invite).toBeChecked();
    expect(invite).toBeEnabled();
    await user.click(invite);
    await isDescribed(invite, 'Priya will not be emailed.');
  });

  it('stays a choice where guests are always told: who is not invited hears nothing', async () => {
    await open(always);
    const panel = await book('Priya');
    const invite = panel.getByRole('switch', { name: 'Email an invitation to Priya' });
    await isDescribed(invite, 'Outlook emails Priya the invitation and every later change: it always emails guests.');
    expect(invite).toBeEnabled();
    await user.click(invite);
    expect(invite).not.toBeChecked();
    await isDescribed(invite, 'Priya will not be emailed.');
  });

  it('is offered by nobody where the server sends none', async () => {
    await open(primary({ mails_clients: false }));
    const panel = await book('Priya');
    const invite = panel.getByRole('switch', { name: 'Email an invitation to Priya' });
    await isDescribed(invite, 'This server does not email clients.');
    expect(invite).toBeDisabled();
    expect(invite).not.toBeChecked();
  });
});

describe('A new time', () => {
  it('is emailed by the provider, where the person wants it', async () => {
    const window = await open();
    nav.reschedule({ id: (await lena(window)).id });
    const tell = (await dialog('Reschedule')).getByRole('switch', { name: 'Tell Lena by email' });
    await isDescribed(tell, `Google emails the new time to ${(await lena(window)).email}`);
    expect(tell).toBeChecked();
    expect(tell).toBeEnabled();
    await user.click(tell);
    await isDescribed(tell, 'Lena will not be emailed.');
  });

  it('is always told to a guest where the provider knows no other way', async () => {
    const window = await open(always);
    nav.reschedule({ id: (await lena(window)).id, day: '2026-11-18', from: '17:00' });
    const panel = await dialog('Reschedule');
    const tell = panel.getByRole('switch', { name: 'Tell Lena by email' });
    await isDescribed(tell, 'Outlook always emails guests.');
    expect(tell).toBeChecked();
    expect(tell).toBeDisabled();
    await user.click(panel.getByRole('button', { name: 'Move' }));
    await waitFor(() => expect(window.argsOf('reschedule')[0]).toMatchObject({ draft: { notify: true } }));
  });

  it('is told to nobody who was not invited', async () => {
    const window = await open((begun) => {
      always(begun);
      begun.change({
        agenda: (items) => items.map((one) => (one.kind === 'appointment' ? { ...one, invite: false } : one)),
      });
    });
    nav.reschedule({ id: (await lena(window)).id });
    const tell = (await dialog('Reschedule')).getByRole('switch', { name: 'Tell Lena by email' });
    await isDescribed(tell, 'Lena was not invited.');
    expect(tell).not.toBeChecked();
  });
});

it('a change is emailed only where the person wants it, and what is said follows the switch', async () => {
  const window = await open();
  nav.edit((await lena(window)).id);
  const tell = (await dialog('Edit appointment')).getByRole('switch', { name: 'Tell Lena by email' });
  await isDescribed(tell, `Google emails the change to ${(await lena(window)).email}`);
  await user.click(tell);
  await isDescribed(tell, 'Lena will not be emailed.');
  await user.click(tell);
  await isDescribed(tell, `Google emails the change to ${(await lena(window)).email}`);
});

it('a change is always told to a guest where the provider knows no other way', async () => {
  const window = await open(always);
  nav.edit((await lena(window)).id);
  const panel = await dialog('Edit appointment');
  const tell = panel.getByRole('switch', { name: 'Tell Lena by email' });
  await isDescribed(tell, 'Outlook always emails guests.');
  expect(tell).toBeChecked();
  expect(tell).toBeDisabled();
});

it('whoever is not invited any more hears of it where guests are always told, and that is said', async () => {
  const window = await open(always);
  nav.edit((await lena(window)).id);
  const panel = await dialog('Edit appointment');
  await user.click(panel.getByRole('button', { name: 'Change client' }));
  await user.type(panel.getByRole('combobox', { name: 'Client' }), 'Priya');
  await user.click(await panel.findByRole('option', { name: /^Priya/ }));
  const tell = panel.getByRole('switch', { name: 'Email an invitation to Priya' });
  await isDescribed(tell, 'Outlook always emails guests: Lena hears of the change.');
  await user.click(panel.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(window.argsOf('edit')[0]).toMatchObject({ draft: { notify: true } }));
});

describe('A cancellation', () => {
  it('says who emails it', async () => {
    const window = await open();
    nav.cancelling = (await lena(window)).id;
    const asked = await dialog('Cancel this appointment?', 'alertdialog');
    const tell = asked.getByRole('checkbox', { name: 'Tell Lena by email' });
    await isDescribed(tell, `Google emails the cancellation to ${(await lena(window)).email}`);
    await user.click(tell);
    await isDescribed(tell, 'Lena will not be emailed.');
    await user.click(asked.getByRole('button', { name: 'Cancel appointment' }));
    await waitFor(() => expect(window.argsOf('cancel')[0]).toMatchObject({ notify: false }));
  });

  it('is always told to a guest where the provider knows no other way', async () => {
    const window = await open(always);
    nav.cancelling = (await lena(window)).id;
    const asked = await dialog('Cancel this appointment?', 'alertdialog');
    const tell = asked.getByRole('checkbox', { name: 'Tell Lena by email' });
    await isDescribed(tell, 'Outlook always emails guests.');
    expect(tell).toBeChecked();
    expect(tell).toBeDisabled();
    await user.click(asked.getByRole('button', { name: 'Cancel appointment' }));
    await waitFor(() => expect(window.argsOf('cancel')[0]).toMatchObject({ notify: true }));
  });
});
