import { changeFields } from '../select/change-fields.ts';
import { putFilterInForce } from '../select/row-filter.ts';
import { deselectObject, selectObject } from '../select/select-object.ts';
import { SyncError } from '@sync-user/contract';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { StoredObject } from '../ports/object-store.ts';
import type { ObjectDescribe } from '../ports/source-org.ts';
import type { ConfigurationStep, ReadingWanted } from './configuration-plan.ts';

/** Where a configuration is applied; all of it in one transaction of the caller's, which undoes it when this throws. */
export interface ConfigurationTarget
  extends Pick<EnginePorts, 'objects' | 'mirror' | 'fields' | 'links' | 'clock'> {
  readonly workspaceId: string;
  readonly schema: string;
  /** As the plan saw them: the org is not asked while the database waits. By names in lower case. */
  readonly describes: ReadonlyMap<string, ObjectDescribe>;
  /** Rows that meet the new filters, by the objects' names. */
  readonly matching: ReadonlyMap<string, number>;
  changeReading(sobject: string, reading: ReadingWanted): Promise<void>;
}

/**
 * Does the steps of a compared configuration that concern objects. Objects come first that go, so that nothing stands in
 * their way.
 *
 * @throws `API_CONFLICT` when something in PostgreSQL is built on what must go, `OBJECT_NOT_SELECTED` when an object went
 */
export async function applyConfiguration(
  target: ConfigurationTarget,
  steps: readonly ConfigurationStep[],
  signal: AbortSignal,
): Promise<void> {
  const ports = { ...target, org: describedOrg(target.describes) };
  const { workspaceId, schema } = target;
  const order = (step: ConfigurationStep): number => (step.kind === 'deselect' ? 0 : 1);
  for (const step of steps.toSorted((a, b) => order(a) - order(b))) {
    switch (step.kind) {
      case 'deselect':
        await deselectObject(ports, workspaceId, step.object);
        break;
      case 'select': {
        const { object: sobject, fields, reading, rowFilter } = step;
        if (step.shown.length > 0) await target.fields.makeShown(workspaceId, sobject, step.shown);
        await selectObject(ports, { workspaceId, schema }, { sobject, fields }, signal);
        if (step.private.length > 0)
          await changeFields(ports, workspaceId, sobject, { ...NOTHING, private: step.private }, signal);
        if (rowFilter !== null) await putFilterInForce(ports, await read(target, sobject), rowFilter, 0);
        await target.changeReading(sobject, reading);
        break;
      }
      case 'fields':
        await changeFields(ports, workspaceId, step.object, step, signal);
        break;
      case 'row_filter': {
        const object = await read(target, step.object);
        const rows = target.matching.get(step.object) ?? Number.POSITIVE_INFINITY;
        await putFilterInForce(ports, object, step.filter, rows);
        break;
      }
      case 'reading':
        await target.changeReading(step.object, step.reading);
        break;
      case 'workspace':
      case 'notices':
        break;
    }
  }
}

const NOTHING = { add: [], remove: [], private: [], shown: [] } as const;

async function read(target: ConfigurationTarget, sobject: string): Promise<StoredObject> {
  const object = await target.objects.read(target.workspaceId, sobject);
  if (object === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${sobject} is not selected.`);
  return object;
}

/** The org as far as describes tell it; anything else asked of it is a bug. */
function describedOrg(describes: ReadonlyMap<string, ObjectDescribe>): EnginePorts['org'] {
  const known: Pick<EnginePorts['org'], 'fetchDescribe'> = {
    fetchDescribe: async (sobject) => {
      const describe = describes.get(sobject.toLowerCase());
      if (describe === undefined)
        throw new SyncError('OBJECT_UNKNOWN', `The sync user sees no object ${sobject}.`);
      return describe;
    },
  };
  return known as EnginePorts['org'];
}
