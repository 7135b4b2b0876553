import type pg from 'pg';
import { type OrgSession, readOrgRows } from './org-rows.ts';
import { isSameValue } from './same-value.ts';

export interface ComparedField {
  readonly name: string;
  readonly type: string;
  readonly column: string;
}

export interface Comparison {
  readonly object: string;
  readonly fields: number;
  readonly orgRows: number;
  readonly mirrorRows: number;
  readonly missing: number;
  readonly extra: number;
  readonly differing: number;
  /** The first few, for people. */
  readonly examples: readonly string[];
}

const EXAMPLES = 5;
const BATCH = 2000;

/** Walks both sides in order of id and compares every mapped value of every row. */
export async function compareObject(
  session: OrgSession,
  client: pg.Client,
  place: { readonly schema: string; readonly table: string; readonly object: string },
  fields: readonly ComparedField[],
): Promise<Comparison> {
  const mirror = readMirrorRows(client, place, fields);
  return await compareRows(session, place.object, fields, mirror);
}

/** @param mirror values of the fields as texts, in order of the first, which is the id */
export async function compareRows(
  session: OrgSession,
  object: string,
  fields: readonly ComparedField[],
  mirror: AsyncIterator<readonly (string | null)[]> | Iterator<readonly (string | null)[]>,
): Promise<Comparison> {
  const result = { orgRows: 0, mirrorRows: 0, missing: 0, extra: 0, differing: 0 };
  const examples: string[] = [];
  const note = (text: string): void => void (examples.length < EXAMPLES && examples.push(text));

  const org = readOrgRows(
    session,
    object,
    fields.map((field) => field.name),
  );
  let left = await org.next();
  let right = await mirror.next();
  while (left.done !== true || right.done !== true) {
    const orgId = left.done === true ? undefined : String(left.value['Id']);
    const mirrorId = right.done === true ? undefined : right.value[0];
    if (orgId !== undefined && (mirrorId === undefined || mirrorId === null || orgId < mirrorId)) {
      result.orgRows += 1;
      result.missing += 1;
      note(`${orgId} is in the org only`);
      left = await org.next();
    } else if (orgId === undefined || (mirrorId !== undefined && mirrorId !== null && mirrorId < orgId)) {
      result.mirrorRows += 1;
      result.extra += 1;
      note(`${mirrorId ?? '?'} is in the mirror only`);
      right = await mirror.next();
    } else {
      result.orgRows += 1;
      result.mirrorRows += 1;
      const differing = fields.filter(
        (field, index) => !isSameValue(field.type, left.value?.[field.name], right.value?.[index] ?? null),
      );
      if (differing.length > 0) result.differing += 1;
      for (const field of differing.slice(0, 2)) {
        const index = fields.indexOf(field);
        note(
          `${orgId}.${field.name}: org ${JSON.stringify(left.value?.[field.name])}, mirror ${JSON.stringify(right.value?.[index])}`,
        );
      }
      left = await org.next();
      right = await mirror.next();
    }
  }
  return { object, fields: fields.length, ...result, examples };
}

async function* readMirrorRows(
  client: pg.Client,
  place: { readonly schema: string; readonly table: string },
  fields: readonly ComparedField[],
): AsyncGenerator<(string | null)[]> {
  await client.query('begin read only');
  await client.query(`declare rows no scroll cursor for ${mirrorQuery(place, fields)}`);
  for (;;) {
    const { rows } = await client.query<(string | null)[]>({
      text: `fetch ${BATCH} from rows`,
      rowMode: 'array',
    });
    if (rows.length === 0) break;
    yield* rows;
  }
  await client.query('commit');
}

/** Values of the fields as texts, in order of the id. */
export function mirrorQuery(
  place: { readonly schema: string; readonly table: string },
  fields: readonly ComparedField[],
): string {
  const columns = fields.map((field) => `${quote(field.column)}::text`).join(', ');
  return `select ${columns} from ${quote(place.schema)}.${quote(place.table)} order by id collate "C"`;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
