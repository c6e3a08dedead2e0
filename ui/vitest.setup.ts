import '@testing-library/jest-dom/vitest';
import { configure } from '@testing-library/svelte';

// Waiting ends when the thing is there; the limit is only for a machine that builds something else beside.
configure({ asyncUtilTimeout: 10_000 });

// jsdom lays nothing out: it has no media queries to answer and nothing to scroll to.
window.matchMedia ??= () =>
  Object.assign(new EventTarget(), {
    matches: false,
    media: '',
    onchange: null,
    addListener() {},
    removeListener() {},
  });
Element.prototype.scrollIntoView ??= () => {};
window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
window.innerWidth = 1180;
document.documentElement.lang = 'en';
