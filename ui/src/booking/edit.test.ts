// An appointment is changed: the fields are filled with it, and what was not touched stays.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Appointment } from '../api';
import type { World } from '../api/mock';
import { timesOf } from '../api/mock/times';
import App from '../App.svelte';
import { begin, calls } from '../state/begin';
import { nav } from '../state/nav.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

const user = userEvent.setup();
const lena = (world: World) => world.appointments.find((one) => one.client === 'Lena Brandt') as Appointment;
const panel = () => within(screen.getByRole('dialog', { name: 'Edit appointment' }));
const box = (name: string) => panel().getByRole('textbox', { name });

async function editing(change: (world: World) => void = () => {}): Promise<World> {
  const world = await begin(change);
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  nav.edit(lena(world).id);
  await screen.findByRole('dialog', { name: 'Edit appointment' });
  return world;
}

async function type(name: string, words: string): Promise<void> {
  await user.clear(box(name));
  await user.type(box(name), `${words}{Enter}`);
}

const save = () => user.click(panel().getByRole('button', { name: 'Save' }));

describe('Edit appointment', () => {
  it('is opened from the details, filled with the appointment', async () => {
    await begin();
    render(App);
    await user.click(await screen.findByRole('button', { name: /^Lena Brandt/ }));
    await user.click(screen.getByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Edit' }));
    await screen.findByRole('dialog', { name: 'Edit appointment' });
    expect(document.title).toBe('Edit appointment – Daybook');
    expect(panel().getByRole('group', { name: 'Client' })).toHaveTextContent('Lena Brandt');
    expect(panel().getByRole('combobox', { name: 'Service' })).toHaveDisplayValue('Online session');
    expect(panel().getByRole('combobox', { name: 'Duration' })).toHaveDisplayValue('50 min');
    expect(box('Date')).toHaveValue('Wed 18 Nov 2026');
    expect(box('Start time')).toHaveValue('16:00');
    expect(box('Video link')).toHaveValue('https://meet.example/lena');
    expect(panel().queryByRole('combobox', { name: 'Calendar' })).toBeNull();
    expect(panel().getByRole('switch', { name: 'Tell Lena by email' })).toBeChecked();
  });

  it('saves what changed and keeps the rest', async () => {
    const world = await editing((it) => (lena(it).status = 'tentative'));
    await type('Video link', 'https://meet.example/other');
    await user.type(box('Private notes'), 'Brings her sister');
    await save();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls(world, 'edit')[0]?.draft).toEqual({
      id: 'a14',
      client_id: 'lena.brandt',
      client: 'Lena Brandt',
      email: 'lena.brandt@example.com',
      service_id: 'online',
      start: '2026-11-18T16:00',
      minutes: 50,
      zone: 'Europe/Berlin',
      title: 'Online session',
      place: 'https://meet.example/other',
      notes: 'Brings her sister',
      status: 'tentative',
      invite: true,
      notify: true,
      anyway: true,
    });
    expect(screen.getByText('Saved Lena Brandt, Wed 16:00')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(lena(world).notes).toBe(''));
  });

  it('sends nothing where nothing changed', async () => {
    const world = await editing();
    await save();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(calls(world, 'edit')).toEqual([]);
  });

  it('tells the client only if wanted', async () => {
    const world = await editing();
    await type('Video link', 'https://meet.example/other');
    await user.click(panel().getByRole('switch', { name: 'Tell Lena by email' }));
    await save();
    await waitFor(() => expect(calls(world, 'edit')[0]?.draft).toMatchObject({ invite: true, notify: false }));
  });

  it('may invite a client who was not', async () => {
    const world = await editing((it) => Object.assign(lena(it), { invite: false, reply: 'not_invited' }));
    const invite = panel().getByRole('switch', { name: 'Email an invitation to Lena' });
    expect(invite).not.toBeChecked();
    await user.click(invite);
    await save();
    await waitFor(() => expect(calls(world, 'edit')[0]?.draft).toMatchObject({ invite: true, notify: true }));
  });

  it('says what a new time overlaps, and saves anyway only when told to', async () => {
    const world = await editing();
    await type('Start time', '17.15');
    const conflict = within(panel().getByRole('status', { name: 'Conflict' }));
    expect(await conflict.findByText('Overlaps Jonas Weber 17:00–17:50')).toBeVisible();
    await save();
    await waitFor(() => expect(conflict.getByRole('button', { name: /^Next free/ })).toHaveFocus());
    expect(lena(world).from).toBe('16:00');
    await user.click(conflict.getByRole('button', { name: 'Save anyway' }));
    await waitFor(() => expect(lena(world).from).toBe('17:15'));
  });

  it('is left as it was by Cancel', async () => {
    const world = await editing();
    await type('Video link', 'https://meet.example/other');
    await user.click(panel().getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(calls(world, 'edit')).toEqual([]);
  });

  it('says what could not be saved, and keeps what was typed', async () => {
    await editing(
      (it) => (it.fail.edit = { code: 'store.full', message: 'The disk is full.', hint: 'Free some space.' }),
    );
    await type('Video link', 'https://meet.example/other');
    await save();
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');
    expect(box('Video link')).toHaveValue('https://meet.example/other');
    await user.click(panel().getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('An appointment of another zone', () => {
  const lisbon = (world: World) => Object.assign(lena(world), timesOf('2026-11-18T15:00', 50, 'Europe/Lisbon'));

  it('is moved on its own clock, with the practitioner’s beside it, and keeps its zone', async () => {
    const world = await begin(lisbon);
    render(App);
    await screen.findByRole('button', { name: /^Lena Brandt.*16:00 to 16:50/ });
    nav.reschedule({ id: 'a14' });
    const dialog = within(await screen.findByRole('dialog', { name: 'Reschedule' }));
    const start = dialog.getByRole('textbox', { name: 'Start time' });
    expect(start).toHaveValue('15:00');
    expect(dialog.getByText('Lisbon time · Wed 18 Nov, 16:00 in Berlin')).toBeVisible();
    await user.clear(start);
    await user.type(start, '14.30{Enter}');
    expect(dialog.getByText('Lisbon time · Wed 18 Nov, 15:30 in Berlin')).toBeVisible();
    expect(dialog.getByText('Wed 18 Nov, 14:30–15:20')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Move' }));
    await waitFor(() => expect(calls(world, 'reschedule')).toHaveLength(1));
    expect(calls(world, 'reschedule')[0]?.draft).toMatchObject({ start: '2026-11-18T14:30', zone: 'Europe/Lisbon' });
    expect(lena(world)).toMatchObject({ zone: 'Europe/Lisbon', from: '15:30' });
  });

  it('keeps its zone when it is carried by keys', async () => {
    const world = await begin(lisbon);
    render(App);
    (await screen.findByRole('button', { name: /^Lena Brandt/ })).focus();
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}{Enter}');
    await waitFor(() => expect(calls(world, 'reschedule')).toHaveLength(1));
    expect(calls(world, 'reschedule')[0]?.draft).toMatchObject({ start: '2026-11-18T14:45', zone: 'Europe/Lisbon' });
    expect(lena(world)).toMatchObject({ zone: 'Europe/Lisbon', from: '15:45' });
  });

  it('keeps its zone when it is edited', async () => {
    const world = await editing(lisbon);
    expect(box('Start time')).toHaveValue('15:00');
    await user.type(box('Private notes'), 'Abroad');
    await save();
    await waitFor(() => expect(calls(world, 'edit')).toHaveLength(1));
    expect(calls(world, 'edit')[0]?.draft).toMatchObject({ start: '2026-11-18T15:00', zone: 'Europe/Lisbon' });
  });

  it('says both clocks in its details', async () => {
    await begin(lisbon);
    render(App);
    await user.click(await screen.findByRole('button', { name: /^Lena Brandt/ }));
    expect(screen.getByText('Wed 18 Nov, 15:00 in Lisbon')).toBeVisible();
  });
});
