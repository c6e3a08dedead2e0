import { describe, expect, it } from 'vitest';
import { copiedToAll, fault, hoursFor, readSpans, readTime, withOneMore } from './hours';

describe('a time', () => {
  it.each([
    ['9', '09:00'],
    ['9.30', '09:30'],
    ['0930', '09:30'],
    ['14:00', '14:00'],
    ['9 pm', '21:00'],
    ['12am', '00:00'],
    ['24:00', '24:00'],
  ])('is read from %s', (typed, read) => expect(readTime(typed)).toBe(read));

  it.each(['', 'nine', '25', '9:75', '24:30', '13 pm', '9:3:0'])('is not read from %j', (typed) =>
    expect(readTime(typed)).toBeNull(),
  );
});

describe('hours in one line', () => {
  it('are read in their order, and none are none', () => {
    expect(readSpans('9-13, 14.30 – 16')).toEqual([
      { from: '09:00', to: '13:00' },
      { from: '14:30', to: '16:00' },
    ]);
    expect(readSpans(' ')).toEqual([]);
  });

  it.each(['9', '13-9', '9-13, 12-14', '9-10-11', 'all day'])('are not read from %j', (typed) =>
    expect(readSpans(typed)).toBeNull(),
  );
});

describe('a day', () => {
  it('is in order when each time begins after the one before', () => {
    expect(
      fault([
        { from: '09:00', to: '13:00' },
        { from: '13:00', to: '18:00' },
      ]),
    ).toBeNull();
  });

  it('says which end comes before its start', () => {
    expect(fault([{ from: '13:00', to: '09:00' }])).toEqual({ span: 0, edge: 'to', what: 'endsFirst' });
  });

  it('says which start lies in the time before', () => {
    const spans = [
      { from: '09:00', to: '13:00' },
      { from: '12:00', to: '18:00' },
    ];
    expect(fault(spans)).toEqual({ span: 1, edge: 'from', what: 'overlaps' });
  });

  it('gets one more time after a break of an hour, while the evening has room', () => {
    expect(withOneMore([{ from: '09:00', to: '13:00' }])[1]).toEqual({ from: '14:00', to: '18:00' });
    expect(withOneMore([{ from: '09:00', to: '23:30' }])).toHaveLength(1);
  });

  it('begins with the hours of the working day before it', () => {
    const friday = [{ from: '09:00', to: '14:00' }];
    expect(hoursFor(5, [[], [], [], [], friday, [], []])).toEqual(friday);
    expect(hoursFor(0, [[], [], [], [], [], [], []])).toEqual([{ from: '09:00', to: '17:00' }]);
  });

  it('copied to all working days leaves free days free', () => {
    const monday = [{ from: '08:00', to: '12:00' }];
    const hours = copiedToAll(0, [monday, [{ from: '09:00', to: '13:00' }], [], [], [], [], []]);
    expect(hours[1]).toEqual(monday);
    expect(hours[2]).toEqual([]);
  });
});
