// For tests: a window that has read everything from an imitation of the core.

import { useTransport } from '../api';
import { imitate, makeWorld, type World } from '../api/mock';
import { connecting } from '../connections/providers.svelte';
import { signingIn } from './signing-in.svelte';
import { keeping } from '../locked/keeping.svelte';
import { sections } from '../settings/sections.svelte';
import { agenda } from './agenda.svelte';
import { core } from './core.svelte';
import { nav } from './nav.svelte';
import { toasts } from './toast.svelte';

let stop: (() => void) | null = null;

/** Begins anew; `change` sees the imitated world before the window does. */
export async function begin(change: (world: World) => void = () => {}): Promise<World> {
  stop?.();
  const world = makeWorld();
  world.settings.theme = 'light';
  change(world);
  useTransport(imitate(world));
  nav.reset();
  agenda.reset();
  connecting.reset();
  signingIn.reset();
  toasts.close();
  keeping.passphrase = false;
  sections.chosen = 'hours';
  core.connections = [];
  core.activity = null;
  stop = await core.start();
  return world;
}

/** The arguments of every call of a command, in order. */
export const calls = (world: World, command: string): Record<string, unknown>[] =>
  world.calls.filter((call) => call.command === command).map((call) => call.args);
