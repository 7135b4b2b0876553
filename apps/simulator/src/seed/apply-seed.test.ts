import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openOrg } from '../org/open-org.ts';
import type { Org } from '../org/types.ts';
import { applySeed, type SeedSink, type SeedSource } from './apply-seed.ts';
import { SeedError } from './problems.ts';
import { systemCaller } from './row-writer.ts';
import { queryRows } from './seed-testing.ts';
import type { SeedApp } from './seed.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const SAMPLE_DATA = new URL('../../../../../shared/fixtures/sample-data/', import.meta.url);

const opened: Org[] = [];
after(() => opened.forEach((org) => org.close()));

function orgWith(source: SeedSource): {
  org: Org;
  apps: SeedApp[];
  passwords: Map<string, string>;
  add: (more: SeedSource) => void;
} {
  const org = openOrg();
  opened.push(org);
  const apps: SeedApp[] = [];
  const passwords = new Map<string, string>();
  const sink: SeedSink = {
    defineApp: (app) => void apps.push(app),
    setPassword: (userId, password) => void passwords.set(userId, password),
  };
  applySeed(org, source, sink);
  return { org, apps, passwords, add: (more) => applySeed(org, more, sink) };
}

describe('an empty org', () => {
  const { org, passwords } = orgWith('empty');

  test('has its organization, an administrator with a password, and the automated user', () => {
    assert.deepEqual(queryRows(org, 'SELECT Id, Name FROM Organization'), [
      { Id: org.organizationId, Name: 'Empty Org' },
    ]);
    const users = queryRows(org, 'SELECT Id, Username, UserType, Profile.Name FROM User ORDER BY Username');
    assert.equal(users[0]?.['Username'], 'admin@empty.example');
    assert.equal(users[1]?.['UserType'], 'AutomatedProcess');
    assert.deepEqual([...passwords.keys()], [users[0]?.['Id']]);
  });

  test('lets the administrator do everything and knows the standard profiles', () => {
    const [admin] = queryRows(org, "SELECT Id FROM User WHERE Username = 'admin@empty.example'");
    const userId = String(admin?.['Id']);
    assert.equal(org.hasPermission(userId, 'ModifyAllData'), true);
    assert.equal(org.hasPermission(userId, 'ApiUserOnly'), false);
    const names = queryRows(org, 'SELECT Name FROM Profile').map((row) => row['Name']);
    for (const name of ['System Administrator', 'Standard User', 'Minimum Access - API Only Integrations']) {
      assert.ok(names.includes(name), name);
    }
  });

  test('gives every profile a permission set of its own', () => {
    const owned = queryRows(org, 'SELECT ProfileId FROM PermissionSet WHERE IsOwnedByProfile = true');
    assert.equal(new Set(owned.map((row) => row['ProfileId'])).size, org.countRows('Profile'));
  });

  test('has the ten stages with their probabilities', () => {
    const stages = queryRows(
      org,
      'SELECT MasterLabel, DefaultProbability, IsWon FROM OpportunityStage ORDER BY SortOrder',
    );
    assert.equal(stages.length, 10);
    assert.deepEqual(stages[8], { MasterLabel: 'Closed Won', DefaultProbability: 100, IsWon: true });
  });

  test('has neither record types nor currencies in its schema', () => {
    assert.equal(org.object('CurrencyType'), undefined);
    const fields = org.object('Opportunity')?.fields.map(({ name }) => name) ?? [];
    assert.ok(!fields.includes('RecordTypeId') && !fields.includes('CurrencyIsoCode'));
  });
});

