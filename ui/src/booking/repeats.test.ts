// A new appointment that repeats: how often, until when, and which of its dates are odd.

import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { DRAFT } from '../../test/canned';
import { begin } from '../../test/test-window';
import type { Limit, SeriesPreview } from '../api';
import App from '../App.svelte';
import { nav } from '../state/nav.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

const ODD: SeriesPreview = {
  dates: 10,
  looked_at: 10,
  last: '2027-01-27',
  unchecked: [],
  passed_over: [],
  odd: [
    {
      date: '2026-12-02',
      day: '2026-12-02',
      from: '07:00',
      to: '07:50',
      why: ['clash'],
      clashes: [],
      limits: [],
      unchecked: [],
      free: [],
    },
    {
      date: '2026-12-23',
      day: '2026-12-23',
      from: '07:00',
      to: '07:50',
      why: ['day_off'],
      clashes: [],
      limits: [],
      unchecked: [],
      free: [],
    },
  ],
};

async function opened(preview: SeriesPreview) {
  const user = userEvent.setup();
  const window = await begin();
  window.can({ preview_series: () => preview });
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  nav.book({ day: '2026-11-25', from: '07:00', client: 'Zoë Wang' });
  const panel = within(await screen.findByRole('dialog', { name: 'New appointment' }));
  return { user, window, panel };
}

