import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openTestOrg } from '../org/testing/open-test-org.ts';
import { openServiceDatabase } from '../service-database.ts';
import { SettingStore } from '../settings.ts';
import { openBulk } from './open-bulk.ts';

const { org, caller, create } = openTestOrg();
const directory = mkdtempSync(join(tmpdir(), 'bulk-jobs-test-'));
const database = openServiceDatabase(undefined);
const { jobs } = openBulk({
  org,
  database,
  settings: new SettingStore(database),
  directory,
  report: (error) => assert.fail(String(error)),
});
after(async () => {
  await jobs.stop();
  org.close();
  rmSync(directory, { recursive: true, force: true });
});

for (const rows of [0, 1]) {
  test(`a job of ${rows} rows that was aborted at work stays aborted when its work ends`, async () => {
    if (rows === 1) create('Account', { Name: 'A' });
    const job = await jobs.create(caller, {
      operation: 'query',
      query: 'SELECT Id FROM Account',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    });
    assert.equal(job.state, 'InProgress');
    jobs.abort(job);
    await jobs.stop();
    assert.equal(job.state, 'Aborted');
    jobs.delete(job);
    assert.equal(jobs.read(job.id), undefined);
  });
}
