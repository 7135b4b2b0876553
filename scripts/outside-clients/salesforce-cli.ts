/**
 * Drives the unmodified Salesforce CLI against the simulator: signs in twice, queries, imports the sample apps' trees,
 * and compares every imported value with the files.
 *
 *   node scripts/outside-clients/salesforce-cli.ts [--cli DIR] [--data DIR]
 *
 * --cli   where `npm i --prefix DIR @salesforce/cli` was run; a temporary directory otherwise (a large download)
 * --data  folder with dreamhouse-lwc and ebikes-lwc; ../shared/fixtures/sample-data otherwise
 */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const JWT_KEY = 'cli-jwt-app';

interface SampleApp {
  readonly seed: string;
  readonly folder: string;
}

const SAMPLE_APPS: readonly SampleApp[] = [
  { seed: 'dreamhouse', folder: 'dreamhouse-lwc' },
  { seed: 'ebikes', folder: 'ebikes-lwc' },
];

interface TreeRecord {
  readonly attributes: { readonly type: string; readonly referenceId: string };
  readonly [field: string]: unknown;
}

/** The CLI in a home directory of its own, so that it neither sees nor leaves anything behind. */
class Cli {
  readonly #program: string;
  readonly #home: string;

  constructor(installedIn: string, home: string) {
    this.#program = join(installedIn, 'node_modules/@salesforce/cli/bin/run.js');
    this.#home = home;
  }

