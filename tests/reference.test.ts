import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ENDPOINTS, type Endpoint, ERRORS } from '@sync-user/contract';
import { CHECKLIST } from '../apps/simulator/testing/checklist.ts';
import { OPTIONS } from '../apps/server/src/config.ts';
import { makePages } from '../scripts/docs/pages.ts';
import { parseSchemaSql } from '../scripts/docs/parse-schema-sql.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const headings = (page: string, level: string): string[] =>
  [...page.matchAll(new RegExp(`^${level} (.+)$`, 'gm'))].map((match) => match[1] ?? '');

describe('reference pages', async () => {
  const pages = await makePages();

  for (const [path, text] of pages) {
    test(`${path} is current; else run npm run docs:generate`, () => {
      assert.equal(read(path), text);
    });
  }

  test('errors.md has one section per code of the catalogue, in its order, and no other', () => {
    assert.deepEqual(headings(read('docs/reference/errors.md'), '##'), Object.keys(ERRORS));
  });

  test('config.md has every setting and no other', () => {
    const rows = [...read('docs/reference/config.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(
      (match) => match[1],
    );
    assert.deepEqual(rows, Object.keys(OPTIONS));
  });

  test('api.md has every endpoint of the contract, the live stream, and no other', () => {
    const wanted = Object.values<Endpoint>(ENDPOINTS).map(({ method, path }) => `${method} /api/v1${path}`);
    const shown = headings(read('docs/reference/api.md'), '###').filter((text) => text.includes(' /api/'));
    assert.deepEqual(shown.sort(), [...wanted, 'GET /api/v1/workspaces/:workspace/stream'].sort());
  });

  test('database.md has every table of schema.sql, and every comment on a column', () => {
    const page = read('docs/reference/database.md');
    const sql = read('packages/store/schema.sql');
    const tables = parseSchemaSql(sql).flatMap((schema) => schema.tables);
    assert.equal(tables.length, sql.match(/^create table /gm)?.length);
    for (const table of tables) {
      assert.ok(page.includes(`### \`${table.name}\``), table.name);
      assert.ok(table.columns.length > 1, `${table.name} has ${table.columns.length} columns`);
    }
    const comments = tables.flatMap((table) => table.columns.filter((column) => column.comment !== ''));
    assert.equal(comments.length, sql.match(/^comment on column /gm)?.length);
    for (const { comment } of comments)
      assert.ok(page.includes(comment.replaceAll('|', '\\|').replaceAll('<', '\\<')), comment);
  });

  test('every link within the reference leads to a heading that is there', () => {
    const anchors = new Map(
      [...pages.keys()]
        .filter((path) => path.startsWith('docs/reference/') && path.endsWith('.md'))
        .map((path) => [
          path.replace('docs/reference/', ''),
          new Set(
            [...read(path).matchAll(/^#+ (.+)$/gm)].map((match) =>
              (match[1] ?? '')
                .toLowerCase()
                .replace(/[^a-z0-9 _-]/g, '')
                .replaceAll(' ', '-'),
            ),
          ),
        ]),
    );
    let followed = 0;
    for (const page of anchors.keys()) {
      for (const [, target, anchor = ''] of read(`docs/reference/${page}`).matchAll(
        /\]\(([\w.]*)#([\w-]+)\)/g,
      )) {
        followed += 1;
        assert.ok(
          anchors.get(target === '' || target === undefined ? page : target)?.has(anchor),
          `${page}: ${target}#${anchor}`,
        );
      }
    }
    assert.ok(followed > 50, `only ${followed} links were found`);
  });
});

describe('COVERAGE.md of the simulator', () => {
  const page = read('apps/simulator/COVERAGE.md');

  test('every line of the checklist is there, and held up by a test or called a gap', () => {
    const sections = page.split(/^## /m).slice(1);
    for (const line of Object.keys(CHECKLIST)) {
      const section = sections.find((text) => text.startsWith(`${line}\n`));
      assert.ok(section !== undefined, line);
      assert.ok(/^- /m.test(section) || section.includes('Not done:'), `nothing holds up ${line}`);
    }
  });

  test('hundreds of behaviours are listed, each with the file of its test', () => {
    const files = [...page.matchAll(/\(\[test\]\(([^)]+)\)\)$/gm)].map((match) => match[1] ?? '');
    assert.ok(files.length > 300, `only ${files.length}`);
    for (const file of new Set(files)) assert.ok(existsSync(join(ROOT, 'apps/simulator', file)), file);
  });
});
