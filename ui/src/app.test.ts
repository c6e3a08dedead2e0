// The whole window over the real core: names and roles as the design has them, and the ways through.

import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import App from './App.svelte';
import { DRAFT } from '../test/canned';
import { beginAt, settled, type TestWindow } from '../test/test-window';
import type { Scene } from '../test/worlds';
import type { Settings } from './api';
import { draft } from './booking/draft.svelte';
import { view } from './calendar/view.svelte';
import { nav } from './state/nav.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

let core: TestWindow;
const user = userEvent.setup();
const block = (name: RegExp | string) => screen.findByRole('button', { name });

/** Opens the whole window on a scene; `change` comes before it reads anything. */
async function open(scene: Scene = 'week', change?: (core: TestWindow) => void | Promise<void>): Promise<void> {
  core = await beginAt(scene);
  await change?.(core);
  render(App);
  await settled(core);
}

const set = (change: Partial<Settings>) => async (core: TestWindow) => {
  await core.ask('save_settings', { settings: { ...(await core.ask('settings', {})), ...change } });
};

describe('the shell', () => {
  test('has its landmarks, and says what needs the person', async () => {
    await open('troubles');
    const sidebar = within(screen.getByRole('complementary', { name: 'Sidebar' }));
    const main = within(sidebar.getByRole('navigation', { name: 'Main' }));
    expect(main.getByRole('link', { name: 'Calendar' })).toHaveAttribute('aria-current', 'page');
    expect(main.getByRole('link', { name: 'Connections, 1 needs you' })).toBeVisible();
    expect(main.getByRole('link', { name: 'Sync activity, 1 needs you' })).toBeVisible();
    expect(
      sidebar.getByRole('button', { name: 'Sync status: Needs you, 1 waiting, 1 thing needs your decision' }),
    ).toBeVisible();
    const month = within(sidebar.getByRole('region', { name: 'Mini month' }));
    expect(month.getByRole('button', { name: 'Wednesday 18 November 2026, today' })).toBeVisible();
    expect(document.title).toBe('Week – Daybook');
  });

  test('a clock that is far off is said at the head of the window', async () => {
    await open('week', (it) => it.change({ status: (real) => ({ ...real, clock_off: -1440 }) }));
    expect(
      screen.getByText('This computer’s clock is 24 hours slow. Correct it, or Daybook shows the wrong day.'),
    ).toBeVisible();
  });

  test('a computer without a time zone asks for it at the head of the window, and leads to where it is chosen', async () => {
    // T8, P17
    await open('week', (it) =>
      it.change({
        status: (real) => (real.zone_source === 'chosen' ? real : { ...real, zone: 'UTC', zone_source: 'unknown' }),
      }),
    );
    const note = 'Daybook does not know the time zone of this computer. Times are shown in UTC.';
    expect(screen.getByText(note)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Choose the time zone' }));
    const zone = await screen.findByRole('combobox', { name: 'Time zone' });
    expect(within(zone).getByRole('option', { selected: true })).toHaveTextContent('This computer’s (not known)');
    await user.selectOptions(zone, 'Europe/Berlin');
    await waitFor(() => expect(screen.queryByText(note)).toBeNull());
  });

  test('another zone of the computer is asked about at the head of the window, and either answer ends it', async () => {
    // P17
    let changed: { from: string; to: string } | null = { from: 'Europe/Berlin', to: 'America/New_York' };
    await open('week', (it) => {
      it.change({ status: (real) => ({ ...real, zone_changed: changed }) });
      it.can({ answer_zone: () => void (changed = null) });
    });
    for (const [button, zone] of [
      ['Show times in New York time', 'America/New_York'],
      ['Stay with Berlin', 'Europe/Berlin'],
    ] as const) {
      changed = { from: 'Europe/Berlin', to: 'America/New_York' };
      core.announce('status');
      const note = 'This computer is in New York time now. Your appointments keep their times.';
      expect(await screen.findByText(note)).toBeVisible();
      await user.click(screen.getByRole('button', { name: button }));
      await waitFor(() => expect(screen.queryByText(note)).toBeNull());
      expect(core.argsOf('answer_zone').at(-1)).toEqual({ zone });
    }
  });

  test('a calendar is hidden from the week, and comes back where that could not be saved', async () => {
    await open();
    await block('Dentist, Private, Thursday 19 November, 10:30 to 11:00');
    const box = screen.getByRole('checkbox', { name: 'Show Private' });
    await user.click(box);
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Dentist/ })).toBeNull());
    expect(core.argsOf('set_calendar')).toEqual([{ id: expect.any(String), shown: false }]);

    core.fail('set_calendar', { code: 'store.full', message: 'The disk is full.', hint: '' });
    await user.click(screen.getByRole('checkbox', { name: 'Show Family' }));
    expect(await screen.findByText('Could not save. Nothing changed.')).toBeVisible();
    await waitFor(() => expect(screen.getByRole('checkbox', { name: 'Show Family' })).toBeChecked());
  });
});

