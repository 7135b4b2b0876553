/** Fills the probe objects for one query: the engine then reads them like any other table. */
import type { DatabaseSync } from 'node:sqlite';
import { SalesforceError } from '../../errors.ts';
import type { SelectItem, Statement } from '../../soql/ast.ts';
import { SYSTEM_PERMISSIONS } from '../../standard/system-permissions.ts';
import { entityId, fieldId } from '../definition-objects.ts';
import { makeId, toId18 } from '../ids.ts';
import { loadRows } from '../load-rows.ts';
import type { ObjectModel, Schema } from '../schema/schema.ts';
import { tableName } from '../storage/tables.ts';
import type { Caller, OrgClock, Row } from '../types.ts';
import type { EffectiveAccess } from './effective-access.ts';
import { demanded, needsFilter } from './probe-filters.ts';
import { RECORD_FLAGS } from './probe-objects.ts';
import { rowRights, type RowRights } from './row-rights.ts';
import type { RowSharing } from './row-sharing.ts';

const MOST_RECORDS = 200;

export class Probes {
  readonly #database: DatabaseSync;
  readonly #schema: Schema;
  readonly #access: EffectiveAccess;
  readonly #sharing: RowSharing;
  readonly #clock: OrgClock;

  constructor(
    database: DatabaseSync,
    schema: Schema,
    access: EffectiveAccess,
    sharing: RowSharing,
    clock: OrgClock,
  ) {
    this.#database = database;
    this.#schema = schema;
    this.#access = access;
    this.#sharing = sharing;
    this.#clock = clock;
  }

  /** Does nothing for other objects. @throws SalesforceError when the filter does not say enough */
  prepare(caller: Caller, statement: Statement): void {
    const model = this.#schema.get(statement.from);
    switch (model?.name) {
      case 'UserRecordAccess':
        this.#fill(model, this.#recordRows(caller, statement));
        break;
      case 'UserPermissionAccess':
        this.#fill(model, [this.#permissionRow(caller)]);
        break;
      case 'UserEntityAccess':
        this.#fill(model, this.#entityRows(caller, statement));
        break;
      case 'UserFieldAccess':
        this.#fill(model, this.#fieldRows(caller, statement));
        break;
      case 'FieldDefinition': {
        const named = demanded(statement, 'EntityDefinitionId', 'DurableId', ...ENTITY_PATHS);
        if (named === undefined) throw needsFilter('FieldDefinition', 'EntityDefinitionId,DurableId');
        break;
      }
      default:
    }
  }

  #fill(model: ObjectModel, rows: readonly Row[]): void {
    this.#database.exec(`delete from ${tableName(model.name)}`);
    const prefix = model.definition.keyPrefix ?? '000';
    let number = 0;
    const newId = () => makeId(prefix, (number += 1));
    loadRows(this.#database, model, rows, { newId, values: {} });
  }

  /** Rows that the caller cannot read are not told of. Source: Object Reference, UserRecordAccess. */
  #recordRows(caller: Caller, statement: Statement): Row[] {
    refuseSelection(statement);
    const users = demanded(statement, 'UserId');
    const records = demanded(statement, 'RecordId');
    if (users?.length !== 1 || records === undefined) {
      const message = 'UserRecordAccess must be filtered by a single UserId and by RecordId';
      throw new SalesforceError(400, 'MALFORMED_QUERY', message);
    }
    if (records.length > MOST_RECORDS) {
      throw new SalesforceError(400, 'MALFORMED_QUERY', `You can query up to ${MOST_RECORDS} record IDs`);
    }
    const userId = toId18(users[0] ?? '');
    if (userId === undefined) return [];
    return records.flatMap((given) => {
      const id = toId18(given);
      const model = id === undefined ? undefined : this.#schema.byPrefix(id.slice(0, 3));
      if (id === undefined || model === undefined) return [];
      const seen =
        this.#access.access(caller.userId, model).read &&
        this.#sharing.allows(caller.userId, model, id, 'read');
      const exists = this.#database.prepare(`select 1 from ${tableName(model.name)} where "Id" = ?`).get(id);
      if (!seen || exists === undefined) return [];
      return [{ UserId: userId, RecordId: id, ...this.#rights(userId, model, id) }];
    });
  }

  #rights(userId: string, model: ObjectModel, id: string): Row {
    const rights = Object.entries(this.rowRights(userId, model, 'r')).map(
      ([name, sql]) => `${sql} as "${name}"`,
    );
    const found = this.#database
      .prepare(`select ${rights.join(', ')} from ${tableName(model.name)} r where r."Id" = ?`)
      .get(id) as Row | undefined;
    const flags = RECORD_FLAGS.map((name) => [name, found?.[name] === 1] as const);
    return { ...Object.fromEntries(flags), MaxAccessLevel: found?.['MaxAccessLevel'] ?? 'None' };
  }

