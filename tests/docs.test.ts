import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGES = globSync(['*.md', 'docs/**/*.md', 'apps/*/*.md', 'packages/*/*.md'], { cwd: ROOT });

describe('documentation', () => {
  test('every path that a page names exists', () => {
    const missing: string[] = [];
    let named = 0;
    for (const page of PAGES) {
      const text = readFileSync(join(ROOT, page), 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) =>
        join(dirname(page), match[1] ?? ''),
      );
      const paths = [...text.matchAll(/`((?:packages|apps|docs|scripts|tests)\/[\w./-]+\w)`/g)].map(
        (match) => match[1] ?? '',
      );
      for (const path of [...links, ...paths]) {
        named += 1;
        if (!existsSync(join(ROOT, path)) && globSync(path, { cwd: ROOT }).length === 0)
          missing.push(`${page}: ${path}`);
      }
    }
    assert.ok(named > 20, `only ${named} paths were found in ${PAGES.length} pages`);
    assert.deepEqual(missing, []);
  });

  test('README stays on one screen or two', () => {
    assert.ok(readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n').length <= 120);
  });

  test('every invariant says what enforces it, and the files it names exist', () => {
    const text = readFileSync(join(ROOT, 'INVARIANTS.md'), 'utf8');
    const invariants = text.split(/^## /m).slice(1);
    assert.ok(invariants.length >= 8, `only ${invariants.length} invariants`);
    for (const invariant of invariants)
      assert.match(invariant, /\*\*(Enforced by|Not yet enforced)/, invariant.split('\n')[0]);
  });
});
