/** Global variables of formulas, for one user. Source: Salesforce Help, "Global Variables". */
import type { ObjectModel, Schema } from '../org/schema/schema.ts';
import type { RowStore } from '../org/storage/row-store.ts';
import type { Row } from '../org/types.ts';
import { wallClock } from '../soql/time-zone.ts';
import type { FormulaGlobals } from './evaluate.ts';
import type { GlobalRow } from './expression.ts';

export interface GlobalSource {
  readonly schema: Schema;
  readonly rows: RowStore;
  readonly userId: string;
  now(): number;
}

export function formulaGlobals(source: GlobalSource): FormulaGlobals {
  return {
    now: () => source.now(),
    today: () => today(source),
    globalRow: (which) => globalRow(source, which),
    rate: (isoCode) => rate(source, isoCode),
    hasCustomPermission: (name) => hasCustomPermission(source, name),
  };
}

function today(source: GlobalSource): string {
  const zone = globalRow(source, '$User')?.['TimeZoneSidKey'];
  return new Date(wallClock(source.now(), String(zone ?? 'GMT'))).toISOString().slice(0, 10);
}

function rate({ schema, rows }: GlobalSource, isoCode: unknown): number {
  const currencies = schema.get('CurrencyType');
  if (currencies === undefined || typeof isoCode !== 'string') return 1;
  const [id] = rows.findIds(currencies, 'IsoCode', isoCode);
  const known = id === undefined ? undefined : rows.read(currencies, id)?.['ConversionRate'];
  return typeof known === 'number' ? known : 1;
}

function globalRow(source: GlobalSource, which: GlobalRow): Readonly<Row> | undefined {
  const read = (object: string, id: unknown): Readonly<Row> | undefined => {
    const model = source.schema.get(object);
    return model === undefined || typeof id !== 'string' ? undefined : source.rows.read(model, id);
  };
  if (which === '$Organization') {
    const model = source.schema.get('Organization');
    return model === undefined ? undefined : source.rows.first(model);
  }
  const user = read('User', source.userId);
  if (which === '$User') return user;
  return which === '$Profile' ? read('Profile', user?.['ProfileId']) : read('UserRole', user?.['UserRoleId']);
}

/** Given by a permission set of the user's, the profile's own included. */
function hasCustomPermission({ schema, rows, userId }: GlobalSource, name: string): boolean {
  const permissions = schema.get('CustomPermission');
  const grants = schema.get('SetupEntityAccess');
  const assignments = schema.get('PermissionSetAssignment');
  if (permissions === undefined || grants === undefined || assignments === undefined) return false;
  const sets = new Set(readAll(rows, assignments, 'AssigneeId', userId).map((row) => row['PermissionSetId']));
  return rows
    .findIds(permissions, 'DeveloperName', name)
    .some((id) =>
      readAll(rows, grants, 'SetupEntityId', id).some((row) => sets.has(row['ParentId'] ?? null)),
    );
}

function readAll(rows: RowStore, model: ObjectModel, field: string, value: string): Readonly<Row>[] {
  return rows.findIds(model, field, value).flatMap((id) => {
    const row = rows.read(model, id);
    return row === undefined ? [] : [row];
  });
}
