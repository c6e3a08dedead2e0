// The words of closing the window while changes wait.

import { plural } from './plural';

export const title = (count: number): string =>
  plural(count, { one: `${count} change is not sent yet`, other: `${count} changes are not sent yet` });
export const later = (count: number): string =>
  plural(count, {
    one: 'Daybook will send it the next time it is open. It is saved on this computer.',
    other: 'Daybook will send them the next time it is open. They are saved on this computer.',
  });
export const offline = (count: number): string =>
  plural(count, {
    one: 'You’re offline. Daybook will send it the next time it is open and online.',
    other: 'You’re offline. Daybook will send them the next time it is open and online.',
  });
export const keep = 'Keep open';
export const close = 'Close Daybook';
