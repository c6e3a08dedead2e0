// S8, S12: signed in, and what the account holds is chosen from.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { account, google as googleAccount, signIn } from '../../test/canned';
import { arrive, beginWith, closed, connectGoogle, EMAIL, named, OUT, press, signing, user } from '../../test/sign-in';
import { toasts } from '../state/toast.svelte';
import ConnectionDialogs from './ConnectionDialogs.svelte';
import ConnectionsPage from './ConnectionsPage.svelte';

beforeEach(async () => {
  await beginWith([googleAccount(), OUT]);
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
    expect(signing.window.argsOf('connect')).toEqual([]);
    await user.click(google.getByRole('radio', { name: 'Home receives bookings' }));
    await user.click(google.getByRole('button', { name: 'Add calendars' }));
    await closed();
    expect(signing.window.argsOf('connect')).toEqual([
      { choice: { found_id: 'found', busy: ['home'], receives: 'home', replaces: null, name: null } },
    ]);
    expect(signing.window.argsOf('cancel_sign_in')).toHaveLength(1);
    expect(toasts.shown?.text).toBe(`Connected ${EMAIL}`);
  });

  it('keeps what was chosen while the core says other things', async () => {
    const google = await connectGoogle();
    arrive({ step: 'found', account: account('google', EMAIL) });
    await user.click(await google.findByRole('checkbox', { name: 'Rota counts as busy' }));
    signing.window.announce('sign_in');
    await waitFor(() => expect(signing.window.argsOf('sign_in').length).toBeGreaterThan(3));
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
    expect(signing.window.argsOf('connect')[0]).toMatchObject({ choice: { receives: null } });
  });

  it('signs in again where only reading was allowed', async () => {
    const google = await connectGoogle();
    arrive({ step: 'found', account: account('google', EMAIL, { read_only: true }) });
    await user.click(await google.findByRole('button', { name: 'Sign in again' }));
    expect(await google.findByText('Waiting for your browser…')).toBeInTheDocument();
    expect(signing.window.argsOf('begin_sign_in')).toHaveLength(2);
    expect(signing.window.argsOf('connect')).toEqual([]);
  });

  it('says why it could not be saved, with the calendars still there', async () => {
    signing.window.fail('connect', { code: 'store.full', message: 'The disk is full.', hint: 'Free some space.' });
    const google = await connectGoogle();
    arrive({ step: 'found', account: account('google', EMAIL) });
    await user.click(await google.findByRole('button', { name: 'Add calendars' }));
    expect(await google.findByRole('alert')).toHaveTextContent('The disk is full. Free some space.');
    await user.click(google.getByRole('button', { name: 'Add calendars' }));
    await closed();
  });

  it('begins anew where the choice came too late', async () => {
    signing.window.fail('connect', {
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
    await waitFor(() => expect(signing.window.argsOf('sign_in').length).toBeGreaterThan(1));
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
    expect(signing.window.argsOf('cancel_sign_in')).toHaveLength(1);
  });
});

describe('Signing in again', () => {
  it('goes straight to the browser, with the account it is for, and needs no choosing', async () => {
    await press('Sign in again to Outlook');
    const outlook = within(await named('Connect Outlook'));
    expect(await outlook.findByText('Sign in as a.keller@klinik-nord.example.')).toBeInTheDocument();
    expect(signing.window.argsOf('begin_sign_in')).toEqual([{ provider: 'outlook', connectionId: 'outlook' }]);
    arrive({ step: 'finishing' });
    await outlook.findByText('Finishing…');
    arrive({ step: 'done' });
    await closed();
    await waitFor(() => expect(toasts.shown?.text).toBe('Connected a.keller@klinik-nord.example'));
    expect(signing.window.argsOf('connect')).toEqual([]);
  });

  it('takes the place of a sign-in that cannot be read', async () => {
    await beginWith([googleAccount({ status: 'unreadable', reason: 'store.record', email: '' })]);
    await press('Sign in again to Google');
    const google = within(await named('Connect Google'));
    await google.findByText('Waiting for your browser…');
    arrive({ step: 'found', account: account('google', EMAIL) });
    await user.click(await google.findByRole('button', { name: 'Add calendars' }));
    await closed();
    expect(signing.window.argsOf('connect')[0]).toMatchObject({ choice: { replaces: 'google' } });
  });

  it('says of a connection that it only reads, and how to change that', async () => {
    await beginWith([googleAccount({ status: 'read_only', reason: null })]);
    render(ConnectionsPage);
    const google = within(await screen.findByRole('listitem', { name: 'Google, anna@praxis-keller.example' }));
    await google.findByText('Google gave read access only.');
    expect(google.getByText('Read only')).toBeInTheDocument();
    expect(google.queryByRole('button', { name: /^Reconnect/ })).toBeNull();
    await user.click(google.getByRole('button', { name: 'Sign in again to Google' }));
    expect(signing.window.argsOf('begin_sign_in')).toEqual([{ provider: 'google', connectionId: 'google' }]);
  });
});
