// How the data's key is kept. A passphrase is asked for at each start, so that this window saw it if there is one.

class Keeping {
  passphrase = $state(false);
}

export const keeping = new Keeping();
