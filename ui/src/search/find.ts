// Finding in names: which part matches, for the underline. Case and accents are no hindrance. Pure.

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

export type Part = { text: string; hit: boolean };

/** Where a word of `text` begins with `query`; `null` = nowhere. */
export function match(text: string, query: string): [number, number] | null {
  const wanted = plain(query.trim());
  if (!wanted) return null;
  const letters = [...text];
  for (let start = 0; start < letters.length; start += 1) {
    if (start > 0 && /[\p{L}\p{N}]/u.test(letters[start - 1] ?? '')) continue;
    for (let end = start + 1, seen = ''; end <= letters.length; end += 1) {
      seen = plain(letters.slice(start, end).join(''));
      if (seen === wanted) return [start, end];
      if (!wanted.startsWith(seen)) break;
    }
  }
  return null;
}

/** The text in parts, the matching one marked. */
export function parts(text: string, query: string): Part[] {
  const found = match(text, query);
  if (!found) return [{ text, hit: false }];
  const letters = [...text];
  const cut = (from: number, to: number, hit: boolean): Part => ({ text: letters.slice(from, to).join(''), hit });
  return [cut(0, found[0], false), cut(found[0], found[1], true), cut(found[1], letters.length, false)].filter(
    (part) => part.text !== '',
  );
}
