// S58, P12: a time that was booked unchecked and turns out to be taken is shown with both sides and the ways out.

import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { begin } from '../../test/test-window';
import type { BookedOver } from '../api';
import { nav } from '../state/nav.svelte';
import ActivityPage from './ActivityPage.svelte';

const user = userEvent.setup();

it('what was booked over something names both, and offers to keep, move or cancel', async () => {
  const over: BookedOver = {
    appointment_id: 'lena',
    client: 'Lena Brandt',
    day: '2026-11-19',
    from: '10:00',
    to: '10:50',
    clashes: [
      {
        title: 'Dentist',
        own: false,
        day: '2026-11-19',
        from: '10:30',
        to: '11:30',
        all_day: false,
        calendar: 'Private',
        connection: 'Google',
        email: null,
        rule: 'busy',
        rule_calendar_id: 'private',
        why: 'Blocks your time: in ‘Private’, events count as busy.',
        start: '2026-11-19T10:30:00+01:00',
        end: '2026-11-19T11:30:00+01:00',
        clocks: null,
      },
    ],
  };
  const window = await begin('week', (begun) => begun.change({ activity: (all) => ({ ...all, booked_over: [over] }) }));
  window.can({ keep_both: () => {} });
  render(ActivityPage);
  const line = within((await screen.findByText(/Overlaps ‘Dentist’/)).closest('li')!);
  expect(line.getByText(/^Lena Brandt ·$/)).toHaveTextContent(/^Lena Brandt · \w{3}\b.*, \d/);
  await user.click(line.getByRole('button', { name: 'Move Lena Brandt' }));
  expect(nav.panel).toMatchObject({ kind: 'reschedule', id: 'lena' });
  await user.click(line.getByRole('button', { name: 'Cancel Lena Brandt…' }));
  expect(nav.cancelling).toBe('lena');
  nav.cancelling = null;
  await user.click(line.getByRole('button', { name: 'Keep both for Lena Brandt' }));
  await waitFor(() => expect(window.argsOf('keep_both')).toEqual([{ appointmentId: 'lena' }]));
});
