// A build in which something of the tests would be shipped fails, and says what.

import type { Plugin } from 'vite';

/** Our helpers, our tests, and the programs that run them. */
const OF_TESTS =
  /\/ui\/test\/|\.test\.ts$|\/vitest\.|\/node_modules\/(vitest|@vitest|@testing-library|jsdom|axe-core)\//;

export function shipsNoTests(): Plugin {
  return {
    name: 'daybook-ships-no-tests',
    apply: 'build',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
      const found = modules.filter((id) => OF_TESTS.test(id.replaceAll('\\', '/')));
      if (found.length > 0) this.error(`This is for tests and would be shipped: ${found.join(', ')}`);
    },
  };
}
