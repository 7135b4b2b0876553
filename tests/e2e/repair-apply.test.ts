import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { AccessMapping } from '@sync-user/engine';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import { openRepairOrg, type RepairOrg, repairSeed } from '../support/repair-org.ts';

const MAPPING: AccessMapping = {
  objects: [
    {
      name: 'Account',
      label: 'Account',
      fields: ['Id', 'Name', 'Industry', 'BillingCity', 'BillingStreet'],
      writes: false,
    },
    { name: 'Contact', label: 'Contact', fields: ['Id', 'LastName', 'Email'], writes: false },
    { name: 'Project__c', label: 'Project', fields: ['Id', 'Code__c', 'Budget__c'], writes: true },
  ],
};

let simulator: Simulator;
let org: RepairOrg;

before(async () => {
  simulator = await startSimulator({ seed: repairSeed() });
});
beforeEach(async () => {
  if (org !== undefined) await org[Symbol.asyncDispose]();
  await fetch(`${simulator.baseUrl}/__simulator/reset`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  org = await openRepairOrg(simulator.baseUrl);
});
after(async () => {
  await org[Symbol.asyncDispose]();
  await simulator.close();
});

test('a bare integration user gets licence, set, objects, fields and assignment, and reads everything then', async () => {
  const plan = await org.plan(MAPPING);
  console.log(JSON.stringify(plan, undefined, 1));
  const result = await org.apply(MAPPING);
  console.log(JSON.stringify(result, undefined, 1));
  assert.equal(result.outcome, 'applied');
  const again = await org.plan(MAPPING);
  assert.deepEqual(
    again.lines.filter(({ change }) => change === 'add'),
    [],
  );
});
