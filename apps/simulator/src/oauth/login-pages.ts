import { html, redirect } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { querySystem, readUser, readUserByUsername } from '../users.ts';
import type { OrgUser } from '../users.ts';
import type { World } from '../world.ts';
import { admitWithPassword, forgetFailures } from './admit.ts';
import { sourceIpOf } from './login-history.ts';
import { OAuthError } from './oauth-error.ts';
import { homePage, loginPage } from './pages.ts';
import type { PageOrg } from './pages.ts';
import { readForm } from './read-form.ts';
import { isInRanges } from './sign-in-settings.ts';
import { newTotpSecret } from './totp.ts';
import type { PendingLogin } from './verification.ts';
import { verificationPage } from './verification-pages.ts';

/** Verbatim from Salesforce's login page. */
const WRONG_PASSWORD =
  'Please check your username and password. If you still can’t log in, contact your Salesforce administrator.';
const SMALLEST_PASSWORD = 8;

/**
 * password ──▶ expired? new one ──▶ authenticator (enrolled or to be) ──or──▶ unknown browser? e-mailed code ──▶ signed in
 */
export function answerLoginForm(world: World, incoming: Incoming): Answer {
  const form = incoming.method === 'POST' ? readForm(incoming) : incoming.query;
  const startUrl = localPath(form.get('startURL'));
  const username = form.get('username') ?? form.get('un') ?? '';
  const org = pageOrg(world, incoming);
  if (incoming.method !== 'POST') {
    return html(200, loginPage(org, { startUrl, username, problem: undefined }));
  }
  const named = readUserByUsername(world.org, username.trim());
  const password = form.get('pw') ?? form.get('password') ?? '';
  try {
    const user = admitWithPassword(world, named, password, { incoming, kind: 'browser' });
    return nextStep(
      world,
      incoming,
      user,
      startUrl,
      world.signIn.policies.read(user.id).passwordExpired === true,
    );
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return html(200, loginPage(org, { startUrl, username, problem: WRONG_PASSWORD }));
  }
}

/** What the forms of the second step post to. */
export function answerVerification(world: World, incoming: Incoming): Answer {
  const form = readForm(incoming);
  const { verification } = world.signIn;
  const login = verification.pending(form.get('login') ?? '');
  const user = login === undefined ? undefined : readUser(world.org, login.userId);
  if (login === undefined || user?.isActive !== true) return redirect('/login');
  const problem = checkStep(world, user, login, form);
  if (problem !== undefined) return showStep(world, incoming, login, user, problem);
  verification.finish(login);
  if (login.step === 'password') return nextStep(world, incoming, user, login.startUrl, false);
  const remember =
    login.step === 'email' ? [verification.rememberDevice(user.id, incoming.headers['cookie'])] : [];
  return signedIn(world, user, login.startUrl, remember);
}

export function answerLogout(world: World, incoming: Incoming): Answer {
  world.browserSessions.close(incoming.headers['cookie']);
  return redirect(localPath(incoming.query.get('retUrl') ?? '/login'), {
    'Set-Cookie': 'sid=; Path=/; Max-Age=0',
  });
}

export function answerHome(world: World, incoming: Incoming): Answer {
  return html(200, homePage(pageOrg(world, incoming), readSignedIn(world, incoming)?.username));
}

export function readSignedIn(world: World, incoming: Incoming): OrgUser | undefined {
  const userId = world.browserSessions.readUserId(incoming.headers['cookie']);
  const user = userId === undefined ? undefined : readUser(world.org, userId);
  return user?.isActive === true ? user : undefined;
}

export function pageOrg(world: World, incoming: Incoming): PageOrg {
  const name = querySystem(world.org, 'SELECT Name FROM Organization LIMIT 1')[0]?.['Name'];
  return { name: typeof name === 'string' ? name : 'Salesforce', host: new URL(incoming.baseUrl).host };
}

function nextStep(
  world: World,
  incoming: Incoming,
  user: OrgUser,
  startUrl: string,
  passwordExpired: boolean,
): Answer {
  const step: PendingLogin['step'] | undefined = passwordExpired
    ? 'password'
    : stepFor(world, incoming, user);
  if (step === undefined) return signedIn(world, user, startUrl, []);
  const { verification } = world.signIn;
  const secret = secretFor(world, incoming, user, step);
  const login = verification.begin({ userId: user.id, startUrl, step, secret });
  return showStep(world, incoming, login, user, undefined);
}

