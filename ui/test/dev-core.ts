// Brings requests for `/core` from a browser to the core of the tests, which is started with the first of them.

import { request as ask } from 'node:http';
import type { Plugin } from 'vite';
import { startCore, type RunningCore } from './core';

export function devCore(): Plugin {
  let core: Promise<RunningCore> | null = null;
  return {
    name: 'daybook-core',
    apply: 'serve',
    configureServer(server) {
      server.middlewares.use('/core', async (request, response, next) => {
        try {
          const { url, token } = await (core ??= startCore());
          const headers = { ...request.headers, host: new URL(url).host, 'x-daybook-test': token };
          const asked = ask(new URL(request.url ?? '/', url), { method: request.method, headers }, (answer) => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response);
          });
          asked.once('error', next);
          request.pipe(asked);
        } catch (error) {
          core = null;
          next(error);
        }
      });
      server.httpServer?.once('close', () => void core?.then((running) => running.stop()));
    },
  };
}
