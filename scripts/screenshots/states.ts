import { createClient } from '@sync-user/sdk';
import type { Page } from 'playwright-core';
import { shootConfiguration, shootEventQuestions } from './configuration.ts';
import {
  shootApp,
  shootMemberQuestion,
  shootNewWorkspace,
  shootObject,
  shootQuestion,
  shootWebhookSecret,
} from './dialogs.ts';
import { beginLogin, logIn, Org } from './salesforce-pages.ts';

export interface Endpoints {
  readonly consoleUrl: string;
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly workspace: string;
  readonly signIn: { readonly email: string; readonly password: string };
  readonly simulator: {
    readonly baseUrl: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly adminUsername: string;
    readonly adminPassword: string;
    readonly memberUsername: string;
    readonly memberPassword: string;
  };
}

export interface Camera {
  /** A page of somebody who is signed in as the operator, or of nobody. */
  open(signedIn: boolean): Promise<Page>;
  save(page: Page, name: string): Promise<void>;
}

const PASSWORD = 'a long enough password';

/** Every state of a connection, of permissions, repair, members and notices, in a workspace that is made for it. */
export async function takeStates(endpoints: Endpoints, camera: Camera): Promise<void> {
  const { simulator, apiUrl, apiKey } = endpoints;
  const { adminUsername, adminPassword, memberUsername, memberPassword } = simulator;
  const admin = { username: adminUsername, password: adminPassword };
  const member = { username: memberUsername, password: memberPassword };
  const org = new Org(simulator.baseUrl);
  const api = createClient({ baseUrl: apiUrl, apiKey, clientName: 'screenshots' });
  const workspace = `states_${Date.now() % 100_000}`;
  await api.createWorkspace({ slug: workspace, name: 'Halden EMEA', pollIntervalSeconds: 60 });
  const page = await camera.open(true);
  page.setDefaultTimeout(60_000);
  const at = (path: string): string => `/w/${workspace}${path}`;
  const shoot = async (name: string, seen: string | RegExp, from: Page = page): Promise<void> => {
    await from.getByText(seen).filter({ visible: true }).first().waitFor();
    await camera.save(from, name);
  };
  const syncUserIs = (word: string | RegExp): Promise<void> =>
    page
      .getByRole('region', { name: 'Sync user' })
      .getByRole('heading')
      .getByText(word, { exact: true })
      .waitFor();
  const check = async (word: string | RegExp): Promise<void> => {
    await page.getByRole('button', { name: 'Check now' }).click();
    await syncUserIs(word);
  };
  /** A question that a button asks, and that is answered with Cancel. */
  const askedBy = (button: string | RegExp, name: string, from: Page = page): Promise<void> =>
    shootQuestion(camera, from, from.getByRole('button', { name: button }), name);
  const stage = { camera, page, workspace, api };
  const reconnect = async (): Promise<void> => {
    await page
      .getByRole('alert', { name: 'State of the connection' })
      .getByRole('button', { name: 'Reconnect' })
      .click();
    await logIn(page, admin);
    await syncUserIs('Connected');
  };

  // In the workspace that lives: one that is made for pictures has neither events nor a past.
  const living = { ...stage, workspace: endpoints.workspace };
  await shootEventQuestions(living);
  await shootConfiguration(living);
  await shootNewWorkspace(stage);

  // Nobody is connected yet.
  await page.goto(at('/integrations'));
  await shoot('integrations-not-connected', 'Not connected');
  await page.goto(at('/permissions'));
  await shoot('permissions-not-connected', /its permissions are checked here/);
  await page.goto(at('/connection'));
  await shoot('connect', 'What we ask for, and why');
  await page.getByRole('radio', { name: 'User without browser login' }).check();
  await shoot('connect-without-browser', 'Client credentials');
  await page.getByRole('radio', { name: 'Certificate (JWT)' }).check();
  await page.getByLabel('Username of the sync user').fill('sync@acme.example');
  await page.getByRole('button', { name: /^Connect$/ }).scrollIntoViewIfNeeded();
  await shoot('connect-certificate', 'What we ask for, and why');

  // Logins that come to nothing.
  await beginLogin(page, workspace, simulator.baseUrl);
  await page.getByLabel('Username', { exact: true }).waitFor();
  await page.goto(at('/connection'));
  await page.getByLabel(/Paste the page’s address/).fill('error=OAUTH_APPROVAL_ERROR_GENERIC');
  await shoot('login-unfinished', /client credentials or JWT/);
  for (const username of [adminUsername, memberUsername])
    await org.send('POST', '/sessions/revoke', { username }); // approved in an earlier run
  await beginLogin(page, workspace, simulator.baseUrl);
  await logIn(page, { ...admin, decision: 'Deny' });
  await shoot('login-denied', 'The login was cancelled');

  // In force, then lost in every way there is, each time mended.
  await beginLogin(page, workspace, simulator.baseUrl);
  await logIn(page, admin);
  await shoot('login-finished', /Logged in as/);
  await api.selectObject({ workspace, object: 'Account', fields: 'default' });
  await api.selectObject({ workspace, object: 'Contact', fields: 'default' });
  await page.goto(at(''));
  await page.getByRole('heading', { name: /Everything is in sync/ }).waitFor();
  await page.goto(at('/connection'));
  await org.send('PATCH', `/users/${adminUsername}`, { isActive: false });
  await check('Blocked');
  await shoot('connection-blocked', /inactive/);
  await org.send('PATCH', `/users/${adminUsername}`, { isActive: true });
  await reconnect();
  await org.send('POST', '/faults', {
    kind: 'status',
    status: 503,
    times: 10_000,
    path: '/services/',
  });
  await check('Not reachable');
  await camera.save(page, 'connection-not-reachable');
  await org.send('DELETE', '/faults');
  await check('Connected');
  await org.send('POST', '/sessions/revoke', { username: adminUsername });
  await check(/^(Expired|Reconnect needed)$/);
  await camera.save(page, 'connection-revoked');
  await page.goto(at('/settings/notices'));
  await shoot('notices-open', /What happened/);
  await page.getByRole('button', { name: 'Send a test' }).click();
  await shoot('notices-test', /Not sent|failed|no mail server|cannot be sent/i);
  await page.goto(at('/connection'));
  await reconnect();
  const app = `/apps/${simulator.clientId}`;
  await org.send('PATCH', app, { refreshTokenIdleMs: 1 });
  await org.send('POST', '/sessions/expire', { username: adminUsername });
  await check(/^(Expired|Reconnect needed)$/);
  await camera.save(page, 'connection-expired');
  await org.send('PATCH', app, { refreshTokenIdleMs: null });
  await reconnect();
  // Salesforce names neither age nor revocation.
  await org.send('POST', '/sessions/expire', { username: adminUsername });
  await org.send('POST', '/faults', {
    kind: 'status',
    status: 400,
    body: { error: 'inactive_org', error_description: 'organization is inactive' },
    times: 3,
    path: '/services/oauth2/token',
  });
  await check('Reconnect needed');
  await camera.save(page, 'connection-reconnect-needed');
  await org.send('DELETE', '/faults');
  await reconnect();
  await page.goto(at('/settings/notices'));
  await shoot('notices-closed', /What happened/);

  // Another user, who lacks permissions: checked, granted, in force.
  await page.goto(at('/connection'));
  const menu = async (item: string): Promise<void> => {
    await page.getByRole('button', { name: 'More about the sync user' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await menu('Change sync user');
  const dialog = page.getByRole('dialog', { name: 'Change sync user' });
  await dialog.waitFor();
  await shoot('change-current', 'Current sync user');
  await dialog.getByRole('button', { name: /^Choose another user/ }).click();
  await dialog.getByRole('combobox').fill(memberUsername.slice(0, 5));
  await dialog.getByRole('option').first().getByText(memberUsername).waitFor();
  await shoot('change-search', memberUsername);
  await dialog.getByRole('option').first().click();
  await shoot('change-chosen', 'Log in as this user');
  await dialog.getByRole('button', { name: 'Log in as this user' }).click();
  await logIn(page, member);
  await dialog.getByRole('region', { name: 'Permission checks' }).waitFor();
  await shoot('change-checked', 'What fails if it takes over now');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await shoot('connection-waiting', /waits to take over/);
  await askedBy('Discard', 'discard');
  await page.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByRole('button', { name: 'Apply permissions' }).click();
  const repair = page.getByRole('dialog', { name: 'Apply permissions' });
  const apply = repair.getByRole('button', { name: /^Apply \d/ });
  await apply.waitFor();
  await shoot('repair-diff', /What changes|added|Added/);
  await repair.getByRole('button', { name: 'Export' }).click();
  await shoot('repair-export', /\.zip|Metadata/);
  await repair.getByRole('button', { name: 'Apply from here' }).click();
  const refused = { errorCode: 'LICENSE_LIMIT_EXCEEDED', message: 'license limit exceeded' };
  await org.send('POST', '/faults', {
    kind: 'status',
    status: 400,
    body: [refused],
    method: 'POST',
    times: 20,
    path: '/composite/sobjects',
  });
  await apply.click();
  await shoot('repair-rolled-back', 'It failed and was taken back');
  await org.send('DELETE', '/faults');
  await repair.getByRole('button', { name: 'Read the difference again' }).click();
  await apply.click();
  await shoot('repair-applied', 'The permissions are applied');
  await repair.getByRole('button', { name: 'Done' }).click();
  await dialog.getByRole('button', { name: 'Take into force', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('region', { name: 'Earlier sync users' }).scrollIntoViewIfNeeded();
  await shoot('connection-history', 'Earlier sync users');

  // An integration user goes on with what it sees; then what is missing under a policy that asks for more.
  await api.changeWorkspace({ workspace, permissionPolicy: 'integration_user' });
  await api.runPreflight({ workspace });
  await page.goto(at(''));
  await shoot('permissions-degraded', 'Missing Salesforce Permissions');
  await page.goto(at('/permissions'));
  await page.getByRole('button', { name: 'Change policy' }).click();
  await page.getByRole('button', { name: 'Use this policy and check' }).scrollIntoViewIfNeeded();
  await shoot('permissions-policy', 'What is asked of the sync user?');
  await api.changeWorkspace({ workspace, permissionPolicy: 'administrator' });
  await api.runPreflight({ workspace });
  await page.goto(at('/permissions'));
  await page
    .getByRole('button', { name: /Modify All Data/ })
    .first()
    .click();
  await shoot('permissions-missing', 'Modify All Data');
  await page.goto(at('/connection'));
  for (const [item, name] of [
    ['Disconnect', 'disconnect'],
    ['Reset', 'reset'],
  ] as const) {
    await page.getByRole('button', { name: 'More about the sync user' }).click();
    await shootQuestion(camera, page, page.getByRole('menuitem', { name: item }), name);
  }
  await shootApp(stage, simulator);
  await shootObject(stage);
  await shootWebhookSecret(stage);
  await page.goto(at('/settings/members'));
  await page.getByRole('button', { name: 'Add a member' }).click();
  await shoot('member-add', 'Best the same as in Salesforce');
  await page.getByRole('dialog').getByLabel('Email').fill(`sam.${workspace}@halden-robotics.example`);
  await page.getByRole('dialog').getByLabel('Name').fill('Sam Sender');
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await shoot('member-invitation', /invitation#token=/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await shoot('palette', 'Permissions');
  await page.keyboard.press('Escape');

  // Members, invited and suspended, and one of them with an account of another e-mail.
  const email = `jo.${workspace}@halden-robotics.example`;
  const { url } = await api.addMember({ workspace, email, name: 'Jo Newcomer', role: 'member' });
  const other = await api.addMember({ workspace, email: `kim.${email}`, name: 'Kim Former', role: 'member' });
  await api.changeMember({ workspace, member: other.member.id, suspended: true });
  const own = await camera.open(false);
  await own.goto(`/invitation${new URL(url ?? '').hash}`);
  await shoot('invitation', /The same once more/, own);
  await own.getByLabel('Password').fill(PASSWORD);
  await own.getByLabel('The same once more').fill(PASSWORD);
  await own.getByRole('button', { name: 'Set the password and sign in' }).click();
  await shoot('you-not-connected', 'No Salesforce account of yours is connected.', own);
  await own.getByRole('button', { name: 'Connect Salesforce' }).click();
  await logIn(own, member);
  await shoot('you-question', 'Which Salesforce user are you?', own);
  await askedBy(/^(Not me|None of them)$/, 'you-not-me', own);
  await own.getByRole('radio').first().check();
  await own.getByRole('button', { name: 'Yes, this is me' }).click();
  await shoot('you-connected', /Connected/, own);
  await askedBy('Disconnect', 'you-disconnect', own);
  const lee = await api.addMember({ workspace, email: `lee.${email}`, name: 'Lee Second', role: 'member' });
  const second = await camera.open(false);
  await second.goto(`/invitation${new URL(lee.url ?? '').hash}`);
  await second.getByLabel('Password').fill(PASSWORD);
  await second.getByLabel('The same once more').fill(PASSWORD);
  await second.getByRole('button', { name: 'Set the password and sign in' }).click();
  await second.getByRole('button', { name: 'Connect Salesforce' }).click();
  await logIn(second, member);
  await shoot('you-taken', 'Another member uses this Salesforce account', second);
  await second.context().close();
  await org.send('POST', '/sessions/revoke', { username: memberUsername });
  await own.getByRole('button', { name: 'Check now' }).click();
  await shoot('you-revoked', /revoked/i, own);
  await page.goto(at('/settings/members'));
  await shoot('members-states', 'Kim Former');
  await shootMemberQuestion(stage, 'Jo Newcomer', /^Suspend/, 'member-suspend');
  await shootMemberQuestion(stage, 'Kim Former', /^Remove/, 'member-remove');
  await page.goto(at('/audit'));
  await shoot('audit-connections', /Audit/);

  // Another org answers, as after a refresh: nothing is mixed, and a move is asked for twice. The org is spent after it.
  await org.send('POST', '/org/refresh');
  await page.goto(at('/connection'));
  await check(/^(Expired|Reconnect needed|Blocked)$/);
  await page
    .getByRole('alert', { name: 'State of the connection' })
    .getByRole('button', { name: 'Reconnect' })
    .click();
  await logIn(page, member);
  await shoot('connection-other-org', 'This is another Salesforce org');
  await page.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByRole('region', { name: 'Permission checks' }).waitFor();
  await shoot('move-warning', /Data of two orgs is never mixed/);
  await Promise.all([page.context().close(), own.context().close()]);
}
