// The real core, which the tests and `npm run dev` in a plain browser ask over loopback HTTP (tests/src/over_http.rs).

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Where it listens, and what every request has to carry. */
export interface Address {
  url: string;
  token: string;
}

export interface RunningCore extends Address {
  /** Ends it, and waits until it has ended. */
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where cargo puts it. */
function built(): string {
  const target = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');
  return join(target, 'debug', process.platform === 'win32' ? 'core_over_http.exe' : 'core_over_http');
}

/** Starts it. It ends by itself when this process does: its standard input closes then. */
export async function startCore(): Promise<RunningCore> {
  const program = process.env.DAYBOOK_CORE ?? built();
  if (!existsSync(program)) {
    throw new Error(
      `The core for the tests is not there: ${program}\n` +
        'Build it with `cargo build -p daybook-tests --bin core_over_http`, or run `cargo x test`, which does.\n' +
        'DAYBOOK_CORE says where it lies instead.',
    );
  }
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}.`)));
  });
  const [url = '', token = ''] = line.split(' ');
  return {
    url,
    token,
    stop() {
      child.stdin.end();
      return ended;
    },
  };
}
