// The one message at the foot of the window, and the one polite voice for the ear.

interface Shown {
  /** A new number is a new toast, even with the same words. */
  key: number;
  text: string;
  action?: { label: string; run: () => void };
}

class Toasts {
  shown = $state<Shown | null>(null);
  /** Said, not shown: "Copied". */
  said = $state('');
  #key = 0;

  show(text: string, action?: Shown['action']): void {
    this.shown = { key: ++this.#key, text, action };
  }

  say(text: string): void {
    this.said = text;
  }

  close(): void {
    this.shown = null;
  }

  /** For tests: as at the start. */
  reset(): void {
    this.shown = null;
    this.said = '';
  }
}

export const toasts = new Toasts();
