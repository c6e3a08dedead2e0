import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { devCore } from './test/dev-core';

/** Port of `npm run dev`; `build.devUrl` of tauri.conf.json names the same. */
const PORT = 5173;

export default defineConfig({
  plugins: [svelte(), svelteTesting(), devCore()],
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
    environment: 'jsdom',
    globalSetup: ['./test/global-setup.ts'],
    setupFiles: ['./vitest.setup.ts'],
    include: ['src/**/*.test.ts'],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
