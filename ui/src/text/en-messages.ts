// Messages by their key: what happened (bold), then what it means and what is safe.
// Keys come from Rust as `reason` or `UiError.code`; the words are those of the design.

import type { Reason } from '../api';
import { signIn } from './en-sign-in';

/** What a message may have to name. */
export type Facts = {
  provider?: string;
  host?: string;
  calendar?: string | null;
  /** Of when the last reading is, and when the next try is: ready to be read, `17 November, 18:02` and `13:25`. */
  since?: string;
  again?: string;
  /** What to allow at the provider. */
  allow?: string;
  /** Changes that wait. */
  waiting?: number;
};

export type Message = { bold: string; rest: string };

const changes = (count: number) => (count === 1 ? '1 change goes out' : `${count} changes go out`);

/** The messages that are shown beside a connection or a change. */
const messages: Partial<Record<Reason, (facts: Facts) => Message>> = {
  'auth.expired': ({ provider, since }) => ({
    bold: `${provider} ended this sign-in.`,
    rest: since
      ? `This happens after a password change. Nothing is lost: what is shown is from ${since}.`
      : 'This happens after a password change. Nothing is lost.',
  }),
  'auth.partial': ({ provider, allow = '' }) => {
    const { bold, rest } = signIn.partial;
    return { bold: bold(provider ?? ''), rest: `${rest} ${allow}`.trim() };
  },
  'auth.certificate': ({ host }) => ({
    bold: `The certificate of ${host} is not valid.`,
    rest: 'Daybook sent no password and tries again later.',
  }),
  'auth.redirect': ({ host }) => ({
    bold: `${host} sends Daybook on to another site.`,
    rest: 'The password was not sent there.',
  }),
  'net.offline': ({ waiting = 0 }) => ({
    bold: 'You’re offline.',
    rest:
      waiting > 0
        ? `Book, move and cancel as usual. ${changes(waiting)} when you’re back online.`
        : 'Book, move and cancel as usual.',
  }),
  'net.server': ({ host, again }) => ({
    bold: `${host || 'The server'} does not answer.`,
    rest: again ? `Daybook tries again at ${again}.` : 'Daybook tries again by itself.',
  }),
  'rate.limited': ({ provider, again }) => ({
    bold: `${provider} asked us to slow down.`,
    rest: again
      ? `Daybook tries again by itself at ${again}. Nothing for you to do.`
      : 'Daybook tries again by itself. Nothing for you to do.',
  }),
  'store.record': ({ provider }) => ({
    bold: 'One saved sign-in could not be read.',
    rest: `The ${provider} sign-in on this computer is damaged. Your appointments are fine.`,
  }),
  'store.failed': () => ({
    bold: 'The last changes could not be saved here.',
    rest: 'Daybook tries again by itself.',
  }),
  'key.missing': () => ({
    bold: 'The key for this sign-in is missing.',
    rest: 'Unlock the keychain, or sign in again.',
  }),
  'key.locked_later': () => ({
    bold: 'The keychain locked itself.',
    rest: 'Keep booking. Changes wait on this computer until you unlock the keychain.',
  }),
};

/** The message of a key; `null` for a key that has none, so that nothing technical is ever shown. */
export function message(key: Reason | null | undefined, facts: Facts = {}): Message | null {
  const made = key ? messages[key] : undefined;
  return made ? made(facts) : null;
}
