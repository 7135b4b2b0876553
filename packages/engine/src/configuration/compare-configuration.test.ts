import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Configuration } from '@sync-user/contract';
import { describedField as field } from '../../testing/described-field.ts';
import { mappedColumn } from '../../testing/mapped-column.ts';
import { toInstant } from '../ports/clock.ts';
import type { MappedColumn } from '../ports/mirror.ts';
import type { ObjectDescribe } from '../ports/source-org.ts';
import { compareConfiguration } from './compare-configuration.ts';
import { type CurrentConfiguration, type CurrentObject, toConfiguration } from './configuration-state.ts';

const NOW = toInstant(0);
const ACCOUNT: ObjectDescribe = {
  name: 'Account',
  label: 'Account',
  custom: false,
  queryable: true,
  replicateable: true,
  fields: [
    field('Id', 'id'),
    field('Name', 'string'),
    field('Industry', 'picklist'),
    field('Revenue__c', 'currency'),
    field('BillingAddress', 'address'),
    field('BillingCity', 'string', { compoundFieldName: 'BillingAddress' }),
    field('CreatedDate', 'datetime'),
    field('SystemModstamp', 'datetime'),
  ],
};
const describes = new Map([['account', ACCOUNT]]);
const SETTINGS: Pick<CurrentConfiguration, 'workspace' | 'notices'> = {
  workspace: {
    pollIntervalSeconds: 1800,
    permissionPolicy: 'least_privilege',
    newFields: 'add',
    apiSharePercent: 50,
    apiFloorPercent: 2,
    changeEvents: true,
    censusEveryHours: null,
  },
  notices: { emails: ['b@x.example', 'a@x.example'], emailAdmins: true },
};

function selected(columns: readonly MappedColumn[], privateFields: readonly string[] = []): CurrentObject {
  return {
    privateFields,
    stored: {
      table: {
        workspaceId: 'w',
        schema: 'crm_w',
        sobject: 'Account',
        table: 'account',
        columns,
        cursorField: 'SystemModstamp',
        hasIsDeleted: true,
        hasDeletedFeed: true,
        nameField: 'Name',
        rowFilter: null,
      },
      label: 'Account',
      custom: false,
      state: 'live',
      trouble: null,
      cursor: null,
      mode: 'auto',
      transport: 'poll',
      intervalSeconds: null,
      paused: false,
      everySeconds: 1800,
      nextReadAt: NOW,
    },
  };
}

const MAPPED = ['Id', 'Name', 'Industry', 'CreatedDate', 'SystemModstamp'].map((name) =>
  mappedColumn(name, { sfType: ACCOUNT.fields.find((one) => one.name === name)?.type ?? '' }),
);

interface Options {
  readonly objects?: Record<string, object>;
  readonly here?: readonly CurrentObject[];
  readonly exact?: boolean;
  readonly privateOf?: ReadonlyMap<string, readonly string[]>;
  readonly orgHas?: ReadonlyMap<string, ObjectDescribe>;
}

function compare({
  objects = {},
  here = [],
  exact = false,
  privateOf = new Map(),
  orgHas = describes,
}: Options) {
  const wanted = Configuration.parse({ format: 'sync-user-configuration', version: 1, objects });
  const current = { ...SETTINGS, objects: here };
  const compared = compareConfiguration({ wanted, current, describes: orgHas, privateOf, exact });
  return {
    ...compared,
    refused: compared.problems.filter(({ severity }) => severity === 'refused').map(({ at }) => at.join('.')),
    warned: compared.problems.filter(({ severity }) => severity === 'warning').map(({ at }) => at.join('.')),
    lines: compared.changes.map(({ kind, subject, name }) => `${kind} ${subject} ${name}`),
  };
}

