// What is done to an appointment, from wherever it is asked: save here, draw at once, offer the way back.

import * as api from '../api';
import type { Appointment, BookDraft, Done, EditDraft, RescheduleDraft } from '../api';
import { convert } from '../time/zones';
import { timeOf, minutesOf, addDays, daysBetween } from '../time/civil';
import { booking, cancelling, details, editing, history, problems, reschedule as moving, series } from '../text/en';
import { agenda } from './agenda.svelte';
import { core } from './core.svelte';
import { datesOf } from './dates';
import { nav } from './nav.svelte';
import { toasts } from './toast.svelte';

/** The newest change that can still be taken back. */
interface Newest {
  changeId: string;
  appointmentId: string;
  /** What is said once it is taken back, where more than one date of a series is meant. */
  undone: string | null;
}
let last: Newest | null = null;

/** For tests: as at the start. */
export const newest = { reset: () => void (last = null) };

/** `Thu 11:15`, with the date where it is further than six days from today. */
export function whenShort(day: string, from: string): string {
  const near = Math.abs(daysBetween(core.today, day)) <= 6;
  return `${near ? core.format.weekdayShort(day) : core.format.dayShort(day)} ${core.format.time(from)}`;
}

function offerUndo(done: Done, text: string, undone: string | null): void {
  // Nothing was changed, and what was changed before is not what this is about.
  if (done.change_id === '') {
    toasts.show(text);
    return;
  }
  last = { changeId: done.change_id, appointmentId: done.appointment.id, undone };
  toasts.show(text, { label: booking.undo, run: () => void undoLast() });
}

/** Takes the newest change back, where it can be, and says what that was. */
export async function undoLast(): Promise<void> {
  if (!last) return;
  const tried = last;
  const { changeId, appointmentId } = tried;
  last = null;
  try {
    const undone = await api.undo(changeId);
    await agenda.settle(appointmentId);
    const when = whenShort(undone.day, undone.from);
    const said = tried.undone ?? booking.undone(undone.client, when);
    if (!tried.undone && (!undone.appointment || undone.appointment.status === 'cancelled')) {
      toasts.show(booking.undoneBooking(undone.client, when));
    } else if (undone.change_id) {
      last = { changeId: undone.change_id, appointmentId, undone: null };
      toasts.show(said, { label: booking.redo, run: () => void undoLast() });
    } else {
      toasts.show(said);
    }
  } catch (thrown) {
    const { code, message, hint } = api.asError(thrown);
    // Who was told, or what stands there now, is the person's to weigh. Asked once more, the same is said.
    if (code === 'undo.told' || code === 'book.overlap') last ??= tried;
    const show = { label: moving.show, run: () => nav.history(appointmentId) };
    if (code === 'undo.told') toasts.show(message, await wayBack(tried));
    else if (code === 'book.overlap') toasts.show(message, show);
    else toasts.show([message, hint].filter(Boolean).join(' '));
  }
}

/** What would take back a change that the client was told of. It opens what asks, and changes nothing by itself. */
async function wayBack({ changeId, appointmentId }: Newest): Promise<{ label: string; run: () => void }> {
  const entries = await api.history(appointmentId).catch(() => []);
  const entry = entries.find((one) => one.change_id === changeId);
  const made = (field: api.HistoryField) => entry?.changed.find((one) => one.field === field);
  const status = made('status');
  if (entry?.what === 'book' || status?.before === 'cancelled') {
    return { label: booking.cancelIt, run: () => (nav.cancelling = appointmentId) };
  }
  const show = () => nav.history(appointmentId);
  if (status?.after === 'cancelled') return { label: booking.bookAgain, run: show };
  return { label: made('time') ? booking.moveBack : booking.changeBack, run: show };
}

/** Makes an appointment again what it was. */
export async function bringBack(changeId: string, notify: boolean, anyway: boolean): Promise<Appointment> {
  const done = await api.bringBack(changeId, notify, anyway);
  const { client, day, from } = done.appointment;
  return finish(done, history.broughtBack(client, whenShort(day, from)));
}

/** A change is saved: draws it, says so, and reads it back. */
function finish(done: Done, text: string, undone: string | null = null): Appointment {
  const { appointment } = done;
  // A series is drawn date by date, as it is read.
  if (!appointment.series) agenda.draw(appointment);
  offerUndo(done, text, undone);
  void agenda.settle(appointment.id);
  return appointment;
}

export async function book(draft: BookDraft): Promise<Appointment> {
  const done = await api.book(draft);
  const { client, day, from } = done.appointment;
  return finish(done, booking.booked(client, whenShort(day, from)));
}

