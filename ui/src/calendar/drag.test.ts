import { describe, expect, test } from 'vitest';
import { carry, dragOut, type Grid } from './drag';

/** One px is one minute; days are 100 px wide. */
const grid: Grid = {
  step: 15,
  at: (x, y) => ({ day: `2026-11-${16 + Math.floor(x / 100)}`, minute: Math.max(0, Math.min(1439, y)) }),
};

describe('dragging out a new time', () => {
  test('a press that hardly moves is a click', () => {
    const drag = dragOut(grid, 50, 600);
    expect(drag?.move(50, 602)).toBeNull();
    expect(drag?.end()).toBeNull();
  });

  test('down and up give the same stretch, on the day where it began', () => {
    expect(dragOut(grid, 50, 605)?.move(250, 670)).toEqual({ day: '2026-11-16', from: 600, minutes: 75 });
    expect(dragOut(grid, 50, 670)?.move(50, 605)).toEqual({ day: '2026-11-16', from: 600, minutes: 75 });
  });
});

describe('carrying a block', () => {
  test('it keeps its length and where it was taken', () => {
    const drag = carry(grid, 50, 620, 600, 50);
    expect(drag?.move(150, 681)).toEqual({ day: '2026-11-17', from: 660, minutes: 50 });
    expect(drag?.end()).toEqual({ day: '2026-11-17', from: 660, minutes: 50 });
  });

  test('it never leaves the day', () => {
    expect(carry(grid, 50, 620, 600, 50)?.move(50, 1439)).toEqual({ day: '2026-11-16', from: 1390, minutes: 50 });
    expect(carry(grid, 50, 620, 600, 50)?.move(50, 0)).toEqual({ day: '2026-11-16', from: 0, minutes: 50 });
  });
});
