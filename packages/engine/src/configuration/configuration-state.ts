import {
  type Configuration,
  CONFIGURATION_FORMAT,
  CONFIGURATION_VERSION,
  type ConfiguredObject,
} from '@sync-user/contract';
import type { StoredObject } from '../ports/object-store.ts';

/** A selected object with what is kept private of it. */
export interface CurrentObject {
  readonly stored: StoredObject;
  readonly privateFields: readonly string[];
}

/** Nothing left out. */
type Whole<Section> = { readonly [Key in keyof Section]-?: Exclude<Section[Key], undefined> };

/** What a workspace is set to, as far as a configuration file tells it. */
export interface CurrentConfiguration {
  readonly workspace: Whole<NonNullable<Configuration['workspace']>>;
  readonly notices: Whole<NonNullable<Configuration['notices']>>;
  readonly objects: readonly CurrentObject[];
}

/** The workspace as a configuration file would say it, by name and in order, so that equal workspaces make equal files. Pure. */
export function toConfiguration(
  current: CurrentConfiguration,
  from: Configuration['from'] | undefined,
): Configuration {
  const objects = current.objects.toSorted((a, b) =>
    compareNames(a.stored.table.sobject, b.stored.table.sobject),
  );
  return {
    format: CONFIGURATION_FORMAT,
    version: CONFIGURATION_VERSION,
    ...(from !== undefined && { from }),
    workspace: current.workspace,
    notices: { ...current.notices, emails: current.notices.emails.toSorted(compareNames) },
    objects: Object.fromEntries(objects.map((object) => [object.stored.table.sobject, toConfigured(object)])),
  };
}

function toConfigured({ stored, privateFields }: CurrentObject): ConfiguredObject {
  const fields = stored.table.columns
    .filter((column) => column.removedAt === null)
    .toSorted((a, b) => compareNames(a.field, b.field));
  return {
    mode: stored.mode,
    intervalSeconds: stored.intervalSeconds,
    rowFilter: stored.table.rowFilter,
    fields: Object.fromEntries(fields.map((column) => [column.field, column.sfType])),
    private: privateFields.toSorted(compareNames),
  };
}

/** By code units, in any letter case: the same everywhere. */
function compareNames(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}
