// What a search finds, in its order. Pure: what is looked through comes from outside.

import type { AgendaItem, Appointment, Client } from '../api';
import type { Day } from '../time/civil';
import { answers } from './find';

/** At most so many of a kind: a search is narrowed by typing, not by scrolling. */
const MOST = 6;

export interface Action {
  id: string;
  label: string;
  /** The key that does the same. */
  key?: string;
  run: () => void;
}

export type Result =
  | { kind: 'client'; id: string; client: Client; next: Appointment | null }
  | { kind: 'appointment'; id: string; appointment: Appointment }
  | { kind: 'action'; id: string; action: Action }
  | { kind: 'add'; id: string; name: string };

export interface Around {
  today: Day;
  /** `13:20` */
  now: string;
}

const at = (one: Appointment) => `${one.day}T${one.from}`;

export const ownOnes = (items: AgendaItem[]): Appointment[] =>
  items.filter((item) => item.kind === 'appointment').filter((one) => one.status !== 'cancelled');

/** Coming ones first, the nearest on top; then past ones, the latest on top. */
function inOrder(list: Appointment[], { today, now }: Around): Appointment[] {
  const from = `${today}T${now}`;
  const coming = list.filter((one) => at(one) >= from).sort((a, b) => at(a).localeCompare(at(b)));
  const past = list.filter((one) => at(one) < from).sort((a, b) => at(b).localeCompare(at(a)));
  return [...coming, ...past];
}

export const titleOf = (one: Appointment): string => [one.client, one.service].filter(Boolean).join(', ');

export function results(
  query: string,
  clients: Client[],
  appointments: Appointment[],
  actions: Action[],
  around: Around,
): Result[] {
  const wanted = query.trim();
  if (!wanted) return actions.map((action) => ({ kind: 'action', id: `action-${action.id}`, action }));
  const ordered = inOrder(appointments, around);
  const from = `${around.today}T${around.now}`;
  const people = clients.slice(0, MOST).map((client): Result => ({
    kind: 'client',
    id: `client-${client.id}`,
    client,
    next: ordered.find((one) => one.client_id === client.id && at(one) >= from) ?? null,
  }));
  const booked = ordered
    .filter((one) => answers(titleOf(one), wanted))
    .slice(0, MOST)
    .map((appointment): Result => ({ kind: 'appointment', id: `appointment-${appointment.id}`, appointment }));
  const doing = actions
    .filter((action) => answers(action.label, wanted))
    .map((action): Result => ({ kind: 'action', id: `action-${action.id}`, action }));
  const found = [...people, ...booked, ...doing];
  return found.length > 0 ? found : [{ kind: 'add', id: 'add', name: wanted }];
}
