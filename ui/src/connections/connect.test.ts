// S3, S4: both connect dialogs; S65: no password stays in the window.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { account, google, icloud } from '../../test/canned';
import { begin, beginCanned } from '../../test/test-window';
import type { TestTransport } from '../../test/transport';
import type { Calendar, FoundAccount, Reason } from '../api';
import { toasts } from '../state/toast.svelte';
import ConnectionDialogs from './ConnectionDialogs.svelte';
import ConnectionsPage from './ConnectionsPage.svelte';

const user = userEvent.setup();
/** The page, and the dialogs that stand beside it in the window. */
function show() {
  render(ConnectionsPage);
  render(ConnectionDialogs);
}

let window: TestTransport;

const PASSWORD = 'abcdefghijklmnop';
const found = (provider: string, user: string): FoundAccount => {
  const [home, other] = account(provider, user).calendars;
  return account(provider, user, { calendars: [home!, { ...other!, key: 'holidays', name: 'Holidays' }] });
};
const dialog = (name: string) => within(screen.getByRole('dialog', { name }));

async function open(name: string) {
  show();
  await user.click(await screen.findByRole('button', { name }));
  return dialog(name);
}

async function signIn(password = PASSWORD) {
  const iCloud = await open('Connect iCloud');
  await user.type(iCloud.getByRole('textbox', { name: 'Apple Account email' }), 'anna@icloud.example');
  await user.type(iCloud.getByRole('textbox', { name: 'App-specific password' }), password);
  await user.click(iCloud.getByRole('button', { name: 'Connect' }));
  return iCloud;
}

/** The password is in no attribute, no text and no field. */
function expectForgotten(password: string) {
  expect(document.documentElement.outerHTML).not.toContain(password);
  for (const input of document.querySelectorAll('input')) expect(input.value).not.toContain(password);
}

beforeEach(async () => {
  window = await beginCanned({
    connections: () => [google()],
    look_up: ({ provider, user }) => found(provider, user),
    make_calendar: ({ provider, user }) => found(provider, user),
    connect: () => icloud({ email: 'anna@icloud.example' }),
    open_help: () => {},
  });
});

