/** Values that syncs elsewhere change on their way (types, nulls, compounds, wide rows, record types, picklists). */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  changeFields,
  deselectObject,
  fillFields,
  type LoadSizes,
  pollWorkspace,
  setRowFilter,
} from '@sync-user/engine';
import { ADMIN, orgSeed } from '../support/org-seed.ts';
import { BULK, startLoadRig } from './load-rig.ts';

const SIGNAL = AbortSignal.timeout(240_000);
/** Names so long that all of them fill an address of more than 16 KB. */
const WIDE_FIELDS = Array.from(
  { length: 450 },
  (_, n) => `A_Rather_Long_Name_Of_A_Field_${String(n).padStart(4, '0')}__c`,
);
const rig = await startLoadRig(seedOfKinds());
const { ports, workspaceId, schema, org } = rig;

beforeEach(async () => {
  for (const { table } of await ports.objects.list(workspaceId))
    await deselectObject(rig.store, workspaceId, table.sobject);
});

const poll = async () => {
  const report = await pollWorkspace(ports, workspaceId, SIGNAL);
  assert.deepEqual(report.troubled, []);
  return report;
};
const create = async (object: string, values: Record<string, unknown>): Promise<string> =>
  (await org.save([{ kind: 'create', object, values }]))[0] ?? '';
const update = (object: string, id: string, values: Record<string, unknown>) =>
  org.save([{ kind: 'update', object, id, values }]);
const row = async (object: string, id: string): Promise<Record<string, unknown>> =>
  (await rig.store.records.read(workspaceId, object, id)) ?? assert.fail(`${object} ${id} is not there`);
const entries = async () =>
  Number((await rig.sql<{ n: string }>(`select count(*) as n from ${schema}.sync_change`))[0]?.n);
async function reload(object: string, sizes: Partial<LoadSizes>): Promise<void> {
  await ports.objects.writeState(workspaceId, object, 'waiting', null, { from: 'live' });
  assert.equal((await rig.load(object, sizes)).kind, 'live');
}

const VALUES = {
  When__c: '2026-03-29T01:30:00.000Z',
  Day__c: '1899-12-31',
  Time__c: '23:59:59.000Z',
  Share__c: 12.5,
  Amount__c: 1234567890.12,
  Text__c: 'two\nlines',
  Flag__c: true,
  Where__Latitude__s: 59.913868,
  Where__Longitude__s: -10.752245,
};
/** The same in the mirror. */
const KEPT = {
  when__c: '2026-03-29T01:30:00.000Z',
  day__c: '1899-12-31',
  time__c: '23:59:59',
  share__c: 12.5,
  amount__c: 1234567890.12,
  text__c: 'two\nlines',
  flag__c: true,
  where__latitude__s: 59.913868,
  where__longitude__s: -10.752245,
};

test('one interface writes dates as texts, another as numbers: every value is the same by bulk job, query and poll, and its change is told once', async () => {
  const id = await create('Kind__c', VALUES);
  const found = async () => {
    const all = await row('Kind__c', id);
    return Object.fromEntries(Object.keys(KEPT).map((column) => [column, all[column]]));
  };
  await rig.select('Kind__c', 'all');
  await rig.load('Kind__c', BULK);
  assert.deepEqual(await found(), KEPT);
  const before = await entries();
  await poll();
  await reload('Kind__c', {});
  await reload('Kind__c', BULK);
  assert.deepEqual(await found(), KEPT);
  assert.equal(await entries(), before, 'nothing changed, and nothing is told');
});

test('a value that was cleared stays for ever: null replaces it by poll, query and bulk job, and never an empty text', async () => {
  const empty = Object.fromEntries(Object.keys(VALUES).map((field) => [field, null]));
  const ids = [
    await create('Kind__c', VALUES),
    await create('Kind__c', VALUES),
    await create('Kind__c', VALUES),
  ];
  await rig.select('Kind__c', 'all');
  await rig.load('Kind__c', BULK);
  for (const [place, read] of [poll, () => reload('Kind__c', {}), () => reload('Kind__c', BULK)].entries()) {
    const id = ids[place] ?? '';
    await update('Kind__c', id, { ...empty, Flag__c: false });
    await read();
    const cleared = await row('Kind__c', id);
    for (const column of Object.keys(KEPT))
      assert.equal(cleared[column], column === 'flag__c' ? false : null, `${column} of row ${place}`);
  }
});

