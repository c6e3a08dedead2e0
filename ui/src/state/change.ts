// What is done to an appointment, from wherever it is asked: save here, draw at once, offer the way back.

import * as api from '../api';
import type { Appointment, BookDraft, Done, RescheduleDraft } from '../api';
import { timeOf, minutesOf, addDays } from '../calendar/civil';
import { booking, cancelling, problems, reschedule as moving } from '../text/en';
import { agenda } from './agenda.svelte';
import { core } from './core.svelte';
import { nav } from './nav.svelte';
import { toasts } from './toast.svelte';

/** The newest change that can still be taken back. */
let last: { changeId: string; appointmentId: string } | null = null;

/** `Thu 11:15` */
export const whenShort = (day: string, from: string): string =>
  `${core.format.weekdayShort(day)} ${core.format.time(from)}`;

function offerUndo(done: Done, text: string): void {
  last = { changeId: done.change_id, appointmentId: done.appointment.id };
  toasts.show(text, { label: booking.undo, run: () => void undoLast() });
}

/** Takes the newest change back, where it can be. */
export async function undoLast(): Promise<void> {
  if (!last) return;
  const { changeId, appointmentId } = last;
  last = null;
  try {
    await api.undo(changeId);
    await agenda.settle(appointmentId);
    toasts.show(booking.undone);
  } catch {
    toasts.show(booking.notUndone);
  }
}

export async function book(draft: BookDraft): Promise<Appointment> {
  const done = await api.book(draft);
  const { appointment } = done;
  agenda.draw(appointment);
  offerUndo(done, booking.booked(appointment.client, whenShort(appointment.day, appointment.from)));
  void agenda.settle(appointment.id);
  return appointment;
}

export async function move(draft: RescheduleDraft): Promise<Appointment> {
  const done = await api.reschedule(draft);
  const { appointment } = done;
  agenda.draw(appointment);
  offerUndo(done, moving.moved(whenShort(appointment.day, appointment.from)));
  void agenda.settle(appointment.id);
  return appointment;
}

/** By drag or by keys: no form, so it is drawn first, and put back with a word where it could not be saved. */
export async function moveAtOnce(old: Appointment, day: string, from: string, minutes = old.minutes): Promise<void> {
  const end = minutesOf(from) + minutes;
  agenda.draw({
    ...old,
    day,
    from,
    to: timeOf(end),
    end_day: addDays(day, Math.floor(end / 1440)),
    minutes,
    sync: { ...old.sync, state: old.sync.state === 'local' ? 'local' : 'waiting', reason: null },
  });
  try {
    await move({
      id: old.id,
      start: `${day}T${from}`,
      minutes: minutes === old.minutes ? null : minutes,
      zone: core.status?.zone ?? null,
      notify: old.invite,
      anyway: false,
    });
  } catch (thrown) {
    agenda.forget(old.id);
    const show = () => nav.reschedule({ id: old.id, day, from });
    // The time is taken: the panel says by what, and offers to move there anyway.
    if (api.asError(thrown).code === 'book.overlap') show();
    else toasts.show(moving.couldNot(old.client), { label: moving.show, run: show });
  }
}

export async function cancel(appointment: Appointment, notify: boolean): Promise<void> {
  const done = await api.cancel(appointment.id, notify);
  agenda.draw(done.appointment);
  offerUndo(done, cancelling.done(appointment.client, whenShort(appointment.day, appointment.from)));
  void agenda.settle(appointment.id);
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