describe('Connect iCloud', () => {
  it('says where the app password is made and opens that page by the core', async () => {
    const iCloud = await open('Connect iCloud');
    expect(iCloud.getByText('account.apple.com')).toBeInTheDocument();
    await user.click(iCloud.getByRole('button', { name: 'Open Apple Account page' }));
    expect(window.argsOf('open_help')).toEqual([{ provider: 'icloud' }]);
  });

  it('begins in the first empty field, and connects only when both are filled', async () => {
    const iCloud = await open('Connect iCloud');
    const email = iCloud.getByRole('textbox', { name: 'Apple Account email' });
    expect(email).toHaveFocus();
    expect(iCloud.getByRole('button', { name: 'Connect' })).toBeDisabled();
    await user.type(email, 'anna@icloud.example');
    expect(iCloud.getByRole('button', { name: 'Connect' })).toBeDisabled();
    await user.type(iCloud.getByRole('textbox', { name: 'App-specific password' }), PASSWORD);
    expect(iCloud.getByRole('button', { name: 'Connect' })).toBeEnabled();
  });

  it('leaves spaces and dashes out of what is pasted', async () => {
    const iCloud = await open('Connect iCloud');
    const field = iCloud.getByRole('textbox', { name: 'App-specific password' });
    await user.click(field);
    await user.paste(' abcd-efgh–ijkl mnop\n');
    expect(field).toHaveValue(PASSWORD);
  });

  it('hides and shows the password, which the web view never remembers', async () => {
    const iCloud = await open('Connect iCloud');
    const field = iCloud.getByLabelText('App-specific password');
    expect(field).toHaveAttribute('autocomplete', 'off');
    await user.click(iCloud.getByRole('button', { name: 'Hide password' }));
    expect(field).toHaveAttribute('type', 'password');
    await user.click(iCloud.getByRole('button', { name: 'Show password' }));
    expect(field).toHaveAttribute('type', 'text');
  });

  it('lists the calendars before anything is saved, and forgets the password', async () => {
    await signIn();
    const found = await screen.findByText('2 calendars found.');
    expect(found.parentElement).toHaveFocus();
    expect(screen.getByRole('checkbox', { name: 'Home counts as busy' })).toBeChecked();
    expect(screen.getByRole('checkbox', { name: 'Holidays counts as busy' })).not.toBeChecked();
    expect(screen.queryByRole('radio', { name: 'Holidays receives bookings' })).toBeNull();
    expect(window.argsOf('look_up')).toEqual([
      { provider: 'icloud', server: null, user: 'anna@icloud.example', password: PASSWORD },
    ]);
    expect(window.argsOf('connect')).toEqual([]);
    expectForgotten(PASSWORD);
  });

  it('saves what was chosen, says so, and no password is left in the window', async () => {
    const iCloud = await signIn();
    await screen.findByText('2 calendars found.');
    await user.click(screen.getByRole('checkbox', { name: 'Holidays counts as busy' }));
    await user.click(screen.getByRole('radio', { name: 'Home receives bookings' }));
    await user.click(iCloud.getByRole('button', { name: 'Add calendars' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(window.argsOf('connect')).toEqual([
      { choice: { found_id: 'found', busy: ['home', 'holidays'], receives: 'home', replaces: null, name: null } },
    ]);
    expect(toasts.shown?.text).toBe('Connected anna@icloud.example');
    expectForgotten(PASSWORD);
  });

  it('leaves bookings where they go when no calendar is picked', async () => {
    const iCloud = await signIn();
    await screen.findByText('2 calendars found.');
    expect(screen.getByRole('radio', { name: 'Bookings stay where they go now' })).toBeChecked();
    await user.click(iCloud.getByRole('button', { name: 'Add calendars' }));
    await waitFor(() => expect(window.argsOf('connect')).toHaveLength(1));
    expect(window.argsOf('connect')[0]).toMatchObject({ choice: { receives: null } });
  });

  it('goes back to an empty password', async () => {
    const iCloud = await signIn();
    await screen.findByText('2 calendars found.');
    await user.click(iCloud.getByRole('button', { name: 'Back' }));
    expect(iCloud.getByRole('textbox', { name: 'Apple Account email' })).toHaveValue('anna@icloud.example');
    expect(iCloud.getByRole('textbox', { name: 'App-specific password' })).toHaveValue('');
  });

  it('says a wrong password beside its field, with the focus there and the password kept for correction', async () => {
    window.fail('look_up', {
      code: 'auth.app_password',
      message: 'Apple did not accept this password.',
      hint: 'Use the 16-letter app-specific password, not your normal Apple password.',
    });
    const iCloud = await signIn('Sommer-2026!');
    const said = await screen.findByRole('alert');
    expect(said).toHaveTextContent('Apple did not accept this password. Use the 16-letter app-specific password');
    const field = iCloud.getByRole('textbox', { name: 'App-specific password' });
    await waitFor(() => expect(field).toHaveFocus());
    expect(field).toBeInvalid();
    expect(field).toHaveAccessibleDescription(/did not accept/);
    expect(field).toHaveValue('Sommer-2026!');
    await user.click(iCloud.getByRole('button', { name: 'Cancel' }));
    expectForgotten('Sommer-2026!');
  });

  it('says without blame that the network is gone', async () => {
    window.fail('look_up', { code: 'net.offline', message: 'You’re offline.', hint: 'Nothing was connected.' });
    await signIn();
    expect(await screen.findByRole('alert')).toHaveTextContent('You’re offline. Nothing was connected.');
  });

  it('asks to sign in again when the look-up is too old', async () => {
    const iCloud = await signIn();
    await screen.findByText('2 calendars found.');
    window.fail('connect', {
      code: 'auth.late',
      message: 'This sign-in was begun too long ago.',
      hint: 'Connect again.',
    });
    await user.click(iCloud.getByRole('button', { name: 'Add calendars' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('This sign-in was begun too long ago.');
    expect(iCloud.getByRole('textbox', { name: 'App-specific password' })).toHaveValue('');
  });

  it('never shows what is technical', async () => {
    const iCloud = await open('Connect iCloud');
    expect(iCloud.queryByText(/caldav|oauth|token/i)).toBeNull();
  });
});

describe('Connect Other (CalDAV)', () => {
  const name = 'Connect Other (CalDAV)';

  it('asks for a server, takes the user name from an email typed there, and hides the password', async () => {
    const other = await open(name);
    await user.type(other.getByRole('textbox', { name: 'Server address or email' }), 'anna@lindenhaus.example');
    await user.tab();
    expect(other.getByRole('textbox', { name: 'User name' })).toHaveValue('anna@lindenhaus.example');
    expect(other.getByLabelText('Password')).toHaveAttribute('type', 'password');
    await user.type(other.getByLabelText('Password'), 'correct-horse');
    await user.click(other.getByRole('button', { name: 'Connect' }));
    await screen.findByText('2 calendars found.');
    expect(window.argsOf('look_up')[0]).toMatchObject({ server: 'anna@lindenhaus.example', password: 'correct-horse' });
    expectForgotten('correct-horse');
  });

  it('offers to make a calendar where the account has none', async () => {
    window.fail('look_up', { code: 'auth.no_calendar', message: 'This account has no calendar.', hint: '' });
    const other = await open(name);
    await user.type(other.getByRole('textbox', { name: 'Server address or email' }), 'cloud.example');
    await user.type(other.getByRole('textbox', { name: 'User name' }), 'anna');
    await user.type(other.getByLabelText('Password'), 'correct-horse');
    await user.click(other.getByRole('button', { name: 'Connect' }));
    await user.click(await other.findByRole('button', { name: 'Make a calendar' }));
    await screen.findByText('2 calendars found.');
    expect(window.argsOf('make_calendar')[0]).toMatchObject({
      server: 'cloud.example',
      password: 'correct-horse',
      name: 'Appointments',
    });
    expectForgotten('correct-horse');
  });

  it.each<[Reason, string]>([
    ['auth.caldav_none', 'Server address or email'],
    ['auth.insecure', 'Server address or email'],
    ['auth.certificate', 'Server address or email'],
    ['auth.redirect', 'Server address or email'],
    ['auth.not_caldav', 'Server address or email'],
    ['net.server', 'Server address or email'],
    ['auth.caldav_password', 'Password'],
  ])('says %s beside the field %s', async (code, label) => {
    window.fail('look_up', { code, message: 'What happened.', hint: 'What helps.' });
    const other = await open(name);
    await user.type(other.getByRole('textbox', { name: 'Server address or email' }), 'cloud.example');
    await user.type(other.getByRole('textbox', { name: 'User name' }), 'anna');
    await user.type(other.getByLabelText('Password'), 'secret');
    await user.click(other.getByRole('button', { name: 'Connect' }));
    await screen.findByRole('alert');
    await waitFor(() => expect(other.getByLabelText(label)).toHaveFocus());
    expect(other.getByLabelText(label)).toHaveAccessibleDescription('What happened. What helps.');
  });
});

describe('Signing in again', () => {
  it('needs no second step where every calendar is known', async () => {
    const out = icloud({ status: 'needs_sign_in', reason: 'auth.expired' });
    const [family] = out.calendars as [Calendar];
    const kept = { key: family.id, name: family.name, hue: family.hue, can_write: true };
    window = await beginCanned({
      connections: () => [google(), { ...out, calendars: [{ ...family, counts_busy: false }] }],
      look_up: ({ provider, user }) =>
        account(provider, user, {
          connection_id: out.id,
          calendars: [{ ...kept, counts_busy: true, receives_bookings: false }],
        }),
      connect: () => icloud(),
    });
    show();
    await user.click(await screen.findByRole('button', { name: 'Sign in again to iCloud' }));
    const iCloud = dialog('Connect iCloud');
    expect(iCloud.getByRole('textbox', { name: 'Apple Account email' })).toHaveValue('anna.keller@icloud.example');
    expect(iCloud.getByRole('textbox', { name: 'App-specific password' })).toHaveFocus();
    await user.type(iCloud.getByRole('textbox', { name: 'App-specific password' }), PASSWORD);
    await user.click(iCloud.getByRole('button', { name: 'Connect' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    // What was chosen before is kept.
    expect(window.argsOf('connect')).toEqual([
      { choice: { found_id: 'found', busy: [], receives: null, replaces: null, name: null } },
    ]);
  });
});

it('every way to connect has a button, from the list of providers', async () => {
  const core = await begin('empty');
  const labels = (await core.ask('providers', {})).map((provider) => `Connect ${provider.label}`);
  expect(labels.length).toBeGreaterThan(3);
  show();
  const group = within(await screen.findByRole('group', { name: 'Add a calendar' }));
  await waitFor(() => expect(group.getAllByRole('button')).toHaveLength(labels.length));
  for (const name of labels) expect(group.getByRole('button', { name })).toBeInTheDocument();
});

describe('On the real core', () => {
  it('a wrong password is said in its words, the right one connects', async () => {
    await begin('empty');
    const iCloud = await open('Connect iCloud');
    await user.type(iCloud.getByRole('textbox', { name: 'Apple Account email' }), 'anna@apfel.test');
    const password = iCloud.getByRole('textbox', { name: 'App-specific password' });
    await user.type(password, 'wrong');
    await user.click(iCloud.getByRole('button', { name: 'Connect' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Apple did not accept this password.');
    await user.clear(password);
    await user.type(password, PASSWORD);
    await user.click(iCloud.getByRole('button', { name: 'Connect' }));
    await user.click(await iCloud.findByRole('button', { name: /^Add calendar/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await screen.findByRole('listitem', { name: 'iCloud, anna@apfel.test' })).toHaveTextContent('Family');
    expectForgotten(PASSWORD);
  });
});
