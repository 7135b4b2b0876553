import assert from 'node:assert/strict';
import type { PermissionPolicy, PreflightCheck, PreflightReport } from '@sync-user/contract';
import {
  type AccessMapping,
  type AccessSubject,
  applyRepair,
  planRepair,
  type OrgAccess,
  readRepairFacts,
  repairSteps,
  runPreflight,
  toInstant,
} from '@sync-user/engine';
import {
  createOrgAccess,
  createSalesforceAgent,
  fetchClientCredentialsToken,
  type GrantedToken,
  refreshAccessToken,
} from '@sync-user/salesforce';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import { Browser } from '../../apps/simulator/testing/browser.ts';
import { CHECK } from '../../packages/salesforce/testing/open-access.ts';
import { OrgControl } from '../support/org-control.ts';
import { ADMIN, ADMIN_APP, APPS, MAPPING, PASSWORD, PREFLIGHT_SEED, SYNC } from './preflight-seed.ts';

export interface CheckOptions {
  readonly username?: string;
  readonly method?: 'client_credentials' | 'web_server';
  readonly policy?: PermissionPolicy;
  readonly mapping?: AccessMapping;
  /** Without another user's sight: what the subject sees itself. */
  readonly alone?: boolean;
  /** Whose sight is lent; the administrator's unless told. */
  readonly inspector?: string;
  readonly about?: Partial<AccessSubject>;
}

/** A connected user, as the server would have it. */
export interface Connected {
  readonly access: OrgAccess;
  readonly about: AccessSubject;
}

const EXTRA_HOSTS = ['127.0.0.1', 'localhost'];
const clock = {
  nowMs: () => Date.now(),
  sleep: async (_ms: number, signal: AbortSignal) => signal.throwIfAborted(),
};

/** A simulated org with a sync user, an administrator who inspects, and ways to break one thing at a time. */
export class PreflightOrg implements AsyncDisposable {
  readonly control: OrgControl;
  readonly #simulator: Simulator;
  readonly #dispatcher = createSalesforceAgent();
  readonly #connected = new Map<string, Promise<Connected>>();

  private constructor(simulator: Simulator) {
    this.#simulator = simulator;
    this.control = new OrgControl(simulator.baseUrl);
  }

  static async start(): Promise<PreflightOrg> {
    return new PreflightOrg(await startSimulator({ seed: PREFLIGHT_SEED }));
  }

