import { describe, expect, it } from 'vitest';
import { answers } from './find';

describe('a text', () => {
  it('answers to the start of any of its words', () => {
    expect(answers('Priya Nair', 'pri')).toBe(true);
    expect(answers('Jonathan Price', 'pri')).toBe(true);
    expect(answers('Priya Nair, Session', 'ses nair')).toBe(true);
  });

  it('does not answer to the inside of a word, nor to nothing', () => {
    expect(answers('Caprice', 'pri')).toBe(false);
    expect(answers('Caprice', '  ')).toBe(false);
  });

  it('answers without its accents and case', () => {
    expect(answers('Hannah Krüger', 'KRUG')).toBe(true);
    expect(answers('Ada Sorensen', 'sör')).toBe(true);
  });
});
