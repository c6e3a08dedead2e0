// What a connection is called, and its mark. A provider's own label, except where a label covers many
// servers: there the host tells them apart.

import type { Connection, ProviderView } from '../api';

/** The letter in a provider's mark: the first of the label, or of what its brackets add. */
export function markOf(label: string): string {
  return (/\((\p{L})/u.exec(label) ?? /(\p{L})/u.exec(label))?.[1] ?? '·';
}

/** `Google`; `cloud.lindenhaus.example` where the person named the server; the calendar's own name where it is a link. */
export function nameOf(connection: Connection, providers: ProviderView[]): string {
  const provider = providers.find((known) => known.id === connection.provider);
  if (provider?.sign_in === 'link') return connection.calendars[0]?.name ?? connection.label;
  return provider?.asks_server && connection.host ? connection.host : connection.label;
}

/** The name with the kind of server after it, as the row's title: `cloud.lindenhaus.example (CalDAV)`. */
export function titleOf(connection: Connection, providers: ProviderView[]): string {
  const name = nameOf(connection, providers);
  const kind = /\(([^)]+)\)/.exec(connection.label)?.[0];
  return name !== connection.label && kind ? `${name} ${kind}` : name;
}

/** The host in what was typed as a server: a bare host, a full address or an e-mail. For showing only. */
export function hostOf(typed: string): string {
  const text = typed.trim();
  const bare = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').split(/[/?#]/)[0] ?? '';
  return bare.includes('@') ? bare.slice(bare.lastIndexOf('@') + 1) : bare;
}
