// A world in the real core: its app, called as the window calls it, and what a test does outside the app.

import type { Changed, UiError } from '../src/api';
import type { Address } from './core';

/** What the window finds when it opens: `Scene` of tests/src/practice/scene.rs. */
export type Scene =
  | 'first-run'
  | 'empty'
  | 'week'
  | 'troubles'
  | 'decisions'
  | 'live'
  | 'locked'
  | 'no-answer'
  | 'missing'
  | 'no-keychain'
  | 'passphrase'
  | 'damaged'
  | 'newer';

/** `Act` of tests/src/over_http/act.rs. */
export type Act =
  | { do: 'advance'; minutes: number }
  | { do: 'unplug'; unplugged: boolean }
  | { do: 'unlockKeychain' }
  | { do: 'consent' }
  | { do: 'answer'; client: string; word: 'accepted' | 'tentative' | 'declined' };

export class World {
  readonly #base: string;
  #announced: number;
  #ended = false;

  private constructor(
    readonly core: Address,
    { id, announced }: { id: string; announced: number },
  ) {
    this.#base = `/worlds/${id}`;
    this.#announced = announced;
  }

  static async open(core: Address, scene: Scene): Promise<World> {
    const answer = await ask(core, 'POST', '/worlds', { scene });
    if (!answer.ok) throw new Error(`${scene}: ${await answer.text()}`);
    return new World(core, (await answer.json()) as { id: string; announced: number });
  }

  /** A command. Rejects with the core's error. */
  async call(command: string, args: unknown): Promise<unknown> {
    const answer = await ask(this.core, 'POST', `${this.#base}/call/${command}`, args ?? {});
    if (answer.ok) return answer.json();
    // A window that a test has left behind waits for ever: nobody is there to hear of an error.
    if (this.#ended) return new Promise(() => {});
    if (answer.status === 422) throw (await answer.json()) as UiError;
    throw new Error(`${command}: ${answer.status} ${await answer.text()}`);
  }

  async act(act: Act): Promise<void> {
    const answer = await ask(this.core, 'POST', `${this.#base}/act`, act);
    if (!answer.ok) throw new Error(`${act.do}: ${await answer.text()}`);
  }

  /** Passes on what the core announces, until the world ends. */
  async follow(hear: (what: Changed) => void): Promise<void> {
    for (;;) {
      const answer = await ask(this.core, 'GET', `${this.#base}/changed/${this.#announced}`).catch(() => null);
      if (!answer?.ok) return;
      const words = (await answer.json()) as Changed[];
      this.#announced += words.length;
      words.forEach(hear);
    }
  }

  async end(): Promise<void> {
    this.#ended = true;
    await ask(this.core, 'DELETE', this.#base);
  }
}

function ask({ url, token }: Address, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(url + path, {
    method,
    headers: { 'x-daybook-test': token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
