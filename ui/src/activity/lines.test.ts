import { describe, expect, it } from 'vitest';
import type { OutboxItem, Reason } from '../api';
import { caldav, change, google, icloud, outlook, TODAY } from '../../test/canned';
import { makeFormat } from '../text/format';
import { line, waitsForSignIn, type Around } from './lines';

const connections = [google(), outlook({ status: 'needs_sign_in', reason: 'auth.expired' }), icloud(), caldav()];
const around: Around = {
  today: TODAY,
  format: makeFormat('en-GB', '24'),
  connections,
};
const shown = (more: Partial<OutboxItem>) => {
  const { title, time, reason, detail } = line(change(more), around);
  return [title + time, reason, detail];
};

describe('a change', () => {
  it('that was refused says by whom, where, and how often it was tried', () => {
    expect(shown({ attempts: 3, at: `${TODAY}T13:18:00+01:00` })).toEqual([
      'Book Oskar Lindholm, Thu 19 Nov, 14:00',
      'Google refused this change. You may no longer be allowed to change ‘Practice’. The appointment is safe on this computer.',
      'Google · Practice · tried 3 times, last 13:18',
    ]);
  });

  it('that is a move shows both times, and both days where they differ', () => {
    expect(
      line(change({ what: 'move', day: TODAY, from: '16:00', old_day: TODAY, old_from: '18:00' }), around).time,
    ).toBe('18:00 → 16:00');
    const days: Partial<OutboxItem> = {
      what: 'move',
      old_day: '2026-11-18',
      old_from: '18:00',
      day: '2026-11-19',
      from: '09:00',
    };
    expect(shown(days)[0]).toBe('Move Oskar Lindholm, Wed 18 Nov, 18:00 → Thu 19 Nov, 09:00');
  });

  it.each<[Reason | null, string]>([
    ['net.offline', 'Google · Practice · goes out when you’re back online'],
    ['auth.expired', 'Google · Practice · waits until you sign in again'],
    ['rate.limited', 'Google · Practice · asked us to slow down, next try 13:26'],
    ['sync.failing', 'Google · Practice · sending it failed, next try 13:26'],
    [null, 'Google · Practice · next try 13:26'],
  ])('that waits because of %s says so', (reason, detail) => {
    expect(shown({ state: 'waiting', reason, next_try: `${TODAY}T13:26:00+01:00` })).toEqual([
      'Book Oskar Lindholm, Thu 19 Nov, 14:00',
      null,
      detail,
    ]);
  });

  it('that waits for an account to be connected again names it where it is known', () => {
    const away = { state: 'waiting', reason: 'cal.away', connection_id: null } as const;
    expect(shown(away)[2]).toBe('Google · Practice · goes out when Google is connected again');
    expect(shown({ ...away, provider: null, calendar: null })[2]).toBe(
      'On this computer · goes out when its account is connected again',
    );
  });

  it('with a reason of another version says so', () => {
    expect(shown({ reason: 'unknown' })[1]).toBe(
      'Another version of Daybook noted the reason. Install the newest version to read it.',
    );
  });

  it('that conflicts in something else than the time says what is kept either way', () => {
    const differs = [
      { field: 'title' as const, here: 'Ours', there: 'Theirs' },
      { field: 'place' as const, here: '', there: 'Room 3' },
    ];
    const along = [
      { field: 'time' as const, here: '2026-11-19T11:00/2026-11-19T11:50', there: '2026-11-19T13:00/2026-11-19T13:50' },
    ];
    const asked = line(change({ reason: 'sync.conflict', differs, along }), around);
    expect(asked.reason).toBe('Someone changed this event in Google. Which version is right?');
    expect(asked.along).toBe('Google also has a new time: 13:00. It is kept either way.');
  });

  const place = { field: 'place' as const, here: '', there: 'Music school, room 3' };
  const emptied = { field: 'description' as const, here: 'Bring papers.', there: '' };
  const described = { field: 'description' as const, here: '', there: 'Bring papers.\nRing twice.' };
  const moved = { field: 'calendar' as const, here: 'Practice', there: 'Private' };
  const guest = { field: 'invitation' as const, here: '', there: 'invited' };
  it.each<[string, OutboxItem['along'], string]>([
    ['a value that is new', [place], 'Google also has a new place: Music school, room 3. It is kept either way.'],
    ['a value that is gone', [emptied], 'The description was also removed in Google. It stays removed either way.'],
    [
      'a value of several lines',
      [described],
      'Google also has a new description: Bring papers. Ring twice. It is kept either way.',
    ],
    ['an invitation', [guest], 'The client was also invited in Google. It is kept either way.'],
    ['another calendar', [moved], 'It was also moved to ‘Private’ in Google. It stays there either way.'],
    [
      'several fields',
      [place, emptied],
      'Google also has a new place: Music school, room 3. The description was also removed there. All of this is kept either way.',
    ],
  ])('says in whole sentences what was changed there only: %s', (_, along, said) => {
    expect(line(change({ reason: 'sync.conflict', along }), around).along).toBe(said);
  });

  it('that was made into a series there says what to do', () => {
    expect(shown({ reason: 'sync.series' })[1]).toBe(
      'Someone made this event repeat in Google. Change only this date, or leave it as it is there?',
    );
    expect(shown({ reason: 'sync.series', what: 'cancel' })[1]).toBe(
      'Someone made this event repeat in Google. Cancel only this date or all of them, or leave the events as they are?',
    );
  });

  it('of a paused account says that the person paused it', () => {
    const paused = { ...around, connections: [{ ...google(), status: 'paused' as const }] };
    expect(line(change({ state: 'waiting', reason: null }), paused).detail).toBe('Google · Practice · paused by you');
  });

  it('that is done says where, and whether the provider was asked to email the client', () => {
    expect(line(change({ state: 'done', reason: null, told: true }), around).detail).toBe(
      'Google · Practice · Google was asked to email Oskar',
    );
    expect(line(change({ state: 'done', reason: null }), around).detail).toBe('Google · Practice');
  });

  it('waits for a sign-in by its reason or by its account', () => {
    expect(waitsForSignIn(change({ reason: 'auth.expired' }), [])).toBe(true);
    expect(waitsForSignIn(change({ reason: null, connection_id: 'outlook' }), connections)).toBe(true);
    expect(waitsForSignIn(change({ reason: null }), connections)).toBe(false);
  });
});
