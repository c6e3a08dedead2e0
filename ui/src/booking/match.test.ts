import { expect, test } from 'vitest';
import { firstName, initials, looksLikeEmail, pieces, whereOf } from './match';

const hits = (name: string, typed: string) =>
  pieces(name, typed)
    .filter((piece) => piece.hit)
    .map((piece) => piece.text);

test('typed letters are found at the beginning of words, whatever their marks', () => {
  expect(hits('Priya Nair', 'pr')).toEqual(['Pr']);
  expect(hits('Jonathan Price', 'pr')).toEqual(['Pr']);
  expect(hits('Hannah Krüger', 'kru')).toEqual(['Krü']);
  expect(hits('Priya Nair', 'ya')).toEqual([]);
  expect(
    pieces('Priya Nair', 'pr')
      .map((piece) => piece.text)
      .join(''),
  ).toBe('Priya Nair');
});

test('initials come from the first two words, in any script', () => {
  expect(initials('Priya Nair')).toBe('PN');
  expect(initials('Sofia & Luca R.')).toBe('SL');
  expect(initials('李 小龙')).toBe('李小');
  expect(initials('Madonna')).toBe('M');
});

test('a first name is the first word', () => expect(firstName('Priya Nair')).toBe('Priya'));

test('an address is looked at only for slips', () => {
  expect(looksLikeEmail('priya@example.com')).toBe(true);
  expect(looksLikeEmail('priya@')).toBe(false);
  expect(looksLikeEmail('priya example.com')).toBe(false);
});

test('a place is a room, a link or a number', () => {
  expect(whereOf('Practice, Lindenstr. 8')).toBe('person');
  expect(whereOf('https://meet.example/x')).toBe('video');
  expect(whereOf('meet.example/lena-b')).toBe('video');
  expect(whereOf('+49 30 1234567')).toBe('phone');
  expect(whereOf('')).toBe('person');
});
