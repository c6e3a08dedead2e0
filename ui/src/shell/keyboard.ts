// Keys of the whole window. Those of the grid are in calendar/Week.svelte, those of a panel in the panel.

export const isMac = /mac/i.test(navigator.platform);

/** `Ctrl K`, or `⌘ K` on macOS. */
export const mod = (key: string): string => `${isMac ? '⌘' : 'Ctrl'} ${key}`;

export const hasMod = (event: KeyboardEvent): boolean => (isMac ? event.metaKey : event.ctrlKey);

/** Whether typing goes into a field: single letters then are text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('textarea, select')) return true;
  return target.matches('input:not([type="checkbox"], [type="radio"], [type="button"])');
}

/** The names of the window's regions in the order of F6. */
const REGIONS = '[data-region]';

/** Moves the focus to the next or previous region. */
export function cycleRegions(backwards: boolean): void {
  const all = [...document.querySelectorAll<HTMLElement>(REGIONS)].filter((one) => one.offsetParent !== null);
  if (all.length === 0) return;
  const here = all.findIndex((one) => one.contains(document.activeElement));
  const next = all[(here + (backwards ? -1 : 1) + all.length) % all.length] ?? all[0];
  const inside = next?.querySelector<HTMLElement>(
    '[tabindex="0"], button:not([tabindex="-1"]), a[href], input, select, textarea',
  );
  (inside ?? next)?.focus();
}
