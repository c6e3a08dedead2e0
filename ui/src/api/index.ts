// The only door to the core: one typed function per command, and the `changed` event.
// Nothing here keeps data; that is src/state. The window never sees a password or a token come back.

export * from './commands';
export { asError, onChanged, useTransport, type Changed, type Transport } from './transport';
export type * from './types';
