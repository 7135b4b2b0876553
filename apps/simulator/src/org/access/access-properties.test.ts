/**
 * Random people, grants, mutings, shares and rows, read in every way an org can be read: nobody is shown what they may not
 * see, and everybody what they may. What they may is worked out here once more, naively, from the random world itself.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeSobject } from '../../describe/describe-sobject.ts';
import { makeId } from '../ids.ts';
import { openTestOrg } from '../testing/open-test-org.ts';
import type { Caller, Row } from '../types.ts';

const FIELDS = ['A__c', 'B__c', 'C__c'] as const;
type FieldName = (typeof FIELDS)[number];

interface Grant {
  readonly read: boolean;
  readonly viewAll: boolean;
  readonly viewAllFields: boolean;
  readonly fields: readonly FieldName[];
}

interface Person {
  readonly role: number | null;
  /** Which of the sets they have; the last one comes through the group. */
  readonly sets: readonly boolean[];
  readonly viaGroup: boolean;
  readonly queue: boolean;
}

interface Thing {
  /** A person, or the queue. */
  readonly owner: number | 'queue';
  readonly deleted: boolean;
  readonly sharedWith: readonly (number | 'group')[];
}

interface World {
  readonly open: boolean;
  readonly sets: readonly Grant[];
  readonly group: Grant;
  readonly muted: {
    readonly read: boolean;
    readonly viewAll: boolean;
    readonly fields: readonly FieldName[];
  };
  readonly people: readonly Person[];
  readonly groupMembers: readonly number[];
  readonly things: readonly Thing[];
}

const fields = fc.subarray([...FIELDS]);
/** Rights that make sense: nothing without Read. */
const grant: fc.Arbitrary<Grant> = fc
  .record({ read: fc.boolean(), viewAll: fc.boolean(), viewAllFields: fc.boolean(), fields })
  .map((one) => ({ ...one, viewAll: one.read && one.viewAll, viewAllFields: one.read && one.viewAllFields }));
const PEOPLE = 4;
const person = fc.nat(PEOPLE - 1);
const world: fc.Arbitrary<World> = fc.record({
  open: fc.boolean(),
  sets: fc.tuple(grant, grant),
  group: grant,
  muted: fc.record({ read: fc.boolean(), viewAll: fc.boolean(), fields }),
  people: fc.array(
    fc.record({
      role: fc.option(fc.nat(2)),
      sets: fc.tuple(fc.boolean(), fc.boolean()),
      viaGroup: fc.boolean(),
      queue: fc.boolean(),
    }),
    { minLength: PEOPLE, maxLength: PEOPLE },
  ),
  groupMembers: fc.uniqueArray(person),
  things: fc.array(
    fc.record({
      owner: fc.oneof(person, fc.constant('queue' as const)),
      deleted: fc.boolean(),
      sharedWith: fc.uniqueArray(fc.oneof(person, fc.constant('group' as const)), { maxLength: 2 }),
    }),
    { maxLength: 6 },
  ),
});

/** Roles 0 above 1 above 2. */
const isBelow = (one: Person | undefined, other: Person | undefined): boolean =>
  one?.role != null && other?.role != null && one.role > other.role;

interface Expected {
  readonly readsObject: boolean;
  readonly fields: readonly FieldName[];
  readonly things: readonly number[];
}

function expectedOf(given: World, who: number): Expected {
  const me = given.people[who];
  assert.ok(me);
  const read = given.group.read && !given.muted.read;
  const viaGroup: Grant = {
    read,
    viewAll: given.group.viewAll && read && !given.muted.viewAll,
    viewAllFields: given.group.viewAllFields && read,
    fields: given.group.fields.filter((name) => !given.muted.fields.includes(name)),
  };
  const grants = [...given.sets.filter((_, index) => me.sets[index]), ...(me.viaGroup ? [viaGroup] : [])];
  const readsObject = grants.some((one) => one.read);
  const allFields = grants.some((one) => one.viewAllFields);
  const visible = FIELDS.filter((name) => allFields || grants.some((one) => one.fields.includes(name)));
  const circle = given.people.flatMap((other, index) => (index === who || isBelow(other, me) ? [index] : []));
  const inQueue = circle.some((index) => given.people[index]?.queue === true);
  const inGroup = circle.some((index) => given.groupMembers.includes(index));
  const reaches = (thing: Thing): boolean =>
    given.open ||
    grants.some((one) => one.viewAll) ||
    (thing.owner === 'queue' ? inQueue : circle.includes(thing.owner)) ||
    thing.sharedWith.some((one) => (one === 'group' ? inGroup : circle.includes(one)));
  return {
    readsObject,
    fields: readsObject ? visible : [],
    things: readsObject ? given.things.flatMap((thing, index) => (reaches(thing) ? [index] : [])) : [],
  };
}

