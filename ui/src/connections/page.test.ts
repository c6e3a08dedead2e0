// S45, S50, S51: the list of connections and what can be done with it.

import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { caldav, DRAFT, icloud } from '../../test/canned';
import { begin, beginCanned, nothingReceives, settled, type TestWindow } from '../../test/test-window';
import type { Connection } from '../api';
import { toasts } from '../state/toast.svelte';
import ConnectionDialogs from './ConnectionDialogs.svelte';
import ConnectionsPage from './ConnectionsPage.svelte';

const user = userEvent.setup();
/** The page, and the dialogs that stand beside it in the window. */
function show() {
  render(ConnectionsPage);
  render(ConnectionDialogs);
}

const GOOGLE = 'anna.keller@gmail.test';
const ICLOUD = 'anna@apfel.test';

let window: TestWindow;
const row = (name: string) => within(screen.getByRole('listitem', { name }));

beforeEach(async () => {
  window = await begin('troubles');
});

describe('Connections', () => {
  it('names every account, its state and its last sync', async () => {
    show();
    const google = row(`Google, ${GOOGLE}`);
    expect(google.getByText('Primary')).toBeInTheDocument();
    expect(google.getByText('Offline')).toBeInTheDocument();
    expect(google.getByText('Last sync 12:54 · 1 waiting')).toBeInTheDocument();
    cleanup();
    window = await begin('week');
    show();
    expect(row(`iCloud, ${ICLOUD}`).getByText('Connected')).toBeInTheDocument();
  });

  it('says what a needed sign-in means, with one button', async () => {
    show();
    const outlook = row('Outlook, anna.keller@outlook.test');
    expect(outlook.getByText('Needs sign-in')).toBeInTheDocument();
    expect(outlook.getByText('Outlook ended this sign-in.')).toBeInTheDocument();
    expect(outlook.getByRole('button', { name: 'Sign in again to Outlook' })).toBeInTheDocument();
    expect(outlook.queryByRole('button', { name: /^Reconnect/ })).toBeNull();
  });

  it('speaks of a client ID in testing only where the provider ends its sign-ins', async () => {
    const whole = (name: string) => screen.getByRole('listitem', { name });
    const general = /This happens after a password change, or when Daybook’s access was withdrawn\./;
    show();
    await waitFor(() => expect(whole('Outlook, anna.keller@outlook.test')).toHaveTextContent(general));
    expect(whole('Outlook, anna.keller@outlook.test')).not.toHaveTextContent(/testing|seven days/);
    cleanup();
    window = await begin('decisions');
    show();
    const ends = 'While a client ID of your own is in testing, Google also ends each sign-in after seven days.';
    await waitFor(() => expect(whole(`Google, ${GOOGLE}`)).toHaveTextContent(ends));
  });

  it('says that a damaged sign-in cannot be read, and offers to sign in or to remove it', async () => {
    const damaged = (one: Connection): Connection =>
      one.provider === 'icloud' ? { ...one, status: 'unreadable', reason: 'store.record' } : one;
    window = await begin('week', (it) => it.change({ connections: (all) => all.map(damaged) }));
    show();
    const iCloud = row(`iCloud, ${ICLOUD}`);
    expect(iCloud.getByText('Unreadable')).toBeInTheDocument();
    expect(iCloud.getByText('One saved sign-in could not be read.')).toBeInTheDocument();
    await user.click(iCloud.getByRole('button', { name: 'Remove iCloud' }));
    expect(screen.getByRole('alertdialog', { name: 'Disconnect iCloud?' })).toBeInTheDocument();
  });

  it('changes at once whether a calendar counts as busy', async () => {
    show();
    const box = screen.getByRole('checkbox', { name: 'Private counts as busy' });
    await user.click(box);
    expect(box).not.toBeChecked();
    expect(window.argsOf('set_calendar')).toEqual([{ id: expect.any(String), countsBusy: false }]);
  });

  // P13, T21
  it('says in words what of a calendar counts as busy, and changes it at once', async () => {
    show();
    await user.click(screen.getByRole('button', { name: 'What counts as busy in Private' }));
    const list = within(screen.getByRole('list', { name: 'What counts as busy in Private' }));
    const tentative = list.getByRole('switch', { name: 'Tentative events' });
    expect(tentative).toBeChecked();
    expect(list.getByRole('switch', { name: 'Events marked as free' })).not.toBeChecked();
    await user.click(tentative);
    expect(tentative).not.toBeChecked();
    expect(window.argsOf('set_rule')).toEqual([{ calendarId: expect.any(String), rule: 'tentative', counts: false }]);
    await settled(window);
    expect(screen.getByRole('button', { name: 'What counts as busy in Private' })).toHaveTextContent('1 changed');
  });

  it('flips back and says so when it could not be saved', async () => {
    window.fail('set_calendar', { code: 'store.full', message: 'The disk is full.', hint: '' });
    show();
    const box = screen.getByRole('checkbox', { name: 'Private counts as busy' });
    await user.click(box);
    await waitFor(() => expect(box).toBeChecked());
    expect(toasts.shown?.text).toBe('Could not save. Nothing changed.');
  });

  it('moves bookings to one calendar of all accounts', async () => {
    window = await begin('week');
    show();
    expect(screen.getByRole('radio', { name: 'Practice receives bookings' })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: 'Family receives bookings' }));
    expect(screen.getByRole('radio', { name: 'Family receives bookings' })).toBeChecked();
    expect(screen.getByRole('radio', { name: 'Practice receives bookings' })).not.toBeChecked();
    expect(window.argsOf('set_calendar')).toEqual([{ id: expect.any(String), receivesBookings: true }]);
  });

  it('keeps what was just chosen while a list that was asked for earlier arrives', async () => {
    window = await begin('week');
    const before = await window.ask('connections', {});
    const held = { list: () => {}, save: () => {} };
    window.can({
      connections: () => new Promise((resolve) => (held.list = () => resolve(before))),
      set_calendar: (args) => new Promise((resolve) => (held.save = () => resolve(window.ask('set_calendar', args)))),
    });
    show();
    await user.click(screen.getByRole('radio', { name: 'Family receives bookings' }));
    held.list();
    await waitFor(() => expect(window.pending).toBe(1));
    await tick();
    expect(screen.getByRole('radio', { name: 'Family receives bookings' })).toBeChecked();
    window.can({ connections: () => window.ask('connections', {}) });
    held.save();
    await settled(window);
    expect(screen.getByRole('radio', { name: 'Family receives bookings' })).toBeChecked();
  });

  it('makes primary and pauses from the menu of the mark, by the keyboard too', async () => {
    window = await begin('week');
    show();
    const iCloud = row(`iCloud, ${ICLOUD}`);
    iCloud.getByRole('button', { name: /^Disconnect/ }).focus();
    await user.keyboard('{Shift>}{F10}{/Shift}');
    await user.click(screen.getByRole('menuitem', { name: 'Make primary' }));
    expect(window.argsOf('make_primary')).toEqual([{ id: expect.any(String) }]);
    await user.click(iCloud.getByRole('button', { name: /^More actions/ }));
    await user.click(screen.getByRole('menuitem', { name: 'Pause' }));
    expect(await iCloud.findByText('Paused')).toBeInTheDocument();
    await user.click(iCloud.getByRole('button', { name: `Resume iCloud (${ICLOUD})` }));
    expect(window.argsOf('pause')).toEqual([
      { id: expect.any(String), paused: true },
      { id: expect.any(String), paused: false },
    ]);
  });

  it('tells two servers of the same kind apart by their host', async () => {
    await beginCanned({ connections: () => [caldav()] });
    show();
    expect(await screen.findByText('cloud.lindenhaus.example (CalDAV)')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Disconnect cloud.lindenhaus.example (anna@cloud.lindenhaus.example)' }),
    ).toBeInTheDocument();
  });

  it('shows how far the first import is', async () => {
    const progress = { done: 312, total: 726 };
    await beginCanned({ connections: () => [icloud({ status: 'syncing', progress })] });
    show();
    expect(screen.getByRole('progressbar', { name: 'iCloud first import' })).toHaveAttribute('aria-valuenow', '43');
    expect(screen.getByText('Syncing 43 %')).toBeInTheDocument();
    expect(screen.getByText('312 of 726 events, newest first. You can book meanwhile.')).toBeInTheDocument();
  });

  // S46
  it('follows every status as it changes, and says how long one that was asked to wait does', async () => {
    const next_try = '2026-11-19T13:25:00+01:00';
    const all: [Partial<Connection>, RegExp][] = [
      [{ status: 'syncing' }, /^Syncing$/],
      [{ status: 'offline', reason: 'net.offline' }, /^Offline$/],
      [{ status: 'not_syncing', reason: 'sync.not_understood' }, /^Not syncing$/],
      [{ status: 'waiting', reason: 'rate.limited', next_try }, /^Waiting for iCloud until .*13:25$/],
      [{ status: 'needs_sign_in', reason: 'auth.expired' }, /^Needs sign-in$/],
      [{ status: 'read_only' }, /^Read only$/],
      [{ status: 'unreadable', reason: 'store.record' }, /^Unreadable$/],
      [{ status: 'paused' }, /^Paused$/],
      [{ status: 'locked', reason: 'key.missing' }, /^Locked$/],
      [{ status: 'connected' }, /^Connected$/],
    ];
    window = await begin('week');
    show();
    for (const [now, words] of all) {
      const changed = (one: Connection): Connection => (one.provider === 'icloud' ? { ...one, ...now } : one);
      window.change({ connections: (known) => known.map(changed) });
      window.announce('connections');
      expect(await row(`iCloud, ${ICLOUD}`).findByText(words, { selector: '.how span' })).toBeInTheDocument();
    }
  });

  it('names a calendar whose times are not known, with the reason and since when', async () => {
    window = await begin('week', (it) =>
      it.change({
        connections: (all) =>
          all.map((one) => ({
            ...one,
            calendars: one.calendars.map((calendar) =>
              calendar.name === 'Private'
                ? { ...calendar, reason: 'cal.missing' as const, since: '2026-11-19T09:05:00+01:00' }
                : calendar,
            ),
          })),
      }),
    );
    show();
    const said = await screen.findByText(/^‘Private’ cannot be found at Google right now\./);
    expect(said).toHaveTextContent(/Since Nov 19\.$|Since 19 Nov\.$/);
  });

  it('says that no calendar receives bookings, until one is chosen', async () => {
    window = await begin('week', nothingReceives);
    show();
    expect(screen.getByText('No calendar receives bookings.')).toBeInTheDocument();
    expect(screen.getByText(/Choose under “Bookings go to” where they go\.$/)).toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: 'Practice receives bookings' }));
    await waitFor(() => expect(screen.queryByText('No calendar receives bookings.')).toBeNull());
  });

  it('works without any calendar, and says so', async () => {
    window = await begin('empty');
    show();
    expect(screen.getByText('No calendar connected. Daybook works without one.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Sync now' })).toBeDisabled();
  });

  it('offers to send what was booked before a calendar was connected', async () => {
    window = await begin('week', async (it) => {
      for (let day = 1; day <= 6; day += 1) {
        const draft = {
          ...DRAFT,
          client: 'Priya Nair',
          start: `2027-01-0${day}T10:00`,
          calendar_id: 'local',
          anyway: true,
        };
        await it.ask('book', { draft });
      }
    });
    show();
    expect(screen.getByText('6 appointments are only on this computer.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Send to Practice' }));
    expect(window.argsOf('send_local')).toHaveLength(1);
    await waitFor(() => expect(screen.queryByText('6 appointments are only on this computer.')).toBeNull());
  });

  it('syncs at once when asked', async () => {
    show();
    await user.click(screen.getByRole('button', { name: 'Sync now' }));
    expect(window.argsOf('sync_now')).toHaveLength(1);
  });
});