  /** Runs `sf … --json`. @throws when the command reports a failure */
  async json(args: readonly string[], more: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.#home,
      SF_DISABLE_TELEMETRY: 'true',
      SF_AUTOUPDATE_DISABLE: 'true',
      SF_SKIP_NEW_VERSION_CHECK: 'true',
      SF_DISABLE_LOG_FILE: 'true',
      SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
      ...more,
    };
    const options = { env, cwd: this.#home, maxBuffer: 64 * 1024 * 1024 };
    try {
      const { stdout } = await run(process.execPath, [this.#program, ...args, '--json'], options);
      return JSON.parse(stdout) as Record<string, unknown>;
    } catch (error) {
      const output = (error as { stdout?: string; stderr?: string }).stdout ?? '';
      throw new Error(`sf ${args.join(' ')} failed:\n${output || (error as Error).message}`, {
        cause: error,
      });
    }
  }

  async query(soql: string): Promise<Record<string, unknown>[]> {
    const { result } = (await this.json(['data', 'query', '--query', soql])) as {
      result: { records: Record<string, unknown>[] };
    };
    return result.records;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { cli: { type: 'string' }, data: { type: 'string' } } });
  const data = values.data ?? join(ROOT, '../shared/fixtures/sample-data');
  if (!existsSync(data)) {
    console.log(`skipped: there is no sample data in ${data}`);
    return;
  }
  const work = mkdtempSync(join(tmpdir(), 'salesforce-cli-check-'));
  try {
    const installed = values.cli ?? (await installCli(work));
    for (const app of SAMPLE_APPS) await checkSampleApp(app, join(data, app.folder), installed, work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function installCli(work: string): Promise<string> {
  console.log('installing @salesforce/cli …');
  await run('npm', ['install', '--prefix', work, '--no-audit', '--no-fund', '@salesforce/cli']);
  return work;
}

async function checkSampleApp(
  app: SampleApp,
  folder: string,
  installed: string,
  work: string,
): Promise<void> {
  const home = mkdtempSync(join(work, `${app.seed}-`));
  const { seedFile, keyFile, username, consumerKey, consumerSecret } = writeSeed(app, home);
  const simulator = await startSimulator(seedFile);
  try {
    const cli = new Cli(installed, home);
    const token = await fetchToken(simulator.baseUrl, consumerKey, consumerSecret);
    await cli.json(
      [
        'org',
        'login',
        'access-token',
        '--instance-url',
        simulator.baseUrl,
        '--no-prompt',
        '--alias',
        'by-token',
      ],
      { SF_ACCESS_TOKEN: token },
    );
    const jwt = ['org', 'login', 'jwt', '--client-id', JWT_KEY, '--jwt-key-file', keyFile];
    await cli.json([...jwt, '--username', username, '--instance-url', simulator.baseUrl, '--set-default']);
    const organizations = await cli.query('SELECT Id, Name FROM Organization');
    console.log(
      `${app.seed}: signed in by access token and by JWT; org "${String(organizations[0]?.['Name'])}"`,
    );
    await cli.json(['data', 'import', 'tree', '--plan', join(folder, 'sample-data-plan.json')]);
    await compareRows(cli, app, folder);
  } finally {
    await simulator.stop();
  }
}

/** The example's seed, and an app whose certificate we hold the key of. */
function writeSeed(app: SampleApp, home: string) {
  const path = join(ROOT, `apps/simulator/examples/${app.seed}.seed.json`);
  const seed = JSON.parse(readFileSync(path, 'utf8')) as {
    users: { username: string }[];
    apps: { consumerKey: string; consumerSecret: string }[];
  };
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = join(home, 'server.key');
  writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const jwtApp = {
    name: 'Salesforce CLI check',
    consumerKey: JWT_KEY,
    certificate: keys.publicKey.export({ type: 'spki', format: 'pem' }),
    preAuthorized: true,
  };
  const seedFile = join(home, 'seed.json');
  writeFileSync(seedFile, JSON.stringify({ ...seed, apps: [...seed.apps, jwtApp] }));
  const [user] = seed.users;
  const [known] = seed.apps;
  if (user === undefined || known === undefined) throw new Error(`${path} declares no user or no app`);
  return { seedFile, keyFile, username: user.username, ...known };
}

async function startSimulator(seedFile: string): Promise<{ baseUrl: string; stop: () => Promise<void> }> {
  const program = join(ROOT, 'apps/simulator/src/main.ts');
  const child = spawn(process.execPath, [program, '--port', '0', '--seed', seedFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const baseUrl = await new Promise<string>((found, failed) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /Simulated org at (\S+)/.exec(output)?.[1];
      if (url !== undefined) found(url);
    });
    child.once('exit', (code) => failed(new Error(`the simulator ended with code ${code}`)));
  });
  return { baseUrl, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function fetchToken(baseUrl: string, clientId: string, clientSecret: string): Promise<string> {
  const response = await fetch(`${baseUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  const body = (await response.json()) as { access_token: string };
  return body.access_token;
}

/**
 * Every record of every file must be in the org with the same values. Ids rise in the order of creation, so the n-th
 * row is the n-th record, and `@reference` must have become the id of the record it names.
 */
async function compareRows(cli: Cli, app: SampleApp, folder: string): Promise<void> {
  const plan = JSON.parse(readFileSync(join(folder, 'sample-data-plan.json'), 'utf8')) as {
    sobject: string;
    files: string[];
  }[];
  const idsByReference = new Map<string, unknown>();
  for (const { sobject, files } of plan) {
    const expected = files.flatMap(
      (file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { records: TreeRecord[] }).records,
    );
    const fields = [...new Set(expected.flatMap((record) => Object.keys(record)))].filter(
      (name) => name !== 'attributes',
    );
    const rows = await cli.query(`SELECT Id, ${fields.join(', ')} FROM ${sobject} ORDER BY Id`);
    if (rows.length !== expected.length) {
      throw new Error(`${app.seed}: ${sobject} has ${rows.length} rows, the files have ${expected.length}`);
    }
    for (const [index, record] of expected.entries()) {
      const row = rows[index] ?? {};
      idsByReference.set(`@${record.attributes.referenceId}`, row['Id']);
      for (const field of fields) {
        const value = record[field] ?? null;
        const isReference = typeof value === 'string' && value.startsWith('@');
        compareValue(
          `${sobject} ${index} ${field}`,
          isReference ? idsByReference.get(value) : value,
          row[field],
        );
      }
    }
    console.log(
      `${app.seed}: ${sobject}: ${rows.length} rows, ${fields.length} fields each, all as in the files`,
    );
  }
}

function compareValue(where: string, expected: unknown, actual: unknown): void {
  if (normal(expected) === normal(actual)) return;
  throw new Error(`${where}: the file says ${JSON.stringify(expected)}, the org ${JSON.stringify(actual)}`);
}

/** Salesforce trims text and knows no empty text; dates with a time are instants. */
function normal(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  const text = value.trim();
  if (text === '') return null;
  return /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : text;
}

await main();