describe('the week', () => {
  test('names every block by who, what, when and state', async () => {
    await open('troubles');
    const region = within(await screen.findByRole('region', { name: 'Week of 16 November 2026' }));
    expect(region.getByRole('group', { name: 'Wednesday 18 November, today, 6 appointments' })).toBeVisible();
    for (const name of [
      'Jonas Weber, Session, Monday 16 November, 09:00 to 09:50, confirmed',
      'Noor Haddad, First consultation, Wednesday 18 November, 14:00 to 15:20, tentative',
      'Lena Brandt, Online session, Wednesday 18 November, 16:00 to 16:50, waiting to sync',
      'Oskar Lindholm, Session, Thursday 19 November, 14:00 to 14:50, not synced, needs you',
      'Choir, Choir, Wednesday 18 November, 18:30 to 19:30',
    ]) {
      expect(region.getByRole('button', { name })).toBeInTheDocument();
    }
    expect(screen.getByRole('button', { name: 'Quarterly invoices, all day, Thursday 19 November' })).toBeVisible();
    expect(
      screen.getByRole('button', { name: 'Visit Grandma, all day, Saturday 21 to Sunday 22 November' }),
    ).toBeVisible();
  });

  test('turns its pages by buttons and keys, and the weeks beside it are held already', async () => {
    await open();
    await user.click(screen.getByRole('button', { name: 'Next week' }));
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('23–29 November 2026');
    const asked = core.argsOf('agenda').map((args) => args.from);
    expect(asked.slice(0, 3).sort()).toEqual(['2026-11-09', '2026-11-16', '2026-11-23']);
    await user.keyboard('{PageUp}{PageUp}');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('9–15 November 2026');
    await user.keyboard('t');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('16–22 November 2026');
  });

  test('shows four days where it is narrower, today among them, and never calls them a week', async () => {
    await open();
    view.width = 540;
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('18–21 Nov 2026'));
    await user.click(screen.getByRole('button', { name: 'Previous days' }));
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('16–19 Nov 2026');
  });

  test('says what could not be read, and reads again', async () => {
    await open('week', (it) => {
      it.fail('agenda', { code: 'store.failed', message: 'The data file did not answer as it should.', hint: '' });
    });
    expect(await screen.findByRole('alert')).toHaveTextContent('The data file did not answer as it should.');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  test('is one tab stop, and arrows walk it', async () => {
    await open();
    const lena = await block(/^Lena Brandt/);
    const grid = screen.getByRole('region', { name: /^Week of/ });
    expect(grid.querySelectorAll('button[tabindex="0"]')).toHaveLength(1);
    lena.focus();
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('button', { name: /^Jonas Weber, Session, Wednesday/ })).toHaveFocus();
    await user.keyboard('{Home}');
    expect(screen.getByRole('button', { name: /^Hannah Krüger/ })).toHaveFocus();
    await user.keyboard('{ArrowLeft}');
    expect(screen.getByRole('button', { name: /^Clinic rota/ })).toHaveFocus();
  });

  test('an appointment is moved by keys alone, on Enter and not before', async () => {
    await open();
    (await block(/^Lena Brandt/)).focus();
    await user.keyboard('{Alt>}{ArrowUp}{ArrowUp}{/Alt}');
    expect(screen.getByRole('button', { name: /^Lena Brandt.*15:30 to 16:20, not booked yet/ })).toBeInTheDocument();
    expect(core.argsOf('reschedule')).toEqual([]);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(core.argsOf('reschedule')).toHaveLength(1));
    expect(core.argsOf('reschedule')[0]?.draft).toMatchObject({
      start: '2026-11-18T15:30',
      notify: true,
      anyway: false,
    });
    expect(await screen.findByText('Moved to Wed 15:30')).toBeVisible();
  });

  test('Escape leaves an appointment where it is', async () => {
    await open();
    (await block(/^Lena Brandt/)).focus();
    await user.keyboard('{Alt>}{ArrowRight}{/Alt}{Escape}');
    expect(screen.queryByRole('button', { name: /not booked yet/ })).toBeNull();
    expect(core.argsOf('reschedule')).toEqual([]);
  });

  test('single keys rest where they are switched off', async () => {
    await open('week', set({ single_keys: false }));
    await block(/^Lena Brandt/);
    await user.keyboard('n');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  test('an empty week says how to begin, once and to a newcomer only', async () => {
    await open('empty');
    expect(await screen.findByText('Click or drag to book')).toBeVisible();
    cleanup();
    await open('empty', async (it) => {
      await it.ask('book', { draft: { ...DRAFT, client: 'Lena Brandt', start: '2027-01-04T10:00' } });
    });
    await waitFor(() => expect(core.argsOf('clients').length).toBeGreaterThan(0));
    expect(screen.queryByText('Click or drag to book')).toBeNull();
  });

  test('a block has a menu of its own', async () => {
    await open();
    await user.pointer({ keys: '[MouseRight]', target: await block(/^Lena Brandt/) });
    const menu = within(await screen.findByRole('menu', { name: 'Appointment' }));
    await user.click(menu.getByRole('menuitem', { name: 'Reschedule' }));
    expect(await screen.findByRole('dialog', { name: 'Reschedule' })).toBeVisible();
  });

  test('twelve hours where the clock is set so', async () => {
    await open('week', set({ clock: '12' }));
    await block('Noor Haddad, First consultation, Wednesday 18 November, 2 PM to 3:20 PM, tentative');
  });
});

describe('booking', () => {
  const panel = () => within(screen.getByRole('dialog', { name: 'New appointment' }));

  async function choose(name: string): Promise<void> {
    await user.type(panel().getByRole('combobox', { name: 'Client' }), name);
    await user.click(await panel().findByRole('option', { name: new RegExp(`^${name}`) }));
  }

  async function at(day: string, time: string): Promise<void> {
    for (const [name, typed] of [
      ['Date', day],
      ['Start time', time],
    ] as const) {
      const box = panel().getByRole('textbox', { name });
      await user.clear(box);
      await user.type(box, `${typed}{Enter}`);
    }
  }

  test('begins with the client, at the next free time', async () => {
    await open();
    await user.click(screen.getByRole('button', { name: 'New appointment' }));
    expect(panel().getByRole('combobox', { name: 'Client' })).toHaveFocus();
    await waitFor(() => expect(panel().getByRole('textbox', { name: 'Start time' })).not.toHaveValue('09:00'));
    expect(document.title).toBe('New appointment – Daybook');
  });

  test('a free time on another day than the one in the form says which day it is', async () => {
    await open();
    nav.book({ day: '2026-11-21', from: '11:00' });
    await screen.findByRole('dialog', { name: 'New appointment' });
    const chips = () =>
      within(panel().getByRole('group', { name: 'Free times' })).queryAllByRole('button', { name: /, \d\d:\d\d$/ });
    await waitFor(() => expect(chips().length).toBeGreaterThan(1));
    for (const chip of chips()) {
      // `Monday 23 November, 11:00`
      const [day = '', time = ''] = (chip.getAttribute('aria-label') ?? '').split(', ');
      expect(day).not.toMatch(/^Saturday/);
      expect(chip).toHaveTextContent(new RegExp(`^${day.slice(0, 3)} ${time}$`));
    }
    const [first] = chips();
    expect(first).toHaveAccessibleName(/^Monday 23 November, /);
    await user.click(first!);
    await waitFor(() => expect(panel().getByRole('textbox', { name: 'Date' })).toHaveValue('Mon 23 Nov 2026'));
    const there = chips().find((chip) => chip.getAttribute('aria-label')?.startsWith('Monday 23 November'));
    expect(there).toHaveTextContent(/^\d\d:\d\d$/);
  });

  test('a known client, typed day and time: saved here, drawn, and undone', async () => {
    await open();
    await user.keyboard('n');
    await choose('Priya');
    expect(panel().getByRole('group', { name: 'Client' })).toHaveTextContent('priya.nair@example.com');
    await at('thu', '11.15');
    expect(panel().getByRole('textbox', { name: 'Date' })).toHaveValue('Thu 19 Nov 2026');
    expect(panel().getByRole('textbox', { name: 'End time' })).toHaveValue('12:05');
    expect(
      screen.getByRole('button', { name: 'Priya Nair, Session, Thursday 19 November, 11:15 to 12:05, not booked yet' }),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(panel().getByRole('status', { name: 'Conflict' })).toHaveTextContent('Free in all calendars'),
    );
    await user.click(panel().getByRole('button', { name: 'Book' }));
    const booked = await block('Priya Nair, Session, Thursday 19 November, 11:15 to 12:05, waiting to sync');
    expect(booked).toHaveFocus();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(core.argsOf('book')[0]?.draft).toMatchObject({
      client_id: expect.any(String),
      start: '2026-11-19T11:15',
      minutes: 50,
      calendar_id: null,
      zone: null,
      invite: true,
      anyway: false,
    });
    expect(screen.getByRole('status', { name: '' })).toHaveTextContent('Booked Priya Nair, Thu 11:15');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Priya Nair, Session, Thursday/ })).toBeNull());
  });

  test('a new client needs a name only; the e-mail brings the invitation', async () => {
    await open();
    await user.keyboard('n');
    await user.type(panel().getByRole('combobox', { name: 'Client' }), 'Zoë Wang');
    await user.click(await panel().findByRole('option', { name: /Add “Zoë Wang” as a new client/ }));
    const invite = panel().getByRole('switch', { name: 'Email an invitation to Zoë' });
    expect(invite).toBeDisabled();
    await user.type(panel().getByRole('textbox', { name: 'Email' }), 'zoe@example.com');
    await waitFor(() => expect(invite).toBeEnabled());
    expect(invite).toBeChecked();
    await at('fri', '13');
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(core.argsOf('book')).toHaveLength(1));
    expect(core.argsOf('book')[0]?.draft).toMatchObject({
      client_id: null,
      client: 'Zoë Wang',
      email: 'zoe@example.com',
      invite: true,
    });
  });

  test('says what it overlaps, offers the next free time, and books anyway only when told to', async () => {
    await open();
    await user.keyboard('n');
    await choose('Priya');
    await at('19.11', '10.15');
    const conflict = within(panel().getByRole('status', { name: 'Conflict' }));
    expect(await conflict.findByText('Overlaps ‘Dentist’ 10:30–11:00')).toBeVisible();
    expect(conflict.getByText('in Google · anna.keller@gmail.test, Private')).toBeVisible();
    await block('Priya Nair, Session, Thursday 19 November, 10:15 to 11:05, not booked yet, overlaps Dentist');
    await user.click(panel().getByRole('button', { name: 'Book' }));
    await waitFor(() => expect(conflict.getByRole('button', { name: 'Next free: 11:00' })).toHaveFocus());
    expect(screen.getByRole('dialog', { name: 'New appointment' })).toBeVisible();
    await user.click(conflict.getByRole('button', { name: 'Book anyway' }));
    await block(/^Priya Nair, Session, Thursday 19 November, 10:15 to 11:05, waiting to sync/);
  });

  test('a calendar that could not be checked is said so, never taken as free', async () => {
    await open('decisions');
    await user.keyboard('n');
    const conflict = within(panel().getByRole('status', { name: 'Conflict' }));
    expect(await conflict.findByText('Could not check ‘Practice’.')).toBeVisible();
    expect(conflict.getByText(/This time may clash./)).toBeVisible();
    expect(conflict.getByRole('button', { name: 'Book anyway' })).toBeEnabled();
  });

  // S58
  test('a time that could not be checked is booked by one more press, and by no less', async () => {
    await open('decisions');
    await user.keyboard('n');
    await choose('Priya');
    const note = panel().getByRole('status', { name: 'Conflict' });
    expect(await within(note).findByText('Could not check ‘Practice’.')).toBeVisible();
    expect(within(note).getByText(/Last read .+\. This time may clash\./)).toBeVisible();
    for (let times = 0; times < 2; times++) {
      await user.click(panel().getByRole('button', { name: 'Book' }));
      await waitFor(() => expect(within(note).getByRole('button', { name: 'Book anyway' })).toHaveFocus());
    }
    expect(core.argsOf('book')).toEqual([]);
    await user.click(within(note).getByRole('button', { name: 'Book anyway' }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'New appointment' })).toBeNull());
    expect(core.argsOf('book')).toHaveLength(1);
    expect(core.argsOf('book')[0]?.draft).toMatchObject({ client: 'Priya Nair', anyway: true });
  });

  test('a held Enter asks and books nothing: “Book anyway” is a press of its own', async () => {
    await open('decisions');
    await user.keyboard('n');
    await choose('Priya');
    const note = within(panel().getByRole('status', { name: 'Conflict' }));
    expect(await note.findByText('Could not check ‘Practice’.')).toBeVisible();
    panel().getByRole('button', { name: 'Book' }).focus();
    await user.keyboard('{Enter>20/}');
    await waitFor(() => expect(note.getByRole('button', { name: 'Book anyway' })).toHaveFocus());
    expect(core.argsOf('book')).toEqual([]);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(core.argsOf('book')).toHaveLength(1));
    expect(core.argsOf('book')[0]?.draft).toMatchObject({ client: 'Priya Nair', anyway: true });
  });

  test('a held Ctrl Enter that outlasts Ctrl books nothing, and a held Enter in the notes is new lines', async () => {
    await open('decisions');
    await user.keyboard('n');
    await choose('Priya');
    const note = within(panel().getByRole('status', { name: 'Conflict' }));
    expect(await note.findByText('Could not check ‘Practice’.')).toBeVisible();
    const notes = panel().getByRole('textbox', { name: 'Private notes' });
    await user.type(notes, 'a{Enter>3/}b');
    expect(notes).toHaveValue('a\n\n\nb');
    await user.keyboard('{Control>}{Enter>5/}{/Control}');
    const anyway = note.getByRole('button', { name: 'Book anyway' });
    await waitFor(() => expect(anyway).toHaveFocus());
    // A button is pressed by a key that nobody prevents.
    expect(await fireEvent.keyDown(anyway, { key: 'Enter', repeat: true })).toBe(false);
    expect(core.argsOf('book')).toEqual([]);
  });

  test('a time that has passed is saved as a record, without an invitation', async () => {
    await open();
    await user.keyboard('n');
    await choose('Priya');
    await at('17.11', '13');
    expect(await panel().findByText('This time has passed.')).toBeVisible();
    expect(panel().getByRole('switch')).toBeDisabled();
    await user.click(panel().getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(core.argsOf('book')[0]?.draft).toMatchObject({ invite: false, anyway: true }));
  });

  test('what is no date and no client is said beside the field', async () => {
    await open();
    await user.keyboard('n');
    await at('someday', '9');
    const date = panel().getByRole('textbox', { name: 'Date' });
    expect(date).toBeInvalid();
    expect(date).toHaveAccessibleDescription('Not a date. Try ‘19 Nov’.');
    await user.clear(date);
    await user.type(date, 'thu{Enter}');
    await user.click(panel().getByRole('button', { name: 'Book' }));
    const client = panel().getByRole('combobox', { name: 'Client' });
    expect(client).toHaveFocus();
    expect(client).toHaveAccessibleDescription('Choose a client, or type a name.');
    expect(core.argsOf('book')).toEqual([]);
  });

  test('a full disk keeps the form and says so', async () => {
    await open('week', (it) => {
      it.fail('book', {
        code: 'store.full',
        message: 'The disk is full.',
        hint: 'Nothing was saved. Free some space and try again.',
      });
    });
    await user.keyboard('n');
    await choose('Priya');
    await at('thu', '11.15');
    await user.click(panel().getByRole('button', { name: 'Book' }));
    expect(await panel().findByRole('alert')).toHaveTextContent('The disk is full.');
    await user.click(panel().getByRole('button', { name: 'Try again' }));
    await block(/^Priya Nair, Session, Thursday 19 November, 11:15 to 12:05, waiting/);
  });

  test('Escape closes the list, then the panel', async () => {
    await open();
    await user.keyboard('n');
    // The fields of choice have options as well.
    await within(await panel().findByRole('listbox', { name: 'Clients' })).findAllByRole('option');
    await user.keyboard('{Escape}');
    expect(panel().queryByRole('listbox', { name: 'Clients' })).toBeNull();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(draft.shown).toBeNull();
  });
});

