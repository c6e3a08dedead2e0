// Theme and hour height on the root element. The last theme is remembered, so that the first paint has it.

import type { Settings } from '../api';

const KEY = 'theme';
const dark = () => matchMedia('(prefers-color-scheme: dark)').matches;

function paint(theme: string): void {
  document.documentElement.dataset.theme = theme === 'system' ? (dark() ? 'dark' : 'light') : theme;
}

const remembered = () => localStorage.getItem(KEY) ?? 'system';

/** Before the first paint. */
export function firstLook(): void {
  paint(remembered());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => paint(remembered()));
}

export function applyLook(settings: Settings): void {
  localStorage.setItem(KEY, settings.theme);
  paint(settings.theme);
  document.documentElement.dataset.hourHeight = settings.hour_height;
}
