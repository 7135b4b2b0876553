/** One thing wrong in a seed: where, what, and what to do about it. */
export interface SeedProblem {
  /** `objects[0].fields[2].type` */
  readonly path: string;
  readonly message: string;
}

/** A seed that cannot be used. Names every problem, not only the first. */
export class SeedError extends Error {
  override readonly name = 'SeedError';
  readonly problems: readonly SeedProblem[];

  constructor(problems: readonly SeedProblem[], source = 'the seed') {
    const lines = problems.map(({ path, message }) => `  ${path === '' ? '(top level)' : path}: ${message}`);
    super(
      `${source} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${lines.join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Collects problems while a seed is read. */
export class Problems {
  readonly list: SeedProblem[] = [];

  add(path: string, message: string): void {
    this.list.push({ path, message });
  }
}

/** The candidate that is most like a misspelt word; undefined when none is close. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((row[j - 1] ?? 0) + 1, (previous[j] ?? 0) + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
