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

  it('is true after one failed try and after many', () => {
    const safe = 'The appointment is safe on this computer, and everything else goes on.';
    expect(message('sync.failing', { provider: 'Google', again: '13:26' })).toEqual({
      bold: 'Sending this change to Google failed.',
      rest: `${safe} Daybook tries again by itself at 13:26.`,
    });
    expect(message('sync.failing', { provider: 'Google' }).rest).toBe(`${safe} Try again later.`);
  });

  it('says of a provider alone what is true of it alone', () => {
    const rest = (ends?: string) => message('auth.expired', { ends }).rest;
    const why = 'This happens after a password change, or when Daybook’s access was withdrawn.';
    expect(rest('It ends after a week.')).toBe(`${why} It ends after a week. Nothing is lost.`);
    expect(rest('')).toBe(`${why} Nothing is lost.`);
  });

  it('claims nothing of another computer', () => {
    expect(message('sync.deleted', { provider: 'Google', client: 'Ida Wolf' }).rest).toBe(
      'This computer has not told Ida Wolf. Book it again, or cancel it here too?',
    );
  });

  it('holds back only what waits because of it', () => {
    expect(waits('net.offline')).toBe('goes out when you’re back online');
    expect(waits('sync.conflict')).toBeNull();
  });
});