/** Makes the world; ids of people and things by their numbers. */
function build(given: World) {
  const { org, create } = openTestOrg();
  org.defineObject({
    name: 'Thing__c',
    sharingModel: 'Private',
    fields: [
      ...FIELDS.map((name) => ({ name, type: 'string' }) as const),
      {
        name: 'Parent__c',
        type: 'reference',
        referenceTo: ['Thing__c'],
        permissionable: false,
        relationshipName: 'Parent__r',
        childRelationshipName: 'Children__r',
      },
    ],
  });
  org.setSharingModel('Thing__c', 'Private');
  const load = (object: string, rows: readonly Row[]): void => {
    org.load(object, rows);
  };
  load('Organization', [{ Name: 'Test' }]);
  const id = (prefix: string, index: number) => makeId(prefix, index + 1);
  load(
    'UserRole',
    [0, 1, 2].map((index) => ({
      Id: id('00E', index),
      Name: `R${index}`,
      ParentRoleId: index === 0 ? null : id('00E', index - 1),
    })),
  );
  load('Profile', [{ Id: id('00e', 1), Name: 'Nobody' }]);
  load(
    'User',
    given.people.map(({ role }, index) => ({
      Id: id('005', index + 10),
      Username: `p${index}@x.example`,
      Name: `P${index}`,
      LastName: `P${index}`,
      IsActive: true,
      UserType: 'Standard',
      ProfileId: id('00e', 1),
      UserRoleId: role === null ? null : id('00E', role),
    })),
  );
  const people = given.people.map((_, index) => id('005', index + 10));
  const newSet = (name: string, one: Grant): string => {
    const setId = create('PermissionSet', { Name: name, Label: name });
    const row = { ParentId: setId, SobjectType: 'Thing__c' };
    if (one.read) {
      const { viewAll: PermissionsViewAllRecords, viewAllFields: PermissionsViewAllFields } = one;
      create('ObjectPermissions', {
        ...row,
        PermissionsRead: true,
        PermissionsViewAllRecords,
        PermissionsViewAllFields,
      });
    }
    for (const name of one.fields)
      create('FieldPermissions', { ...row, Field: `Thing__c.${name}`, PermissionsRead: true });
    return setId;
  };
  const sets = given.sets.map((one, index) => newSet(`S${index}`, one));
  const groupId = create('PermissionSetGroup', { DeveloperName: 'G', MasterLabel: 'G' });
  const add = (PermissionSetId: string) =>
    create('PermissionSetGroupComponent', { PermissionSetGroupId: groupId, PermissionSetId });
  add(newSet('InGroup', given.group));
  const muting = create('MutingPermissionSet', { DeveloperName: 'M', MasterLabel: 'M' });
  const { read, viewAll } = given.muted;
  const mutingRow = { ParentId: muting, SobjectType: 'Thing__c' };
  if (read || viewAll)
    create('ObjectPermissions', { ...mutingRow, PermissionsRead: read, PermissionsViewAllRecords: viewAll });
  for (const name of given.muted.fields)
    create('FieldPermissions', { ...mutingRow, Field: `Thing__c.${name}`, PermissionsRead: true });
  add(muting);
  const queue = create('Group', { Name: 'Q', Type: 'Queue' });
  const desk = create('Group', { Name: 'Desk', Type: 'Regular' });
  for (const [index, one] of given.people.entries()) {
    const AssigneeId = people[index] ?? '';
    for (const [set, has] of one.sets.entries())
      if (has) create('PermissionSetAssignment', { AssigneeId, PermissionSetId: sets[set] });
    if (one.viaGroup) create('PermissionSetAssignment', { AssigneeId, PermissionSetGroupId: groupId });
    if (one.queue) create('GroupMember', { GroupId: queue, UserOrGroupId: AssigneeId });
  }
  for (const member of given.groupMembers)
    create('GroupMember', { GroupId: desk, UserOrGroupId: people[member] });
  const prefix = org.object('Thing__c')?.keyPrefix ?? '';
  const things = given.things.map((_, index) => id(prefix, index + 1));
  load(
    'Thing__c',
    given.things.map(({ owner, deleted }, index) => ({
      Id: things[index] ?? null,
      Name: `T${index}`,
      OwnerId: owner === 'queue' ? queue : (people[owner] ?? null),
      IsDeleted: deleted,
      Parent__c: index === 0 ? null : (things[index - 1] ?? null),
      A__c: `a${index}`,
      B__c: `b${index}`,
      C__c: `c${index}`,
    })),
  );
  for (const [index, { sharedWith }] of given.things.entries()) {
    load(
      'Thing__Share',
      sharedWith.map((one) => ({
        ParentId: things[index] ?? null,
        UserOrGroupId: one === 'group' ? desk : (people[one] ?? null),
        AccessLevel: 'Read',
        RowCause: 'Manual',
        IsDeleted: false,
      })),
    );
  }
  if (given.open) org.setSharingModel('Thing__c', 'Read');
  return { org, people, things };
}

