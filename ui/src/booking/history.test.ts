// What happened to an appointment, and the way back: by undo, and by bringing a version back.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import * as canned from '../../test/canned';
import { begin, type TestWindow } from '../../test/test-window';
import type { Scene } from '../../test/worlds';
import type { HistoryEntry } from '../api';
import App from '../App.svelte';
import { book, cancel, move } from '../state/change';
import { nav } from '../state/nav.svelte';
import { toasts } from '../state/toast.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

const user = userEvent.setup();

async function week(scene: Scene = 'week') {
  const window = await begin(scene);
  render(App);
  return window;
}

const panel = async () => within(await screen.findByRole('dialog', { name: 'History' }));

/** The history of Lena's appointment as these entries, newest first: the first line of each. */
async function history(entries: HistoryEntry[]) {
  const window = await week();
  window.can({ history: () => entries });
  nav.history((await window.appointment('Lena Brandt')).id);
  const shown = await panel();
  const items = await shown.findAllByRole('listitem');
  return { shown, lines: items.map((item) => item.querySelector('.line')?.textContent ?? null) };
}

// P7
describe('The history of an appointment', () => {
  it('says of each request whether it was a cancellation, whatever stands beside it', async () => {
    // Both were carried out in one second, long after the cancel.
    const { lines } = await history([
      canned.entry({ sent: 'cancel' }),
      canned.entry({ sent: 'book' }),
      canned.entry({ what: 'cancel', change_id: 'cancel', sent: null }),
      canned.entry({ what: 'book', change_id: 'book', sent: null }),
    ]);
    expect(lines).toEqual([
      'Cancellation sent to Google',
      'Sent to Google',
      'Cancelled',
      expect.stringMatching(/^Booked for /),
    ]);
  });

  it('tells the cancel of one date of a series as a cancellation', async () => {
    const { lines } = await history([
      canned.entry({ sent: 'cancel', at: '2026-11-18T12:59:00+01:00' }),
      canned.entry({ what: 'one_date', change_id: 'one', sent: null }),
      canned.entry({ what: 'cancel', change_id: 'cancel', sent: null }),
    ]);
    expect(lines[0]).toBe('Cancellation sent to Google');
  });

  it('says that you made an event an appointment, with whom, and where it was', async () => {
    const changed = [{ field: 'client' as const, before: '', after: 'Lena Brandt' }];
    const { shown, lines } = await history([
      canned.entry({ what: 'adopted', change_id: 'adopted', sent: null, changed }),
    ]);
    expect(lines).toEqual([expect.stringMatching(/^You made this event an appointment with Lena Brandt, .*16:00$/)]);
    expect(shown.getByText('The event was in ‘Practice’ at Google.')).toBeVisible();
    expect(shown.queryByText(/^Client:/)).toBeNull();
  });

  it('opens from its menu, and names what was done and who was told', async () => {
    await week();
    await user.click(await screen.findByRole('button', { name: /^Lena Brandt/ }));
    await user.click(await screen.findByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'History' }));
    const shown = await panel();
    expect(await shown.findByText(/^Booked for /)).toBeVisible();
    expect(shown.getByText('You, on this computer.')).toBeVisible();
    expect(shown.getByText('Sent to Google')).toBeVisible();
    expect(shown.getByText('Nothing here is erased. Bringing a version back is noted as a new change.')).toBeVisible();
  });

  it('brings a version back after it has said what changes', async () => {
    const window = await week();
    const before = await window.appointment('Lena Brandt');
    const start = `${before.day}T18:30`;
    await window.ask('reschedule', {
      draft: { id: before.id, start, minutes: null, zone: null, fold: null, notify: false, anyway: true },
    });
    nav.history(before.id);
    const shown = await panel();
    await user.click(await shown.findByRole('button', { name: new RegExp(`^Bring back ${before.from}, as before`) }));
    expect(shown.getByRole('heading', { name: 'Wednesday 18 November, today' })).toBeVisible();
    const asked = within(await screen.findByRole('alertdialog', { name: 'Bring this version back?' }));
    expect(asked.getByRole('listitem')).toHaveTextContent(`Time: 18:30 → ${before.from}`);
    expect(asked.getByRole('button', { name: 'Leave it as it is' })).toHaveFocus();
    await waitFor(() => expect(asked.getByRole('button', { name: 'Bring back' })).toBeEnabled());
    await user.click(asked.getByRole('button', { name: 'Bring back' }));
    await waitFor(async () => expect((await window.appointment('Lena Brandt')).from).toBe(before.from));
    expect(await shown.findByText('You brought an earlier version back.')).toBeVisible();
  });

  it('says of one that is cancelled that it takes place again, before it is brought back and after', async () => {
    const window = await week();
    const { id } = await window.appointment('Lena Brandt');
    await window.ask('cancel', { id, notify: false });
    nav.history(id);
    const shown = await panel();
    expect(await shown.findByText('Cancelled')).toBeVisible();
    await user.click(await shown.findByRole('button', { name: /^Bring back the appointment, as before / }));
    const asked = within(await screen.findByRole('alertdialog', { name: 'Bring this version back?' }));
    expect(asked.getByRole('listitem')).toHaveTextContent(/^Takes place again$/);
    await waitFor(() => expect(asked.getByRole('button', { name: 'Bring back' })).toBeEnabled());
    await user.click(asked.getByRole('button', { name: 'Bring back' }));
    expect(await shown.findByText('Takes place again')).toBeVisible();
    expect(shown.queryByText(/Status/)).toBeNull();
    expect((await window.appointment('Lena Brandt')).status).toBe('confirmed');
  });

  it('says whose time it is by now, and leaves that to the person', async () => {
    const window = await week();
    const before = await window.appointment('Lena Brandt');
    const move = (id: string, start: string) =>
      window.ask('reschedule', {
        draft: { id, start, minutes: null, zone: null, fold: null, notify: false, anyway: true },
      });
    await move(before.id, `${before.day}T18:30`);
    const tom = await window.appointment('Tom Ashworth');
    await move(tom.id, `${before.day}T${before.from}`);
    nav.history(before.id);
    await user.click(await (await panel()).findByRole('button', { name: /^Bring back .*, as before/ }));
    const asked = within(await screen.findByRole('alertdialog'));
    await waitFor(() => expect(asked.getByRole('button', { name: 'Bring back' })).toBeEnabled());
    await user.click(asked.getByRole('button', { name: 'Bring back' }));
    expect(await asked.findByRole('alert')).toHaveTextContent(/Overlaps ‘Tom Ashworth’/);
    await user.click(asked.getByRole('button', { name: 'Bring back anyway' }));
    await waitFor(async () => expect((await window.appointment('Lena Brandt')).from).toBe(before.from));
  });
});

