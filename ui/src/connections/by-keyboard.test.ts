// S46, S49: the accounts by the keyboard alone and for the ear: names, roles, where the focus is, and a status that speaks.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { account, google, icloud } from '../../test/canned';
import { begin, beginCanned } from '../../test/test-window';
import type { Connection } from '../api';
import ConnectionDialogs from './ConnectionDialogs.svelte';
import ConnectionsPage from './ConnectionsPage.svelte';

const user = userEvent.setup();
function show() {
  render(ConnectionsPage);
  render(ConnectionDialogs);
}

// Parts of the window are drawn here, and nothing of it in colour.
const off = { enabled: false };
const rules = { 'color-contrast': off, region: off, 'landmark-no-duplicate-banner': off, 'landmark-unique': off };
const violations = async () => (await axe.run(document.body, { rules })).violations.map((one) => one.id);

/** Presses Tab until what has this name and role has the focus. */
async function tabTo(role: string, name: string) {
  const wanted = await screen.findByRole(role, { name });
  for (let presses = 0; presses < 80 && document.activeElement !== wanted; presses += 1) await user.tab();
  expect(wanted).toHaveFocus();
}

describe('The accounts without a mouse', () => {
  it('are connected, from the button to the saved calendars', async () => {
    const window = await beginCanned({
      connections: () => [google()],
      look_up: ({ provider, user: name }) => account(provider, name),
      connect: () => icloud({ email: 'anna@icloud.example' }),
    });
    show();
    await tabTo('button', 'Connect iCloud');
    await user.keyboard('{Enter}');
    expect(screen.getByRole('textbox', { name: 'Apple Account email' })).toHaveFocus();
    expect(await violations()).toEqual([]);
    await user.keyboard('anna@icloud.example');
    await tabTo('textbox', 'App-specific password');
    await user.keyboard('abcdefghijklmnop');
    await tabTo('button', 'Connect');
    await user.keyboard('{Enter}');
    const found = await screen.findByText('2 calendars found.');
    expect(found.closest('[role="status"]')).toHaveFocus();
    expect(await violations()).toEqual([]);
    await tabTo('checkbox', 'Rota counts as busy');
    await user.keyboard(' ');
    await tabTo('button', 'Add calendars');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(window.argsOf('connect')).toHaveLength(1));
    expect(window.argsOf('connect')[0]).toMatchObject({ choice: { busy: ['home', 'rota'] } });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('are disconnected only when that is meant, and the focus is never lost', async () => {
    const window = await begin('week');
    show();
    const name = 'Disconnect Google (anna.keller@gmail.test)';
    await tabTo('button', name);
    await user.keyboard('{Enter}');
    const asked = within(screen.getByRole('alertdialog', { name: 'Disconnect Google?' }));
    expect(asked.getByRole('button', { name: 'Keep connected' })).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(screen.getByRole('button', { name })).toHaveFocus();
    expect(window.argsOf('disconnect')).toEqual([]);
    expect(await violations()).toEqual([]);
  });

  it('say by themselves how they are, whenever that changes', async () => {
    const window = await begin('week');
    show();
    const row = within(screen.getByRole('listitem', { name: 'iCloud, anna@apfel.test' }));
    const status = row.getByRole('status');
    expect(status).toHaveTextContent(/^Connected$/);
    for (const [now, words] of [
      [{ status: 'syncing' }, /^Syncing$/],
      [{ status: 'offline', reason: 'net.offline' }, /^Offline$/],
      [{ status: 'needs_sign_in', reason: 'auth.expired' }, /^Needs sign-in$/],
    ] as [Partial<Connection>, RegExp][]) {
      const changed = (one: Connection): Connection => (one.provider === 'icloud' ? { ...one, ...now } : one);
      window.change({ connections: (known) => known.map(changed) });
      window.announce('connections');
      // The same element: only what is in one that stays is read out.
      await waitFor(() => expect(status).toHaveTextContent(words));
    }
  });
});
