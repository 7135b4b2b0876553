import type { Check, CheckRun, Evidence } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { describe, type ObjectFacts, readObjectFacts, readPermittedFields } from './object-facts.ts';
import { inPermissionSet, listed } from './remedies.ts';

export interface HiddenFields {
  readonly object: string;
  /** Mapped fields that describe leaves out. */
  readonly mapped: readonly string[];
  /** Other fields that exist and are not seen. */
  readonly others: readonly string[];
  /** Mapped ones that somebody else sees, or has a permission on: hidden, not gone. */
  readonly proven: ReadonlySet<string>;
  readonly evidence: readonly Evidence[];
}

/** What exists minus what the subject sees, per readable object. */
export function readHiddenFields(run: CheckRun): Promise<readonly HiddenFields[]> {
  return run.once('hidden fields', async () => {
    const facts = await readObjectFacts(run);
    return (await Promise.all(facts.map((one) => hiddenFieldsOf(run, one)))).flatMap((one) => one ?? []);
  });
}

async function hiddenFieldsOf(run: CheckRun, facts: ObjectFacts): Promise<HiddenFields | undefined> {
  const { object, shape, described } = facts;
  if (shape === undefined) return undefined;
  const seen = new Set(shape.fields.map(({ name }) => name.toLowerCase()));
  // Parts of a compound are seen with their whole, which has the permission.
  for (const { compoundFieldName } of shape.fields)
    if (compoundFieldName !== null) seen.add(compoundFieldName.toLowerCase());
  const mapped = object.fields.filter((name) => !seen.has(name.toLowerCase()));
  const { looked, fields } = await readPermittedFields(run, object.name, 'read');
  const existing = new Set(fields ?? []);
  const evidence = [
    evidenceOf(run.subject, described, `${shape.fields.length} fields of ${object.name} are shown`),
  ];
  if (fields !== undefined)
    evidence.push(
      evidenceOf(
        looked.as,
        looked.answer,
        `somebody has a permission on ${fields.size} fields of ${object.name}`,
      ),
    );
  if (run.inspector !== undefined && mapped.length > 0) {
    const wider = await describe(run, run.inspector, object.name);
    evidence.push(
      evidenceOf(
        run.inspector,
        wider,
        `${wider.kind === 'answered' ? wider.value.fields.length : 0} fields of ${object.name} are shown`,
      ),
    );
    if (wider.kind === 'answered') for (const { name } of wider.value.fields) existing.add(name);
  }
  const wholeIsSeen = (name: string) => seen.has(name.toLowerCase());
  const mappedLower = new Set(mapped.map((name) => name.toLowerCase()));
  const existingLower = new Set([...existing].map((name) => name.toLowerCase()));
  return {
    object: object.name,
    mapped,
    others: [...existing].filter((name) => !wholeIsSeen(name) && !mappedLower.has(name.toLowerCase())).sort(),
    proven: new Set(mapped.filter((name) => existingLower.has(name.toLowerCase()))),
    evidence,
  };
}

export const fieldRead: Check = {
  id: 'field_read',
  group: 'objects',
  title: 'Read on every mapped field',
  asks: 'Compares the mapped fields with those that describe shows this user; fields that others may read prove what is hidden.',
  without: 'Hidden fields are left out of every load and poll; their columns keep what they held.',
  needs: ({ mapping }) =>
    mapping.objects.some(({ fields }) => fields.length > 0) ? 'required' : 'not_needed',
  async run(run) {
    const hidden = await readHiddenFields(run);
    const lacking = hidden.filter(({ mapped }) => mapped.length > 0);
    const evidence = (lacking.length > 0 ? lacking : hidden).flatMap((one) => one.evidence);
    const names = lacking.flatMap(({ object, mapped }) => mapped.map((field) => `${object}.${field}`));
    if (names.length === 0) {
      const total = run.mapping.objects.reduce((sum, { fields }) => sum + fields.length, 0);
      return { status: 'pass', summary: `All ${total} mapped fields are readable.`, evidence };
    }
    const proven = lacking.flatMap(({ object, proven }) => [...proven].map((field) => `${object}.${field}`));
    const unproven = names.length - proven.length;
    const doubt =
      unproven === 0
        ? ''
        : ` Nobody connected can tell whether ${unproven === 1 ? 'one of them' : `${unproven} of them`} still exists.`;
    return {
      status: 'fail',
      summary: `${run.subject.username} does not see ${names.length === 1 ? 'a mapped field' : `${names.length} mapped fields`}: ${listed(names)}.${doubt}`,
      evidence,
      consequence: `${listed(names)} ${names.length === 1 ? 'is' : 'are'} not synced.`,
      affected: {
        objects: lacking.map(({ object }) => object),
        fields: names,
        features: ['Loading', 'Polling'],
      },
      remedy: inPermissionSet(run, `Grant Read Access on ${listed(names)} (Field Permissions)`),
    };
  },
};

export const viewAllFields: Check = {
  id: 'view_all_fields',
  group: 'objects',
  title: 'All fields of the mapped objects can be seen',
  asks: 'Compares the fields that describe shows this user with those that anybody has a permission on.',
  without: 'Fields that are not seen cannot be mapped.',
  // Least privilege hides what is not mapped, on purpose.
  needs: ({ policy, mapping }) =>
    mapping.objects.length > 0 && (policy === 'administrator' || policy === 'integration_user')
      ? 'recommended'
      : 'not_needed',
  async run(run) {
    const hidden = await readHiddenFields(run);
    const lacking = hidden.filter(({ others }) => others.length > 0);
    const names = lacking.flatMap(({ object, others }) => others.map((field) => `${object}.${field}`));
    const evidence = (lacking.length > 0 ? lacking : hidden).flatMap((one) => one.evidence);
    if (names.length === 0)
      return { status: 'pass', summary: 'No field is hidden from this user that others may read.', evidence };
    return {
      status: 'fail',
      summary: `${names.length} more fields exist that this user does not see: ${listed(names)}.`,
      evidence,
      consequence: 'They cannot be chosen for the mapping.',
      affected: { objects: lacking.map(({ object }) => object), fields: names, features: ['Mapping'] },
      remedy: {
        ...inPermissionSet(run, `Grant View All Fields on ${listed(lacking.map(({ object }) => object))}`),
        text: `Grant View All Fields on ${listed(lacking.map(({ object }) => object))}, or Read on the fields that are wanted.`,
        canApply: false,
      },
    };
  },
};