test('an address or a location breaks the columns: their parts are columns, the whole is none', async () => {
  const id = await create('Account', { Name: 'Somewhere', BillingStreet: 'Storgata 1', BillingCity: 'Oslo' });
  const kind = await create('Kind__c', VALUES);
  for (const object of ['Account', 'Kind__c']) {
    await rig.select(object, 'all');
    assert.equal((await rig.load(object, BULK)).kind, 'live');
    await poll();
  }
  const account = await row('Account', id);
  assert.deepEqual([account['billingstreet'], account['billingcity']], ['Storgata 1', 'Oslo']);
  assert.ok(!('billingaddress' in account));
  const located = await row('Kind__c', kind);
  assert.equal(located['where__latitude__s'], VALUES.Where__Latitude__s);
  assert.ok(!('where__c' in located));
});

test('the address of a query is too long with hundreds of fields: a wide object is loaded, polled, filled and filtered', async () => {
  const last = WIDE_FIELDS.at(-1) ?? '';
  const [first = ''] = WIDE_FIELDS;
  const ids = [
    await create('Wide__c', { [first]: 'a', [last]: 'b' }),
    await create('Wide__c', { [last]: 'c' }),
  ];
  const found = async () => (await row('Wide__c', ids[1] ?? ''))[last.toLowerCase()];
  for (const sizes of [BULK, {}]) {
    await rig.select('Wide__c', 'all');
    assert.equal((await rig.load('Wide__c', sizes)).kind, 'live');
    assert.equal(await found(), 'c');
    await deselectObject(rig.store, workspaceId, 'Wide__c');
  }
  await rig.select('Wide__c', [first]);
  await rig.load('Wide__c');
  const nothing = { remove: [], private: [], shown: [] };
  await changeFields(ports, workspaceId, 'Wide__c', { ...nothing, add: WIDE_FIELDS }, SIGNAL);
  await fillFields(ports, workspaceId, 'Wide__c', 'added', SIGNAL);
  assert.equal(await found(), 'c');
  await update('Wide__c', ids[1] ?? '', { [last]: 'd' });
  await poll();
  assert.equal(await found(), 'd');
  // Beyond what polls read again.
  await org.send('POST', '/clock', { advanceMs: 3_600_000 });
  await ports.clock.sleep(3_600_000, SIGNAL);
  for (const filter of [`${first} = 'a'`, null]) {
    await setRowFilter(ports, await rig.read('Wide__c'), { filter, checkOnly: false }, SIGNAL);
    await fillFields(ports, workspaceId, 'Wide__c', 'filter', SIGNAL);
  }
  assert.equal(await found(), 'd');
  assert.deepEqual(
    (await org.calls()).filter(({ status }) => status === 414 || status === 431),
    [],
  );
});

test('records get the record type of whoever reads: each has its own, and changes it with the org', async () => {
  const types = await rig.orgRows('RecordType', ['Id', 'DeveloperName']);
  const typeOf = (name: string) => String(types.find((type) => type['DeveloperName'] === name)?.['Id']);
  const values = { StageName: 'Prospecting', CloseDate: '2031-01-01' };
  const renewal = await create('Opportunity', { ...values, Name: 'R', RecordTypeId: typeOf('Renewal') });
  const fresh = await create('Opportunity', { ...values, Name: 'N', RecordTypeId: typeOf('New_Business') });
  await rig.select('Opportunity');
  await rig.load('Opportunity');
  const found = async () => [
    (await row('Opportunity', renewal))['recordtypeid'],
    (await row('Opportunity', fresh))['recordtypeid'],
  ];
  assert.notEqual(typeOf('Renewal'), typeOf('New_Business'));
  assert.deepEqual(await found(), [typeOf('Renewal'), typeOf('New_Business')]);
  await update('Opportunity', fresh, { RecordTypeId: typeOf('Renewal') });
  await poll();
  assert.deepEqual(await found(), [typeOf('Renewal'), typeOf('Renewal')]);
});

