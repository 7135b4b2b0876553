import type { ConfiguredObject } from '@sync-user/contract';
import type { EventFacts } from '../events/event-facts.ts';
import { isEventCapable } from '../events/event-capable.ts';
import type { ObjectDescribe, SourceOrg } from '../ports/source-org.ts';
import { READS_PER_COMPOSITE } from '../ports/source-org.ts';
import type { FoundProblem } from './configuration-plan.ts';
import { toSoqlText } from './filter-comparisons.ts';

/** What an org has of an object beside its fields, by developer name: what rows of the mirror are told apart by. */
export type OrgValues = Pick<ConfiguredObject, 'recordTypes' | 'picklists'>;

/** More names than this are counted, not listed. */
const LISTED = 10;

/**
 * Developer names of the active record types of each object, by the object's name; five objects to a call. Objects of which
 * the sync user may not know are absent.
 */
export async function readRecordTypes(
  { org, signal }: { readonly org: Pick<SourceOrg, 'queryTogether'>; readonly signal: AbortSignal },
  objects: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (let start = 0; start < objects.length; start += READS_PER_COMPOSITE) {
    const some = objects.slice(start, start + READS_PER_COMPOSITE);
    const soqls = some.map(
      (object) =>
        `SELECT DeveloperName FROM RecordType WHERE SobjectType = ${toSoqlText(object)} AND IsActive = true ORDER BY DeveloperName`,
    );
    const context = { cause: 'check', sobject: null, signal } as const;
    const outcomes = (await org.queryTogether(soqls, { withDeleted: false }, context)).value;
    for (const [index, outcome] of outcomes.entries())
      if (outcome.kind === 'page')
        found.set(
          some[index] ?? '',
          outcome.page.records.map((record) => String(record['DeveloperName'])),
        );
  }
  return found;
}

/** What a file tells of an object's values: record types where `RecordTypeId` is mapped, and the picklists that are mapped. Pure. */
export function toOrgValues(
  fields: ConfiguredObject['fields'],
  describe: ObjectDescribe,
  recordTypes: readonly string[] | undefined,
): OrgValues {
  const picklists = Object.fromEntries(
    describe.fields.flatMap(({ name, picklistValues }) =>
      Object.hasOwn(fields, name) && picklistValues !== undefined && picklistValues.length > 0
        ? [[name, [...picklistValues]]]
        : [],
    ),
  );
  const hasTypes = Object.hasOwn(fields, 'RecordTypeId') && recordTypes !== undefined;
  return {
    ...(hasTypes && recordTypes.length > 0 && { recordTypes: [...recordTypes] }),
    ...(Object.keys(picklists).length > 0 && { picklists }),
  };
}

/** What a file's org had and this one has not. Nothing is refused for it: rows come all the same. Pure. */
export function compareOrgValues(
  name: string,
  wanted: OrgValues,
  describe: ObjectDescribe,
  recordTypes: readonly string[] | undefined,
): FoundProblem[] {
  const problems: FoundProblem[] = [];
  const types = recordTypes === undefined ? [] : missingOf(wanted.recordTypes, recordTypes);
  if (types.length > 0)
    problems.push({
      severity: 'warning',
      at: ['objects', name, 'recordTypes'],
      message: `This org has no active record type ${listed(types)} of ${describe.name}.`,
      fix: `Make it with that developer name (Setup → Object Manager → ${describe.label} → Record Types) if what reads the mirror goes by it.`,
    });
  const fields = new Map(describe.fields.map((field) => [field.name.toLowerCase(), field]));
  for (const [field, values] of Object.entries(wanted.picklists ?? {})) {
    const here = fields.get(field.toLowerCase());
    if (here?.picklistValues === undefined) continue;
    const missing = missingOf(values, here.picklistValues);
    if (missing.length > 0)
      problems.push({
        severity: 'warning',
        at: ['objects', name, 'picklists', field],
        message: `The picklist ${describe.name}.${here.name} has no active value ${listed(missing)} in this org.`,
        fix: `Add it to the picklist (Setup → Object Manager → ${describe.label} → ${here.label}) if what reads the mirror goes by it.`,
      });
  }
  return problems;
}

/** Whether the org sends change events of what the file's org sent. That is turned on in the org, by somebody who may. Pure. */
export function compareEntity(
  name: string,
  { changeEvents, mode }: Pick<ConfiguredObject, 'changeEvents' | 'mode'>,
  describe: ObjectDescribe,
  facts: Pick<EventFacts, 'objects' | 'foreignEntities' | 'selectionReadAt'>,
): FoundProblem[] {
  if (changeEvents === undefined) return [];
  const object = describe.name;
  const found = (message: string, fix: string): FoundProblem[] => [
    { severity: 'warning', at: ['objects', name, 'changeEvents'], message, fix },
  ];
  const isOn = facts.foreignEntities.includes(object) || facts.objects.get(object)?.selected === true;
  if (!changeEvents)
    return isOn && mode !== 'poll'
      ? found(
          `This org sends change events of ${object}, which the file has off: they are followed.`,
          `Write “mode: poll” to follow none of them, or turn them off in the org: sync-user events deselect ${object}.`,
        )
      : [];
  if (isOn) return [];
  if (!isEventCapable(object))
    return found(`Salesforce has no change events of ${object}.`, 'Take the line out of the file.');
  const isKnown = facts.selectionReadAt !== null && facts.objects.get(object)?.selected !== null;
  return found(
    isKnown
      ? `This org sends no change events of ${object}: it is polled until they are turned on.`
      : `Whether this org sends change events of ${object} is not known: it is polled unless they are on.`,
    `Afterwards: sync-user events select ${object}, or Change events in the console. It needs Customize Application in the org.`,
  );
}

function missingOf(wanted: readonly string[] = [], here: readonly string[]): string[] {
  const known = new Set(here.map((value) => value.toLowerCase()));
  return wanted.filter((value) => !known.has(value.toLowerCase()));
}

function listed(values: readonly string[]): string {
  const some = values.slice(0, LISTED).map((value) => `“${value}”`);
  const rest = values.length - some.length;
  return some.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
