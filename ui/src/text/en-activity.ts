// Sync activity: what is on its way out, and what it waits for.

import type { HistoryField, What } from '../api';
import { history } from './en-history';

const names: Record<What, string> = { book: 'Book', move: 'Move', cancel: 'Cancel', change: 'Change' };
const done: Record<What, string> = { book: 'Booked', move: 'Moved', cancel: 'Cancelled', change: 'Changed' };

const fields: Record<HistoryField, string> = {
  time: 'time',
  zone: 'time zone',
  client: 'client',
  service: 'service',
  title: 'title',
  place: 'place',
  description: 'description',
  notes: 'notes',
  status: 'status',
  invitation: 'invitation',
  calendar: 'calendar',
};

const stopped = (value: string) => (/[.!?…]$/.test(value) ? value : `${value}.`);

export const activity = {
  title: 'Sync activity',
  fields,
  lastSync: (when: string) => `Last sync ${when}`,
  groups: {
    booked_over: 'Clashes',
    needs_you: 'Needs you',
    in_progress: 'In progress',
    waiting: 'Waiting',
    done_today: 'Done today',
    changed_there: 'Changed in your calendars today',
  },
  what: (what: What, client: string) => `${names[what]} ${client}`,
  done: (what: What, client: string) => `${done[what]} ${client}`,
  moved: (from: string, to: string) => `${from} → ${to}`,
  nextTry: (when: string) => `next try ${when}`,
  nextTryIn: (seconds: number) => `next try in ${seconds} s`,
  tried: (n: number, last: string) => (n === 1 ? `tried once, ${last}` : `tried ${n} times, last ${last}`),
  taken: (field: string, now: string) => `${field} ${now}`,
  takenNone: (field: string) => `no ${field}`,
  usedTheirs: (taken: string[]) => [history.usedTheirs, taken.join(', ')].filter(Boolean).join(': '),
  changedTo: (field: string, before: string, after: string) => `${field}: ${before} → ${after}`,
  repeatsThere: 'Made to repeat',
  deletedThere: 'Deleted or cancelled',
  soon: 'goes out in a moment',
  edit: 'Edit',
  editOf: (client: string) => `Edit ${client}`,
  history: 'History',
  historyOf: (client: string) => `History of ${client}`,
  onThisComputer: 'On this computer',
  sending: 'going out now',
  told: (provider: string, first: string) => `${provider} was asked to email ${first}`,
  retry: 'Retry',
  retryFor: (client: string) => `Retry ${client}`,
  cancelThere: 'Cancel it there too',
  cancelThereFor: (client: string) => `Cancel it there too for ${client}`,
  standAgain: 'Restore it here',
  standAgainFor: (client: string) => `Restore it here for ${client}`,
  onlyThisDate: 'Only this date',
  onlyThisDateFor: (client: string) => `Only this date for ${client}`,
  wholeSeries: 'The whole series',
  wholeSeriesFor: (client: string) => `The whole series for ${client}`,
  leaveSeries: 'Leave as it is',
  leaveSeriesFor: (client: string) => `Leave as it is for ${client}`,
  keepSeries: 'Keep my series',
  keepSeriesFor: (client: string) => `Keep my series for ${client}`,
  useSeries: 'Use theirs',
  useSeriesFor: (client: string) => `Use their series for ${client}`,
  bookAgain: 'Book it again',
  bookAgainFor: (client: string) => `Book it again for ${client}`,
  removeHere: 'Cancel it here too',
  removeHereFor: (client: string) => `Cancel it here too for ${client}`,
  discard: 'Discard',
  discardFor: (client: string) => `Discard ${client}`,
  choose: 'Choose calendar',
  chooseFor: (client: string) => `Choose calendar for ${client}`,
  keep: (time: string) => `Keep ${time}`,
  keepFor: (time: string, client: string) => `Keep ${time} for ${client}`,
  use: (provider: string, time: string) => `Use ${provider}’s ${time}`,
  useFor: (provider: string, time: string, client: string) => `Use ${provider}’s ${time} for ${client}`,
  mine: 'Yours, on this computer',
  theirs: (provider: string) => `In ${provider}`,
  /** What was changed in the calendar only. The first names where; a value may end with a full stop of its own. */
  along: {
    has: (provider: string, field: string, there: string) => `${provider} also has a new ${field}: ${stopped(there)}`,
    hasToo: (field: string, there: string) => `There is also a new ${field}: ${stopped(there)}`,
    none: (provider: string, field: string) => `The ${field} was also removed in ${provider}.`,
    noneToo: (field: string) => `The ${field} was also removed there.`,
    moved: (provider: string, calendar: string) => `It was also moved to ‘${calendar}’ in ${provider}.`,
    invited: (provider: string) => `The client was also invited in ${provider}.`,
    one: 'It is kept either way.',
    removed: 'It stays removed either way.',
    stays: 'It stays there either way.',
    all: 'All of this is kept either way.',
  },
  keepField: (field: HistoryField) => `Keep my ${fields[field]}`,
  keepFieldFor: (field: HistoryField, client: string) => `Keep my ${fields[field]} for ${client}`,
  useField: (provider: string, field: HistoryField) => `Use ${provider}’s ${fields[field]}`,
  useFieldFor: (provider: string, field: HistoryField, client: string) =>
    `Use ${provider}’s ${fields[field]} for ${client}`,
  whichField: (field: HistoryField, client: string) => `Which ${fields[field]} for ${client}`,
  myField: (field: HistoryField) => `My ${fields[field]}`,
  theirField: (provider: string, field: HistoryField) => `${provider}’s ${fields[field]}`,
  saveFields: 'Save',
  saveFieldsFor: (client: string) => `Save what is right for ${client}`,
  held: (provider: string, calendar: string) => `${provider} · ${calendar}`,
  lost: (events: number, appointments: number) => {
    const gone = `${events} ${events === 1 ? 'event' : 'events'} deleted or moved`;
    if (appointments === 0) return gone;
    if (appointments === events)
      return `${gone}, ${events === 1 ? 'your appointment' : 'all of them your appointments'}`;
    return `${gone}, ${appointments} ${appointments === 1 ? 'appointment' : 'appointments'} among them`;
  },
  which: 'Show which',
  whichOf: (calendar: string) => `Show which of ${calendar}`,
  hideWhich: 'Hide which',
  hideWhichOf: (calendar: string) => `Hide which of ${calendar}`,
  lostEvent: (title: string, when: string, own: boolean) => `${when} · ${title}${own ? ' · your appointment' : ''}`,
  noTitle: 'without a title',
  allDay: 'all day',
  moreLost: (count: number) => `and ${count} more`,
  takeOver: 'Apply the changes',
  takeOverFor: (calendar: string) => `Apply the changes to ${calendar}`,
  lookAgain: 'Look again',
  lookAgainFor: (calendar: string) => `Look again at ${calendar}`,
  overTitle: (client: string) => `${client} · `,
  overlaps: (title: string, range: string | null, calendar: string | null) =>
    `Overlaps ‘${title}’${range ? ` ${range}` : ', all day'}${calendar ? ` in ${calendar}` : ''}.`,
  notChecked: 'This event was not known yet when you booked.',
  keepBoth: 'Keep both',
  keepBothFor: (client: string) => `Keep both for ${client}`,
  moveOver: 'Move',
  moveOverFor: (client: string) => `Move ${client}`,
  cancelOver: 'Cancel appointment…',
  cancelOverFor: (client: string) => `Cancel ${client}…`,
  signIn: 'Sign in again',
  signInTo: (provider: string) => `Sign in again to ${provider}`,
  import: (name: string) => `First import from ${name}`,
  imported: (done: number, total: number) => `${done} of ${total} ${total === 1 ? 'event' : 'events'} · newest first`,
  pause: 'Pause',
  pauseImport: (name: string) => `Pause ${name} import`,
  resume: 'Resume',
  resumeImport: (name: string) => `Resume ${name} import`,
  showAll: 'Show all',
  showLess: 'Show less',
  couldNotRead: 'The sync activity could not be read.',
  failed: (client: string) => `Could not change ${client}`,
  empty: (lastSync?: string) =>
    lastSync ? `All changes are in your calendars. Last sync ${lastSync}.` : 'All changes are in your calendars.',
  emptyLocal: 'No calendar is connected, so nothing has to go out. Everything is saved on this computer.',
};

export const discard = {
  title: 'Discard this change?',
  body: {
    conflict: (provider: string, theirs: string, ours: string) =>
      `${provider} keeps ${theirs}. Your ${ours} is forgotten.`,
    book: (provider: string, client: string) =>
      `The appointment with ${client} will not be sent to ${provider}. It stays on this computer.`,
    move: (provider: string) => `${provider} keeps its time, and the appointment here takes it.`,
    cancel: (provider: string, client: string) => `The appointment with ${client} stays in ${provider}, and here too.`,
    deleted: (client: string, day: string, time: string) => `${client}, ${day}, ${time}, will be cancelled here too.`,
  },
  keep: 'Keep change',
  go: 'Discard',
  keepAppointment: 'Keep appointment',
  remove: 'Cancel appointment',
  titleRemove: 'Cancel it here too?',
};

export const chooseCalendar = {
  title: 'Choose a calendar',
  body: (client: string, when: string) => `Where does ${client}, ${when} go?`,
  none: 'No other calendar can take bookings. Connect one first.',
  cancel: 'Cancel',
  go: 'Send there',
  going: 'Sending…',
};
