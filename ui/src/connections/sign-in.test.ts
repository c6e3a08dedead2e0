// S1, S2, S5-S7: signing in through the browser, until it is done there.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import axe from 'axe-core';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { google as googleAccount, signIn } from '../../test/canned';
import { arrive, beginWith, closed, connectGoogle, named, OUT, press, signing, user } from '../../test/sign-in';
import { begin } from '../../test/test-window';
import { core } from '../state/core.svelte';
import App from '../App.svelte';
import ConnectionDialogs from './ConnectionDialogs.svelte';

beforeEach(async () => {
  await beginWith([googleAccount(), OUT]);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Waiting for the browser', () => {
  it('says what to do there, and has every control by its name', async () => {
    const google = await connectGoogle();
    expect(signing.window.argsOf('begin_sign_in')).toEqual([{ provider: 'google', connectionId: null }]);
    const status = google.getByRole('status');
    expect(status).toHaveTextContent('Waiting for your browser…');
    expect(status).toHaveTextContent('Open for another 4:38');
    expect(google.getByText(/never sees your Google password/)).toBeInTheDocument();
    expect(google.getByText('both calendar boxes')).toBeInTheDocument();
    // Y27: the page may warn, or show an error and never lead back.
    expect(google.getByText('hasn’t verified this app')).toBeInTheDocument();
    expect(google.getByText(/the page shows an error, it will not bring you back here/)).toBeInTheDocument();
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
    signing.view = null;
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
    expect(outlook.getByText(/Does the page show an error\?/)).toBeInTheDocument();
    expect(outlook.queryByText(/verified/)).toBeNull();
  });

  it('opens the page again when asked', async () => {
    const google = await connectGoogle();
    await user.click(google.getByRole('button', { name: 'Open again' }));
    expect(signing.window.argsOf('open_sign_in_again')).toHaveLength(1);
  });

  it.each(['button', 'Escape'])('ends the sign-in when it is closed by %s', async (way) => {
    const google = await connectGoogle();
    if (way === 'button') await user.click(google.getByRole('button', { name: 'Cancel' }));
    else await user.keyboard('{Escape}');
    await closed();
    expect(signing.window.argsOf('cancel_sign_in')).toHaveLength(1);
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
    expect(signing.window.argsOf('open_sign_in_again')).toHaveLength(1);
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
    expect(signing.window.argsOf('use_link')).toEqual([{ link: 'http://127.0.0.1:50123/x?code=c&state=s' }]);
  });

  it('says beside the field that it is not the finished one', async () => {
    signing.window.fail('use_link', {
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
    signing.window.fail('use_link', {
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
  await waitFor(() => expect(signing.view).toBeNull());
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
