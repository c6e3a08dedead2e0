// S9-S11: every other way a sign-in can end.

import { render, screen, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { account, google as googleAccount } from '../../test/canned';
import { beginWith, closed, fail, named, OUT, press, signing, user } from '../../test/sign-in';
import { begin } from '../../test/test-window';
import type { Reason } from '../api';
import { core } from '../state/core.svelte';
import ConnectionsPage from './ConnectionsPage.svelte';

beforeEach(async () => {
  await beginWith([googleAccount(), OUT]);
});

describe('How it can end', () => {
  it.each<[Reason, string, string]>([
    ['auth.browser_denied', 'Try again', 'Close'],
    ['auth.browser_timeout', 'Open again', 'Cancel'],
    ['auth.code', 'Open again', 'Close'],
    ['auth.state_mismatch', 'Open again', 'Close'],
    ['auth.refused', 'Try again', 'Close'],
    ['auth.no_calendar_access', 'Try again', 'Close'],
    ['auth.no_refresh_token', 'Try again', 'Close'],
    ['auth.misconfigured', 'Try again', 'Close'],
    ['auth.not_understood', 'Try again', 'Close'],
    ['auth.caldav_none', 'Try again', 'Close'],
    ['auth.elsewhere', 'Try again', 'Close'],
    ['net.server', 'Try again', 'Close'],
    ['rate.limited', 'Try again', 'Close'],
  ])('%s: what happened, “%s” and “%s”', async (code, again, close) => {
    const google = await fail(code);
    expect(google.getAllByRole('button').map((one) => one.textContent?.trim())).toEqual([close, again]);
    await user.click(google.getByRole('button', { name: again }));
    expect(await google.findByText('Waiting for your browser…')).toBeInTheDocument();
    expect(signing.window.argsOf('begin_sign_in')).toHaveLength(2);
    await user.click(google.getByRole('button', { name: 'Cancel' }));
    await closed();
  });

  // Red means that the person must act; no network is drawn only where there is none.
  it.each<[Reason, string]>([
    ['net.offline', 'neutral'],
    ['net.server', 'neutral'],
    ['net.setup', 'red'],
  ])('%s is told in %s', async (code, tone) => {
    const google = await fail(code);
    const note = google.getByRole('alert');
    expect(note).toHaveClass(tone);
    expect(note.querySelector('.lucide-cloud-off') !== null).toBe(code === 'net.offline');
  });

  it('is closed, and the core forgets it', async () => {
    const google = await fail('auth.browser_denied');
    await user.click(google.getByRole('button', { name: 'Close' }));
    await closed();
    expect(signing.window.argsOf('cancel_sign_in')).toHaveLength(1);
    expect(signing.view).toBeNull();
  });

  it('says why it could not even begin', async () => {
    signing.window.fail('begin_sign_in', { code: 'auth.no_listener', message: 'No way back.', hint: 'Try again.' });
    await press('Connect Google');
    const google = within(await named('Connect Google'));
    expect(await google.findByRole('alert')).toHaveTextContent('No way back. Try again.');
    await user.click(google.getByRole('button', { name: 'Try again' }));
    expect(await google.findByText('Waiting for your browser…')).toBeInTheDocument();
  });

  /** S11, attack 23 */
  it('asks what to do where somebody else signed in', async () => {
    const google = await fail('auth.other_account', {
      connection_id: 'google',
      account: account('google', 'ben@other.example'),
    });
    await user.click(google.getByRole('button', { name: 'Add ben@other.example' }));
    expect(await google.findByText('Signed in as ben@other.example.')).toBeInTheDocument();
    await user.click(google.getByRole('button', { name: 'Add calendars' }));
    await closed();
    expect(signing.window.argsOf('connect')).toEqual([
      { choice: { found_id: 'found', busy: ['home'], receives: null, replaces: null, name: null } },
    ]);
  });

  it('tries the same connection again where somebody else signed in', async () => {
    const google = await fail('auth.other_account', {
      connection_id: 'google',
      account: account('google', 'ben@other.example'),
    });
    await user.click(google.getByRole('button', { name: 'Try again' }));
    await google.findByText('Waiting for your browser…');
    expect(signing.window.argsOf('begin_sign_in')[1]).toEqual({ provider: 'google', connectionId: 'google' });
  });
});

describe('A provider that is not set up here', () => {
  beforeEach(async () => {
    signing.window = await begin('first-run');
  });

  it('has a button all the same, which says so', async () => {
    render(ConnectionsPage);
    const button = await screen.findByRole('button', { name: 'Connect Google' });
    expect(button).toBeEnabled();
    expect(button).toHaveAccessibleDescription('Not set up here');
    expect(screen.getByRole('button', { name: 'Connect iCloud' })).not.toHaveAccessibleDescription();
  });

  it('says what to write and where, and is no dead end', async () => {
    await press('Connect Google');
    const google = within(await named('Connect Google'));
    const said = await google.findByRole('alert');
    expect(said).toHaveTextContent('This Daybook has no client ID for Google.');
    expect(said).toHaveTextContent(`GOOGLE_CLIENT_ID=… into ${core.status?.data_dir}/.env.local.`);
    expect(google.getByText(/start it again, and press Connect Google/)).toBeInTheDocument();
    await user.click(google.getByRole('button', { name: 'Use another calendar' }));
    await closed();
    expect(screen.getByRole('button', { name: 'Connect Google' })).toHaveFocus();
  });
});
