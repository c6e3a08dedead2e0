// Calendar links: the dialog, what is said of a bad one, the row, and a new link for one that is dead.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { begin, type TestWindow } from '../../test/test-window';
import App from '../App.svelte';
import { core } from '../state/core.svelte';
import { nav } from '../state/nav.svelte';
import { toasts } from '../state/toast.svelte';
import ConnectionDialogs from './ConnectionDialogs.svelte';
import ConnectionsPage from './ConnectionsPage.svelte';

const user = userEvent.setup();
const SECRET = 'private-8f2c0d7e41';
const event = (uid: string) =>
  `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTART:20261119T090000Z\r\nDURATION:PT1H\r\nSUMMARY:Lesson\r\nEND:VEVENT\r\n`;
const file = (name: string, ...events: string[]) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:${name}\r\n${events.join('')}END:VCALENDAR\r\n`;

let server: Server;
let answer: { status: number; body: string };
let link: string;
let window: TestWindow;

beforeEach(async () => {
  answer = { status: 200, body: file('School', event('1'), event('2')) };
  server = createServer((_, response) => response.writeHead(answer.status).end(answer.body));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  link = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${SECRET}/basic.ics`;
  window = await begin('empty');
  render(ConnectionsPage);
  render(ConnectionDialogs);
});

afterEach(() => new Promise((done) => server.close(done)));

const dialog = async (name = 'Use a calendar link') => within(await screen.findByRole('dialog', { name }));
const field = async () => (await dialog()).getByRole('textbox', { name: 'Calendar link' });

async function open() {
  await user.click(await screen.findByRole('button', { name: 'Connect Calendar link' }));
  return dialog();
}

async function paste(text: string) {
  const input = await field();
  await user.clear(input);
  await user.click(input);
  await user.paste(text);
  await user.click((await dialog()).getByRole('button', { name: 'Look it up' }));
}

/** The link is in no attribute, no text and no field. */
function expectForgotten() {
  expect(document.documentElement.outerHTML).not.toContain(SECRET);
  for (const input of document.querySelectorAll('input')) expect(input.value).not.toContain(SECRET);
}