// P15
it('books a series with the dates left out that were skipped', async () => {
  const { user, window, panel } = await opened(ODD);
  await user.selectOptions(panel.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  expect(await panel.findByText('2 dates need your attention')).toBeVisible();
  const asked = window.argsOf('preview_series').at(-1)?.draft.repeat;
  expect(asked).toEqual({ every: 'week', until: null, times: 10, skip: [], moves: [] });
  await user.click(panel.getByRole('checkbox', { name: /^Skip .*2 Dec/ }));
  await user.click(panel.getByRole('button', { name: 'Book' }));
  await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
  const repeat = { every: 'week', until: null, times: 10, skip: ['2026-12-02'], moves: [] };
  // What is left is a day off: it is in nobody's way.
  expect(window.argsOf('book')[0]?.draft).toMatchObject({ start: '2026-11-25T07:00', anyway: false, repeat });
});

// P15
it('moves an odd date to another time, and looks at it there', async () => {
  const free = { day: '2026-12-02', from: '09:15', to: '10:05' };
  const clash = { ...ODD, odd: [{ ...ODD.odd[0]!, free: [free] }, ODD.odd[1]!] };
  const { user, window, panel } = await opened(clash);
  const rest = { ...clash, odd: [ODD.odd[1]!] };
  window.can({ preview_series: ({ draft }) => (draft.repeat?.moves.length ? rest : clash) });
  await user.selectOptions(panel.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  await user.click(await panel.findByRole('button', { name: /^Move .*2 Dec/ }));
  const chooses = within(panel.getByRole('group', { name: /^Move .*2 Dec/ }));
  expect(chooses.getByLabelText('New day')).toHaveValue('Wed 2 Dec 2026');
  expect(chooses.getByLabelText('New time')).toHaveValue('09:15');
  await fireEvent.input(chooses.getByLabelText('New day'), { target: { value: '3.12.' } });
  await fireEvent.input(chooses.getByLabelText('New time'), { target: { value: '10.30' } });
  await user.click(chooses.getByRole('button', { name: 'Move here' }));
  expect(await panel.findByText('1 date needs your attention')).toBeVisible();
  expect(panel.getByText('Wed 2 Dec → Thu 3 Dec, 10:30')).toBeVisible();
  const moves = [{ date: '2026-12-02', start: '2026-12-03T10:30' }];
  expect(window.argsOf('preview_series').at(-1)?.draft.repeat?.moves).toEqual(moves);
  await user.click(panel.getByRole('checkbox', { name: /^Skip .*23 Dec/ }));
  await user.click(panel.getByRole('button', { name: 'Book' }));
  await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
  expect(window.argsOf('book')[0]?.draft).toMatchObject({ anyway: false, repeat: { skip: ['2026-12-23'], moves } });
});

// P15
it('moves no date that is skipped, or that another rule would not have', async () => {
  const { user, window, panel } = await opened(ODD);
  const repeats = () => panel.getByRole('combobox', { name: 'Repeats' });
  const moves = () => window.argsOf('preview_series').at(-1)?.draft.repeat?.moves;
  await user.selectOptions(repeats(), 'Every week');
  await user.click(await panel.findByRole('button', { name: /^Move .*2 Dec/ }));
  await user.click(panel.getByRole('button', { name: 'Move here' }));
  await waitFor(() => expect(moves()).toHaveLength(1));
  await user.selectOptions(repeats(), 'Every two weeks');
  await waitFor(() => expect(moves()).toEqual([]));
  await user.selectOptions(repeats(), 'Every week');
  await waitFor(() => expect(moves()).toHaveLength(1));
  await user.click(panel.getByRole('checkbox', { name: /^Skip .*2 Dec/ }));
  expect(panel.queryByRole('button', { name: /^(Move|Change) .*2 Dec/ })).toBeNull();
  await user.click(panel.getByRole('button', { name: 'Book' }));
  await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
  expect(window.argsOf('book')[0]?.draft.repeat).toMatchObject({ skip: ['2026-12-02'], moves: [] });
});

// P16
it.each([
  ['Only this date', 'this', 'The other dates stay where they are.'],
  [
    'This and all later dates',
    'later',
    'The dates before stay where they are. The dates from here on become a separate series.',
  ],
  ['All dates', 'all', 'All dates move by the same amount. Dates you moved yourself stay.'],
] as const)('moves of a series as much as is meant: %s', async (label, scope, said) => {
  const user = userEvent.setup();
  const window = await begin();
  const repeat = { every: 'week' as const, until: null, times: 4, skip: [], moves: [] };
  const draft = { ...DRAFT, client: 'Zoë Wang', start: '2026-11-25T07:00', repeat };
  const { appointment } = await window.ask('book', { draft });
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  nav.reschedule({ id: `${appointment.id}@2026-12-02` });
  const panel = within(await screen.findByRole('dialog', { name: 'Reschedule' }));
  const much = await panel.findByRole('combobox', { name: 'Which dates' });
  expect(much).toHaveValue('this');
  await user.selectOptions(much, label);
  expect(panel.getByText(said)).toBeVisible();
  const start = panel.getByRole('textbox', { name: 'Start time' });
  await user.clear(start);
  await user.type(start, '7:30{Enter}');
  await user.click(panel.getByRole('button', { name: 'Move' }));
  await waitFor(() => expect(window.argsOf('reschedule')).toHaveLength(1));
  expect(window.argsOf('reschedule')[0]?.draft).toMatchObject({ start: '2026-12-02T07:30', scope });
});

// P16
it('names in the details where a date was moved to', async () => {
  const window = await begin();
  const repeat = { every: 'week' as const, until: null, times: 2, skip: [], moves: [] };
  const draft = { ...DRAFT, client: 'Zoë Wang', start: '2026-11-18T07:00', repeat };
  const { appointment } = await window.ask('book', { draft });
  const moved = { start: '2026-11-19T07:30', minutes: null, zone: null, fold: null, notify: false, anyway: false };
  await window.ask('reschedule', { draft: { ...moved, id: `${appointment.id}@2026-11-18`, scope: 'this' } });
  render(App);
  nav.details = `${appointment.id}@2026-11-18`;
  expect(await screen.findByText('Moved: Wed 18 Nov → Thu 19 Nov, 07:30')).toBeVisible();
});

// P14, P15
it('says which limit of the person a date is against, which is in nobody’s way', async () => {
  const full: Limit = { what: 'day_full', amount: 2, title: null, day: null, from: null, to: null };
  const { user, window, panel } = await opened({ ...ODD, odd: [{ ...ODD.odd[0]!, why: ['limit'], limits: [full] }] });
  await user.selectOptions(panel.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  const said = await panel.findByText(/one of your booking rules\. This day is full: you take 2 appointments a day\.$/);
  expect(said).toBeVisible();
  await user.click(panel.getByRole('button', { name: 'Book' }));
  await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
  expect(window.argsOf('book')[0]?.draft).toMatchObject({ anyway: false });
});

it('says that months without the day are passed over', async () => {
  const { user, panel } = await opened({ ...ODD, odd: [], passed_over: ['2027-02'] });
  await user.selectOptions(panel.getByRole('combobox', { name: 'Repeats' }), 'Every month on this date');
  expect(await panel.findByText(/^Months without a 25th are passed over\.$/)).toBeVisible();
});

it('books what does not repeat once', async () => {
  const { user, window, panel } = await opened(ODD);
  await user.click(panel.getByRole('button', { name: 'Book' }));
  await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
  expect(window.argsOf('book')[0]?.draft).toMatchObject({ anyway: false, repeat: null });
  expect(window.argsOf('preview_series')).toEqual([]);
});

// A2
it('asks once before it books a series over what is taken', async () => {
  const { user, window, panel } = await opened(ODD);
  await user.selectOptions(panel.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  expect(await panel.findByText('2 dates need your attention')).toBeVisible();
  await user.click(panel.getByRole('button', { name: 'Book' }));
  expect(await panel.findByText('1 date is taken. Book it anyway?')).toBeVisible();
  expect(window.argsOf('book')).toEqual([]);
  await waitFor(() => expect(panel.getByRole('button', { name: 'Book anyway' })).toHaveFocus());
  await user.click(panel.getByRole('button', { name: 'Book anyway' }));
  await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
  expect(window.argsOf('book')[0]?.draft).toMatchObject({ anyway: true });
});

// A2
it('books no series while another time for a date is chosen and not confirmed', async () => {
  const { user, window, panel } = await opened(ODD);
  await user.selectOptions(panel.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  await user.click(await panel.findByRole('button', { name: /^Move .*2 Dec/ }));
  await user.click(panel.getByRole('button', { name: 'Book' }));
  const day = panel.getByRole('textbox', { name: 'New day' });
  await waitFor(() => expect(day).toHaveAccessibleDescription('Press ‘Move here’ or ‘Close’ first.'));
  expect(day).toHaveFocus();
  expect(window.argsOf('book')).toEqual([]);
});

// A3
it('ends a series on the date that is shown, and on none where it is empty', async () => {
  const { user, window, panel } = await opened({ ...ODD, odd: [] });
  await user.selectOptions(panel.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  await user.selectOptions(panel.getByRole('combobox', { name: 'Ends' }), 'On a date');
  const last = panel.getByRole('textbox', { name: 'Last day' });
  expect(last).toHaveValue('Wed 26 May 2027');
  await waitFor(() => expect(window.argsOf('preview_series').at(-1)?.draft.repeat?.until).toBe('2027-05-26'));
  await user.clear(last);
  await user.click(panel.getByRole('button', { name: 'Book' }));
  await waitFor(() => expect(last).toHaveAccessibleDescription('Choose the last day. Try ‘19 Nov’.'));
  expect(window.argsOf('book')).toEqual([]);
  await user.type(last, '30 Jun 2027');
  await user.click(panel.getByRole('button', { name: 'Book' }));
  await waitFor(() => expect(window.argsOf('book')).toHaveLength(1));
  expect(window.argsOf('book')[0]?.draft.repeat).toMatchObject({ until: '2027-06-30', times: null });
});

// B
it('calls no date free of which a calendar could not be checked', async () => {
  const gap = { calendar: 'Clinic', calendar_id: 'clinic', last_read: null, reason: 'cal.stale' as const, event: null };
  const { user, panel } = await opened({ ...ODD, odd: [], unchecked: [gap] });
  await user.selectOptions(panel.getByRole('combobox', { name: 'Repeats' }), 'Every week');
  expect(await panel.findByText('Could not check ‘Clinic’. Any of the dates may clash.')).toBeVisible();
  expect(panel.queryByText('All 10 dates are free.')).toBeNull();
});

/** A series of four weeks, and something that one of its dates would overlap half an hour later. */
async function fourWeeks() {
  const user = userEvent.setup();
  const window = await begin();
  const repeat = { every: 'week' as const, until: null, times: 4, skip: [], moves: [] };
  const draft = { ...DRAFT, client: 'Zoë Wang', start: '2026-11-25T07:00', repeat };
  const { appointment } = await window.ask('book', { draft });
  await window.ask('book', { draft: { ...DRAFT, client: 'Otto Klein', start: '2026-12-09T08:00' } });
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  return { user, window, id: `${appointment.id}@2026-12-09`, other: `${appointment.id}@2026-12-02` };
}

// A1
it('says which other date of a series is taken, and moves all anyway when told to', async () => {
  const { user, window, other } = await fourWeeks();
  nav.reschedule({ id: other });
  const panel = within(await screen.findByRole('dialog', { name: 'Reschedule' }));
  await user.selectOptions(await panel.findByRole('combobox', { name: 'Which dates' }), 'All dates');
  const start = panel.getByRole('textbox', { name: 'Start time' });
  await user.clear(start);
  await user.type(start, '7:30{Enter}');
  expect(await panel.findByText(/The other dates have not been checked yet\.$/)).toBeVisible();
  expect(panel.queryByText('Free in all calendars')).toBeNull();
  await user.click(panel.getByRole('button', { name: 'Move' }));
  expect(await panel.findByRole('alert')).toHaveTextContent('Overlaps ‘Otto Klein’ Wed 9 Dec, 08:00–08:50.');
  await user.click(panel.getByRole('button', { name: 'Move anyway' }));
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Reschedule' })).toBeNull());
  expect(window.argsOf('reschedule').at(-1)?.draft).toMatchObject({ anyway: true, scope: 'all' });
  expect(await screen.findByText('Moved 4 dates with Zoë Wang')).toBeVisible();
});

// A1
it('takes a refusal back once something else is chosen', async () => {
  const { user, other } = await fourWeeks();
  nav.reschedule({ id: other });
  const panel = within(await screen.findByRole('dialog', { name: 'Reschedule' }));
  const scope = await panel.findByRole('combobox', { name: 'Which dates' });
  await user.selectOptions(scope, 'This and all later dates');
  const start = panel.getByRole('textbox', { name: 'Start time' });
  await user.clear(start);
  await user.type(start, '7:30{Enter}');
  await user.click(panel.getByRole('button', { name: 'Move' }));
  await panel.findByRole('alert');
  await user.selectOptions(scope, 'Only this date');
  await waitFor(() => expect(panel.queryByRole('alert')).toBeNull());
  expect(panel.getByRole('button', { name: 'Move' })).toBeVisible();
});

// A1
it('saves a series over what another date of it overlaps when told to', async () => {
  const { user, window, other } = await fourWeeks();
  nav.edit(other);
  const panel = within(await screen.findByRole('dialog', { name: 'Edit appointment' }));
  const start = await panel.findByRole('textbox', { name: 'Start time' });
  await user.clear(start);
  await user.type(start, '7:30{Enter}');
  await user.click(panel.getByRole('button', { name: 'Save' }));
  expect(await panel.findByRole('alert')).toHaveTextContent('Overlaps ‘Otto Klein’ Wed 9 Dec, 08:00–08:50.');
  await user.click(panel.getByRole('button', { name: 'Save anyway' }));
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Edit appointment' })).toBeNull());
  expect(window.argsOf('edit').at(-1)?.draft).toMatchObject({ anyway: true });
});

// B
it('says how many dates of a series were cancelled, and that they are back', async () => {
  const { user, window, id } = await fourWeeks();
  nav.cancelling = id;
  const asked = within(await screen.findByRole('alertdialog', { name: 'Cancel this appointment?' }));
  const scope = await asked.findByRole('combobox', { name: 'Which dates' });
  await user.selectOptions(scope, 'All dates');
  expect(await screen.findByRole('alertdialog', { name: 'Cancel the series?' })).toBeVisible();
  expect(asked.getByRole('button', { name: 'Cancel the series' })).toBeVisible();
  await user.selectOptions(scope, 'This and all later dates');
  await user.click(asked.getByRole('button', { name: 'Cancel this and later dates' }));
  expect(await screen.findByText('Cancelled 2 dates with Zoë Wang, from Wed 9 Dec')).toBeVisible();
  expect(window.argsOf('cancel_dates')).toEqual([{ id, scope: 'later', notify: false }]);
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  expect(await screen.findByText('Undone, booked again: 2 dates with Zoë Wang, from Wed 9 Dec')).toBeVisible();
});