test('a picklist value that nobody foresaw stops the row: it arrives as it is, several of them too', async () => {
  await rig.select('Kind__c', 'all');
  await rig.load('Kind__c', BULK);
  const id = await create('Kind__c', { Tier__c: 'Platinum, "new"', Tags__c: 'red;blue' });
  await poll();
  const found = async () => {
    const { tier__c: tier, tags__c: tags } = await row('Kind__c', id);
    return [tier, tags];
  };
  assert.deepEqual(await found(), ['Platinum, "new"', 'red;blue']);
  await update('Kind__c', id, { Tier__c: 'Gold', Tags__c: 'blue;a tag nobody listed' });
  await reload('Kind__c', BULK);
  assert.deepEqual(await found(), ['Gold', 'blue;a tag nobody listed']);
});

test('every change looks like the work of one login: the feed names the person who made it', async () => {
  const [admin] = (await rig.orgRows('User', ['Id', 'Username'])).filter(
    (user) => user['Username'] === ADMIN,
  );
  await rig.select('Account');
  await rig.load('Account');
  const [id = ''] = await org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made' } }], ADMIN);
  await poll();
  const { changes } = await rig.store.changes.list(workspaceId, { limit: 5, recordId: id });
  assert.deepEqual(
    changes.map(({ operation, userId }) => [operation, userId]),
    [['create', admin?.['Id']]],
  );
  assert.deepEqual([(await row('Account', id))['createdbyid']], [admin?.['Id']]);
});

test('all that a query finds is held until its last page: each page is in the mirror before the next is asked for', async () => {
  await rig.select('Account');
  await rig.load('Account');
  await org.save(
    Array.from({ length: 2100 }, (_, n) => ({
      kind: 'create' as const,
      object: 'Account',
      values: { Name: `Many ${n}` },
    })),
  );
  const there: number[] = [];
  const watching = {
    ...ports,
    org: {
      ...ports.org,
      fetchNextPage: async (...asked: Parameters<typeof ports.org.fetchNextPage>) => {
        const [found] = await rig.sql<{ n: number }>(
          `select count(*)::integer as n from ${schema}.account where name like 'Many %'`,
        );
        there.push(found?.n ?? 0);
        return await ports.org.fetchNextPage(...asked);
      },
    },
  };
  assert.deepEqual((await pollWorkspace(watching, workspaceId, SIGNAL)).troubled, []);
  // A page has 2,000 rows; the account of the test before is among them.
  assert.equal(there.length, 1);
  assert.ok((there[0] ?? 0) >= 1990, `${there[0]} rows`);
  await rig.assertSame('Account', ['Id', 'Name']);
});

function seedOfKinds(): object {
  const seed = orgSeed({ accounts: 3, contacts: 0, widgets: 0 }) as {
    permissionSets: { objects: Record<string, string>; fields: Record<string, string> }[];
    objects: object[];
  };
  const [set] = seed.permissionSets;
  if (set === undefined) throw new Error('a seed without a permission set');
  for (const name of ['Kind__c', 'Wide__c']) {
    set.objects[name] = 'rV';
    set.fields[`${name}.*`] = 'read';
  }
  return {
    ...seed,
    recordTypes: [
      { object: 'Opportunity', developerName: 'New_Business' },
      { object: 'Opportunity', developerName: 'Renewal' },
    ],
    objects: [
      ...seed.objects,
      {
        name: 'Kind__c',
        label: 'Kind',
        plural: 'Kinds',
        fields: [
          { name: 'When__c', type: 'dateTime' },
          { name: 'Day__c', type: 'date' },
          { name: 'Time__c', type: 'time' },
          { name: 'Share__c', type: 'percent', precision: 5, scale: 2 },
          { name: 'Amount__c', type: 'currency', precision: 18, scale: 2 },
          { name: 'Text__c', type: 'longTextArea' },
          { name: 'Flag__c', type: 'checkbox' },
          { name: 'Where__c', type: 'location' },
          { name: 'Tier__c', type: 'picklist', values: ['Silver', 'Gold'] },
          { name: 'Tags__c', type: 'multipicklist', values: ['red', 'green', 'blue'] },
        ],
      },
      {
        name: 'Wide__c',
        label: 'Wide',
        plural: 'Wides',
        fields: WIDE_FIELDS.map((name) => ({ name, type: 'text', length: 40 })),
      },
    ],
  };
}
