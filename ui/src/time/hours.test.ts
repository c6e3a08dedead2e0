import { expect, test } from 'vitest';
import { settings } from '../../test/canned';
import { hoursOf } from './hours';

// P14
test('a day has the hours of its weekday, or those of the last exception that holds', () => {
  const other = [{ from: '10:00', to: '12:00' }];
  const exceptions = [
    { from: '2026-12-24', to: '2027-01-01', hours: [] },
    { from: '2026-12-29', to: '2026-12-29', hours: other },
  ];
  const own = settings({ exceptions });
  expect(hoursOf(own, '2026-12-23')).toHaveLength(2);
  expect(hoursOf(own, '2026-12-24')).toEqual([]);
  expect(hoursOf(own, '2026-12-29')).toEqual(other);
  expect(hoursOf(own, '2027-01-01')).toEqual([]);
  expect(hoursOf(own, '2027-01-04')).toHaveLength(2);
  expect(hoursOf(null, '2026-12-29')).toEqual([]);
});
