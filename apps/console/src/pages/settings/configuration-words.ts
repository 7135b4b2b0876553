import type { ConfigurationChange, ConfigurationLoad, ConfigurationPlan } from '@sync-user/contract';
import { formatCount, formatCounted } from '../../lib/format-number.ts';

export interface ChangeGroup {
  /** Null: settings of the workspace. */
  readonly object: string | null;
  readonly changes: readonly ConfigurationChange[];
}

/** Settings first, then object by object, in the order of the file. */
export function groupChanges(changes: readonly ConfigurationChange[]): ChangeGroup[] {
  const objects = [...new Set(changes.map(({ object }) => object))].toSorted(
    (a, b) => Number(a !== null) - Number(b !== null),
  );
  return objects.map((object) => ({ object, changes: changes.filter((change) => change.object === object) }));
}

/** `3 added, 1 changed` */
export function summarizeChanges(changes: readonly ConfigurationChange[]): string {
  const words = { add: 'added', change: 'changed', remove: 'removed' } as const;
  return (Object.keys(words) as (keyof typeof words)[])
    .flatMap((kind) => {
      const count = changes.filter((change) => change.kind === kind).length;
      return count === 0 ? [] : [`${formatCount(count)} ${words[kind]}`];
    })
    .join(', ');
}

/** `Widget__c: everything (20 rows, about 6 calls)` */
export function describeLoad({ object, kind, rows, calls }: ConfigurationLoad): string {
  const what = { first_load: 'everything', columns: 'the new columns', rows: 'the rows of the filter' }[kind];
  const size = rows === null ? 'Salesforce does not say how many rows' : formatCounted(rows, 'row');
  return `${object}: ${what} (${[size, ...(calls === null ? [] : [`about ${formatCounted(calls, 'call')}`])].join(', ')})`;
}

/** Where a file comes from, as a person says it. */
export function describePlace(place: NonNullable<ConfigurationPlan['from']>): string {
  const kind = place.sandbox === null ? '' : place.sandbox ? ', sandbox' : ', production';
  return `${place.workspace}${place.organization === null ? '' : ` (${place.organization}${kind})`}`;
}
