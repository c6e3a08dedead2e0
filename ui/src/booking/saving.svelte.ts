// What the panels with a time have in common: the time is drawn while it is chosen, and a change is saved, refused,
// or saved anyway.

import { onDestroy, tick, untrack } from 'svelte';
import * as api from '../api';
import type { Appointment, UiError } from '../api';
import { agenda } from '../state/agenda.svelte';
import { core } from '../state/core.svelte';
import { nav } from '../state/nav.svelte';
import type { Choosing } from './choosing.svelte';
import { draft, type Drawn } from './draft.svelte';
import { say, type Said } from './verdict';

export const close = (): void => void (nav.panel = null);

export class Saving {
  going = $state(false);
  failed = $state<UiError | null>(null);
  /** What another date of the series overlaps, which the note about the chosen time does not know: asked once. */
  refused = $state<UiError | null>(null);
  /** The panel: set by it. */
  element: HTMLElement | null = null;

  /** A time that is taken, or could not be checked, is taken only by the button that says so. Where it is taken, the
   *  next free time comes first; one that could not be checked may well be right, and that button has the focus. So has the
   *  one for the dates of a series, each of which can be moved or skipped above it. */
  async askAnyway(said: 'overlap' | 'unchecked' | 'dates'): Promise<void> {
    await tick();
    const button = { overlap: 'button', unchecked: '.anyway button', dates: '.dates-anyway button' }[said];
    this.element?.querySelector<HTMLElement>(`[role="status"] ${button}`)?.focus();
  }

  /** Takes a refusal back once something else is chosen; to be called while a panel is made. */
  forgetWith(chosen: () => unknown): void {
    $effect(() => {
      chosen();
      this.refused = null;
    });
  }

  /** Closes the panel when it is saved, and gives the focus to what was saved. `anyway` = whatever its time holds; else what the
   *  calendars are being asked is waited for. */
  async run(choosing: Choosing, anyway: boolean, save: () => Promise<Appointment>): Promise<void> {
    this.going = true;
    this.failed = this.refused = null;
    const { panel } = nav;
    const taken = !anyway && (await choosing.turnsOutTaken());
    // It was closed meanwhile.
    if (nav.panel !== panel) return;
    if (taken) {
      this.going = false;
      return this.askAnyway('overlap');
    }
    try {
      const { id } = await save();
      close();
      await tick();
      document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
    } catch (thrown) {
      const error = api.asError(thrown);
      this.going = false;
      if (error.code !== 'book.overlap') {
        this.failed = error;
        // The form asks which of the two is meant.
        if (error.code === 'book.twice') await choosing.check();
        return;
      }
      // Not a failure: the note above the buttons says what the chosen time overlaps, and how to go on. Of another date
      // of a series it knows nothing.
      await choosing.check();
      if (choosing.verdict?.answer === 'busy') await this.askAnyway('overlap');
      else this.refused = error;
    }
  }

  /** The appointment a panel is about: as it is held, else read. */
  take(id: string, begin: (appointment: Appointment) => void): void {
    const known = agenda.find(id);
    if (known?.kind === 'appointment') begin(known);
    else void api.appointment(id).then(begin, (thrown) => (this.failed = api.asError(thrown)));
  }
}

/** What is to be said of the chosen time, once it is known. */
export function saidOf(choosing: Choosing): Said | null {
  if (!choosing.verdict) return null;
  return say(choosing.verdict, {
    settings: core.settings,
    connections: core.connections,
    today: core.today,
    format: core.format,
    day: choosing.wall.day,
    from: choosing.wall.time,
    minutes: choosing.minutes,
    typed: { day: choosing.day, time: choosing.from },
  });
}

/** Checks the time while it is chosen, draws it in the calendar, and takes over what is pressed there. `words` is
 *  null while there is nothing to draw. To be called while a panel is made. */
export function follow(
  choosing: () => Choosing | null,
  words: () => Pick<Drawn, 'title' | 'service' | 'overlaps' | 'moves'> | null,
  lengthToo = true,
): void {
  $effect(() => choosing()?.watch());
  $effect(() => {
    const now = choosing();
    if (!now) return;
    const { day, time } = now.wall;
    const said = words();
    draft.shown = said && { day, from: time, minutes: now.minutes, ...said };
    untrack(() => {
      if (agenda.day !== day) void agenda.show(day);
    });
  });
  $effect(() => {
    const { wish } = draft;
    const now = choosing();
    if (!wish || !now) return;
    now.takeWall(wish.day, wish.from, lengthToo ? wish.minutes : undefined);
    draft.wish = null;
  });
  onDestroy(() => {
    draft.shown = null;
    draft.wish = null;
  });
}
