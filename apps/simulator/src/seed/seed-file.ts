/** Reads a seed file: checks everything, fills the defaults, reports all problems at once. */
import { readFileSync } from 'node:fs';
import { SHARING_MODELS } from '../org/access/sharing-model.ts';
import { SYSTEM_PERMISSIONS } from '../standard/system-permissions.ts';
import { nearest, Problems, SeedError } from './problems.ts';
import { readDataRules, readProfileRecordTypes, readRecordTypeSetup } from './read-data-rules.ts';
import { readApp } from './read-app.ts';
import { readField } from './read-field.ts';
import { readGeneration } from './read-generation.ts';
import { readOrganization } from './read-organization.ts';
import { readRecords } from './read-records.ts';
import { readLoginPolicy, readSignIn } from './read-sign-in.ts';
import { readSharing } from './read-sharing.ts';
import { readUser } from './read-user.ts';
import { readValidationRule } from './read-validation-rule.ts';
import type { ObjectGrant, Seed, SeedGrants, SeedObject, SeedProfile } from './seed.ts';
import { SeedReader } from './seed-reader.ts';

const OBJECT_NAME = /^[A-Za-z]\w*__[ce]$/;

/** @throws SeedError when the file is not there, is not JSON, or is not a seed. */
export function readSeedFile(path: string): Seed {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SeedError([{ path: '', message: `cannot be read: ${(error as Error).message}` }], path);
  }
  try {
    return parseSeed(JSON.parse(text) as unknown, path);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SeedError([{ path: '', message: `is not JSON: ${error.message}` }], path);
  }
}

/**
 * @param source how messages name the seed
 * @throws SeedError naming every problem
 */
export function parseSeed(json: unknown, source = 'the seed'): Seed {
  const problems = new Problems();
  const reader = new SeedReader(json, '', problems);
  const organization = reader.child('organization');
  const signIn = reader.child('signIn');
  const profiles = reader.list(
    'profiles',
    (item): SeedProfile => ({
      name: item.text('name'),
      licence: item.optionalText('licence') ?? 'Salesforce',
      ...readGrants(item),
      recordTypes: readProfileRecordTypes(item, item.optionalText('name') ?? ''),
    }),
  );
  const objects = reader.list('objects', readObject);
  const seed: Seed = {
    organization: organization === undefined ? undefined : readOrganization(organization),
    currencies: reader.list('currencies', (item) => ({
      isoCode: item.text('isoCode', { pattern: /^[A-Z]{3}$/, wants: 'a currency code like EUR' }),
      rate: item.number('rate', { min: 0.000001, max: 1e9 }) ?? 1,
      decimals: item.whole('decimals', { min: 0, max: 4 }) ?? 2,
      corporate: item.flag('corporate', false),
      isActive: item.flag('isActive', true),
      datedRates: item.list('datedRates', (dated) => ({
        startDate: dated.text('startDate', {
          pattern: /^\d{4}-\d{2}-\d{2}$/,
          wants: 'a date like 2026-01-31',
        }),
        rate: dated.number('rate', { min: 0.000001, max: 1e9 }) ?? 1,
      })),
    })),
    roles: reader.list('roles', (item) => {
      const name = item.text('name');
      return { name, developerName: developerName(item, name), parent: item.optionalText('parent') };
    }),
    profiles,
    permissionSets: reader.list('permissionSets', (item) => {
      const name = item.text('name', {
        pattern: /^[A-Za-z]\w*$/,
        wants: 'an API name of letters, digits and _',
      });
      return {
        name,
        label: item.optionalText('label') ?? name.replaceAll('_', ' '),
        description: item.optionalText('description'),
        licence: item.optionalText('licence'),
        ...readGrants(item),
      };
    }),
    users: reader.list('users', readUser),
    sharing: readSharing(reader, readGrants),
    queues: reader.list('queues', (item) => {
      const name = item.text('name');
      return {
        name,
        developerName: developerName(item, name),
        objects: item.texts('objects'),
        members: item.texts('members'),
      };
    }),
    apps: reader.list('apps', readApp),
    signIn: signIn === undefined ? {} : readSignIn(signIn),
    loginPolicies: reader.list('loginPolicies', readLoginPolicy),
    objects,
    fields: reader.members('fields').map(([object, , path]) => {
      const fields = reader.child('fields')?.list(object, readField) ?? [];
      if (fields.length === 0) problems.add(path, 'lists no fields');
      return { object, fields };
    }),
    recordTypes: reader.list('recordTypes', (item) => {
      const name = item.text('developerName', { pattern: /^[A-Za-z]\w*$/, wants: 'an API name' });
      return {
        object: item.text('object'),
        developerName: name,
        label: item.optionalText('label') ?? name.replaceAll('_', ' '),
        description: item.optionalText('description'),
        isActive: item.flag('isActive', true),
        setup: readRecordTypeSetup(item),
      };
    }),
    dataRules: readDataRules(
      reader,
      profiles.flatMap(({ recordTypes }) => recordTypes ?? []),
    ),
    validationRules: [
      ...objects.flatMap((object) => object.validationRules),
      ...reader.list('validationRules', (item) => readValidationRule(item)),
    ],
    records: readRecords(reader, problems),
    generate: readGeneration(reader, problems),
    changeDataCapture: reader.texts('changeDataCapture'),
  };
  reader.finish();
  checkWhole(seed, problems);
  if (problems.list.length > 0) throw new SeedError(problems.list, source);
  return seed;
}

function developerName(item: SeedReader, name: string): string {
  return item.optionalText('developerName') ?? name.replaceAll(/\W+/g, '_');
}

const GRANT_LETTERS = {
  r: 'read',
  c: 'create',
  e: 'edit',
  d: 'delete',
  V: 'viewAll',
  M: 'modifyAll',
  F: 'viewAllFields',
} as const;

