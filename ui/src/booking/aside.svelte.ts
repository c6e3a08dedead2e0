// A booking that was put aside: the person left its form for another page, and goes on with it afterwards.

import { nav } from '../state/nav.svelte';
import type { Form } from './form.svelte';
import type { Repeating } from './repeating.svelte';

interface Left {
  form: Form;
  /** How it repeats. */
  repeating: Repeating;
  /** Whether the client is to be invited, where that can be. */
  invite: boolean;
}

class Aside {
  #left = $state.raw<Left | null>(null);

  /** Keeps what was typed while another page is shown. */
  put(left: Left): void {
    this.#left = left;
    nav.aside = true;
  }

  /** What was typed, for the panel that goes on with it. */
  take(): Left | null {
    const left = this.#left;
    this.reset();
    return left;
  }

  /** Nothing is put aside; for tests too: as at the start. */
  reset(): void {
    this.#left = null;
    nav.aside = false;
  }
}

export const aside = new Aside();
