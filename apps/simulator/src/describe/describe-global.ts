import type { Org } from '../org/types.ts';
import { describedAccess, describedObjects } from './change-event-objects.ts';
import { objectFlags, type Described } from './describe-flags.ts';
import { objectUrls } from './object-urls.ts';

export interface DescribeGlobal {
  readonly encoding: 'UTF-8';
  readonly maxBatchSize: 200;
  readonly sobjects: readonly Described[];
}

/** `GET /sobjects`: every object this user can see, by name. An object that goes missing was deleted, or its permission was. */
export function describeGlobal(org: Org, userId: string, apiVersion: number): DescribeGlobal {
  const sobjects = describedObjects(org)
    .map((object) => ({ object, access: describedAccess(org, userId, object) }))
    .filter(({ access }) => access.read)
    .toSorted((a, b) => (a.object.name < b.object.name ? -1 : 1))
    .map(({ object, access }) => ({
      ...objectFlags(object, access, apiVersion),
      urls: objectUrls(object, apiVersion),
    }));
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects };
}
