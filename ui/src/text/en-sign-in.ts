// Signing in through the browser. What went wrong is said in the core's words; here is what can be done about it.

import type { Reason } from '../api';

export const signIn = {
  opening: 'Opening your browser…',
  waiting: 'Waiting for your browser…',
  openFor: (left: string) => `Open for another ${left}`,
  finishing: 'Finishing…',
  finishingRest: (label: string) => `${label} let Daybook in. The calendars are being read.`,
  finish: (label: string, password: string) =>
    `Finish signing in to ${label} in the browser window that just opened. Daybook continues by itself and never sees your ${password} password.`,
  finishYourself: (label: string, password: string) =>
    `Finish signing in to ${label} in your browser. Daybook continues by itself and never sees your ${password} password.`,
  asEmail: (email: string) => `Sign in as ${email}.`,
  openAgain: 'Open again',
  cancel: 'Cancel',
  close: 'Close',
  tryAgain: 'Try again',
  copyLink: 'Copy link',
  copied: 'Copied',
  notCopied: 'The link could not be copied.',
  paste: 'Paste the link by hand',
  link: 'Link from the browser',
  useLink: 'Use link',
  usingLink: 'Checking…',
  signInAgain: 'Sign in again',
  keepReadOnly: 'Keep read only',
  chooseReadOnly: 'Tick what blocks your time. You can change it later.',
  add: (email: string) => `Add ${email}`,
  useAnother: 'Use another calendar',
  notSetUpRest: (label: string) => `Then quit Daybook, start it again, and press Connect ${label} once more.`,
  notSetUpElse: 'The other calendars can be connected without it.',
  notSetUp: 'Not set up here',
};

/** What can be done about a sign-in that ended, by its error: the first is what helps. */
export function wayOn(code: Reason): { again: string; close: string } {
  switch (code) {
    case 'auth.browser_timeout':
      return { again: signIn.openAgain, close: signIn.cancel };
    case 'auth.state_mismatch':
    case 'auth.code':
      return { again: signIn.openAgain, close: signIn.close };
    default:
      return { again: signIn.tryAgain, close: signIn.close };
  }
}
