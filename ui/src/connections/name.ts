// The mark of a connection, and its title.

import type { Connection } from '../api';

/** The letter in a provider's mark: the first of the label, or of what its brackets add. */
export function markOf(label: string): string {
  return (/\((\p{L})/u.exec(label) ?? /(\p{L})/u.exec(label))?.[1] ?? '·';
}

/** The name with the kind of server after it, as the row's title: `cloud.lindenhaus.example (CalDAV)`. */
export function titleOf({ name, label }: Connection): string {
  const kind = /\(([^)]+)\)/.exec(label)?.[0];
  return name !== label && kind ? `${name} ${kind}` : name;
}

/** The host in what was typed as a server: a bare host, a full address or an e-mail. For showing only. */
export function hostOf(typed: string): string {
  const text = typed.trim();
  const bare = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').split(/[/?#]/)[0] ?? '';
  return bare.includes('@') ? bare.slice(bare.lastIndexOf('@') + 1) : bare;
}
