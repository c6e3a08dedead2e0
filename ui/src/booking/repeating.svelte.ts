// How a new appointment repeats, and which dates of its series are odd.

import * as api from '../api';
import type { BookDraft, Fold, MovedDate, OddDate, RepeatDraft, RepeatEvery, SeriesPreview } from '../api';
import { series } from '../text/en';
import type { Format } from '../text/format';
import { addDays, type Day } from '../time/civil';
import type { Wall } from '../time/zones';
import type { Choosing } from './choosing.svelte';

/** It takes place once. */
export const ONCE = 'once' as const;
/** Milliseconds of quiet before the dates are looked at. */
const DEBOUNCE = 120;
/** Days of a series that ends on a day, where nothing was chosen: half a year. */
const LONG = 182;
const MOST_TIMES = 1000;

export type Ends = 'after' | 'on' | 'never';

/** What the dates of a series depend on, and what of the person's own they may break. */
interface Planned {
  repeat: RepeatDraft;
  start: string;
  minutes: number;
  zone: string | null;
  fold: Fold | null;
  serviceId: string | null;
  place: string | null;
}

/** A date that the person moves, and the rule that gives it: by another rule there may be none on that day. */
interface Move extends MovedDate {
  under: string;
}

/** A date to look at: one that is odd, or that was moved out of the way. */
export interface Row {
  date: Day;
  odd: OddDate | null;
  /** Where it was moved to. */
  to: string | null;
}

export class Repeating {
  every = $state<RepeatEvery | typeof ONCE>(ONCE);
  ends = $state<Ends>('after');
  times = $state('10');
  until = $state<Day>('');
  /** Whether it is asked if the dates that are taken are meant. */
  asking = $state(false);
  /** Dates that the person leaves out. */
  skip = $state<Day[]>([]);
  preview = $state.raw<SeriesPreview | null>(null);
  failed = $state.raw<api.UiError | null>(null);
  #moves = $state<Move[]>([]);
  #asked = 0;

  /** How it repeats from a day on; null where it takes place once. Only what is known to be odd is left out. */
  draft(first: Day): RepeatDraft | null {
    const bare = this.#bare(first);
    const known = this.rows(first).map((one) => one.date);
    const skip = this.skip.filter((day) => known.includes(day));
    return bare && { ...bare, skip, moves: bare.moves.filter(({ date }) => !skip.includes(date)) };
  }

  /** The dates to look at, in order. */
  rows(first: Day): Row[] {
    if (this.every === ONCE) return [];
    const moves = this.#movesOf(first);
    const to = (date: Day) => moves.find((one) => one.date === date)?.start ?? null;
    const odd = this.odd.map((one) => ({ date: one.date, odd: one, to: to(one.date) }));
    const settled = moves.filter(({ date }) => !odd.some((one) => one.date === date));
    const rows = [...odd, ...settled.map(({ date, start }) => ({ date, odd: null, to: start }))];
    return rows.sort((a, b) => a.date.localeCompare(b.date));
  }

  /** Moves a date to a time on the clock of the form's zone; null = back to where the series has it. */
  move(first: Day, date: Day, to: Wall | null): void {
    this.asking = false;
    const under = this.#rule(first);
    const others = this.#moves.filter((one) => one.date !== date || one.under !== under);
    this.#moves = to ? [...others, { date, start: `${to.day}T${to.time.slice(0, 5)}`, under }] : others;
  }

  get odd(): OddDate[] {
    return this.every === ONCE ? [] : (this.preview?.odd ?? []);
  }

  /** The dates that are taken and not left out; one that was moved, where it is taken there too. */
  get taken(): Day[] {
    const found = this.odd.filter(({ date, why }) => why.includes('clash') && !this.skip.includes(date));
    return found.map((one) => one.date);
  }

  /** So many dates were asked for, and there can be so many. */
  get countable(): boolean {
    const count = Number(this.times);
    return this.ends !== 'after' || (Number.isInteger(count) && count >= 1 && count <= MOST_TIMES);
  }

  /** The last day, where it ends on one: it is shown, and is what is booked. */
  lastDay(first: Day): Day {
    return this.until || addDays(first, LONG);
  }

  /** The first date is left out or moved: it does not take the time of the form. */
  isElsewhere(first: Day): boolean {
    const repeat = this.draft(first);
    return repeat !== null && (repeat.skip.includes(first) || repeat.moves.some(({ date }) => date === first));
  }

  leaveOut(day: Day, out: boolean): void {
    this.asking = false;
    this.skip = out ? [...this.skip, day] : this.skip.filter((one) => one !== day);
  }

  /** Looks at the dates again when any of it changes; for an effect. */
  watch(choosing: Choosing): (() => void) | undefined {
    const repeat = this.#bare(choosing.day);
    const { start, minutes, zoneAsked: zone, told: fold, serviceId, place } = choosing;
    if (!repeat) {
      this.#asked += 1;
      return undefined;
    }
    const planned = { repeat, start, minutes, zone, fold, serviceId, place };
    const timer = setTimeout(() => void this.#look(planned), DEBOUNCE);
    return () => clearTimeout(timer);
  }

  /** What gives the series its dates. */
  #rule(first: Day): string {
    const { every, ends, until, times } = this;
    return [every, ends, until, times, first].join(' ');
  }

  #movesOf(first: Day): MovedDate[] {
    const under = this.#rule(first);
    return this.#moves.filter((one) => one.under === under).map(({ date, start }) => ({ date, start }));
  }

  /** Without what is left out: that changes no date, and is looked at too. */
  #bare(first: Day): RepeatDraft | null {
    const { every, ends, times } = this;
    if (every === ONCE) return null;
    const count = Math.min(Math.max(Math.trunc(Number(times)) || 1, 1), MOST_TIMES);
    return {
      every,
      until: ends === 'on' ? this.lastDay(first) : null,
      times: ends === 'after' ? count : null,
      skip: [],
      moves: this.#movesOf(first),
    };
  }

  async #look(planned: Planned): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const found = await api.previewSeries(draftOf(planned));
      if (asked !== this.#asked) return;
      [this.preview, this.failed, this.asking] = [found, null, false];
    } catch (thrown) {
      if (asked === this.#asked) [this.preview, this.failed] = [null, api.asError(thrown)];
    }
  }
}

/** A series as it would be booked, as far as its dates go. */
const draftOf = ({ repeat, start, minutes, zone, fold, serviceId, place }: Planned): BookDraft => ({
  client_id: null,
  client: '',
  email: null,
  service_id: serviceId || null,
  start,
  minutes,
  zone,
  fold,
  title: null,
  place,
  description: null,
  notes: null,
  calendar_id: null,
  invite: false,
  anyway: false,
  repeat,
});

/** `Tue 8 Dec → Wed 9 Dec, 10:30` */
export function movedOf({ date, start }: MovedDate, format: Format): string {
  return series.movedTo(format.dayShort(date), whenOf(start, format));
}

/** `Wed 9 Dec, 10:30` */
const whenOf = (start: string, format: Format): string =>
  series.at(format.dayShort(start.slice(0, 10)), format.time(start.slice(11, 16)));

/** `Every week until 30 Jun 2027`; `Every week, 9 dates`, without those that are skipped. */
export function saidOf({ every, until, times, skip }: RepeatDraft, format: Format): string {
  const words = series.is[every];
  if (until) return series.until(words, format.dayFull(until));
  return times ? series.times(words, Math.max(times - skip.length, 0)) : words;
}
