// A press on the grid that becomes a new time, or a block that is carried to another time.
// Only numbers here: the week draws them, and decides what a drop means.

import { timeOf, type Day } from '../time/civil';

/** Less than this, in px, is a click. */
const THRESHOLD = 4;

export interface Ghost {
  day: Day;
  from: number;
  minutes: number;
}

/** What the grid looks like under the pointer. */
export interface Grid {
  /** Day and minute (not snapped) at a point of the window. */
  at(x: number, y: number): { day: Day; minute: number } | null;
  step: number;
}

export interface Drag {
  move(x: number, y: number): Ghost | null;
  /** The ghost at the end; null where it was only a click. */
  end(): Ghost | null;
}

const snap = (minute: number, step: number) => Math.floor(minute / step) * step;
const within = (from: number, minutes: number) => Math.max(0, Math.min(1440 - minutes, from));

/** Drags out a new time on one day. */
export function dragOut(grid: Grid, x: number, y: number): Drag | null {
  const start = grid.at(x, y);
  if (!start) return null;
  const anchor = snap(start.minute, grid.step);
  let ghost: Ghost | null = null;
  return {
    move(_, toY) {
      if (!ghost && Math.abs(toY - y) < THRESHOLD) return null;
      const here = grid.at(x, toY);
      if (!here) return ghost;
      const there = snap(here.minute, grid.step);
      const from = Math.min(anchor, there);
      const to = Math.min(1440, Math.max(anchor, there) + grid.step);
      ghost = { day: start.day, from, minutes: to - from };
      return ghost;
    },
    end: () => ghost,
  };
}

/** Carries a block: it keeps its length and the point where it was taken. */
export function carry(grid: Grid, x: number, y: number, from: number, minutes: number): Drag | null {
  const start = grid.at(x, y);
  if (!start) return null;
  const held = start.minute - from;
  let ghost: Ghost | null = null;
  return {
    move(toX, toY) {
      if (!ghost && Math.hypot(toX - x, toY - y) < THRESHOLD) return null;
      const here = grid.at(toX, toY);
      if (!here) return ghost;
      const wanted = Math.round((here.minute - held) / grid.step) * grid.step;
      ghost = { day: here.day, from: within(wanted, minutes), minutes };
      return ghost;
    },
    end: () => ghost,
  };
}

export const startOf = (ghost: Ghost): string => timeOf(ghost.from);
