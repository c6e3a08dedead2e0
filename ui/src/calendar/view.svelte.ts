// Which days are drawn, what the period is called, and how it is turned.

import { agenda } from '../state/agenda.svelte';
import { core } from '../state/core.svelte';
import { nav, type View } from '../state/nav.svelte';
import { addDays, count, daysFrom, fromCount, isoWeek, weekStart, type Day } from '../time/civil';
import { visible } from './layout';

class CalendarView {
  /** Width of the grid in px, measured: the days answer to it, not to the window. */
  width = $state(940);
  /** Hour height in px, measured. */
  hour = $state(52);
  /** Counts what opens the shown days anew: "Today" does, on any page. */
  opened = $state(0);
  /** Where the person scrolled the shown days of a view to. */
  readonly #scrolled: Partial<Record<View, { first: Day; top: number }>> = {};
  /** Where the window itself put them last. Its echo, a scroll event, is not the person's. */
  #placed = 0;

  room = $derived(this.width >= 661 ? 7 : this.width >= 401 ? 4 : 2);
  compact = $derived(this.room === 7 && this.width <= 760);

  days: Day[] = $derived.by(() => {
    if (!agenda.day) return [];
    if (nav.view !== 'week') return [agenda.day];
    const first = count(weekStart(agenda.day, agenda.first));
    return daysFrom(fromCount(visible(first, count(agenda.day), count(core.today), this.room)), this.room);
  });

  get first(): Day {
    return this.days[0] ?? agenda.day;
  }
  get last(): Day {
    return this.days.at(-1) ?? agenda.day;
  }

  /** What one turn of the page is called: a week, some days, a day. */
  get step(): 'week' | 'days' | 'day' {
    return nav.view !== 'week' ? 'day' : this.room === 7 ? 'week' : 'days';
  }

  turn(direction: 1 | -1): void {
    const { days, step } = this;
    if (days.length === 0) return;
    if (step === 'week') void agenda.show(addDays(agenda.day, 7 * direction));
    else if (step === 'day') void agenda.show(addDays(agenda.day, direction));
    else void agenda.show(direction > 0 ? addDays(this.last, 1) : this.#before());
  }

  /** The day that makes the days just before the present ones visible. */
  #before(): Day {
    const week = weekStart(this.first, agenda.first);
    const wanted = addDays(this.first, -this.room);
    return wanted >= week || this.first === week ? wanted : week;
  }

  goToday(): void {
    this.#scrolled[nav.view] = undefined;
    this.opened += 1;
    void agenda.show(core.today);
  }

  /** Returns where the person scrolled the shown days to. Another week opens in its own place. */
  scrolledTo(): number | undefined {
    const kept = this.#scrolled[nav.view];
    return kept?.first === this.first ? kept.top : undefined;
  }

  /** Scrolls by the window's own decision. */
  place(scroller: HTMLElement, top: number): void {
    scroller.scrollTop = top;
    this.#placed = scroller.scrollTop;
  }

  /** Remembers a scroll of the person. */
  scrolled(top: number): void {
    if (Math.abs(top - this.#placed) >= 1) this.#scrolled[nav.view] = { first: this.first, top };
  }

  /** Empty until the day of today is known. */
  get title(): string {
    const { format } = core;
    if (!agenda.day) return '';
    if (nav.view !== 'week') return this.width > 700 ? format.dayWhole(agenda.day) : format.dayShort(agenda.day);
    const room = this.room === 2 ? 'tight' : this.room === 7 && !this.compact ? 'wide' : 'short';
    return format.days(this.first, this.last, room);
  }

  /** Shown beside the title where there is room and the region counts weeks. */
  get weekNumber(): number | null {
    const roomy = agenda.day !== '' && this.room === 7 && !this.compact && nav.view === 'week';
    return roomy && core.format.weekNumbers ? isoWeek(addDays(this.first, agenda.first === 0 ? 3 : 4)) : null;
  }

  /** For tests: as at the start. */
  reset(): void {
    this.width = 940;
    this.hour = 52;
    this.opened = 0;
    for (const view of ['day', 'week', 'agenda'] as const) this.#scrolled[view] = undefined;
    this.#placed = 0;
  }
}

export const view = new CalendarView();
