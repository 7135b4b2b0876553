/** The org's objects as they are now, found by any spelling of their names. Holds no rows and knows no storage. */
import { defineObject, expandField } from './define.ts';
import type { FieldDeclaration, FieldDefinition, ObjectDeclaration, ObjectDefinition } from './types.ts';

/** One child relationship, seen from the parent. */
export interface ChildRelationship {
  readonly child: ObjectModel;
  readonly field: FieldDefinition;
  readonly relationshipName: string | null;
}

/** An object with its look-ups by lower-cased name. */
export class ObjectModel {
  readonly definition: ObjectDefinition;
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  /** Lookups by relationship name: `account` → the field `AccountId`. */
  readonly relationships: ReadonlyMap<string, FieldDefinition>;
  /** Fields that have a column; compounds and formulas have none. */
  readonly storedFields: readonly FieldDefinition[];
  /** Roll-up summary fields. */
  readonly rollUps: readonly FieldDefinition[];
  readonly nameField: FieldDefinition | undefined;
  readonly hasIsDeleted: boolean;

  constructor(definition: ObjectDefinition) {
    this.definition = definition;
    this.fields = new Map(definition.fields.map((field) => [field.name.toLowerCase(), field]));
    this.relationships = new Map(
      definition.fields.flatMap((field) =>
        field.relationshipName === null ? [] : [[field.relationshipName.toLowerCase(), field]],
      ),
    );
    this.storedFields = definition.fields.filter((field) => isStored(field));
    this.rollUps = definition.fields.filter((field) => field.rollUp !== null);
    this.nameField = definition.fields.find((field) => field.nameField) ?? this.fields.get('name');
    this.hasIsDeleted = this.fields.has('isdeleted');
  }

  get name(): string {
    return this.definition.name;
  }

  field(name: string): FieldDefinition | undefined {
    return this.fields.get(name.toLowerCase());
  }

  has(name: string): boolean {
    return this.fields.has(name.toLowerCase());
  }
}

/** False for addresses, locations and formulas, which are made when they are read. */
export function isStored(field: FieldDefinition): boolean {
  if (field.calculatedFormula !== null) return false;
  return field.type !== 'address' && field.type !== 'location';
}

const CUSTOM_PREFIX_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export class Schema {
  readonly #models = new Map<string, ObjectModel>();
  readonly #byPrefix = new Map<string, ObjectModel>();
  #children: Map<string, ChildRelationship[]> | undefined;

  get(name: string): ObjectModel | undefined {
    return this.#models.get(name.toLowerCase());
  }

  byPrefix(prefix: string): ObjectModel | undefined {
    return this.#byPrefix.get(prefix);
  }

  models(): readonly ObjectModel[] {
    return [...this.#models.values()];
  }

  /** Relationships that point at this object, whether they have a name or not. */
  children(name: string): readonly ChildRelationship[] {
    this.#children ??= this.#collectChildren();
    return this.#children.get(name.toLowerCase()) ?? [];
  }

  /** Puts a definition in place, as it was persisted. */
  put(definition: ObjectDefinition): ObjectModel {
    const model = new ObjectModel(definition);
    this.#models.set(definition.name.toLowerCase(), model);
    const { keyPrefix } = definition;
    if (keyPrefix !== null) {
      // Histories share one prefix, and status values another; ids lead to the first of them.
      const holder = this.#byPrefix.get(keyPrefix);
      if (holder === undefined || holder.name === model.name) this.#byPrefix.set(keyPrefix, model);
    }
    this.#children = undefined;
    return model;
  }

  /** The definition after this declaration: the new object, or the known one with the fields it lacked. */
  withDeclaration(declaration: ObjectDeclaration): ObjectDefinition {
    const known = this.get(declaration.name);
    if (known !== undefined) return addFields(known, declaration.fields);
    const definition = defineObject(declaration);
    return definition.keyPrefix === null && definition.kind !== 'setup' && definition.kind !== 'standard'
      ? { ...definition, keyPrefix: this.#nextPrefix(definition.kind === 'platformEvent' ? 'e' : 'a') }
      : definition;
  }

  clear(): void {
    this.#models.clear();
    this.#byPrefix.clear();
    this.#children = undefined;
  }

  #nextPrefix(letter: string): string {
    for (const first of CUSTOM_PREFIX_DIGITS) {
      for (const second of CUSTOM_PREFIX_DIGITS) {
        const prefix = letter + first + second;
        if (!this.#byPrefix.has(prefix)) return prefix;
      }
    }
    throw new Error('No key prefix is left for another custom object.');
  }

  #collectChildren(): Map<string, ChildRelationship[]> {
    const children = new Map<string, ChildRelationship[]>();
    for (const child of this.#models.values()) {
      for (const field of child.definition.fields) {
        for (const parent of field.referenceTo) {
          const relationship = { child, field, relationshipName: field.childRelationshipName };
          const known = children.get(parent.toLowerCase());
          if (known === undefined) children.set(parent.toLowerCase(), [relationship]);
          else known.push(relationship);
        }
      }
    }
    return children;
  }
}

/** A declared field replaces nothing: what the object has already stays as it is. */
export function addFields(model: ObjectModel, declarations: readonly FieldDeclaration[]): ObjectDefinition {
  const added = new Map<string, FieldDefinition>();
  for (const declaration of declarations) {
    for (const field of expandField(declaration)) {
      const key = field.name.toLowerCase();
      if (!model.has(key) && !added.has(key)) added.set(key, field);
    }
  }
  return added.size === 0
    ? model.definition
    : { ...model.definition, fields: [...model.definition.fields, ...added.values()] };
}

/** The definition without this field, its parts (location) included. */
export function removeField(model: ObjectModel, fieldName: string): ObjectDefinition {
  const field = model.field(fieldName);
  if (field === undefined) return model.definition;
  return {
    ...model.definition,
    fields: model.definition.fields.filter(
      (other) => other !== field && other.compoundFieldName !== field.name,
    ),
  };
}
