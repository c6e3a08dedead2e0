import { mount } from 'svelte';
import App from './App.svelte';
import { firstLook } from './state/theme';
import { followNetwork } from './state/network';
import './style/fonts.css';
import './style/tokens.css';
import './style/base.css';

firstLook();

// In a plain browser, `npm run dev` asks the core of the tests.
if (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window)) {
  const { openScene } = await import('../test/browser');
  await openScene();
}

mount(App, { target: document.getElementById('app') as HTMLElement });
followNetwork();
