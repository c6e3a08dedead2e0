// H2: every reason is said, as much of it as is known.

import { describe, expect, it } from 'vitest';
import type { Reason } from '../api';
import { message, waits } from './en-messages';
import { sentences } from './messages';

describe('A reason', () => {
  it('has a sentence whatever is known', () => {
    for (const reason of Object.keys(sentences) as Reason[]) {
      const { bold, rest } = message(reason);
      expect(bold, reason).toMatch(/[.?]$/);
      expect(bold + rest + (waits(reason) ?? ''), reason).not.toMatch(/[{}]/);
    }
  });

  it('is said with what is known', () => {
    expect(message('net.server', { host: 'dav.example', again: '13:25' })).toEqual({
      bold: 'dav.example does not answer.',
      rest: 'Daybook tries again at 13:25.',
    });
    expect(message('net.server')).toEqual({
      bold: 'The server does not answer.',
      rest: 'Daybook tries again by itself.',
    });
  });

  it('counts what waits', () => {
    const rest = (waiting: number) => message('net.offline', { waiting }).rest;
    expect(rest(0)).toBe('Book, move and cancel as usual.');
    expect(rest(1)).toBe('Book, move and cancel as usual. 1 change goes out when you’re back online.');
    expect(rest(3)).toBe('Book, move and cancel as usual. 3 changes go out when you’re back online.');
  });

  it('may name what it does not say', () => {
    expect(message('key.missing').bold).toBe('The key for your data is missing.');
    expect(message('key.missing', { provider: 'Google' }).bold).toBe('The key for this sign-in is missing.');
  });

  it('holds back only what waits because of it', () => {
    expect(waits('net.offline')).toBe('goes out when you’re back online');
    expect(waits('sync.conflict')).toBeNull();
  });
});
