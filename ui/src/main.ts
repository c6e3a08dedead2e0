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

// The font is in the bundle: words are drawn in it from the first on. A start never waits long for it.
const font = document.fonts.load('1em "Inter Variable"').catch(() => []);
const late = new Promise((done) => setTimeout(done, 300));
void Promise.race([font, late]).then(() => {
  mount(App, { target: document.getElementById('app') as HTMLElement });
  followNetwork();
});
