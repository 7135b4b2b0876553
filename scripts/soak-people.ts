/**
 * `npm run soak`: lets people work in the simulated org of a running `npm start` for a while, then stops them and
 * compares org and mirror. Ends with 1 when they differ, or when an object was in trouble on the way.
 *
 *   --endpoints FILE  where `npm start` wrote its addresses (.data/endpoints.json)
 *   --seconds N       how long people work (300)
 *   --every-ms N      mean time between what they do (250)
 *
 * `npm run soak -- --seeds N` needs nothing running: see `soak-seeds.ts`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '@sync-user/sdk';
import { ROOT } from './steps.ts';

interface Endpoints {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly workspace: string;
  readonly simulator: { readonly baseUrl: string };
}

interface Activity {
  readonly running: boolean;
  readonly stats: Readonly<Record<string, number | string | null>> | null;
}

const LOOK_EVERY_MS = 1000;
const TELL_EVERY_MS = 15_000;

const { values: flags } = parseArgs({
  options: {
    endpoints: { type: 'string', default: '.data/endpoints.json' },
    seconds: { type: 'string', default: '300' },
    'every-ms': { type: 'string', default: '250' },
  },
});
const endpoints = JSON.parse(readFileSync(flags.endpoints, 'utf8')) as Endpoints;
const seconds = wholeNumber('--seconds', flags.seconds);
const everyMs = wholeNumber('--every-ms', flags['every-ms']);
const { workspace } = endpoints;
const api = createClient({ baseUrl: endpoints.apiUrl, apiKey: endpoints.apiKey, clientName: 'soak' });

const before = await activity('GET');
const troubles = new Set<string>();
let oldestSeconds = 0;
console.log(`People work in the org every ${everyMs} ms, for ${seconds} s.`);
await activity('POST', { everyMs });
try {
  await watch(Date.now() + seconds * 1000);
} finally {
  console.log(`They stop. ${describeActivity(await activity('GET'))}`);
  await activity('DELETE');
}
console.log(`The oldest data seen on the way was ${oldestSeconds} s old.`);
for (const trouble of troubles) console.log(`✗ ${trouble}`);

const verified = spawnSync(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'scripts/verify-mirror.ts'),
    '--endpoints',
    flags.endpoints,
  ],
  { stdio: 'inherit' },
);
if (before.running) await activity('POST', {});
process.exit(verified.status === 0 && troubles.size === 0 ? 0 : 1);

/** Looks at every object once a second and remembers what was wrong with any of them. */
async function watch(until: number): Promise<void> {
  let toldAt = Date.now();
  while (Date.now() < until) {
    const { objects, rows, lastChangeSeq, callsToday, connection } = await api.readOverview({ workspace });
    if (connection !== null && connection.trouble !== null) troubles.add(connection.trouble.title);
    for (const { name, state, trouble, freshAsOf } of objects) {
      if (trouble !== null) troubles.add(`${name} (${state}): ${trouble.title}: ${trouble.message}`);
      if (state === 'live' && freshAsOf !== null)
        oldestSeconds = Math.max(oldestSeconds, Math.round((Date.now() - Date.parse(freshAsOf)) / 1000));
    }
    if (Date.now() - toldAt >= TELL_EVERY_MS) {
      toldAt = Date.now();
      const left = Math.round((until - toldAt) / 1000);
      console.log(`${left} s left: ${rows} rows, ${lastChangeSeq} changes, ${callsToday.ours} calls`);
    }
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}

async function activity(method: 'GET' | 'POST' | 'DELETE', body?: unknown): Promise<Activity> {
  const path = method === 'GET' ? '/__simulator' : '/__simulator/activity';
  const answer = await fetch(endpoints.simulator.baseUrl + path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!answer.ok)
    throw new Error(`the simulated org answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  const found = (await answer.json()) as { activity?: Activity };
  return found.activity ?? { running: method === 'POST', stats: null };
}

function describeActivity({ stats }: Activity): string {
  return Object.entries(stats ?? {})
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => `${value} ${name}`)
    .join(', ');
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  console.error(`${name} wants a whole number above 0, not "${text}".`);
  return process.exit(2);
}
