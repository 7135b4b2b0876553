/**
 * An org full of secrets, and who may know which: every value is a text of its own, so that whatever an answer gives away
 * can be read off it. Who may know what is worked out here naively, beside the org.
 */
import assert from 'node:assert/strict';
import { EventClient, eventClient, type OpenCall } from './event-client.ts';
import { subscribed } from './event-org.ts';
import { create, openTestOrg, signIn, TEST_SEED, until } from './test-org.ts';
import type { TestAnswer, TestClient, TestOrg } from './test-org.ts';

export const SECRETS = ['Key__c', 'A__c', 'B__c'] as const;
export type Secret = (typeof SECRETS)[number];
export type FieldName = Secret | 'Name';

/** Person 1 is the boss of person 0; person 2 is neither's. */
export const PEOPLE = [0, 1, 2] as const;
const LOGINS = PEOPLE.map((index) => ({ username: `p${index}@test.example`, password: 'Test-9999!' }));
const SETS = ['Plain', 'Wide', 'Writer'] as const;
/** So many that what person 0 owns takes more than one page. */
const THINGS = 212;
/** The ones that change hands. */
export const BUSY_THINGS = 10;

const SECRET_SEED = {
  ...TEST_SEED,
  roles: [{ name: 'Head' }, { name: 'Rep A', parent: 'Head' }, { name: 'Rep B' }],
  permissionSets: [
    { name: 'Base', system: ['ApiEnabled'], objects: { Beacon__c: 'rV' } },
    { name: 'Plain', objects: { Thing__c: 'r' }, fields: { 'Thing__c.Parent__c': 'read' } },
    { name: 'Wide', objects: { Thing__c: 'rV' }, fields: { 'Thing__c.Parent__c': 'read' } },
    {
      name: 'Writer',
      objects: { Thing__c: 'rce' },
      fields: { 'Thing__c.Parent__c': 'read', 'Thing__c.Key__c': 'edit' },
    },
  ],
  users: [
    TEST_SEED.users[0],
    ...LOGINS.map((login, index) => ({
      ...login,
      lastName: `P${index}`,
      profile: 'Minimum Access - Salesforce',
      role: ['Rep A', 'Head', 'Rep B'][index],
      permissionSets: ['Base'],
    })),
  ],
  objects: [
    { name: 'Beacon__c', fields: [] },
    {
      name: 'Thing__c',
      fields: [
        { name: 'Key__c', type: 'text', length: 40, externalId: true, unique: true },
        { name: 'A__c', type: 'text', length: 40 },
        { name: 'B__c', type: 'text', length: 40 },
        { name: 'Parent__c', type: 'lookup', referenceTo: 'Thing__c', childRelationshipName: 'Children' },
      ],
    },
  ],
  sharing: { Thing__c: 'Private' },
  changeDataCapture: ['Thing__c', 'Beacon__c'],
  historyTracking: { Thing__c: [...SECRETS] },
};

export interface Thing {
  readonly id: string;
  owner: number;
  state: 'live' | 'deleted' | 'gone';
  parent: string | null;
  /** Share rows by person. */
  readonly shares: Map<number, string>;
  readonly values: Record<FieldName, string>;
  /** Old and new values of what was changed; shares and history do not survive a delete. */
  history: { readonly field: FieldName; readonly values: readonly string[] }[];
}

interface GrantSet {
  readonly id: string;
  readonly objectRow: string;
  viewAll: boolean;
  readonly writes: boolean;
  /** Rows by what they grant and to whom. */
  readonly fields: Map<Secret, string>;
  readonly assignments: Map<number, string>;
}

const MARKER = /mk\d+z/g;
export const markersIn = (text: string): Set<string> => new Set(text.match(MARKER));

