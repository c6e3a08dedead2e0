import { describe, expect, test } from 'vitest';
import { layOut, rows, visible } from './layout';

const at = (key: string, from: number, to: number) => ({ key, from: from * 60, to: to * 60 });

describe('blocks of a day', () => {
  test('blocks that do not touch have the whole width', () => {
    const { places, more } = layOut([at('a', 9, 10), at('b', 10, 11)], 28);
    expect(places.get('a')).toEqual({ depth: 0, column: 0, columns: 1 });
    expect(places.get('b')).toEqual({ depth: 0, column: 0, columns: 1 });
    expect(more).toEqual([]);
  });

  test('starts within half an hour stand side by side', () => {
    const { places } = layOut([at('priya', 10.25, 11.08), at('dentist', 10.5, 11)], 28);
    expect(places.get('priya')).toEqual({ depth: 0, column: 0, columns: 2 });
    expect(places.get('dentist')).toEqual({ depth: 0, column: 1, columns: 2 });
  });

  test('a later start cascades over the earlier block', () => {
    const { places } = layOut([at('rota', 9, 12), at('call', 11, 11.5)], 28);
    expect(places.get('rota')?.depth).toBe(0);
    expect(places.get('call')).toEqual({ depth: 1, column: 0, columns: 1 });
  });

  test('a block shorter than can be drawn still keeps its room', () => {
    const { places } = layOut([at('short', 9, 9.1), at('next', 9.25, 10)], 28);
    expect(places.get('next')?.columns).toBe(2);
  });

  test('more than three lanes become a count, and nothing is lost', () => {
    const blocks = ['a', 'b', 'c', 'd', 'e'].map((key) => at(key, 9, 10));
    const { places, more } = layOut(blocks, 28);
    expect([...places.keys()]).toEqual(['a', 'b']);
    expect(more).toEqual([{ from: 540, depth: 0, column: 2, columns: 3, keys: ['c', 'd', 'e'] }]);
  });

  test('a cascade deeper than the lanes becomes a count', () => {
    const blocks = [at('a', 8, 18), at('b', 9, 18), at('c', 10, 18), at('d', 11, 18)];
    const { places, more } = layOut(blocks, 28);
    expect(places.size).toBe(3);
    expect(more[0]?.keys).toEqual(['d']);
  });

  test('every block is drawn or counted, exactly once, whatever the day', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 300; round += 1) {
      const blocks = Array.from({ length: random(14) }, (_, index) => {
        const from = random(1380);
        return { key: `${index}`, from, to: Math.min(1440, from + 5 + random(300)) };
      });
      const { places, more } = layOut(blocks, 28);
      const seen = [...places.keys(), ...more.flatMap((one) => one.keys)].sort();
      expect(seen).toEqual(blocks.map((block) => block.key).sort());
      for (const place of places.values()) {
        expect(place.column).toBeLessThan(place.columns);
        expect(place.depth + place.columns).toBeLessThanOrEqual(3 + place.depth);
        expect(place.depth).toBeLessThan(3);
      }
    }
  });
});

test('all-day spans share a row where they do not meet', () => {
  const laid = rows([
    { id: 'a', from: 0, to: 2 },
    { id: 'b', from: 3, to: 4 },
    { id: 'c', from: 2, to: 3 },
  ]);
  expect(laid.map((one) => [one.id, one.row])).toEqual([
    ['a', 0],
    ['c', 1],
    ['b', 0],
  ]);
});

describe('days that fit', () => {
  test('seven days are the week', () => expect(visible(100, 104, 102, 7)).toBe(100));
  test('four days begin today while the chosen day is among them', () => expect(visible(100, 103, 102, 4)).toBe(102));
  test('four days never leave the week', () => expect(visible(100, 106, 90, 4)).toBe(103));
  test('two days begin with the chosen one', () => expect(visible(100, 103, 102, 2)).toBe(103));
});
