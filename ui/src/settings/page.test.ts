import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { begin, type TestWindow } from '../../test/test-window';
import { core } from '../state/core.svelte';
import { toasts } from '../state/toast.svelte';
import SettingsPage from './SettingsPage.svelte';

const user = userEvent.setup();
let window: TestWindow;

const saved = () => window.argsOf('save_settings').map((args) => args.settings);
/** Changes are saved one after the other. */
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

describe('Working hours', () => {
  it('saves a time as it is read', async () => {
    render(SettingsPage);
    const box = screen.getByRole('textbox', { name: 'Monday first start' });
    await user.clear(box);
    await user.type(box, '8.30{Enter}');
    await isSaved(() => saved().at(-1)?.hours[0]?.[0]).toEqual({ from: '08:30', to: '13:00' });
    expect(box).toHaveValue('08:30');
  });

  it('saves nothing that is not a time or not in order, and says why', async () => {
    render(SettingsPage);
    const box = screen.getByRole('textbox', { name: 'Monday first end' });
    await user.clear(box);
    await user.type(box, 'noon{Enter}');
    expect(screen.getByRole('alert')).toHaveTextContent('Not a time. Try ‘9:30’.');
    expect(box).toBeInvalid();
    await user.clear(box);
    await user.type(box, '8:00{Enter}');
    expect(screen.getByRole('alert')).toHaveTextContent('This ends before it starts.');
    expect(saved()).toEqual([]);
    await user.clear(box);
    await user.type(box, '12{Enter}');
    expect(screen.queryByRole('alert')).toBeNull();
    await isSaved(saved).toHaveLength(1);
  });

  it('frees a day, and gives its times back', async () => {
    render(SettingsPage);
    const friday = screen.getByRole('switch', { name: 'Work on Friday' });
    await user.click(friday);
    await isSaved(() => saved().at(-1)?.hours[4]).toEqual([]);
    await user.click(friday);
    await isSaved(() => saved().at(-1)?.hours[4]).toEqual([{ from: '09:00', to: '14:00' }]);
  });

  it('copies a day to all that are worked', async () => {
    render(SettingsPage);
    await user.click(screen.getByRole('button', { name: 'More actions for Friday' }));
    await user.click(screen.getByRole('menuitem', { name: 'Copy to all working days' }));
    await isSaved(() =>
      saved()
        .at(-1)
        ?.hours.map((spans) => spans.length),
    ).toEqual([1, 1, 1, 1, 1, 0, 0]);
  });

  it('adds a time', async () => {
    render(SettingsPage);
    await user.click(screen.getByRole('button', { name: 'More actions for Friday' }));
    await user.click(screen.getByRole('menuitem', { name: 'Add a time' }));
    expect(await screen.findByRole('textbox', { name: 'Friday second start' })).toHaveValue('15:00');
  });
});

describe('Services', () => {
  it('changes one', async () => {
    await open('Services');
    await user.click(screen.getByRole('button', { name: 'Edit Session' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Edit Session' }));
    await user.clear(dialog.getByRole('textbox', { name: 'Length in minutes' }));
    await user.type(dialog.getByRole('textbox', { name: 'Length in minutes' }), '45');
    await user.click(dialog.getByRole('radio', { name: 'Moss' }));
    await user.type(dialog.getByRole('textbox', { name: 'Description' }), 'Bring a mat.');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(window.argsOf('save_service')).toEqual([
      {
        service: {
          id: expect.any(String),
          name: 'Session',
          minutes: 45,
          hue: 'moss',
          description: 'Bring a mat.',
          break_minutes: 0,
        },
      },
    ]);
    expect(await window.ask('services', {})).toContainEqual(expect.objectContaining({ name: 'Session', minutes: 45 }));
  });

  it('adds one, with a name and a colour no other has', async () => {
    await open('Services');
    await user.click(screen.getByRole('button', { name: 'Add service' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Add service' }));
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription('A service needs a name.');
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Supervision');
    await user.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('button', { name: 'Edit Supervision' })).toBeInTheDocument();
    expect(window.argsOf('save_service')).toEqual([
      { service: { id: '', name: 'Supervision', minutes: 50, hue: 'blue', description: '', break_minutes: 0 } },
    ]);
  });
});

describe('Appearance and region', () => {
  it('changes the theme at once', async () => {
    await open('Appearance');
    await user.click(screen.getByRole('radio', { name: 'Dark' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
    await isSaved(() => saved().at(-1)?.theme).toBe('dark');
  });

  it('flips back what could not be saved', async () => {
    window.fail('save_settings', { code: 'store.full', message: 'The disk is full.', hint: '' });
    await open('Appearance');
    await user.click(screen.getByRole('radio', { name: 'Dark' }));
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('light'));
    expect(screen.getByRole('radio', { name: 'Light' })).toBeChecked();
    expect(toasts.shown?.text).toBe('Could not save. Nothing changed.');
  });

  it('changes the clock, the first day of the week and the zone', async () => {
    await open('Language & region');
    await user.click(screen.getByRole('radio', { name: '12-hour' }));
    await user.click(screen.getByRole('radio', { name: 'Sunday' }));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Time zone' }), 'Europe/Lisbon');
    await isSaved(() => saved().at(-1)).toMatchObject({ clock: '12', week_start: 'sunday', zone: 'Europe/Lisbon' });
    await user.selectOptions(screen.getByRole('combobox', { name: 'Time zone' }), '');
    await isSaved(() => saved().at(-1)?.zone).toBeNull();
  });

  // T8, P17
  it('says where the zone of the computer comes from', async () => {
    window.change({ status: (real) => ({ ...real, zone_source: 'rules' }) });
    await core.readStatus();
    await open('Language & region');
    expect(screen.getByText('Follows this computer: worked out from the rules of its clock')).toBeVisible();
    window.change({ status: (real) => ({ ...real, zone: 'UTC', zone_source: 'unknown' }) });
    await core.readStatus();
    const unknown = 'This computer does not tell it. Choose yours, or nothing can be booked';
    expect(await screen.findByText(unknown)).toBeVisible();
    expect(screen.getByRole('option', { name: 'This computer’s (not known)' })).toBeInTheDocument();
  });

  it('turns single keys off', async () => {
    await open('Appearance');
    await user.click(screen.getByRole('switch', { name: 'Single-key shortcuts' }));
    await isSaved(() => saved().at(-1)?.single_keys).toBe(false);
  });
});

it('chooses how far apart times are offered', async () => {
  await open('Booking rules');
  await user.selectOptions(screen.getByRole('combobox', { name: 'Start times' }), 'Every 30 minutes');
  await isSaved(() => saved().at(-1)?.start_step).toBe(30);
});

it('says where the key and the data lie', async () => {
  await open('Security');
  expect(screen.getByText('In the system keychain')).toBeInTheDocument();
  expect(screen.getByText((await window.ask('status', {})).data_dir)).toBeInTheDocument();
});
