// The time that is being chosen: what was typed, whether it is free, and which times would be.
// The same for a new appointment and for one that moves.

import * as api from '../api';
import type { Appointment, Fold, OfferedTime, UiError, Verdict } from '../api';
import { addDays, daysBetween, minutesOf, timeOf, type Day } from '../time/civil';
import { core } from '../state/core.svelte';
import { spread } from './spread';
import { convert, foldAt, wallAt, wallIn, type Wall } from '../time/zones';

/** Milliseconds of quiet before a typed time is checked. */
const DEBOUNCE = 80;
/** Milliseconds of quiet before the calendars themselves are asked. */
const QUIET = 300;
const CHIPS = 4;
/** Free times asked for, to choose the chips from. */
const LOOKED_AT = 50;

export class Choosing {
  /** As clocks in `zone` show it. */
  day = $state<Day>('');
  from = $state('09:00');
  minutes = $state(50);
  zone = $state('');
  /** Which of the two the person chose, where the time comes twice. */
  fold = $state<Fold | null>(null);
  /** Whose break follows it, and where it takes place; empty = none, null = as the appointment that moves has it. */
  serviceId = $state<string | null>(null);
  place = $state<string | null>(null);
  verdict = $state<Verdict | null>(null);
  /** Which of the two is meant; null where the time comes once, as far as is known. */
  readonly meant: Fold | null = $derived(this.verdict?.fold ? (this.fold ?? this.verdict.fold) : null);
  /** What the core is told of it: what was chosen holds before that time was checked too. */
  readonly told: Fold | null = $derived(this.fold ?? this.meant);
  checkFailed = $state<UiError | null>(null);
  /** Null while they are looked for. */
  free = $state<OfferedTime[] | null>(null);
  freeFailed = $state(false);
  #chips = CHIPS;
  #asked = 0;
  /** The question to the calendars about this time that is on its way. */
  #asking: Promise<void> | null = null;
  readonly except: string | null;

  constructor(day: Day, from: string, minutes: number, except: string | null, zone?: string) {
    this.day = day;
    this.from = from;
    this.minutes = minutes;
    this.except = except;
    this.zone = zone ?? this.home;
  }

  /** An appointment's time, on the clock of the zone it was booked in: that zone is kept. */
  static of({ id, start, minutes, zone }: Appointment): Choosing {
    const { day, time } = wallIn(start);
    return new Choosing(day, time, minutes, id, zone);
  }

  get home(): string {
    return core.status?.zone ?? 'UTC';
  }

  /** As the practitioner's clocks show it: where it lies in the calendar. */
  get wall(): Wall {
    return convert({ day: this.day, time: this.from }, this.zone, this.home);
  }

  get start(): string {
    return `${this.day}T${this.from}`;
  }

  /** What the core is told: null for the practitioner's own zone. */
  get zoneAsked(): string | null {
    return this.zone === this.home ? null : this.zone;
  }

  get to(): string {
    return timeOf(minutesOf(this.from) + this.minutes);
  }

  /** Is this another time than the appointment has? */
  differs({ start, minutes, zone }: Appointment): boolean {
    const { day, time } = wallIn(start);
    const moved = this.day !== day || this.from !== time || this.minutes !== minutes || this.zone !== zone;
    return moved || (this.fold !== null && this.meant !== null);
  }

  /** A moment of the practitioner's calendar: a press in the grid. */
  takeWall(day: Day, from: string, minutes?: number): void {
    const wall = convert({ day, time: from }, this.home, this.zone);
    this.day = wall.day;
    this.from = wall.time;
    this.fold = null;
    if (minutes) this.minutes = minutes;
  }

  /** A time that is offered, a chip or "Next free": its instant says which of the two it is, where it comes twice. */
  takeOffered(offered: OfferedTime): void {
    const { day, time, fold } = this.#here(offered);
    this.day = day;
    this.from = time;
    this.fold = fold;
  }

  /** Is it this one that is chosen? */
  isAt(offered: OfferedTime): boolean {
    const { day, time, fold } = this.#here(offered);
    const same = day === this.day && time === this.from;
    return same && (fold === null || fold === (this.told ?? 'first'));
  }

