// The details of an appointment: what the client answered, where the call is, and what the menu does.

import { cleanup, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as canned from '../../test/canned';
import { begin, beginCanned, type TestWindow } from '../../test/test-window';
import type { Canned } from '../../test/transport';
import type { Scene } from '../../test/worlds';
import ActivityPage from '../activity/ActivityPage.svelte';
import type { AgendaAppointment, AgendaItem, BusyBlock, OutboxItem, Reason, Reply } from '../api';
import App from '../App.svelte';
import { nav } from '../state/nav.svelte';
import Details from './Details.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

const user = userEvent.setup();
const block = (name: RegExp | string) => screen.findByRole('button', { name });
/** What the core says of this client's appointments, changed. */
const of = (client: string, more: Partial<AgendaAppointment>) => (window: TestWindow) =>
  window.change({
    agenda: (items) =>
      items.map((item): AgendaItem =>
        item.kind === 'appointment' && item.client === client ? { ...item, ...more } : item,
      ),
  });

async function details(
  client: string,
  scene: Scene = 'week',
  change: (window: TestWindow) => void | Promise<void> = () => {},
) {
  const window = await begin(scene, change);
  render(App);
  await user.click(await block(new RegExp(`^${client}`)));
  const dialog = await screen.findByRole('dialog', { name: new RegExp(`^${client}, `) });
  return { window, dialog: within(dialog) };
}

async function choose(name: string) {
  await user.click(screen.getByRole('button', { name: 'More actions' }));
  await user.click(await screen.findByRole('menuitem', { name }));
}

describe('What the client answered', () => {
  it.each<[Reply, string]>([
    ['not_invited', 'Not invited'],
    ['none', 'No reply yet'],
    ['accepted', 'Accepted'],
    ['maybe', 'Maybe'],
    ['declined', 'Declined'],
    ['undelivered', 'The invitation could not be delivered'],
  ])('%s is said as "%s"', async (reply, words) => {
    const { dialog } = await details('Lena Brandt', 'week', of('Lena Brandt', { reply }));
    expect(dialog.getByText(words)).toBeVisible();
  });

  it('is said plainly where an invitation to what is to come reached nobody', async () => {
    const { dialog } = await details('Lena Brandt', 'week', of('Lena Brandt', { reply: 'undelivered' }));
    expect(dialog.getByText('Lena may not know of this. Tell them yourself.')).toBeVisible();
  });

  it('is said to be for the old time while a new one has not gone out', async () => {
    const { dialog } = await details('Lena Brandt', 'troubles');
    expect(dialog.getByText('For the old time.')).toBeVisible();
  });

  it('stands in the name of the block, and on it', async () => {
    await begin();
    render(App);
    const declined = await block('Tom Ashworth, Session, Tuesday 17 November, 15:00 to 15:50, declined by client');
    expect(declined).toHaveTextContent('Declined');
  });

  it('gives way to what needs the person', async () => {
    await begin('troubles', of('Oskar Lindholm', { reply: 'declined' }));
    render(App);
    expect(await block(/^Oskar Lindholm.*not synced, needs you$/)).toBeInTheDocument();
  });
});

describe('What is known of its calendar', () => {
  const change = (window: TestWindow, status: 'paused' | 'needs_sign_in') =>
    window.change({ connections: (all) => all.map((one) => ({ ...one, status })) });

  // "Synced" means equal, and nobody knows what a calendar holds that is not read.
  it.each(['paused', 'needs_sign_in'] as const)(
    'is no more than it was at the last look while it is %s',
    async (status) => {
      const { dialog } = await details('Lena Brandt', 'week', (window) => change(window, status));
      expect(dialog.getByText(/^Synced as of \d/)).toBeVisible();
      expect(dialog.getByText(status === 'paused' ? / · paused, so / : / · not read since, so /)).toBeVisible();
      expect(dialog.queryByText('Synced')).toBeNull();
    },
  );

  // P5
  it('says that somebody made it repeat there', async () => {
    const { dialog } = await details('Lena Brandt', 'week', of('Lena Brandt', { repeats: true }));
    expect(dialog.getByText('Repeats in your calendar')).toBeVisible();
  });

  // Y41
  it.each([
    [false, 0],
    [true, 1],
  ])('names its title only where it has one of its own: %s', async (titled, times) => {
    const own = { service: null, title: 'Lena Brandt – Anna Keller', titled };
    const { dialog } = await details('Lena Brandt', 'week', of('Lena Brandt', own));
    expect(dialog.queryAllByText(/Anna Keller/)).toHaveLength(times);
  });

  // S58
  it('says what it was booked over', async () => {
    const clash = { title: 'Dentist', own: false, day: '2026-11-18', from: '10:30', to: '11:30', all_day: false };
    const at = { start: '2026-11-18T10:30:00+01:00', end: '2026-11-18T11:30:00+01:00', clocks: null };
    const by = { rule: 'busy' as const, rule_calendar_id: 'private', why: '' };
    const clashes = [{ ...clash, ...at, ...by, calendar: 'Private', connection: 'Google', email: null }];
    const { dialog } = await details('Lena Brandt', 'week', async (window) => {
      const { id, client, day, from, to } = await window.appointment('Lena Brandt');
      const over = { appointment_id: id, client, day, from, to, clashes };
      window.change({ activity: (all) => ({ ...all, booked_over: [over] }) });
    });
    expect(dialog.getByText(/^Overlaps ‘Dentist’ 10:30–11:30 in Private\./)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Answer in Sync activity' }));
    expect(await screen.findByRole('heading', { name: 'Sync activity' })).toBeVisible();
  });
});

// P13, T21
describe('Why an event blocks time', () => {
  const dentist = (more: Partial<BusyBlock>) => (window: TestWindow) =>
    window.change({
      agenda: (items) =>
        items.map((item): AgendaItem =>
          item.kind === 'busy' && item.title === 'Dentist' ? { ...item, ...more } : item,
        ),
    });

  async function blocked(change: (window: TestWindow) => void = () => {}) {
    const window = await begin('week', change);
    render(App);
    await user.click(await block(/^Dentist/));
    return { window, dialog: within(await screen.findByRole('dialog', { name: /^Dentist/ })) };
  }

  it('names its calendar, which can be left out there', async () => {
    const { window, dialog } = await blocked();
    expect(dialog.getByText('Blocks your time: in ‘Private’, events count as busy.')).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Do not count this calendar' }));
    expect(window.argsOf('set_calendar')).toEqual([{ id: expect.any(String), countsBusy: false }]);
  });

  it('names its rule, which can be changed there', async () => {
    const why = 'Blocks your time: in ‘Private’, tentative events count as busy.';
    const { window, dialog } = await blocked(dentist({ rule: 'tentative', why }));
    expect(dialog.getByText(why)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Do not count tentative events of this calendar' }));
    expect(window.argsOf('set_rule')).toEqual([{ calendarId: expect.any(String), rule: 'tentative', counts: false }]);
  });

  // T22
  it('says from where on not all of an event is listed', async () => {
    const why = '‘Dentist’ takes place more often than is listed: from here on, not all of it is shown.';
    const { dialog } = await blocked(dentist({ more: true, counts: false, why }));
    expect(dialog.getByText(why)).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Ignore this event' })).toBeVisible();
    expect(dialog.queryByRole('button', { name: /^(Do not count|Count)/ })).toBeNull();
  });
});

describe('What needs the person', () => {
  const needs = (reason: Reason) =>
    details(
      'Oskar Lindholm',
      'troubles',
      of('Oskar Lindholm', { sync: canned.sync({ state: 'needs_you', reason, change_id: 'change' }) }),
    );

  it('is tried again where that can help', async () => {
    const { dialog } = await needs('sync.rejected');
    expect(await dialog.findByRole('button', { name: 'Retry' })).toBeVisible();
  });

  // W2: to try again would not be a choice.
  it('is never tried again where one of two versions is to be chosen', async () => {
    const { dialog } = await needs('sync.conflict');
    expect(await dialog.findByText(/Which version is right/)).toBeVisible();
    expect(dialog.queryByRole('button', { name: 'Retry' })).toBeNull();
    await user.click(dialog.getByRole('button', { name: 'Choose the version' }));
    expect(await screen.findByRole('heading', { name: 'Sync activity' })).toBeVisible();
  });
});

// P2: the same choices wherever it is asked.
describe('What is asked about it', () => {
  const OSKAR = 'Oskar Lindholm';

  /** Oskar's appointment, and a change of it that needs the person. */
  function asks(asked: Partial<OutboxItem>, more: Canned = {}) {
    const item = canned.change({ ...asked, appointment_id: OSKAR });
    const own = canned.appointment(OSKAR, {
      status: item.what === 'cancel' ? 'cancelled' : 'confirmed',
      sync: canned.sync({ state: 'needs_you', reason: item.reason, change_id: item.id }),
    });
    return beginCanned({
      connections: () => [canned.google()],
      agenda: () => [{ kind: 'appointment', all_day: false, ...own }],
      activity: () => canned.activity({ needs_you: [item] }),
      ...more,
    });
  }

  async function ofOskar(): Promise<HTMLElement> {
    nav.details = OSKAR;
    render(Details, { props: { id: OSKAR } });
    return screen.findByRole('dialog', { name: /^Oskar Lindholm, / });
  }

  /** The names of what can be pressed, in order. */
  const choices = (shown: HTMLElement) =>
    [...shown.querySelectorAll('button, input')].map((one) => one.getAttribute('aria-label') ?? one.textContent.trim());

  const back = { day: '2026-11-19', from: '15:00', to: '15:50' };
  const title = { field: 'title' as const, here: 'Ours', there: 'Theirs' };
  const place = { field: 'place' as const, here: 'Room 2', there: 'Room 3' };
  const questions: [string, Partial<OutboxItem>, string[]][] = [
    [
      'its event was deleted',
      { what: 'move', reason: 'sync.deleted' },
      ['Book it again for Oskar Lindholm', 'Cancel it here too for Oskar Lindholm'],
    ],
    [
      'its event is back',
      { what: 'cancel', reason: 'sync.back', theirs: back },
      ['Cancel it there too for Oskar Lindholm', 'Restore it here for Oskar Lindholm'],
    ],
    [
      'its event became a series',
      { what: 'cancel', reason: 'sync.series' },
      ['Only this date for Oskar Lindholm', 'The whole series for Oskar Lindholm', 'Leave as it is for Oskar Lindholm'],
    ],
    [
      'several fields differ',
      { what: 'change', reason: 'sync.conflict', differs: [title, place] },
      [
        'My title: Ours',
        'Google’s title: Theirs',
        'My place: Room 2',
        'Google’s place: Room 3',
        'Save what is right for Oskar Lindholm',
      ],
    ],
    [
      'its cancellation was refused',
      { what: 'cancel', reason: 'sync.rejected' },
      ['Retry Oskar Lindholm', 'Discard Oskar Lindholm'],
    ],
  ];

  it.each(questions)('has the same choices here as in Sync activity: %s', async (_, asked, names) => {
    await asks(asked);
    render(ActivityPage);
    expect(choices(await screen.findByRole('list', { name: 'Needs you' }))).toEqual(names);
    cleanup();
    const around = ['More actions', 'Close', 'Reschedule', 'Cancel appointment…'];
    expect(choices(await ofOskar()).filter((name) => !around.includes(name))).toEqual(names);
  });

  it('discards a refused cancellation only after it has said what stays', async () => {
    const window = await asks({ what: 'cancel', reason: 'sync.rejected' }, { retry: () => {}, discard: () => {} });
    const dialog = within(await ofOskar());
    const question = () => screen.queryByRole('alertdialog', { name: 'Discard this change?' });
    await user.click(dialog.getByRole('button', { name: 'Retry Oskar Lindholm' }));
    expect(window.argsOf('retry')).toEqual([{ id: 'change' }]);
    await user.click(dialog.getByRole('button', { name: 'Discard Oskar Lindholm' }));
    expect(screen.getByText('The appointment with Oskar Lindholm stays in Google, and here too.')).toBeVisible();
    await user.keyboard('{Escape}');
    expect(question()).toBeNull();
    expect(nav.details).toBe(OSKAR);
    expect(window.argsOf('discard')).toEqual([]);
    await user.click(dialog.getByRole('button', { name: 'Discard Oskar Lindholm' }));
    await user.click(within(question()!).getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(question()).toBeNull());
    expect(window.argsOf('discard')).toEqual([{ id: 'change' }]);
  });

  it('cancels here what was deleted there only after it has asked, as Sync activity does', async () => {
    const window = await asks({ what: 'move', reason: 'sync.deleted' }, { discard: () => {} });
    const dialog = within(await ofOskar());
    const asked =
      /This event was deleted or cancelled in Google\. This computer has not told Oskar Lindholm\. Book it again, or cancel it here too\?/;
    expect(screen.getByRole('dialog', { name: /^Oskar Lindholm, / })).toHaveTextContent(asked);
    const question = () => screen.queryByRole('alertdialog', { name: 'Cancel it here too?' });
    const remove = () => dialog.getByRole('button', { name: 'Cancel it here too for Oskar Lindholm' });
    await user.click(remove());
    expect(within(question()!).getByText(/^Oskar Lindholm, .*, will be cancelled here too\.$/)).toBeVisible();
    const keep = within(question()!).getByRole('button', { name: 'Keep appointment' });
    expect(keep).toHaveFocus();
    await user.click(keep);
    expect(question()).toBeNull();
    expect(remove()).toHaveFocus();
    expect(window.argsOf('discard')).toEqual([]);
    await user.click(remove());
    await user.click(within(question()!).getByRole('button', { name: 'Cancel appointment' }));
    await waitFor(() => expect(question()).toBeNull());
    expect(window.argsOf('discard')).toEqual([{ id: 'change' }]);
  });

  it('sends an answer once, however often it is pressed before it is read again', async () => {
    const window = await asks({ what: 'cancel', reason: 'sync.rejected' }, { retry: () => {}, discard: () => {} });
    const dialog = within(await ofOskar());
    const question = () => screen.queryByRole('alertdialog', { name: 'Discard this change?' });
    const discard = () => dialog.getByRole('button', { name: 'Discard Oskar Lindholm' });
    let answer = () => {};
    const held = new Promise<void>((done) => (answer = done));
    await user.click(discard());
    window.can({ activity: () => held.then(() => canned.activity()) });
    const sure = within(question()!).getByRole('button', { name: 'Discard' });
    sure.click();
    sure.click();
    await waitFor(() => expect(question()).toBeNull());
    const retry = dialog.getByRole('button', { name: 'Retry Oskar Lindholm' });
    const before = [discard(), retry].map((button) => button.hasAttribute('disabled'));
    await user.click(discard());
    await user.click(retry);
    const asked = question();
    answer();
    expect(before).toEqual([true, true]);
    expect(asked).toBeNull();
    expect([window.argsOf('discard').length, window.argsOf('retry').length]).toEqual([1, 0]);
    await waitFor(() => expect(dialog.queryByRole('button', { name: 'Discard Oskar Lindholm' })).toBeNull());
  });

  it('tries a refused change once more at a time', async () => {
    let answer = () => {};
    const held = new Promise<void>((done) => (answer = done));
    const window = await asks({ what: 'move', reason: 'sync.rejected' }, { retry: () => held });
    const retry = within(await ofOskar()).getByRole('button', { name: 'Retry' });
    await user.click(retry);
    const disabled = retry.hasAttribute('disabled');
    await user.click(retry);
    answer();
    expect(disabled).toBe(true);
    expect(window.argsOf('retry')).toEqual([{ id: 'change' }]);
    await waitFor(() => expect(retry).toBeEnabled());
  });
});

describe('A video call', () => {
  it('has a link to copy', async () => {
    const { dialog } = await details('Lena Brandt');
    await user.click(dialog.getByRole('button', { name: 'Copy video link' }));
    expect(await navigator.clipboard.readText()).toBe('https://meet.example/lena');
  });

  it.each(['Practice, Lindenstr. 8', 'http://meet.example/lena', '+49 30 1234567'])(
    'is not offered for %s',
    async (place) => {
      const { dialog } = await details('Lena Brandt', 'week', of('Lena Brandt', { place }));
      expect(dialog.queryByRole('button', { name: 'Copy video link' })).toBeNull();
    },
  );
});

describe('More actions', () => {
  it('are these', async () => {
    await details('Hannah Krüger');
    await user.click(screen.getByRole('button', { name: 'More actions' }));
    const menu = within(await screen.findByRole('menu', { name: 'More actions' }));
    expect(menu.getAllByRole('menuitem').map((item) => item.textContent)).toEqual([
      'Edit',
      'History',
      'Same time next week',
      'Same time in 4 weeks',
      'Duplicate',
      'Copy details',
      'Mark as tentative',
      'Print',
    ]);
  });

  it('mark as tentative, and back', async () => {
    const { window } = await details('Hannah Krüger');
    await choose('Mark as tentative');
    expect(await screen.findByText('Hannah Krüger, Wed 09:00, is tentative')).toBeVisible();
    expect(window.argsOf('mark')).toEqual([{ id: expect.any(String), status: 'tentative', notify: true }]);
    expect((await window.appointment('Hannah Krüger')).status).toBe('tentative');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(async () => expect((await window.appointment('Hannah Krüger')).status).toBe('confirmed'));
  });

  it('confirm what was tentative', async () => {
    const { window } = await details('Noor Haddad');
    await choose('Mark as confirmed');
    expect(await screen.findByText('Noor Haddad, Wed 14:00, is confirmed')).toBeVisible();
    expect(window.argsOf('mark')).toEqual([{ id: expect.any(String), status: 'confirmed', notify: true }]);
  });

  it('say so where it could not be saved', async () => {
    await details('Hannah Krüger', 'week', (window) =>
      window.fail('mark', { code: 'store.full', message: 'The disk is full.', hint: '' }),
    );
    await choose('Mark as tentative');
    expect(await screen.findByText('Could not save. Nothing changed.')).toBeVisible();
  });

  it('duplicate it into a new booking', async () => {
    await details('Lena Brandt');
    await choose('Duplicate');
    const panel = within(await screen.findByRole('dialog', { name: 'New appointment' }));
    expect(panel.getByRole('group', { name: 'Client' })).toHaveTextContent('Lena Brandt');
    expect(panel.getByRole('textbox', { name: 'Video link' })).toHaveValue('https://meet.example/lena');
  });

  const again = async (action: string, day: string) => {
    const { window } = await details('Lena Brandt');
    await choose(action);
    const panel = within(await screen.findByRole('dialog', { name: 'New appointment' }));
    expect(panel.getByRole('group', { name: 'Client' })).toHaveTextContent('Lena Brandt');
    await waitFor(() => expect(window.argsOf('check').at(-1)).toMatchObject({ start: `${day}T16:00`, minutes: 50 }));
  };

  // P17
  it('open a new booking at the same time next week', () => again('Same time next week', '2026-11-25'));

  // P17
  it('open a new booking at the same time in four weeks', () => again('Same time in 4 weeks', '2026-12-16'));

  it('copy the details', async () => {
    await details('Lena Brandt');
    await choose('Copy details');
    expect(await navigator.clipboard.readText()).toBe(
      'Lena Brandt, Online session\nWednesday 18 November 2026, 16:00–16:50\nhttps://meet.example/lena',
    );
  });

  describe('print', () => {
    const print = vi.fn();
    beforeEach(() => vi.stubGlobal('print', print));

    it('the details alone', async () => {
      await details('Lena Brandt');
      print.mockImplementation(() => {
        expect(document.documentElement.dataset.print).toBe('details');
        expect(screen.queryByRole('menu')).toBeNull();
      });
      await choose('Print');
      await waitFor(() => expect(print).toHaveBeenCalledOnce());
      dispatchEvent(new Event('afterprint'));
      expect(document.documentElement.dataset.print).toBeUndefined();
    });
  });
});