export class SecretWorld implements AsyncDisposable {
  readonly org: TestOrg;
  readonly admin: TestClient;
  readonly clients: readonly TestClient[];
  readonly userIds: readonly string[];
  readonly things: Thing[] = [];
  readonly sets: GrantSet[] = [];
  readonly #streams: { readonly client: EventClient; readonly call: OpenCall; seen: number }[] = [];
  readonly #beacon: { id: string; name: string } = { id: '', name: '' };
  /** What happened to things since everybody's events were looked at last: values by field. */
  #happened: Partial<Record<FieldName, string>>[] = [];
  #markers = 0;

  private constructor(org: TestOrg, clients: readonly TestClient[], userIds: readonly string[]) {
    this.org = org;
    this.admin = org.admin;
    this.clients = clients;
    this.userIds = userIds;
  }

  static async open(): Promise<SecretWorld> {
    const org = await openTestOrg({ seed: SECRET_SEED, grpcPort: 0 });
    const clients = await Promise.all(LOGINS.map((login) => signIn(org.baseUrl, login)));
    const users = await rowsOf(org.admin, "SELECT Id FROM User WHERE Username LIKE 'p%' ORDER BY Username");
    const world = new SecretWorld(
      org,
      clients,
      users.map(({ Id }) => String(Id)),
    );
    await world.#fill();
    return world;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { client } of this.#streams) client[Symbol.dispose]();
    await this.org[Symbol.asyncDispose]();
  }