  /** An offered time as clocks in `zone` show it, and which of the two it is. */
  #here({ day, from, start, zone, clocks }: OfferedTime): Wall & { fold: Fold | null } {
    const at = Date.parse(start);
    if (zone !== this.zone) return { ...wallAt(at, this.zone), fold: foldAt(at, this.zone) };
    return { day, time: from, fold: clocks && foldAt(at, zone) };
  }

  /** Watches what is typed; for an effect. */
  watch(): () => void {
    const [start, minutes, zone] = [this.start, this.minutes, this.zoneAsked];
    void [this.serviceId, this.place, this.fold];
    const timer = setTimeout(() => void this.check(start, minutes, zone), this.#asked === 0 ? 0 : DEBOUNCE);
    const online = setTimeout(() => void this.ask(start, minutes, zone), QUIET);
    return () => {
      clearTimeout(timer);
      clearTimeout(online);
      this.#asking = null;
    };
  }

  /** Asks the calendars themselves, beside the answer that stands already. No answer says nothing new. */
  async ask(start: string, minutes: number, zone: string | null): Promise<void> {
    const asking = this.#hear(start, minutes, zone);
    this.#asking = asking;
    await asking;
    if (this.#asking === asking) this.#asking = null;
  }

  /** Waits for the calendars where they are being asked, which the core lets take two seconds at most. Returns whether the time
   *  is taken by what they said, and was not before. */
  async turnsOutTaken(): Promise<boolean> {
    const before = this.verdict?.answer;
    if (!this.#asking || before === 'busy') return false;
    await this.#asking;
    return this.verdict?.answer === 'busy';
  }

  async #hear(start: string, minutes: number, zone: string | null): Promise<void> {
    const asked = this.#asked;
    try {
      const verdict = await api.checkOnline({ start, minutes, zone, fold: this.fold, ...this.#about });
      if (asked === this.#asked && this.checkFailed === null) this.verdict = verdict;
    } catch {
      // What was read stands.
    }
  }

  /** Looks for times again when the day or the length changes; for an effect. */
  watchFree(): () => void {
    const [day, minutes] = [this.wall.day, this.minutes];
    void [this.serviceId, this.place];
    const timer = setTimeout(() => void this.lookFree(day, minutes), DEBOUNCE);
    return () => clearTimeout(timer);
  }

  moreFree(): void {
    this.#chips += CHIPS;
    void this.lookFree(this.wall.day, this.minutes);
  }

  async check(start = this.start, minutes = this.minutes, zone = this.zoneAsked): Promise<void> {
    const asked = ++this.#asked;
    try {
      const verdict = await api.check({ start, minutes, zone, fold: this.fold, ...this.#about });
      if (asked !== this.#asked) return;
      this.verdict = verdict;
      this.checkFailed = null;
    } catch (thrown) {
      if (asked === this.#asked) this.checkFailed = api.asError(thrown);
    }
  }

  /** Of what appointment a time is asked. */
  get #about() {
    return { except: this.except, serviceId: this.serviceId, place: this.place };
  }

  /** Has an event that cannot be read take no time, and looks again. */
  async ignore(event: string): Promise<void> {
    try {
      await api.ignoreEvent(event, true);
    } catch (thrown) {
      this.checkFailed = api.asError(thrown);
      return;
    }
    await this.check();
  }

  /** Has such events of a calendar count no more, and looks again. */
  async leaveOut({ calendar, rule }: { calendar: string; rule: api.Rule }): Promise<void> {
    try {
      await api.setRule(calendar, rule, false);
    } catch (thrown) {
      this.checkFailed = api.asError(thrown);
      return;
    }
    await this.check();
  }

  async lookFree(day: Day, minutes: number): Promise<void> {
    const late = daysBetween(day, core.today) >= 0;
    const from = late ? `${core.today}T${core.now}` : `${day}T00:00`;
    try {
      const found = await api.freeTimes({ from, minutes, count: LOOKED_AT, ...this.#about });
      this.free = spread(found, this.#chips);
      this.freeFailed = false;
    } catch {
      this.free = [];
      this.freeFailed = true;
    }
  }
}

/** A moment of the practitioner's calendar; `offered` where it is known to be free. */
export interface Begin extends Wall {
  offered?: OfferedTime;
}

/** Where a new appointment begins when nothing was pressed: the next free time on or after the chosen day, and rather
 *  one that was checked. */
export async function nextFree(day: Day, minutes: number, serviceId: string | null = null): Promise<Begin> {
  const from = day > core.today ? `${day}T00:00` : `${core.today}T${core.now}`;
  try {
    const times = await api.freeTimes({ from, minutes, count: LOOKED_AT, serviceId });
    const found = times.find((time) => time.checked) ?? times[0];
    if (found) return { day: found.day, time: found.from, offered: found };
  } catch {
    // No free time is known: the form says why when it checks the time below.
  }
  return day > core.today ? { day, time: '09:00' } : { day: addDays(core.today, 1), time: '09:00' };
}
