// The ways to connect, read once, and which connect or disconnect dialog is open. Any page may open one. A sign-in
// through the browser has its own state, as it may begin without the window.

import * as api from '../api';
import type { Connection, ProviderView, ProviderWords } from '../api';
import { core } from '../state/core.svelte';
import { signingIn } from '../state/signing-in.svelte';

class Connecting {
  providers = $state<ProviderView[]>([]);
  /** The dialog that is open. */
  open = $state<{ provider: ProviderView; again?: Connection } | null>(null);
  ending = $state<Connection | null>(null);
  failed = $state(false);

  async read(): Promise<void> {
    if (this.providers.length > 0) return;
    try {
      this.providers = await api.providers();
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  connect(provider: ProviderView): void {
    if (provider.sign_in === 'browser') void this.#browse(provider);
    else this.open = { provider };
  }

  #browse({ id, label }: ProviderView, again?: Connection): Promise<void> {
    return signingIn.begin({ provider: id, label, connectionId: again?.id ?? null });
  }

  /** What is said of this provider alone, once the list was read. */
  wordsOf(provider: string): ProviderWords | undefined {
    return this.providers.find((known) => known.id === provider)?.words;
  }

  /** It is an address that is a secret; there is no account. */
  isLink(provider: string): boolean {
    return this.providers.some((known) => known.id === provider && known.sign_in === 'link');
  }

  /** It is signed in to through the browser. */
  isBrowser(provider: string): boolean {
    return this.providers.some((known) => known.id === provider && known.sign_in === 'browser');
  }

  /** Signs in anew to a connection. */
  async again(connectionId: string): Promise<void> {
    await this.read();
    const again = core.connections.find((connection) => connection.id === connectionId);
    const provider = this.providers.find((known) => known.id === again?.provider);
    if (!again || !provider) return;
    if (provider.sign_in === 'browser') void this.#browse(provider, again);
    else this.open = { provider, again };
  }

  close(): void {
    this.open = null;
    this.ending = null;
  }

  /** For tests: as at the start. */
  reset(): void {
    this.providers = [];
    this.failed = false;
    this.close();
  }
}

export const connecting = new Connecting();
