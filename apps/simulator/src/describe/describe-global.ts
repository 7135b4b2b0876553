import type { Org } from '../org/types.ts';
import { objectFlags, type Described } from './describe-flags.ts';
import { objectUrls } from './object-urls.ts';

export interface DescribeGlobal {
  readonly encoding: 'UTF-8';
  readonly maxBatchSize: 200;
  readonly sobjects: readonly Described[];
}

/** `GET /sobjects`: every object this user can see, by name. An object that goes missing was deleted, or its permission was. */
export function describeGlobal(org: Org, userId: string, apiVersion: number): DescribeGlobal {
  const visible = org.objects().filter((object) => org.access(userId, object.name).read);
  const sobjects = visible
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((object) => ({
      ...objectFlags(object, org.access(userId, object.name), apiVersion),
      urls: objectUrls(object, apiVersion),
    }));
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects };
}
