// Where the person is: page, view, and the layers above. No data of the practice.

import type { Client, HistoryEntry } from '../api';
import type { Day } from '../time/civil';

export type Page = 'calendar' | 'connections' | 'activity' | 'settings';
export type View = 'day' | 'week' | 'agenda';

/** How a booking begins: what the person pressed or dragged. */
export interface BookingStart {
  day?: Day;
  /** `10:00` */
  from?: string;
  minutes?: number;
  client?: Client | string;
  serviceId?: string | null;
  place?: string;
}

export interface MoveStart {
  id: string;
  day?: Day;
  from?: string;
}

export type Panel =
  ({ kind: 'book' } & BookingStart) | ({ kind: 'reschedule' } & MoveStart) | { kind: 'edit' | 'history'; id: string };

class Nav {
  page = $state<Page>('calendar');
  view = $state<View>('week');
  panel = $state<Panel | null>(null);
  /** A booking was put aside for another page: its panel comes back with the calendar. */
  aside = $state(false);
  /** The item whose details are open. */
  details = $state<string | null>(null);
  /** The appointment that is asked about in the cancel dialog. */
  cancelling = $state<string | null>(null);
  /** The window was asked to close while changes wait. */
  closing = $state(false);
  /** The version of an appointment that is asked about, before it is brought back. */
  bringing = $state<{ id: string; entry: HistoryEntry } | null>(null);
  search = $state(false);
  shortcuts = $state(false);
  /** Shown, where the window is wide enough for it to stand beside the page. */
  sidebar = $state(true);
  /** Laid over the page, where it is not. */
  overlay = $state(false);

  go(page: Page): void {
    this.details = null;
    this.overlay = false;
    if (page === 'calendar') return this.#calendar();
    this.page = page;
    this.panel = null;
  }

  #calendar(): void {
    if (this.aside && this.page !== 'calendar') this.panel = { kind: 'book' };
    this.page = 'calendar';
  }

  book(start: BookingStart = {}): void {
    this.page = 'calendar';
    this.details = null;
    this.overlay = false;
    this.panel = { kind: 'book', ...start };
  }

  reschedule(start: MoveStart): void {
    this.page = 'calendar';
    this.details = null;
    this.panel = { kind: 'reschedule', ...start };
  }

  edit(id: string): void {
    this.page = 'calendar';
    this.details = null;
    this.panel = { kind: 'edit', id };
  }

  history(id: string): void {
    this.page = 'calendar';
    this.details = null;
    this.overlay = false;
    this.panel = { kind: 'history', id };
  }

  /** Opens an appointment where it stands in the calendar. */
  open(id: string): void {
    this.#calendar();
    this.overlay = false;
    this.details = id;
  }

  /** For tests: as at the start. */
  reset(): void {
    this.page = 'calendar';
    this.view = 'week';
    this.panel = this.details = this.cancelling = this.bringing = null;
    this.search = this.shortcuts = this.overlay = this.closing = this.aside = false;
    this.sidebar = true;
  }
}

export const nav = new Nav();
