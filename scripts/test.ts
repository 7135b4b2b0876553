/**
 * `npm test`: the checks, then every test there is, on a PostgreSQL of its own and a real browser.
 * Arguments narrow it to test files whose path contains one of them: `npm test -- poll sidebar`.
 */
import { chmodSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@sync-user/postgres';
import { findOrInstallBrowser } from './find-browser.ts';
import { ROOT, runSteps } from './steps.ts';
import { groupFiles, writeGroups } from './test-groups.ts';

/** On two cores: most files wait for a browser, a server or a time-out half of the time. */
const AT_ONCE = 4;
/** Ends a process that computes for good; a file that waits for good is ended by its own time-out. */
const GROUP_TIMEOUT_MS = 900_000;
const BUILD_PROGRAMS = ['--logLevel', 'error', '--config', 'scripts/programs.config.ts'] as const;

const wanted = process.argv.slice(2);
const files = globSync('{packages,apps,tests,scripts}/**/*.test.ts', {
  cwd: ROOT,
  exclude: (path) => path.includes('node_modules'),
})
  .filter((file) => (wanted.length === 0 ? !isOfCheck(file) : wanted.some((part) => file.includes(part))))
  .sort();
if (files.length === 0) {
  console.error(`No test file's path contains ${wanted.join(' or ')}.`);
  process.exit(1);
}

const browser = findOrInstallBrowser();
// Memory is quick; where /dev/shm is missing the temporary folder does.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sync-user-test-'));
// As root, PostgreSQL runs under another account, which must be able to enter.
chmodSync(folder, 0o755);
const programs = join(folder, 'programs');
const postgres = await startPostgres({ dataDir: folder, durable: false });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(1));

const passed = await runSteps([
  ...(wanted.length === 0
    ? [{ name: 'check', command: ['node', 'scripts/check.ts'], loud: true } as const]
    : []),
  { name: 'console built', command: ['vite', 'build', '--logLevel', 'error', 'apps/console'] },
  ...(wanted.length === 0
    ? [
        {
          name: 'programs built',
          command: ['vite', 'build', ...BUILD_PROGRAMS, '--outDir', programs],
        } as const,
      ]
    : []),
  {
    name: 'tests',
    command: [
      'node',
      '--test',
      `--test-concurrency=${AT_ONCE}`,
      `--test-timeout=${GROUP_TIMEOUT_MS}`,
      ...writeGroups(join(folder, 'groups'), groupFiles(files)),
    ],
    loud: true,
    env: {
      TEST_DATABASE_URL: postgres.url,
      CHROMIUM_PATH: browser,
      // A part of the tests is begun sooner from the sources.
      ...(wanted.length === 0 ? { TEST_PROGRAMS: programs } : {}),
      // Hundreds of processes load the same files.
      NODE_COMPILE_CACHE: join(folder, 'compile-cache'),
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    },
  },
]);
await stop(passed ? 0 : 1);

/** What `npm run check` runs already. */
function isOfCheck(file: string): boolean {
  return /^tests\/[^/]+$/.test(file);
}

/** Leaves nothing running and nothing behind. */
async function stop(exitCode: number): Promise<never> {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit(exitCode);
}
