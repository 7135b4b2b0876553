/** Changes of the org's schema: what Setup does about tables and permissions when an object or a field comes or goes. */
import type { DatabaseSync } from 'node:sqlite';
import { customShareObject } from '../standard/share-objects.ts';
import { grantAdministrators } from './access/administrator-grants.ts';
import type { EffectiveAccess } from './access/effective-access.ts';
import { addFields, removeField, type ObjectModel, type Schema } from './schema/schema.ts';
import type {
  FieldDeclaration,
  FieldDefinition,
  ObjectDeclaration,
  ObjectDefinition,
  SharingModel,
} from './schema/types.ts';
import type { OrgStore } from './storage/org-store.ts';
import type { RowStore } from './storage/row-store.ts';
import { migrateTable } from './storage/tables.ts';
import type { Transactions } from './storage/transactions.ts';
import type { OrgClock } from './types.ts';

export interface SchemaEditorParts {
  readonly database: DatabaseSync;
  readonly schema: Schema;
  readonly store: OrgStore;
  readonly rows: RowStore;
  readonly transactions: Transactions;
  readonly access: EffectiveAccess;
  readonly clock: OrgClock;
}

export class SchemaEditor {
  readonly #parts: SchemaEditorParts;

  constructor(parts: SchemaEditorParts) {
    this.#parts = parts;
  }

  /** Of a new org, before there is anybody to grant anything to. */
  defineAll(declarations: readonly ObjectDeclaration[]): void {
    for (const declaration of declarations) this.#define(declaration);
  }

  defineObject(declaration: ObjectDeclaration): ObjectDefinition {
    const definition = this.#parts.transactions.runNow(() => this.#grant(this.#define(declaration)));
    this.markChanged();
    return definition;
  }

  addField(model: ObjectModel, field: FieldDeclaration): void {
    this.#parts.transactions.runNow(() => {
      this.#grant(this.#put(addFields(model, [field])));
      const twin = this.#twinOf(model.name, field.name);
      if (twin !== undefined && (field.calculatedFormula ?? null) === null) {
        this.#grant(this.#put(addFields(twin, [{ ...field, childRelationshipName: null }])));
      }
    });
    this.markChanged();
  }

  /** The permissions of a field go with it. */
  removeField(model: ObjectModel, fieldName: string): void {
    const twin = this.#twinOf(model.name, fieldName);
    this.#parts.transactions.runNow(() => {
      for (const one of twin === undefined ? [model] : [model, twin]) this.#removeFrom(one, fieldName);
    });
    this.markChanged();
  }

  #removeFrom(model: ObjectModel, fieldName: string): void {
    const { access, schema, rows } = this.#parts;
    this.#put(removeField(model, fieldName));
    const permissions = schema.get('FieldPermissions');
    const granted = access.reader.rows('FieldPermissions', '"Field" = ?', `${model.name}.${fieldName}`);
    for (const row of granted) if (permissions !== undefined) rows.remove(permissions, String(row['Id']));
  }

  /** Custom fields of activities are one for tasks and events. Source: facts 7.3; Object Reference, FieldPermissions. */
  #twinOf(objectName: string, fieldName: string): ObjectModel | undefined {
    if (!/__c$/i.test(fieldName)) return undefined;
    if (objectName === 'Task') return this.#parts.schema.get('Event');
    return objectName === 'Event' ? this.#parts.schema.get('Task') : undefined;
  }

  changeField(
    { definition }: ObjectModel,
    fieldName: string,
    changes: Partial<Pick<FieldDefinition, 'picklistValues' | 'nillable' | 'referenceTo'>>,
  ): void {
    const fields = definition.fields.map((field) =>
      field.name.toLowerCase() === fieldName.toLowerCase() ? { ...field, ...changes } : field,
    );
    this.#parts.transactions.runNow(() => this.#put({ ...definition, fields }));
    this.markChanged();
  }

  setSharingModel({ definition }: ObjectModel, sharingModel: SharingModel): void {
    this.#parts.transactions.runNow(() => this.#grant(this.#put({ ...definition, sharingModel })));
    this.markChanged();
  }

  /** Always later than before, also when two changes share a second. */
  markChanged(): void {
    const { store, clock, access } = this.#parts;
    const now = Math.floor(clock.now() / 1000) * 1000;
    store.writeSetting('schemaModifiedAt', String(Math.max(now, this.modifiedAt() + 1000)));
    access.forget();
  }

  modifiedAt(): number {
    return Number(this.#parts.store.readSetting('schemaModifiedAt') ?? 0);
  }

  /** Setup gives its administrators what they add, and an object that is not open to all its share object. */
  #grant(definition: ObjectDefinition): ObjectDefinition {
    const { access, schema, rows, store, clock } = this.#parts;
    const model = schema.get(definition.name);
    const stamp = new Date(Math.floor(clock.now() / 1000) * 1000).toISOString();
    if (model !== undefined)
      grantAdministrators({ reader: access.reader, schema, rows, store }, model, stamp);
    const { name, kind, sharingModel } = definition;
    if (kind === 'custom' && (sharingModel === 'Private' || sharingModel === 'Read')) {
      this.#define(customShareObject(name));
    }
    return definition;
  }

  #define(declaration: ObjectDeclaration): ObjectDefinition {
    return this.#put(this.#parts.schema.withDeclaration(declaration));
  }

  #put(definition: ObjectDefinition): ObjectDefinition {
    const { schema, database, store, rows } = this.#parts;
    const model = schema.put(definition);
    if (definition.kind !== 'platformEvent') migrateTable(database, model);
    store.writeObject(definition);
    rows.forgetStatements();
    return definition;
  }
}
