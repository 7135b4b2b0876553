import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PreflightReport } from '@sync-user/contract';
import { type AccessMapping, type OrgAccess, RECOMMENDED_OBJECTS, runPreflight } from '@sync-user/engine';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import { CHECK } from '../../packages/salesforce/testing/open-access.ts';
import { BARE_APP, openRepairOrg, type RepairOrg, repairSeed } from '../support/repair-org.ts';

let simulator: Simulator;
let org: RepairOrg;
before(async () => {
  simulator = await startSimulator({ seed: repairSeed() });
  org = await openRepairOrg(simulator.baseUrl);
});
after(async () => {
  await org[Symbol.asyncDispose]();
  await simulator.close();
});

/** Every field that a mirror can hold of the objects that are recommended, and of a custom master and its detail. */
async function wholeMapping(writes: readonly string[]): Promise<AccessMapping> {
  const objects: AccessMapping['objects'][number][] = [];
  for (const name of [...RECOMMENDED_OBJECTS, 'Project__c', 'Milestone__c']) {
    const described = await org.admin.describe(name, CHECK);
    if (described.kind === 'refused') continue;
    const fields = described.value.fields.filter(({ type }) => type !== 'address' && type !== 'location');
    objects.push({
      name,
      label: described.value.label,
      fields: fields.map((field) => field.name),
      writes: writes.includes(name),
    });
  }
  assert.ok(objects.length > 8);
  return { objects };
}

function check(mapping: AccessMapping, inspector: OrgAccess | undefined): Promise<PreflightReport> {
  return runPreflight({
    subject: org.bare,
    inspector,
    about: {
      connectionId: 'connection',
      organizationId: '00D000000000001AAA',
      organizationName: 'Acme',
      isSandbox: false,
      instanceUrl: simulator.baseUrl,
      loginUrl: simulator.baseUrl,
      method: 'client_credentials',
      scopes: ['api'],
      clientId: BARE_APP.clientId,
      connectedAt: null,
      lockedOrganizationId: null,
    },
    mapping,
    policy: 'least_privilege',
    clock: { nowMs: () => Date.now(), sleep: async () => undefined },
    signal: new AbortController().signal,
    onBug: (id, error) => {
      throw new Error(`the check ${id} broke`, { cause: error });
    },
  });
}

const failed = (report: PreflightReport) =>
  report.checks.filter(({ status }) => status === 'fail').map(({ id, summary }) => `${id}: ${summary}`);

test('a user with nothing lacks much; with the generated set alone every check that the mapping needs passes', async () => {
  const mapping = await wholeMapping([]);
  assert.notDeepEqual(failed(await check(mapping, org.admin)), []);
  assert.equal((await org.apply(mapping)).outcome, 'applied');

  const report = await check(mapping, org.admin);
  assert.deepEqual(failed(report), []);
  assert.equal(report.verdict, 'pass', report.headline);
  for (const { object, visible, existing } of report.objects) assert.equal(visible, existing, object);
});

test('the same holds without another user’s sight: nothing fails that is not known', async () => {
  const mapping = await wholeMapping([]);
  assert.deepEqual(failed(await check(mapping, undefined)), []);
});

test('what is written needs more, and the set that is generated for it is enough', async () => {
  const mapping = await wholeMapping(['Account', 'Contact', 'Lead', 'Opportunity', 'Project__c']);
  const before = await check(mapping, org.admin);
  assert.ok(failed(before).some((line) => line.startsWith('object_write')));
  assert.equal((await org.apply(mapping)).outcome, 'applied');
  assert.deepEqual(failed(await check(mapping, org.admin)), []);
});