  /** What a user may do with the rows under `alias`, as SQL. */
  rowRights(userId: string, model: ObjectModel, alias: string): RowRights {
    return rowRights(this.#sharing, this.#access.access(userId, model), userId, model, alias);
  }

  #permissionRow({ userId }: Caller): Row {
    const held = SYSTEM_PERMISSIONS.map(
      (name) => [`Permissions${name}`, this.#access.hasPermission(userId, name)] as const,
    );
    return { LastCacheUpdate: new Date(this.#clock.now()).toISOString(), ...Object.fromEntries(held) };
  }

  #entityRows(caller: Caller, statement: Statement): Row[] {
    const durable = demanded(statement, 'DurableId');
    const users = durable?.map((id) => id.split('.')[1] ?? '') ?? demanded(statement, 'UserId');
    if (users === undefined) throw needsFilter('UserEntityAccess', 'UserId,DurableId');
    const models = this.#models(
      durable?.map((id) => id.split('.')[0] ?? '') ??
        demanded(statement, ...ENTITY_PATHS, 'EntityDefinitionId'),
    );
    return this.#usersOf(caller, users).flatMap((userId) =>
      models.map(({ model, index }) => {
        const access = this.#access.access(userId, model);
        const { definition } = model;
        return {
          DurableId: `${model.name}.${userId}`,
          UserId: userId,
          EntityDefinitionId: entityId(index + 1),
          IsReadable: access.read,
          IsCreatable: definition.createable && access.create,
          IsEditable: definition.updateable && access.edit,
          IsUpdatable: definition.updateable && access.edit,
          IsDeletable: definition.deletable && access.delete,
          IsUndeletable: definition.undeletable && access.delete,
          IsMergeable: definition.mergeable && access.edit && access.delete,
          IsActivateable: false,
          IsFlsUpdatable: this.#access.hasPermission(userId, 'ManageProfilesPermissionsets'),
        };
      }),
    );
  }

  #fieldRows(caller: Caller, statement: Statement): Row[] {
    const durable = demanded(statement, 'DurableId');
    const users = durable?.map((id) => id.split('.')[2] ?? '') ?? demanded(statement, 'UserId');
    const entities =
      durable?.map((id) => id.split('.')[0] ?? '') ??
      demanded(statement, ...ENTITY_PATHS, 'EntityDefinitionId');
    const fields = demanded(statement, 'FieldDefinition.QualifiedApiName', 'FieldDefinition.DurableId');
    const named =
      entities ?? fields?.filter((name) => name.includes('.')).map((name) => name.split('.')[0] ?? '');
    if (users === undefined || named === undefined) throw needsFilter('UserFieldAccess', 'DurableId');
    return this.#usersOf(caller, users).flatMap((userId) =>
      this.#models(named).flatMap(({ model, index }) => {
        const access = this.#access.access(userId, model);
        return model.definition.fields.map((field, position) => ({
          DurableId: `${model.name}.${field.name}.${userId}`,
          UserId: userId,
          EntityDefinitionId: entityId(index + 1),
          FieldDefinitionId: fieldId(index + 1, position),
          IsAccessible: access.canReadField(field.name),
          IsCreatable: field.createable && access.create && access.canEditField(field.name),
          IsUpdatable: field.updateable && access.edit && access.canEditField(field.name),
        }));
      }),
    );
  }

  /** Others' access is for who may see users' set-up. Assumed. */
  #usersOf(caller: Caller, given: readonly string[]): string[] {
    const mayAsk = this.#access.hasAnyPermission(caller.userId, ['ViewSetup', 'ManageUsers', 'ViewAllUsers']);
    const ids = [...new Set(given)].flatMap((id) => toId18(id) ?? []);
    return ids.filter((id) => id === caller.userId || mayAsk);
  }

  /** Objects by name or by the id of their EntityDefinition; all of them when nothing is named. */
  #models(named: readonly string[] | undefined): { readonly model: ObjectModel; readonly index: number }[] {
    const wanted = named === undefined ? undefined : new Set(named.map((name) => name.toLowerCase()));
    return this.#schema
      .models()
      .map((model, index) => ({ model, index }))
      .filter(
        ({ model, index }) =>
          wanted === undefined ||
          wanted.has(model.name.toLowerCase()) ||
          wanted.has(entityId(index + 1).toLowerCase()),
      );
  }
}

const ENTITY_PATHS = [
  'EntityDefinition.QualifiedApiName',
  'EntityDefinition.DurableId',
  'EntityDefinition.DeveloperName',
];

/** Source: refusal of a real org in public client code; Object Reference, UserRecordAccess (usage). */
function refuseSelection(statement: Statement): void {
  const known = new Set(['recordid', 'maxaccesslevel', ...RECORD_FLAGS.map((name) => name.toLowerCase())]);
  const names = statement.select.map(nameOf);
  const filtered = demandsFlag(statement);
  const allowed = filtered ? new Set(['recordid']) : known;
  if (names.every((name) => name !== undefined && allowed.has(name))) return;
  const message = filtered
    ? 'Can select only RecordId when filtering by access level'
    : 'Can select only RecordId, a Has*Access field, and MaxAccessLevel';
  throw new SalesforceError(400, 'INVALID_FIELD', message);
}

function nameOf(item: SelectItem): string | undefined {
  return item.kind === 'path' ? item.path.names.join('.').toLowerCase() : undefined;
}

function demandsFlag(statement: Statement): boolean {
  return RECORD_FLAGS.some((name) => demanded(statement, name) !== undefined);
}
