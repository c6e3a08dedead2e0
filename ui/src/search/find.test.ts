import { describe, expect, it } from 'vitest';
import { match, parts } from './find';

describe('a name', () => {
  it('is found at the start of any of its words', () => {
    expect(match('Priya Nair', 'pri')).toEqual([0, 3]);
    expect(match('Jonathan Price', 'pri')).toEqual([9, 12]);
  });

  it('is not found inside a word', () => expect(match('Caprice', 'pri')).toBeNull());

  it('is found without its accents and case', () => {
    expect(match('Ada Sörensen', 'sor')).toEqual([4, 7]);
    expect(match('ada', 'ADA')).toEqual([0, 3]);
  });

  it('comes in parts, the matching one marked', () => {
    expect(parts('Jonathan Price', 'pri')).toEqual([
      { text: 'Jonathan ', hit: false },
      { text: 'Pri', hit: true },
      { text: 'ce', hit: false },
    ]);
  });

  it('is one part where nothing matches', () => expect(parts('Ada', '')).toEqual([{ text: 'Ada', hit: false }]));
});
