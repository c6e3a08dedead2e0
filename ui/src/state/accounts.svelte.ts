// The accounts and their calendars, as they were read. What was just changed on a calendar is drawn over that until a
// read which began after the change was saved: an older answer does not flip it back.

import * as api from '../api';
import type { Calendar, Connection } from '../api';

type Draw = (calendar: Calendar) => Calendar;

const drawnBy = (list: Connection[], draw: Draw): Connection[] =>
  list.map((connection) => ({ ...connection, calendars: connection.calendars.map(draw) }));

class Accounts {
  #read = $state.raw<Connection[]>([]);
  /** Changes that are not saved yet, in their order. */
  #drawn = $state.raw<Draw[]>([]);

  readonly list: Connection[] = $derived(this.#drawn.reduce(drawnBy, this.#read));

  /** Reads are numbered as they begin: one that is older than what was taken last is not taken. */
  #begun = 0;
  #taken = 0;

  async read(): Promise<void> {
    const turn = ++this.#begun;
    const list = await api.connections();
    if (turn <= this.#taken) return;
    this.#taken = turn;
    this.#read = list;
  }

  /** Draws a change of calendars at once. What was there comes back where `saved` says that it could not be saved. */
  async change(draw: Draw, saved: Promise<boolean>): Promise<void> {
    this.#drawn = [...this.#drawn, draw];
    const kept = await saved;
    this.#drawn = this.#drawn.filter((one) => one !== draw);
    if (!kept) return;
    this.#read = drawnBy(this.#read, draw);
    this.#taken = this.#begun;
    // Without an answer the change stands as it was drawn.
    await this.read().catch(() => {});
  }

  /** For tests: as at the start. */
  reset(): void {
    this.#read = [];
    this.#drawn = [];
    this.#taken = this.#begun;
  }
}

export const accounts = new Accounts();