  /** As it began; everybody has to log in again. */
  async reset(): Promise<void> {
    await this.control.send('POST', '/reset', {});
    this.#connected.clear();
    // Seeds cannot say this of a user; the standard-user policy asks for it.
    await this.change('User', `Username = '${SYNC}'`, { UserPermissionsMarketingUser: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher.destroy();
    await this.#simulator.close();
  }

  /** The same connection until the org is reset. */
  connect(
    username: string,
    method: 'client_credentials' | 'web_server' = 'client_credentials',
  ): Promise<Connected> {
    const key = `${method} ${username}`;
    const connected = this.#connected.get(key) ?? this.#logIn(username, method);
    this.#connected.set(key, connected);
    return connected;
  }

  async #logIn(username: string, method: 'client_credentials' | 'web_server'): Promise<Connected> {
    const app = username === ADMIN ? ADMIN_APP : APPS[method];
    const base = {
      loginUrl: this.#simulator.baseUrl,
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      extraHosts: EXTRA_HOSTS,
      dispatcher: this.#dispatcher,
      signal: new AbortController().signal,
    };
    let refreshToken = '';
    const runAs = { runAsUsername: username };
    if (method === 'client_credentials') await this.control.send('PATCH', `/apps/${app.clientId}`, runAs);
    else refreshToken = await this.loginByBrowser(username);
    const renew = async (): Promise<GrantedToken> => {
      if (method === 'client_credentials') return fetchClientCredentialsToken(base);
      const granted = await refreshAccessToken({ ...base, refreshToken });
      refreshToken = granted.refreshToken ?? refreshToken;
      return granted;
    };
    const granted = await renew();
    let token = granted;
    return {
      access: createOrgAccess({
        tokens: { current: async () => token, renew: async () => (token = await renew()) },
        username,
        userId: granted.userId,
        dispatcher: this.#dispatcher,
        clock,
        onCall: () => undefined,
        extraHosts: EXTRA_HOSTS,
      }),
      about: {
        connectionId: 'connection',
        organizationId: granted.organizationId,
        organizationName: 'Acme',
        isSandbox: false,
        instanceUrl: granted.instanceUrl,
        loginUrl: this.#simulator.baseUrl,
        method,
        scopes: (granted.scope ?? '').split(' ').filter((scope) => scope !== ''),
        clientId: app.clientId,
        connectedAt: toInstant(Date.now()),
        lockedOrganizationId: granted.organizationId,
      },
    };
  }

  /** Walks the login pages as a person; returns the refresh token. Each walk is one approval more. */
  async loginByBrowser(username: string): Promise<string> {
    const { clientId, clientSecret, callbackUrl } = APPS.web_server;
    const browser = new Browser();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: callbackUrl,
    });
    await browser.open(`${this.#simulator.baseUrl}/services/oauth2/authorize?${query.toString()}`);
    await browser.submit({ username, pw: PASSWORD });
    if (browser.leftFor === undefined) await browser.submit({ decision: 'allow' });
    const code = new URL(browser.leftFor ?? '').searchParams.get('code') ?? '';
    const answer = await fetch(`${this.#simulator.baseUrl}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: callbackUrl,
        client_id: clientId,
        client_secret: clientSecret,
      }),
    });
    const granted = (await answer.json()) as { refresh_token: string };
    assert.ok(granted.refresh_token, JSON.stringify(granted));
    return granted.refresh_token;
  }

  async revoke(token: string): Promise<void> {
    const body = new URLSearchParams({ token });
    const answer = await fetch(`${this.#simulator.baseUrl}/services/oauth2/revoke`, { method: 'POST', body });
    assert.ok(answer.ok);
  }

  /** The next check logs in anew. */
  forget(username: string, method: 'client_credentials' | 'web_server'): void {
    this.#connected.delete(`${method} ${username}`);
  }

  async check(options: CheckOptions = {}): Promise<PreflightReport> {
    const { username = SYNC, method, policy = 'least_privilege', mapping = MAPPING, alone = false } = options;
    const { inspector = ADMIN } = options;
    const { access, about } = await this.connect(username, method);
    return runPreflight({
      subject: access,
      inspector: alone ? undefined : (await this.connect(inspector)).access,
      about: { ...about, ...options.about },
      mapping,
      policy,
      clock,
      signal: new AbortController().signal,
      onBug: (id, error) => {
        throw new Error(`the check ${id} is broken`, { cause: error });
      },
    });
  }

  /** “Apply permissions”, as the administrator. */
  async apply(options: CheckOptions = {}): Promise<void> {
    const { access, about } = await this.connect(options.username ?? SYNC, options.method);
    const facts = await readRepairFacts({
      subject: access,
      subjectMayWrite: true,
      helpers: [(await this.connect(ADMIN)).access],
      about,
      mapping: options.mapping ?? MAPPING,
      policy: options.policy ?? 'least_privilege',
      clock,
      context: CHECK,
    });
    const plan = await planRepair(facts);
    assert.equal(plan.cannotApply, null);
    assert.ok(facts.writer);
    const result = await applyRepair(facts.writer, repairSteps(facts), CHECK);
    assert.equal(result.outcome, 'applied', result.message);
  }

  /** Any request of the administrator's, for what `OrgAccess` does not offer. */
  async request(method: string, path: string, body?: unknown): Promise<unknown> {
    const { token } = await fetchClientCredentialsToken({
      loginUrl: this.control.baseUrl,
      ...ADMIN_APP,
      extraHosts: EXTRA_HOSTS,
      dispatcher: this.#dispatcher,
      signal: new AbortController().signal,
    });
    const answer = await fetch(`${this.control.baseUrl}/services/data/v66.0${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, text);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Id of the one row that the query finds, as the administrator. */
  async idOf(soql: string): Promise<string> {
    const answer = await (await this.connect(ADMIN)).access.query(soql, CHECK);
    if (answer.kind === 'refused') throw answer.error;
    const [row, ...more] = answer.value.records;
    assert.ok(row !== undefined && more.length === 0, `${soql}: ${answer.value.records.length} rows`);
    return String(row['Id']);
  }

  async change(object: string, where: string, values: Readonly<Record<string, unknown>>): Promise<void> {
    const id = await this.idOf(`SELECT Id FROM ${object} WHERE ${where}`);
    await this.control.save([{ kind: 'update', object, id, values }]);
  }

  /** Grants or takes a system permission in a permission set of the seed. */
  async system(set: string, name: string, on: boolean): Promise<void> {
    await this.change('PermissionSet', `Name = '${set}'`, { [`Permissions${name}`]: on });
  }
}

/** One thing to break, and the one check that must see it. */
export interface Breakage {
  readonly check: string;
  readonly what: string;
  readonly options?: CheckOptions;
  /** What must be so before: not every org has it. */
  prepare?(org: PreflightOrg): Promise<void>;
  /** Something that changes what is asked about, rather than the org. */
  readonly brokenOptions?: CheckOptions;
  /** Where the remedy is to map something. */
  readonly mendedOptions?: CheckOptions;
  breakIt?(org: PreflightOrg): Promise<void>;
  readonly status: 'fail' | 'warn';
  /** What the remedy must name. */
  readonly remedy: RegExp;
  /** “apply”: by Apply permissions, which the check must then offer. */
  readonly mend?: 'apply' | ((org: PreflightOrg) => Promise<void>);
  /** The login itself is refused: what could not be asked is unknown. */
  readonly refusesLogin?: boolean;
  /** Checks that cannot but see it too. */
  readonly also?: Readonly<Record<string, PreflightCheck['status']>>;
}

/** Breaks it, sees exactly that check change, mends it by what the remedy says, sees everything as before. */
export async function assertOnlyThisCheckSees(org: PreflightOrg, breakage: Breakage): Promise<void> {
  if (breakage.breakIt !== undefined)
    assert.ok(breakage.mend ?? breakage.mendedOptions, 'what is broken in the org is mended by the remedy');
  await org.reset();
  await breakage.prepare?.(org);
  const { options = {}, check: id } = breakage;
  const before = await org.check(options);
  assert.deepEqual(troubles(before), [], 'nothing is wrong before');
  await breakage.breakIt?.(org);

  const broken = await org.check({ ...options, ...breakage.brokenOptions });
  const found = broken.checks.find((check) => check.id === id);
  assert.ok(found, `there is no check ${id}`);
  assert.equal(found.status, breakage.status, `${id}: ${found.summary} ${JSON.stringify(found.evidence)}`);
  assert.deepEqual(changes(before, broken, breakage.refusesLogin === true), {
    [id]: breakage.status,
    ...breakage.also,
  });
  assert.ok(found.evidence.length > 0 && found.consequence !== null, `${id} says why and what follows`);
  assert.ok(found.remedy, `${id} says what to do`);
  assert.match(`${found.remedy.where} ${found.remedy.text}`, breakage.remedy);
  if (found.remedy.url !== null) assert.match(found.remedy.url, /\/lightning\/setup\/\w+\//);
  assert.notEqual(broken.verdict, 'pass');
  assert.match(broken.headline, /\w/);

  if (breakage.mend === 'apply') {
    assert.equal(found.remedy.canApply, true, `${id} can be applied`);
    await org.apply(options);
  } else await breakage.mend?.(org);
  const after = await org.check({ ...options, ...breakage.mendedOptions });
  assert.deepEqual(changes(before, after, false), {}, 'everything is as it was');
}

function troubles(report: PreflightReport): string[] {
  return report.checks
    .filter(({ status }) => status === 'fail' || status === 'warn')
    .map(({ id, summary }) => `${id}: ${summary}`);
}

function changes(
  before: PreflightReport,
  after: PreflightReport,
  mayBecomeUnknown: boolean,
): Record<string, string> {
  const was = new Map(before.checks.map(({ id, status }) => [id, status]));
  return Object.fromEntries(
    after.checks.flatMap(({ id, status }) =>
      status === was.get(id) || (mayBecomeUnknown && status === 'unknown') ? [] : [[id, status]],
    ),
  );
}