export async function edit(draft: EditDraft): Promise<Appointment> {
  const done = await api.edit(draft);
  const { client, day, from } = done.appointment;
  return finish(done, editing.saved(client, whenShort(day, from)));
}

function confirmed({ client, service, guessed }: Appointment): string {
  const said = details.guessedConfirmed;
  if (!service || !guessed.includes('service')) return said.client(client);
  return guessed.includes('client') ? said.both(client, service) : said.service(service);
}

/** What was guessed of an appointment is right: saved as it stands. Nobody is told of that. */
export async function confirmGuess(of: Appointment): Promise<void> {
  const { id, client_id, client, service_id, start, minutes, zone, title, place, notes, invite } = of;
  const same = { id, client_id, client, service_id, minutes, zone, title, place, notes, invite };
  const status = of.status === 'tentative' ? 'tentative' : 'confirmed';
  try {
    const wall = start.slice(0, '2026-12-01T10:00'.length);
    const draft = {
      ...same,
      email: null,
      description: null,
      start: wall,
      fold: null,
      status,
      notify: false,
      anyway: true,
    } as const;
    finish(await api.edit(draft), confirmed(of));
  } catch {
    toasts.show(problems.notSaved);
  }
}

/** `of` = the date that was moved, where others of its series may move too. */
export async function move(draft: RescheduleDraft, of: Appointment | null = null): Promise<Appointment> {
  const scope = draft.scope ?? 'this';
  const many = of?.series && scope !== 'this' ? { of, count: await datesOf(of, scope) } : null;
  const done = await api.reschedule(draft);
  const { day, from } = done.appointment;
  if (!many) return finish(done, moving.moved(whenShort(day, from)));
  const { count } = many;
  const { client } = many.of;
  const since = scope === 'later' ? core.format.dayShort(many.of.day) : null;
  return finish(done, series.movedDates(count, client, since), series.undoneMove(count, client, since));
}

/** Who was invited hears of it, as of a move by drag: there is no form to ask in, and the way back is offered. */
export async function mark({ id, invite }: Appointment, status: 'confirmed' | 'tentative'): Promise<void> {
  try {
    const done = await api.mark(id, status, invite);
    const { client, day, from } = done.appointment;
    const said = status === 'tentative' ? details.markedTentative : details.markedConfirmed;
    finish(done, said(client, whenShort(day, from)));
  } catch {
    toasts.show(problems.notSaved);
  }
}

/** By drag or by keys: no form, so it is drawn first, and put back with a word where it could not be saved. */
export async function moveAtOnce(old: Appointment, day: string, from: string, minutes = old.minutes): Promise<void> {
  // Of a series, all dates would move: the panel says so first.
  if (old.series) return nav.reschedule({ id: old.id, day, from });
  const end = minutesOf(from) + minutes;
  // Drawn on the practitioner's clock, kept on its own.
  const own = convert({ day, time: from }, core.status?.zone ?? old.zone, old.zone);
  agenda.draw({
    ...old,
    day,
    from,
    to: timeOf(end),
    end_day: addDays(day, Math.floor(end / 1440)),
    minutes,
    clocks: null,
    sync: { ...old.sync, state: old.sync.state === 'local' ? 'local' : 'waiting', reason: null },
  });
  try {
    await move({
      id: old.id,
      start: `${own.day}T${own.time}`,
      minutes: minutes === old.minutes ? null : minutes,
      zone: old.zone,
      fold: null,
      notify: old.invite,
      anyway: false,
    });
  } catch (thrown) {
    agenda.forget(old.id);
    const show = () => nav.reschedule({ id: old.id, day, from });
    // The time is taken, or comes twice: the panel says by what, and offers to move there anyway, or asks which of the two.
    if (['book.overlap', 'book.twice'].includes(api.asError(thrown).code)) show();
    else toasts.show(moving.couldNot(old.client), { label: moving.show, run: show });
  }
}

export async function cancel(of: Appointment, notify: boolean, scope: api.Scope = 'all'): Promise<void> {
  const many = of.series && scope !== 'this' ? { count: await datesOf(of, scope) } : null;
  const done = of.series ? await api.cancelDates(of.id, scope, notify) : await api.cancel(of.id, notify);
  const { client, day, from } = of;
  if (!many) return void finish(done, cancelling.done(client, whenShort(day, from)));
  const since = scope === 'later' ? core.format.dayShort(day) : null;
  finish(done, series.cancelledDates(many.count, client, since), series.undoneCancel(many.count, client, since));
}

/** For a control that applies at once: says so where it could not. */
export async function orSay(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch {
    toasts.show(problems.notSaved);
    return false;
  }
}
