import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Endpoint, ENDPOINTS, type EndpointName } from '@sync-user/contract';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';
import { ADMIN, orgSeed, PASSWORD, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { findSecret } from '../support/secret-watch.ts';
import { clientOf, signIn } from '../support/sign-in.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const ANN = { email: 'ann@example.com', password: 'correct horse battery' };
const BOB = { email: 'bob@example.com', password: 'another good password' };
const rig = await startRig({
  seed: orgSeed({ accounts: 3, contacts: 0, widgets: 0 }),
  env: { ADMIN_EMAIL: ANN.email, ADMIN_PASSWORD: ANN.password },
});
const { org, credentials } = rig;

interface AuditRow {
  readonly event_id: string;
  readonly actor: string;
  readonly action: string;
  readonly as_user: string | null;
  readonly text: string;
}

/** What each changing endpoint is entered as. */
const ACTIONS: Partial<Record<EndpointName, string>> = {
  signIn: 'session.begun',
  signOut: 'session.ended',
  createWorkspace: 'workspace.created',
  changeWorkspace: 'workspace.changed',
  pollNow: 'poll.requested',
  changeCompleteness: 'completeness.changed',
  takeCensus: 'census.requested',
  connect: 'connection.connected',
  checkConnection: 'connection.checked',
  disconnect: 'connection.disconnected',
  resetConnection: 'connection.reset',
  designateSyncUser: 'connection.designated',
  discardCandidate: 'connection.candidate_discarded',
  beginAuthorization: 'authorization.begun',
  writeSalesforceApp: 'salesforce_app.changed',
  removeSalesforceApp: 'salesforce_app.removed',
  createCertificate: 'salesforce_app.certificate_created',
  answerWhoIAm: 'personal_connection.confirmed',
  checkMyConnection: 'connection.checked',
  disconnectMe: 'personal_connection.disconnected',
  runPreflight: 'preflight.finished',
  applyRepair: 'permissions.applied',
  addMember: 'member.added',
  inviteMember: 'member.invited',
  changeMember: 'member.changed',
  removeMember: 'member.removed',
  acceptInvitation: 'invitation.accepted',
  changeNoticeSettings: 'notice_settings.changed',
  createWebhookSecret: 'webhook_secret.created',
  sendTestNotice: 'notice.tested',
  selectObject: 'object.selected',
  deselectObject: 'object.deselected',
  reloadObject: 'object.reloaded',
  changeObject: 'object.paused',
  selectEventEntities: 'events.entity_selected',
  deselectEventEntities: 'events.entity_deselected',
  switchEvents: 'events.switched_off',
  changeFields: 'fields.changed',
  setRowFilter: 'object.filtered',
  refreshObjectFields: 'fields.refreshed',
  refreshFields: 'fields.refreshed',
  decideSchemaChange: 'schema_change.declined',
  changeFieldSettings: 'field_settings.changed',
  resealSecrets: 'secrets.resealed',
  applyConfiguration: 'configuration.applied',
  rollBackConfiguration: 'configuration.rolled_back',
};

/** Their questions are too long for an address. */
const ASKS_ONLY: readonly string[] = ['forecast', 'planConfiguration'];
const changing = Object.entries<Endpoint>(ENDPOINTS)
  .filter(([name, { method }]) => method !== 'GET' && !ASKS_ONLY.includes(name))
  .map(([name]) => name as EndpointName);

test('every endpoint that changes something is entered once, with who did it, as whom, and without a secret', async () => {
  await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
    callbackUrls: [`${rig.server.url}/oauth/callback`],
    scopes: ['api', 'refresh_token'],
  });
  const met = new Set<EndpointName>();
  const secrets: Record<string, string> = {
    'Ann’s password': ANN.password,
    'Bob’s password': BOB.password,
    'the app’s secret': SYNC_APP.clientSecret,
  };
  const rowsAfter = (id: string): Promise<AuditRow[]> =>
    rig.query<AuditRow>(
      `select event_id, actor, action, as_user, to_jsonb(a)::text as text from audit_event a
        where event_id > $1 and actor <> 'system' order by event_id`,
      [id],
    );
  const lastId = async (): Promise<string> =>
    (await rig.query<{ id: string }>('select coalesce(max(event_id), 0)::text as id from audit_event'))[0]
      ?.id ?? '0';

  /** Calls an endpoint and looks for its entry; `asUser`: in which Salesforce user's name. */
  async function entered<T>(
    name: EndpointName,
    call: () => Promise<T>,
    { actor = `user:${ANN.email}`, asUser }: { actor?: string; asUser?: string } = {},
  ): Promise<T> {
    const before = await lastId();
    const answer = await call();
    const rows = await rowsAfter(before);
    const mine = rows.filter(({ action }) => action === ACTIONS[name]);
    assert.deepEqual(
      mine.map((row) => row.actor),
      [actor],
      `${name} is entered once as ${ACTIONS[name]}: ${rows.map(({ text }) => text).join('\n')}`,
    );
    if (asUser !== undefined) assert.equal(mine[0]?.as_user, asUser, name);
    assert.deepEqual(
      rows.filter((row) => row.actor !== actor),
      [],
      `${name} is nobody else’s deed`,
    );
    met.add(name);
    return answer;
  }

  const cookie = await entered('signIn', () => signIn(rig.server.url, ANN));
  secrets['Ann’s session'] = cookie.slice(cookie.indexOf('=') + 1);
  const ann = clientOf(rig.server.url, cookie);
  const workspace = 'audited';
  const at = { workspace };
  await entered('createWorkspace', () =>
    ann.createWorkspace({ slug: workspace, name: 'Audited', pollIntervalSeconds: 1800 }),
  );
  await entered('changeWorkspace', () => ann.changeWorkspace({ ...at, name: 'Audited well' }));

  const added = await entered('addMember', () =>
    ann.addMember({ ...at, email: BOB.email, name: 'Bob', role: 'member' }),
  );
  const member = added.member.id;
  const invited = await entered('inviteMember', () => ann.inviteMember({ ...at, member }));
  const token = new URL(invited.url ?? '').hash.replace('#token=', '');
  secrets['the invitation’s token'] = token;
  secrets['the first invitation’s token'] = new URL(added.url ?? '').hash.replace('#token=', '');
  await entered('acceptInvitation', () => ann.acceptInvitation({ token, password: BOB.password }), {
    actor: `user:${BOB.email}`,
  });
  await entered('changeMember', () => ann.changeMember({ ...at, member, role: 'admin' }));

  await entered('writeSalesforceApp', () => ann.writeSalesforceApp({ ...at, ...SYNC_APP }));
  await entered('createCertificate', () => ann.createCertificate(at));
  await entered('connect', () => ann.connect({ ...at, ...credentials }), { asUser: SYNC_USER });
  await entered('checkConnection', () => ann.checkConnection(at), { asUser: SYNC_USER });
  const { text: file } = await ann.exportConfiguration(at);
  await entered('applyConfiguration', () =>
    ann.applyConfiguration({ ...at, file: file.replace('newFields: add', 'newFields: ask') }),
  );
  await entered('rollBackConfiguration', () => ann.rollBackConfiguration(at));
  await entered('selectObject', () => ann.selectObject({ ...at, object: 'Account', fields: 'default' }));
  await entered('reloadObject', () => ann.reloadObject({ ...at, object: 'Account' }));
  await entered('changeFields', () =>
    ann.changeFields({ ...at, object: 'Account', remove: ['Industry'], private: ['Phone'] }),
  );
  await entered('setRowFilter', () =>
    ann.setRowFilter({ ...at, object: 'Account', filter: 'Name != null', checkOnly: false }),
  );
  await entered('changeFieldSettings', () => ann.changeFieldSettings({ ...at, policy: 'ask' }));
  await until(
    async () => {
      const { objects } = await ann.listObjects(at);
      return objects.every(({ state }) => state === 'live');
    },
    { what: 'Account is live' },
  );
  await org.send('POST', '/objects/Account/fields', { name: 'Tier__c', type: 'text', length: 20 });
  await org.access(SYNC_USER, 'Account', 'read', 'Tier__c');
  await entered('refreshObjectFields', () => ann.refreshObjectFields({ ...at, object: 'Account' }));
  await entered('refreshFields', () => ann.refreshFields(at));
  const { changes } = await ann.listSchemaChanges({ ...at, waiting: 'true' });
  const [change] = changes;
  assert.equal(change?.field, 'Tier__c');
  await entered('decideSchemaChange', () =>
    ann.decideSchemaChange({ ...at, change: change.id, decision: 'decline' }),
  );
  await entered('pollNow', () => ann.pollNow(at));
  await entered('changeObject', () => ann.changeObject({ ...at, object: 'Account', paused: true }));
  await ann.changeObject({ ...at, object: 'Account', paused: false });
  await entered('changeCompleteness', () => ann.changeCompleteness({ ...at, everyHours: 0 }));
  await entered('takeCensus', () => ann.takeCensus({ ...at }));
  await entered('runPreflight', () => ann.runPreflight(at), { asUser: SYNC_USER });

  const logIn = async (purpose: 'sync_user' | 'personal'): Promise<void> => {
    const begun = await entered('beginAuthorization', () =>
      ann.beginAuthorization({ ...at, purpose, loginUrl: credentials.loginUrl }),
    );
    const browser = await new LoginBrowser().keep(rig.server.url, cookie).open(begun.startUrl ?? '');
    if (/confirm=/.test(browser.page)) await browser.follow(/confirm=/);
    await browser.answer({ username: ADMIN, pw: PASSWORD, decision: 'allow' });
    const { state, trouble } = await ann.readAuthorization({ ...at, authorization: begun.id });
    assert.equal(state, 'finished', JSON.stringify(trouble));
  };
  const candidate = async () => {
    const { connections } = await ann.listConnections(at);
    const found = connections.find(({ isSyncUser, member: of }) => !isSyncUser && of === null);
    assert.ok(found, 'a candidate waits');
    return found.id;
  };
  await logIn('sync_user');
  await entered('discardCandidate', () => ann.discardCandidate(at), { asUser: ADMIN });
  await logIn('sync_user');
  await entered(
    'designateSyncUser',
    async () => ann.designateSyncUser({ ...at, connectionId: await candidate(), acceptMissing: true }),
    { asUser: ADMIN },
  );
  await ann.connect({ ...at, ...credentials });
  const connectionId = await candidate();
  const plan = await ann.planRepair({ ...at, connectionId });
  await entered('applyRepair', () => ann.applyRepair({ ...at, connectionId, version: plan.version }), {
    asUser: ADMIN,
  });

  await logIn('personal');
  const { question } = await ann.readMe(at);
  assert.ok(question, 'the e-mails differ');
  await entered('answerWhoIAm', () => ann.answerWhoIAm({ ...at, userId: question.signedInAs.userId }), {
    asUser: ADMIN,
  });
  await entered('selectEventEntities', () => ann.selectEventEntities({ ...at, objects: ['Account'] }), {
    asUser: ADMIN,
  });
  await entered('deselectEventEntities', () => ann.deselectEventEntities({ ...at, objects: ['Account'] }), {
    asUser: ADMIN,
  });
  await entered('switchEvents', () => ann.switchEvents({ ...at, enabled: false }));
  await entered('checkMyConnection', () => ann.checkMyConnection(at), { asUser: ADMIN });
  await entered('disconnectMe', () => ann.disconnectMe(at), { asUser: ADMIN });

  await entered('changeNoticeSettings', () =>
    ann.changeNoticeSettings({
      ...at,
      emails: ['ops@example.com'],
      webhookUrl: 'https://hooks.example.com/in-the-path',
    }),
  );
  secrets['the webhook’s path'] = 'in-the-path';
  const { secret } = await entered('createWebhookSecret', () => ann.createWebhookSecret(at));
  secrets['the webhook’s secret'] = secret;
  await ann.changeNoticeSettings({ ...at, webhookUrl: null });
  await entered('sendTestNotice', () => ann.sendTestNotice(at));

  await entered('removeSalesforceApp', () => ann.removeSalesforceApp(at));
  await entered('deselectObject', () => ann.deselectObject({ ...at, object: 'Account' }));
  await entered('resetConnection', () => ann.resetConnection(at));
  await ann.connect({ ...at, ...credentials });
  await entered('disconnect', () => ann.disconnect(at), { asUser: SYNC_USER });
  await entered('removeMember', () => ann.removeMember({ ...at, member }));
  await entered('resealSecrets', () => ann.resealSecrets());
  await entered('signOut', () => ann.signOut());

  assert.deepEqual([...met].toSorted(), changing.toSorted(), 'every changing endpoint was called');
  for (const { text } of await rig.query<{ text: string }>(
    'select to_jsonb(a)::text as text from audit_event a',
  )) {
    const found = findSecret(text, secrets);
    assert.equal(found, undefined, `${found?.what} is in ${text}`);
  }
});

test('a guessed password and a used link are entered without what was typed', async () => {
  const wrong = 'a wrong password';
  await fetch(`${rig.server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: ANN.email, password: wrong }),
  });
  const rows = await rig.query<{ text: string }>(
    `select to_jsonb(a)::text as text from audit_event a where action = 'session.refused'`,
  );
  assert.equal(rows.length, 1);
  assert.ok(rows[0]?.text.includes(ANN.email) && !rows[0].text.includes(wrong));
});
