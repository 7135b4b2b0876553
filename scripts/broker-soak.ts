/**
 * `npm run verify:broker`: processes that share connections through the token broker while access tokens die and
 * processes are killed, against the simulated org with refresh token rotation. Ends well when no two renewals of a
 * connection were under way at once, nobody used a token it knew to be dead, and each lost connection has its kill
 * between Salesforce's answer and our note of it.
 *
 *   --seconds N     how long (300)
 *   --processes N   (4)
 *   --callers N     of all processes together (200)
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '@sync-user/postgres';
import { runSoak } from './broker/run-soak.ts';

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    processes: { type: 'string', default: '4' },
    callers: { type: 'string', default: '200' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'sync-user-broker-'));
// As root, PostgreSQL runs under another account, which must be able to enter.
chmodSync(folder, 0o755);
const postgres = await startPostgres({ dataDir: folder });
let failed = true;
try {
  const report = await runSoak({
    databaseUrl: postgres.url,
    seconds: Number(flags.seconds),
    processes: Number(flags.processes),
    callers: Number(flags.callers),
    log: (line) => console.log(line),
  });
  console.log(`${report.refreshes} refreshes`);
  console.log(
    `${report.calls} calls, ${report.refusals} of them met a dead token, ${report.pauses} had to wait`,
  );
  console.log(`${report.kills} kills, ${report.losses} of them between Salesforce’s answer and our commit`);
  for (const wrong of new Set(report.wrongs)) console.log(`  ${wrong}`);
  failed = report.wrongs.length > 0 || report.refreshes === 0 || report.kills === 0;
  console.log(
    failed ? '✗ not as promised' : '✓ one renewal at a time, no dead token used, nothing lost without a kill',
  );
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
