/** The parts of a seed that set up data rules: record types, assignment rules, duplicate rules. */
import type { Criterion, DuplicateAction, MatchingField } from '../org/setup/org-setup.ts';
import type { SeedReader } from './seed-reader.ts';

export interface SeedRecordTypeSetup {
  readonly isPersonType: boolean;
  readonly picklists: Readonly<Record<string, readonly string[]>>;
  readonly defaults: Readonly<Record<string, string>>;
}

/** Developer names; `Master` is the master type. */
export interface SeedRecordTypeAssignment {
  readonly path: string;
  readonly profile: string;
  readonly object: string;
  readonly available: readonly string[];
  readonly defaultType: string | undefined;
}

export interface SeedAssignmentRule {
  readonly path: string;
  readonly object: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly entries: readonly {
    readonly criteria: readonly Criterion[];
    /** `user:ada@acme.example` or `queue:Support`. */
    readonly assignTo: string;
  }[];
}

export interface SeedDuplicateRule {
  readonly name: string;
  readonly object: string;
  readonly isActive: boolean;
  readonly onCreate: DuplicateAction;
  readonly onUpdate: DuplicateAction;
  readonly alertText: string;
  readonly matchingRule: string;
  readonly matchObject: string;
  readonly fields: readonly MatchingField[];
  readonly enforceSharing: boolean;
}

export interface SeedDataRules {
  readonly recordTypeAssignments: readonly SeedRecordTypeAssignment[];
  readonly assignmentRules: readonly SeedAssignmentRule[];
  readonly duplicateRules: readonly SeedDuplicateRule[];
  readonly auditFields: boolean | undefined;
  readonly personAccounts: boolean | undefined;
  readonly sharedActivities: boolean | undefined;
  /** Object → fields whose history is kept. */
  readonly historyTracking: ReadonlyMap<string, readonly string[]>;
  readonly opportunityStages: readonly SeedStage[];
}

export interface SeedStage {
  readonly name: string;
  readonly probability: number;
  readonly forecastCategory: string;
  readonly isClosed: boolean;
  readonly isWon: boolean;
}

const OPERATORS = ['equals', 'notEqual', 'contains', 'startsWith', 'lessThan', 'greaterThan'] as const;
const ACTIONS = ['block', 'alert', 'allow'] as const;
const METHODS = ['exact', 'email', 'phone', 'firstName', 'lastName', 'companyName'] as const;
const API_NAME = { pattern: /^[A-Za-z]\w*$/, wants: 'an API name' };

export function readDataRules(
  reader: SeedReader,
  ofProfiles: readonly SeedRecordTypeAssignment[],
): SeedDataRules {
  return {
    recordTypeAssignments: [
      ...ofProfiles,
      ...reader.list('recordTypeAssignments', (item) => ({
        path: item.path,
        profile: item.text('profile'),
        object: item.text('object'),
        ...readAvailable(item),
      })),
    ],
    assignmentRules: reader.list('assignmentRules', readAssignmentRule),
    duplicateRules: reader.list('duplicateRules', readDuplicateRule),
    auditFields: reader.has('auditFields') ? reader.flag('auditFields', true) : undefined,
    historyTracking: new Map(
      reader
        .members('historyTracking')
        .map(([object]) => [object, reader.child('historyTracking')?.texts(object) ?? []]),
    ),
    opportunityStages: reader.list('opportunityStages', readStage),
    personAccounts: reader.has('personAccounts') ? reader.flag('personAccounts', false) : undefined,
    sharedActivities: reader.has('sharedActivities') ? reader.flag('sharedActivities', false) : undefined,
  };
}

/** `"recordTypes": {"Account": {"available": ["Business"], "default": "Business"}}` of a profile. */
export function readProfileRecordTypes(reader: SeedReader, profile: string): SeedRecordTypeAssignment[] {
  return reader.members('recordTypes').map(([object, value, path]) => {
    const item = reader.nested(value, path);
    const assignment = { path, profile, object, ...readAvailable(item) };
    item.finish();
    return assignment;
  });
}

