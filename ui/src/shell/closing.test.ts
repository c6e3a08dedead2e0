// Y22: whoever closes the window hears what waits.

import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { begin } from '../../test/test-window';
import App from '../App.svelte';

const user = userEvent.setup();

it('a window that is to close while a change waits says so, and closes only then', async () => {
  const window = await begin('week', (begun) => begun.change({ status: (now) => ({ ...now, waiting: 2 }) }));
  window.can({ quit: () => {} });
  render(App);
  window.announce('closing');
  const asked = await screen.findByRole('alertdialog', { name: '2 changes are not sent yet' });
  expect(asked).toHaveTextContent('Daybook will send them the next time it is open.');
  await user.click(screen.getByRole('button', { name: 'Keep open' }));
  await waitFor(() => expect(asked).not.toBeVisible());
  expect(window.argsOf('quit')).toHaveLength(0);
  window.announce('closing');
  await user.click(await screen.findByRole('button', { name: 'Close Daybook' }));
  expect(window.argsOf('quit')).toHaveLength(1);
});
