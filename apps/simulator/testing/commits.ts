import type { Org, RecordedChange } from '../src/org/types.ts';

/** The changes of every transaction from now on, as those who listen to commits are told. */
export function commitsOf(org: Org): (readonly RecordedChange[])[] {
  const commits: (readonly RecordedChange[])[] = [];
  org.onCommit({
    prepare: () => undefined,
    write: (changes) => commits.push(changes),
    committed: () => undefined,
    clear: () => undefined,
  });
  return commits;
}
