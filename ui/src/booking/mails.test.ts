// S23, S31, S36: before anything is saved it is said who is told, by whom, and whether there is a choice.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Appointment } from '../api';
import type { World } from '../api/mock';
import App from '../App.svelte';
import { begin, calls } from '../state/begin';
import { nav } from '../state/nav.svelte';

const user = userEvent.setup();
const lena = (world: World) => world.appointments.find((one) => one.client === 'Lena Brandt') as Appointment;
const always = (world: World) => Object.assign(world.connections[0]!, { label: 'Outlook', always_mails: true });
const dialog = async (name: string, role: 'dialog' | 'alertdialog' = 'dialog') =>
  within(await screen.findByRole(role, { name }));

async function open(change: (world: World) => void = () => {}): Promise<World> {
  const world = await begin(change);
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  return world;
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
    expect(invite).toBeChecked();
    expect(invite).toBeEnabled();
    expect(invite).toHaveAccessibleDescription('Google emails the invitation to Priya');
  });

  it('stays a choice where guests are always told: who is not invited hears nothing', async () => {
    await open(always);
    const panel = await book('Priya');
    const invite = panel.getByRole('switch', { name: 'Email an invitation to Priya' });
    expect(invite).toBeEnabled();
    expect(invite).toHaveAccessibleDescription(
      'Outlook emails Priya the invitation and every later change: it always emails guests.',
    );
    await user.click(invite);
    expect(invite).not.toBeChecked();
  });

  it('is offered by nobody where the server sends none', async () => {
    await open((world) => (world.connections[0]!.mails_clients = false));
    const panel = await book('Priya');
    const invite = panel.getByRole('switch', { name: 'Email an invitation to Priya' });
    expect(invite).toBeDisabled();
    expect(invite).not.toBeChecked();
    expect(invite).toHaveAccessibleDescription('This server does not email clients.');
  });
});

describe('A new time', () => {
  it('is emailed by the provider, where the person wants it', async () => {
    const world = await open();
    nav.reschedule({ id: lena(world).id });
    const tell = (await dialog('Reschedule')).getByRole('switch', { name: 'Tell Lena by email' });
    expect(tell).toBeChecked();
    expect(tell).toBeEnabled();
    expect(tell).toHaveAccessibleDescription(`Google emails the new time to ${lena(world).email}`);
  });

  it('is always told to a guest where the provider knows no other way', async () => {
    const world = await open(always);
    nav.reschedule({ id: lena(world).id, day: '2026-11-18', from: '17:00' });
    const panel = await dialog('Reschedule');
    const tell = panel.getByRole('switch', { name: 'Tell Lena by email' });
    expect(tell).toBeChecked();
    expect(tell).toBeDisabled();
    expect(tell).toHaveAccessibleDescription('Outlook always emails guests.');
    await user.click(panel.getByRole('button', { name: 'Move' }));
    await waitFor(() => expect(calls(world, 'reschedule')[0]).toMatchObject({ draft: { notify: true } }));
  });

  it('is told to nobody who was not invited', async () => {
    const world = await open((begun) => {
      always(begun);
      lena(begun).invite = false;
    });
    nav.reschedule({ id: lena(world).id });
    const tell = (await dialog('Reschedule')).getByRole('switch', { name: 'Tell Lena by email' });
    expect(tell).not.toBeChecked();
    expect(tell).toHaveAccessibleDescription('Lena was not invited.');
  });
});

it('a change is always told to a guest where the provider knows no other way', async () => {
  const world = await open(always);
  nav.edit(lena(world).id);
  const panel = await dialog('Edit appointment');
  const tell = panel.getByRole('switch', { name: 'Tell Lena by email' });
  expect(tell).toBeChecked();
  expect(tell).toBeDisabled();
  expect(tell).toHaveAccessibleDescription('Outlook always emails guests.');
});

describe('A cancellation', () => {
  it('says who emails it', async () => {
    const world = await open((begun) => (begun.status.state = 'up_to_date'));
    nav.cancelling = lena(world).id;
    const asked = await dialog('Cancel this appointment?', 'alertdialog');
    const tell = asked.getByRole('checkbox', { name: 'Tell Lena by email' });
    expect(tell).toHaveAccessibleDescription(`Google emails the cancellation to ${lena(world).email}`);
    await user.click(tell);
    await user.click(asked.getByRole('button', { name: 'Cancel appointment' }));
    await waitFor(() => expect(calls(world, 'cancel')[0]).toMatchObject({ notify: false }));
  });

  it('is always told to a guest where the provider knows no other way', async () => {
    const world = await open(always);
    nav.cancelling = lena(world).id;
    const asked = await dialog('Cancel this appointment?', 'alertdialog');
    const tell = asked.getByRole('checkbox', { name: 'Tell Lena by email' });
    expect(tell).toBeChecked();
    expect(tell).toBeDisabled();
    expect(tell).toHaveAccessibleDescription('Outlook always emails guests.');
    await user.click(asked.getByRole('button', { name: 'Cancel appointment' }));
    await waitFor(() => expect(calls(world, 'cancel')[0]).toMatchObject({ notify: true }));
  });
});
