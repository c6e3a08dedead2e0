// @vitest-environment jsdom
// H18: every state that outlives a screen is on the list by which a test begins anew.

import { expect, test } from 'vitest';
import { SINGLETONS } from '../../test/singletons';
import { core } from './core.svelte';
import { nav } from './nav.svelte';
import { toasts } from './toast.svelte';

type Module = Record<string, unknown>;

/** Exported objects that hold something: neither functions nor classes nor what is only a table. */
function missing(modules: Record<string, Module>, known: unknown[]): string[] {
  const holds = (value: unknown) =>
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== Object.prototype;
  return Object.entries(modules).flatMap(([file, module]) =>
    Object.entries(module)
      .filter(([, value]) => (holds(value) && !Array.isArray(value)) || isReset(value))
      .filter(([, value]) => !known.includes(value))
      .map(([name]) => `${file}: ${name}`),
  );
}

const isReset = (value: unknown): boolean => typeof value === 'object' && value !== null && 'reset' in value;

/** Files that keep something in a variable of their own. */
const variables = (sources: Record<string, string>): string[] =>
  Object.entries(sources)
    .filter(([file, text]) => !file.includes('.test.') && /^(export )?let /m.test(text))
    .map(([file]) => file)
    .sort();

test('the list is complete', () => {
  const modules = import.meta.glob<Module>(['../**/*.svelte.ts', './*.ts', '!../**/*.test.ts'], { eager: true });
  expect(Object.keys(modules).length).toBeGreaterThan(15);
  expect(missing(modules, SINGLETONS)).toEqual([]);
});

test('a variable of a module is one of these', () => {
  const sources = import.meta.glob<string>('../**/*.ts', { eager: true, query: '?raw', import: 'default' });
  expect(variables(sources)).toEqual([
    // Every test brings its own.
    '../api/transport.ts',
    // Empty as soon as no call is under way, and a test waits for that.
    '../settings/save.svelte.ts',
    // `newest` on the list.
    './change.ts',
    // Set by whatever settings are read.
    './theme.ts',
  ]);
});

test('what is not on the list is named', () => {
  class Kept {}
  const module = { kept: new Kept(), known: core, plain: { a: 1 }, make: () => 1, Kept, resets: { reset() {} } };
  expect(missing({ 'x.svelte.ts': module }, [core])).toEqual(['x.svelte.ts: kept', 'x.svelte.ts: resets']);
  expect(
    variables({ 'x.ts': "import a from 'a';\nlet kept = 1;", 'y.ts': 'const f = () => {\n  let own = 1;\n};' }),
  ).toEqual(['x.ts']);
});

test('a reset leaves nothing behind', () => {
  nav.go('settings');
  toasts.show('Saved.');
  core.now = '09:00';
  for (const one of SINGLETONS) one.reset();
  expect([nav.page, toasts.shown, core.now]).toEqual(['calendar', null, '00:00']);
});
