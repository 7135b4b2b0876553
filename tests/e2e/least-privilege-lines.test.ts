import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PermissionDiffLine, PreflightReport } from '@sync-user/contract';
import { type AccessMapping, CHECKS, RECOMMENDED_OBJECTS, runPreflight } from '@sync-user/engine';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import { isDefaultField } from '../../packages/engine/src/map/default-fields.ts';
import { CHECK } from '../../packages/salesforce/testing/open-access.ts';
import { openRepairOrg, type RepairOrg, repairSeed } from '../support/repair-org.ts';

const OBJECTS = [...RECOMMENDED_OBJECTS, 'Case', 'Project__c', 'Milestone__c'];

let simulator: Simulator;
let org: RepairOrg;
let mapping: AccessMapping;

before(async () => {
  simulator = await startSimulator({ seed: repairSeed() });
  org = await openRepairOrg(simulator.baseUrl);
  mapping = { objects: await Promise.all(OBJECTS.map(mapWhole)) };
  const result = await org.apply(mapping);
  assert.equal(result.outcome, 'applied', result.message);
});
after(async () => {
  await org[Symbol.asyncDispose]();
  await simulator.close();
});

async function mapWhole(name: string): Promise<AccessMapping['objects'][number]> {
  const asked = await org.admin.describe(name, CHECK);
  if (asked.kind === 'refused') throw asked.error;
  const fields = asked.value.fields.filter(
    (field) => isDefaultField(name, field) && field.type !== 'address',
  );
  return { name, label: asked.value.label, fields: fields.map((field) => field.name), writes: false };
}

async function check(ids?: readonly string[]): Promise<PreflightReport> {
  const { about } = await org.facts(mapping);
  return runPreflight({
    subject: org.bare,
    inspector: org.admin,
    about,
    mapping,
    policy: 'least_privilege',
    clock: { nowMs: () => Date.now(), sleep: async () => undefined },
    signal: CHECK.signal,
    checks: CHECKS.filter(({ id }) => ids === undefined || ids.includes(id)),
  });
}

const bad = ({ checks }: PreflightReport) =>
  checks.filter(({ status }) => status === 'fail' || status === 'warn').map(({ id }) => id);

/** Takes one line of the set away again, as an administrator might; what it is about. */
async function takeAway({ kind, name }: PermissionDiffLine, right: string): Promise<void> {
  const inSet = `Parent.Name = 'Sync_User' AND Parent.IsOwnedByProfile = false`;
  const idOf = async (soql: string): Promise<string> => {
    const rows = await org.rows(soql);
    assert.equal(rows.length, 1, soql);
    return String(rows[0]?.['Id']);
  };
  if (kind === 'system') {
    const id = await idOf(`SELECT Id FROM PermissionSet WHERE Name = 'Sync_User'`);
    const values = { [`Permissions${name}`]: false };
    await org.control.save([{ kind: 'update', object: 'PermissionSet', id, values }]);
  } else if (kind === 'object') {
    const id = await idOf(`SELECT Id FROM ObjectPermissions WHERE SobjectType = '${name}' AND ${inSet}`);
    if (right === 'read') await org.control.save([{ kind: 'delete', object: 'ObjectPermissions', id }]);
    else {
      const values = { PermissionsViewAllRecords: false };
      await org.control.save([{ kind: 'update', object: 'ObjectPermissions', id, values }]);
    }
  } else if (kind === 'field') {
    const id = await idOf(`SELECT Id FROM FieldPermissions WHERE Field = '${name}' AND ${inSet}`);
    await org.control.save([{ kind: 'delete', object: 'FieldPermissions', id }]);
  } else if (kind === 'licence') {
    const id = await idOf(`SELECT Id FROM PermissionSetLicenseAssign WHERE Assignee.LastName = 'Bare'`);
    await org.control.save([{ kind: 'delete', object: 'PermissionSetLicenseAssign', id }]);
  } else {
    const id = await idOf(`SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Sync_User'`);
    await org.control.save([{ kind: 'delete', object: 'PermissionSetAssignment', id }]);
  }
}

/** Which check tells of a line that is missing. */
function tellingCheck({ kind, name }: PermissionDiffLine, right: string): string {
  const system: Readonly<Record<string, string>> = {
    ActivitiesAccess: 'access_activities',
    ViewAllUsers: 'view_all_users',
  };
  if (kind === 'system') return system[name] ?? assert.fail(`no check is known for ${name}`);
  if (kind === 'object') return right === 'read' ? 'object_read' : 'view_all_records';
  if (kind === 'field') return 'field_read';
  return kind === 'licence' ? 'permission_set_licence' : 'object_read';
}

/** Every line but the many fields, of which one an object is taken. */
async function sample(): Promise<{ readonly line: PermissionDiffLine; readonly right: string }[]> {
  const { lines } = await org.plan(mapping);
  const seen = new Set<string>();
  return lines.flatMap((line) => {
    // The profile gives it; taking it from the set changes nothing.
    if (/through profile/.test(line.has)) return [];
    if (line.kind === 'field') {
      const object = line.name.split('.')[0] ?? '';
      if (seen.has(object)) return [];
      seen.add(object);
    }
    const rights =
      line.kind === 'object' ? line.needed.replace('view all records', 'viewAll').split(', ') : [''];
    return rights.map((right) => ({ line, right }));
  });
}

test('each line is needed: without it its check fails and says that Apply grants it, and Apply heals it', async () => {
  const clean = await check();
  assert.deepEqual(
    clean.checks.filter(({ required, status }) => required && status !== 'pass'),
    [],
    'with the set alone every required check passes',
  );
  const alreadyBad = bad(clean);
  const lines = await sample();
  assert.ok(lines.length > 25, `only ${lines.length} lines were taken`);
  for (const { line, right } of lines) {
    const id = tellingCheck(line, right);
    const what = `${line.kind} ${line.name} ${right}`;
    assert.ok(!alreadyBad.includes(id), `${id} is bad from the start`);
    await takeAway(line, right);
    const report = await check([id]);
    assert.deepEqual(bad(report), [id], `${what}: without it ${id} must tell`);
    const [told] = report.checks;
    assert.equal(told?.remedy?.canApply, true, `${what}: Apply grants it`);
    const plan = await org.plan(mapping);
    const lacking = plan.lines
      .filter(({ change }) => change === 'add')
      .map(({ kind, name }) => `${kind} ${name}`);
    if (line.kind !== 'assignment') assert.deepEqual(lacking, [`${line.kind} ${line.name}`], what);
    const result = await org.apply(mapping);
    assert.equal(result.outcome, 'applied', `${what}: ${result.message}`);
    assert.deepEqual(bad(await check([id])), [], `${what}: healed`);
  }
  assert.deepEqual(bad(await check()), alreadyBad);
});
