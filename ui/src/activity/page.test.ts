// Sync activity: its groups, its reasons, and what the person decides.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { activity, change, google, icloud } from '../../test/canned';
import { begin, beginCanned, type TestWindow } from '../../test/test-window';
import type { HeldCalendar } from '../api';
import App from '../App.svelte';
import { who } from '../booking/versions';
import { nav } from '../state/nav.svelte';
import { toasts } from '../state/toast.svelte';
import ConnectionDialogs from '../connections/ConnectionDialogs.svelte';
import ActivityPage from './ActivityPage.svelte';

const user = userEvent.setup();
/** The page, and the dialogs that stand beside it in the window. */
function show() {
  render(ActivityPage);
  render(ConnectionDialogs);
}

let window: TestWindow;
const list = (name: string) => within(screen.getByRole('list', { name }));

beforeEach(async () => {
  window = await begin('troubles');
});

describe('Sync activity', () => {
  it('has a list for what needs the person and one for what waits', () => {
    show();
    expect(screen.getByRole('heading', { name: 'Sync activity' })).toBeInTheDocument();
    expect(list('Needs you').getByText(/Book Oskar Lindholm/)).toBeInTheDocument();
    expect(list('Waiting').getByText(/Move Lena Brandt/)).toBeInTheDocument();
    expect(screen.queryByRole('list', { name: 'In progress' })).toBeNull();
    expect(screen.getByText('Last sync 12:54')).toBeInTheDocument();
  });

  it('tries a refused change again', async () => {
    show();
    await user.click(screen.getByRole('button', { name: 'Retry Oskar Lindholm' }));
    expect(window.argsOf('retry')).toEqual([{ id: expect.any(String) }]);
  });

  it('leads from a change that waits to the form of its appointment', async () => {
    nav.go('activity');
    render(App);
    const waiting = within(await screen.findByRole('list', { name: 'Waiting' }));
    await user.click(waiting.getByRole('button', { name: 'Edit Lena Brandt' }));
    const panel = within(await screen.findByRole('dialog', { name: 'Edit appointment' }));
    expect(panel.getByRole('group', { name: 'Client' })).toHaveTextContent('Lena Brandt');
    expect(panel.getByRole('textbox', { name: 'Start time' })).toHaveValue('16:00');
    expect(screen.queryByRole('heading', { name: 'Sync activity' })).toBeNull();
  });

  it('asks before it discards, and says what stays', async () => {
    show();
    await user.click(screen.getByRole('button', { name: 'Discard Oskar Lindholm' }));
    const asked = within(screen.getByRole('alertdialog', { name: 'Discard this change?' }));
    expect(asked.getByRole('button', { name: 'Keep change' })).toHaveFocus();
    expect(
      asked.getByText('The appointment with Oskar Lindholm will not be sent to Google. It stays on this computer.'),
    ).toBeInTheDocument();
    await user.click(asked.getByRole('button', { name: 'Discard' }));
    expect(window.argsOf('discard')).toEqual([{ id: expect.any(String) }]);
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Needs you' })).toBeNull());
  });

  it('sends a refused booking to another calendar that can take it', async () => {
    show();
    await user.click(screen.getByRole('button', { name: 'Choose calendar for Oskar Lindholm' }));
    const asked = within(screen.getByRole('dialog', { name: 'Choose a calendar' }));
    expect(asked.queryByRole('radio', { name: 'Practice' })).toBeNull();
    await user.click(asked.getByRole('radio', { name: 'Family' }));
    await user.click(asked.getByRole('button', { name: 'Send there' }));
    expect(window.argsOf('choose_calendar')).toEqual([{ id: expect.any(String), calendarId: expect.any(String) }]);
  });

  it.each([
    ['Keep 11:00 for Ben Adler', 'keep_mine'],
    ['Use Google’s 12:30 for Ben Adler', 'use_theirs'],
  ] as const)('lets the person pick one of two times: %s', async (name, command) => {
    window = await begin('decisions');
    show();
    await user.click(screen.getByRole('button', { name }));
    expect(window.argsOf(command)).toEqual([expect.objectContaining({ id: expect.any(String) })]);
    await waitFor(() => expect(screen.queryByRole('button', { name })).toBeNull());
  });

  it('offers to book again what was deleted at the provider, or to remove it here', async () => {
    window = await begin('decisions');
    show();
    await user.click(screen.getByRole('button', { name: 'Cancel it here too for Oskar Lindholm' }));
    const asked = within(screen.getByRole('alertdialog', { name: 'Cancel it here too?' }));
    expect(asked.getByText(/^Oskar Lindholm, \w{3}.* \d.*, 14:00, will be cancelled here too\.$/)).toBeVisible();
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Book it again for Oskar Lindholm' }));
    expect(window.argsOf('keep_mine')).toEqual([{ id: expect.any(String) }]);
  });

  it.each([
    ['Only this date for Oskar Lindholm', 'only_this_date'],
    ['The whole series for Oskar Lindholm', 'keep_mine'],
    ['Leave as it is for Oskar Lindholm', 'use_theirs'],
  ] as const)('asks how much of a series is cancelled: %s', async (name, command) => {
    const asked: unknown[] = [];
    const needs_you = [change({ what: 'cancel', reason: 'sync.series' })];
    await beginCanned({
      connections: () => [google()],
      activity: () => activity({ needs_you }),
      [command]: (args: unknown) => void asked.push(args),
    });
    show();
    await user.click(await screen.findByRole('button', { name }));
    expect(asked).toEqual([expect.objectContaining({ id: 'change' })]);
  });

  // P16
  it.each([
    ['change', 'Keep my series for Oskar Lindholm', 'keep_mine'],
    ['change', 'Use their series for Oskar Lindholm', 'use_theirs'],
    ['cancel', 'Cancel it there too for Oskar Lindholm', 'keep_mine'],
    ['cancel', 'Restore it here for Oskar Lindholm', 'use_theirs'],
  ] as const)('asks which of two series is right, of a %s: %s', async (what, name, command) => {
    const asked: unknown[] = [];
    const needs_you = [change({ what, reason: 'sync.repeats' })];
    await beginCanned({
      connections: () => [google()],
      activity: () => activity({ needs_you }),
      [command]: (args: unknown) => void asked.push(args),
    });
    show();
    await user.click(await screen.findByRole('button', { name }));
    expect(asked).toEqual([expect.objectContaining({ id: 'change' })]);
  });

  // S55
  it('asks about each field of a conflict by itself', async () => {
    const title = { field: 'title' as const, here: 'Ours', there: 'Theirs' };
    const place = { field: 'place' as const, here: 'Room 2', there: 'Room 3' };
    const asked: unknown[] = [];
    const needs_you = [change({ reason: 'sync.conflict', differs: [title, place] })];
    await beginCanned({
      connections: () => [google()],
      activity: () => activity({ needs_you }),
      use_theirs: (args: unknown) => void asked.push(args),
    });
    show();
    const which = within(await screen.findByRole('radiogroup', { name: 'Which place for Oskar Lindholm' }));
    expect(which.getByRole('radio', { name: 'My place: Room 2' })).toBeChecked();
    await user.click(which.getByRole('radio', { name: 'Google’s place: Room 3' }));
    await user.click(screen.getByRole('button', { name: 'Save what is right for Oskar Lindholm' }));
    expect(asked).toEqual([{ id: 'change', fields: ['place'] }]);
  });

  it.each([
    ['Cancel it there too for Oskar Lindholm', 'keep_mine'],
    ['Restore it here for Oskar Lindholm', 'use_theirs'],
  ] as const)('asks what was cancelled here and stands at the provider: %s', async (name, command) => {
    const theirs = { day: '2026-11-19', from: '15:00', to: '15:50' };
    const needs_you = [change({ what: 'cancel', reason: 'sync.back', theirs })];
    const asked: unknown[] = [];
    await beginCanned({
      connections: () => [google()],
      activity: () => activity({ needs_you }),
      [command]: (args: unknown) => asked.push(args),
    });
    show();
    await user.click(await screen.findByRole('button', { name }));
    expect(asked).toEqual([expect.objectContaining({ id: 'change' })]);
  });

  it.each([
    ['Apply the changes to Practice', 'take_over', { calendarId: 'practice' }],
    ['Look again at Practice', 'sync_now', {}],
  ] as const)('asks about a calendar of which much is gone: %s', async (name, command, sent) => {
    const held: HeldCalendar = {
      calendar_id: 'practice',
      calendar: 'Practice',
      connection_id: 'google',
      provider: 'Google',
      reason: 'cal.mass_change',
      events: 12,
      appointments: 1,
      since: '2026-11-18T12:54:00+01:00',
      lost: [
        { appointment_id: 'lena', title: 'Lena Brandt', day: '2026-11-19', from: '10:00', all_day: false },
        { appointment_id: null, title: '', day: '2026-11-20', from: '00:00', all_day: true },
      ],
    };
    const asked: unknown[] = [];
    await beginCanned({
      connections: () => [google()],
      activity: () => activity({ held: [held] }),
      [command]: (args: unknown) => asked.push(args),
    });
    show();
    const needed = within(await screen.findByRole('list', { name: 'Needs you' }));
    expect(needed.getByText(/^Many events of ‘Practice’ were deleted or moved at Google/)).toBeInTheDocument();
    expect(needed.getByText(/12 events deleted or moved, 1 appointment among them/)).toBeInTheDocument();
    await user.click(needed.getByRole('button', { name: 'Show which of Practice' }));
    const lost = within(needed.getByRole('list', { name: 'Show which of Practice' })).getAllByRole('listitem');
    expect(lost.map((one) => one.textContent)).toEqual([
      expect.stringMatching(/^Thu.* 10:00 · Lena Brandt · your appointment$/),
      expect.stringMatching(/^Fri.*, all day · without a title$/),
      'and 10 more',
    ]);
    await user.click(needed.getByRole('button', { name }));
    expect(asked).toEqual([sent]);
  });

  it('says so when a decision could not be kept', async () => {
    window.fail('retry', { code: 'store.full', message: 'The disk is full.', hint: '' });
    show();
    await user.click(screen.getByRole('button', { name: 'Retry Oskar Lindholm' }));
    await waitFor(() => expect(toasts.shown?.text).toBe('Could not change Oskar Lindholm'));
  });

  it('opens the sign-in for what waits for one', async () => {
    window = await begin('decisions');
    show();
    await user.click(screen.getByRole('button', { name: 'Sign in again to Google' }));
    expect(await screen.findByRole('dialog', { name: 'Connect Google' })).toBeInTheDocument();
  });

  it('shows the first import with a way to put it off', async () => {
    let paused = false;
    const canned = await beginCanned({
      connections: () => [icloud({ status: paused ? 'paused' : 'syncing', progress: { done: 312, total: 726 } })],
      pause: (args) => {
        paused = args.paused;
        canned.announce('connections');
      },
    });
    show();
    const progress = list('In progress');
    expect(progress.getByRole('progressbar', { name: 'First import from iCloud' })).toBeInTheDocument();
    await user.click(progress.getByRole('button', { name: 'Pause iCloud import' }));
    expect(await screen.findByRole('button', { name: 'Resume iCloud import' })).toBeInTheDocument();
  });

  it('lists what somebody changed in a calendar today, with the way to its history', async () => {
    const place = { there: true, provider: 'Google', calendar: 'Practice' };
    const entry = { change_id: 'there', ...place, told: false, sent: null, back: [] };
    const before = { day: '2026-11-19', from: '10:00', to: '10:50' };
    const after = { day: '2026-11-19', from: '15:00', to: '15:50' };
    const time = { before: '2026-11-19T10:00/2026-11-19T10:50', after: '2026-11-19T15:00/2026-11-19T15:50' };
    const changed = [{ field: 'time' as const, ...time }];
    const of = { appointment_id: 'lena', client: 'Lena Brandt', at: '2026-11-18T12:54:00+01:00', before, after };
    const moved = { ...entry, ...of, what: 'changed_there' as const, changed };
    const repeats = { ...entry, ...of, change_id: 'made', what: 'repeats_there' as const, changed: [] };
    await beginCanned({
      connections: () => [google()],
      activity: () => activity({ changed_there: [repeats, moved] }),
    });
    show();
    const there = list('Changed in your calendars today').getAllByRole('listitem');
    expect(there.map((line) => line.querySelector('.detail')?.textContent)).toEqual([
      'Made to repeat · Google · Practice · 12:54',
      'Time: 10:00 → 15:00 · Google · Practice · 12:54',
    ]);
    await user.click(within(there[0]!).getByRole('button', { name: 'History of Lena Brandt' }));
    expect(nav.panel).toMatchObject({ kind: 'history', id: 'lena' });
  });

  it('says of an answer that it was one, and names nothing that was never in the calendar', async () => {
    const where = { provider: 'Google', calendar: 'Practice', there: false };
    const entry = { ...where, change_id: 'answer', told: false, back: [] };
    const before = { day: '2026-11-19', from: '12:00', to: '12:50' };
    const after = { day: '2026-11-19', from: '16:00', to: '16:50' };
    const time = { before: '2026-11-19T12:00/2026-11-19T12:50', after: '2026-11-19T16:00/2026-11-19T16:50' };
    const changed = [
      { field: 'time' as const, ...time },
      { field: 'place' as const, before: 'Room 2', after: '' },
    ];
    const answer = {
      ...entry,
      what: 'used_theirs' as const,
      sent: null,
      at: '2026-11-18T12:46:00+01:00',
      before,
      after,
      changed,
    };
    await beginCanned({
      connections: () => [google()],
      activity: () => activity({ changed_there: [{ ...answer, appointment_id: 'lena', client: 'Lena Brandt' }] }),
    });
    show();
    const [line] = list('Changed in your calendars today').getAllByRole('listitem');
    expect(line?.querySelector('.detail')?.textContent).toBe(
      'You took the version in the calendar: time 16:00, no place · Google · Practice · 12:46',
    );
    expect(who(answer, 'Lena', true)).toBe('You took the version in the calendar.');
  });

  it('shows a few of what was done today, and all of it when asked', async () => {
    const done = Array.from({ length: 14 }, (_, at) => change({ id: `done-${at}`, state: 'done', reason: null }));
    await beginCanned({
      connections: () => [google()],
      activity: () => activity({ done_today: done }),
    });
    show();
    expect(list('Done today').getAllByRole('listitem')).toHaveLength(5);
    expect(screen.getByText('All changes are in your calendars. Last sync 12:54.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(list('Done today').getAllByRole('listitem')).toHaveLength(14);
  });
});
