// The words of series for clients. Every sentence is whole.

import type { Odd, RepeatEvery, Scope } from '../api';
import { plural } from './plural';

/** `4 dates with Maja, from Wed 20 Jan`; `count` = null where that is not known. */
function dates(count: number | null, client: string, since: string | null): string {
  const from = since ? `, from ${since}` : '';
  if (count === null) return since ? `all dates with ${client}${from}` : `the series with ${client}`;
  return plural(count, { one: `1 date with ${client}${from}`, other: `${count} dates with ${client}${from}` });
}

export const series = {
  repeats: 'Repeats',
  never: 'Does not repeat',
  every: {
    week: 'Every week',
    two_weeks: 'Every two weeks',
    three_weeks: 'Every three weeks',
    four_weeks: 'Every four weeks',
    month_date: 'Every month on this date',
    month_weekday: 'Every month on this weekday',
  } satisfies Record<RepeatEvery, string>,
  /** In the details: how it repeats, and until when. */
  is: {
    week: 'Every week',
    two_weeks: 'Every two weeks',
    three_weeks: 'Every three weeks',
    four_weeks: 'Every four weeks',
    month_date: 'Every month on the same date',
    month_weekday: 'Every month on the same weekday',
  } satisfies Record<RepeatEvery, string>,
  until: (every: string, day: string) => `${every} until ${day}`,
  times: (every: string, count: number) =>
    plural(count, { one: `${every}, 1 date`, other: `${every}, ${count} dates` }),
  without: (days: string) => `Skipped: ${days}`,
  moved: (dates: string) => `Moved: ${dates}`,
  /** One date that takes place at another time. */
  movedTo: (day: string, when: string) => `${day} → ${when}`,
  at: (day: string, time: string) => `${day}, ${time}`,
  ends: 'Ends',
  endsAfter: 'After a number of appointments',
  endsOn: 'On a date',
  endsNever: 'Never',
  last: 'Last day',
  lastWrong: 'Choose the last day. Try ‘19 Nov’.',
  lastTooSoon: 'The last day is before the first date.',
  count: 'Number of appointments',
  countWrong: 'Enter a number from 1 to 1000.',
  looking: 'Looking at the dates…',
  nothingOdd: (count: number) =>
    plural(count, {
      one: 'The date is free.',
      other: `All ${count} dates are free.`,
    }),
  /** Of a series on the 29th, the 30th or the 31st. */
  passedOver: (date: number) => `Months without a ${date}${date === 31 ? 'st' : 'th'} are passed over.`,
  lookedAt: (day: string) => `Checked until ${day}.`,
  odd: (count: number) =>
    plural(count, { one: '1 date needs your attention', other: `${count} dates need your attention` }),
  why: {
    clash: 'taken',
    unknown: 'may be taken',
    day_off: 'you do not work that day',
    outside_hours: 'outside your working hours',
    limit: 'breaks one of your booking rules',
    twice: 'this hour occurs twice that night; the first one is used',
  } satisfies Record<Exclude<Odd, 'skipped'>, string>,
  skipped: (time: string) => `${time} does not exist that night (the clocks go forward), so it is later`,
  line: (day: string, why: string) => `${day}: ${why}`,
  overlaps: (title: string, range: string) => `overlaps ‘${title}’, ${range}`,
  allDay: 'all day',
  takenAnyway: (count: number) =>
    plural(count, {
      one: '1 date is taken. Book it anyway?',
      other: `${count} dates are taken. Book them anyway?`,
    }),
  skip: 'Skip',
  skipDate: (day: string) => `Skip ${day}`,
  move: 'Move',
  /** Of one that was moved already. */
  moveAgain: 'Change',
  moveDate: (day: string) => `Move ${day}`,
  moveAgainDate: (day: string) => `Change ${day}`,
  newDay: 'New day',
  newTime: 'New time',
  moveHere: 'Move here',
  moveBack: 'Undo this move',
  moveKeep: 'Close',
  /** It is to be booked while the other time is not settled. */
  moveOpen: 'Press ‘Move here’ or ‘Close’ first.',
  unchecked: (calendar: string) => `Could not check ‘${calendar}’. Any of the dates may clash.`,
  scope: 'Which dates',
  scopes: { this: 'Only this date', later: 'This and all later dates', all: 'All dates' },
  moves: {
    this: 'The other dates stay where they are.',
    later: 'The dates before stay where they are. The dates from here on become a separate series.',
    all: 'All dates move by the same amount. Dates you moved yourself stay.',
  } satisfies Record<Scope, string>,
  editAll: 'Your changes apply to every date of the series.',
  /** What is said of a date that is free, while the others of its series are not looked at. */
  freeFirst: 'The first date is free.',
  freeMoves: 'This date is free. The other dates are checked when you move them.',
  freeSaves: 'This date is free. The other dates are checked when you save.',
  othersUnchecked: 'The other dates have not been checked yet.',
  mayOverlapMore: 'Nothing was saved. Other dates may overlap something too.',
  cancels: {
    later: { title: 'Cancel this and later dates?', go: 'Cancel this and later dates' },
    all: { title: 'Cancel the series?', go: 'Cancel the series' },
  } satisfies Record<Exclude<Scope, 'this'>, { title: string; go: string }>,
  cancelledDates: (count: number | null, client: string, since: string | null) =>
    `Cancelled ${dates(count, client, since)}`,
  movedDates: (count: number | null, client: string, since: string | null) => `Moved ${dates(count, client, since)}`,
  undoneCancel: (count: number | null, client: string, since: string | null) =>
    `Undone, booked again: ${dates(count, client, since)}`,
  undoneMove: (count: number | null, client: string, since: string | null) =>
    `Undone, moved back: ${dates(count, client, since)}`,
  nextWeek: 'Same time next week',
  inWeeks: (count: number) => `Same time in ${count} weeks`,
};
