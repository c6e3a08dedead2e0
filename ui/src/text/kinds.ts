// Kinds of events, by the rule that says whether they count as busy.

import type { Rule } from '../api';

/** Which events a rule is about, as the core calls them. */
export const kinds: Record<Rule, string> = {
  busy: 'events',
  all_day: 'all-day events',
  tentative: 'tentative events',
  unanswered: 'invitations you have not answered',
  unanswered_all_day: 'all-day invitations you have not answered',
  declined: 'events you declined',
  free: 'events marked as free',
  out_of_office: 'out-of-office events',
  elsewhere: 'events that say where you work',
  birthdays: 'birthdays and holidays',
  travel: 'travel times',
};