const ACME = {
  organization: { name: 'Acme' },
  currencies: [
    { isoCode: 'EUR', corporate: true },
    { isoCode: 'CHF', rate: 0.95 },
  ],
  roles: [{ name: 'Boss' }, { name: 'Seller', parent: 'Boss' }],
  permissionSets: [
    {
      name: 'Reader',
      system: ['ApiEnabled'],
      objects: { Invoice__c: 'r' },
      fields: { 'Invoice__c.Total__c': 'read' },
    },
  ],
  users: [
    { username: 'root@acme.example', lastName: 'Root', profile: 'System Administrator' },
    {
      username: 'reader@acme.example',
      lastName: 'Reader',
      profile: 'Minimum Access - Salesforce',
      role: 'Seller',
      manager: 'root@acme.example',
      permissionSets: ['Reader'],
    },
  ],
  apps: [{ name: 'Sync', consumerKey: 'key', consumerSecret: 'secret', runAs: 'root@acme.example' }],
  objects: [
    {
      name: 'Invoice__c',
      nameField: { autoNumber: 'INV-{0000}' },
      fields: [
        {
          name: 'Account__c',
          type: 'masterDetail',
          referenceTo: 'Account',
          childRelationshipName: 'Invoices',
        },
        { name: 'Total__c', type: 'currency' },
        { name: 'Secret__c', type: 'text', length: 20 },
      ],
    },
    { name: 'Paid__e', fields: [{ name: 'Invoice_Key__c', type: 'text', length: 40 }] },
  ],
  recordTypes: [{ object: 'Opportunity', developerName: 'Renewal' }],
  records: {
    Opportunity: [
      {
        Name: 'Deal',
        AccountId: '@acme',
        StageName: 'Prospecting',
        CloseDate: '2030-01-31',
        RecordTypeId: '@recordType:Opportunity.Renewal',
        OwnerId: '@user:root@acme.example',
      },
    ],
    Account: [
      {
        ref: 'acme',
        Name: 'Acme AG',
        Description: '@not a reference',
        Invoices__r: { records: [{ attributes: { type: 'Invoice__c' }, Total__c: 12.5 }] },
      },
    ],
  },
} as const;

describe('a seed with everything', () => {
  const { org, apps, add } = orgWith(ACME);

  test('creates records in an order that references allow, with Salesforce’s own defaults', () => {
    assert.deepEqual(
      queryRows(
        org,
        'SELECT Name, Total__c, CurrencyIsoCode, Account__r.Name, Account__r.Description FROM Invoice__c',
      ),
      [
        {
          Name: 'INV-0001',
          Total__c: 12.5,
          CurrencyIsoCode: 'EUR',
          Account__r: {
            attributes: rowAttributes(org, 'Account'),
            Name: 'Acme AG',
            Description: '@not a reference',
          },
        },
      ],
    );
    const [deal] = queryRows(
      org,
      'SELECT Probability, RecordType.DeveloperName, Owner.Name, CreatedBy.Name FROM Opportunity',
    );
    assert.equal(deal?.['Probability'], 10);
    assert.deepEqual(deal?.['RecordType'], {
      attributes: rowAttributes(org, 'RecordType'),
      DeveloperName: 'Renewal',
    });
    assert.match(JSON.stringify(deal?.['CreatedBy']), /"Name":"Root"/);
    assert.equal(org.countRows('OpportunityHistory'), 1);
  });

  test('gives users exactly what their permission sets say', () => {
    const [reader] = queryRows(
      org,
      "SELECT Id, Manager.Name, UserRole.Name FROM User WHERE Username = 'reader@acme.example'",
    );
    const access = org.access(String(reader?.['Id']), 'Invoice__c');
    assert.deepEqual(
      [access.read, access.edit, access.canReadField('Total__c'), access.canReadField('Secret__c')],
      [true, false, true, false],
    );
    assert.equal(org.access(String(reader?.['Id']), 'Account').read, false);
  });

  test('hands apps over with every default filled', () => {
    assert.equal(apps.length, 1);
    assert.equal(apps[0]?.runAsUsername, 'root@acme.example');
    assert.equal(apps[0]?.refreshTokenRotation, false);
    assert.ok(apps[0]?.scopes.includes('api'));
  });

  test('declares platform events that no query can read', () => {
    assert.equal(org.object('Paid__e')?.queryable, false);
  });

  test('another seed adds to the org that is there', () => {
    add({
      fields: { Account: [{ name: 'Tier__c', type: 'picklist', values: ['A', 'B'] }] },
      records: { Account: [{ Name: 'Beta', Tier__c: 'B' }] },
    });
    assert.deepEqual(queryRows(org, "SELECT Name, Tier__c FROM Account WHERE Tier__c = 'B'"), [
      { Name: 'Beta', Tier__c: 'B' },
    ]);
    assert.equal(org.countRows('Organization'), 1);
  });

  test('names that stand for nothing are all named, and nothing is written', () => {
    const before = org.countRows('User');
    assert.throws(
      () =>
        add({
          users: [
            {
              username: 'new@acme.example',
              lastName: 'New',
              profile: 'Standard Usr',
              role: 'Sellr',
              permissionSets: ['Raeder'],
            },
            { username: 'root@acme.example', lastName: 'Again' },
          ],
          apps: [{ name: 'A', consumerKey: 'k', runAs: 'nobody@acme.example' }],
          records: { Acount: [{ Name: 'X' }], Account: [{ Nmae: 'Y' }] },
          generate: 'Nothing__c: 5 rows',
        }),
      (error: unknown) => {
        assert.ok(error instanceof SeedError);
        assert.deepEqual(error.problems.map(({ path }) => path).toSorted(), [
          'apps[0].runAs',
          'generate',
          'records.Account[0].Nmae',
          'records.Acount[0]',
          'users[0].permissionSets',
          'users[0].profile',
          'users[0].role',
          'users[1].username',
        ]);
        return true;
      },
    );
    assert.equal(org.countRows('User'), before);
  });

  test('a record that Salesforce refuses is named in Salesforce’s words, and none is kept', () => {
    const before = org.countRows('Account');
    assert.throws(
      () => add({ records: { Account: [{ Name: 'Fine' }, { Industry: 'Energy' }] } }),
      /records\.Account\[1\]: REQUIRED_FIELD_MISSING: Required fields are missing: \[Name\]/,
    );
    assert.equal(org.countRows('Account'), before);
  });

  test('a record that points at nothing is named', () => {
    assert.throws(
      () => add({ records: { Contact: [{ LastName: 'Lost', AccountId: '@nobody' }] } }),
      /records\.Contact\[0\]\.AccountId: no record has the name "nobody"/,
    );
  });
});

