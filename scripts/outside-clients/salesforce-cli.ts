/**
 * The last part of `npm run test:outside`: the unmodified Salesforce CLI signs in to the simulated org twice, queries it and imports the
 * trees of Salesforce's sample apps; a workspace syncs the org. Every imported value must be in the org and in
 * PostgreSQL as the files say it. The rows of one app arrive by polling, those of the other by the first load.
 * Ends with 1 on any difference.
 *
 *   --cli DIR    where `npm i --prefix DIR @salesforce/cli` was run
 *   --data DIR   folder with dreamhouse-lwc and ebikes-lwc (../shared/fixtures/sample-data)
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Stack, startStack } from '../stack.ts';
import { ROOT } from '../steps.ts';
import { logIn } from '../verify/org-rows.ts';
import { Cli } from '../../apps/simulator/outside/cli.ts';
import { compareWithFiles, type FileComparison } from './salesforce-cli/compare-with-files.ts';
import {
  JWT_KEY,
  PLAN,
  readPlan,
  SAMPLE_APPS,
  type SampleApp,
  type SampleObject,
  writeSeed,
} from './salesforce-cli/sample-app.ts';
import { SampleWorkspace } from './salesforce-cli/workspace.ts';

interface Line {
  readonly app: string;
  readonly object: string;
  readonly arrived: string;
  readonly files: number;
  readonly org: number;
  readonly mirror: number;
  readonly values: number;
  readonly fields: number;
  readonly differences: readonly string[];
}

const { values: flags } = parseArgs({ options: { cli: { type: 'string' }, data: { type: 'string' } } });
const data = resolve(flags.data ?? join(ROOT, '../shared/fixtures/sample-data'));
const missing = SAMPLE_APPS.filter((app) => !existsSync(join(data, app.folder, PLAN)));
if (missing.length > 0) {
  console.log(`skipped: there is no ${missing.map(({ folder }) => join(data, folder, PLAN)).join(', no ')}`);
  process.exit(0);
}

const work = mkdtempSync(join(tmpdir(), 'salesforce-cli-check-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
if (flags.cli === undefined) throw new Error('--cli is missing: the folder @salesforce/cli is installed in.');
const installed = resolve(flags.cli);
const lines: Line[] = [];
for (const app of SAMPLE_APPS) lines.push(...(await checkSampleApp(app, installed)));
printTable(lines);
process.exit(lines.every(({ differences }) => differences.length === 0) ? 0 : 1);

async function checkSampleApp(app: SampleApp, installed: string): Promise<readonly Line[]> {
  const folder = join(data, app.folder);
  const objects = readPlan(folder);
  const home = mkdtempSync(join(work, `${app.seed}-`));
  const { seedFile, keyFile, username } = writeSeed(app, home);
  const stack = await startStack(seedFile);
  try {
    const cli = new Cli(installed, home);
    await signIn(cli, stack, keyFile, username);
    console.log(`${app.seed}: the CLI is signed in, by access token and by JWT`);

    const server = await stack.startServer();
    const workspace = await SampleWorkspace.open(stack, server, app.seed);
    if (app.select === 'before') await workspace.load(objects);
    await cli.json(['data', 'import', 'tree', '--plan', join(folder, PLAN)]);
    console.log(`${app.seed}: sf data import tree is done`);
    if (app.select === 'before') await workspace.untilPolled();
    else await workspace.load(objects);

    const arrived = app.select === 'before' ? 'by polling' : 'by the first load';
    const inOrg = await compareOrg(cli, objects);
    const inMirror = await workspace.compare(objects, arrived);
    return objects.map((object, index) => {
      const org = inOrg[index];
      const mirror = inMirror[index];
      if (org === undefined || mirror === undefined) throw new Error(`${object.sobject} was not compared`);
      const { missing, extra, differing, examples } = mirror.withOrg;
      return {
        app: app.seed,
        object: object.sobject,
        arrived,
        files: object.records.length,
        org: org.rows,
        mirror: mirror.withFiles.rows,
        values: mirror.withFiles.values,
        fields: mirror.withOrg.fields,
        differences: [
          ...org.differences.map((text) => `org: ${text}`),
          ...mirror.withFiles.differences.map((text) => `PostgreSQL: ${text}`),
          ...(missing + extra + differing === 0
            ? []
            : [
                `org and PostgreSQL: ${missing} missing, ${extra} extra, ${differing} differing`,
                ...examples,
              ]),
          ...mirror.arrival,
        ],
      };
    });
  } finally {
    await stack.stop();
  }
}

async function signIn(cli: Cli, stack: Stack, keyFile: string, username: string): Promise<void> {
  const { token } = await logIn(stack.org.loginUrl, stack.org.clientId, stack.org.clientSecret);
  const at = ['--instance-url', stack.simulatorUrl];
  await cli.json(['org', 'login', 'access-token', ...at, '--no-prompt', '--alias', 'by-token'], {
    SF_ACCESS_TOKEN: token,
  });
  const jwt = ['org', 'login', 'jwt', '--client-id', JWT_KEY, '--jwt-key-file', keyFile];
  await cli.json([...jwt, '--username', username, ...at, '--set-default']);
}

/** What the CLI's own queries find in the org, held against the files. */
async function compareOrg(cli: Cli, objects: readonly SampleObject[]): Promise<readonly FileComparison[]> {
  const compared: FileComparison[] = [];
  const idsByReference = new Map<string, string>();
  for (const object of objects) {
    const rows = await cli.query(`SELECT Id, ${object.fields.join(', ')} FROM ${object.sobject} ORDER BY Id`);
    compared.push(
      compareWithFiles(
        object,
        rows.map((values) => ({ id: String(values['Id']), values })),
        idsByReference,
        (_, expected, found) => toComparable(expected) === toComparable(found),
      ),
    );
  }
  return compared;
}

/** Dates with a time are instants, however they are written. */
function toComparable(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : value;
}

function printTable(all: readonly Line[]): void {
  const rows = all.map((line) => [
    line.app,
    line.object,
    line.arrived,
    String(line.files),
    String(line.org),
    String(line.mirror),
    String(line.values),
    String(line.fields),
    line.differences.length === 0 ? '✓' : `✗ ${line.differences.length}`,
  ]);
  const head = ['app', 'object', 'rows came', 'files', 'org', 'PostgreSQL', 'values', 'fields', 'same'];
  const widths = head.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  console.log('');
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, index) =>
      index < 3 || index > 7 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
    );
    console.log(cells.join('  ').trimEnd());
  }
  console.log('\nvalues: held against the files; fields: all mapped ones of every row, held against the org');
  for (const difference of all.flatMap(({ differences }) => differences)) console.log(`✗ ${difference}`);
}
