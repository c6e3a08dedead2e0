// P14: days off, notice, horizon, how many a day, the way and the break are set in the window.

import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { begin, type TestWindow } from '../../test/test-window';
import SettingsPage from './SettingsPage.svelte';

const user = userEvent.setup();
let window: TestWindow;

const saved = () => window.argsOf('save_settings').map((args) => args.settings);
const isSaved = <T>(value: () => T) => expect.poll(value, { timeout: 10_000 });
const open = async (section: string) => {
  render(SettingsPage);
  await user.click(
    within(screen.getByRole('navigation', { name: 'Settings sections' })).getByRole('link', { name: section }),
  );
};

beforeEach(async () => {
  window = await begin();
});

it('adds days off and removes them', async () => {
  await open('Working hours');
  const off = within(screen.getByRole('group', { name: 'Days off' }));
  await user.type(off.getByRole('textbox', { name: 'First day' }), '2027-12-24');
  await user.type(off.getByRole('textbox', { name: 'Last day' }), '2028-01-01');
  await user.click(off.getByRole('button', { name: 'Add' }));
  await isSaved(() => saved().at(-1)?.exceptions).toEqual([{ from: '2027-12-24', to: '2028-01-01', hours: [] }]);
  await user.type(off.getByRole('textbox', { name: 'First day' }), '2027-12-29');
  await user.type(off.getByRole('textbox', { name: 'Hours' }), '9-13, 14:30-16{Enter}');
  await isSaved(() => saved().at(-1)?.exceptions[1]).toEqual({
    from: '2027-12-29',
    to: '2027-12-29',
    hours: [
      { from: '09:00', to: '13:00' },
      { from: '14:30', to: '16:00' },
    ],
  });
  expect(off.getAllByRole('listitem')).toHaveLength(2);
  const [first] = off.getAllByRole('button', { name: /^Remove / });
  if (first) await user.click(first);
  await isSaved(() =>
    saved()
      .at(-1)
      ?.exceptions.map((one) => one.from),
  ).toEqual(['2027-12-29']);
});

// C
it('takes days off as they are written elsewhere in the window', async () => {
  await open('Working hours');
  const off = within(screen.getByRole('group', { name: 'Days off' }));
  await user.type(off.getByRole('textbox', { name: 'First day' }), '24 Dec');
  await user.type(off.getByRole('textbox', { name: 'Last day' }), '1.1.{Enter}');
  await isSaved(() => saved().at(-1)?.exceptions).toEqual([{ from: '2026-12-24', to: '2027-01-01', hours: [] }]);
});

it('adds no day that there is not, none that ends first and no hours that are none, and says why', async () => {
  await open('Working hours');
  const off = within(screen.getByRole('group', { name: 'Days off' }));
  await user.type(off.getByRole('textbox', { name: 'First day' }), '2027-02-30{Enter}');
  expect(off.getByRole('textbox', { name: 'First day' })).toBeInvalid();
  await user.clear(off.getByRole('textbox', { name: 'First day' }));
  await user.type(off.getByRole('textbox', { name: 'First day' }), '2027-02-20');
  await user.type(off.getByRole('textbox', { name: 'Last day' }), '2027-02-19');
  await user.type(off.getByRole('textbox', { name: 'Hours' }), '13-9{Enter}');
  expect(off.getByRole('textbox', { name: 'Last day' })).toHaveAccessibleDescription('This ends before it begins.');
  expect(off.getByRole('textbox', { name: 'Hours' })).toBeInvalid();
  expect(saved()).toEqual([]);
});

it('sets notice, latest day, how many a day and the way', async () => {
  await open('Booking rules');
  const choose = (name: string, option: string) => user.selectOptions(screen.getByRole('combobox', { name }), option);
  await choose('Shortest notice', '1 day');
  await choose('How far ahead', '3 months ahead');
  await choose('Most appointments per day', '6 appointments');
  await choose('Travel time between places', '30 minutes');
  await isSaved(() => saved().at(-1)).toMatchObject({
    notice_minutes: 1440,
    horizon_days: 90,
    most_a_day: 6,
    travel_minutes: 30,
  });
  await choose('How far ahead', 'Any');
  await isSaved(() => saved().at(-1)?.horizon_days).toBeNull();
});

it('gives a service a break', async () => {
  await open('Services');
  await user.click(screen.getByRole('button', { name: 'Edit Session' }));
  const dialog = within(screen.getByRole('dialog', { name: 'Edit Session' }));
  const box = dialog.getByRole('textbox', { name: 'Break after, in minutes' });
  await user.clear(box);
  await user.type(box, '300');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  expect(box).toHaveAccessibleDescription('Enter a break from 0 to 240 minutes.');
  await user.clear(box);
  await user.type(box, '15');
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  await isSaved(() => window.argsOf('save_service').map((args) => args.service.break_minutes)).toEqual([15]);
});
