/** Turns field paths into SQL: finds the fields, checks that the caller may read them, and collects the joins. */
import { canBeCaptured, changeEventName, objectOfChangeEvent } from '../events/schema/capable-objects.ts';
import { formulaFieldSql, isFormula } from '../formula/formula-field.ts';
import { defineField } from '../org/schema/define.ts';
import type { ObjectModel } from '../org/schema/schema.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import { quote, tableName } from '../org/storage/tables.ts';
import type { Path } from './ast.ts';
import type { QueryRun } from './context.ts';
import { leadsToRecordAccess, recordAccessField } from './record-access.ts';
import { malformed, noSuchColumn, noSuchObject, noSuchRelationship, notQueryable } from './marker.ts';
import { maskSql } from './mask-sql.ts';

/** Source: SOQL and SOSL Reference, "Relationship Query Limitations". */
const MAX_PARENT_LEVELS = 5;
const MAX_PARENTS = 55;

/** Before an object's name in a path: the polymorphic parent as that object. No API name begins with it. */
export const NARROWED = '#';

export interface ResolvedParent {
  /** Name in the answer, e.g. `Owner`. */
  readonly relationship: string;
  /** SQL of the lookup's value. */
  readonly idSql: string;
  readonly target: ParentTarget;
}

/** Where a relationship leads: one table, or one of several, told by the id's prefix. */
export type ParentTarget =
  | { readonly kind: 'one'; readonly model: ObjectModel; readonly alias: string }
  | { readonly kind: 'many'; readonly models: readonly ObjectModel[] };

export interface ResolvedField {
  readonly sql: string;
  readonly field: FieldDefinition;
  readonly model: ObjectModel | undefined;
  /** Alias of the table the field is in; undefined for fields of a polymorphic parent. */
  readonly alias: string | undefined;
  /** Outermost first. */
  readonly parents: readonly ResolvedParent[];
}

/** Fields of the Name object that our standard objects share. Source: Object Reference, "Name". */
const NAME_OBJECT_FIELDS = [
  'Id',
  'Name',
  'Type',
  'FirstName',
  'LastName',
  'Title',
  'Email',
  'Phone',
  'Alias',
  'Username',
  'IsActive',
];

export class Scope {
  readonly run: QueryRun;
  readonly model: ObjectModel;
  readonly alias: string;
  readonly #joins = new Map<string, { sql: string; target: ParentTarget; idSql: string }>();

  constructor(run: QueryRun, model: ObjectModel) {
    this.run = run;
    this.model = model;
    this.alias = run.nextAlias();
  }

