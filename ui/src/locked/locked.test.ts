// S17, S20, S59: the data cannot be opened; each state says what is safe and what helps.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { begin, settled } from '../../test/test-window';
import type { Scene } from '../../test/worlds';
import App from '../App.svelte';
import { core } from '../state/core.svelte';
import LockedScreen from './LockedScreen.svelte';

const user = userEvent.setup();

async function locked(scene: Scene) {
  const window = await begin(scene);
  render(LockedScreen);
  return window;
}

/** The passphrase of the scene where one was set before. */
const PASSPHRASE = 'four blue chairs';

describe('Locked', () => {
  it('unlocks the keychain, and the window opens', async () => {
    const window = await locked('locked');
    expect(screen.getByRole('heading', { name: 'Daybook is locked' })).toBeInTheDocument();
    expect(document.title).toBe('Locked – Daybook');
    await window.act({ do: 'unlockKeychain' });
    await user.click(screen.getByRole('button', { name: 'Unlock keychain' }));
    expect(window.argsOf('unlock')).toEqual([{ passphrase: null }]);
    await waitFor(() => expect(core.ready).toBe(true));
  });

  it('stays calm when the person does not unlock it', async () => {
    const window = await locked('locked');
    await user.click(screen.getByRole('button', { name: 'Unlock keychain' }));
    await waitFor(() => expect(window.pending).toBe(0));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('button', { name: 'Unlock keychain' })).toBeEnabled();
  });

  it('quits when asked', async () => {
    const window = await locked('locked');
    window.can({ quit: () => {} });
    await user.click(screen.getByRole('button', { name: 'Quit' }));
    expect(window.argsOf('quit')).toHaveLength(1);
  });

  it.each([
    ['no-answer', 'The keychain does not answer', 'Try again'],
    ['missing', 'The key for your data is missing', 'Look again'],
    ['damaged', 'Daybook’s data file is damaged', 'Try again'],
  ] as const)('%s has its words and its first step', async (key, title, button) => {
    const window = await locked(key);
    expect(screen.getByRole('heading', { name: title })).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: button }));
    expect(window.argsOf('unlock')).toHaveLength(1);
  });

  it('of a newer Daybook changes nothing', async () => {
    await locked('newer');
    expect(screen.getByRole('heading', { name: 'This data was written by a newer Daybook' })).toBeInTheDocument();
    expect(screen.getAllByRole('button').map((button) => button.textContent.trim())).toEqual(['Quit']);
  });

  it('starts fresh only after asking, and keeps the old file', async () => {
    const window = await locked('missing');
    await user.click(screen.getByRole('button', { name: 'Start fresh…' }));
    const asked = within(screen.getByRole('alertdialog', { name: 'Start with empty data?' }));
    expect(asked.getByText('The old file is kept beside the new one.')).toBeInTheDocument();
    expect(asked.getByRole('button', { name: 'Cancel' })).toHaveFocus();
    await user.click(asked.getByRole('button', { name: 'Start fresh' }));
    expect(window.argsOf('start_fresh')).toHaveLength(1);
    await waitFor(() => expect(core.ready).toBe(true));
  });
});

describe('No keychain', () => {
  it('sets a passphrase that was written twice, and forgets it', async () => {
    const window = await locked('no-keychain');
    expect(screen.getByLabelText('Passphrase')).toHaveFocus();
    await user.type(screen.getByLabelText('Passphrase'), 'four blue chairs');
    await user.type(screen.getByLabelText('Repeat the passphrase'), 'four blue chair');
    await user.click(screen.getByRole('button', { name: 'Set passphrase' }));
    expect(screen.getByRole('alert')).toHaveTextContent('The two passphrases differ.');
    expect(window.argsOf('set_passphrase')).toEqual([]);
    await user.type(screen.getByLabelText('Repeat the passphrase'), '{End}s');
    await waitFor(() => expect(screen.getByLabelText('Repeat the passphrase')).toHaveFocus());
    await user.clear(screen.getByLabelText('Repeat the passphrase'));
    await user.type(screen.getByLabelText('Repeat the passphrase'), 'four blue chairs');
    await user.click(screen.getByRole('button', { name: 'Set passphrase' }));
    expect(window.argsOf('set_passphrase')).toEqual([{ passphrase: 'four blue chairs' }]);
    await waitFor(() => expect(core.ready).toBe(true));
    await settled(window);
    for (const input of document.querySelectorAll('input')) expect(input).toHaveValue('');
  });

  it('refuses a short passphrase before it is sent', async () => {
    const window = await locked('no-keychain');
    await user.type(screen.getByLabelText('Passphrase'), 'short');
    await user.click(screen.getByRole('button', { name: 'Set passphrase' }));
    expect(screen.getByRole('alert')).toHaveTextContent('This passphrase is too short.');
    expect(window.argsOf('set_passphrase')).toEqual([]);
  });
});

describe('Nothing kept', () => {
  it('is the other choice, and says what is lost and what stays', async () => {
    const window = await locked('no-keychain');
    const keep = screen.getByRole('button', { name: 'Keep only until I quit' });
    expect(screen.getByRole('button', { name: 'Set passphrase' })).toBeInTheDocument();
    expect(keep).toHaveAccessibleDescription(
      'Nothing is kept after you quit: clients, appointments and sign-ins are gone. Appointments already sent to a calendar stay there.',
    );
    await user.click(keep);
    expect(window.argsOf('keep_until_quit')).toHaveLength(1);
    expect(window.argsOf('set_passphrase')).toEqual([]);
    await waitFor(() => expect(core.ready).toBe(true));
  });

  it('is not offered where a passphrase was set before', async () => {
    await locked('passphrase');
    expect(screen.queryByRole('button', { name: 'Keep only until I quit' })).toBeNull();
  });

  it('says why where it could not begin', async () => {
    const window = await locked('no-keychain');
    window.fail('keep_until_quit', { code: 'store.file', message: 'There is data here already.', hint: '' });
    await user.click(screen.getByRole('button', { name: 'Keep only until I quit' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is data here already.');
    expect(core.ready).toBe(false);
  });

  it('is said at the head of the window as long as it lasts', async () => {
    await begin('no-keychain', async (window) => {
      await window.ask('keep_until_quit', {});
      await window.ask('start_booking', {});
    });
    render(App);
    expect(await screen.findByText('Nothing is saved: this data is gone when you quit.')).toBeVisible();
  });
});

describe('Passphrase', () => {
  it('opens the data', async () => {
    const window = await locked('passphrase');
    await user.type(screen.getByLabelText('Passphrase'), PASSPHRASE);
    await user.click(screen.getByRole('button', { name: 'Open' }));
    expect(window.argsOf('unlock')).toEqual([{ passphrase: PASSPHRASE }]);
    await waitFor(() => expect(core.ready).toBe(true));
  });

  it('says when it is not the one', async () => {
    await locked('passphrase');
    await user.type(screen.getByLabelText('Passphrase'), 'five blue chairs');
    await user.click(screen.getByRole('button', { name: 'Open' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'This is not the passphrase. Nothing is lost. Try again.',
    );
    expect(core.ready).toBe(false);
    await waitFor(() => expect(screen.getByLabelText('Passphrase')).toHaveFocus());
  });
});