/** Multi-factor authentication takes the place of the e-mailed code. Source: help "Identity Verification". */
function stepFor(world: World, incoming: Incoming, user: OrgUser): 'totp' | 'enrol' | 'email' | undefined {
  const { signIn } = world.settings.current;
  const policy = world.signIn.policies.read(user.id);
  if (policy.mfa ?? (signIn.mfa || world.org.hasPermission(user.id, 'ForceTwoFactor'))) {
    return world.signIn.verification.authenticatorOf(user.id) === undefined ? 'enrol' : 'totp';
  }
  if (!(policy.emailVerification ?? signIn.emailVerification)) return undefined;
  const { ipRanges = [] } = world.signIn.policies.read(user.profileId);
  const trusted = isInRanges(sourceIpOf(world, incoming), [...signIn.trustedIpRanges, ...ipRanges]);
  const known = world.signIn.verification.knowsDevice(user.id, incoming.headers['cookie']);
  return trusted || known ? undefined : 'email';
}

function secretFor(world: World, incoming: Incoming, user: OrgUser, step: PendingLogin['step']): string {
  if (step === 'email') {
    return world.signIn.verification.sendCode(user.email, pageOrg(world, incoming).name);
  }
  return step === 'enrol' ? newTotpSecret() : '';
}

/** What is wrong with what was typed; undefined when the step is done. */
function checkStep(
  world: World,
  user: OrgUser,
  login: PendingLogin,
  form: URLSearchParams,
): string | undefined {
  const { verification } = world.signIn;
  if (login.step === 'password') return checkNewPassword(world, user, form);
  const code = (form.get('code') ?? '').trim();
  if (login.step === 'email') {
    return code === login.secret ? undefined : 'The verification code is invalid. Try again.';
  }
  // An app may have been connected elsewhere while the page that offers a key was open.
  const connected = verification.authenticatorOf(user.id);
  const secret = connected ?? (login.step === 'enrol' ? login.secret : '');
  if (!verification.isCurrentCode(secret, code)) return 'The verification code is invalid. Try again.';
  if (connected === undefined) verification.enrol(user.id, secret);
  return undefined;
}

function checkNewPassword(world: World, user: OrgUser, form: URLSearchParams): string | undefined {
  const password = form.get('newpassword') ?? '';
  if (password !== form.get('confirmpassword')) return 'The passwords don’t match.';
  const strong = password.length >= SMALLEST_PASSWORD && /[a-z]/i.test(password) && /\d/.test(password);
  if (!strong) return 'Your password must be at least 8 characters and include letters and numbers.';
  if (world.passwords.matches(user.id, password)) return 'You can’t reuse this old password.';
  setPassword(world, user.id, password);
  return undefined;
}

/** A new password ends the old one's sessions and failures; refresh tokens go on. */
export function setPassword(world: World, userId: string, password: string): void {
  world.passwords.set(userId, password);
  world.signIn.policies.change(userId, { passwordExpired: false });
  forgetFailures(world, userId);
  world.tokens.expireSessions(userId);
  world.browserSessions.closeUser(userId);
  const now = new Date(world.org.clock.now()).toISOString();
  world.org.writeSilently('User', userId, { LastPasswordChangeDate: now });
}

function showStep(
  world: World,
  incoming: Incoming,
  { name, step, secret }: PendingLogin,
  user: OrgUser,
  problem: string | undefined,
): Answer {
  const page = { name, step, secret, username: user.username, email: user.email, problem };
  return html(200, verificationPage(pageOrg(world, incoming), page));
}

function signedIn(world: World, user: OrgUser, startUrl: string, cookies: readonly string[]): Answer {
  const sid = world.browserSessions.open(user.id);
  const all = [`sid=${sid}; Path=/; HttpOnly; SameSite=Lax`, ...cookies];
  return redirect(startUrl, { 'Set-Cookie': all.join('\n') });
}

/** Only our own pages: an open redirect would be a hole even in a simulator people point browsers at. */
function localPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])/.test(path) ? path : '/';
}