  /** `"o_Account" t1 left join … ` */
  fromSql(): string {
    const joins = [...this.#joins.values()].map((join) => join.sql);
    return [`${tableName(this.model.name)} ${this.alias}`, ...joins].join(' ');
  }

  /** @throws SalesforceError `INVALID_FIELD` */
  resolve(path: Path): ResolvedField {
    const parents: ResolvedParent[] = [];
    let target: ParentTarget = { kind: 'one', model: this.model, alias: this.alias };
    const steps = path.names.slice(0, -1);
    if (steps.length > MAX_PARENT_LEVELS) {
      throw malformed('SOQL statements cannot query more than 5 levels of parent relationships');
    }
    for (const [index, name] of steps.entries()) {
      if (name.startsWith(NARROWED)) {
        target = this.#narrowTo(
          target,
          name.slice(NARROWED.length),
          steps.slice(0, index).join('.').toLowerCase(),
        );
        continue;
      }
      if (index === steps.length - 1 && target.kind === 'one' && leadsToRecordAccess(target.model, name)) {
        return recordAccessField(this.run, path, target, parents);
      }
      const parent = this.#follow(
        target,
        name,
        path,
        steps
          .slice(0, index + 1)
          .join('.')
          .toLowerCase(),
      );
      parents.push(parent);
      target = parent.target;
    }
    const last = path.names.at(-1) ?? '';
    return target.kind === 'one'
      ? this.#ownField(target.model, target.alias, last, path, parents)
      : this.#nameObjectField(target.models, parents, last, path);
  }

  #ownField(
    model: ObjectModel,
    alias: string,
    name: string,
    path: Path,
    parents: readonly ResolvedParent[],
  ): ResolvedField {
    const field = model.field(name);
    const access = this.run.context.access(this.run.caller.userId, model.name);
    if (field === undefined || !access.canReadField(field.name)) {
      const parentType = parents.at(-1)?.idSql;
      if (field === undefined && name.toLowerCase() === 'type' && parentType !== undefined) {
        return {
          sql: typeCase(parentType, [model]),
          field: TYPE_FIELD,
          model: undefined,
          alias: undefined,
          parents,
        };
      }
      throw noSuchColumn(this.run.soql, path.raw, name, model.name);
    }
    const sql = this.#fieldSql(model, field, alias);
    const hidden = field.type === 'encryptedstring' && access.seesEncrypted !== true;
    return { sql: hidden ? maskSql(field, sql) : sql, field, model, alias, parents };
  }

  /** The column, or what a formula field's formula comes to. */
  #fieldSql(model: ObjectModel, field: FieldDefinition, alias: string): string {
    if (!isFormula(field)) return `${alias}.${quote(field.name)}`;
    const { context, caller } = this.run;
    return formulaFieldSql((name) => context.schema.get(name), model, field, alias, {
      ...context.formulaGlobals(caller.userId),
      nextAlias: () => this.run.nextAlias(),
    });
  }

  /** `Who.Name`, `What.Type`: read from whichever table the id's prefix names. */
  #nameObjectField(
    models: readonly ObjectModel[],
    parents: readonly ResolvedParent[],
    name: string,
    path: Path,
  ): ResolvedField {
    const idSql = parents.at(-1)?.idSql ?? 'null';
    const canonical = NAME_OBJECT_FIELDS.find((known) => known.toLowerCase() === name.toLowerCase());
    if (canonical === undefined) throw noSuchColumn(this.run.soql, path.raw, name, 'Name');
    const whole = { model: undefined, alias: undefined, parents };
    if (canonical === 'Id') return { ...whole, sql: idSql, field: defineField({ name: 'Id', type: 'id' }) };
    if (canonical === 'Type') return { ...whole, sql: typeCase(idSql, models), field: TYPE_FIELD };
    const type = canonical === 'IsActive' ? 'boolean' : 'string';
    return {
      ...whole,
      sql: this.fieldByPrefix(idSql, models, canonical),
      field: defineField({ name: canonical, type }),
    };
  }

  /** The named field (or, for `Name`, the object's name field) of the row that the id points at, whatever its object. */
  fieldByPrefix(idSql: string, models: readonly ObjectModel[], name: string): string {
    const branches = models.flatMap((model) => {
      const field = name === 'Name' ? model.nameField : model.field(name);
      const prefix = model.definition.keyPrefix;
      if (field === undefined || prefix === null || !this.mayRead(model, field.name)) return [];
      const visible = this.run.context.rowFilter(this.run.caller.userId, model, 'x');
      const and = visible === undefined ? '' : ` and ${visible.text}`;
      const source = `select ${this.#fieldSql(model, field, 'x')} from ${tableName(model.name)} x where x."Id" = ${idSql}${and}`;
      return [`when '${prefix}' then (${source})`];
    });
    return byPrefix(idSql, branches);
  }

  mayRead(model: ObjectModel, fieldName: string): boolean {
    const access = this.run.context.access(this.run.caller.userId, model.name);
    return access.read && access.canReadField(fieldName);
  }

  #follow(from: ParentTarget, name: string, path: Path, key: string): ResolvedParent {
    const source = from.kind === 'one' ? from : this.#narrow(from.models, name, path, key);
    const field = source.model.relationships.get(name.toLowerCase());
    if (field === undefined || !this.mayRead(source.model, field.name)) {
      throw noSuchRelationship(this.run.soql, path.raw, name);
    }
    const relationship = field.relationshipName ?? name;
    const known = this.#joins.get(key);
    if (known !== undefined) return { relationship, idSql: known.idSql, target: known.target };
    const idSql = `${source.alias}.${quote(field.name)}`;
    const models = field.referenceTo.flatMap((objectName) => {
      const model = this.run.context.schema.get(objectName);
      return model === undefined ? [] : [model];
    });
    const [only] = models;
    if (only === undefined) throw noSuchRelationship(this.run.soql, path.raw, name);
    if (models.length > 1) {
      const target: ParentTarget = { kind: 'many', models };
      this.#joins.set(key, { sql: '', target, idSql });
      return { relationship, idSql, target };
    }
    const target = this.#join(only, idSql, key);
    return { relationship, idSql, target };
  }

  #join(model: ObjectModel, idSql: string, key: string): ParentTarget & { kind: 'one' } {
    if (!this.run.context.access(this.run.caller.userId, model.name).read) {
      throw noSuchObject(this.run.soql, model.name);
    }
    if (this.#joins.size >= MAX_PARENTS) {
      throw malformed(`A query can have at most ${MAX_PARENTS} child-to-parent relationships`);
    }
    this.run.context.prepareObject(model);
    const alias = `${this.alias}_${this.#joins.size + 1}`;
    const target = { kind: 'one', model, alias } as const;
    // A parent that the caller may not see is as good as none.
    const visible = this.run.context.rowFilter(this.run.caller.userId, model, alias);
    const and = visible === undefined ? '' : ` and ${visible.text}`;
    const sql = `left join ${tableName(model.name)} ${alias} on ${alias}."Id" = ${idSql}${and}`;
    this.#joins.set(key, { sql, target, idSql });
    return target;
  }

  /** `What.#Account.Name`: the parent as this object, as a branch of TYPEOF takes it. */
  #narrowTo(from: ParentTarget, objectName: string, parentKey: string): ParentTarget {
    if (from.kind === 'one') return from;
    const model = from.models.find((one) => one.name === objectName);
    const idSql = this.#joins.get(parentKey)?.idSql;
    if (model === undefined || idSql === undefined) throw noSuchObject(this.run.soql, objectName);
    const key = `${parentKey}:${model.name.toLowerCase()}`;
    return this.#joins.get(key)?.target ?? this.#join(model, idSql, key);
  }

  /** `Owner.UserRole.Name` where the owner may be a user or a queue: the way goes through the one that has a role. */
  #narrow(
    models: readonly ObjectModel[],
    name: string,
    path: Path,
    key: string,
  ): { model: ObjectModel; alias: string } {
    const model = models.find((candidate) => candidate.relationships.has(name.toLowerCase()));
    const parentKey = key.split('.').slice(0, -1).join('.');
    const idSql = this.#joins.get(parentKey)?.idSql;
    if (model === undefined || idSql === undefined) throw noSuchRelationship(this.run.soql, path.raw, name);
    const joinKey = `${parentKey}:${model.name.toLowerCase()}`;
    const known = this.#joins.get(joinKey)?.target;
    return known?.kind === 'one' ? known : this.#join(model, idSql, joinKey);
  }
}