describe('comparing a configuration', () => {
  test('a workspace with its own file is without a difference, taken exactly or not', () => {
    const current = { ...SETTINGS, objects: [selected(MAPPED, ['BillingCity'])] };
    const wanted = toConfiguration(current, undefined);
    assert.deepEqual(wanted.notices?.emails, ['a@x.example', 'b@x.example'], 'in an order of its own');
    for (const exact of [true, false]) {
      const compared = compareConfiguration({ wanted, current, describes, privateOf: new Map(), exact });
      assert.deepEqual([compared.problems, compared.changes, compared.steps], [[], [], []]);
    }
  });

  test('fields are found in any letter case and take the org’s spelling', () => {
    const { steps, refused } = compare({
      objects: { account: { fields: { NAME: 'string', INDUSTRY: 'picklist' } } },
    });
    assert.deepEqual(refused, []);
    assert.deepEqual(
      steps.map((step) => (step.kind === 'select' ? [step.object, step.fields] : step.kind)),
      [['Account', ['Name', 'Industry']]],
    );
  });

  test('an object, a field, or a field of another type that the org does not have is refused', () => {
    const { refused, warned } = compare({
      objects: {
        Nothing__c: { fields: { Name: 'string' } },
        Account: {
          fields: {
            Name: 'string',
            Gone__c: 'string',
            Revenue__c: 'string',
            Industry: 'string',
            BillingAddress: 'address',
          },
        },
      },
    });
    assert.deepEqual(refused, [
      'objects.Nothing__c',
      'objects.Account.fields.Gone__c',
      'objects.Account.fields.Revenue__c',
      'objects.Account.fields.BillingAddress',
    ]);
    assert.deepEqual(
      warned,
      ['objects.Account.fields.Industry'],
      'another type of the same column does no harm',
    );
  });

  test('what a file leaves out stays, unless it is taken exactly; what nothing can be read without stays always', () => {
    const objects = { Account: { fields: { Name: 'string' } } };
    const contact = selected(MAPPED);
    const other = {
      ...contact,
      stored: { ...contact.stored, table: { ...contact.stored.table, sobject: 'Contact', table: 'contact' } },
    };
    const here = [selected(MAPPED, ['BillingCity']), other];
    const merged = compare({ objects, here });
    assert.deepEqual([merged.lines, merged.onlyHere], [[], ['Contact']]);
    assert.deepEqual(compare({ objects, here, exact: true }).lines, [
      'remove field Industry',
      'remove privacy BillingCity',
      'remove object Contact',
    ]);
  });

  test('a field that is lost here for now is no reason to refuse what is there already', () => {
    const lost = [...MAPPED, mappedColumn('Gone__c', { sfType: 'string' })];
    const objects = { Account: { fields: { Name: 'string', Gone__c: 'string' } } };
    assert.deepEqual(compare({ objects, here: [selected(lost)] }).refused, []);
    const removed = [...MAPPED, mappedColumn('Gone__c', { sfType: 'string', removedAt: NOW })];
    assert.deepEqual(compare({ objects, here: [selected(removed)] }).refused, [
      'objects.Account.fields.Gone__c',
    ]);
  });

  test('what is private here is not mapped by a file, and what the file calls private is not mapped by itself', () => {
    const objects = { Account: { fields: { Name: 'string', BillingCity: 'string' } } };
    const kept = compare({ objects, here: [selected(MAPPED, ['BillingCity'])] });
    assert.deepEqual(
      [kept.refused, kept.warned, kept.lines],
      [[], ['objects.Account.fields.BillingCity'], []],
    );
    const unselected = compare({ objects, privateOf: new Map([['account', ['BillingCity']]]) });
    assert.deepEqual(unselected.warned, ['objects.Account.fields.BillingCity']);
    assert.deepEqual(
      unselected.steps.flatMap((step) => (step.kind === 'select' ? step.fields : [])),
      ['Name'],
    );
    const exact = compare({ objects, here: [selected(MAPPED, ['BillingCity'])], exact: true });
    assert.deepEqual(
      exact.lines.filter((line) => line.endsWith('BillingCity')),
      ['add field BillingCity', 'remove privacy BillingCity'],
    );
    const both = { Account: { ...objects.Account, private: ['BillingAddress', 'Id'] } };
    assert.deepEqual(
      compare({ objects: both, here: [selected(MAPPED)] }).refused,
      ['objects.Account.private.Id', 'objects.Account.fields.BillingCity'],
      'a compound field’s parts are private with it',
    );
  });

  test('names that differ in letter case alone are one name, named twice', () => {
    const { refused } = compare({
      objects: {
        Account: { fields: { Name: 'string', name: 'string' }, private: [] },
        ACCOUNT: { fields: { Name: 'string' } },
      },
    });
    assert.deepEqual(refused, ['objects.Account.fields.name', 'objects.ACCOUNT']);
  });

  test('an object that is hidden for now can keep what it has, but gets nothing', () => {
    const orgHas = new Map<string, ObjectDescribe>();
    const here = [selected(MAPPED)];
    const same = Object.fromEntries(MAPPED.map(({ field: name, sfType }) => [name, sfType]));
    assert.deepEqual(compare({ objects: { Account: { fields: same } }, here, orgHas }).refused, []);
    const more = { Account: { fields: { ...same, Revenue__c: 'currency' } } };
    assert.deepEqual(compare({ objects: more, here, orgHas }).refused, ['objects.Account.fields.Revenue__c']);
  });
});