describe('an appointment', () => {
  test('its details open beside it, and Escape brings the focus back', async () => {
    await open('troubles');
    await user.click(await block(/^Lena Brandt/));
    const details = within(await screen.findByRole('dialog', { name: 'Lena Brandt, Online session' }));
    expect(details.getByText('Wednesday 18 November, 16:00–16:50')).toBeVisible();
    expect(details.getByText(/The appointment is saved on this computer/)).toBeVisible();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(await block(/^Lena Brandt/)).toHaveFocus();
  });

  test('what was refused says what is safe and offers to retry', async () => {
    await open('troubles');
    await user.click(await block(/^Oskar Lindholm/));
    const details = within(await screen.findByRole('dialog', { name: /^Oskar Lindholm/ }));
    expect(details.getByText('Not synced')).toBeVisible();
    expect(details.getByRole('button', { name: 'Choose another calendar' })).toBeVisible();
    await user.click(details.getByRole('button', { name: 'Retry' }));
    expect(core.argsOf('retry')).toEqual([{ id: expect.any(String) }]);
  });

  test('is rescheduled in the panel: the old time stays drawn until it moves', async () => {
    await open();
    await user.click(await block(/^Mara Voss, Session, Thursday/));
    await user.click(screen.getByRole('button', { name: 'Reschedule' }));
    const panel = within(await screen.findByRole('dialog', { name: 'Reschedule' }));
    const start = panel.getByRole('textbox', { name: 'Start time' });
    await user.clear(start);
    await user.type(start, '15{Enter}');
    const chips = within(panel.getByRole('group', { name: 'Free times' }));
    await waitFor(() => expect(chips.getAllByRole('button').length).toBeGreaterThan(3));
    expect(panel.getByText('· 6 hours later')).toBeVisible();
    await block(/^Mara Voss, Session, Thursday 19 November, 09:00 to 09:50, moving from here/);
    await block(/^Mara Voss, Session, Thursday 19 November, 15:00 to 15:50, not booked yet/);
    await user.click(panel.getByRole('button', { name: 'Move' }));
    await block(/^Mara Voss, Session, Thursday 19 November, 15:00 to 15:50, waiting to sync/);
    expect(core.argsOf('reschedule')[0]?.draft).toMatchObject({
      start: '2026-11-19T15:00',
      notify: true,
      zone: 'Europe/Berlin',
    });
  });

  test('a move by keys onto a taken time asks in the panel, and nothing has moved', async () => {
    await open();
    (await block(/^Ben Adler/)).focus();
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}{Enter}');
    const panel = within(await screen.findByRole('dialog', { name: 'Reschedule' }));
    expect(await panel.findByText('Overlaps Kofi Mensah 11:00–11:50')).toBeVisible();
    expect(panel.getByRole('button', { name: 'Move anyway' })).toBeVisible();
    expect((await core.appointment('Ben Adler')).from).toBe('10:00');
  });

  test('is cancelled after one question, and the client is told only if wanted', async () => {
    await open();
    await user.click(await block(/^Lena Brandt/));
    await user.click(screen.getByRole('button', { name: 'Cancel appointment…' }));
    const asked = within(await screen.findByRole('alertdialog', { name: 'Cancel this appointment?' }));
    expect(asked.getByRole('button', { name: 'Keep appointment' })).toHaveFocus();
    await user.click(asked.getByRole('checkbox', { name: 'Tell Lena by email' }));
    await user.click(asked.getByRole('button', { name: 'Cancel appointment' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: /^Lena Brandt/ })).toBeNull());
    expect(core.argsOf('cancel')[0]).toMatchObject({ notify: false });
    expect(screen.getByText('Cancelled Lena Brandt, Wed 16:00')).toBeVisible();
    await user.keyboard('{Control>}z{/Control}');
    await block(/^Lena Brandt/);
  });

  test('keeping it gives the focus back to it', async () => {
    await open();
    (await block(/^Lena Brandt/)).focus();
    await user.keyboard('{Delete}');
    await user.click(await screen.findByRole('button', { name: 'Keep appointment' }));
    expect(await block(/^Lena Brandt/)).toHaveFocus();
    expect(core.argsOf('cancel')).toEqual([]);
  });
});

