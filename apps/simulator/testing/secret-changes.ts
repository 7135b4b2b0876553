/** What the administrator changes in a world of secrets. */
import assert from 'node:assert/strict';
import { create } from './test-org.ts';
import { SECRETS, type SecretWorld, type Thing } from './secret-world.ts';

/** Numbers to choose by. */
export interface Choice {
  readonly who: number;
  readonly thing: number;
  readonly field: number;
  readonly more: number;
}

type Change = (world: SecretWorld, choice: Choice) => Promise<void>;

const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(list.length, 1)];

async function remove(world: SecretWorld, object: string, id: string): Promise<void> {
  assert.equal((await world.admin.call('DELETE', `/sobjects/${object}/${id}`)).status, 204);
}

async function platform(world: SecretWorld, kind: string, { id }: Thing): Promise<void> {
  const operations = [{ kind, object: 'Thing__c', id }];
  const { body } = await world.admin.control('POST', '/records', { operations });
  assert.ok(JSON.stringify(body).includes('"success":true'), JSON.stringify(body));
}

export const CHANGES: Readonly<Record<string, Change>> = {
  assignment: async (world, { who, more }) => {
    const set = pick(world.sets, more);
    assert.ok(set);
    await world.checkEvents();
    const known = set.assignments.get(who);
    if (known === undefined) {
      const row = { AssigneeId: world.userIds[who], PermissionSetId: set.id };
      set.assignments.set(who, await create(world.admin, 'PermissionSetAssignment', row));
    } else {
      await remove(world, 'PermissionSetAssignment', known);
      set.assignments.delete(who);
    }
  },
  'field permission': async (world, { field, more }) => {
    const set = pick(world.sets, more);
    const name = pick(SECRETS, field);
    assert.ok(set && name);
    if (set.writes && name === 'Key__c') return;
    await world.checkEvents();
    const known = set.fields.get(name);
    if (known === undefined) {
      const row = {
        ParentId: set.id,
        SobjectType: 'Thing__c',
        Field: `Thing__c.${name}`,
        PermissionsRead: true,
      };
      set.fields.set(name, await create(world.admin, 'FieldPermissions', { ...row, PermissionsEdit: false }));
    } else {
      await remove(world, 'FieldPermissions', known);
      set.fields.delete(name);
    }
  },
  'view all': async (world) => {
    const [, wide] = world.sets;
    assert.ok(wide);
    await world.checkEvents();
    wide.viewAll = !wide.viewAll;
    const row = { PermissionsViewAllRecords: wide.viewAll };
    const { status } = await world.admin.call('PATCH', `/sobjects/ObjectPermissions/${wide.objectRow}`, row);
    assert.equal(status, 204);
  },
  share: async (world, { who, thing: at }) => {
    const thing = world.things[at];
    if (thing?.state !== 'live' || thing.owner === who) return;
    const known = thing.shares.get(who);
    if (known === undefined) {
      const row = { ParentId: thing.id, UserOrGroupId: world.userIds[who], AccessLevel: 'Read' };
      thing.shares.set(who, await create(world.admin, 'Thing__Share', row));
    } else {
      await remove(world, 'Thing__Share', known);
      thing.shares.delete(who);
    }
  },
  /** Who gets a row must be able to read the object; what the old owner shared by hand is shared no more. */
  owner: async (world, { who, thing: at }) => {
    const thing = world.things[at];
    if (thing?.state !== 'live' || thing.owner === who) return;
    const row = { OwnerId: world.userIds[who] };
    const { status } = await world.admin.call('PATCH', `/sobjects/Thing__c/${thing.id}`, row);
    assert.equal(status, world.readsObject(who) ? 204 : 400);
    if (status !== 204) return;
    thing.owner = who;
    thing.shares.clear();
  },
  values: async (world, { thing: at, field }) => {
    const thing = world.things[at];
    const name = pick(SECRETS, field);
    if (thing?.state !== 'live' || name === undefined) return;
    const values = { Name: world.marker(), [name]: world.marker() };
    const { status } = await world.admin.call('PATCH', `/sobjects/Thing__c/${thing.id}`, values);
    assert.equal(status, 204);
    thing.history.push({ field: name, values: [thing.values[name], values[name] ?? ''] });
    Object.assign(thing.values, values);
    world.happened(values);
  },
  delete: async (world, { thing: at }) => {
    const thing = world.things[at];
    if (thing?.state !== 'live') return;
    await remove(world, 'Thing__c', thing.id);
    thing.state = 'deleted';
    thing.shares.clear();
    thing.history = [];
    await world.readParents();
  },
  undelete: async (world, { thing: at }) => {
    const gone = world.things.filter(({ state }) => state === 'deleted');
    const thing = pick(gone, at);
    if (thing === undefined) return;
    await platform(world, 'undelete', thing);
    thing.state = 'live';
    world.happened({ ...thing.values });
    await world.readParents();
  },
  purge: async (world, { thing: at, more }) => {
    const thing = pick(
      world.things.filter(({ state }) => state === 'deleted'),
      at,
    );
    if (thing === undefined || more % 3 > 0) return;
    await platform(world, 'purge', thing);
    thing.state = 'gone';
  },
};