describe('Undo', () => {
  it('says what it undid, and offers to do it again', async () => {
    const window = await week();
    const before = await window.appointment('Lena Brandt');
    await user.click(await screen.findByRole('button', { name: /^Lena Brandt/ }));
    await user.click(await screen.findByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Mark as tentative' }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(await screen.findByText(/^Undone: Lena Brandt is back on /)).toBeVisible();
    expect((await window.appointment('Lena Brandt')).status).toBe(before.status);
    await user.click(screen.getByRole('button', { name: 'Redo' }));
    await waitFor(async () => expect((await window.appointment('Lena Brandt')).status).toBe('tentative'));
  });

  // P7: what a client was told is not taken back in silence.
  it('asks once the client was told, and changes nothing by itself', async () => {
    const window = await week('live');
    await user.click(await screen.findByRole('button', { name: /^Lena Brandt/ }));
    await user.click(await screen.findByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Mark as tentative' }));
    expect(await screen.findByText(/^Lena Brandt, .*, is tentative$/)).toBeVisible();
    await window.act({ do: 'advance', minutes: 1 });
    await window.ask('sync_now', {});
    // By its key: the message with the button may have gone meanwhile.
    await user.keyboard('{Control>}z{/Control}');
    expect(await screen.findByText(/^Too late to undo: Lena Brandt was told at \d\d:\d\d\.$/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Change it back…' }));
    expect(await (await panel()).findByRole('button', { name: /^Bring back status, as before / })).toBeVisible();
    expect((await window.appointment('Lena Brandt')).status).toBe('tentative');
    toasts.close();
    await waitFor(() => expect(screen.queryByText(/^Too late to undo/)).toBeNull());
    // Asked once more, it says the same once more.
    await user.keyboard('{Control>}z{/Control}');
    expect(await screen.findByText(/^Too late to undo: Lena Brandt was told at \d\d:\d\d\.$/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Change it back…' })).toBeVisible();
    expect(window.argsOf('undo')).toHaveLength(2);
    expect((await window.appointment('Lena Brandt')).status).toBe('tentative');
  });

  const zoe = { ...canned.DRAFT, client: 'Zoë Wang', email: 'zoe@example.com', start: '2026-11-20T12:00' };
  const cancelDialog = () => screen.findByRole('alertdialog', { name: 'Cancel this appointment?' });
  const inHistory = async (name: RegExp) => (await panel()).findByRole('button', { name });
  it.each<[string, (window: TestWindow) => Promise<unknown>, string, () => Promise<HTMLElement>]>([
    [
      'a booking is cancelled',
      () => book({ ...zoe, invite: true, anyway: true }),
      'Cancel it…',
      async () => within(await cancelDialog()).findByText('Zoë Wang'),
    ],
    [
      'a cancelled one is booked again',
      async (window) => cancel(await window.appointment('Lena Brandt'), true),
      'Book it again…',
      () => inHistory(/^Bring back the appointment, as before /),
    ],
    [
      'a move is moved back',
      async (window) => {
        const { id, day } = await window.appointment('Lena Brandt');
        await move({ id, start: `${day}T18:30`, minutes: null, zone: null, fold: null, notify: true, anyway: true });
      },
      'Move it back…',
      () => inHistory(/^Bring back 16:00, as before /),
    ],
  ])('offers what fits what the client was told, where it can be pressed: %s', async (_, act, label, opened) => {
    const window = await week('live');
    await screen.findByRole('button', { name: /^Lena Brandt/ });
    await act(window);
    await window.act({ do: 'advance', minutes: 1 });
    await window.ask('sync_now', {});
    await user.keyboard('{Control>}z{/Control}');
    expect(await screen.findByText(/^Too late to undo: .* was told at \d\d:\d\d\.$/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: label }));
    expect(await opened()).toBeVisible();
  });
});

// P2: the same choices wherever it is asked.
describe('A question about two copies', () => {
  it('is answered in the details of the appointment too', async () => {
    const window = await week('decisions');
    await user.click(await screen.findByRole('button', { name: /^Ben Adler.*needs you$/ }));
    const dialog = within(await screen.findByRole('dialog', { name: /^Ben Adler, / }));
    expect(dialog.getByText(/Which time is right/)).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Keep 11:00 for Ben Adler' })).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Use Google’s 12:30 for Ben Adler' }));
    await waitFor(async () => expect((await window.appointment('Ben Adler')).from).toBe('12:30'));
  });
});