async function add(name: string) {
  await open();
  await paste(link);
  const found = await dialog();
  const called = await found.findByRole('textbox', { name: 'Name' });
  await user.clear(called);
  await user.type(called, name);
  await user.click(found.getByRole('button', { name: 'Add calendar' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
}

const row = (name: string) => screen.findByRole('listitem', { name });

/** Adds the link, and has it read: nothing runs by itself here. */
async function addAndRead(name: string) {
  await add(name);
  const added = within(await row(`${name}, 127.0.0.1`));
  expect(added.getByText('Not read yet')).toBeInTheDocument();
  const again = added.getByRole('button', { name: `Read ${name} again` });
  await user.click(again);
  await added.findByText(/^2 events, last read /);
  // What was read is shown at once; while the reading still ends, a second one cannot be begun.
  await waitFor(() => expect(again).toHaveTextContent(/^Read again$/));
  return added;
}

describe('Use a calendar link', () => {
  it('begins in its one field, says where a link is found, and that it is a secret', async () => {
    const form = await open();
    expect(await field()).toHaveFocus();
    expect(form.getAllByRole('textbox')).toHaveLength(1);
    expect(form.getByText('Secret address in iCal format')).toBeInTheDocument();
    expect(await field()).toHaveAccessibleDescription('Whoever has this link can read the calendar.');
    expect(form.getByRole('button', { name: 'Look it up' })).toBeDisabled();
    await user.type(await field(), link);
    await user.click(form.getByRole('button', { name: 'Hide link' }));
    expect(form.getByLabelText('Calendar link')).toHaveAttribute('type', 'password');
  });

  it('takes https and webcal to the core as they were pasted', async () => {
    await open();
    for (const text of [`https://127.0.0.1:1/${SECRET}`, `webcal://127.0.0.1:1/${SECRET}`]) {
      await paste(text);
      // Nothing answers there; it was not refused for what it is.
      expect(await (await dialog()).findByRole('alert')).toHaveTextContent(/does not answer/);
      expect(window.argsOf('look_up').at(-1)).toEqual({ provider: 'link', server: null, user: '', password: text });
    }
  });

  it.each([
    [`http://calendar.example/${SECRET}`, 'This link is not secure. Use one that begins with https or webcal.'],
    [SECRET, 'This is not a calendar link. Copy it as a whole: it begins with https or webcal.'],
    [
      `ftp://calendar.example/${SECRET}`,
      'This is not a calendar link. Copy it as a whole: it begins with https or webcal.',
    ],
  ])('says beside the field why %s is refused', async (text, said) => {
    await open();
    await paste(text);
    expect(await screen.findByRole('alert')).toHaveTextContent(said);
    await waitFor(async () => expect(await field()).toHaveFocus());
    expect(await field()).toBeInvalid();
    expect(await field()).toHaveAccessibleDescription(said);
  });

  it('says beside the field that there is no calendar, and takes the right link after it', async () => {
    answer.body = '<!DOCTYPE html><title>Sign in</title>';
    await open();
    await paste(link);
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no whole calendar at this link.');
    expect(await field()).toHaveValue(link);
    answer.body = file('School');
    await paste(link);
    expect(await screen.findByText('One calendar found.')).toBeInTheDocument();
  });

  it.each([404, 410, 401, 403])('says beside the field that a link is dead (%i)', async (status) => {
    answer.status = status;
    await open();
    await paste(link);
    expect(await screen.findByRole('alert')).toHaveTextContent('This link does not work. It may have been reset');
    expect(await field()).toBeInvalid();
  });

  it('shows the host alone once it was read, and forgets the link', async () => {
    await open();
    await paste(link);
    expect((await screen.findByText('One calendar found.')).parentElement).toHaveTextContent('At 127.0.0.1');
    expect(screen.getByRole('checkbox', { name: 'School counts as busy' })).toBeChecked();
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('School');
    expectForgotten();
    await user.click(screen.getByRole('button', { name: 'Add calendar' }));
    expect(await row('School, 127.0.0.1')).toBeInTheDocument();
    expect(toasts.shown?.text).toBe('Connected School');
    expectForgotten();
  });

  it('has nothing for axe to find, neither the form nor what was found', async () => {
    const found = async () => {
      const rules = { 'color-contrast': { enabled: false } };
      return (await axe.run(screen.getByRole('dialog'), { rules })).violations.map((one) => one.id);
    };
    cleanup();
    nav.page = 'connections';
    render(App);
    await open();
    expect(await found()).toEqual([]);
    await paste(SECRET);
    await screen.findByRole('alert');
    expect(await found()).toEqual([]);
    await paste(link);
    await screen.findByText('One calendar found.');
    expect(await found()).toEqual([]);
  });
});

describe('The row of a link', () => {
  const read = (events: string) => new RegExp(`^${events}, last read `);

  it('says how much was read and when, and reads again', async () => {
    const school = await addAndRead('School');
    expect(school.getByText('Calendar link · 127.0.0.1')).toBeInTheDocument();
    expect(school.queryByRole('button', { name: /^(Reconnect|Sign in again)/ })).toBeNull();
    answer.body = file('School', event('1'));
    await user.click(school.getByRole('button', { name: 'Read School again' }));
    expect(await school.findByText(read('1 event'))).toBeInTheDocument();
    await user.click(school.getByRole('button', { name: /^Disconnect/ }));
    expect(screen.getByRole('alertdialog', { name: 'Disconnect School?' })).toHaveTextContent(
      'Daybook deletes the link',
    );
  });

  it('keeps a name of one’s own, and without one goes by what it is called there', async () => {
    const own = await addAndRead('Mia’s school');
    expect(window.argsOf('connect')[0]).toMatchObject({ choice: { name: 'Mia’s school' } });
    answer.body = file('School 2027', event('1'));
    await user.click(own.getByRole('button', { name: 'Read Mia’s school again' }));
    expect(await own.findByText(read('1 event'))).toBeInTheDocument();

    await user.click(own.getByRole('button', { name: /^More actions/ }));
    await user.click(screen.getByRole('menuitem', { name: 'Paste a new link' }));
    const again = await dialog('A new link for Mia’s school');
    await user.type(again.getByRole('textbox', { name: 'Calendar link' }), link);
    await user.click(again.getByRole('button', { name: 'Look it up' }));
    const called = await again.findByRole('textbox', { name: 'Name' });
    expect(called).toHaveValue('Mia’s school');
    await user.clear(called);
    await user.click(again.getByRole('button', { name: 'Save' }));
    expect(await row('School 2027, 127.0.0.1')).toBeInTheDocument();
  });

  it('asks for a new link where it is dead, which takes its place with what was chosen', async () => {
    const own = await addAndRead('Mia’s school');
    await user.click(own.getByRole('checkbox', { name: 'Mia’s school counts as busy' }));
    answer.status = 410;
    await user.click(own.getByRole('button', { name: 'Read Mia’s school again' }));
    expect(await own.findByText('Needs a new link')).toBeInTheDocument();
    expect(own.getByText('The calendar link no longer works.')).toBeInTheDocument();
    expect(own.queryByText(/sign.in/i)).toBeNull();

    answer = { status: 200, body: file('School 2027', event('1')) };
    const before = core.connections[0]!;
    await user.click(own.getByRole('button', { name: 'Paste a new link for Mia’s school' }));
    const again = await dialog('A new link for Mia’s school');
    await user.type(again.getByRole('textbox', { name: 'Calendar link' }), `${link}?new`);
    await user.click(again.getByRole('button', { name: 'Look it up' }));
    expect(await again.findByRole('textbox', { name: 'Name' })).toHaveValue('Mia’s school');
    expect(again.getByRole('checkbox')).not.toBeChecked();
    await user.click(again.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(own.queryByText('Needs a new link')).toBeNull());
    await user.click(own.getByRole('button', { name: 'Read Mia’s school again' }));
    expect(await own.findByText(read('1 event'))).toBeInTheDocument();
    await waitFor(() => expect(core.connections).toMatchObject([{ id: before.id, status: 'read_only', reason: null }]));
    const [now] = core.connections;
    expect(now?.calendars).toMatchObject([{ id: before.calendars[0]!.id, name: 'Mia’s school', counts_busy: false }]);
    expectForgotten();
  });
});
