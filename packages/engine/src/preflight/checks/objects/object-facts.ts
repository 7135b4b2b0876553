import { permissionOwner } from '../../../repair/permission-owner.ts';
import type { AccessMapping, Asked, ObjectAccess, OrgAccess } from '../../../ports/org-access.ts';
import type { CheckRun, Looked, Rows } from '../../check.ts';
import { soqlText } from '../../effective/soql-values.ts';

export type MappedObject = AccessMapping['objects'][number];

/** A mapped object as the subject sees it, asked once for all checks. */
export interface ObjectFacts {
  readonly object: MappedObject;
  readonly described: Asked<ObjectAccess>;
  /** Undefined where the subject may not read it, or it cannot be queried. */
  readonly shape: ObjectAccess | undefined;
}

export interface CountFacts {
  readonly object: MappedObject;
  /** Records the subject sees; null when that could not be counted. */
  readonly visible: number | null;
  readonly asked: Asked<Rows> | undefined;
  /** Records there are; null when nobody could tell. */
  readonly existing: number | null;
  /** Salesforce's own count lags behind and may be a little off; another user's count is exact for what that user sees. */
  readonly exact: boolean;
}

export function readObjectFacts(run: CheckRun): Promise<readonly ObjectFacts[]> {
  return run.once('object facts', () =>
    Promise.all(
      run.mapping.objects.map(async (object) => {
        const described = await describe(run, run.subject, object.name);
        const shape =
          described.kind === 'answered' && described.value.queryable ? described.value : undefined;
        return { object, described, shape };
      }),
    ),
  );
}

/** One call for each object and asker. */
export function describe(run: CheckRun, as: OrgAccess, object: string): Promise<Asked<ObjectAccess>> {
  return run.once(`describe ${as.userId} ${object}`, () => as.describe(object, run.context));
}

/** What both of them count: the subject for itself, Salesforce's own count or the inspector for what there is. */
export function readCountFacts(run: CheckRun): Promise<readonly CountFacts[]> {
  return run.once('count facts', async () => {
    const facts = await readObjectFacts(run);
    const [totals, counts] = await Promise.all([
      readRecordCounts(run),
      Promise.all(
        facts.map(async ({ object, shape }) => ({
          object,
          asked: shape === undefined ? undefined : await run.ask(countQuery(object.name)),
          inspected:
            run.inspector === undefined ? undefined : await run.ask(countQuery(object.name), run.inspector),
        })),
      ),
    ]);
    return counts.map(({ object, asked, inspected }) => {
      const visible = numberIn(asked) ?? (asked === undefined ? 0 : null);
      const seenByInspector = numberIn(inspected);
      const total = totals.get(object.name) ?? null;
      // Whoever sees more knows more; a count that lags behind what the subject sees tells nothing.
      const best = Math.max(seenByInspector ?? -1, total ?? -1, visible ?? -1);
      return {
        object,
        visible,
        asked,
        existing: best < 0 || (seenByInspector === null && total === null) ? null : best,
        exact: seenByInspector !== null && seenByInspector >= (total ?? 0),
      };
    });
  });
}

export function countQuery(object: string): string {
  return `SELECT COUNT() FROM ${object}`;
}

/** What Salesforce counts itself, in one call; the widest sight asks, because only readable objects are counted. */
export function readRecordCounts(run: CheckRun): Promise<ReadonlyMap<string, number>> {
  return run.once('record counts', async () => {
    const names = run.mapping.objects.map(({ name }) => name);
    if (names.length === 0) return new Map();
    const answer = await (run.inspector ?? run.subject).read(recordCountPath(names), run.context);
    return answer.kind === 'answered' ? toCounts(answer.value) : new Map();
  });
}

/** Source: REST API Developer Guide, "Record Count": approximate, from a cache, without rows in the recycle bin. */
export function recordCountPath(names: readonly string[]): string {
  return `/limits/recordCount?sObjects=${names.map(encodeURIComponent).join(',')}`;
}

/**
 * Fields that exist although the subject does not see them: whoever has a permission on a field is proof of it. Undefined
 * when nobody connected may look at permissions.
 */
export async function readPermittedFields(
  run: CheckRun,
  object: string,
  right: 'read' | 'edit',
): Promise<{ readonly looked: Looked; readonly fields: ReadonlySet<string> | undefined }> {
  const condition = right === 'edit' ? ' AND PermissionsEdit = true' : '';
  const looked = await run.look(
    `SELECT Field FROM FieldPermissions WHERE SobjectType = ${soqlText(object)}${condition} GROUP BY Field LIMIT 2000`,
  );
  if (looked.answer.kind === 'refused') return { looked, fields: undefined };
  const names = looked.answer.value.records.flatMap((row) => {
    const name = row['Field'];
    return typeof name === 'string' ? [name.slice(name.indexOf('.') + 1)] : [];
  });
  return { looked, fields: new Set(names) };
}

/** Objects that have rights of their own, which a permission set can grant. */
export function hasOwnRights({ name }: MappedObject): boolean {
  return permissionOwner(name).kind === 'own';
}

function numberIn(asked: Asked<Rows> | undefined): number | null {
  return asked?.kind === 'answered' ? asked.value.totalSize : null;
}

function toCounts(value: unknown): ReadonlyMap<string, number> {
  const list = (value as { readonly sObjects?: unknown } | null)?.sObjects;
  const counts = new Map<string, number>();
  for (const entry of Array.isArray(list) ? list : []) {
    const { name, count } = entry as { readonly name?: unknown; readonly count?: unknown };
    if (typeof name === 'string' && typeof count === 'number') counts.set(name, count);
  }
  return counts;
}
