import { SHARED_ACTIVITY_DECLARATIONS } from './apply-shared-activities.ts';
import type { Org } from '../org/types.ts';
import { MULTI_CURRENCY_OBJECTS } from '../standard/index.ts';
import { checkChangeDataCapture } from './apply-change-data-capture.ts';
import { checkFormulas } from './check-formulas.ts';
import { PERSON_ACCOUNT_FIELDS } from '../standard/person-account.ts';
import { Directory } from './directory.ts';
import { nearest, Problems, SeedError } from './problems.ts';
import type { Seed, SeedGrants, SeedRecord } from './seed.ts';

/**
 * Checks that every name in the seed stands for something: in the seed itself or in the org.
 *
 * @throws SeedError naming every problem
 */
export function checkAgainstOrg(org: Org, seed: Seed): void {
  const problems = new Problems();
  const names = new Names(org, seed, problems);
  for (const [index, { declaration }] of seed.objects.entries()) {
    for (const field of declaration.fields) {
      for (const target of field.referenceTo ?? [])
        names.object(`objects[${index}].fields (${field.name})`, target);
    }
  }
  for (const { object, fields } of seed.fields) {
    names.object(`fields.${object}`, object);
    for (const field of fields)
      for (const target of field.referenceTo ?? []) names.object(`fields.${object} (${field.name})`, target);
  }
  for (const [index, { object }] of seed.recordTypes.entries())
    names.object(`recordTypes[${index}].object`, object);
  for (const [index, { parent }] of seed.roles.entries()) names.role(`roles[${index}].parent`, parent);
  for (const [index, profile] of seed.profiles.entries()) {
    names.grants(`profiles[${index}]`, profile);
    names.licence(`profiles[${index}].licence`, profile.licence);
  }
  for (const [index, set] of seed.permissionSets.entries()) {
    names.grants(`permissionSets[${index}]`, set);
    if (set.licence !== undefined) names.licence(`permissionSets[${index}].licence`, set.licence);
  }
  for (const [index, user] of seed.users.entries()) {
    const at = `users[${index}]`;
    names.profile(`${at}.profile`, user.profile);
    names.role(`${at}.role`, user.role);
    names.user(`${at}.manager`, user.manager);
    for (const set of user.permissionSets) names.permissionSet(`${at}.permissionSets`, set);
    for (const licence of user.permissionSetLicences) names.licence(`${at}.permissionSetLicences`, licence);
    names.unused(`${at}.username`, user.username);
  }
  for (const [index, { objects, members }] of seed.queues.entries()) {
    for (const object of objects) names.object(`queues[${index}].objects`, object);
    for (const member of members) names.user(`queues[${index}].members`, member);
  }
  for (const [index, { runAsUsername }] of seed.apps.entries())
    names.user(`apps[${index}].runAs`, runAsUsername ?? undefined);
  for (const record of seed.records) names.record(record);
  for (const { path, object, fields } of seed.generate) {
    names.object(path, object);
    for (const field of fields.keys()) names.field(`${path}.fields.${field}`, object, field);
  }
  checkChangeDataCapture(org, seed, problems);
  if (problems.list.length === 0) checkFormulas(org, seed, problems);
  if (problems.list.length > 0) throw new SeedError(problems.list);
}

class Names {
  readonly #org: Org;
  readonly #problems: Problems;
  readonly #directory: Directory;
  readonly #seed: Seed;
  /** Lower-cased object names → lower-cased field names, as they will be. */
  readonly #objects = new Map<string, Set<string>>();

