import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { MULTI_CURRENCY_OBJECTS, STANDARD_OBJECTS } from './index.ts';

const RECORDED = new URL('../../../../../shared/fixtures/describes/', import.meta.url);
const skip = existsSync(RECORDED) ? false : 'no recorded describe answers beside this checkout';
const DECLARED = [...STANDARD_OBJECTS, ...MULTI_CURRENCY_OBJECTS];

interface RecordedField {
  readonly name: string;
  readonly [key: string]: unknown;
}
interface RecordedDescribe {
  readonly keyPrefix: string | null;
  readonly fields: readonly RecordedField[];
}

function recorded(object: string): RecordedDescribe {
  const file = new URL(`GET_sobjects_${object}_describe.json`, RECORDED);
  const answer = JSON.parse(readFileSync(file, 'utf8')) as { response: { body: RecordedDescribe } };
  return answer.response.body;
}

/** Source: facts 8.3; `testing/recorded-differences.ts`. */
const NOT_RECORDED: Readonly<Record<string, string>> = { Opportunity: 'PushCount' };

const OBJECT_FLAGS = [
  'createable',
  'updateable',
  'deletable',
  'undeletable',
  'mergeable',
  'queryable',
  'retrieveable',
  'replicateable',
  'searchable',
  'layoutable',
  'triggerable',
  'mruEnabled',
  'label',
  'labelPlural',
] as const;
const COMPARED = [
  'label',
  'type',
  'length',
  'nillable',
  'createable',
  'updateable',
  'defaultedOnCreate',
  'filterable',
  'sortable',
  'groupable',
  'permissionable',
  'referenceTo',
  'relationshipName',
  'restrictedPicklist',
  'compoundFieldName',
  'extraTypeInfo',
  'nameField',
  'idLookup',
  'scale',
] as const;

/** What a flag is when a declaration does not name it. */
const ABSENT: Readonly<Record<string, unknown>> = {
  referenceTo: [],
  relationshipName: null,
  restrictedPicklist: false,
  compoundFieldName: null,
  extraTypeInfo: null,
  nameField: false,
  idLookup: false,
  scale: 0,
  length: 0,
};

/** Declared by a seed, not by Salesforce; or only there when a seed asks for it. */
const notStandard = (name: string) => name.endsWith('__c') || name === 'RecordTypeId';

for (const object of [
  'Account',
  'Contact',
  'Lead',
  'Opportunity',
  'Case',
  'Event',
  'OpportunityContactRole',
]) {
  describe(`${object}, verified against a recorded describe answer`, { skip }, () => {
    const declaration = DECLARED.find(({ name }) => name === object);

    test('the object has the recorded flags and labels', () => {
      const real = recorded(object) as unknown as Record<string, unknown>;
      const ours = declaration as unknown as Record<string, unknown>;
      assert.deepEqual(
        OBJECT_FLAGS.filter((flag) => ours[flag] !== real[flag]).map((flag) => [flag, ours[flag]]),
        [],
      );
    });

    test('every standard field is declared, and no other', () => {
      const names = recorded(object).fields.map(({ name }) => name);
      assert.deepEqual(
        declaration?.fields.map(({ name }) => name).filter((name) => name !== NOT_RECORDED[object]),
        names.filter((name) => !notStandard(name)),
      );
    });

    test('each field has the recorded type, length, flags, references and picklist values', () => {
      const differences: string[] = [];
      for (const real of recorded(object).fields) {
        if (notStandard(real.name)) continue;
        const ours = declaration?.fields.find(({ name }) => name === real.name);
        for (const key of COMPARED) {
          const expected = JSON.stringify(real[key] ?? null);
          const actual = JSON.stringify(ours?.[key as keyof typeof ours] ?? ABSENT[key]);
          if (expected !== actual) differences.push(`${real.name}.${key}: ${actual}, recorded ${expected}`);
        }
        const values = (
          real['picklistValues'] as { value: string; label: string; defaultValue: boolean }[]
        ).map(({ value, label, defaultValue }) => `${value}=${label}${defaultValue ? '*' : ''}`);
        const own = (ours?.picklistValues ?? []).map(
          ({ value, label, defaultValue }) => `${value}=${label}${defaultValue ? '*' : ''}`,
        );
        if (values.join('|') !== own.join('|')) differences.push(`${real.name}: ${own.join('|')}`);
      }
      assert.deepEqual(differences, []);
    });
  });
}

describe('the standard objects', () => {
  test('each has its own key prefix of three characters', () => {
    // Views show the ids of other objects.
    const prefixes = DECLARED.filter(({ view }) => view !== true).map(({ keyPrefix }) => keyPrefix ?? '');
    assert.deepEqual(
      prefixes.filter((prefix) => !/^[0-9A-Za-z]{3}$/.test(prefix)),
      [],
    );
    const shared = new Set(['017', '01J']);
    const own = prefixes.filter((prefix) => !shared.has(prefix));
    assert.equal(new Set(own).size, own.length);
  });

  test('no object has a field twice', () => {
    for (const { name, fields } of DECLARED) {
      const names = fields.map((field) => field.name.toLowerCase());
      assert.equal(new Set(names).size, names.length, name);
    }
  });

  test('no parent has two child relationships of the same name', () => {
    const seen = new Set<string>();
    for (const object of DECLARED) {
      for (const field of object.fields) {
        if (!field.childRelationshipName) continue;
        for (const parent of field.referenceTo ?? []) {
          const key = `${parent}.${field.childRelationshipName}`;
          assert.ok(!seen.has(key), `${key} is declared again by ${object.name}.${field.name}`);
          seen.add(key);
        }
      }
    }
  });
});
