import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { shipsNoTests } from './ships-no-tests';
import { devCore } from './test/dev-core';

/** Port of `npm run dev`; `build.devUrl` of tauri.conf.json names the same. */
const PORT = 5173;

/** Those that render, open a window or say that they want a page. */
function testsOfTheWindow(): string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((file) => `src/${file}`);
  const needsPage = /@testing-library\/svelte|\/test\/test-window|@vitest-environment jsdom/;
  return files.filter((file) => file.endsWith('.test.ts') && needsPage.test(readFileSync(file, 'utf8')));
}

export default defineConfig({
  plugins: [svelte(), svelteTesting(), devCore(), shipsNoTests()],
  clearScreen: false,
  server: { port: PORT, strictPort: true, host: '127.0.0.1' },
  build: {
    // The oldest web view we promise: WebKitGTK of Debian 12, Safari 16.4 of macOS 13.
    target: ['safari16.4', 'chrome111'],
    // The content security policy allows no `data:` scripts; small assets stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: {
    restoreMocks: true,
    testTimeout: 30_000,
    // Two at least: the tests of the window wait for the core half of the time, and each has a world of its own in it.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'window',
          environment: 'jsdom',
          globalSetup: ['./test/global-setup.ts'],
          setupFiles: ['./vitest.setup.ts'],
          include: testsOfTheWindow(),
        },
      },
      // What draws nothing needs no page: to make one takes a second a file.
      {
        extends: true,
        test: {
          name: 'pure',
          environment: 'node',
          isolate: false,
          include: ['src/**/*.test.ts'],
          exclude: testsOfTheWindow(),
        },
      },
    ],
  },
});
