// The contrast of every pair of the design, in both themes, read from the style sheet itself.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync('src/style/tokens.css', 'utf8');

function colours(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split('\n}')[0] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((found) => [found[1], found[2]]));
}

const light = colours(':root');
const themes = { light, dark: { ...light, ...colours(":root[data-theme='dark']") } };

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const HUES = ['petrol', 'indigo', 'plum', 'moss', 'blue', 'olive', 'rose', 'slate'];
const TEXT = 4.5;
const SHAPE = 3;

const pairs: [string, string, number][] = [
  ...['canvas', 'sidebar', 'sunken', 'raised', 'hover', 'selected'].flatMap((ground): [string, string, number][] => [
    ['ink', ground, 7],
    ['ink-2', ground, TEXT],
  ]),
  ['ink-3', 'canvas', TEXT],
  ['ink-3', 'sidebar', TEXT],
  ['ink-3', 'hover', TEXT],
  ['ink-3', 'raised', TEXT],
  ['control-line', 'canvas', SHAPE],
  ['control-line', 'sidebar', SHAPE],
  ['on-accent', 'accent', TEXT],
  ['on-accent', 'accent-hover', TEXT],
  ['accent-ink', 'accent-soft', TEXT],
  ['accent-ink', 'canvas', TEXT],
  ['accent', 'canvas', 6],
  ['on-danger', 'danger', TEXT],
  ['on-danger', 'danger-hover', TEXT],
  ['danger-ink', 'danger-soft', TEXT],
  ['danger-ink', 'raised', TEXT],
  ['danger', 'canvas', SHAPE],
  ['warn-ink', 'warn-soft', TEXT],
  ['warn', 'canvas', SHAPE],
  ['ok-ink', 'canvas', TEXT],
  ['ok-ink', 'ok-soft', TEXT],
  ['ok', 'canvas', SHAPE],
  ['on-now', 'now', 7],
  ['now', 'canvas', 7],
  ['busy-ink', 'busy', 7],
  ['ink-2', 'note', TEXT],
  ['switch-off', 'canvas', SHAPE],
  ...HUES.flatMap((hue): [string, string, number][] => [
    [`${hue}-ink`, `${hue}-tint`, 9.5],
    [`${hue}-ink`, 'canvas', 9.5],
    [hue, `${hue}-tint`, SHAPE],
    [hue, 'busy', SHAPE],
    ['raised', hue, SHAPE],
  ]),
];

describe.each(Object.entries(themes))('%s', (_, theme) => {
  test.each(pairs)('%s on %s is at least %d : 1', (front, back, least) => {
    expect(contrast(theme[front] as string, theme[back] as string)).toBeGreaterThanOrEqual(least);
  });
});
