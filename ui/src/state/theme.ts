// Theme and hour height on the root element: the system's theme until the settings are read.

import type { Settings } from '../api';

let theme: Settings['theme'] = 'system';
const dark = () => matchMedia('(prefers-color-scheme: dark)');

function paint(): void {
  document.documentElement.dataset.theme = theme === 'system' ? (dark().matches ? 'dark' : 'light') : theme;
}

/** Before the first paint, and whenever the system changes. */
export function firstLook(): void {
  paint();
  dark().addEventListener('change', paint);
}

export function applyLook(settings: Settings): void {
  theme = settings.theme;
  paint();
  document.documentElement.dataset.hourHeight = settings.hour_height;
}
