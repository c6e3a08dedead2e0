// S1, S2, S5-S12: signing in through the browser, every step of it and every way it can end.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { account, google as googleAccount, outlook as outlookAccount, signIn } from '../../test/canned';
import { begin, beginCanned } from '../../test/test-window';
import type { TestTransport } from '../../test/transport';
import type { Connection, Reason, SignInView } from '../api';
import App from '../App.svelte';
import { core } from '../state/core.svelte';
import { toasts } from '../state/toast.svelte';
import ConnectionDialogs from './ConnectionDialogs.svelte';
import ConnectionsPage from './ConnectionsPage.svelte';

const user = userEvent.setup();
let window: TestTransport;
/** Where the core is with the sign-in. */
let view: SignInView | null;

/** The core's side of the sign-in moves on, and says so. */
function arrive(to: Partial<SignInView>): void {
  view = { ...signIn('google'), ...view, ...to };
  window.announce('sign_in');
}

/** A window on these accounts. The core is asked at the end of this file; here it is at whatever step a test wants. */
async function beginWith(connections: Connection[], sign: SignInView | null = null): Promise<void> {
  view = sign;
  window = await beginCanned({
    connections: () => connections,
    sign_in: () => view,
    begin_sign_in: ({ provider, connectionId }) => {
      const email = connections.find((one) => one.id === connectionId)?.email ?? null;
      view = signIn(provider, { connection_id: connectionId, email });
      window.announce('sign_in');
      return view;
    },
    open_sign_in_again: () => {},
    cancel_sign_in: () => {
      view = null;
      window.announce('sign_in');
    },
    use_link: () => {
      arrive({ step: 'finishing' });
    },
    connect: () => googleAccount({ email: EMAIL }),
  });
}

const EMAIL = 'anna@neu.example';
const OUT = outlookAccount({ status: 'needs_sign_in', reason: 'auth.expired' });
const named = (name: string) => screen.findByRole('dialog', { name });
const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

async function press(name: string) {
  render(ConnectionsPage);
  render(ConnectionDialogs);
  await user.click(await screen.findByRole('button', { name }));
}

/** The dialog "Connect Google", waiting for the browser. */
async function connectGoogle() {
  await press('Connect Google');
  const google = within(await named('Connect Google'));
  await google.findByText('Waiting for your browser…');
  return google;
}

/** It ended with this error. */
async function fail(code: Reason, more: Partial<SignInView> = {}) {
  const google = await connectGoogle();
  arrive({ step: 'failed', error: { code, message: 'What happened.', hint: 'What helps.' }, ...more });
  expect(await google.findByRole('alert')).toHaveTextContent('What happened. What helps.');
  return google;
}

beforeEach(async () => {
  await beginWith([googleAccount(), OUT]);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Waiting for the browser', () => {
  it('says what to do there, and has every control by its name', async () => {
    const google = await connectGoogle();
    expect(window.argsOf('begin_sign_in')).toEqual([{ provider: 'google', connectionId: null }]);
    const status = google.getByRole('status');
    expect(status).toHaveTextContent('Waiting for your browser…');
    expect(status).toHaveTextContent('Open for another 4:38');
    expect(google.getByText(/never sees your Google password/)).toBeInTheDocument();
    expect(google.getByText('both calendar boxes')).toBeInTheDocument();
    expect(google.getAllByRole('button').map((one) => one.textContent?.trim())).toEqual([
      'Paste the link by hand',
      'Cancel',
      'Open again',
    ]);
    expect(google.getByRole('button', { name: 'Paste the link by hand' })).toHaveAttribute('aria-expanded', 'false');
  });

  it('shows before the core has answered that the browser is being opened', async () => {
    await press('Connect Google');
    const google = within(screen.getByRole('dialog', { name: 'Connect Google' }));
    expect(google.getByRole('status')).toHaveTextContent(/Opening your browser…|Waiting for your browser…/);
  });

  it('counts down in silence, and never below nothing', async () => {
    vi.useFakeTimers();
    view = null;
    arrive({ left: 3 });
    render(ConnectionDialogs);
    await vi.advanceTimersByTimeAsync(10);
    expect(screen.getByText('Open for another 0:03')).toHaveAttribute('aria-live', 'off');
    await vi.advanceTimersByTimeAsync(2_000);
    await tick();
    expect(screen.getByText('Open for another 0:01')).toBeInTheDocument();
    await vi.advanceTimersByTimeAsync(60_000);
    await tick();
    expect(screen.getByText('Open for another 0:00')).toBeInTheDocument();
  });

  it('says nothing of boxes where a provider has none', async () => {
    await press('Connect Outlook');
    const outlook = within(await named('Connect Outlook'));
    expect(await outlook.findByText(/never sees your Microsoft password/)).toBeInTheDocument();
    expect(outlook.queryByText(/boxes/)).toBeNull();
  });

  it('opens the page again when asked', async () => {
    const google = await connectGoogle();
    await user.click(google.getByRole('button', { name: 'Open again' }));
    expect(window.argsOf('open_sign_in_again')).toHaveLength(1);
  });

  it.each(['button', 'Escape'])('ends the sign-in when it is closed by %s', async (way) => {
    const google = await connectGoogle();
    if (way === 'button') await user.click(google.getByRole('button', { name: 'Cancel' }));
    else await user.keyboard('{Escape}');
    await closed();
    expect(window.argsOf('cancel_sign_in')).toHaveLength(1);
    expect(screen.getByRole('button', { name: 'Connect Google' })).toHaveFocus();
  });

  it('offers the link where no browser opened', async () => {
    const google = await connectGoogle();
    arrive({
      error: {
        code: 'auth.no_browser',
        message: 'Your browser did not open.',
        hint: 'Copy the link and open it yourself.',
      },
    });
    expect(await google.findByRole('alert')).toHaveTextContent(
      'Your browser did not open. Copy the link and open it yourself.',
    );
    await user.click(google.getByRole('button', { name: 'Copy link' }));
    expect(await navigator.clipboard.readText()).toBe('https://accounts.example/google?scope=calendars');
    expect(google.getByText('Copied')).toBeInTheDocument();
    expect(google.queryByRole('button', { name: 'Open again' })).toBeNull();
    await user.click(google.getByRole('button', { name: 'Try again' }));
    expect(window.argsOf('open_sign_in_again')).toHaveLength(1);
  });
});

