// How many dates of a series are meant: said of what was done to them.

import * as api from '../api';
import type { Appointment, RepeatDraft, Scope } from '../api';
import { addDays } from '../time/civil';

/** Null where the series has no end, or it could not be found out: nothing is held up by that. */
export async function datesOf(of: Appointment, scope: Scope): Promise<number | null> {
  if (!of.series || scope === 'this') return 1;
  const { id, repeat } = of.series;
  if (repeat.until === null && repeat.times === null) return null;
  const from = scope === 'later' ? (of.id.split('@')[1] ?? '') : '';
  try {
    const whole = await api.appointment(id);
    const all = await counted(whole, repeat);
    const before = from > whole.start.slice(0, 10) ? { ...repeat, until: addDays(from, -1), times: null } : null;
    const gone = before ? await counted(whole, before) : 0;
    const skipped = repeat.skip.filter((day) => day >= from).length;
    return all === null || gone === null ? null : all - gone - skipped;
  } catch {
    return null;
  }
}

/** How many dates a series has that begins with this one, those that are skipped too; as the core counts them. */
async function counted(first: Appointment, repeat: RepeatDraft): Promise<number | null> {
  const { start, minutes, zone } = first;
  const nothing = { client_id: null, email: null, service_id: null, title: null, place: null, calendar_id: null };
  const draft = { ...nothing, client: '', description: null, notes: null, invite: false, anyway: false };
  const when = { start: start.slice(0, '2026-12-01T10:00'.length), minutes, zone, fold: null };
  return (await api.previewSeries({ ...draft, ...when, repeat: { ...repeat, skip: [], moves: [] } })).dates;
}
