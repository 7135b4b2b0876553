import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { toInstant } from '@sync-user/engine';
import { connectWorkspace, createTestStore, type TestStore } from '../../testing/sample-workspace.ts';

const T0 = Date.parse('2026-03-01T09:00:00.000Z');
const at = (seconds: number) => toInstant(T0 + seconds * 1000);
const LOST = {
  kind: 'connection_lost',
  title: 'The Salesforce connection is lost',
  text: 'The user is frozen.',
  action: { label: 'Reconnect', href: '/connection' },
} as const;

describe('notices', () => {
  let t: TestStore;
  before(async () => {
    t = await createTestStore();
  });
  after(() => t[Symbol.asyncDispose]());

  async function setUp(slug: string) {
    const { workspaceId } = await t.store.workspaces.create({ slug, name: slug, pollIntervalSeconds: 60 });
    const notices = t.store.notices;
    const options = { now: at(0), tellAt: at(0), canEmail: true };
    return {
      workspaceId,
      notices,
      open: (subject = 's', given: Partial<typeof options> = {}) =>
        notices.open(workspaceId, { ...LOST, subject }, { ...options, ...given }),
      close: (seconds: number, subject = 's') =>
        notices.close(workspaceId, 'connection_lost', subject, at(seconds)),
      claim: async (seconds: number) =>
        (
          await notices.claimDeliveries({ now: at(seconds), leaseUntil: at(seconds + 120), limit: 50 })
        ).filter((one) => one.workspaceId === workspaceId),
      told: async () =>
        (await notices.list(workspaceId, { open: undefined, limit: 10 })).map(({ closedAt, deliveries }) => [
          closedAt !== null,
          deliveries.map(({ event, recipient, state }) => `${event} ${recipient} ${state}`),
        ]),
    };
  }

  test('an open incident says what holds now, and is not told again for it', async () => {
    const { workspaceId, notices, claim } = await setUp('n_again');
    await notices.changeSettings(workspaceId, { emails: ['ops@acme.example'] });
    const say = (text: string) =>
      notices.open(
        workspaceId,
        { ...LOST, subject: 's', text, action: text === 'Two rows differ.' ? null : LOST.action },
        { now: at(0), tellAt: at(60), canEmail: true },
      );
    assert.equal((await say('One row differs.')).opened, true);
    assert.equal((await say('Two rows differ.')).opened, false);
    assert.deepEqual(
      (await notices.list(workspaceId, { open: true, limit: 10 })).map(({ text, action }) => [text, action]),
      [['Two rows differ.', null]],
    );
    const due = await claim(60);
    assert.deepEqual(
      due.map(({ notice }) => notice.text),
      ['Two rows differ.'],
    );
  });

  test('an incident is opened once, told to each address once, and an all-clear goes to those who were told', async () => {
    const { workspaceId, notices, open, close, claim, told } = await setUp('n_once');
    await notices.changeSettings(workspaceId, {
      emails: ['ops@acme.example', 'OPS@acme.example', 'boss@acme.example'],
      webhookUrl: 'https://hooks.acme.example/secret-path',
    });
    const opened = await Promise.all([open(), open(), open()]);
    assert.equal(opened.filter((one) => one.opened).length, 1);
    assert.equal((await open()).opened, false);

    const due = await claim(0);
    assert.deepEqual(due.map(({ recipient }) => recipient).sort(), [
      'OPS@acme.example',
      'boss@acme.example',
      'hooks.acme.example',
    ]);
    assert.deepEqual(await claim(1), [], 'claimed by one');
    for (const delivery of due) {
      const outcome =
        delivery.recipient === 'boss@acme.example'
          ? ({ kind: 'failed', error: 'no such mailbox' } as const)
          : ({ kind: 'delivered' } as const);
      await notices.settleDelivery(delivery, outcome, at(2));
    }
    assert.equal((await close(60)).closed, true);
    assert.equal((await close(61)).closed, false);
    assert.deepEqual(await told(), [
      [
        true,
        [
          'opened OPS@acme.example delivered',
          'opened boss@acme.example failed',
          'closed OPS@acme.example waiting',
          'opened hooks.acme.example delivered',
          'closed hooks.acme.example waiting',
        ].sort(byEvent),
      ],
    ]);
    assert.equal((await claim(61)).length, 2);
    assert.equal((await open()).opened, true, 'the next one is another incident');
  });

  test('what is over before anybody was told disturbs nobody', async () => {
    const { workspaceId, notices, open, close, claim, told } = await setUp('n_grace');
    await notices.changeSettings(workspaceId, { emails: ['ops@acme.example'], emailAdmins: false });
    await open('s', { tellAt: at(120) });
    assert.deepEqual(await claim(119), []);
    await close(100);
    assert.deepEqual(await claim(300), []);
    assert.deepEqual(await told(), [[true, []]]);
  });

  test('a delivery that is under way while the incident ends orders its own all-clear', async () => {
    const { workspaceId, notices, open, close, claim, told } = await setUp('n_under_way');
    await notices.changeSettings(workspaceId, { emails: ['ops@acme.example'], emailAdmins: false });
    await open();
    const [delivery] = await claim(0);
    assert.ok(delivery);
    await close(5);
    await notices.settleDelivery(delivery, { kind: 'delivered' }, at(6));
    assert.deepEqual(await told(), [
      [true, ['opened ops@acme.example delivered', 'closed ops@acme.example waiting']],
    ]);
    assert.deepEqual(
      (await claim(7)).map(({ event }) => event),
      ['closed'],
    );
  });

  test('a delivery whose process died is due again after its lease; one that failed and is over is given up', async () => {
    const { workspaceId, notices, open, close, claim, told } = await setUp('n_lease');
    await notices.changeSettings(workspaceId, { emails: ['ops@acme.example'], emailAdmins: false });
    await open();
    const [first] = await claim(0);
    assert.ok(first);
    const [second] = await claim(121);
    assert.deepEqual([second?.deliveryId, second?.attempts], [first.deliveryId, 2]);
    await notices.settleDelivery(first, { kind: 'retry', error: 'busy', at: at(200) }, at(122));
    assert.deepEqual(await claim(199), []);
    await close(150);
    assert.deepEqual(await claim(201), []);
    assert.deepEqual(await told(), [[true, ['opened ops@acme.example failed']]]);
    const [notice] = await notices.list(workspaceId, { open: false, limit: 1 });
    assert.equal(notice?.deliveries[0]?.error, 'busy It ended before it could be told.');
  });

  test('admins who can sign in are told; without any the operators; suspended ones and plain members are not', async () => {
    const { workspaceId, notices } = await setUp('n_admins');
    const account = (email: string, isOperator = false) =>
      t.store.people.createUser({ email, name: email, password: 'correct horse', isOperator });
    await account('operator@acme.example', true);
    const recipients = async () => (await notices.listRecipients(workspaceId)).emails;
    assert.deepEqual(await recipients(), ['operator@acme.example']);
    for (const [email, role] of [
      ['admin@acme.example', 'admin'],
      ['gone@acme.example', 'admin'],
      ['plain@acme.example', 'member'],
    ] as const) {
      await account(email);
      await t.store.members.insert(workspaceId, { email, name: email, role });
    }
    await t.store.members.insert(workspaceId, { email: 'new@acme.example', name: 'New', role: 'admin' });
    const gone = await t.store.members.readByEmail(workspaceId, 'gone@acme.example');
    await t.store.members.change(workspaceId, gone?.memberId ?? '', { suspended: true });
    assert.deepEqual(await recipients(), ['admin@acme.example']);
    await notices.changeSettings(workspaceId, { emailAdmins: false });
    assert.deepEqual(await recipients(), []);
  });

  test('without a mail server no e-mail is owed; the webhook’s path is kept out of what is shown', async () => {
    const { workspaceId, notices, open } = await setUp('n_webhook');
    await notices.changeSettings(workspaceId, {
      emails: ['ops@acme.example'],
      webhookUrl: 'https://hooks.acme.example/T000/secret-path',
    });
    await open('s', { canEmail: false });
    const listed = await notices.list(workspaceId, { open: true, limit: 5 });
    assert.deepEqual(
      listed[0]?.deliveries.map(({ recipient }) => recipient),
      ['hooks.acme.example'],
    );
    assert.ok(!JSON.stringify(listed).includes('secret-path'));
    const { secret } = await notices.createWebhookSecret(workspaceId);
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual(await notices.readWebhook(workspaceId), {
      url: 'https://hooks.acme.example/T000/secret-path',
      secret,
    });
    const stored = await t.database.pool.query('select to_jsonb(s) as row from notice_settings s');
    assert.ok(!JSON.stringify(stored.rows).includes(secret));
    await notices.changeSettings(workspaceId, { webhookUrl: null });
    assert.equal(await notices.readWebhook(workspaceId), undefined);
    assert.deepEqual(await notices.readSettings(workspaceId), {
      emails: ['ops@acme.example'],
      emailAdmins: true,
      webhookUrl: null,
      hasWebhookSecret: true,
    });
  });

  test('an incident that fits no connection, and a stop that no incident tells of, are found', async () => {
    const { workspaceId, notices, open, close } = await setUp('n_heal');
    const states = ['expired', 'revoked', 'blocked'] as const;
    const connectionId = await connectWorkspace(t.store, workspaceId);
    const find = async () => {
      const mine = (all: readonly { readonly workspaceId: string }[]) =>
        all.filter((one) => one.workspaceId === workspaceId).length;
      const untold = await notices.listUntoldConnections({ states, syncUserSubject: 'sync_user' });
      return { untold: mine(untold), outlived: mine(await notices.listOutlived({ states })) };
    };
    const move = (from: 'active' | 'revoked', to: 'active' | 'revoked') =>
      t.store.connections.writeState({ workspaceId, connectionId }, { from, to, trouble: null });
    assert.deepEqual(await find(), { untold: 0, outlived: 0 });
    await open('sync_user');
    assert.deepEqual(await find(), { untold: 0, outlived: 1 }, 'in force again');
    await move('active', 'revoked');
    assert.deepEqual(await find(), { untold: 0, outlived: 0 });
    await close(1, 'sync_user');
    assert.deepEqual(await find(), { untold: 1, outlived: 0 });

    const { memberId } = await t.store.members.ensure(workspaceId, {
      email: 'heal@acme.example',
      name: 'Heal',
    });
    await t.store.connections.change(workspaceId, (change) =>
      change.writeRole(connectionId, { isSyncUser: false, memberId }),
    );
    assert.deepEqual(await find(), { untold: 1, outlived: 0 }, 'the member is to be told');
    const personal = { ...LOST, kind: 'personal_connection_lost', subject: connectionId } as const;
    await notices.open(workspaceId, personal, { now: at(2), tellAt: at(2), canEmail: false });
    assert.deepEqual(await find(), { untold: 0, outlived: 0 });
    await t.store.connections.change(workspaceId, (change) => change.end(connectionId, at(3)));
    assert.deepEqual(await find(), { untold: 0, outlived: 1 }, 'replaced by another account');
  });
});

function byEvent(a: string, b: string): number {
  const rank = (text: string) => (text.startsWith('opened') ? 0 : 1);
  const channel = (text: string) => (text.includes('hooks') ? 1 : 0);
  return rank(a) - rank(b) || channel(a) - channel(b) || (a < b ? -1 : 1);
}
