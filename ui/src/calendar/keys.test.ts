import { describe, expect, test } from 'vitest';
import { arrow, landing } from './keys';

const days = ['2026-11-16', '2026-11-17', '2026-11-18'];
const spots = [
  { key: 'a', day: '2026-11-16', from: 540 },
  { key: 'b', day: '2026-11-16', from: 660 },
  { key: 'c', day: '2026-11-17', from: 600 },
  { key: 'd', day: '2026-11-17', from: 900 },
];
const at = (key: string) => ({ ...(spots.find((spot) => spot.key === key) as (typeof spots)[0]) });

describe('arrows in the grid', () => {
  test('up and down walk the day and stop at its ends', () => {
    expect(arrow('ArrowDown', at('a'), spots, days)).toEqual({ to: 'block', key: 'b' });
    expect(arrow('ArrowDown', at('b'), spots, days)).toBeNull();
    expect(arrow('ArrowUp', at('a'), spots, days)).toBeNull();
  });

  test('sideways leads to the nearest in time', () => {
    expect(arrow('ArrowRight', at('b'), spots, days)).toEqual({ to: 'block', key: 'c' });
    expect(arrow('ArrowLeft', at('d'), spots, days)).toEqual({ to: 'block', key: 'b' });
  });

  test('right to left turns the sides around', () => {
    expect(arrow('ArrowLeft', at('b'), spots, days, true)).toEqual({ to: 'block', key: 'c' });
  });

  test('an empty day offers its half hours', () => {
    expect(arrow('ArrowRight', at('d'), spots, days)).toEqual({ to: 'slot', day: '2026-11-18', from: 900 });
    const slot = { key: null, day: '2026-11-18', from: 900 };
    expect(arrow('ArrowDown', slot, spots, days)).toEqual({ to: 'slot', day: '2026-11-18', from: 930 });
    expect(landing('2026-11-18', 1439, spots)).toEqual({ to: 'slot', day: '2026-11-18', from: 1410 });
  });

  test('at the edge the page turns', () => {
    expect(arrow('ArrowLeft', at('a'), spots, days)).toEqual({ to: 'day', by: -1 });
  });
});
