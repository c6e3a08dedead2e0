// Whether a text answers to what was typed: every typed word begins one of its words. Case and accents are no
// hindrance. Pure.

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

export function answers(text: string, typed: string): boolean {
  const wanted = wordsOf(typed);
  const words = wordsOf(text);
  return wanted.length > 0 && wanted.every((one) => words.some((word) => word.startsWith(one)));
}
