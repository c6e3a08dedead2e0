// The free stretches between what is booked, inside the working hours. Pure; minutes since midnight.

interface Stretch {
  from: number;
  to: number;
}

/** Gaps of half an hour and more that begin at a possible start; what lies before `after` is left out. */
export function gaps(taken: Stretch[], working: Stretch[], after: number, step: number, least = 30): Stretch[] {
  const found: Stretch[] = [];
  const sorted = [...taken].sort((a, b) => a.from - b.from);
  for (const span of working) {
    let free = Math.max(span.from, after);
    for (const block of [
      ...sorted.filter((one) => one.to > free && one.from < span.to),
      { from: span.to, to: span.to },
    ]) {
      const start = Math.ceil(free / step) * step;
      if (block.from - start >= least) found.push({ from: start, to: block.from });
      free = Math.max(free, block.to);
    }
  }
  return found;
}
