// What is said of a reason: what happened (bold), then what it means and what is safe. The sentences are the core's.

import type { Reason } from '../api';
import { sentences, type Fact, type Ways } from './messages';

/** What is known, ready to be read: `17 November, 18:02` and `13:25`. */
export type Facts = Partial<Record<Fact, string | number | null>>;

export type Message = { bold: string; rest: string };

/** One way to say it, or `null` where a fact that it names is not known. */
function filled(way: string, facts: Facts): string | null {
  let known = true;
  const text = way.replace(
    /\{(\??)([a-z]+)(?::([^|}]*)\|([^}]*))?\}/g,
    (_, asked: string, name: Fact, one: string | undefined, more: string | undefined) => {
      const fact = facts[name];
      if (!fact) {
        known = false;
        return '';
      }
      if (asked) return '';
      if (one === undefined || more === undefined) return String(fact);
      return String(fact) === '1' ? one : more.replaceAll('#', String(fact));
    },
  );
  return known ? text : null;
}

function fill(ways: Ways, facts: Facts): string {
  for (const way of ways) {
    const text = filled(way, facts);
    if (text !== null) return text;
  }
  return '';
}

/** What to tell of a connection or a change, which Daybook goes on with by itself. */
export function message(reason: Reason, facts: Facts = {}): Message {
  const { what, rest, later } = sentences[reason];
  return { bold: fill(what, facts), rest: fill(later.length > 0 ? later : rest, facts) };
}

/** Why a change waits, in words that stand after “Google · Practice”; `null` = nothing waits because of this. */
export const waits = (reason: Reason, facts: Facts = {}): string | null => fill(sentences[reason].waits, facts) || null;
