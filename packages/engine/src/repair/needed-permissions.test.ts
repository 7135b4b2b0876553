import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PERMISSION_POLICIES, type PermissionPolicy } from '@sync-user/contract';
import fc from 'fast-check';
import type { AccessMapping, FieldAccess, ObjectAccess } from '../ports/org-access.ts';
import { type NeededPermissions, neededPermissions, OBJECT_RIGHTS } from './needed-permissions.ts';
import { permissionOwner, STANDARD_PARENTS } from './permission-owner.ts';

function field(name: string, more: Partial<FieldAccess> = {}): FieldAccess {
  return {
    name,
    label: name,
    type: 'string',
    createable: true,
    updateable: true,
    nillable: true,
    defaultedOnCreate: false,
    permissionable: true,
    calculated: false,
    custom: name.endsWith('__c'),
    compoundFieldName: null,
    master: null,
    ...more,
  };
}

const FIXED = { permissionable: false, createable: false, updateable: false } as const;
const FIELDS: readonly FieldAccess[] = [
  field('Id', FIXED),
  field('SystemModstamp', FIXED),
  field('Name', { permissionable: false }),
  field('Industry'),
  field('Score__c', { calculated: true, createable: false, updateable: false }),
  field('BillingAddress', { type: 'address' }),
  field('BillingCity', { compoundFieldName: 'BillingAddress' }),
  field('BillingStreet', { compoundFieldName: 'BillingAddress' }),
  field('FirstName', { compoundFieldName: 'Name' }),
];

const MASTERS: Readonly<Record<string, string>> = { Detail__c: 'Master__c', Deep__c: 'Detail__c' };
const OBJECTS = [
  'Account',
  'Contact',
  'Opportunity',
  'OpportunityHistory',
  'Campaign',
  'CampaignMember',
  'Case',
  'Contract',
  'Task',
  'Event',
  'User',
  'UserRole',
  'Master__c',
  'Detail__c',
  'Deep__c',
  'Widget__History',
] as const;

function shape(name: string): ObjectAccess {
  const master = MASTERS[name];
  return {
    name,
    label: name,
    queryable: true,
    createable: true,
    updateable: true,
    deletable: true,
    recordTypes: [],
    fields: [...FIELDS, ...(master === undefined ? [] : [field('Up__c', { ...FIXED, master })])],
  };
}

const SHAPES = new Map<string, ObjectAccess>([...OBJECTS, 'Widget__c'].map((name) => [name, shape(name)]));

const MAPPINGS: fc.Arbitrary<AccessMapping> = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom(...OBJECTS),
      fields: fc.subarray(FIELDS.filter(({ type }) => type !== 'address').map(({ name }) => name)),
      writes: fc.boolean(),
    }),
    { selector: ({ name }) => name },
  )
  .map((objects) => ({ objects: objects.map((object) => ({ ...object, label: object.name })) }));

/** One permission, as Salesforce grants it: the lines that may be left out one by one. */
type Line = `${'system' | 'object' | 'field'} ${string}`;

function linesOf(needed: NeededPermissions): Set<Line> {
  return new Set<Line>([
    ...needed.system.map(({ name }): Line => `system ${name}`),
    ...needed.objects.flatMap(({ name, rights }) => rights.map((right): Line => `object ${name} ${right}`)),
    ...needed.fields.flatMap(({ object, field: name, edit }): Line[] => [
      `field ${object}.${name} read`,
      ...(edit ? [`field ${object}.${name} edit` as const] : []),
    ]),
  ]);
}

/** What goes wrong with these permissions alone, told object by object in the plainest way; empty when nothing does. */
function losses(lines: ReadonlySet<Line>, mapping: AccessMapping, policy: PermissionPolicy): string[] {
  const lost: string[] = [];
  const has = (line: Line): boolean => lines.has(line);
  const want = (line: Line, why: string): void => {
    if (!has(line)) lost.push(why);
  };
  want('system ApiEnabled', 'no call is answered');
  if (policy === 'integration_user' || policy === 'administrator') want('system ViewAllData', 'policy');
  if (policy === 'administrator') {
    for (const name of ['ModifyAllData', 'ViewSetup', 'ViewAllUsers', 'CustomizeApplication'])
      want(`system ${name}`, 'policy');
  }
  const seesAll = has('system ViewAllData');
  const changesAll = has('system ModifyAllData');
  for (const { name, fields, writes } of mapping.objects) {
    const owner = permissionOwner(name);
    const object = owner.kind === 'follows' ? owner.parent : name;
    if (owner.kind !== 'none' && !changesAll) {
      if (!seesAll) want(`object ${object} viewAll`, `${name}: others' rows are not seen`);
      if (!seesAll || writes) want(`object ${object} read`, `${name} is not read`);
      if (writes) want(`object ${object} edit`, `${name} is not changed`);
      if (writes && owner.kind === 'own') want(`object ${object} create`, `${name} is not made`);
    }
    if (name === 'User') want('system ViewAllUsers', 'users are not seen');
    if (name === 'UserRole') want('system ViewRoles', 'roles are not seen');
    if (name === 'Task' || name === 'Event') want('system ActivitiesAccess', 'activities are not seen');
    if (name === 'Task' && writes) want('system EditTask', 'tasks are not written');
    if (name === 'Event' && writes) want('system EditEvent', 'events are not written');
    for (const one of fields) {
      const described = FIELDS.find((other) => other.name === one);
      if (described === undefined || !described.permissionable) continue;
      const granted = described.compoundFieldName === 'BillingAddress' ? 'BillingAddress' : one;
      want(`field ${name}.${granted} read`, `${name}.${one} is hidden`);
      if (writes && described.updateable)
        want(`field ${name}.${granted} edit`, `${name}.${one} is not written`);
    }
  }
  // What Salesforce refuses to save.
  for (const line of lines) {
    const [kind, name = '', right = ''] = line.split(' ');
    if (kind !== 'object') continue;
    if (right !== 'read') want(`object ${name} read`, `${line} without read`);
    const master = MASTERS[name];
    for (const parent of [
      ...(STANDARD_PARENTS[name] ?? []),
      ...(master === undefined ? [] : [{ name: master, viewAll: true }]),
    ]) {
      if (right === 'read') want(`object ${parent.name} read`, `${line} without ${parent.name}`);
      if (right === 'viewAll' && parent.viewAll)
        want(`object ${parent.name} viewAll`, `${line} without all ${parent.name}`);
    }
  }
  for (const line of lines) {
    if (line.startsWith('field ') && line.endsWith(' edit'))
      want(line.replace(/edit$/, 'read') as Line, `${line} without read`);
  }
  return lost;
}

