import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../steps.ts';

export const PLAN = 'sample-data-plan.json';

/** Consumer key of the app that the CLI signs in to with a JWT. */
export const JWT_KEY = 'cli-jwt-app';

/** One of Salesforce's sample apps. */
export interface SampleApp {
  /** Its seed file among the simulator's examples. */
  readonly seed: string;
  /** Its folder in the sample data. */
  readonly folder: string;
  /** Selected before the import, its rows arrive by polling; selected after it, by the first load. */
  readonly select: 'before' | 'after';
}

export const SAMPLE_APPS: readonly SampleApp[] = [
  { seed: 'dreamhouse', folder: 'dreamhouse-lwc', select: 'before' },
  { seed: 'ebikes', folder: 'ebikes-lwc', select: 'after' },
];

export interface TreeRecord {
  readonly attributes: { readonly type: string; readonly referenceId: string };
  readonly [field: string]: unknown;
}

/** What the files say an object should hold, in the order of creation. */
export interface SampleObject {
  readonly sobject: string;
  readonly records: readonly TreeRecord[];
  /** All fields that any record of it names. */
  readonly fields: readonly string[];
}

/** The objects of the plan, in its order: those that are referred to come first. */
export function readPlan(folder: string): readonly SampleObject[] {
  const plan = JSON.parse(readFileSync(join(folder, PLAN), 'utf8')) as {
    sobject: string;
    files: string[];
  }[];
  return plan.map(({ sobject, files }) => {
    const records = files.flatMap(
      (file) => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { records: TreeRecord[] }).records,
    );
    if (records.length === 0) throw new Error(`${folder}: the files of ${sobject} hold no record`);
    const names = new Set(records.flatMap((record) => Object.keys(record)));
    names.delete('attributes');
    return { sobject, records, fields: [...names] };
  });
}

/** The example's seed, and an app whose certificate we hold the key of, written into `home`. */
export function writeSeed(
  app: SampleApp,
  home: string,
): { readonly seedFile: string; readonly keyFile: string; readonly username: string } {
  const path = join(ROOT, `apps/simulator/examples/${app.seed}.seed.json`);
  const seed = JSON.parse(readFileSync(path, 'utf8')) as {
    users: { username: string }[];
    apps: unknown[];
  };
  const [user] = seed.users;
  if (user === undefined) throw new Error(`${path} declares no user`);
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = join(home, 'server.key');
  writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const jwtApp = {
    name: 'Salesforce CLI check',
    consumerKey: JWT_KEY,
    certificate: keys.publicKey.export({ type: 'spki', format: 'pem' }),
    preAuthorized: true,
  };
  const seedFile = join(home, 'seed.json');
  writeFileSync(seedFile, JSON.stringify({ ...seed, apps: [...seed.apps, jwtApp] }));
  return { seedFile, keyFile, username: user.username };
}
