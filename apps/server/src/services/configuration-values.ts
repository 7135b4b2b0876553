import type { Configuration, ConfiguredObject } from '@sync-user/contract';
import {
  compareEntity,
  compareOrgValues,
  type EnginePorts,
  type EventFacts,
  type FoundProblem,
  type ObjectDescribe,
  readRecordTypes,
  toOrgValues,
} from '@sync-user/engine';

/**
 * The configuration with what its org has of each object beside fields: whose changes are events, record types, values of
 * picklists. A call for 25 objects, and one for the record types of five.
 */
export async function withOrgValues(
  ports: Pick<EnginePorts, 'org'>,
  configuration: Configuration,
  describes: ReadonlyMap<string, ObjectDescribe>,
  signal: AbortSignal,
): Promise<Configuration> {
  const typed = Object.entries(configuration.objects).flatMap(([name, { fields }]) =>
    Object.hasOwn(fields, 'RecordTypeId') ? [name] : [],
  );
  const recordTypes = await readRecordTypes({ org: ports.org, signal }, typed);
  const objects = Object.entries(configuration.objects).map(([name, object]): [string, ConfiguredObject] => {
    const describe = describes.get(name.toLowerCase());
    if (describe === undefined) return [name, object];
    return [name, { ...object, ...toOrgValues(object.fields, describe, recordTypes.get(name)) }];
  });
  return { ...configuration, objects: Object.fromEntries(objects) };
}

/** Objects whose changes are events in the org say so. */
export function withEntities(configuration: Configuration, { objects }: EventFacts): Configuration {
  const told = Object.entries(configuration.objects).map(([name, object]): [string, ConfiguredObject] => [
    name,
    objects.get(name)?.selected === true ? { ...object, changeEvents: true } : object,
  ]);
  return { ...configuration, objects: Object.fromEntries(told) };
}

/** What the file's org has and this one has not, of objects that are seen here. */
export async function compareValues(
  ports: Pick<EnginePorts, 'org'>,
  {
    wanted,
    describes,
    events,
  }: {
    readonly wanted: Configuration;
    readonly describes: ReadonlyMap<string, ObjectDescribe>;
    readonly events: EventFacts;
  },
  signal: AbortSignal,
): Promise<FoundProblem[]> {
  const seen = Object.entries(wanted.objects).flatMap(([name, object]) => {
    const describe = describes.get(name.toLowerCase());
    return describe === undefined ? [] : [{ name, object, describe }];
  });
  const typed = seen.filter(({ object }) => object.recordTypes !== undefined);
  const recordTypes = await readRecordTypes(
    { org: ports.org, signal },
    typed.map(({ describe }) => describe.name),
  );
  return seen.flatMap(({ name, object, describe }) => [
    ...compareEntity(name, object, describe, events),
    ...compareOrgValues(name, object, describe, recordTypes.get(describe.name)),
  ]);
}
