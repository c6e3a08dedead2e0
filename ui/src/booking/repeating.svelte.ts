// How a new appointment repeats, and which dates of its series are odd.

import * as api from '../api';
import type { BookDraft, Fold, Odd, OddDate, RepeatDraft, RepeatEvery, SeriesPreview } from '../api';
import { series } from '../text/en';
import type { Format } from '../text/format';
import { addDays, type Day } from '../time/civil';
import type { Choosing } from './choosing.svelte';

/** It takes place once. */
export const ONCE = 'once' as const;
/** Milliseconds of quiet before the dates are looked at. */
const DEBOUNCE = 120;
/** Days of a series that ends on a day, where nothing was chosen: half a year. */
const LONG = 182;
const MOST_TIMES = 1000;
/** What is said of a date, and is in nobody's way. */
const SAID: Odd[] = ['outside_hours', 'limit'];

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

export class Repeating {
  every = $state<RepeatEvery | typeof ONCE>(ONCE);
  ends = $state<Ends>('after');
  times = $state('10');
  until = $state<Day>('');
  /** Dates that the person leaves out. */
  skip = $state<Day[]>([]);
  preview = $state.raw<SeriesPreview | null>(null);
  failed = $state.raw<api.UiError | null>(null);
  #asked = 0;

  /** How it repeats from a day on; null where it takes place once. Only what is known to be odd is left out. */
  draft(first: Day): RepeatDraft | null {
    const bare = this.#bare(first);
    const known = this.odd.map((one) => one.date);
    return bare && { ...bare, skip: this.skip.filter((day) => known.includes(day)) };
  }

  get odd(): OddDate[] {
    return this.every === ONCE ? [] : (this.preview?.odd ?? []);
  }

  /** Something is in the way of a date that is not left out, and the person has seen it. */
  get isOdd(): boolean {
    return this.odd.some(({ date, why }) => !this.skip.includes(date) && why.some((one) => !SAID.includes(one)));
  }

  leaveOut(day: Day, out: boolean): void {
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

  /** Without what is left out: that changes no date, and is looked at too. */
  #bare(first: Day): RepeatDraft | null {
    const { every, ends, until, times } = this;
    if (every === ONCE) return null;
    const count = Math.min(Math.max(Math.trunc(Number(times)) || 1, 1), MOST_TIMES);
    return {
      every,
      until: ends === 'on' ? until || addDays(first, LONG) : null,
      times: ends === 'after' ? count : null,
      skip: [],
    };
  }

  async #look(planned: Planned): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const found = await api.previewSeries(draftOf(planned));
      if (asked !== this.#asked) return;
      [this.preview, this.failed] = [found, null];
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

/** `Every week until 30 Jun 2027` */
export function saidOf({ every, until, times }: RepeatDraft, format: Format): string {
  const words = series.is[every];
  if (until) return series.until(words, format.dayFull(until));
  return times ? series.times(words, times) : words;
}
