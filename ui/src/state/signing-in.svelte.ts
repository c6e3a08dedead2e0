// The sign-in through the browser, as the core tells it. The core leads: this only asks, and follows `changed`.

import * as api from '../api';
import type { SignInView, UiError } from '../api';

/** What was asked for, so that it can be asked for again. */
export interface Asked {
  provider: string;
  label: string;
  /** The connection that is signed in to anew. */
  connectionId: string | null;
}

class SigningIn {
  /** How it stands; `null` where there is none. */
  view = $state.raw<SignInView | null>(null);
  /** When `view` was read: its `left` is counted on from here. */
  readAt = $state(0);
  /** Asked for, and the core has not answered yet, or refused. */
  asked = $state.raw<Asked | null>(null);
  refused = $state.raw<UiError | null>(null);

  /** Only the newest read counts. */
  #turn = 0;
  /** While a sign-in is being begun, its own answer is the newest. */
  #beginning = 0;

  async begin(asked: Asked): Promise<void> {
    this.asked = asked;
    this.refused = null;
    this.#take(null);
    this.#beginning += 1;
    try {
      const view = await api.beginSignIn(asked.provider, asked.connectionId);
      if (this.asked === asked) {
        this.#take(view);
        this.asked = null;
      } else if (this.asked === null) {
        // Closed before the browser opened.
        await api.cancelSignIn();
      }
    } catch (thrown) {
      if (this.asked === asked) this.refused = api.asError(thrown);
    } finally {
      this.#beginning -= 1;
    }
    // What changed meanwhile was not read.
    if (this.view) await this.read();
  }

  /** The same once more. */
  again(): Promise<void> {
    const asked = this.asked ?? (this.view && askedBy(this.view));
    return asked ? this.begin(asked) : Promise.resolve();
  }

  async openAgain(): Promise<void> {
    try {
      await api.openSignInAgain();
    } catch {
      // The core keeps why with the sign-in itself.
    }
    await this.read();
  }

  /** Reads how it stands: at the start, and when the core says that it changed. */
  async read(): Promise<void> {
    if (this.#beginning > 0) return;
    const turn = ++this.#turn;
    const view = await api.signIn();
    if (turn === this.#turn) this.#take(view);
  }

  /** Ends it, or closes how it ended. */
  async close(): Promise<void> {
    this.asked = null;
    this.refused = null;
    this.#take(null);
    try {
      await api.cancelSignIn();
    } catch {
      // It runs out by itself.
    }
  }

  #take(view: SignInView | null): void {
    this.#turn += 1;
    this.readAt = Date.now();
    this.view = view;
  }

  /** For tests: as at the start. */
  reset(): void {
    this.asked = null;
    this.refused = null;
    this.#take(null);
  }
}

const askedBy = ({ provider, label, connection_id }: SignInView): Asked => ({
  provider,
  label,
  connectionId: connection_id,
});

export const signingIn = new SigningIn();
