// The words of the shell and the calendar. Every sentence is whole.

import { plural } from './plural';

const apart = (minutes: number) => {
  const hours = Math.round(minutes / 60);
  return minutes < 120
    ? plural(minutes, { one: `${minutes} minute`, other: `${minutes} minutes` })
    : plural(hours, { one: `${hours} hour`, other: `${hours} hours` });
};

export const shell = {
  skip: 'Skip to calendar',
  clockOff: (minutes: number) =>
    `This computer’s clock is ${apart(Math.abs(minutes))} ${minutes > 0 ? 'fast' : 'slow'}. Correct it, or Daybook shows the wrong day.`,
  zoneUnknown: 'Daybook does not know the time zone of this computer. Times are shown in UTC.',
  chooseZone: 'Choose the time zone',
  zoneChanged: (to: string) => `This computer is in ${to} time now. Your appointments keep their times.`,
  showZone: (to: string) => `Show times in ${to} time`,
  stayWithZone: (from: string) => `Stay with ${from}`,
  untilQuit: 'Nothing is saved: this data is gone when you quit.',
  sidebar: 'Sidebar',
  hideSidebar: 'Hide sidebar',
  showSidebar: 'Show sidebar',
  search: 'Search',
  miniMonth: 'Mini month',
  previousMonth: 'Previous month',
  nextMonth: 'Next month',
  today: (day: string) => `${day}, today`,
  calendars: 'Calendars',
  showCalendar: (name: string) => `Show ${name}`,
  bookings: 'Bookings',
  needsSignIn: 'Needs sign-in',
  paused: 'Paused',
  main: 'Main',
  calendar: 'Calendar',
  connections: 'Connections',
  activity: 'Sync activity',
  settings: 'Settings',
  needYou: (place: string, count: number) =>
    plural(count, { one: `${place}, ${count} needs you`, other: `${place}, ${count} need you` }),
  title: (page: string) => `${page} – Daybook`,
};

export const syncState = {
  up_to_date: 'Up to date',
  syncing: (name: string | null) => (name ? `Syncing ${name}` : 'Syncing'),
  offline: 'Offline',
  not_syncing: 'Not syncing',
  partly: 'Partly synced',
  // The line below says how many changes wait.
  unsent: 'Not all sent yet',
  needs_you: 'Needs you',
  on_this_computer: 'On this computer',
  locked: 'Locked',
  waiting: (count: number) => `${count} waiting`,
  needYou: (count: number) =>
    plural(count, {
      one: `${count} thing needs your decision`,
      other: `${count} things need your decision`,
    }),
  lastSync: (time: string) => `Last sync ${time}`,
  name: (parts: string[]) => `Sync status: ${parts.join(', ')}`,
};

export const toolbar = {
  previous: { day: 'Previous day', week: 'Previous week', days: 'Previous days' },
  next: { day: 'Next day', week: 'Next week', days: 'Next days' },
  today: 'Today',
  view: 'View',
  day: 'Day',
  week: 'Week',
  agenda: 'Agenda',
  weekNumber: (week: number) => `Week ${week}`,
  newAppointment: 'New appointment',
  newShort: 'New',
};

export const week = {
  name: (day: string) => `Week of ${day}`,
  allDay: 'All day',
  dayGroup: (day: string, today: boolean, count: number) => {
    const booked = plural(count, { one: `${count} appointment`, other: `${count} appointments` });
    return today ? `${day}, today, ${booked}` : `${day}, ${booked}`;
  },
  own: (client: string, service: string, day: string, from: string, to: string, state: string) =>
    `${client}, ${service}, ${day}, ${from} to ${to}, ${state}`,
  busy: (title: string, calendar: string, day: string, from: string, to: string) =>
    `${title}, ${calendar}, ${day}, ${from} to ${to}`,
  allDayOne: (title: string, day: string) => `${title}, all day, ${day}`,
  allDayMany: (title: string, from: string, to: string) => `${title}, all day, ${from} to ${to}`,
  slot: (day: string, time: string) => `${day}, ${time}, book here`,
  more: (count: number) => `+${count}`,
  moreName: (count: number, day: string) =>
    plural(count, { one: `${count} more on ${day}`, other: `${count} more on ${day}` }),
  hint: 'Click or drag to book',
  menu: 'Appointment',
  openDetails: 'Open details',
  busyTitle: 'Busy',
  notListed: (title: string) => `${title}, more often than is shown`,
  newTitle: 'New appointment',
  appointment: 'Appointment',
  state: {
    confirmed: 'confirmed',
    tentative: 'tentative',
    waiting: 'waiting to sync',
    asked: 'waiting for your answer',
    failed: 'not synced, needs you',
    declined: 'declined by client',
    draft: 'not booked yet',
    draftOver: (title: string) => `not booked yet, overlaps ${title}`,
    moved: 'moving from here',
  },
  word: {
    tentative: 'Tentative',
    waiting: 'Waiting to sync',
    waitingShort: 'Waiting',
    asked: 'Needs you',
    failed: 'Not synced',
    declined: 'Declined',
  },
  moveSaid: (day: string, time: string) => `${day}, ${time}. Press Enter to move it here, Escape to leave it.`,
};

export const agenda = {
  page: (day: string) => day,
  appointments: (count: number) => plural(count, { one: `${count} appointment`, other: `${count} appointments` }),
  summary: (length: string, ends: string) => `, ${length} with clients. Last one ends at ${ends}.`,
  now: (time: string) => `Now, ${time}`,
  free: (length: string) => `${length} free`,
  busyIn: (calendar: string) => `${calendar} · busy`,
  allDay: 'All day',
  print: 'Print',
  confirmed: 'Confirmed',
  emptyToday: 'Nothing booked today.',
  empty: 'Nothing booked on this day.',
  next: (client: string, when: string) => `Next: ${client}, ${when}.`,
  tomorrow: (time: string) => `tomorrow ${time}`,
};

export const keys = {
  title: 'Keyboard shortcuts',
  close: 'Close',
  /** Keys, then what they do. `Mod` is Ctrl, or ⌘ on macOS. */
  list: [
    ['N', 'New appointment'],
    ['T', 'Today'],
    ['D  W  A', 'Day, week, agenda'],
    ['Page Up  Page Down', 'Previous, next'],
    ['← → ↑ ↓', 'Nearest appointment'],
    ['Home  End', 'First, last of the day'],
    ['Enter', 'Open details'],
    ['R', 'Reschedule'],
    ['Alt ↑ ↓', 'Move by 15 minutes'],
    ['Alt ← →', 'Move by a day'],
    ['Del', 'Cancel appointment…'],
    ['Mod K  /', 'Search'],
    ['Mod Enter', 'Book or move'],
    ['Mod Z', 'Undo'],
    ['Mod ,', 'Settings'],
    ['Mod \\', 'Sidebar'],
    ['F6', 'Next region'],
    ['Esc', 'Close'],
    ['?', 'This list'],
  ] as const,
};

export const problems = {
  tryAgain: 'Try again',
  notSaved: 'Could not save. Nothing changed.',
  unexpected: 'Something went wrong here. Nothing was lost.',
};