describe('The link by hand', () => {
  async function paste(link: string) {
    const google = await connectGoogle();
    await user.click(google.getByRole('button', { name: 'Paste the link by hand' }));
    const field = google.getByRole('textbox', { name: 'Link from the browser' });
    expect(field).toHaveFocus();
    expect(google.getByRole('button', { name: 'Use link' })).toBeDisabled();
    await user.paste(link);
    await user.click(google.getByRole('button', { name: 'Use link' }));
    return { google, field };
  }

  it('finishes the sign-in, spaces around it or not', async () => {
    const { google } = await paste('  http://127.0.0.1:50123/x?code=c&state=s\n');
    expect(await google.findByText('Finishing…')).toBeInTheDocument();
    expect(window.argsOf('use_link')).toEqual([{ link: 'http://127.0.0.1:50123/x?code=c&state=s' }]);
  });

  it('says beside the field that it is not the finished one', async () => {
    window.fail('use_link', {
      code: 'auth.bad_link',
      message: 'This is not the finished sign-in link.',
      hint: 'Sign in first, then copy the address that starts with app.daybook.desktop: or http://127.0.0.1.',
    });
    const { google, field } = await paste('https://accounts.example/signin');
    expect(await google.findByRole('alert')).toHaveTextContent(
      'This is not the finished sign-in link. Sign in first, then copy the address that starts with app.daybook.desktop: or http://127.0.0.1.',
    );
    expect(field).toBeInvalid();
    expect(field).toHaveFocus();
    expect(field).toHaveAccessibleDescription(/not the finished sign-in link/);
    await user.type(field, 'x');
    expect(field).toBeValid();
  });

  it('says beside the field that it is of another sign-in, and the page can be opened again', async () => {
    window.fail('use_link', {
      code: 'auth.state_mismatch',
      message: 'This link belongs to another sign-in.',
      hint: 'For safety it was not used. Open the page again.',
    });
    const { google, field } = await paste('http://127.0.0.1:1/x?code=c&state=other');
    expect(await google.findByRole('alert')).toHaveTextContent('This link belongs to another sign-in.');
    expect(field).toHaveAccessibleDescription(/For safety it was not used/);
    expect(google.getByRole('button', { name: 'Open again' })).toBeEnabled();
  });
});

