import { mount } from 'svelte';
import App from './App.svelte';
import { useTransport } from './api';
import { firstLook } from './state/theme';
import { followNetwork } from './state/network';
import './style/fonts.css';
import './style/tokens.css';
import './style/base.css';

firstLook();

// `vite build --mode mock` tries what is built, with its content security policy, in a plain browser.
if ((import.meta.env.DEV || import.meta.env.MODE === 'mock') && !('__TAURI_INTERNALS__' in window)) {
  const { imitate, makeWorld } = await import('./api/mock');
  useTransport(imitate(makeWorld()));
}

mount(App, { target: document.getElementById('app') as HTMLElement });
followNetwork();
