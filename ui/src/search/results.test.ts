import { describe, expect, it } from 'vitest';
import { appointment, client, NOW, TODAY } from '../../test/canned';
import { results, type Action } from './results';

const at = (day: string, from: string, to: string) =>
  appointment('Jonas Weber', { id: day, day, from, to, end_day: day, start: `${day}T${from}:00+01:00` });
const appointments = [
  at('2026-11-16', '09:00', '09:50'),
  at('2026-11-18', '17:00', '17:50'),
  at('2026-11-20', '09:00', '09:50'),
  appointment('Mara Voss'),
];
const actions: Action[] = [{ id: 'book', label: 'New appointment', run: () => {} }];
const around = { today: TODAY, now: NOW };
const find = (query: string, clients = [client('Jonas Weber')]) =>
  results(query, clients, appointments, actions, around);

describe('a search', () => {
  it('shows the client with the next appointment, then appointments, coming ones first', () => {
    const found = find('jonas');
    expect(found.map((one) => one.kind)).toEqual(['client', 'appointment', 'appointment', 'appointment']);
    expect(found[0]).toMatchObject({ next: { day: '2026-11-18', from: '17:00' } });
    expect(found.slice(1).map((one) => one.kind === 'appointment' && one.appointment.day)).toEqual([
      '2026-11-18',
      '2026-11-20',
      '2026-11-16',
    ]);
  });

  it('finds actions by their words', () => expect(find('app', [])[0]).toMatchObject({ kind: 'action' }));

  it('offers a name nobody has for booking', () => {
    expect(find('Zoe', [])).toEqual([{ kind: 'add', id: 'add', name: 'Zoe' }]);
  });

  it('shows actions before anything is typed', () => expect(find('')).toHaveLength(1));
});