/** `"rced"`, or with `V` (view all) and `M` (modify all); what one right needs comes with it. */
function readGrant(text: string): ObjectGrant | undefined {
  const rights = new Set<string>();
  for (const letter of text) {
    const right = GRANT_LETTERS[letter as keyof typeof GRANT_LETTERS];
    if (right === undefined) return undefined;
    rights.add(right);
  }
  const modifyAll = rights.has('modifyAll');
  const remove = rights.has('delete') || modifyAll;
  return {
    modifyAll,
    viewAll: rights.has('viewAll') || modifyAll,
    delete: remove,
    edit: rights.has('edit') || remove,
    create: rights.has('create'),
    read: rights.size > 0,
    ...(rights.has('viewAllFields') ? { viewAllFields: true } : {}),
  };
}

function readGrants(reader: SeedReader): SeedGrants {
  const system = reader.texts('system').map((name) => name.replace(/^Permissions/, ''));
  for (const name of system) {
    if (SYSTEM_PERMISSIONS.includes(name)) continue;
    const guess = nearest(name, SYSTEM_PERMISSIONS);
    reader.problem(
      'system',
      `"${name}" is not a system permission we know${guess ? `; did you mean "${guess}"?` : ''}`,
    );
  }
  const objects = new Map<string, ObjectGrant>();
  for (const [name, value] of reader.members('objects')) {
    const grant = typeof value === 'string' && value !== '' ? readGrant(value) : undefined;
    if (grant === undefined) {
      reader.problem(
        `objects.${name}`,
        'must be letters out of r, c, e, d, V (view all), M (modify all), F (view all fields), e.g. "rced"',
      );
    } else {
      objects.set(name, grant);
    }
  }
  const fields = new Map<string, 'read' | 'edit'>();
  for (const [name, value] of reader.members('fields')) {
    if (!/^\w+\.(?:\w+|\*)$/.test(name))
      reader.problem(`fields.${name}`, 'must be named Object.Field or Object.*');
    if (value === 'read' || value === 'edit') fields.set(name, value);
    else reader.problem(`fields.${name}`, 'must be "read" or "edit"');
  }
  return { system, objects, fields };
}

function readObject(reader: SeedReader): SeedObject {
  const name = reader.text('name', {
    pattern: OBJECT_NAME,
    wants: 'the API name of a custom object or platform event, like Invoice__c or Order_Shipped__e',
  });
  const label = reader.optionalText('label');
  const plural = reader.optionalText('plural');
  const sharingModel = reader.oneOf('sharingModel', SHARING_MODELS);
  const event = name.endsWith('__e');
  const nameField = reader.child('nameField');
  const format = nameField?.optionalText('autoNumber', {
    pattern: /\{0+\}/,
    wants: 'a display format like INV-{0000}',
  });
  const nameLabel = nameField?.optionalText('label');
  nameField?.finish();
  const nameDeclaration = {
    name: 'Name',
    type: 'string',
    nameField: true,
    label: nameLabel ?? `${label ?? name.replace(/__[ce]$/, '').replaceAll('_', ' ')} Name`,
    // A text nobody gives is the record's id; a number is always there. Source: recorded describe answer.
    nillable: format === undefined,
    defaultedOnCreate: true,
    ...(format === undefined ? {} : { autoNumberFormat: format, length: 30 }),
  } as const;
  const fields = reader.list('fields', readField);
  return {
    declaration: {
      name,
      ...(label === undefined ? {} : { label }),
      ...(plural === undefined ? {} : { labelPlural: plural }),
      ...(sharingModel === undefined ? {} : { sharingModel }),
      fields: event ? fields : [nameDeclaration, ...fields],
    },
    openToStandardUsers: reader.flag('openToStandardUsers', true),
    validationRules: reader.list('validationRules', (item) => readValidationRule(item, name)),
  };
}

/** What only the whole seed can tell: names used twice, exactly one corporate currency. */
function checkWhole(seed: Seed, problems: Problems): void {
  const unique = (section: string, key: string, names: readonly string[]) => {
    const seen = new Map<string, number>();
    for (const [index, name] of names.entries()) {
      const before = seen.get(name.toLowerCase());
      if (before === undefined) seen.set(name.toLowerCase(), index);
      else if (name !== '')
        problems.add(`${section}[${index}].${key}`, `"${name}" is used already by ${section}[${before}]`);
    }
  };
  unique(
    'users',
    'username',
    seed.users.map(({ username }) => username),
  );
  unique(
    'apps',
    'consumerKey',
    seed.apps.map(({ consumerKey }) => consumerKey),
  );
  unique(
    'objects',
    'name',
    seed.objects.map(({ declaration }) => declaration.name),
  );
  unique(
    'permissionSets',
    'name',
    seed.permissionSets.map(({ name }) => name),
  );
  unique(
    'roles',
    'name',
    seed.roles.map(({ name }) => name),
  );
  unique(
    'currencies',
    'isoCode',
    seed.currencies.map(({ isoCode }) => isoCode),
  );
  for (const [index, { declaration }] of seed.objects.entries()) {
    unique(
      `objects[${index}].fields`,
      'name',
      declaration.fields.slice(declaration.name.endsWith('__c') ? 1 : 0).map(({ name }) => name),
    );
  }
  const corporate = seed.currencies.filter((currency) => currency.corporate);
  if (seed.currencies.length > 0 && corporate.length !== 1) {
    problems.add('currencies', `needs exactly one currency with "corporate": true, not ${corporate.length}`);
  } else if (corporate[0] !== undefined && corporate[0].rate !== 1) {
    problems.add('currencies', `the corporate currency ${corporate[0].isoCode} must have "rate": 1`);
  }
}