function rowAttributes(org: Org, object: string): object {
  const { records } = org.query(systemCaller, `SELECT Id FROM ${object} ORDER BY Id LIMIT 1`, {
    includeDeleted: false,
    batchSize: 200,
  });
  return records[0]?.attributes ?? {};
}

const skip = existsSync(SAMPLE_DATA) ? false : 'no sample data beside this checkout';
for (const [example, folder] of [
  ['dreamhouse', 'dreamhouse-lwc'],
  ['ebikes', 'ebikes-lwc'],
] as const) {
  test(`the ${example} example takes the real app's sample data, row for row`, { skip }, () => {
    const { org, add } = orgWith(`${EXAMPLES}${example}.seed.json`);
    const plan = JSON.parse(
      readFileSync(new URL(`${folder}/sample-data-plan.json`, SAMPLE_DATA), 'utf8'),
    ) as { sobject: string; files: string[] }[];
    const files = plan.flatMap(({ sobject, files }) => files.map((file) => ({ sobject, file })));
    const all = files.map(({ sobject, file }) => {
      const tree = JSON.parse(readFileSync(new URL(`${folder}/${file}`, SAMPLE_DATA), 'utf8')) as {
        records: Record<string, unknown>[];
      };
      return { sobject, records: tree.records };
    });
    add({ records: all.flatMap(({ records }) => records) });
    for (const { sobject, records } of all) {
      const fields = [...new Set(records.flatMap((record) => Object.keys(record)))].filter(
        (name) => name !== 'attributes',
      );
      const stored = queryRows(org, `SELECT ${fields.join(', ')} FROM ${sobject} ORDER BY Id`);
      const isReference = (value: unknown) => typeof value === 'string' && value.startsWith('@');
      const plain = (list: Record<string, unknown>[]) =>
        list.map((row, index) =>
          Object.fromEntries(
            fields.map((name) => [
              name,
              isReference(records[index]?.[name]) ? 'reference' : (row[name] ?? null),
            ]),
          ),
        );
      assert.deepEqual(plain(stored), plain(records), sobject);
      assert.ok(stored.length > 0);
    }
  });
}
