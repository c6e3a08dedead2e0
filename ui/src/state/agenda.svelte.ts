// The weeks of the calendar, held in memory by their first day: the one shown, the one before and the one after,
// so that turning a page waits for nothing. A change just made is drawn at once, over what was read.

import { SvelteMap } from 'svelte/reactivity';
import * as api from '../api';
import type { AgendaItem, Appointment, WeekStart } from '../api';
import { addDays, firstWeekday, weekStart, type Day } from '../time/civil';

/** Weeks held; the least recently shown leave first. */
const HELD = 9;

class Agenda {
  /** The chosen day: always among those drawn. */
  day = $state<Day>('');
  /** 0 = Monday. */
  first = $state(0);
  /** The last read failed; what is drawn is what was known before. */
  failed = $state<api.UiError | null>(null);

  readonly #weeks = new SvelteMap<Day, AgendaItem[]>();
  readonly #drawn = new SvelteMap<string, Appointment>();
  #order: Day[] = [];

  startWeeksOn(word: WeekStart): void {
    const first = firstWeekday(word);
    if (first === this.first) return;
    this.first = first;
    this.#weeks.clear();
    this.#order = [];
    if (this.day) void this.show(this.day);
  }

  /** Chooses a day and holds its week and both neighbours. */
  async show(day: Day): Promise<void> {
    this.day = day;
    const week = weekStart(day, this.first);
    const wanted = [week, addDays(week, 7), addDays(week, -7)];
    this.#order = [...wanted, ...this.#order.filter((one) => !wanted.includes(one))];
    for (const gone of this.#order.splice(HELD)) this.#weeks.delete(gone);
    await this.#readAll(wanted.filter((one) => !this.#weeks.has(one)));
  }

  /** Reads every held week again. */
  async refresh(): Promise<void> {
    await this.#readAll(this.#order);
  }

  async #readAll(weeks: Day[]): Promise<void> {
    if (weeks.length === 0) return;
    const failures = await Promise.all(weeks.map((week) => this.#read(week)));
    this.failed = failures.find((failure) => failure !== null) ?? null;
  }

  async #read(week: Day): Promise<api.UiError | null> {
    try {
      this.#weeks.set(week, await api.agenda(week, addDays(week, 6)));
      return null;
    } catch (thrown) {
      return api.asError(thrown);
    }
  }

  /** Whether the week of this day was read. */
  known(day: Day): boolean {
    return this.#weeks.has(weekStart(day, this.first));
  }

  /** What touches the days from `from` to `to`, both included: each thing once, by its start. */
  items(from: Day, to: Day): AgendaItem[] {
    const found: Record<string, AgendaItem> = {};
    for (let week = weekStart(from, this.first); week <= to; week = addDays(week, 7)) {
      for (const item of this.#weeks.get(week) ?? []) found[item.id] = item;
    }
    for (const appointment of this.#drawn.values()) {
      found[appointment.id] = { kind: 'appointment', all_day: false, ...appointment };
    }
    return Object.values(found)
      .filter((item) => item.day <= to && item.end_day >= from)
      .filter((item) => item.kind === 'busy' || item.status !== 'cancelled')
      .sort((a, b) => (a.day + a.from).localeCompare(b.day + b.from));
  }

  find(id: string): AgendaItem | undefined {
    const drawn = this.#drawn.get(id);
    if (drawn) return { kind: 'appointment', all_day: false, ...drawn };
    for (const week of this.#weeks.values()) {
      const item = week.find((one) => one.id === id);
      if (item) return item;
    }
    return undefined;
  }

  /** Draws an appointment as it is about to be, until `settle` or `forget`. */
  draw(appointment: Appointment): void {
    this.#drawn.set(appointment.id, appointment);
  }

  /** The change is saved: reads it, then lets go of what was drawn. */
  async settle(id: string): Promise<void> {
    await this.refresh();
    this.#drawn.delete(id);
  }

  /** The change failed: back to what was. */
  forget(id: string): void {
    this.#drawn.delete(id);
  }

  /** For tests: as at the start. */
  reset(): void {
    this.day = '';
    this.first = 0;
    this.failed = null;
    this.#weeks.clear();
    this.#drawn.clear();
    this.#order = [];
  }
}

export const agenda = new Agenda();
