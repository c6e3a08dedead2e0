// A booking begins with the line of its service; what was typed in its place stays.

import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { begin } from '../../test/test-window';
import type { Service } from '../api';
import App from '../App.svelte';
import { nav } from '../state/nav.svelte';

Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });

it('begins the description of a booking with the line of its service', async () => {
  const user = userEvent.setup();
  const window = await begin('week', async (there) => {
    const services = (await there.ask('services', {})) as Service[];
    for (const service of services.slice(0, 2)) {
      await there.ask('save_service', { service: { ...service, description: `About ${service.name}` } });
    }
  });
  const [first, second] = (await window.ask('services', {})) as Service[];
  if (!first || !second) throw new Error('two services');
  render(App);
  await screen.findByRole('button', { name: /^Lena Brandt/ });
  nav.book({ serviceId: first.id });
  const panel = within(await screen.findByRole('dialog', { name: 'New appointment' }));
  const description = () => panel.getByRole('textbox', { name: 'Description' });
  expect(description()).toHaveValue(`About ${first.name}`);
  await user.selectOptions(panel.getByRole('combobox', { name: 'Service' }), second.name);
  expect(description()).toHaveValue(`About ${second.name}`);
  await user.clear(description());
  await user.type(description(), 'Room 3');
  await user.selectOptions(panel.getByRole('combobox', { name: 'Service' }), first.name);
  expect(description()).toHaveValue('Room 3');
});
