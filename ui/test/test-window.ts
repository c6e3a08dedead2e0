// For tests: a window that has read everything, from a world in the real core or from canned answers.

import { waitFor } from '@testing-library/svelte';
import { afterAll, expect, inject } from 'vitest';
import { useTransport, type AgendaAppointment, type ProviderView } from '../src/api';
import { core } from '../src/state/core.svelte';
import { NOTHING } from './canned';
import { SINGLETONS } from './singletons';
import { TestTransport, type ArgsOf, type Canned, type CommandName, type ResultOf } from './transport';
import { World, type Act, type Scene } from './worlds';

let stop: (() => void) | null = null;
let open: World | null = null;
let shown: TestTransport | null = null;
/** What can be connected, in the core's own words: nothing that is typed here could be held against it. */
let providers: ProviderView[] | null = null;

/** A window on a world in the real core. */
export class TestWindow extends TestTransport {
  constructor(readonly world: World) {
    super((command, args) => world.call(command, args));
  }

  /** Asks the core past the window. */
  ask<K extends CommandName>(command: K, args: ArgsOf<K>): Promise<ResultOf<K>> {
    return this.world.call(command, args) as Promise<ResultOf<K>>;
  }

  act(act: Act): Promise<void> {
    return this.world.act(act);
  }

  /** The first appointment with this client in the week of the scenes, as the core has it. */
  async appointment(client: string): Promise<AgendaAppointment> {
    const week = await this.ask('agenda', { from: '2026-11-16', to: '2026-11-22' });
    const found = week
      .filter((item) => item.kind === 'appointment')
      .sort((a, b) => a.start.localeCompare(b.start))
      .find((item) => item.client === client);
    if (!found) throw new Error(`nothing is booked for ${client}`);
    return found;
  }
}

/** Begins anew with a scene of the real core, before anything is read. */
export async function beginAt(scene: Scene = 'week'): Promise<TestWindow> {
  await end();
  open = await World.open(inject('core'), scene);
  const window = new TestWindow(open);
  void open.follow((what) => window.announce(what));
  attach(window);
  return window;
}

/** The same, and everything is read. `change` sees the window before it reads. */
export async function begin(
  scene: Scene = 'week',
  change: (window: TestWindow) => void | Promise<void> = () => {},
): Promise<TestWindow> {
  const window = await beginAt(scene);
  await change(window);
  stop = await core.start();
  return window;
}

/** The same practice with no calendar that receives bookings; for `begin`. */
export async function nothingReceives(window: TestWindow): Promise<void> {
  const calendars = (await window.ask('connections', {})).flatMap((one) => one.calendars);
  for (const { id } of calendars.filter((one) => one.receives_bookings)) {
    await window.ask('set_calendar', { id, receivesBookings: false });
  }
}

/** The window has read everything it shows. */
export const settled = (window: TestTransport): Promise<void> =>
  waitFor(
    () => {
      expect(core.activity).not.toBeNull();
      expect(window.pending).toBe(0);
    },
    // A whole window of a debug build, on a machine that builds something else beside.
    { timeout: 20_000 },
  );

/** Begins anew with canned answers, and everything is read. What is not given is a practice with nothing in it. */
export async function beginCanned(canned: Canned = {}): Promise<TestTransport> {
  await end();
  const window = new TestTransport((command) => Promise.reject(new Error(`Nothing is canned for ${command}.`)));
  providers ??= await withWorld('empty', (world) => world.call('providers', {}) as Promise<ProviderView[]>);
  const known = providers;
  window.can({ ...NOTHING, providers: () => known });
  window.can(canned);
  attach(window);
  stop = await core.start();
  return window;
}

async function withWorld<T>(scene: Scene, use: (world: World) => Promise<T>): Promise<T> {
  const world = await World.open(inject('core'), scene);
  try {
    return await use(world);
  } finally {
    await world.end();
  }
}

function attach(transport: TestTransport): void {
  shown = transport;
  useTransport(transport);
  for (const one of SINGLETONS) one.reset();
}

async function end(): Promise<void> {
  stop?.();
  stop = null;
  // Cut off, a call would hold back what the next test saves: changes are saved one after the other.
  await shown?.idle();
  shown = null;
  await open?.end();
  open = null;
}

afterAll(end);
