// Where blocks of one day lie: side by side where they start within half an hour of one another, else cascading,
// the later one inset. Pure: minutes in, shares of the column's width out.

export interface Timed {
  key: string;
  /** Minutes since midnight; `to` may be 1440. */
  from: number;
  to: number;
}

export interface Place {
  /** How many earlier blocks it lies upon: each is an inset. */
  depth: number;
  column: number;
  columns: number;
}

/** "+2": what found no room, and where the button stands. */
export interface More extends Place {
  from: number;
  keys: string[];
}

export interface Layout {
  places: Map<string, Place>;
  more: More[];
}

/** Starts nearer than this, in minutes, stand side by side. */
const BESIDE = 30;

interface Group {
  start: number;
  end: number;
  depth: number;
  /** Members by column; in a column one ends before the next begins. */
  columns: Timed[][];
}

/** `least` = the minutes the smallest drawn block covers; `lanes` = how many may stand or lie together. */
export function layOut(blocks: Timed[], least: number, lanes = 3): Layout {
  const end = (block: Timed) => Math.max(block.to, block.from + least);
  const sorted = [...blocks].sort((a, b) => a.from - b.from || end(b) - end(a) || a.key.localeCompare(b.key));
  const groups: Group[] = [];

  for (const block of sorted) {
    const above = groups.filter((group) => group.end > block.from);
    const beside = above.findLast((group) => block.from - group.start < BESIDE);
    if (beside) {
      const free = beside.columns.find((column) => column.every((one) => end(one) <= block.from));
      if (free) free.push(block);
      else beside.columns.push([block]);
      beside.end = Math.max(beside.end, end(block));
    } else {
      const depth = above.length === 0 ? 0 : Math.max(...above.map((group) => group.depth)) + 1;
      groups.push({ start: block.from, end: end(block), depth, columns: [[block]] });
    }
  }

  const places = new Map<string, Place>();
  const more: More[] = [];
  for (const group of groups) {
    // A cascade takes lanes too: what lies deeper than they reach is counted, not drawn.
    const room = Math.max(0, lanes - group.depth);
    const tooMany = group.columns.length > room;
    const columns = tooMany ? Math.max(room, 1) : group.columns.length;
    const drawn = tooMany ? Math.max(columns - 1, 0) : columns;
    group.columns.slice(0, drawn).forEach((column, at) => {
      for (const block of column) places.set(block.key, { depth: group.depth, column: at, columns });
    });
    const hidden = group.columns.slice(drawn).flat();
    if (hidden.length > 0) {
      const depth = Math.min(group.depth, lanes - 1);
      more.push({ from: group.start, depth, column: drawn, columns, keys: hidden.map((block) => block.key) });
    }
  }
  return { places, more };
}

/** Rows of the all-day strip: the first row where the span is free. `from` and `to` are columns, both included. */
export function rows<T extends { from: number; to: number }>(spans: T[]): (T & { row: number })[] {
  const taken: number[] = [];
  return [...spans]
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .map((span) => {
      const free = taken.findIndex((last) => last < span.from);
      const row = free < 0 ? taken.length : free;
      taken[row] = span.to;
      return { ...span, row };
    });
}

/** The days drawn, when only `room` of a week's seven fit: today and the chosen day where possible. */
export function visible(weekFirst: number, chosen: number, today: number, room: number): number {
  const last = weekFirst + 7 - room;
  const keepsToday = room > 2 && today >= weekFirst && today <= chosen && chosen < today + room;
  return Math.max(weekFirst, Math.min(keepsToday ? today : chosen, last));
}
