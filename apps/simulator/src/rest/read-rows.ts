import { SalesforceError } from '../errors.ts';
import { toId18 } from '../org/ids.ts';
import type { QueryRecord } from '../org/types.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import { orgOf } from './rest-request.ts';
import type { RestRequest } from './rest-request.ts';

const IDS_PER_QUERY = 200;

/**
 * Rows as REST shows them (compounds assembled, datetimes with `+0000`), in the order of `ids`; null where there is
 * none or no access. Without `fieldNames`, every field the caller may read. `Id` is always there.
 * @throws SalesforceError `INVALID_FIELD` for a field that does not exist or may not be read
 */
export function readRows(
  request: RestRequest,
  object: ObjectDefinition,
  ids: readonly string[],
  fieldNames: readonly string[] | undefined,
): (QueryRecord | null)[] {
  const access = orgOf(request).access(request.caller.userId, object.name);
  const readable = object.fields.filter((field) => access.canReadField(field.name));
  const wanted = fieldNames ?? readable.map((field) => field.name);
  const names = wanted.map((name) => {
    const field = readable.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (field === undefined) {
      throw new SalesforceError(
        400,
        'INVALID_FIELD',
        `No such column '${name}' on sobject of type ${object.name}`,
      );
    }
    return field.name;
  });
  const byId = new Map<string, QueryRecord>();
  const columns = [...new Set(names.includes('Id') ? names : ['Id', ...names])];
  for (let from = 0; from < ids.length; from += IDS_PER_QUERY) {
    // What is no id at all has no row either.
    const known = ids.slice(from, from + IDS_PER_QUERY).filter((id) => toId18(id) !== undefined);
    if (known.length === 0) continue;
    const list = known.map((id) => `'${id}'`);
    const soql = `SELECT ${columns.join(', ')} FROM ${object.name} WHERE Id IN (${list.join(', ')})`;
    const page = orgOf(request).query(request.caller, soql, { includeDeleted: false, batchSize: 2000 });
    for (const record of page.records) {
      byId.set(String(record['Id']), record);
    }
  }
  return ids.map((id) => byId.get(id) ?? null);
}