describe('the permissions a mapping needs', () => {
  test('are enough: nothing of the mapping is lost, and Salesforce would save them', () => {
    fc.assert(
      fc.property(MAPPINGS, fc.constantFrom(...PERMISSION_POLICIES), (mapping, policy) => {
        const lines = linesOf(neededPermissions(mapping, policy, SHAPES));
        assert.deepEqual(losses(lines, mapping, policy), []);
      }),
      { numRuns: 400 },
    );
  });

  test('are the least: without any one of them something is lost', () => {
    fc.assert(
      fc.property(MAPPINGS, fc.constantFrom(...PERMISSION_POLICIES), (mapping, policy) => {
        const lines = linesOf(neededPermissions(mapping, policy, SHAPES));
        for (const line of lines) {
          const without = new Set([...lines].filter((other) => other !== line));
          assert.notDeepEqual(losses(without, mapping, policy), [], `${line} is not needed`);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('stand in the order Salesforce saves them: parents before children, rights in one line', () => {
    fc.assert(
      fc.property(MAPPINGS, (mapping) => {
        const { objects } = neededPermissions(mapping, 'least_privilege', SHAPES);
        const names = objects.map(({ name }) => name);
        assert.equal(new Set(names).size, names.length);
        for (const [index, { name, rights }] of objects.entries()) {
          assert.deepEqual(
            rights,
            OBJECT_RIGHTS.filter((right) => rights.includes(right)),
          );
          const parents = [...(STANDARD_PARENTS[name] ?? []).map((parent) => parent.name), MASTERS[name]];
          for (const parent of parents)
            if (parent !== undefined) assert.ok(names.indexOf(parent) < index, `${parent} before ${name}`);
        }
      }),
    );
  });

  test('never include deletion, modify all records or view all fields', () => {
    const objects = OBJECTS.map((name) => ({ name, label: name, fields: ['Industry'], writes: true }));
    const needed = neededPermissions({ objects }, 'standard_user', SHAPES);
    assert.deepEqual(
      needed.system.map(({ name }) => name).filter((name) => /All(?:Data|Fields)|Setup|Manage/.test(name)),
      [],
    );
    for (const { rights } of needed.objects)
      assert.ok(rights.every((right) => OBJECT_RIGHTS.includes(right)));
  });

  test('what Salesforce grants only beside others comes with them, as far as the org has it', () => {
    const known = new Set(['ApiEnabled', 'ViewAllData', 'ViewEventLogFiles', 'ViewAllForecasts']);
    const needed = neededPermissions({ objects: [] }, 'integration_user', SHAPES, known);
    assert.deepEqual(
      needed.system.map(({ name, label }) => [name, label]),
      [
        ['ApiEnabled', 'API Enabled'],
        ['ViewEventLogFiles', 'View Event Log Files'],
        ['ViewAllForecasts', 'View All Forecasts'],
        ['ViewAllData', 'View All Data'],
      ],
    );
  });

  test('a field that nobody sees is asked for by what has its permission', () => {
    const mapping: AccessMapping = {
      objects: [
        {
          name: 'Account',
          label: 'Account',
          fields: ['ShippingCity', 'Place__Latitude__s', 'Secret__c', 'CreatedDate'],
          writes: true,
        },
      ],
    };
    const { fields } = neededPermissions(mapping, 'least_privilege', new Map());
    assert.deepEqual(
      fields.map((one) => [one.field, one.edit]),
      [
        ['ShippingAddress', false],
        ['Place__c', false],
        ['Secret__c', false],
      ],
    );
  });
});
