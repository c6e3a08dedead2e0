// Every change is drawn at once and saved behind it, one after the other; what could not be saved flips back.

import * as api from '../api';
import type { Settings } from '../api';
import { core } from '../state/core.svelte';
import { applyLook } from '../state/look';
import { toasts } from '../state/toast.svelte';
import { settings as text } from '../text/en-settings';

let saving: Promise<unknown> = Promise.resolve();

function draw(settings: Settings): void {
  core.settings = settings;
  applyLook(settings);
}

export function save(change: Partial<Settings>): Promise<void> {
  const before = core.settings;
  if (!before) return Promise.resolve();
  const after = { ...before, ...change };
  draw(after);
  const saved = saving.then(() => api.saveSettings(after));
  saving = saved.catch(() => {
    // What is kept may differ from both: only the core knows.
    if (core.settings === after) draw(before);
    toasts.show(text.couldNotSave);
    return core.readSettings().catch(() => {});
  });
  return saving.then(() => {});
}
