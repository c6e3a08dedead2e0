// What is worked on a day. Pure.

import type { Settings, WorkingSpan } from '../api';
import { weekday, type Day } from './civil';

/** The hours of a day: those of the last exception that holds on it, else of its weekday. */
export const hoursOf = (settings: Settings | null, day: Day): WorkingSpan[] =>
  settings?.exceptions.findLast((one) => one.from <= day && day <= one.to)?.hours ??
  settings?.hours[weekday(day)] ??
  [];
