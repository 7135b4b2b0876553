import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestStore, type TestStore } from '../../testing/sample-workspace.ts';

describe('members', () => {
  let t: TestStore;
  before(async () => {
    t = await createTestStore();
  });
  after(() => t[Symbol.asyncDispose]());

  const workspaceOf = (slug: string) =>
    t.store.workspaces.create({ slug, name: slug, pollIntervalSeconds: 60 });
  const account = (email: string) =>
    t.store.people.createUser({ email, name: email, password: 'correct horse', isOperator: false });
  const WEEK = { maxAgeSeconds: 7 * 86_400 };

  test('an address is a member once, however it is typed; a workspace does not see another’s members', async () => {
    const [one, other] = [await workspaceOf('m_one'), await workspaceOf('m_other')];
    const made = await t.store.members.insert(one.workspaceId, {
      email: 'Ada@acme.example',
      name: 'Ada',
      role: 'member',
    });
    assert.equal(made?.status, 'invited');
    const again = { email: 'ADA@ACME.example', name: 'Other', role: 'admin' as const };
    assert.equal(await t.store.members.insert(one.workspaceId, again), undefined);
    assert.equal((await t.store.members.ensure(one.workspaceId, again)).role, 'member');
    assert.deepEqual(await t.store.members.list(other.workspaceId), []);
    assert.equal(await t.store.members.read(other.workspaceId, made?.memberId ?? ''), undefined);
    assert.equal(await t.store.members.read(one.workspaceId, 'not-a-uuid'), undefined);
    const first = await t.store.members.ensure(other.workspaceId, { email: 'op@acme.example', name: 'Op' });
    assert.equal(first.role, 'admin');
    const [same] = await Promise.all(
      [1, 2, 3].map(() =>
        t.store.members.ensure(other.workspaceId, { email: 'op@acme.example', name: 'Op' }),
      ),
    );
    assert.equal(same?.memberId, first.memberId);
  });

  test('an invitation makes the account once; newer links, acceptance and time end it', async () => {
    const { workspaceId } = await workspaceOf('m_invited');
    const elsewhere = await workspaceOf('m_elsewhere');
    const bob = { email: 'bob@acme.example', name: 'Bob', role: 'member' as const };
    const member = await t.store.members.insert(workspaceId, bob);
    const there = await t.store.members.insert(elsewhere.workspaceId, bob);
    assert.ok(member && there);
    const old = await t.store.members.invite(workspaceId, member.memberId, { maxAgeSeconds: 0 });
    assert.equal(await t.store.members.accept(old?.token ?? '', 'correct horse'), undefined, 'too old');
    const first = await t.store.members.invite(workspaceId, member.memberId, WEEK);
    const second = await t.store.members.invite(workspaceId, member.memberId, WEEK);
    const third = await t.store.members.invite(elsewhere.workspaceId, there.memberId, WEEK);
    assert.ok(first && second && third);
    assert.equal(await t.store.members.accept(first.token, 'correct horse'), undefined, 'replaced');
    assert.equal(await t.store.members.accept('guess', 'correct horse'), undefined);
    const stored = await t.database.pool.query('select to_jsonb(i) as row from invitation i');
    assert.ok(!JSON.stringify(stored.rows).includes(second.token));

    const both = await Promise.all([
      t.store.members.accept(second.token, 'correct horse'),
      t.store.members.accept(second.token, 'a second try'),
    ]);
    const accepted = both.filter((one) => one !== undefined);
    assert.equal(accepted.length, 1, 'once');
    assert.deepEqual(accepted[0]?.user.memberships, [
      { slug: 'm_elsewhere', role: 'member' },
      { slug: 'm_invited', role: 'member' },
    ]);
    assert.equal((await t.store.members.read(workspaceId, member.memberId))?.status, 'active');
    assert.equal(
      await t.store.members.accept(third.token, 'stolen horse'),
      undefined,
      'a link never sets the password of an account',
    );
    assert.equal(await t.store.members.invite(workspaceId, member.memberId, WEEK), undefined);
  });

  test('a suspended member cannot accept, and an account that is suspended or removed has no standing there', async () => {
    const { workspaceId } = await workspaceOf('m_suspended');
    const admin = await t.store.members.insert(workspaceId, {
      email: 'root@acme.example',
      name: 'Root',
      role: 'admin',
    });
    assert.ok(admin);
    await account('root@acme.example');
    const cid = { email: 'cid@acme.example', name: 'Cid', role: 'admin' as const };
    const member = await t.store.members.insert(workspaceId, cid);
    assert.ok(member);
    const link = await t.store.members.invite(workspaceId, member.memberId, WEEK);
    await t.store.members.change(workspaceId, member.memberId, { suspended: true });
    assert.equal(await t.store.members.accept(link?.token ?? '', 'correct horse'), undefined);
    await t.store.members.change(workspaceId, member.memberId, { suspended: false });
    const accepted = await t.store.members.accept(link?.token ?? '', 'correct horse');
    assert.ok(accepted);
    const { token } = await t.store.people.createSession(accepted.user.userId, { maxAgeSeconds: 60 });
    const standing = async () => (await t.store.people.readSession(token))?.memberships;
    assert.deepEqual(await standing(), [{ slug: 'm_suspended', role: 'admin' }]);
    await t.store.members.change(workspaceId, member.memberId, { suspended: true });
    assert.deepEqual(await standing(), [], 'at once, without signing in again');
    await t.store.members.change(workspaceId, member.memberId, { suspended: false, role: 'member' });
    assert.deepEqual(await standing(), [{ slug: 'm_suspended', role: 'member' }]);
    assert.equal(await t.store.members.remove(workspaceId, member.memberId), true);
    assert.deepEqual(await standing(), []);
    assert.equal(await t.store.members.remove(workspaceId, member.memberId), false);
  });

  test('the last admin who can sign in stays one; two who demote each other at once do not both succeed', async () => {
    const { workspaceId } = await workspaceOf('m_last');
    const names = ['dora@acme.example', 'emil@acme.example'];
    const [dora, emil] = await Promise.all(
      names.map((email) => t.store.members.insert(workspaceId, { email, name: email, role: 'admin' })),
    );
    assert.ok(dora && emil);
    await account('dora@acme.example');
    for (const change of [{ role: 'member' as const }, { suspended: true }]) {
      await assert.rejects(
        t.store.members.change(workspaceId, dora.memberId, change),
        { code: 'API_CONFLICT' },
        'Emil has not accepted: he could not sign in',
      );
    }
    await assert.rejects(t.store.members.remove(workspaceId, dora.memberId), { code: 'API_CONFLICT' });
    await assert.rejects(t.store.members.assertNotLastAdmin(workspaceId, dora.memberId), {
      code: 'API_CONFLICT',
    });
    await account('emil@acme.example');
    const demoted = await Promise.allSettled(
      [dora, emil].map(({ memberId }) => t.store.members.change(workspaceId, memberId, { role: 'member' })),
    );
    assert.deepEqual(demoted.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  test('an operator is one until told otherwise, and has no membership by that', async () => {
    await account('op@acme.example');
    assert.equal(await t.store.people.makeOperator('OP@acme.example'), true);
    const op = await t.store.people.checkPassword('op@acme.example', 'correct horse');
    assert.equal(op?.isOperator, true);
    assert.equal(await t.store.people.makeOperator('nobody@acme.example'), false);
  });
});