test('whatever the grants, mutings, roles, shares and queues: everybody sees exactly what they may', () => {
  fc.assert(
    fc.property(world, (given) => {
      const { org, people, things } = build(given);
      try {
        for (const [who, userId] of people.entries()) {
          const caller: Caller = { userId, client: null, apiVersion: 60 };
          checkPerson(org, caller, given, expectedOf(given, who), things);
        }
      } finally {
        org.close();
      }
    }),
    { numRuns: 25 },
  );
});

function checkPerson(
  org: ReturnType<typeof build>['org'],
  caller: Caller,
  given: World,
  expected: Expected,
  things: readonly string[],
): void {
  const options = { includeDeleted: false, batchSize: 200 };
  const query = (soql: string) => org.query(caller, soql, options);
  if (!expected.readsObject) {
    assert.throws(() => query('SELECT Id FROM Thing__c'), { errorCode: 'INVALID_TYPE' });
    assert.throws(() => describeSobject(org, caller.userId, 'Thing__c', 60), { errorCode: 'NOT_FOUND' });
    for (const id of things) assert.equal(org.retrieve(caller, 'Thing__c', id), undefined);
    return;
  }
  const described = describeSobject(org, caller.userId, 'Thing__c', 60)['fields'] as { name: string }[];
  assert.deepEqual(
    described.map(({ name }) => name).filter((name) => FIELDS.some((one) => one === name)),
    expected.fields,
  );
  for (const name of FIELDS.filter((one) => !expected.fields.includes(one))) {
    for (const soql of [
      `SELECT ${name} FROM Thing__c`,
      `SELECT Id FROM Thing__c WHERE ${name} = 'a0'`,
      `SELECT Id FROM Thing__c ORDER BY ${name}`,
      `SELECT Parent__r.${name} FROM Thing__c`,
    ]) {
      assert.throws(() => query(soql), { errorCode: 'INVALID_FIELD' }, soql);
    }
  }
  const live = expected.things.filter((index) => given.things[index]?.deleted === false);
  const names = live.map((index) => `T${index}`);
  const columns = ['Name', ...expected.fields].join(', ');
  const { records } = query(`SELECT ${columns} FROM Thing__c ORDER BY Name`);
  assert.deepEqual(
    records.map((row) => row['Name']),
    names,
  );
  assert.equal(query('SELECT COUNT() FROM Thing__c').totalSize, names.length);
  assert.equal(query('SELECT COUNT(Id) n FROM Thing__c').records[0]?.['n'], names.length);
  const flat = org.flatQuery(caller, 'SELECT Name FROM Thing__c ORDER BY Name', { includeDeleted: false });
  assert.deepEqual([...flat.rows(100)].flat(2), names);
  flat.close();
  const all = org.query(caller, 'SELECT Name FROM Thing__c ORDER BY Name', {
    ...options,
    includeDeleted: true,
  });
  assert.deepEqual(
    all.records.map((row) => row['Name']),
    expected.things.map((index) => `T${index}`),
  );
  // Parents and children are rows like others.
  for (const row of query('SELECT Name, Parent__r.Name, (SELECT Name FROM Children__r) FROM Thing__c')
    .records) {
    const index = Number(String(row['Name']).slice(1));
    const parent = (row['Parent__r'] as { Name: string } | null)?.Name ?? null;
    assert.equal(parent, expected.things.includes(index - 1) ? `T${index - 1}` : null);
    const children = (row['Children__r'] as { records: { Name: string }[] } | null)?.records ?? [];
    assert.deepEqual(
      children.map((child) => child.Name),
      live.includes(index + 1) ? [`T${index + 1}`] : [],
    );
  }
  for (const [index, id] of things.entries()) {
    const row = org.retrieve(caller, 'Thing__c', id);
    assert.equal(row !== undefined, expected.things.includes(index));
    if (row === undefined) continue;
    assert.deepEqual(
      Object.keys(row).filter((name) => FIELDS.some((one) => one === name)),
      expected.fields,
    );
  }
}
