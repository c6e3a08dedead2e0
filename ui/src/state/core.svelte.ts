// What the window knows of the core, read again when a `changed` event says so. Weeks are in agenda.svelte.ts, accounts
// in accounts.svelte.ts.

import * as api from '../api';
import type { Activity, AppStatus, Connection, Service, Settings, UiError } from '../api';
import { addDays, minutesOf, timeOf } from '../time/civil';
import { makeFormat, type Format } from '../text/format';
import { accounts } from './accounts.svelte';
import { agenda } from './agenda.svelte';
import { nav } from './nav.svelte';
import { signingIn } from './signing-in.svelte';
import { applyLook } from './theme';

class Core {
  status = $state<AppStatus | null>(null);
  settings = $state<Settings | null>(null);
  services = $state<Service[]>([]);
  activity = $state<Activity | null>(null);
  /** Changes of the settings that are drawn and not saved yet. */
  savingSettings = 0;
  /** The last read that failed; what was known before is still there. */
  failed = $state<UiError | null>(null);
  /** The practitioner's day and time, ticking on from what the status said. */
  today = $state('1970-01-01');
  now = $state('00:00');

  format: Format = $derived(makeFormat(navigator.language, this.settings?.clock ?? 'system', () => this.today));

  /** Since when the status is known: what the local clock adds is counted from here. */
  #readAt = 0;

  /** Reads everything once and follows the changes; the function returned ends it. */
  async start(): Promise<() => void> {
    const stop = await api.onChanged((what) => void this.changed(what));
    const tick = setInterval(() => this.#tick(), 5_000);
    await this.begin();
    return () => {
      stop();
      clearInterval(tick);
    };
  }

  /** The first read, and every try after it failed. */
  async begin(): Promise<void> {
    await this.#guard(async () => {
      await this.readStatus();
      if (this.ready) await this.readAll();
    });
  }

  async #guard(read: () => Promise<void>): Promise<void> {
    try {
      await read();
      this.failed = null;
    } catch (thrown) {
      this.failed = api.asError(thrown);
    }
  }

  get connections(): Connection[] {
    return accounts.list;
  }

  /** The data can be read: every other screen of the window needs this. */
  get ready(): boolean {
    return this.status?.key === 'ready';
  }

  changed(what: api.Changed): Promise<void> {
    return this.#guard(() => this.#follow(what));
  }

  async #follow(what: api.Changed): Promise<void> {
    switch (what) {
      case 'status':
        return this.readStatus();
      case 'key':
        await this.readStatus();
        return this.ready ? this.readAll() : undefined;
      case 'agenda':
        // A booking may add a client or use up waiting room: the status follows by its own event.
        return agenda.refresh();
      case 'connections':
        await this.readConnections();
        return agenda.refresh();
      case 'activity':
        return this.readActivity();
      case 'sign_in':
        return signingIn.read();
      case 'closing':
        await this.readStatus();
        nav.closing = true;
        return;
      case 'settings':
        await Promise.all([this.readSettings(), this.readServices()]);
        return agenda.refresh();
    }
  }

  async readAll(): Promise<void> {
    await this.readSettings();
    await Promise.all([
      agenda.show(agenda.day === '' ? this.today : agenda.day),
      this.readServices(),
      this.readConnections(),
      this.readActivity(),
      // A link may have started the program.
      signingIn.read(),
    ]);
  }

  async readStatus(): Promise<void> {
    const status = await api.status();
    this.status = status;
    this.#readAt = Date.now();
    this.#tick();
  }

  async readSettings(): Promise<void> {
    const settings = await api.settings();
    // What is drawn is newer than what was read.
    if (this.savingSettings > 0) return;
    this.settings = settings;
    applyLook(settings);
    agenda.startWeeksOn(settings.week_start);
  }

  async readServices(): Promise<void> {
    this.services = await api.services();
  }

  readConnections(): Promise<void> {
    return accounts.read();
  }

  async readActivity(): Promise<void> {
    this.activity = await api.activity();
  }

  /** Moves the clock on. A lot of lost time means the computer slept: ask again, the zone may be another. */
  #tick(): void {
    const { status } = this;
    if (!status) return;
    const gone = Math.floor((Date.now() - this.#readAt) / 60_000);
    if (gone > 90) {
      this.#readAt = Date.now();
      void this.readStatus();
      return;
    }
    const minutes = minutesOf(status.now) + gone;
    this.now = timeOf(minutes);
    this.today = addDays(status.today, Math.floor(minutes / 1440));
  }

  /** For tests: as at the start. */
  reset(): void {
    this.status = this.settings = this.activity = this.failed = null;
    this.savingSettings = 0;
    this.services = [];
    this.today = '1970-01-01';
    this.now = '00:00';
  }
}

export const core = new Core();