  constructor(org: Org, seed: Seed, problems: Problems) {
    this.#org = org;
    this.#seed = seed;
    this.#problems = problems;
    this.#directory = new Directory(org);
    const declared = [
      ...org.objects(),
      ...seed.objects.map(({ declaration }) => declaration),
      ...(seed.currencies.length > 0 ? MULTI_CURRENCY_OBJECTS : []),
      ...seed.fields.map(({ object, fields }) => ({ name: object, fields })),
      ...(seed.dataRules.sharedActivities === true ? SHARED_ACTIVITY_DECLARATIONS : []),
      ...(seed.dataRules.personAccounts === true ? [{ name: 'Account', fields: PERSON_ACCOUNT_FIELDS }] : []),
    ];
    for (const { name, fields } of declared) {
      const known =
        this.#objects.get(name.toLowerCase()) ??
        new Set(['id', 'name', 'ownerid', 'currencyisocode', 'recordtypeid']);
      for (const field of fields) {
        known.add(field.name.toLowerCase());
        const stem = field.name.toLowerCase().replace(/__c$/, '');
        if (field.type === 'location') known.add(`${stem}__latitude__s`).add(`${stem}__longitude__s`);
      }
      this.#objects.set(name.toLowerCase(), known);
    }
  }

  object(path: string, name: string): void {
    // Fields of standard objects may point at objects that this org does not have, as in real orgs.
    if (this.#objects.has(name.toLowerCase())) return;
    const all = [
      ...this.#org.objects().map((object) => object.name),
      ...this.#seed.objects.map((object) => object.declaration.name),
    ];
    const guess = nearest(name, all);
    this.#problems.add(
      path,
      `there is no object ${name}${guess === undefined ? '; declare it under "objects"' : `; did you mean ${guess}?`}`,
    );
  }

  field(path: string, object: string, name: string): void {
    const fields = this.#objects.get(object.toLowerCase());
    if (fields === undefined || fields.has(name.toLowerCase())) return;
    const guess = nearest(name, [...fields]);
    this.#problems.add(
      path,
      `${object} has no field ${name}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    );
  }

  grants(path: string, { objects, fields }: SeedGrants): void {
    for (const name of objects.keys()) this.object(`${path}.objects`, name);
    for (const name of fields.keys()) {
      const [object = '', field = ''] = name.split('.');
      this.object(`${path}.fields`, object);
      if (field !== '*') this.field(`${path}.fields`, object, field);
    }
  }

  record(record: SeedRecord): void {
    this.object(record.path, record.object);
    for (const name of Object.keys(record.values)) this.field(`${record.path}.${name}`, record.object, name);
    for (const child of record.children) this.record(child);
  }

  role(path: string, name: string | undefined): void {
    this.#check(
      path,
      'role',
      'roles',
      name,
      this.#seed.roles.map((role) => role.name),
      this.#directory.role,
    );
  }

  profile(path: string, name: string): void {
    this.#check(
      path,
      'profile',
      'profiles',
      name,
      this.#seed.profiles.map((profile) => profile.name),
      this.#directory.profile,
    );
  }

  permissionSet(path: string, name: string): void {
    const own = this.#seed.permissionSets.map((set) => set.name);
    this.#check(path, 'permission set', 'permissionSets', name, own, this.#directory.permissionSet);
  }

  user(path: string, username: string | undefined): void {
    const own = this.#seed.users.map((user) => user.username);
    this.#check(path, 'user', 'users', username, own, this.#directory.user);
  }

  licence(path: string, name: string): void {
    const found = this.#directory.userLicence(name) ?? this.#directory.permissionSetLicence(name);
    if (found === undefined)
      this.#problems.add(path, `there is no licence "${name}"; SELECT Name FROM UserLicense lists them`);
  }

  unused(path: string, username: string): void {
    if (this.#directory.user(username) !== undefined)
      this.#problems.add(path, `the org has a user ${username} already`);
  }

  #check(
    path: string,
    what: string,
    section: string,
    name: string | undefined,
    own: readonly string[],
    find: (name: string) => string | undefined,
  ): void {
    if (name === undefined || own.some((other) => other.toLowerCase() === name.toLowerCase())) return;
    if (find(name) !== undefined) return;
    const guess = nearest(name, own);
    this.#problems.add(
      path,
      `there is no ${what} "${name}"; ${guess === undefined ? `declare it under "${section}"` : `did you mean "${guess}"?`}`,
    );
  }
}