describe('After the browser', () => {
  it('says that it is finishing', async () => {
    const google = await connectGoogle();
    arrive({ step: 'finishing' });
    expect(await google.findByText('Finishing…')).toBeInTheDocument();
    expect(google.getByRole('status')).toHaveFocus();
    expect(google.queryByText(/Open for another/)).toBeNull();
  });

  it('lists the calendars of the account, saves what is chosen, and says who is connected', async () => {
    const google = await connectGoogle();
    arrive({ step: 'found', account: account('google', EMAIL) });
    expect(await google.findByText(`Signed in as ${EMAIL}.`)).toBeInTheDocument();
    expect(window.argsOf('connect')).toEqual([]);
    await user.click(google.getByRole('radio', { name: 'Home receives bookings' }));
    await user.click(google.getByRole('button', { name: 'Add calendars' }));
    await closed();
    expect(window.argsOf('connect')).toEqual([
      { choice: { found_id: 'found', busy: ['home'], receives: 'home', replaces: null } },
    ]);
    expect(window.argsOf('cancel_sign_in')).toHaveLength(1);
    expect(toasts.shown?.text).toBe(`Connected ${EMAIL}`);
  });

  it('keeps what was chosen while the core says other things', async () => {
    const google = await connectGoogle();
    arrive({ step: 'found', account: account('google', EMAIL) });
    await user.click(await google.findByRole('checkbox', { name: 'Rota counts as busy' }));
    window.announce('sign_in');
    await waitFor(() => expect(window.argsOf('sign_in').length).toBeGreaterThan(3));
    expect(google.getByRole('checkbox', { name: 'Rota counts as busy' })).toBeChecked();
  });

  it('says that an account is known already', async () => {
    const google = await connectGoogle();
    arrive({ step: 'found', account: account('google', EMAIL, { connection_id: 'google' }) });
    expect(await google.findByText(/connected already/)).toBeInTheDocument();
    expect(google.getByRole('button', { name: 'Save' })).toBeEnabled();
  });

  /** S10: read access only. */
  it('says that only reading was allowed, and lets the person keep that', async () => {
    const google = await connectGoogle();
    const found = account('google', EMAIL, { read_only: true });
    found.calendars.forEach((calendar) => (calendar.can_write = false));
    arrive({ step: 'found', account: found });
    expect(await google.findByText('Google gave read access only.')).toBeInTheDocument();
    expect(
      google.getByText('Daybook shows this calendar but cannot book in it. Sign in again and tick both boxes.'),
    ).toBeInTheDocument();
    await user.click(google.getByRole('button', { name: 'Keep read only' }));
    await closed();
    expect(window.argsOf('connect')[0]).toMatchObject({ choice: { receives: null } });
  });

  it('signs in again where only reading was allowed', async () => {
    const google = await connectGoogle();
    arrive({ step: 'found', account: account('google', EMAIL, { read_only: true }) });
    await user.click(await google.findByRole('button', { name: 'Sign in again' }));
    expect(await google.findByText('Waiting for your browser…')).toBeInTheDocument();
    expect(window.argsOf('begin_sign_in')).toHaveLength(2);
    expect(window.argsOf('connect')).toEqual([]);
  });

  it('says why it could not be saved, with the calendars still there', async () => {
    window.fail('connect', { code: 'store.full', message: 'The disk is full.', hint: 'Free some space.' });
    const google = await connectGoogle();
    arrive({ step: 'found', account: account('google', EMAIL) });
    await user.click(await google.findByRole('button', { name: 'Add calendars' }));
    expect(await google.findByRole('alert')).toHaveTextContent('The disk is full. Free some space.');
    await user.click(google.getByRole('button', { name: 'Add calendars' }));
    await closed();
  });

  it('begins anew where the choice came too late', async () => {
    window.fail('connect', {
      code: 'auth.late',
      message: 'This sign-in was begun too long ago.',
      hint: 'Connect again.',
    });
    const google = await connectGoogle();
    arrive({ step: 'found', account: account('google', EMAIL) });
    await user.click(await google.findByRole('button', { name: 'Add calendars' }));
    expect(await google.findByRole('alert')).toHaveTextContent('This sign-in was begun too long ago.');
    await user.click(google.getByRole('button', { name: 'Try again' }));
    expect(await google.findByText('Waiting for your browser…')).toBeInTheDocument();
  });
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
    expect(window.argsOf('begin_sign_in')).toHaveLength(2);
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
    expect(window.argsOf('cancel_sign_in')).toHaveLength(1);
    expect(view).toBeNull();
  });

  it('says why it could not even begin', async () => {
    window.fail('begin_sign_in', { code: 'auth.no_listener', message: 'No way back.', hint: 'Try again.' });
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
    expect(window.argsOf('connect')).toEqual([
      { choice: { found_id: 'found', busy: ['home'], receives: null, replaces: null } },
    ]);
  });

  it('tries the same connection again where somebody else signed in', async () => {
    const google = await fail('auth.other_account', {
      connection_id: 'google',
      account: account('google', 'ben@other.example'),
    });
    await user.click(google.getByRole('button', { name: 'Try again' }));
    await google.findByText('Waiting for your browser…');
    expect(window.argsOf('begin_sign_in')[1]).toEqual({ provider: 'google', connectionId: 'google' });
  });
});

