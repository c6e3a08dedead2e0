// `npm run dev` in a plain browser: a scene of the real core, `troubles` unless the address says `?scene=week`.

import { useTransport } from '../src/api';
import { TestTransport } from './transport';
import { World, type Scene } from './worlds';

export async function openScene(): Promise<void> {
  const scene = new URLSearchParams(location.search).get('scene') ?? 'troubles';
  // dev-core.ts knows where the core is, and has the token.
  const world = await World.open({ url: '/core', token: '' }, scene as Scene);
  const transport = new TestTransport((command, args) => world.call(command, args));
  void world.follow((what) => transport.announce(what));
  useTransport(transport);
}
