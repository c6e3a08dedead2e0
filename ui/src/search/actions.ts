// What can be done from the search field. Each does exactly what its button or key does.

import * as api from '../api';
import { view } from '../calendar/view.svelte';
import { sections, type SectionName } from '../settings/sections.svelte';
import { mod } from '../shell/keyboard';
import { nav } from '../state/nav.svelte';
import { toasts } from '../state/toast.svelte';
import { search } from '../text/en-search';
import type { Action } from './results';

const text = search.action;

function settings(section: SectionName): void {
  sections.chosen = section;
  nav.go('settings');
}

async function sync(): Promise<void> {
  try {
    await api.syncNow();
  } catch (thrown) {
    toasts.show(api.asError(thrown).message);
  }
}

function calendar(as: typeof nav.view): void {
  nav.go('calendar');
  nav.view = as;
}

export const actions: Action[] = [
  { id: 'book', label: text.newAppointment, key: 'N', run: () => nav.book() },
  {
    id: 'today',
    label: text.today,
    key: 'T',
    run: () => {
      nav.go('calendar');
      view.goToday();
    },
  },
  { id: 'day', label: text.day, key: 'D', run: () => calendar('day') },
  { id: 'week', label: text.week, key: 'W', run: () => calendar('week') },
  { id: 'agenda', label: text.agenda, key: 'A', run: () => calendar('agenda') },
  { id: 'sync', label: text.syncNow, run: () => void sync() },
  { id: 'connect', label: text.connect, run: () => nav.go('connections') },
  { id: 'connections', label: text.connections, run: () => nav.go('connections') },
  { id: 'activity', label: text.activity, run: () => nav.go('activity') },
  { id: 'settings', label: text.settings, key: mod(','), run: () => settings('hours') },
  { id: 'hours', label: text.hours, run: () => settings('hours') },
  { id: 'services', label: text.services, run: () => settings('services') },
];

/** Shown before anything is typed. */
export const first: Action[] = actions.filter((action) =>
  ['book', 'today', 'sync', 'connections', 'settings'].includes(action.id),
);
