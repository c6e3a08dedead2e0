// One core for all test files; each test has a world of its own in it.

import type { TestProject } from 'vitest/node';
import { startCore, type Address } from './core';

declare module 'vitest' {
  interface ProvidedContext {
    core: Address;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, token, stop } = await startCore();
  project.provide('core', { url, token });
  return stop;
}
