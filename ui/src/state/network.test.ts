// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { useTransport } from '../api';
import { followNetwork } from './network';

test('when the network is back what waits goes out at once', async () => {
  const asked: string[] = [];
  useTransport({
    invoke: async (name: string) => {
      asked.push(name);
      return undefined;
    },
    listen: async () => () => undefined,
  } as never);
  const stop = followNetwork();
  dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(asked).toEqual(['sync_now']));
  stop();
  dispatchEvent(new Event('online'));
  expect(asked).toEqual(['sync_now']);
});
