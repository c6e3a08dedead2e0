// The words of series for clients. Every sentence is whole.

import type { Odd, RepeatEvery, Scope } from '../api';
import { plural } from './plural';

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
  times: (every: string, count: number) => plural(count, { one: `${every}, once`, other: `${every}, ${count} times` }),
  without: (days: string) => `Left out: ${days}`,
  moved: (dates: string) => `Moved: ${dates}`,
  /** One date that takes place at another time. */
  movedTo: (day: string, when: string) => `${day} → ${when}`,
  at: (day: string, time: string) => `${day}, ${time}`,
  ends: 'Ends',
  endsAfter: 'After a number of dates',
  endsOn: 'On a day',
  endsNever: 'Never',
  last: 'Last day',
  count: 'Number of dates',
  looking: 'Looking at the dates…',
  nothingOdd: (count: number) =>
    plural(count, {
      one: 'Nothing is in the way of the one date.',
      other: `Nothing is in the way of the ${count} dates.`,
    }),
  /** Of a series on the 29th, the 30th or the 31st. */
  passedOver: (date: number) => `Months without a ${date}${date === 31 ? 'st' : 'th'} are passed over.`,
  lookedAt: (day: string) => `Looked at until ${day}.`,
  odd: (count: number) => plural(count, { one: 'One date needs a look', other: `${count} dates need a look` }),
  why: {
    clash: 'taken',
    unknown: 'may be taken',
    day_off: 'you do not work that day',
    outside_hours: 'outside your working hours',
    limit: 'against your own limits',
    skipped: 'the clocks skip this hour, so it is later',
    twice: 'this hour comes twice, the first is meant',
  } satisfies Record<Odd, string>,
  line: (day: string, why: string) => `${day}: ${why}`,
  overlaps: (title: string) => `‘${title}’`,
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
  moveBack: 'As planned',
  moveKeep: 'Close',
  unchecked: (calendar: string) => `Could not check ‘${calendar}’. Any of the dates may clash.`,
  scope: 'How much',
  scopes: { this: 'Only this date', later: 'This and all later dates', all: 'All dates' },
  moves: {
    this: 'The other dates stay where they are.',
    later: 'The dates before stay where they are. From this one on it is a series of its own.',
    all: 'All dates of the series move along as far.',
  } satisfies Record<Scope, string>,
  editAll: 'All dates of the series are changed.',
  nextWeek: 'Same time next week',
  inWeeks: (count: number) => `Same time in ${count} weeks`,
};