describe('A provider that is not set up here', () => {
  beforeEach(async () => {
    window = await begin('first-run');
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

describe('A sign-in that nobody began in this window', () => {
  it('opens by itself where a link started the program', async () => {
    await beginWith([], signIn('google', { step: 'finishing', url: '' }));
    render(ConnectionDialogs);
    expect(within(await named('Connect Google')).getByText('Finishing…')).toBeInTheDocument();
  });

  it('opens when the core says so', async () => {
    render(ConnectionDialogs);
    arrive({ step: 'found', account: account('google', EMAIL) });
    expect(await within(await named('Connect Google')).findByText(`Signed in as ${EMAIL}.`)).toBeInTheDocument();
  });

  it('waits for a dialog that is open', async () => {
    await press('Connect iCloud');
    arrive({ step: 'finishing' });
    await waitFor(() => expect(window.argsOf('sign_in').length).toBeGreaterThan(1));
    expect(screen.getAllByRole('dialog')).toHaveLength(1);
    const iCloud = within(screen.getByRole('dialog', { name: 'Connect iCloud' }));
    await user.click(iCloud.getByRole('button', { name: 'Cancel' }));
    expect(await named('Connect Google')).toBeInTheDocument();
  });

  it('only says that it is done where nothing is to be chosen', async () => {
    render(ConnectionDialogs);
    arrive({ step: 'done', connection_id: 'google' });
    await waitFor(() => expect(toasts.shown?.text).toBe('Connected anna@praxis-keller.example'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(window.argsOf('cancel_sign_in')).toHaveLength(1);
  });
});

describe('Signing in again', () => {
  it('goes straight to the browser, with the account it is for, and needs no choosing', async () => {
    await press('Sign in again to Outlook');
    const outlook = within(await named('Connect Outlook'));
    expect(await outlook.findByText('Sign in as a.keller@klinik-nord.example.')).toBeInTheDocument();
    expect(window.argsOf('begin_sign_in')).toEqual([{ provider: 'outlook', connectionId: 'outlook' }]);
    arrive({ step: 'finishing' });
    await outlook.findByText('Finishing…');
    arrive({ step: 'done' });
    await closed();
    await waitFor(() => expect(toasts.shown?.text).toBe('Connected a.keller@klinik-nord.example'));
    expect(window.argsOf('connect')).toEqual([]);
  });

  it('takes the place of a sign-in that cannot be read', async () => {
    await beginWith([googleAccount({ status: 'unreadable', reason: 'store.record', email: '' })]);
    await press('Sign in again to Google');
    const google = within(await named('Connect Google'));
    await google.findByText('Waiting for your browser…');
    arrive({ step: 'found', account: account('google', EMAIL) });
    await user.click(await google.findByRole('button', { name: 'Add calendars' }));
    await closed();
    expect(window.argsOf('connect')[0]).toMatchObject({ choice: { replaces: 'google' } });
  });

  it('says of a connection that it only reads, and how to change that', async () => {
    await beginWith([googleAccount({ status: 'read_only', reason: null })]);
    render(ConnectionsPage);
    const google = within(await screen.findByRole('listitem', { name: 'Google, anna@praxis-keller.example' }));
    await google.findByText('Google gave read access only.');
    expect(google.getByText('Read only')).toBeInTheDocument();
    expect(google.queryByRole('button', { name: /^Reconnect/ })).toBeNull();
    await user.click(google.getByRole('button', { name: 'Sign in again to Google' }));
    expect(window.argsOf('begin_sign_in')).toEqual([{ provider: 'google', connectionId: 'google' }]);
  });
});

it('the window opens it on any page, and nothing in it is hard to reach', async () => {
  await beginWith([], signIn('google'));
  render(App);
  const google = await named('Connect Google');
  await user.click(within(google).getByRole('button', { name: 'Paste the link by hand' }));
  const found = await axe.run(google, { rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.map((one) => one.id)).toEqual([]);
});

it('closing before the browser opened leaves no sign-in behind', async () => {
  await press('Connect Google');
  await user.keyboard('{Escape}');
  await closed();
  await waitFor(() => expect(view).toBeNull());
  expect(core.failed).toBeNull();
});

describe('On the real core', () => {
  it('Google is signed in to and connected', async () => {
    const real = await begin('empty');
    const google = await connectGoogle();
    await real.act({ do: 'consent' });
    expect(await google.findByText('Signed in as anna.keller@gmail.test.')).toBeInTheDocument();
    expect(await real.ask('connections', {})).toEqual([]);
    await user.click(google.getByRole('radio', { name: 'Practice receives bookings' }));
    await user.click(google.getByRole('button', { name: 'Add calendars' }));
    await closed();
    expect(await screen.findByRole('listitem', { name: 'Google, anna.keller@gmail.test' })).toHaveTextContent(
      'Practice',
    );
  });

  it('a link that is not the finished one is refused', async () => {
    await begin('empty');
    const google = await connectGoogle();
    await user.click(google.getByRole('button', { name: 'Paste the link by hand' }));
    await user.paste('https://accounts.example/signin');
    await user.click(google.getByRole('button', { name: 'Use link' }));
    const said = 'This is not the finished sign-in link. Sign in first, then copy the address that starts with';
    expect(await google.findByRole('alert')).toHaveTextContent(said);
  });
});
