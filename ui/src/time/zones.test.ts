import { expect, test } from 'vitest';
import { convert } from './zones';

test('an hour of Berlin is the hour before in London', () => {
  expect(convert({ day: '2026-11-19', time: '10:15' }, 'Europe/Berlin', 'Europe/London')).toEqual({
    day: '2026-11-19',
    time: '09:15',
  });
});

test('a late hour in New York is the next day in Tokyo', () => {
  expect(convert({ day: '2026-11-19', time: '20:00' }, 'America/New_York', 'Asia/Tokyo')).toEqual({
    day: '2026-11-20',
    time: '10:00',
  });
});

test('around a clock change each side keeps its own offset', () => {
  const london = (time: string) => convert({ day: '2027-03-28', time }, 'Europe/Berlin', 'UTC').time;
  expect(london('01:30')).toBe('00:30');
  expect(london('03:30')).toBe('01:30');
});
