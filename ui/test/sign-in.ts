// A sign-in through the browser as tests walk through it: the core is at whatever step a test wants.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect } from 'vitest';
import type { Connection, Reason, SignInView } from '../src/api';
import ConnectionDialogs from '../src/connections/ConnectionDialogs.svelte';
import ConnectionsPage from '../src/connections/ConnectionsPage.svelte';
import { google as googleAccount, outlook as outlookAccount, signIn } from './canned';
import { beginCanned } from './test-window';
import type { TestTransport } from './transport';

export const user = userEvent.setup();

/** The window, and where the core is with the sign-in. */
export const signing: { window: TestTransport; view: SignInView | null } = {
  window: undefined as unknown as TestTransport,
  view: null,
};

/** The core's side of the sign-in moves on, and says so. */
export function arrive(to: Partial<SignInView>): void {
  signing.view = { ...signIn('google'), ...signing.view, ...to };
  signing.window.announce('sign_in');
}

/** A window on these accounts. */
export async function beginWith(connections: Connection[], sign: SignInView | null = null): Promise<void> {
  signing.view = sign;
  signing.window = await beginCanned({
    connections: () => connections,
    sign_in: () => signing.view,
    begin_sign_in: ({ provider, connectionId }) => {
      const email = connections.find((one) => one.id === connectionId)?.email ?? null;
      signing.view = signIn(provider, { connection_id: connectionId, email });
      signing.window.announce('sign_in');
      return signing.view;
    },
    open_sign_in_again: () => {},
    cancel_sign_in: () => {
      signing.view = null;
      signing.window.announce('sign_in');
    },
    use_link: () => {
      arrive({ step: 'finishing' });
    },
    connect: () => googleAccount({ email: EMAIL }),
  });
}

export const EMAIL = 'anna@neu.example';
export const OUT = outlookAccount({ status: 'needs_sign_in', reason: 'auth.expired' });
export const named = (name: string) => screen.findByRole('dialog', { name });
export const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

export async function press(name: string) {
  render(ConnectionsPage);
  render(ConnectionDialogs);
  await user.click(await screen.findByRole('button', { name }));
}

/** The dialog "Connect Google", waiting for the browser. */
export async function connectGoogle() {
  await press('Connect Google');
  const google = within(await named('Connect Google'));
  await google.findByText('Waiting for your browser…');
  return google;
}

/** It ended with this error. */
export async function fail(code: Reason, more: Partial<SignInView> = {}) {
  const google = await connectGoogle();
  arrive({ step: 'failed', error: { code, message: 'What happened.', hint: 'What helps.' }, ...more });
  expect(await google.findByRole('alert')).toHaveTextContent('What happened. What helps.');
  return google;
}
