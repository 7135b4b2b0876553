import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** First and last row of each section that is filled. A section that is named must be complete. */
const SECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  B1: [1, 18],
  B2: [19, 24],
  B3: [25, 33],
  B4: [34, 42],
  B5: [43, 55],
  B6: [56, 62],
  B7: [63, 68],
  B10: [90, 100],
  B11: [101, 104],
  B12: [105, 110],
  B14: [120, 126],
  B15: [127, 131],
  B16: [132, 136],
};

interface Scenario {
  readonly section: string;
  readonly row: number;
  readonly tests: string;
  readonly guard: string;
}

/** Rows of the tables of docs/scenarios.md. */
function scenarios(): Scenario[] {
  const sections = readFileSync(join(ROOT, 'docs/scenarios.md'), 'utf8').split(/^## /m).slice(1);
  return sections.flatMap((text) =>
    text.split('\n').flatMap((line) => {
      const [, row = '', , tests = '', guard = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return /^\d+$/.test(row) ? [{ section: text.split(' ')[0] ?? '', row: Number(row), tests, guard }] : [];
    }),
  );
}

/** Is a test of this title in the source? What stands in the place of a `${…}` must be in the source as well. */
function hasTitle(source: string, title: string): boolean {
  const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const titles = [...source.matchAll(/\b(?:test|describe)\(\s*(?:'([^'\n]+)'|`([^`]+)`|"([^"\n]+)")/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
  return titles.some((known) => {
    const parts = known.split(/\$\{[^}]*\}/).map(quoted);
    const [, ...filled] = new RegExp(`^${parts.join('(.+)')}$`).exec(title) ?? ['', undefined];
    return filled.every((text) => text !== undefined && source.includes(text));
  });
}

describe('scenarios', () => {
  const all = scenarios();

  test('every section has every number once', () => {
    for (const [section, [first, last]] of Object.entries(SECTIONS))
      assert.deepEqual(
        all.filter((one) => one.section === section).map((one) => one.row),
        Array.from({ length: last - first + 1 }, (_, index) => first + index),
        section,
      );
  });

  test('each names tests that exist and the guard that they test, or says why it does not apply', () => {
    const wrong: string[] = [];
    for (const { row, tests, guard } of all) {
      if (/^does not apply: ./.test(tests)) continue;
      if (guard === '') wrong.push(`${row} names no guard`);
      for (const one of tests.split('<br>')) {
        const [, path = '', title = ''] = /^\s*`([^`]+)` › (.+?)\s*$/.exec(one) ?? [];
        if (!existsSync(join(ROOT, path)) || path === '') wrong.push(`${row}: no file in “${one}”`);
        else if (!hasTitle(readFileSync(join(ROOT, path), 'utf8'), title))
          wrong.push(`${row}: ${path} has no test “${title}”`);
      }
    }
    assert.deepEqual(wrong, []);
  });
});
