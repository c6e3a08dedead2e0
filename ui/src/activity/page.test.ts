// Sync activity: its groups, its reasons, and what the person decides.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { World } from '../api/mock';
import { begin, calls } from '../state/begin';
import { toasts } from '../state/toast.svelte';
import ConnectionDialogs from '../connections/ConnectionDialogs.svelte';
import ActivityPage from './ActivityPage.svelte';

const user = userEvent.setup();
/** The page, and the dialogs that stand beside it in the window. */
function show() {
  render(ActivityPage);
  render(ConnectionDialogs);
}

let world: World;
const list = (name: string) => within(screen.getByRole('list', { name }));

const conflict = (begun: World) => {
  begun.outbox = [
    {
      ...begun.outbox[1]!,
      client: 'Ben Adler',
      what: 'move',
      day: '2026-11-25',
      from: '11:00',
      reason: 'sync.conflict',
      theirs: { day: '2026-11-25', from: '12:30', to: '13:20' },
    },
  ];
};

beforeEach(async () => {
  world = await begin();
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
    expect(calls(world, 'retry')).toEqual([{ id: 'o2' }]);
  });

  it('asks before it discards, and says what stays', async () => {
    show();
    await user.click(screen.getByRole('button', { name: 'Discard Oskar Lindholm' }));
    const asked = within(screen.getByRole('alertdialog', { name: 'Discard this change?' }));
    expect(asked.getByRole('button', { name: 'Keep change' })).toHaveFocus();
    expect(asked.getByText(/The appointment stays on this computer/)).toBeInTheDocument();
    await user.click(asked.getByRole('button', { name: 'Discard' }));
    expect(calls(world, 'discard')).toEqual([{ id: 'o2' }]);
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Needs you' })).toBeNull());
  });

  it('sends a refused booking to another calendar that can take it', async () => {
    show();
    await user.click(screen.getByRole('button', { name: 'Choose calendar for Oskar Lindholm' }));
    const asked = within(screen.getByRole('dialog', { name: 'Choose a calendar' }));
    expect(asked.queryByRole('radio', { name: 'Practice' })).toBeNull();
    await user.click(asked.getByRole('radio', { name: 'Family' }));
    await user.click(asked.getByRole('button', { name: 'Send there' }));
    expect(calls(world, 'choose_calendar')).toEqual([{ id: 'o2', calendarId: 'family' }]);
  });

  it('lets the person pick one of two times', async () => {
    world = await begin(conflict);
    show();
    await user.click(screen.getByRole('button', { name: 'Keep 11:00 for Ben Adler' }));
    await user.click(await screen.findByRole('button', { name: 'Use Google’s 12:30 for Ben Adler' }));
    expect(calls(world, 'keep_mine')).toEqual([{ id: 'o2' }]);
    expect(calls(world, 'use_theirs')).toEqual([{ id: 'o2' }]);
  });

  it('offers to book again what was deleted at the provider, or to remove it here', async () => {
    world = await begin((begun) => (begun.outbox[1]!.reason = 'sync.deleted'));
    show();
    await user.click(screen.getByRole('button', { name: 'Remove here too for Oskar Lindholm' }));
    expect(screen.getByRole('alertdialog', { name: 'Remove this appointment here too?' })).toBeInTheDocument();
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Book it again for Oskar Lindholm' }));
    expect(calls(world, 'retry')).toEqual([{ id: 'o2' }]);
  });

  it('says so when a decision could not be kept', async () => {
    world.fail.retry = { code: 'store.full', message: 'The disk is full.', hint: '' };
    show();
    await user.click(screen.getByRole('button', { name: 'Retry Oskar Lindholm' }));
    await waitFor(() => expect(toasts.shown?.text).toBe('Could not change Oskar Lindholm'));
  });

  it('opens the sign-in for what waits for one', async () => {
    world = await begin((begun) => {
      begun.connections[2]!.status = 'needs_sign_in';
      Object.assign(begun.outbox[0]!, { connection_id: 'icloud', provider: 'iCloud', reason: 'auth.expired' });
    });
    show();
    await user.click(screen.getByRole('button', { name: 'Sign in again to iCloud' }));
    expect(await screen.findByRole('dialog', { name: 'Connect iCloud' })).toBeInTheDocument();
  });

  it('shows the first import with a way to put it off', async () => {
    world = await begin((begun) =>
      Object.assign(begun.connections[2]!, { status: 'syncing', progress: { done: 312, total: 726 } }),
    );
    show();
    const progress = list('In progress');
    expect(progress.getByRole('progressbar', { name: 'First import from iCloud' })).toBeInTheDocument();
    await user.click(progress.getByRole('button', { name: 'Pause iCloud import' }));
    expect(await screen.findByRole('button', { name: 'Resume iCloud import' })).toBeInTheDocument();
  });

  it('shows a few of what was done today, and all of it when asked', async () => {
    world = await begin((begun) => {
      begun.outbox = Array.from({ length: 14 }, (_, at) => ({ ...begun.outbox[1]!, id: `d${at}`, state: 'done' }));
    });
    show();
    expect(list('Done today').getAllByRole('listitem')).toHaveLength(5);
    expect(screen.getByText('All changes are in your calendars. Last sync 12:54.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    expect(list('Done today').getAllByRole('listitem')).toHaveLength(14);
  });
});