/** Compares without case, as the columns it chooses from do. */
function byPrefix(idSql: string, branches: readonly string[]): string {
  return branches.length === 0
    ? 'null'
    : `(case substr(${idSql}, 1, 3) ${branches.join(' ')} end collate nocase)`;
}

const TYPE_FIELD = defineField({ name: 'Type', type: 'string' });

/** The object's name, told by the id's prefix. */
function typeCase(idSql: string, models: readonly ObjectModel[]): string {
  const branches = models.flatMap((model) =>
    model.definition.keyPrefix === null ? [] : [`when '${model.definition.keyPrefix}' then '${model.name}'`],
  );
  return byPrefix(idSql, branches);
}

/** The object a statement is from. @throws SalesforceError when it is missing, closed or not queryable */
export function readableObject(run: QueryRun, name: string): ObjectModel {
  const { schema } = run.context;
  const changed = schema.get(objectOfChangeEvent(name) ?? '');
  const model = schema.get(name) ?? changed;
  if (model === undefined) throw noSuchObject(run.soql, name);
  if (!run.context.access(run.caller.userId, model.name).read) throw noSuchObject(run.soql, name);
  if (model === changed) {
    if (!canBeCaptured(model.definition)) throw noSuchObject(run.soql, name);
    throw notQueryable(changeEventName(model.name));
  }
  if (!model.definition.queryable) throw notQueryable(model.name);
  run.context.prepareObject(model);
  return model;
}
