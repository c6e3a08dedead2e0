import { expect, test, vi } from 'vitest';
import { icloud, calendar } from '../../test/canned';
import { beginCanned } from '../../test/test-window';
import type { Calendar, Connection } from '../api';
import { accounts } from './accounts.svelte';
import { core } from './core.svelte';

const family = () => core.connections[0]?.calendars[0];
const ignored = (one: Calendar): Calendar => ({ ...one, counts_busy: false });
const hidden = (one: Calendar): Calendar => ({ ...one, shown: false });
const holding = (more: Partial<Calendar>): Connection[] => [
  { ...icloud(), calendars: [calendar('family', 'Family', more)] },
];

/** The accounts are read, and every further read waits for its answer. */
async function reading() {
  const window = await beginCanned({ connections: () => [icloud()] });
  const answers: ((all: Connection[]) => void)[] = [];
  window.can({ connections: () => new Promise((resolve) => answers.push(resolve)) });
  return answers;
}

/** A change whose saving is under way. */
function changing(draw: (one: Calendar) => Calendar) {
  let done: (saved: boolean) => void = () => {};
  const over = accounts.change(draw, new Promise((resolve) => (done = resolve)));
  return { done, over };
}

test('a read that began before a change does not flip it back, whenever it is answered', async () => {
  for (const answered of ['while it is saved', 'after it was saved']) {
    const answers = await reading();
    const before = core.readConnections();
    const { done, over } = changing(ignored);
    expect(family()?.counts_busy).toBe(false);
    if (answered === 'while it is saved') {
      answers[0]?.([icloud()]);
      await before;
      expect(family()?.counts_busy).toBe(false);
    }
    done(true);
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    expect(family()?.counts_busy).toBe(false);
    if (answered === 'after it was saved') {
      answers[0]?.([icloud()]);
      await before;
      expect(family()?.counts_busy).toBe(false);
    }
    answers[1]?.(holding({ counts_busy: false, name: 'Ours' }));
    await over;
    expect(family()).toMatchObject({ counts_busy: false, name: 'Ours' });
  }
});

test('a change that could not be saved goes, and another under way stays', async () => {
  await reading();
  const first = changing(ignored);
  const second = changing(hidden);
  first.done(false);
  await first.over;
  expect(family()).toMatchObject({ counts_busy: true, shown: false });
  second.done(false);
  await second.over;
  expect(family()).toMatchObject({ counts_busy: true, shown: true });
});

test('of two reads the later one counts, in whatever order they are answered', async () => {
  const answers = await reading();
  const both = [core.readConnections(), core.readConnections()];
  answers[1]?.(holding({ name: 'Newer' }));
  answers[0]?.(holding({ name: 'Older' }));
  await Promise.all(both);
  expect(family()?.name).toBe('Newer');
});
