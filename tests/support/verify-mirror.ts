import assert from 'node:assert/strict';
import type { Client } from '@sync-user/sdk';
import pg from 'pg';
import { compareObject } from '../../scripts/verify/compare-object.ts';
import { logIn } from '../../scripts/verify/org-rows.ts';
import { AUDIT_APP } from './org-seed.ts';

/**
 * Compares org and mirror: every row of every selected object (or of those named), every mapped value. Fields in
 * trouble are left out; they keep old values by design. Calls the org, with an app of its own.
 */
export async function assertMirrorIsSame(options: {
  readonly api: Client;
  readonly orgUrl: string;
  readonly databaseUrl: string;
  readonly workspace: string;
  readonly schema: string;
  readonly only?: readonly string[];
}): Promise<void> {
  const { api, workspace, schema } = options;
  const session = await logIn(options.orgUrl, AUDIT_APP.clientId, AUDIT_APP.clientSecret);
  const database = new pg.Client({
    connectionString: options.databaseUrl,
    options: '-c timezone=UTC -c datestyle=ISO',
  });
  await database.connect();
  try {
    const { objects } = await api.listObjects({ workspace });
    const names = objects
      .map((object) => object.name)
      .filter((name) => options.only === undefined || options.only.includes(name));
    assert.notEqual(names.length, 0, 'nothing is compared');
    for (const name of names) {
      const { fields, table, rows } = await api.readObject({ workspace, object: name });
      const mapped = fields.filter((field) => field.trouble === null);
      const byId = [
        ...mapped.filter((field) => field.name === 'Id'),
        ...mapped.filter((field) => field.name !== 'Id'),
      ];
      const found = await compareObject(session, database, { schema, table, object: name }, byId);
      const wrong = found.missing + found.extra + found.differing;
      assert.equal(wrong, 0, `${name} differs: ${JSON.stringify(found, undefined, 1)}`);
      assert.equal(rows, found.mirrorRows, `the count of ${name} that the API shows`);
    }
  } finally {
    await database.end();
  }
}
