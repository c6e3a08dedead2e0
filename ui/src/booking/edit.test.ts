// An appointment is changed: the fields are filled with it, and what was not touched stays.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { DRAFT } from '../../test/canned';
import { begin, type TestWindow } from '../../test/test-window';
import type { AgendaItem, EditDraft } from '../api';
import App from '../App.svelte';
import { nav } from '../state/nav.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

const user = userEvent.setup();
const lena = (window: TestWindow) => window.appointment('Lena Brandt');
const panel = () => within(screen.getByRole('dialog', { name: 'Edit appointment' }));
const box = (name: string) => panel().getByRole('textbox', { name });

async function editing(change: (window: TestWindow) => void | Promise<void> = () => {}): Promise<TestWindow> {
  const window = await begin('week', change);
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  nav.edit((await lena(window)).id);
  await screen.findByRole('dialog', { name: 'Edit appointment' });
  return window;
}

/** Lena as the form would send her, changed. */
const edit = (change: Partial<EditDraft>) => async (window: TestWindow) => {
  const one = await lena(window);
  const draft: EditDraft = {
    id: one.id,
    client_id: one.client_id,
    client: one.client,
    email: one.email,
    service_id: one.service_id,
    start: one.start.slice(0, 16),
    minutes: one.minutes,
    zone: one.zone,
    fold: null,
    title: one.title,
    place: one.place,
    description: one.description,
    notes: one.notes,
    status: one.status,
    invite: one.invite,
    notify: false,
    anyway: true,
    ...change,
  };
  await window.ask('edit', { draft });
};

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
    const window = await editing(edit({ status: 'tentative' }));
    await type('Video link', 'https://meet.example/other');
    await user.type(box('Private notes'), 'Brings her sister');
    await save();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(window.argsOf('edit')[0]?.draft).toEqual({
      id: expect.any(String),
      client_id: expect.any(String),
      client: 'Lena Brandt',
      email: 'lena.brandt@example.com',
      service_id: expect.any(String),
      start: '2026-11-18T16:00',
      minutes: 50,
      zone: 'Europe/Berlin',
      title: null,
      place: 'https://meet.example/other',
      description: '',
      fold: null,
      notes: 'Brings her sister',
      status: 'tentative',
      invite: true,
      notify: true,
      anyway: true,
    });
    expect(screen.getByText('Saved Lena Brandt, Wed 16:00')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(async () => expect((await lena(window)).notes).toBe(''));
  });

  it('sends nothing where nothing changed', async () => {
    const window = await editing();
    await save();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(window.argsOf('edit')).toEqual([]);
  });

  it('confirms what was guessed by saving it as it is', async () => {
    const guessed = (one: AgendaItem): AgendaItem =>
      one.kind === 'appointment' ? { ...one, guessed: ['client'] } : one;
    const window = await editing((window) => window.change({ agenda: (items) => items.map(guessed) }));
    await save();
    await waitFor(() => expect(window.argsOf('edit')).toHaveLength(1));
  });

  it('tells the client only if wanted', async () => {
    const window = await editing();
    await type('Video link', 'https://meet.example/other');
    await user.click(panel().getByRole('switch', { name: 'Tell Lena by email' }));
    await save();
    await waitFor(() => expect(window.argsOf('edit')[0]?.draft).toMatchObject({ invite: true, notify: false }));
  });

  it('may invite a client who was not', async () => {
    const window = await editing(edit({ invite: false }));
    const invite = panel().getByRole('switch', { name: 'Email an invitation to Lena' });
    expect(invite).not.toBeChecked();
    await user.click(invite);
    await save();
    await waitFor(() => expect(window.argsOf('edit')[0]?.draft).toMatchObject({ invite: true, notify: true }));
  });

  it('says what a new time overlaps, and saves anyway only when told to', async () => {
    const window = await editing();
    await type('Start time', '17.15');
    const conflict = within(panel().getByRole('status', { name: 'Conflict' }));
    expect(await conflict.findByText('Overlaps Jonas Weber 17:00–17:50')).toBeVisible();
    await save();
    await waitFor(() => expect(conflict.getByRole('button', { name: /^Next free/ })).toHaveFocus());
    expect((await lena(window)).from).toBe('16:00');
    await user.click(conflict.getByRole('button', { name: 'Save anyway' }));
    await waitFor(async () => expect((await lena(window)).from).toBe('17:15'));
  });

  it('is left as it was by Cancel', async () => {
    const window = await editing();
    await type('Video link', 'https://meet.example/other');
    await user.click(panel().getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(window.argsOf('edit')).toEqual([]);
  });

  it('says what could not be saved, and keeps what was typed', async () => {
    await editing((window) =>
      window.fail('edit', { code: 'store.full', message: 'The disk is full.', hint: 'Free some space.' }),
    );
    await type('Video link', 'https://meet.example/other');
    await save();
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');
    expect(box('Video link')).toHaveValue('https://meet.example/other');
    await user.click(panel().getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('Where a change is saved', () => {
  const here = 'Saved on this computer only';
  const sent = 'Saved on this computer, then sent';

  it.each([
    ['Edit appointment', (id: string) => nav.edit(id)],
    ['Reschedule', (id: string) => nav.reschedule({ id })],
  ])('is this computer only for an appointment of no calendar, and is said so: %s', async (name, open) => {
    const draft = { ...DRAFT, client: 'Zoë Wang', start: '2026-11-20T12:00', calendar_id: 'local', anyway: true };
    const window = await begin('week', async (there) => void (await there.ask('book', { draft })));
    render(App);
    await screen.findByRole('button', { name: /^Zoë Wang/ });
    const shown = async (client: string) => {
      open((await window.appointment(client)).id);
      const dialog = within(await screen.findByRole('dialog', { name }));
      await dialog.findByText(client);
      return dialog;
    };
    const local = await shown('Zoë Wang');
    expect(local.getByText(here)).toBeVisible();
    expect(local.queryByText(sent)).toBeNull();
    await user.keyboard('{Escape}');
    const other = await shown('Lena Brandt');
    expect(other.getByText(sent)).toBeVisible();
    expect(other.queryByText(here)).toBeNull();
  });
});

describe('An appointment of another zone', () => {
  const lisbon = edit({ start: '2026-11-18T15:00', zone: 'Europe/Lisbon' });

  it('is moved on its own clock, with the practitioner’s beside it, and keeps its zone', async () => {
    const window = await begin('week', lisbon);
    render(App);
    await screen.findByRole('button', { name: /^Lena Brandt.*16:00 to 16:50/ });
    nav.reschedule({ id: (await lena(window)).id });
    const dialog = within(await screen.findByRole('dialog', { name: 'Reschedule' }));
    const start = dialog.getByRole('textbox', { name: 'Start time' });
    await waitFor(() => expect(start).toHaveValue('15:00'));
    expect(await dialog.findByText('Lisbon time · Wed 18 Nov, 16:00 in Berlin')).toBeVisible();
    await user.clear(start);
    await user.type(start, '14.30{Enter}');
    expect(await dialog.findByText('Lisbon time · Wed 18 Nov, 15:30 in Berlin')).toBeVisible();
    expect(await dialog.findByText('Wed 18 Nov, 14:30–15:20')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Move' }));
    await waitFor(() => expect(window.argsOf('reschedule')).toHaveLength(1));
    expect(window.argsOf('reschedule')[0]?.draft).toMatchObject({ start: '2026-11-18T14:30', zone: 'Europe/Lisbon' });
    await waitFor(async () => expect(await lena(window)).toMatchObject({ zone: 'Europe/Lisbon', from: '15:30' }));
  });

  it('keeps its zone when it is carried by keys', async () => {
    const window = await begin('week', lisbon);
    render(App);
    (await screen.findByRole('button', { name: /^Lena Brandt/ })).focus();
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}{Enter}');
    await waitFor(() => expect(window.argsOf('reschedule')).toHaveLength(1));
    expect(window.argsOf('reschedule')[0]?.draft).toMatchObject({ start: '2026-11-18T14:45', zone: 'Europe/Lisbon' });
    await waitFor(async () => expect(await lena(window)).toMatchObject({ zone: 'Europe/Lisbon', from: '15:45' }));
  });

  it('keeps its zone when it is edited', async () => {
    const window = await editing(lisbon);
    expect(box('Start time')).toHaveValue('15:00');
    await user.type(box('Private notes'), 'Abroad');
    await save();
    await waitFor(() => expect(window.argsOf('edit')).toHaveLength(1));
    expect(window.argsOf('edit')[0]?.draft).toMatchObject({ start: '2026-11-18T15:00', zone: 'Europe/Lisbon' });
  });

  it('says both clocks in its details', async () => {
    await begin('week', lisbon);
    render(App);
    await user.click(await screen.findByRole('button', { name: /^Lena Brandt/ }));
    expect(screen.getByText('Wed 18 Nov, 15:00 in Lisbon')).toBeVisible();
  });
});
