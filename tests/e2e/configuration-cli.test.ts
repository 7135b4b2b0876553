import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCli } from '../../apps/cli/testing/run-cli.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 4, contacts: 3, widgets: 0 }) });
const folder = mkdtempSync(join(tmpdir(), 'sync-user-configuration-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a configuration is exported, compared, applied and rolled back in a terminal', async () => {
  const from = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  const to = await rig.openWorkspace({ objects: ['Account'] });
  const run = (slug: string, ...args: string[]) =>
    runCli(['configuration', ...args], {
      env: {
        SYNC_USER_URL: rig.server.url,
        SYNC_USER_API_KEY: rig.apiKey,
        SYNC_USER_WORKSPACE: slug,
        NO_COLOR: '1',
      },
    });
  const file = join(folder, 'acme.yaml');

  const printed = await run(from.slug, 'export');
  assert.equal(printed.exitCode, 0, printed.stderr);
  const exported = await run(from.slug, 'export', '--out', file);
  assert.match(exported.stdout, /✓ 2 objects and \d+ fields written to .*acme\.yaml/);
  assert.equal(readFileSync(file, 'utf8'), printed.stdout, 'what is printed is the file itself');
  writeFileSync(join(folder, 'wrong.yaml'), printed.stdout.replace('LastName: string', 'LastNime: string'));
  const refused = await run(to.slug, 'plan', join(folder, 'wrong.yaml'));
  assert.equal(refused.exitCode, 1);
  assert.match(
    refused.stdout,
    /^✗ The sync user sees no field Contact\.LastNime .*\(line \d+, objects\.Contact/m,
  );
  assert.match(refused.stdout, /It cannot be applied/);
  const planned = await run(to.slug, 'plan', file);
  assert.equal(planned.exitCode, 0, planned.stderr);
  assert.match(planned.stdout, /^Contact\n {2}\+ Contact {2}\d+ fields {2}Its first load begins\.$/m);
  assert.match(planned.stdout, /Loaded of Contact: everything \(3 rows, about \d+ calls by bulk\)/);
  const unsaid = await run(to.slug, 'apply', file);
  assert.deepEqual([unsaid.exitCode, /Nothing was done/.test(unsaid.stderr)], [2, true]);
  const applied = await run(to.slug, 'apply', file, '--yes');
  assert.equal(applied.exitCode, 0, applied.stderr);
  assert.match(applied.stdout, /✓ Applied\.[\s\S]*roll-back --snapshot \d+/);
  await to.untilLive();
  assert.equal((await to.object('Contact')).rows, 3);
  assert.match(
    (await run(to.slug, 'plan', file, '--exact')).stdout,
    /is as the file says: nothing would change/,
  );

  const shown = await run(to.slug, 'roll-back', '--check');
  assert.match(shown.stdout, /- Contact {2}selected {2}Its table is dropped\./);
  const snapshots = await run(to.slug, 'snapshots');
  assert.match(snapshots.stdout, new RegExp(`key:\\S+ +${from.slug} +\\d+ +–`));
  const back = await run(to.slug, 'roll-back', '--yes');
  assert.deepEqual([back.exitCode, /✓ Rolled back\./.test(back.stdout)], [0, true], back.stderr);
  const { objects } = await rig.api.listObjects({ workspace: to.slug });
  assert.deepEqual(
    objects.map(({ name }) => name),
    ['Account'],
  );
});
