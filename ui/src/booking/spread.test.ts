import { expect, test } from 'vitest';
import { timeOf } from '../time/civil';
import { spread } from './spread';

const free = (day: string, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from - 50) / 15) + 1 }, (_, at) => ({
    day,
    from: timeOf(from + at * 15),
    start: `${day}T${timeOf(from + at * 15)}:00+01:00`,
    end: `${day}T${timeOf(from + at * 15 + 50)}:00+01:00`,
  }));

test('offers a morning and an afternoon of each day, none overlapping', () => {
  const times = [...free('2026-11-19', 540, 780), ...free('2026-11-20', 840, 1080)];
  expect(spread(times, 4).map((time) => `${time.day.slice(8)} ${time.from}`)).toEqual([
    '19 09:00',
    '19 11:00',
    '20 14:00',
    '20 16:00',
  ]);
});

test('takes more from a day where no other has any', () => {
  expect(spread(free('2026-11-19', 540, 780), 4)).toHaveLength(4);
  expect(spread([], 4)).toEqual([]);
});

// P17
test('the second of two equal hours is apart from the first, and what lies across both is not', () => {
  const at = (from: string, end: string) => {
    return { day: '2027-10-31', start: `2027-10-31T${from}`, end: `2027-10-31T${end}` };
  };
  const first = at('02:00:00+02:00', '02:50:00+02:00');
  const across = at('02:30:00+02:00', '02:20:00+01:00');
  const second = at('02:00:00+01:00', '02:50:00+01:00');
  expect(spread([first, across, second], 4)).toEqual([first, second]);
});
