import { expect, it } from 'vitest';
import { change } from '../../test/canned';
import { makeFormat } from '../text/format';
import { isAsked, theirTime } from './answers';

const format = makeFormat('en-GB', '24');

it('a conflict names the other time, with its day where that differs', () => {
  expect(theirTime(change({ theirs: { day: '2026-11-19', from: '12:30', to: '13:20' } }), format)).toBe('12:30');
  expect(theirTime(change({ theirs: { day: '2026-11-20', from: '12:30', to: '13:20' } }), format)).toBe(
    'Fri 20 Nov, 12:30',
  );
});

it('a refusal is tried again, a question is answered', () => {
  expect(isAsked(change())).toBe(false);
  expect(isAsked(change({ reason: 'sync.deleted' }))).toBe(true);
  expect(isAsked(change({ reason: 'sync.back' }))).toBe(true);
  expect(isAsked(change({ reason: 'sync.series' }))).toBe(true);
  expect(isAsked(change({ reason: 'sync.repeats' }))).toBe(true);
  expect(isAsked(change({ reason: 'sync.conflict' }))).toBe(true);
  expect(isAsked(change({ reason: 'sync.rules' }))).toBe(true);
});
