// The time that is being chosen in the panel, drawn in the calendar while it is chosen.

import type { Day } from '../time/civil';

export interface Drawn {
  day: Day;
  from: string;
  minutes: number;
  title: string;
  service: string;
  /** What it overlaps; null where it is free or not known yet. */
  overlaps: string | null;
  /** The appointment that moves away; null for a new one. */
  moves: string | null;
}

class Draft {
  shown = $state<Drawn | null>(null);
  /** A time pressed in the calendar while the panel is open: the panel takes it over. */
  wish = $state<{ day: Day; from: string; minutes?: number } | null>(null);

  /** For tests: as at the start. */
  reset(): void {
    this.shown = this.wish = null;
  }
}

export const draft = new Draft();