describe('Disconnect', () => {
  const name = `Disconnect Google (${GOOGLE})`;

  it('says what has not been sent, and keeps appointments unless told otherwise', async () => {
    show();
    await user.click(screen.getByRole('button', { name }));
    const asked = within(screen.getByRole('alertdialog', { name: 'Disconnect Google?' }));
    expect(asked.getByRole('button', { name: 'Keep connected' })).toHaveFocus();
    expect(asked.getByText('1 change has not reached Google yet.')).toBeInTheDocument();
    expect(asked.getByRole('radio', { name: 'Keep my appointments on this computer' })).toBeChecked();
    await user.click(asked.getByRole('button', { name: 'Disconnect' }));
    expect(window.argsOf('disconnect')).toEqual([{ id: expect.any(String), keep: true }]);
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(toasts.shown?.text).toBe('Google is disconnected');
  });

  it('removes everything only when that is chosen', async () => {
    show();
    await user.click(screen.getByRole('button', { name }));
    await user.click(screen.getByRole('radio', { name: 'Remove everything that came from Google' }));
    expect(screen.getByText('It will not be sent, and is removed here.')).toBeInTheDocument();
    const removed = 'Also your appointments in it, on this computer only. In Google they stay.';
    expect(screen.getByText(removed)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Disconnect' }));
    expect(window.argsOf('disconnect')).toEqual([{ id: expect.any(String), keep: false }]);
  });

  it('is left by Escape, and the focus goes back', async () => {
    show();
    await user.click(screen.getByRole('button', { name }));
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(screen.getByRole('button', { name })).toHaveFocus();
    expect(window.argsOf('disconnect')).toEqual([]);
  });
});
