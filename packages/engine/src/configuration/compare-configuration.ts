import type { Configuration, ConfigurationChange } from '@sync-user/contract';
import type { ObjectDescribe } from '../ports/source-org.ts';
import { compareObject } from './compare-object.ts';
import type { ComparedConfiguration, ConfigurationStep, FoundProblem } from './configuration-plan.ts';
import type { CurrentConfiguration } from './configuration-state.ts';

export interface ConfigurationQuestion {
  readonly wanted: Configuration;
  readonly current: CurrentConfiguration;
  /** What the org shows of objects, by their names in lower case. */
  readonly describes: ReadonlyMap<string, ObjectDescribe>;
  /** Private fields of objects that are not selected, by the objects' names in lower case. */
  readonly privateOf: ReadonlyMap<string, readonly string[]>;
  /** What the file does not name stops. */
  readonly exact: boolean;
}

const WORKSPACE_WORDS = {
  pollIntervalSeconds: ['Poll interval', 'Objects without an interval of their own are read so often.'],
  permissionPolicy: ['Permission policy', 'The sync user is checked against it.'],
  newFields: ['New fields', 'add: they are mapped by themselves; ask: an admin decides.'],
  apiSharePercent: ['Share of API calls', 'Reading keeps within it.'],
  apiFloorPercent: ['API calls left to others', 'They are never touched.'],
  changeEvents: ['Change events', 'Without them every object is polled; Salesforce is not changed.'],
  censusEveryHours: ['Census every hours', 'Objects are counted through so often.'],
} as const;

type SettingValue = string | number | boolean | null | readonly string[];

/** Compares a configuration file with a workspace and its org: what would change, and what stands against it. Pure. */
export function compareConfiguration(question: ConfigurationQuestion): ComparedConfiguration {
  const { wanted, current, describes, privateOf, exact } = question;
  const problems: FoundProblem[] = [];
  const changes: ConfigurationChange[] = [];
  const steps: ConfigurationStep[] = [];
  const here = new Map(current.objects.map((object) => [object.stored.table.table, object]));
  const named = new Set<string>();

  for (const [name, object] of Object.entries(wanted.objects)) {
    const key = name.toLowerCase();
    if (named.has(key)) {
      problems.push(twice(['objects', name], name));
      continue;
    }
    named.add(key);
    problems.push(...namedTwice(name, object));
    const selected = here.get(key);
    const compared = compareObject({
      name,
      wanted: object,
      current: selected,
      describe: describes.get(key),
      privateFields: selected?.privateFields ?? privateOf.get(key) ?? [],
      exact,
    });
    problems.push(...compared.problems);
    changes.push(...compared.changes);
    steps.push(...compared.steps);
  }

  const onlyHere = current.objects
    .filter(({ stored }) => !named.has(stored.table.table))
    .map(({ stored }) => stored.table.sobject);
  for (const object of exact ? onlyHere : []) {
    steps.push({ kind: 'deselect', object });
    changes.push({
      kind: 'remove',
      subject: 'object',
      object,
      name: object,
      before: 'selected',
      after: null,
      effect: 'Its table is dropped.',
    });
  }
  const settings = compareSettings(wanted, current);
  return {
    problems,
    changes: [...settings.changes, ...changes],
    steps: [...settings.steps, ...steps],
    onlyHere,
  };
}

function compareSettings(
  wanted: Configuration,
  current: CurrentConfiguration,
): Pick<ComparedConfiguration, 'changes' | 'steps'> {
  const changes: ConfigurationChange[] = [];
  const steps: ConfigurationStep[] = [];
  const note = (
    subject: 'workspace' | 'notices',
    name: string,
    before: SettingValue,
    after: SettingValue,
    effect: string,
  ): void => {
    changes.push({
      kind: 'change',
      subject,
      object: null,
      name,
      before: say(before),
      after: say(after),
      effect,
    });
  };
  const { workspace = {}, notices = {} } = wanted;
  for (const key of Object.keys(WORKSPACE_WORDS) as (keyof typeof WORKSPACE_WORDS)[]) {
    const [before, after] = [current.workspace[key], workspace[key]];
    if (after === undefined || after === before) continue;
    const [name, effect] = WORKSPACE_WORDS[key];
    note('workspace', name, before, after, effect);
  }
  if (changes.length > 0) steps.push({ kind: 'workspace', settings: workspace });
  const { emails, emailAdmins } = notices;
  const told = changes.length;
  if (emails !== undefined && !sameSet(emails, current.notices.emails))
    note('notices', 'Email addresses', current.notices.emails, emails, 'They are told of trouble.');
  if (emailAdmins !== undefined && emailAdmins !== current.notices.emailAdmins)
    note(
      'notices',
      'Email admins',
      current.notices.emailAdmins,
      emailAdmins,
      'Admins are told of trouble, or not.',
    );
  if (changes.length > told) steps.push({ kind: 'notices', settings: notices });
  return { changes, steps };
}

function namedTwice(object: string, configured: Configuration['objects'][string]): FoundProblem[] {
  const places = [
    ...Object.keys(configured.fields).map((field) => ['fields', field] as const),
    ...configured.private.map((field) => ['private', field] as const),
  ];
  const met = new Set<string>();
  return places.flatMap(([section, field]) => {
    const key = `${section} ${field.toLowerCase()}`;
    if (met.has(key)) return [twice(['objects', object, section, field], field)];
    met.add(key);
    return [];
  });
}

function twice(at: readonly string[], name: string): FoundProblem {
  return {
    severity: 'refused',
    at,
    message: `${name} is named twice: letter case makes no other name in Salesforce.`,
    fix: 'Name it once.',
  };
}

function say(value: SettingValue): string {
  if (typeof value === 'object' && value !== null) return value.length === 0 ? 'none' : value.join(', ');
  if (value === null) return 'the installation’s';
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
