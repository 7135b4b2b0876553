/**
 * `npm run verify:mirror`: compares org and mirror by id, SystemModstamp and every mapped value, for every selected
 * object, and ends with 1 when they differ.
 *
 *   --endpoints FILE  where `npm start` wrote its addresses (.data/endpoints.json)
 *   --object NAME     only this object; may be given more than once
 *   --no-settle       compare at once, without asking for a poll first
 *   --json            one JSON document
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createClient } from '@sync-user/sdk';
import pg from 'pg';
import { compareObject, type Comparison } from './verify/compare-object.ts';
import { logIn } from './verify/org-rows.ts';

interface Endpoints {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly workspace: string;
  readonly databaseUrl: string;
  readonly schema: string;
  readonly simulator: { readonly baseUrl: string; readonly clientId: string; readonly clientSecret: string };
}

const SETTLE_PATIENCE_MS = 180_000;

const { values: flags } = parseArgs({
  options: {
    endpoints: { type: 'string', default: '.data/endpoints.json' },
    object: { type: 'string', multiple: true, default: [] },
    settle: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
const endpoints = JSON.parse(readFileSync(flags.endpoints, 'utf8')) as Endpoints;
const api = createClient({
  baseUrl: endpoints.apiUrl,
  apiKey: endpoints.apiKey,
  clientName: 'verify-mirror',
});
const { workspace } = endpoints;

// Twice: a poll that is under way may have read already what it has not applied yet. The one after it is ours.
if (flags.settle) {
  await settle();
  await settle();
}
const session = await logIn(
  endpoints.simulator.baseUrl,
  endpoints.simulator.clientId,
  endpoints.simulator.clientSecret,
);
const client = new pg.Client({ connectionString: endpoints.databaseUrl, options: '-c timezone=UTC' });
await client.connect();

const { objects } = await api.listObjects({ workspace });
const compared: Comparison[] = [];
for (const object of objects.filter((one) => flags.object.length === 0 || flags.object.includes(one.name))) {
  const { fields } = await api.readObject({ workspace, object: object.name });
  const mapped = fields
    .filter((field) => field.trouble === null)
    .map((field) => ({ name: field.name, type: field.type, column: field.column }));
  const byId = [
    ...mapped.filter((field) => field.name === 'Id'),
    ...mapped.filter((field) => field.name !== 'Id'),
  ];
  const comparison = await compareObject(
    session,
    client,
    { schema: endpoints.schema, table: object.table, object: object.name },
    byId,
  );
  compared.push(comparison);
  if (!flags.json) print(comparison);
}
await client.end();

const wrong = compared.filter(isWrong);
if (flags.json) console.log(JSON.stringify({ same: wrong.length === 0, objects: compared }));
else if (compared.length === 0) console.log('No object is selected: nothing was compared.');
else {
  const rows = compared.reduce((sum, one) => sum + one.orgRows, 0);
  console.log(
    wrong.length === 0
      ? `No difference: ${rows.toLocaleString('en-US')} rows of ${compared.length} objects are the same on both sides.`
      : `${wrong.length} of ${compared.length} objects differ.`,
  );
  if (wrong.length > 0 && (await isSomebodyAtWork())) {
    console.log(
      'People are at work in the simulated org, so rows that changed during the comparison differ. ' +
        `Stop them (curl -X DELETE ${endpoints.simulator.baseUrl}/__simulator/activity) and compare again.`,
    );
  }
}
process.exit(wrong.length === 0 && compared.length > 0 ? 0 : 1);

/** A comparison takes a moment, and what changes in it is no fault of the mirror. */
async function isSomebodyAtWork(): Promise<boolean> {
  const answer = await fetch(`${endpoints.simulator.baseUrl}/__simulator`);
  const { activity } = (await answer.json()) as { readonly activity: { readonly running: boolean } };
  return activity.running;
}

/** Asks for a poll and waits until every object was read after now, so that what is compared is at rest. */
async function settle(): Promise<void> {
  const began = Date.now();
  await api.pollNow({ workspace });
  for (;;) {
    const { objects: now } = await api.listObjects({ workspace });
    const behind = now.filter(
      (object) =>
        object.state !== 'failed' &&
        (object.state !== 'live' || Date.parse(object.lastPolledAt ?? '') < began),
    );
    if (behind.length === 0) return;
    if (Date.now() - began > SETTLE_PATIENCE_MS) {
      throw new Error(
        `not at rest after ${SETTLE_PATIENCE_MS / 1000} s: ${behind.map((object) => `${object.name} (${object.state})`).join(', ')}`,
      );
    }
    await new Promise((done) => setTimeout(done, 250));
  }
}

function isWrong(comparison: Comparison): boolean {
  return comparison.missing + comparison.extra + comparison.differing > 0;
}

function print(comparison: Comparison): void {
  const { object, orgRows, mirrorRows, missing, extra, differing, fields } = comparison;
  const verdict = isWrong(comparison) ? `✗ ${missing} missing, ${extra} extra, ${differing} differing` : '✓';
  console.log(
    `${object.padEnd(26)} ${String(orgRows).padStart(9)} org ${String(mirrorRows).padStart(9)} mirror ${String(fields).padStart(4)} fields  ${verdict}`,
  );
  for (const example of comparison.examples) console.log(`    ${example}`);
}
