import type { FieldAccess, ObjectAccess } from '../../../ports/org-access.ts';
import type { Check, CheckRun } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { inObjectManager, listed } from '../objects/remedies.ts';
import { readWrittenObjects, whenWritten } from './written-objects.ts';

/** Fields that must be given and that Salesforce does not fill in itself. */
export function requiredFields(shape: ObjectAccess): readonly FieldAccess[] {
  return shape.fields.filter(
    (field) =>
      field.createable &&
      !field.nillable &&
      !field.defaultedOnCreate &&
      field.type !== 'boolean' &&
      !field.calculated,
  );
}

export const requiredFieldsMapped: Check = {
  id: 'required_fields',
  group: 'writing',
  title: 'Required fields are mapped',
  asks: 'Reads, of each written object, which fields must be given and have no default.',
  without: 'Salesforce refuses new records without them.',
  needs: whenWritten('recommended'),
  async run(run) {
    const written = (await readWrittenObjects(run)).filter(({ object }) => object.fields.length > 0);
    const found = written.map(({ object, shape, described }) => {
      const mapped = new Set(object.fields.map((name) => name.toLowerCase()));
      const required = requiredFields(shape).map(({ name }) => name);
      return {
        object: object.name,
        described,
        required,
        lacking: required.filter((name) => !mapped.has(name.toLowerCase())),
      };
    });
    const evidence = found.map(({ described, object, required }) =>
      evidenceOf(
        run.subject,
        described,
        `${object} requires ${required.length === 0 ? 'nothing' : required.join(', ')}`,
      ),
    );
    const names = found.flatMap(({ object, lacking }) => lacking.map((field) => `${object}.${field}`));
    if (names.length === 0)
      return { status: 'pass', summary: 'Every required field of the written objects is mapped.', evidence };
    const lackingObjects = found.filter(({ lacking }) => lacking.length > 0).map(({ object }) => object);
    return {
      status: 'fail',
      summary: `Required and not mapped: ${listed(names)}.`,
      evidence,
      consequence: `New records of ${listed(lackingObjects)} are refused.`,
      affected: { objects: lackingObjects, fields: names, features: ['Writing'] },
      remedy: inObjectManager(
        run,
        lackingObjects[0] ?? '',
        'FieldsAndRelationships',
        'Fields & Relationships',
        'Map these fields, or give them a default value in Salesforce.',
      ),
    };
  },
};

/** A text that says what it is, should somebody see it in a debug log. Nothing of it stays. */
const SAMPLE = 'Sync User check';

/** Values that an ordinary record would have. Required lookups are left out: which record they need nobody knows. */
export function sampleValues(shape: ObjectAccess, now: Date): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of requiredFields(shape)) {
    const value = sampleOf(field, now);
    if (value !== undefined) values[field.name] = value;
  }
  return { ...values, ...UNTOLD[shape.name]?.(now) };
}

/** What Salesforce asks for although describe says that it may be left out. Source: Object Reference, Event. */
const UNTOLD: Readonly<Record<string, (now: Date) => Readonly<Record<string, unknown>>>> = {
  Event: (now) => ({ ActivityDateTime: now.toISOString(), DurationInMinutes: 60 }),
};

function sampleOf(field: FieldAccess, now: Date): unknown {
  const later = new Date(now.getTime() + 60 * 60 * 1000);
  switch (field.type) {
    case 'string':
    case 'textarea':
    case 'combobox':
      return SAMPLE;
    case 'email':
      return 'check@sync-user.invalid';
    case 'url':
      return 'https://sync-user.invalid';
    case 'phone':
      return '+1 555 0100';
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return 1;
    case 'date':
      return later.toISOString().slice(0, 10);
    case 'datetime':
      return later.toISOString();
    case 'picklist':
    case 'multipicklist':
      return field.samplePicklistValue;
    default:
      return undefined;
  }
}

