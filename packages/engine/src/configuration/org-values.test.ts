import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describedField as field } from '../../testing/described-field.ts';
import { toInstant } from '../ports/clock.ts';
import type { ObjectDescribe } from '../ports/source-org.ts';
import { compareEntity, compareOrgValues, toOrgValues } from './org-values.ts';

const ACCOUNT: ObjectDescribe = {
  name: 'Account',
  label: 'Account',
  custom: false,
  queryable: true,
  replicateable: true,
  fields: [
    field('RecordTypeId', 'reference'),
    field('Industry', 'picklist', { picklistValues: ['Banking', 'Energy'] }),
    field('Rating', 'picklist', { picklistValues: ['Hot'] }),
    field('Name', 'string'),
  ],
};

test('a file tells the values of what it maps, and no others', () => {
  assert.deepEqual(toOrgValues({ Name: 'string', Industry: 'picklist' }, ACCOUNT, ['Partner']), {
    picklists: { Industry: ['Banking', 'Energy'] },
  });
  assert.deepEqual(toOrgValues({ RecordTypeId: 'reference' }, ACCOUNT, ['Partner']), {
    recordTypes: ['Partner'],
  });
  assert.deepEqual(toOrgValues({ RecordTypeId: 'reference' }, ACCOUNT, undefined), {}, 'not known here');
});

test('what is not here is named in any letter case, many are counted, and nothing is refused', () => {
  const found = compareOrgValues(
    'account',
    { recordTypes: ['PARTNER', 'Customer'], picklists: { industry: ['banking', 'Media'], Name: ['x'] } },
    ACCOUNT,
    ['Partner'],
  );
  assert.deepEqual(
    found.map(({ severity, at, message }) => [severity, at.join('.'), message]),
    [
      ['warning', 'objects.account.recordTypes', 'This org has no active record type “Customer” of Account.'],
      [
        'warning',
        'objects.account.picklists.industry',
        'The picklist Account.Industry has no active value “Media” in this org.',
      ],
    ],
  );
  const many = Array.from({ length: 12 }, (_, index) => `V${index}`);
  assert.match(
    compareOrgValues('Account', { picklists: { Rating: many } }, ACCOUNT, [])[0]?.message ?? '',
    /“V9” and 2 more in this org/,
  );
  assert.deepEqual(compareOrgValues('Account', { recordTypes: ['A'] }, ACCOUNT, undefined), []);
});

test('an object whose changes are events there and not here is told, with who can turn them on', () => {
  const facts = (selected: boolean | null, foreignEntities: string[] = []) => ({
    foreignEntities,
    selectionReadAt: selected === null ? null : toInstant(0),
    objects: new Map([
      [
        'Account',
        {
          label: 'Account',
          capable: true,
          selected,
          feeds: false,
          transport: null,
          since: null,
          lastEventAt: null,
          eventsPerDay: 0,
        },
      ],
    ]),
  });
  const told = (changeEvents: boolean | undefined, of: ReturnType<typeof facts>, name = 'Account') =>
    compareEntity(
      name,
      { mode: 'auto', ...(changeEvents !== undefined && { changeEvents }) },
      { ...ACCOUNT, name },
      of,
    ).map(({ message }) => message);
  assert.deepEqual(told(undefined, facts(false)), []);
  assert.deepEqual(told(true, facts(true)), []);
  assert.match(told(true, facts(false))[0] ?? '', /no change events of Account: it is polled until/);
  assert.match(told(true, facts(null))[0] ?? '', /is not known/);
  assert.deepEqual(told(true, facts(false, ['Contact']), 'Contact'), []);
  assert.match(told(true, facts(false), 'Widget')[0] ?? '', /Salesforce has no change events/);
  assert.match(told(false, facts(true))[0] ?? '', /which the file has off/);
  assert.deepEqual(told(false, facts(false)), []);
});
