import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { begin } from '../../test/test-window';
import { core } from '../state/core.svelte';
import ConnectionDialogs from '../connections/ConnectionDialogs.svelte';
import FirstRun from './FirstRun.svelte';

const user = userEvent.setup();
/** The page, and the dialogs that stand beside it in the window. */
function show() {
  render(FirstRun);
  render(ConnectionDialogs);
}

const fresh = () => begin('first-run');

it('begins to book at once, with no account', async () => {
  const window = await fresh();
  show();
  expect(screen.getByRole('heading', { name: 'Your appointments, in one calm place' })).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Start booking' }));
  expect(window.argsOf('start_booking')).toHaveLength(1);
  await waitFor(() => expect(core.status?.first_run).toBe(false));
});

it('offers every way to connect, and opens its dialog', async () => {
  await fresh();
  show();
  const group = within(await screen.findByRole('group', { name: 'Connect a calendar' }));
  await user.click(await group.findByRole('button', { name: 'Connect iCloud' }));
  expect(screen.getByRole('dialog', { name: 'Connect iCloud' })).toBeInTheDocument();
});

it('says why it could not begin', async () => {
  const window = await fresh();
  window.fail('start_booking', { code: 'store.full', message: 'The disk is full.', hint: 'Free some space.' });
  show();
  await user.click(screen.getByRole('button', { name: 'Start booking' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full. Free some space.');
});
