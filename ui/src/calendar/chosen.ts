// A time that is being chosen, as a block: named like any other, and said not to be booked yet.

import { week } from '../text/en';
import type { Format } from '../text/format';
import type { Block } from './blocks';
import { timeOf, type Day } from '../time/civil';

interface At {
  title: string;
  day: Day;
  /** Minutes since midnight. */
  from: number;
  to: number;
}

interface Chosen {
  day: Day;
  from: number;
  minutes: number;
  /** The client; empty while there is none. */
  title: string;
  service: string;
  overlaps: string | null;
}

export function nameOf({ title, day, from, to }: At, second: string, state: string, format: Format): string {
  const [start, end] = [format.time(timeOf(from)), format.time(timeOf(to))];
  return week.own(title, second || week.appointment, format.dayLong(day), start, end, state);
}

export function draftBlock({ day, from, minutes, title, service, overlaps }: Chosen, format: Format): Block {
  const at = { title: title || week.newTitle, day, from, to: Math.min(1440, from + minutes) };
  return {
    ...at,
    key: 'draft',
    id: null,
    second: service,
    time: format.time(timeOf(from)),
    range: format.range(timeOf(from), timeOf(at.to)),
    word: null,
    wordShort: null,
    look: overlaps === null ? 'draft' : 'clash',
    hue: 'petrol',
    past: false,
    name: nameOf(at, service, overlaps === null ? week.state.draft : week.state.draftOver(overlaps), format),
    own: null,
  };
}