  async #fill(): Promise<void> {
    for (const name of SETS) {
      const of = `SELECT Id FROM ObjectPermissions WHERE SobjectType = 'Thing__c' AND Parent.Name = '${name}'`;
      const [set] = await rowsOf(this.admin, `SELECT Id FROM PermissionSet WHERE Name = '${name}'`);
      const [row] = await rowsOf(this.admin, of);
      const writes = name === 'Writer';
      this.sets.push({
        id: String(set?.['Id']),
        objectRow: String(row?.['Id']),
        viewAll: name === 'Wide',
        writes,
        fields: new Map(writes ? [['Key__c', 'for good'] as const] : []),
        assignments: new Map(),
      });
    }
    for (let from = 0; from < THINGS; from += 200)
      await this.#createThings(from, Math.min(from + 200, THINGS));
    await this.readParents();
    this.#beacon.id = await create(this.admin, 'Beacon__c', { Name: 'dark' });
    for (const client of this.clients) {
      const events = eventClient(this.org, client);
      this.#streams.push({
        client: events,
        call: await subscribed(this.org, events, { topic_name: '/data/ChangeEvents' }),
        seen: 0,
      });
    }
  }

  async #createThings(from: number, to: number): Promise<void> {
    const drafts = Array.from({ length: to - from }, (_, at) => {
      const index = from + at;
      return { owner: index < BUSY_THINGS ? index % 3 : 0, values: this.#newValues() };
    });
    const records = drafts.map(({ values }) => ({ attributes: { type: 'Thing__c' }, ...values }));
    const { body } = await this.admin.post('/composite/sobjects', { records });
    for (const [at, { owner, values }] of drafts.entries()) {
      const id = String(body[at]?.id);
      this.things.push({ id, owner, state: 'live', parent: null, shares: new Map(), values, history: [] });
      this.org.simulator.org.writeSilently('Thing__c', id, {
        OwnerId: this.userIds[owner] ?? null,
        Parent__c: from + at > 0 && from + at < BUSY_THINGS ? (this.things[from + at - 1]?.id ?? null) : null,
      });
    }
  }

  #newValues(): Record<FieldName, string> {
    return { Name: this.marker(), Key__c: this.marker(), A__c: this.marker(), B__c: this.marker() };
  }

  marker(): string {
    this.#markers += 1;
    return `mk${this.#markers}z`;
  }

  // Who may know what.

  #grants(who: number): GrantSet[] {
    return this.sets.filter(({ assignments }) => assignments.has(who));
  }

  readsObject(who: number): boolean {
    return this.#grants(who).length > 0;
  }

  viewsAll(who: number): boolean {
    return this.#grants(who).some(({ viewAll }) => viewAll);
  }

  /** The secrets they may read. */
  fields(who: number): Secret[] {
    return SECRETS.filter((name) => this.#grants(who).some(({ fields }) => fields.has(name)));
  }

  hiddenFields(who: number): Secret[] {
    return SECRETS.filter((name) => !this.fields(who).includes(name));
  }

  owns(who: number, { owner }: Thing): boolean {
    return owner === who || (who === 1 && owner === 0);
  }

  /** Live rows they see; with deleted ones, or those alone. Shares go with a row that is deleted. */
  sees(who: number, thing: Thing, state: Thing['state'] = 'live'): boolean {
    if (!this.readsObject(who) || thing.state !== state) return false;
    const isShared = thing.shares.has(who) || (who === 1 && thing.shares.has(0));
    return this.viewsAll(who) || this.owns(who, thing) || (state === 'live' && isShared);
  }

  seen(who: number, state: Thing['state'] = 'live'): Thing[] {
    return this.things.filter((thing) => this.sees(who, thing, state));
  }

  writes(who: number): boolean {
    return this.#grants(who).some(({ writes }) => writes);
  }

  /** For messages: who asks of what. */
  describe({ who, thing }: { readonly who: number; readonly thing: number }): string {
    const { parent, owner, state, shares } = this.things[thing] ?? {};
    const person = { reads: this.readsObject(who), viewsAll: this.viewsAll(who), fields: this.fields(who) };
    return JSON.stringify({ person, thing: { parent, owner, state, shares: [...(shares?.keys() ?? [])] } });
  }

  /** Exactly the values of these rows in these fields are in the answer; what the caller said itself does not count. */
  assertShown(
    answer: TestAnswer | string,
    things: readonly Thing[],
    fields: readonly FieldName[],
    sent = '',
  ): void {
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer.body);
    const own = markersIn(sent);
    const expected = things.flatMap(({ values }) => fields.map((name) => values[name]));
    const without = (markers: Iterable<string>) =>
      [...new Set(markers)].filter((one) => !own.has(one)).toSorted();
    assert.deepEqual(without(markersIn(text)), without(expected));
  }

  // What the administrator does.

  async readParents(): Promise<void> {
    const rows = await rowsOf(this.admin, 'SELECT Id, Parent__c FROM Thing__c WHERE Parent__c <> null');
    const parents = new Map(rows.map((row) => [row['Id'], String(row['Parent__c'])]));
    for (const thing of this.things) thing.parent = parents.get(thing.id) ?? null;
  }

  /** Notes what change events will tell. */
  happened(values: Partial<Record<FieldName, string>>): void {
    this.#happened.push(values);
  }

  /** Everybody has got the events they get; then each has got what they may know, and nothing else. */
  async checkEvents(): Promise<void> {
    this.#beacon.name = `beacon ${(this.#markers += 1)}`;
    const lit = await this.admin.call('PATCH', `/sobjects/Beacon__c/${this.#beacon.id}`, {
      Name: this.#beacon.name,
    });
    assert.equal(lit.status, 204);
    for (const who of PEOPLE) {
      const stream = this.#streams[who];
      assert.ok(stream);
      const events = await until('the beacon is seen', async () => {
        const all = (await stream.call.responses()).flatMap((response) => response.events);
        return JSON.stringify(all.at(-1)?.value ?? '').includes(this.#beacon.name) ? all : undefined;
      });
      const news = JSON.stringify(events.slice(stream.seen).map(({ value }) => value as unknown));
      stream.seen = events.length;
      const fields: FieldName[] = this.viewsAll(who) ? ['Name', ...this.fields(who)] : [];
      const expected = this.#happened.flatMap((values) => fields.flatMap((name) => values[name] ?? []));
      assert.deepEqual(
        [...markersIn(news)].toSorted(),
        [...new Set(expected)].toSorted(),
        `events of ${who}`,
      );
      if (!this.viewsAll(who)) assert.ok(!news.includes('Thing__c'), `no event of a thing for ${who}`);
    }
    this.#happened = [];
  }
}

export async function rowsOf(client: TestClient, soql: string): Promise<Record<string, unknown>[]> {
  const answer = await client.query(soql);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.records;
}
