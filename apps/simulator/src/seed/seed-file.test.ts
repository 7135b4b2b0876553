import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { SeedError } from './problems.ts';
import { parseSeed, readSeedFile } from './seed-file.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

function problemsOf(json: unknown): Record<string, string> {
  try {
    parseSeed(json);
  } catch (error) {
    assert.ok(error instanceof SeedError, String(error));
    return Object.fromEntries(error.problems.map(({ path, message }) => [path, message]));
  }
  return {};
}

test('every example in the repository is a valid seed', () => {
  const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.seed.json'));
  assert.ok(files.length >= 3, 'the examples are gone');
  for (const file of files) assert.ok(readSeedFile(EXAMPLES + file).users.length > 0, file);
});

test('all problems are named at once, each with its path and a remedy', () => {
  const problems = problemsOf({
    organisation: {},
    users: [{ username: 'nobody', lastName: 'X' }, { username: 'a@b.example' }],
    objects: [
      { name: 'Invoice', fields: [] },
      {
        name: 'Bill__c',
        fields: [
          { name: 'Due__c', type: 'dat' },
          { name: 'To__c', type: 'lookup' },
          { name: 'Kind__c', type: 'picklist' },
        ],
      },
    ],
    currencies: [{ isoCode: 'euro' }],
    permissionSets: [
      { name: 'P', system: ['ApiEnable'], objects: { Account: 'rx' }, fields: { Industry: 'edit' } },
    ],
    generate: 'Bill__c sixty',
  });
  assert.match(problems['organisation'] ?? '', /did you mean "organization"/);
  assert.match(problems['users[0].username'] ?? '', /form of an e-mail address/);
  assert.match(problems['users[1].lastName'] ?? '', /is missing/);
  assert.match(problems['objects[0].name'] ?? '', /like Invoice__c/);
  assert.match(problems['objects[1].fields[0].type'] ?? '', /is not one of text, textArea/);
  assert.match(problems['objects[1].fields[1].referenceTo'] ?? '', /name the object it points at/);
  assert.match(problems['objects[1].fields[2].values'] ?? '', /list the values/);
  assert.match(problems['currencies[0].isoCode'] ?? '', /currency code like EUR/);
  assert.match(problems['permissionSets[0].system'] ?? '', /did you mean "ApiEnabled"/);
  assert.match(problems['permissionSets[0].objects.Account'] ?? '', /letters out of r, c, e, d/);
  assert.match(problems['permissionSets[0].fields.Industry'] ?? '', /Object\.Field/);
  assert.match(problems['generate'] ?? '', /BigTable__c: 6000 rows/);
});

test('one key used twice is a problem of the second', () => {
  const user = { username: 'ada@acme.example', lastName: 'Ada' };
  const twice = {
    users: [user, { ...user, username: 'ADA@acme.example' }],
    currencies: [
      { isoCode: 'USD', corporate: true },
      { isoCode: 'USD', corporate: true },
    ],
  };
  const problems = problemsOf(twice);
  assert.match(problems['users[1].username'] ?? '', /used already by users\[0\]/);
  assert.match(problems['currencies'] ?? '', /exactly one currency/);
});

test('rights bring those they need', () => {
  const [set] = parseSeed({
    permissionSets: [{ name: 'P', objects: { Account: 'd', Lead: 'V', Case: 'M' } }],
  }).permissionSets;
  const none = { read: false, create: false, edit: false, delete: false, viewAll: false, modifyAll: false };
  assert.deepEqual(Object.fromEntries(set?.objects ?? []), {
    Account: { ...none, read: true, edit: true, delete: true },
    Lead: { ...none, read: true, viewAll: true },
    Case: { ...none, read: true, edit: true, delete: true, viewAll: true, modifyAll: true },
  });
});

test('rows to generate can be said in every short form', () => {
  const short = (generate: unknown) =>
    parseSeed({ generate }).generate.map(({ object, rows }) => [object, rows]);
  assert.deepEqual(short('Lead: 1,000,000 rows'), [['Lead', 1_000_000]]);
  assert.deepEqual(short(['Lead: 6_000 rows', { Account: 5 }]), [
    ['Lead', 6000],
    ['Account', 5],
  ]);
  assert.deepEqual(short({ Lead: { rows: 7 } }), [['Lead', 7]]);
});

test('a misspelt reference to a file says which file', () => {
  assert.throws(
    () => readSeedFile('/nowhere/my.seed.json'),
    /my\.seed\.json has a problem:\n.*cannot be read/,
  );
});

test('no content whatsoever breaks the reader: it is a seed, or a SeedError says why not', () => {
  const keys = [
    'organization',
    'users',
    'apps',
    'objects',
    'fields',
    'records',
    'generate',
    'currencies',
    'recordTypes',
    'name',
    'type',
  ];
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie('value'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(json.object, (content) => {
      try {
        return parseSeed(content).users.length >= 0;
      } catch (error) {
        return error instanceof SeedError && error.problems.length > 0;
      }
    }),
  );
});
