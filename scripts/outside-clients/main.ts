/**
 * `npm run test:outside`: clients that nobody here wrote, unmodified from npm, against the simulated org.
 *
 *   --clients DIR   a folder to install them in and to find them in again; a temporary one unless given
 *   --only NAME     test files whose name contains it: jsforce, nforce, node-sf-bulk2, pubsub-client, salesforce-cli, sync
 *
 * They are installed apart from the project, so `npm ci` never touches them. A client that cannot be installed is
 * skipped, and the reason is printed. Ends with 1 when a test fails.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../steps.ts';

/** The Pub/Sub API client needs underscore and does not declare it. */
const CLIENTS = [
  '@jsforce/jsforce-node',
  'nforce',
  'node-sf-bulk2',
  'underscore',
  'salesforce-pubsub-api-client',
  '@salesforce/cli',
];

const { values: flags } = parseArgs({ options: { clients: { type: 'string' }, only: { type: 'string' } } });
const folder =
  flags.clients === undefined ? mkdtempSync(join(tmpdir(), 'outside-clients-')) : resolve(flags.clients);
mkdirSync(folder, { recursive: true });
if (flags.clients === undefined)
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

for (const client of CLIENTS) install(client);

const wanted = (name: string): boolean => flags.only === undefined || name.includes(flags.only);
const files = globSync('apps/simulator/outside/*.outside.ts', { cwd: ROOT }).filter((file) =>
  wanted(basename(file)),
);
const results: boolean[] = [];
if (files.length > 0) results.push(run(['--test', '--test-timeout=600000', ...files]));
if (wanted('sync')) results.push(run(['scripts/outside-clients/salesforce-cli.ts', '--cli', folder]));
process.exit(results.length > 0 && results.every(Boolean) ? 0 : 1);

function install(client: string): void {
  if (globSync(`node_modules/${client}/package.json`, { cwd: folder }).length > 0) return;
  console.log(`Installing ${client} from npm …`);
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--prefix', folder, '--no-audit', '--no-fund', client],
    { encoding: 'utf8' },
  );
  if (status !== 0) console.log(`skipped: ${client} could not be installed:\n${stderr.trim()}`);
}

function run(args: readonly string[]): boolean {
  const env = { ...process.env, OUTSIDE_CLIENTS: folder };
  return spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).status === 0;
}
