import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { runCli } from '../../apps/cli/testing/run-cli.ts';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';
import { startMailServer } from '../support/mail-server.ts';
import { ADMIN, orgSeed, PASSWORD, SYNC_APP } from '../support/org-seed.ts';
import { clientOf, signIn } from '../support/sign-in.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const mail = await startMailServer();
after(() => mail[Symbol.asyncDispose]());
const OPERATOR = { email: 'operator@acme.example', password: 'correct horse battery' };
const rig = await startRig({
  seed: orgSeed({ accounts: 3, contacts: 0, widgets: 0 }),
  env: {
    ADMIN_EMAIL: OPERATOR.email,
    ADMIN_PASSWORD: OPERATOR.password,
    SMTP_URL: mail.url,
    MAIL_FROM: 'sync@acme.example',
  },
});
const { org, credentials } = rig;
await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
  callbackUrls: [`${rig.server.url}/oauth/callback`],
  scopes: ['api', 'refresh_token'],
});

const tokenOf = (url: string | null): string => new URL(url ?? '').hash.replace('#token=', '');

async function accept(token: string, password: string): Promise<{ status: number; cookie: string }> {
  const answer = await fetch(`${rig.server.url}/api/v1/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, password }),
  });
  return { status: answer.status, cookie: answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '' };
}

test('a person is invited, chooses a password, and may do what their role says; suspended, they are out at once', async () => {
  const mine = await rig.openWorkspace();
  const other = await rig.openWorkspace({ connect: false });
  const operator = clientOf(rig.server.url, await signIn(rig.server.url, OPERATOR));
  const at = { workspace: mine.slug };
  const told = mail.mails.length;
  const added = await operator.addMember({ ...at, email: 'ada@acme.example', name: 'Ada', role: 'member' });
  assert.equal(added.member.status, 'invited');
  assert.equal(added.emailed, true);
  const url = new URL(added.url ?? '');
  assert.equal(
    `${url.origin}${url.pathname}${url.search}`,
    `${rig.server.url}/invitation`,
    'no secret but in the fragment',
  );
  const week = Date.parse(added.expiresAt ?? '') - Date.now();
  assert.ok(Math.abs(week - 7 * 86_400_000) < 60_000);
  const [invitation] = mail.mails.slice(told);
  assert.deepEqual(invitation?.to, ['ada@acme.example']);
  assert.ok(invitation?.raw.includes(url.href));

  const { status, cookie } = await accept(url.hash.replace('#token=', ''), 'a good password');
  assert.equal(status, 200);
  assert.equal((await accept(url.hash.replace('#token=', ''), 'another one')).status, 401, 'it works once');
  const ada = clientOf(rig.server.url, cookie);
  const session = await ada.readSession();
  assert.deepEqual(
    [session.isOperator, session.workspaces, session.roles],
    [false, [mine.slug], { [mine.slug]: 'member' }],
  );
  assert.deepEqual(
    (await ada.listWorkspaces()).workspaces.map(({ slug }) => slug),
    [mine.slug],
  );
  assert.equal((await ada.readMe(at)).member.email, 'ada@acme.example');
  await assert.rejects(ada.readOverview(at), (error) => isApiError(error, 'API_FORBIDDEN'));
  await assert.rejects(ada.listMembers(at), (error) => isApiError(error, 'API_FORBIDDEN'));
  await assert.rejects(ada.readMe({ workspace: other.slug }), (error) => isApiError(error, 'API_NOT_FOUND'));
  await assert.rejects(ada.createWorkspace({ slug: 'adas', name: 'Ada’s' }), (error) =>
    isApiError(error, 'API_FORBIDDEN'),
  );

  const member = added.member.id;
  await operator.changeMember({ ...at, member, role: 'admin' });
  assert.equal((await ada.readOverview(at)).workspace.slug, mine.slug, 'a new role counts at once');
  await assert.rejects(ada.resealSecrets(), (error) => isApiError(error, 'API_FORBIDDEN'));
  await assert.rejects(operator.changeMember({ ...at, member, suspended: true }), (error) =>
    isApiError(error, 'API_CONFLICT'),
  );
  const bob = await operator.addMember({ ...at, email: 'bob@acme.example', name: 'Bob', role: 'admin' });
  await accept(tokenOf(bob.url), 'a good password');
  await operator.changeMember({ ...at, member, suspended: true });
  await assert.rejects(ada.readOverview(at), (error) => isApiError(error, 'API_NOT_FOUND'));
  assert.deepEqual((await ada.readSession()).workspaces, []);
  await operator.changeMember({ ...at, member, suspended: false });
  assert.equal((await ada.readSession()).roles[mine.slug], 'admin');
  await assert.rejects(operator.inviteMember({ ...at, member }), (error) =>
    isApiError(error, 'API_CONFLICT'),
  );
  const elsewhere = await operator.addMember({
    workspace: other.slug,
    email: 'ADA@acme.example',
    name: 'Ada',
    role: 'member',
  });
  assert.deepEqual([elsewhere.url, elsewhere.member.status], [null, 'active'], 'who has an account signs in');
});

test('a link that was mailed is the person’s alone: an admin of one workspace cannot make their account', async () => {
  const { slug: workspace } = await rig.openWorkspace({ connect: false });
  const operator = clientOf(rig.server.url, await signIn(rig.server.url, OPERATOR));
  const boss = { email: 'boss@elsewhere.example', name: 'Boss', role: 'admin' } as const;
  const { url } = await operator.addMember({ workspace, ...boss });
  const admin = clientOf(rig.server.url, (await accept(tokenOf(url), 'a good password')).cookie);
  const told = mail.mails.length;
  const invited = await admin.addMember({ workspace, email: 'vip@elsewhere.example', name: 'Vip' });
  assert.deepEqual([invited.url, invited.emailed, invited.member.status], [null, true, 'invited']);
  const again = await admin.inviteMember({ workspace, member: invited.member.id });
  assert.deepEqual([again.url, again.emailed], [null, true]);
  assert.equal(mail.mails.length, told + 2);
  const known = await admin.addMember({ workspace, email: OPERATOR.email, name: 'Op' });
  assert.deepEqual([known.url, known.emailed, known.expiresAt], [null, false, null]);
});

test('a newer link ends the earlier one; an address without a mailbox still gives the link', async () => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const first = await rig.api.addMember({
    workspace: slug,
    email: 'unknown@acme.example',
    name: 'Cid',
    role: 'member',
  });
  assert.equal(first.emailed, false);
  const second = await rig.api.inviteMember({ workspace: slug, member: first.member.id });
  assert.equal((await accept(tokenOf(first.url), 'a good password')).status, 401);
  assert.equal((await accept(tokenOf(second.url), 'a good password')).status, 200);
});

test('who is removed has no Salesforce connection left, here or there', async () => {
  const { slug } = await rig.openWorkspace();
  const at = { workspace: slug };
  const added = await rig.api.addMember({ ...at, email: 'admin@acme.example', name: 'Dora', role: 'member' });
  const { cookie } = await accept(tokenOf(added.url), 'a good password');
  const dora = clientOf(rig.server.url, cookie);
  const begun = await dora.beginAuthorization({ ...at, purpose: 'personal', loginUrl: credentials.loginUrl });
  const browser = await new LoginBrowser().keep(rig.server.url, cookie).open(begun.startUrl ?? '');
  if (/confirm=/.test(browser.page)) await browser.follow(/confirm=/);
  await browser.answer({ username: ADMIN, pw: PASSWORD, decision: 'allow' });
  assert.equal((await dora.readMe(at)).connection?.username, ADMIN);
  const before = (await org.calls()).filter(({ url }) => url === '/services/oauth2/revoke').length;

  const removed = await runCli(['members', 'remove', 'ADMIN@acme.example', '-w', slug], {
    env: { SYNC_USER_URL: rig.server.url, SYNC_USER_API_KEY: rig.apiKey },
  });
  assert.equal(removed.exitCode, 2, 'it asks first');
  const done = await runCli(['members', 'remove', 'ADMIN@acme.example', '-w', slug, '--yes'], {
    env: { SYNC_USER_URL: rig.server.url, SYNC_USER_API_KEY: rig.apiKey },
  });
  assert.equal(done.exitCode, 0, done.stderr);
  assert.deepEqual((await rig.api.listMembers(at)).members, []);
  const left = await rig.query<{ state: string }>(
    `select state from connection c join workspace w using (workspace_id)
      where w.slug = $1 and username = $2 and (refresh_token_sealed is not null or access_token_sealed is not null)`,
    [slug, ADMIN],
  );
  assert.deepEqual(left, []);
  await until(
    async () => (await org.calls()).filter(({ url }) => url === '/services/oauth2/revoke').length > before,
    { what: 'the token is revoked in the org' },
  );
  await assert.rejects(dora.readMe(at), (error) => isApiError(error, 'API_NOT_FOUND'));
});

test('members, audit and notices are managed in a terminal as well', async () => {
  const { slug } = await rig.openWorkspace();
  const run = async (...args: string[]) => {
    const env = { SYNC_USER_URL: rig.server.url, SYNC_USER_API_KEY: rig.apiKey, SYNC_USER_WORKSPACE: slug };
    const result = await runCli(args, { env });
    assert.equal(result.exitCode, 0, `${args.join(' ')}: ${result.stderr}`);
    return result.stdout;
  };
  assert.match(await run('members'), /Nobody is a member yet/);
  const added = await run('members', 'add', 'eve@acme.example', '--name', 'Eve', '--role', 'admin');
  assert.match(added, /✓ Eve is an admin/);
  assert.match(added, /\/invitation#token=\S{40,}/);
  assert.match(await run('members', 'invite', 'eve@acme.example'), /shown this once/);
  assert.match(
    await run('members', 'change', 'eve@acme.example', '--role', 'member'),
    /Eve .* member .*invited/,
  );
  assert.match(await run('members', 'suspend', 'eve@acme.example'), /suspended/);
  assert.match(await run('members', 'readmit', 'eve@acme.example'), /invited/);
  const audit = await run('audit', '--action', 'member', '--limit', '2');
  assert.match(audit, /member\.readmitted +eve@acme\.example/);
  assert.match(audit, /key:BOOTSTRAP_API_KEY/);
  assert.match(audit, /Older ones: sync-user audit --before \d+/);
  assert.match(
    await run('notices', 'settings', '--emails', 'ops@acme.example', '--no-email-admins'),
    /Email +ops@acme\.example/,
  );
  assert.match(await run('notices', 'settings'), /Webhook +none/);
  assert.match(await run('notices', 'webhook-secret'), /^whsec_/);
  assert.match(await run('notices', 'test'), /✓ email ops@acme\.example/);
  assert.match(await run('notices'), /There is no incident/);
});
