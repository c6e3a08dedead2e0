import { mount } from 'svelte';
import App from './App.svelte';
import { useTransport } from './api';
import { firstLook } from './state/look';
import './style/fonts.css';
import './style/tokens.css';
import './style/base.css';

firstLook();

if (import.meta.env.DEV && !('__TAURI_INTERNALS__' in window)) {
  const { imitate, makeWorld } = await import('./api/mock');
  useTransport(imitate(makeWorld()));
}

mount(App, { target: document.getElementById('app') as HTMLElement });