function readAvailable(item: SeedReader): Pick<SeedRecordTypeAssignment, 'available' | 'defaultType'> {
  return { available: item.texts('available'), defaultType: item.optionalText('default') };
}

/** What a record type of the seed says beyond its row. */
export function readRecordTypeSetup(item: SeedReader): SeedRecordTypeSetup {
  const picklists: Record<string, readonly string[]> = {};
  for (const [field] of item.members('picklists'))
    picklists[field.toLowerCase()] = item.child('picklists')?.texts(field) ?? [];
  const defaults: Record<string, string> = {};
  for (const [field, value] of item.members('defaults')) {
    if (typeof value === 'string') defaults[field.toLowerCase()] = value;
    else item.problem(`defaults.${field}`, "must be one of the field's values");
  }
  return { isPersonType: item.flag('isPersonType', false), picklists, defaults };
}

const FORECASTS = ['Omitted', 'Pipeline', 'Best Case', 'Commit', 'Closed'] as const;

function readStage(item: SeedReader): SeedStage {
  const isWon = item.flag('won', false);
  const isClosed = item.flag('closed', isWon);
  if (isWon && !isClosed) item.problem('closed', 'must be true for a stage that is won');
  return {
    name: item.text('name'),
    probability: item.whole('probability', { min: 0, max: 100 }) ?? (isWon ? 100 : isClosed ? 0 : 50),
    forecastCategory:
      item.oneOf('forecastCategory', FORECASTS) ?? (isWon ? 'Closed' : isClosed ? 'Omitted' : 'Pipeline'),
    isClosed,
    isWon,
  };
}

function readAssignmentRule(item: SeedReader): SeedAssignmentRule {
  const object = item.oneOf('object', ['Lead', 'Case']) ?? 'Lead';
  return {
    path: item.path,
    object,
    name: item.text('name'),
    isActive: item.flag('active', true),
    entries: item.list('entries', (entry) => ({
      criteria: entry.list('criteria', (criterion): Criterion => {
        const value = criterion.raw('value') ?? null;
        const scalar = value === null || ['string', 'number', 'boolean'].includes(typeof value);
        if (!scalar) criterion.problem('value', 'must be a text, a number, true, false or null');
        return {
          field: criterion.text('field'),
          operator: criterion.oneOf('operator', OPERATORS) ?? 'equals',
          value: scalar ? (value as Criterion['value']) : null,
        };
      }),
      assignTo: entry.text('assignTo', {
        pattern: /^(?:user|queue):./,
        wants: 'user:… with a username or queue:… with a developer name',
      }),
    })),
  };
}

function readDuplicateRule(item: SeedReader): SeedDuplicateRule {
  const name = item.text('name', API_NAME);
  const object = item.text('object');
  const fields = item.items('fields').map(([value, path]): MatchingField => {
    if (typeof value === 'string')
      return { field: value, matchField: value, method: 'exact', matchBlankFields: false };
    const entry = item.nested(value, path);
    const field = entry.text('field');
    const read = {
      field,
      matchField: entry.optionalText('matchField') ?? field,
      method: entry.oneOf('method', METHODS) ?? 'exact',
      matchBlankFields: entry.flag('matchBlankFields', false),
    };
    entry.finish();
    return read;
  });
  if (fields.length === 0) item.problem('fields', 'is missing; name the fields that must match');
  return {
    name,
    object,
    isActive: item.flag('active', true),
    onCreate: item.oneOf('onCreate', ACTIONS) ?? 'alert',
    onUpdate: item.oneOf('onUpdate', ACTIONS) ?? 'alert',
    alertText: item.optionalText('alertText') ?? 'Use one of these records?',
    matchingRule: item.optionalText('matchingRule', API_NAME) ?? `${name}_Match`,
    matchObject: item.optionalText('matchObject') ?? object,
    fields,
    enforceSharing: item.flag('enforceSharing', true),
  };
}
