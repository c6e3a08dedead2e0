// Which parts of a client's name answer to what was typed, and how a name is shortened. Pure.

export interface Piece {
  text: string;
  hit: boolean;
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The name in pieces: those that begin a word with a typed word are hits. */
export function pieces(name: string, typed: string): Piece[] {
  const words = typed.trim().split(/\s+/).filter(Boolean).map(fold);
  return name
    .split(/(\s+)/)
    .flatMap((word): Piece[] => {
      const hit = words.find((one) => fold(word).startsWith(one));
      if (!hit) return [{ text: word, hit: false }];
      // Folding may change the length of a word only by marks, which go with their letter.
      let end = 0;
      while (end < word.length && fold(word.slice(0, end)).length < hit.length) end += 1;
      return [
        { text: word.slice(0, end), hit: true },
        { text: word.slice(end), hit: false },
      ];
    })
    .filter((piece) => piece.text !== '');
}

/** First letters of the first two words, in any script. */
export function initials(name: string): string {
  return name
    .split(/[\s&]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('');
}

/** What one calls them in a sentence. */
export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? name;

/** Enough to tell a slip of the fingers; the provider has the last word. */
export const looksLikeEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text.trim());

export type Where = 'person' | 'video' | 'phone';

export function whereOf(place: string): Where {
  if (/^https?:\/\//i.test(place) || /^[\w-]+(\.[\w-]+)+\/\S/.test(place)) return 'video';
  if (/^\+?[\d\s()/-]{6,}$/.test(place.trim()) && place.trim() !== '') return 'phone';
  return 'person';
}
