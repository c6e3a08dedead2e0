// Every change is drawn at once and saved behind it, one after the other; what could not be saved flips back.

import * as api from '../api';
import type { Settings } from '../api';
import { core } from '../state/core.svelte';
import { applyLook } from '../state/theme';
import { toasts } from '../state/toast.svelte';
import { settings as text } from '../text/en-settings';

let saving: Promise<unknown> = Promise.resolve();

/** For tests: as at the start. A save that waits for its turn then counts no more. */
export const saves = { reset: () => void (saving = Promise.resolve()) };

function draw(settings: Settings): void {
  core.settings = settings;
  applyLook(settings);
}

export function save(change: Partial<Settings>): Promise<void> {
  if (!core.settings) return Promise.resolve();
  // Plain copies: what is sent must not change while it waits for its turn.
  const before = $state.snapshot(core.settings);
  const after = { ...before, ...$state.snapshot(change) } as Settings;
  draw(after);
  const saved = saving.then(() => api.saveSettings(after));
  core.savingSettings += 1;
  saving = saved.catch(() => {
    draw(before);
    toasts.show(text.couldNotSave);
  });
  void saving.then(() => {
    core.savingSettings -= 1;
    // What was read meanwhile was left aside, and only the core knows which changes were saved.
    if (core.savingSettings === 0) void core.readSettings().catch(() => {});
  });
  // Today and now are told in the practitioner's zone.
  return saving.then(() => ('zone' in change ? core.readStatus().catch(() => {}) : undefined));
}
