import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCli } from '../../apps/cli/testing/run-cli.ts';
import { ADMIN_APP, BARE_APP, BARE_USER, REPAIR_ADMIN, repairSeed } from '../support/repair-org.ts';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig({ seed: repairSeed() });

test('permissions are planned, exported, applied and checked in a terminal, and the policy is chosen there', async () => {
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  const { loginUrl } = rig.credentials;
  await rig.api.connect({ workspace: slug, loginUrl, ...ADMIN_APP });
  await workspace.select('Account', 'Project__c');
  await workspace.untilLive();
  const { id } = await rig.api.connect({ workspace: slug, loginUrl, ...BARE_APP });
  const run = (...args: string[]) =>
    runCli(['permissions', ...args], {
      env: {
        SYNC_USER_URL: rig.server.url,
        SYNC_USER_API_KEY: rig.apiKey,
        SYNC_USER_WORKSPACE: slug,
        NO_COLOR: '1',
      },
    });

  const checked = await run('check', '--connection', id);
  assert.equal(checked.exitCode, 1, checked.stderr);
  assert.match(checked.stdout, /^✗ .*object_read/m);
  assert.match(checked.stdout, /\(or: sync-user permissions apply\)/);

  const planned = await run('plan', '--connection', id);
  assert.equal(planned.exitCode, 0, planned.stderr);
  assert.match(planned.stdout, /^\+ +object +Account +read, view all records +no/m);
  assert.match(planned.stdout, new RegExp(`^As ${REPAIR_ADMIN}, about \\d+ API calls`, 'm'));
  assert.doesNotMatch(planned.stdout, /ApiEnabled/, 'what the user has is shown with --all only');
  assert.match(
    (await run('plan', '--connection', id, '--all')).stdout,
    /ApiEnabled +API Enabled +yes, through profile/,
  );

  const folder = mkdtempSync(join(tmpdir(), 'sync-user-export-'));
  const exported = await run('export', '--connection', id, '--dir', folder);
  assert.equal(exported.exitCode, 0, exported.stderr);
  const xml = readFileSync(
    join(folder, 'force-app/main/default/permissionsets/Sync_User.permissionset-meta.xml'),
    'utf8',
  );
  assert.match(xml, /<field>Account\.BillingAddress<\/field>\n {8}<readable>true/);
  assert.match(xml, /<object>Project__c<\/object>\n {8}<viewAllRecords>true/);
  assert.match(readFileSync(join(folder, 'package.xml'), 'utf8'), /<members>Sync_User<\/members>/);
  assert.match(
    (await run('export', '--connection', id)).stdout,
    /^1\. Setup > Users > Users > bare@acme\.example/m,
  );

  const unasked = await run('apply', '--connection', id);
  assert.equal(unasked.exitCode, 2);
  assert.match(unasked.stderr, /Nothing was done/);
  const stale = await run('apply', '--connection', id, '--yes', '--plan-version', 'old');
  assert.match(stale.stderr, /The plan has changed since it was read/);
  const applied = await run('apply', '--connection', id, '--yes');
  assert.equal(applied.exitCode, 0, applied.stderr + applied.stdout);
  assert.match(applied.stdout, /^✓ The permission set is complete and assigned\./m);
  assert.match(applied.stdout, /^ {2}✓ done +Assign “Sync User \(least privilege\)” to bare@acme\.example/m);
  assert.match(applied.stdout, new RegExp(`${BARE_USER}, policy least_privilege`));
  assert.match((await run('apply', '--connection', id, '--yes')).stdout, /has everything that is needed/);
  assert.equal((await run('check', '--connection', id)).exitCode, 0);
  assert.match((await run('show', '--connection', id)).stdout, /✓ +object_read/);

  assert.match((await run('policy')).stdout, /^least_privilege$/m);
  assert.match((await run('policy', 'set', 'integration_user')).stdout, /asks for integration_user now/);
  assert.match((await run('policy', 'set', 'everything')).stderr, /Allowed choices are least_privilege/);
  const json = JSON.parse((await run('plan', '--connection', id, '--json')).stdout) as {
    lines: { name: string; change: string }[];
  };
  assert.ok(json.lines.some(({ name, change }) => name === 'ViewAllData' && change === 'add'));
});
