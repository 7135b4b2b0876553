import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RECOMMENDED_OBJECTS } from '@sync-user/engine';
import { ADMIN_APP, BARE_APP, BARE_USER, REPAIR_ADMIN, repairSeed } from '../support/repair-org.ts';
import { startRig } from '../support/start-rig.ts';
import type { TestWorkspace } from '../support/test-workspace.ts';

const rig = await startRig({ seed: repairSeed() });
const OBJECTS = [...RECOMMENDED_OBJECTS, 'Case', 'Project__c', 'Milestone__c'];

/** Records of the administrator, in an org where everything is private: only View All Records shows them. */
async function fillOrg(): Promise<{ account: string; project: string; task: string }> {
  const save = async (object: string, values: Readonly<Record<string, unknown>>): Promise<string> => {
    const [id = ''] = await rig.org.save([{ kind: 'create', object, values }], REPAIR_ADMIN);
    return id;
  };
  const account = await save('Account', { Name: 'Deep', Industry: 'Energy', BillingCity: 'Oslo' });
  const contact = await save('Contact', { LastName: 'Deep', AccountId: account, Email: 'deep@acme.example' });
  const opportunity = await save('Opportunity', {
    Name: 'Deep',
    AccountId: account,
    StageName: 'Prospecting',
    CloseDate: '2027-01-31',
    Amount: 10,
  });
  await rig.org.save(
    [
      {
        kind: 'update',
        object: 'Opportunity',
        id: opportunity,
        values: { StageName: 'Qualification', Amount: 20 },
      },
    ],
    REPAIR_ADMIN,
  );
  const campaign = await save('Campaign', { Name: 'Deep' });
  await save('CampaignMember', { CampaignId: campaign, ContactId: contact });
  const project = await save('Project__c', { Name: 'Deep', Code__c: 'D', Budget__c: 7 });
  await save('Milestone__c', { Name: 'First', Project__c: project, Due__c: '2027-02-01' });
  await save('Case', { Subject: 'Deep', ContactId: contact });
  const task = await save('Task', { Subject: 'Call', WhatId: account, WhoId: contact });
  await save('Event', {
    Subject: 'Meet',
    WhatId: opportunity,
    StartDateTime: '2027-01-05T10:00:00Z',
    DurationInMinutes: 30,
  });
  return { account, project, task };
}

const connectAs = (workspace: TestWorkspace, app: { clientId: string; clientSecret: string }) =>
  rig.api.connect({ workspace: workspace.slug, loginUrl: rig.credentials.loginUrl, ...app });

async function mappedFields(workspace: TestWorkspace): Promise<Record<string, string[]>> {
  const fields: Record<string, string[]> = {};
  for (const name of OBJECTS)
    fields[name] = (await workspace.object(name)).fields.map((field) => field.name).toSorted();
  return fields;
}

test('the whole sync runs as a user with nothing but the generated permission set', async () => {
  const { account, project, task } = await fillOrg();
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;

  // An administrator maps what is wanted; a bare integration user waits beside them.
  await connectAs(workspace, ADMIN_APP);
  await workspace.select(...OBJECTS);
  await workspace.untilLive();
  const asAdmin = await mappedFields(workspace);
  const candidate = await connectAs(workspace, BARE_APP);
  assert.equal(candidate.state, 'pending');
  await assert.rejects(rig.api.designateSyncUser({ workspace: slug, connectionId: candidate.id }), {
    code: 'PREFLIGHT_FAILED',
  });

  // Apply permissions, as the administrator who is connected.
  const plan = await rig.api.planRepair({ workspace: slug, connectionId: candidate.id });
  assert.equal(plan.applyAs, REPAIR_ADMIN);
  await assert.rejects(
    rig.api.applyRepair({ workspace: slug, connectionId: candidate.id, version: 'another' }),
    { code: 'REPAIR_CHANGED' },
  );
  const result = await rig.api.applyRepair({
    workspace: slug,
    connectionId: candidate.id,
    version: plan.version,
  });
  assert.equal(result.outcome, 'applied', JSON.stringify(result, undefined, 1));
  const bad = result.report?.checks.filter(
    ({ status, required }) => status === 'fail' || (required && status !== 'pass'),
  );
  assert.deepEqual(bad, [], 'every check that the mapping needs passes');
  const hidden = result.report?.objects.flatMap(({ object, hiddenFields }) =>
    hiddenFields.filter((field) => asAdmin[object]?.includes(field)),
  );
  assert.deepEqual(hidden, [], 'fields that are not mapped stay hidden, mapped ones do not');
  const audit = await rig.api.listAudit({ workspace: slug, limit: 50 });
  const entry = audit.entries.find(({ action }) => action === 'permissions.applied');
  assert.equal(entry?.asUser, REPAIR_ADMIN);
  assert.equal(entry?.target, BARE_USER);

  // It takes force, and does everything anew: describe, first load, poll, deletes.
  await rig.api.designateSyncUser({ workspace: slug, connectionId: candidate.id });
  assert.equal((await rig.api.readConnection({ workspace: slug })).username, BARE_USER);
  for (const object of OBJECTS) await rig.api.deselectObject({ workspace: slug, object });
  const { objects: available } = await rig.api.listAvailableObjects({ workspace: slug });
  assert.deepEqual(
    OBJECTS.filter((name) => !available.some((one) => one.name === name && one.notSyncable === null)),
    [],
  );
  await workspace.select(...OBJECTS);
  await workspace.untilLive();
  assert.deepEqual(await mappedFields(workspace), asAdmin, 'no field less than an administrator sees');
  await rig.assertMirrorIsSame(workspace);

  const [lead = ''] = await rig.org.save(
    [{ kind: 'create', object: 'Lead', values: { LastName: 'New', Company: 'New' } }],
    REPAIR_ADMIN,
  );
  await rig.org.save(
    [
      {
        kind: 'update',
        object: 'Account',
        id: account,
        values: { Industry: 'Banking', BillingCity: 'Bergen' },
      },
      { kind: 'delete', object: 'Task', id: task },
      { kind: 'delete', object: 'Project__c', id: project },
    ],
    REPAIR_ADMIN,
  );
  await workspace.settle();
  assert.equal(
    (await rig.api.readRecord({ workspace: slug, object: 'Account', id: account }))['billingcity'],
    'Bergen',
  );
  assert.equal((await rig.api.readRecord({ workspace: slug, object: 'Lead', id: lead }))['lastname'], 'New');
  const gone = (await workspace.changes()).filter(({ operation }) => operation === 'delete');
  assert.deepEqual(gone.map(({ object }) => object).toSorted(), ['Milestone__c', 'Project__c', 'Task']);
  await rig.assertMirrorIsSame(workspace);
  const troubled = (await rig.api.listObjects({ workspace: slug })).objects.filter(
    ({ trouble, fieldTroubles }) => trouble !== null || fieldTroubles > 0,
  );
  assert.deepEqual(troubled, []);

  const again = await rig.api.applyRepair({ workspace: slug, version: 'whatever' });
  assert.equal(again.outcome, 'nothing_to_do');
});