/** What the org's own automation says, as opposed to a sample that does not fit. */
const RULES = new Set([
  'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  'REQUIRED_FIELD_MISSING',
  'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
  'CANNOT_EXECUTE_FLOW_TRIGGER',
  'DUPLICATES_DETECTED',
  'FIELD_FILTER_VALIDATION_EXCEPTION',
  'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
]);

export const dryRunWrite: Check = {
  id: 'dry_run_write',
  group: 'writing',
  title: 'A trial record passes the org’s rules',
  asks: 'Saves one record of each written object and takes it back in the same transaction, so that nothing stays.',
  without:
    'Validation rules, required fields and triggers may refuse what is written; Salesforce’s own words are shown.',
  needs: whenWritten('recommended'),
  async run(run) {
    const written = (await readWrittenObjects(run)).filter(({ shape }) => shape.createable);
    const tries = await tryAll(
      run,
      written.map(({ shape }) => shape),
    );
    const evidence = tries.map(({ shape, asked }) =>
      evidenceOf(
        run.subject,
        {
          ...asked,
          asked: `create a ${shape.name} (${Object.keys(sampleValues(shape, new Date(0))).join(', ')}) and take it back`,
        },
        asked.kind === 'answered' && asked.value.kind === 'failed'
          ? `${asked.value.code}: ${asked.value.message}`
          : 'it could be saved; nothing of it stayed',
      ),
    );
    const refused = tries.flatMap(({ shape, asked }) =>
      asked.kind === 'answered' && asked.value.kind === 'failed'
        ? [{ object: shape.name, ...asked.value }]
        : [],
    );
    const unfilled = new Set(
      tries.flatMap(({ shape }) =>
        requiredFields(shape)
          .filter((field) => sampleOf(field, new Date(0)) === undefined)
          .map(({ name }) => `${shape.name}.${name}`),
      ),
    );
    // A required lookup is missing because we know no record to name, not because a rule says so.
    const isOurs = ({ code, object, fields }: (typeof refused)[number]) =>
      code === 'REQUIRED_FIELD_MISSING' &&
      fields.length > 0 &&
      fields.every((field) => unfilled.has(`${object}.${field}`));
    const byRules = refused.filter((refusal) => RULES.has(refusal.code) && !isOurs(refusal));
    const [first] = byRules;
    if (first !== undefined) {
      const names = byRules.map(({ object }) => object);
      return {
        status: 'fail',
        summary: `Salesforce refuses a plain ${first.object}: “${first.message}”${byRules.length > 1 ? ` (and ${byRules.length - 1} more)` : ''}.`,
        evidence,
        consequence: `Records of ${listed(names)} that do not satisfy these rules are refused.`,
        affected: {
          objects: names,
          fields: byRules.flatMap(({ object, fields }) => fields.map((field) => `${object}.${field}`)),
          features: ['Writing'],
        },
        remedy: inObjectManager(
          run,
          first.object,
          'ValidationRules',
          'Validation Rules',
          `Map the fields that the rule asks for, or exempt ${run.subject.username} in the rule or flow that speaks here.`,
        ),
      };
    }
    const untold = tries.filter(({ asked }) => asked.kind === 'refused').map(({ shape }) => shape.name);
    const misfits = refused.map(({ object }) => object);
    if (untold.length + misfits.length > 0)
      return {
        status: 'unknown',
        summary: `Our trial record of ${listed([...untold, ...misfits])} does not fit this org, so its rules were not reached.`,
        evidence,
        consequence: dryRunWrite.without,
      };
    return {
      status: 'pass',
      summary: `Plain records of ${listed(written.map(({ object }) => object.name))} can be saved.`,
      evidence,
    };
  },
};

async function tryAll(run: CheckRun, shapes: readonly ObjectAccess[]) {
  const now = new Date(run.clock.nowMs());
  const tries = [];
  // One after the other: each takes locks and fires the org's automation.
  for (const shape of shapes) {
    tries.push({
      shape,
      asked: await run.subject.tryCreate(shape.name, sampleValues(shape, now), run.context),
    });
  }
  return tries;
}
