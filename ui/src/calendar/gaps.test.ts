import { expect, test } from 'vitest';
import { gaps } from './gaps';

const span = (from: number, to: number) => ({ from: from * 60, to: to * 60 });

test('gaps begin at a possible start and are at least half an hour', () => {
  const taken = [span(14, 15 + 20 / 60), span(16, 16 + 50 / 60), span(17, 17 + 50 / 60)];
  expect(gaps(taken, [span(14, 18)], 0, 15)).toEqual([{ from: 15.5 * 60, to: 960 }]);
});

test('what has passed is not free any more', () => {
  expect(gaps([], [span(9, 13)], 12 * 60 + 10, 15)).toEqual([{ from: 12.25 * 60, to: 780 }]);
  expect(gaps([], [span(9, 13)], 1440, 15)).toEqual([]);
});

test('overlapping blocks take their time once', () => {
  expect(gaps([span(9, 12), span(10, 11)], [span(9, 13)], 0, 15)).toEqual([{ from: 720, to: 780 }]);
});
