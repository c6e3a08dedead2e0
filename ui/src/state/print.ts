// What of the window goes to paper: the page, or what lies open above it.

import { tick } from 'svelte';

/** Prints the open details alone. */
export async function printDetails(): Promise<void> {
  // The menu it was chosen from goes first.
  await tick();
  const { dataset } = document.documentElement;
  dataset.print = 'details';
  addEventListener('afterprint', () => delete dataset.print, { once: true });
  window.print();
}
