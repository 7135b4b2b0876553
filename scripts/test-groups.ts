import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './steps.ts';

/**
 * Files that take a while, the longest first: each has a process of its own, and they begin before others of their kind,
 * so that no core is left over while the last one ends.
 */
export const LONG = [
  'tests/simulation/',
  'tests/e2e/console-objects.test.ts',
  'tests/e2e/console-look.test.ts',
  'tests/e2e/console-reset.test.ts',
  'tests/e2e/console-trouble.test.ts',
  'tests/reading/simulated-day.test.ts',
  'tests/e2e/console-permissions.test.ts',
  'apps/simulator/src/org/access/leaks.sim.test.ts',
  'tests/e2e/broker-under-kills.test.ts',
  'apps/cli/src/main.test.ts',
  'apps/simulator/src/main.sim.test.ts',
  'tests/reading/census',
];

/**
 * Kinds of files that are run side by side: what computes all the time fills the cores while the others wait for a
 * browser, a server or a time-out.
 */
const SIDE_BY_SIDE: readonly RegExp[] = [
  /^tests\/simulation\//,
  /^apps\/(simulator|cli\/src\/main)|simulated-day/,
  /^tests\//,
];

/** Whoever measures memory must not share it. */
const ALONE = /memory/;

/**
 * How many files share a process, by where they lie. To load what they all import takes longer than most of them run.
 * With more of them, a process would be the last one for long.
 */
const TOGETHER: readonly (readonly [prefix: string, files: number])[] = [
  ['tests/e2e/console-', 4],
  ['tests/', 5],
  ['apps/simulator/', 14],
  ['packages/store/', 16],
  ['', 30],
];

/** No file may take longer. */
const FILE_TIMEOUT_MS = 300_000;

/** The files by processes, in the order in which they begin. Every file is in one group. What is quick comes last. */
export function groupFiles(files: readonly string[]): readonly (readonly string[])[] {
  const groups = intoGroups(files);
  const kindOf = ([file = '']: readonly string[]): number =>
    SIDE_BY_SIDE.findIndex((kind) => kind.test(file));
  const placed = SIDE_BY_SIDE.flatMap((_, kind) => {
    const own = groups.filter((group) => kindOf(group) === kind);
    return own.map((group, at) => ({ group, place: at / own.length }));
  });
  return [
    ...placed.sort((a, b) => a.place - b.place).map(({ group }) => group),
    ...groups.filter((group) => kindOf(group) < 0),
  ];
}

function intoGroups(files: readonly string[]): readonly (readonly string[])[] {
  const rank = (file: string): number => LONG.findIndex((start) => file.startsWith(start));
  const long = files.filter((file) => rank(file) >= 0).sort((a, b) => rank(a) - rank(b));
  const alone = files.filter((file) => rank(file) < 0 && ALONE.test(file));
  const rest = files.filter((file) => rank(file) < 0 && !ALONE.test(file));
  return [
    ...[...long, ...alone].map((file) => [file]),
    ...TOGETHER.flatMap(([prefix, size], at) => {
      const earlier = TOGETHER.slice(0, at);
      const own = rest.filter(
        (file) => file.startsWith(prefix) && !earlier.some(([other]) => file.startsWith(other)),
      );
      return deal(own, Math.ceil(own.length / size));
    }),
  ];
}

/** Like cards, so that neighbours, which are alike in length, are apart. */
function deal(files: readonly string[], hands: number): readonly (readonly string[])[] {
  return Array.from({ length: hands }, (_, hand) => files.filter((_file, at) => at % hands === hand));
}

/**
 * Writes a module for each group into `folder`, for `node --test`, which takes them in the order of their names. Each file
 * is a test whose subtests are the file's: one after the other, with the file's own hooks before and after it alone. None
 * begins before the file is loaded: with nothing left to run, Node would not wait for those that come after an `await`.
 */
export function writeGroups(folder: string, groups: readonly (readonly string[])[]): readonly string[] {
  mkdirSync(folder);
  return groups.map((group, at) => {
    const path = join(folder, `${String(at).padStart(3, '0')}.test.mjs`);
    const tests = group.map((file) => {
      const [name, url] = [file, pathToFileURL(resolve(ROOT, file)).href].map((text) => JSON.stringify(text));
      return `test(${name}, { timeout: ${FILE_TIMEOUT_MS} }, (t) => {
        const loading = import(${url});
        return t.test('loads', () => loading);
      });\n`;
    });
    writeFileSync(path, `import { test } from 'node:test';\n${tests.join('')}`);
    return path;
  });
}
