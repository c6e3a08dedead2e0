// An imitation of the core in memory, with the made-up week of the design: for vitest and for `npm run dev` in a
// plain browser. It is never part of what is built.

export { imitate } from './commands';
export { account, arrive } from './sign-in';
export { NOW, TODAY } from './week';
export { makeWorld, type World } from './world';
