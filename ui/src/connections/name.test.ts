import { describe, expect, it } from 'vitest';
import { hostOf, markOf } from './name';

describe('the mark', () => {
  it.each([
    ['iCloud', 'i'],
    ['Google', 'G'],
    ['Other (CalDAV)', 'C'],
  ])('of %s is %s', (label, mark) => expect(markOf(label)).toBe(mark));
});

describe('the host', () => {
  it.each([
    ['cloud.lindenhaus.example', 'cloud.lindenhaus.example'],
    ['https://cloud.lindenhaus.example/remote.php/dav', 'cloud.lindenhaus.example'],
    ['http://127.0.0.1:5232/', '127.0.0.1:5232'],
    ['anna@lindenhaus.example', 'lindenhaus.example'],
    ['https://anna@lindenhaus.example/dav', 'lindenhaus.example'],
    ['  ', ''],
  ])('of %j is %s', (typed, host) => expect(hostOf(typed)).toBe(host));
});
