import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { runSoak } from '../../scripts/broker/run-soak.ts';
import { createTestDatabase } from '../support/test-database.ts';

const database = await createTestDatabase();
after(() => database.drop());

/** The long form is `npm run verify:broker`. */
test('processes that share a connection renew it one at a time, whoever dies, and lose it only to a kill in the middle', async (t) => {
  const report = await runSoak({ databaseUrl: database.url, seconds: 15 });
  t.diagnostic(JSON.stringify({ ...report, wrongs: report.wrongs.length }));
  assert.deepEqual([...new Set(report.wrongs)], []);
  assert.ok(report.refreshes > 5, `only ${report.refreshes} refreshes`);
  assert.ok(report.refusals > 5, `only ${report.refusals} dead tokens were met`);
  assert.ok(report.kills > 0, 'nobody was killed');
});
