// How the data's key is kept. A passphrase is asked for at each start, so that this window saw it if there is one.

class Keeping {
  passphrase = $state(false);

  /** For tests: as at the start. */
  reset(): void {
    this.passphrase = false;
  }
}

export const keeping = new Keeping();
