// The words of closing the window while changes wait.

import { plural } from './plural';

export const title = (count: number): string =>
  plural(count, { one: `${count} change waits`, other: `${count} changes wait` });
export const later = (count: number): string =>
  plural(count, {
    one: 'It could not be sent yet. It goes out when Daybook is next open.',
    other: 'They could not be sent yet. They go out when Daybook is next open.',
  });
export const offline = (count: number): string =>
  plural(count, {
    one: 'You’re offline. It goes out when Daybook is next open and back online.',
    other: 'You’re offline. They go out when Daybook is next open and back online.',
  });
export const keep = 'Keep open';
export const close = 'Close Daybook';
