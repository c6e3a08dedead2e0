import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { begin, type TestWindow } from '../../test/test-window';
import { agenda } from '../state/agenda.svelte';
import { nav } from '../state/nav.svelte';
import SearchDialog from './SearchDialog.svelte';

const user = userEvent.setup();
let window: TestWindow;
const field = () => screen.getByRole('combobox', { name: 'Search clients, appointments and actions' });
const results = () => within(screen.getByRole('listbox', { name: 'Results' }));

async function search(words: string) {
  nav.search = true;
  render(SearchDialog);
  if (words) await user.type(field(), words);
}

beforeEach(async () => {
  window = await begin();
});

describe('Search', () => {
  it('finds a client, and Enter begins a booking with them', async () => {
    await search('priya');
    const first = await results().findByRole('option', { name: /Priya Nair.*Last seen (17 Nov|Nov 17)/ });
    await waitFor(() => expect(first).toHaveAttribute('aria-selected', 'true'));
    expect(field()).toHaveAttribute('aria-activedescendant', first.id);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(nav.panel).toMatchObject({ kind: 'book', client: { name: 'Priya Nair' } }));
    expect(nav.search).toBe(false);
  });

  it('finds an appointment, and opens it where it stands', async () => {
    await search('ada');
    await user.click(await results().findByRole('option', { name: /Ada Sorensen, First consultation/ }));
    const { id } = await window.appointment('Ada Sorensen');
    await waitFor(() => expect(nav.details).toBe(id));
    expect(agenda.day).toBe('2026-11-20');
  });

  it('runs an action, by the arrow keys', async () => {
    await search('working');
    await results().findByRole('option', { name: /Working hours/ });
    await user.keyboard('{ArrowDown}{ArrowUp}{Enter}');
    await waitFor(() => expect(nav.page).toBe('settings'));
  });

  it('says that nothing was found only when everyone was asked, and books the name', async () => {
    await search('Zoe Quist');
    expect(await screen.findByText('Nothing found for “Zoe Quist”.')).toBeInTheDocument();
    expect(window.argsOf('clients').at(-1)).toEqual({ query: 'Zoe Quist' });
    await user.keyboard('{Enter}');
    await waitFor(() => expect(nav.panel).toMatchObject({ kind: 'book', client: 'Zoe Quist' }));
  });

  it('says when it could not look', async () => {
    window.fail('clients', { code: 'store.failed', message: 'No.', hint: '' });
    await search('a');
    expect(await screen.findByText('Could not search. Try again.')).toBeInTheDocument();
  });

  it('is left by Escape', async () => {
    await search('');
    expect(field()).toHaveFocus();
    await user.keyboard('{Escape}');
    expect(nav.search).toBe(false);
  });
});