describe('the agenda', () => {
  test('lists the day with its gaps, and where now is', async () => {
    await open();
    await user.click(screen.getByRole('radio', { name: 'Agenda' }));
    const list = within(await screen.findByRole('list', { name: 'Wednesday 18 November' }));
    expect(list.getByRole('listitem', { name: 'Now, 13:20' })).toBeVisible();
    expect(list.getByText('30 min free')).toBeVisible();
    expect(screen.getByText(/5 h 30 min with clients. Last one ends at 17:50./)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Next day' })).toBeVisible();
  });

  test('an empty day says what comes next', async () => {
    await open('week', (it) =>
      it.change({ agenda: (items) => items.filter((one) => one.kind === 'busy' || one.day !== '2026-11-18') }),
    );
    await user.keyboard('a');
    expect(await screen.findByText('Nothing booked today.')).toBeVisible();
    expect(screen.getByText('Next: Mara Voss, tomorrow 09:00.')).toBeVisible();
  });
});

describe('axe finds nothing', () => {
  const look = async () => {
    const found = await axe.run(document, {
      rules: {
        // jsdom draws nothing; tokens.test.ts measures contrast.
        'color-contrast': { enabled: false },
        // Accepted: a block begins with its visible title and goes on for the ear.
        'label-content-name-mismatch': { enabled: false },
      },
    });
    expect(found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)])).toEqual([]);
  };

  test('in the week', async () => {
    await open();
    await block(/^Lena Brandt/);
    await look();
  });
  test('in the agenda', async () => {
    await open();
    await user.keyboard('a');
    await look();
  });
  test('while booking', async () => {
    await open();
    await user.keyboard('n');
    await screen.findByRole('listbox', { name: 'Clients' });
    await look();
  });
  test('in the details', async () => {
    await open('troubles');
    await user.click(await block(/^Oskar Lindholm/));
    await look();
  });
});
