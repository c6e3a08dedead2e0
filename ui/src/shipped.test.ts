// A release holds nothing of the tests: neither their helpers nor canned answers.

import { resolve } from 'node:path';
import { build, type Plugin } from 'vite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { shipsNoTests } from '../ships-no-tests';

/** Stands in for the whole of it. */
const LIBRARY = '/daybook/node_modules/axe-core/axe.js';

/** Builds a window of this code, as a release is built, and keeps nothing of it. */
function built(code: string): Promise<unknown> {
  const entry: Plugin = {
    name: 'entry',
    resolveId: (id) => (id === 'entry' || id === LIBRARY ? id : null),
    load: (id) => (id === 'entry' ? code : id === LIBRARY ? 'export default 1;' : null),
  };
  return build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, rollupOptions: { input: 'entry' } },
    plugins: [entry, shipsNoTests()],
  });
}

// A build is one of development otherwise.
beforeEach(() => void vi.stubEnv('NODE_ENV', 'production'));
afterEach(() => void vi.unstubAllEnvs());

const canned = resolve('test/canned.ts');

test.each([
  ['canned answers', `import { NOTHING } from '${canned}'; console.log(NOTHING);`, 'test/canned.ts'],
  ['a scene that is loaded later', `void import('${resolve('test/worlds.ts')}').then(console.log);`, 'test/worlds.ts'],
  ['a library of tests', `import axe from '${LIBRARY}'; console.log(axe);`, 'axe-core'],
])('with %s there is no release', async (_what, code, named) => {
  await expect(built(code)).rejects.toThrow(named);
});

test('what only a window in development loads is no part of it', async () => {
  await expect(built(`if (import.meta.env.DEV) void import('${canned}').then(console.log);`)).resolves.toBeDefined();
  await expect(built('console.log(1);')).resolves.toBeDefined();
});
