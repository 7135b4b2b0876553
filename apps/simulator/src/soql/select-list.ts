/** The SELECT list: which SQL columns are read, and what becomes of each row. */
import type { ObjectModel } from '../org/schema/schema.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import { quote } from '../org/storage/tables.ts';
import type { Path, SelectItem, Statement } from './ast.ts';
import { resolveFunction } from './functions.ts';
import { findWord, malformed, noSuchChildRelationship, noSuchRelationship, queryError } from './marker.ts';
import { NARROWED, type ResolvedField, type ResolvedParent, type Scope } from './scope.ts';

export interface ValueShape {
  readonly kind: 'value';
  readonly key: string;
  readonly column: number;
  readonly field: FieldDefinition;
  /** Show a picklist's label. */
  readonly asLabel: boolean;
  /** As written, for column metadata. */
  readonly raw: string;
}

export interface CompoundShape {
  readonly kind: 'compound';
  readonly key: string;
  readonly field: FieldDefinition;
  readonly parts: readonly { readonly key: string; readonly column: number }[];
}

export interface ParentShape {
  readonly kind: 'parent';
  readonly key: string;
  readonly idColumn: number;
  /** Undefined where the id's prefix tells the object. */
  readonly model: ObjectModel | undefined;
  readonly models: readonly ObjectModel[];
  readonly shapes: Shape[];
}

export interface TypeofShape {
  readonly kind: 'typeof';
  readonly key: string;
  readonly idColumn: number;
  readonly branches: readonly { readonly model: ObjectModel; readonly shapes: readonly Shape[] }[];
}

export interface ChildrenShape {
  readonly kind: 'children';
  readonly key: string;
  readonly child: ObjectModel;
  /** The child's lookup to this row. */
  readonly lookup: FieldDefinition;
  readonly query: Statement;
  /** Which item of the SELECT list it is. */
  readonly item: number;
}

export type Shape = ValueShape | CompoundShape | ParentShape | TypeofShape | ChildrenShape;

export interface SelectPlan {
  /** SQL of each column; the first is the row's id. */
  readonly columns: readonly string[];
  readonly shapes: readonly Shape[];
}

/** Salesforce's limit for `FIELDS(ALL)` and `FIELDS(CUSTOM)`. Source: SOQL and SOSL Reference, "FIELDS()". */
const FIELDS_MAX_ROWS = 200;

/** FORMAT() shows them as they are. */
const COMPOUNDS = new Set(['address', 'location']);

export function planSelect(scope: Scope, statement: Statement): SelectPlan {
  const columns = [scope.model.has('Id') ? `${scope.alias}."Id"` : 'null'];
  const shapes: Shape[] = [];
  const seen = new Set<string>();
  let unnamed = 0;
  const addColumn = (sql: string): number => columns.push(sql) - 1;

  const addField = (resolved: ResolvedField, key: string, raw: string, asLabel: boolean): void => {
    const siblings = openParents(shapes, resolved.parents, addColumn);
    siblings.push(fieldShape(resolved, key, raw, asLabel, addColumn));
  };
  const addPath = (path: Path, alias: string | undefined): void => {
    const resolved = scope.resolve(path);
    const name = [...resolved.parents.map((parent) => parent.relationship), resolved.field.name].join('.');
    if (seen.has(name.toLowerCase())) {
      throw queryError(
        scope.run.soql,
        findWord(scope.run.soql, path.raw),
        'INVALID_FIELD',
        `duplicate field selected: ${name}`,
      );
    }
    seen.add(name.toLowerCase());
    addField(resolved, alias ?? resolved.field.name, path.raw, false);
  };

  for (const [index, item] of statement.select.entries()) {
    switch (item.kind) {
      case 'path':
        addPath(item.path, item.alias);
        break;
      case 'typeof':
        shapes.push(typeofShape(scope, item, addColumn));
        break;
      case 'children':
        shapes.push(childrenShape(scope, item, index));
        break;
      case 'function': {
        if (item.call.name === 'FIELDS') {
          for (const name of fieldsOf(scope, item.call.args[0]?.raw ?? '', statement.limit)) {
            if (!seen.has(name.toLowerCase())) addPath({ kind: 'path', names: [name], raw: name }, undefined);
          }
          break;
        }
        const [first] = item.call.args;
        const wraps = ['TOLABEL', 'FORMAT', 'CONVERTCURRENCY'].includes(item.call.name);
        if (wraps && first?.kind === 'path') {
          const resolved = scope.resolve(first);
          const asItIs = item.call.name === 'TOLABEL' || COMPOUNDS.has(resolved.field.type);
          const shown = asItIs ? resolved : { ...resolved, ...resolveFunction(scope, item.call) };
          addField(shown, item.alias ?? resolved.field.name, item.call.raw, item.call.name === 'TOLABEL');
        } else {
          const { sql, field } = resolveFunction(scope, item.call);
          const key = item.alias ?? `expr${unnamed++}`;
          shapes.push({
            kind: 'value',
            key,
            column: addColumn(sql),
            field,
            asLabel: false,
            raw: item.call.raw,
          });
        }
      }
    }
  }
  return { columns, shapes };
}

function fieldsOf(scope: Scope, group: string, limit: number | undefined): string[] {
  const kind = group.toUpperCase();
  if (!['ALL', 'STANDARD', 'CUSTOM'].includes(kind)) throw malformed(`unexpected token: '${group}'`);
  if (kind !== 'STANDARD' && (limit === undefined || limit > FIELDS_MAX_ROWS)) {
    throw malformed('The SOQL FIELDS function must have a LIMIT of at most 200');
  }
  return scope.model.definition.fields
    .filter((field) => kind === 'ALL' || field.custom === (kind === 'CUSTOM'))
    .filter((field) => scope.mayRead(scope.model, field.name))
    .map((field) => field.name);
}

/** The list of shapes that a field under these parents goes into; makes the parents that are not there yet. */
function openParents(
  shapes: Shape[],
  parents: readonly ResolvedParent[],
  addColumn: (sql: string) => number,
): Shape[] {
  let siblings = shapes;
  for (const parent of parents) {
    let shape = siblings.find(
      (sibling): sibling is ParentShape => sibling.kind === 'parent' && sibling.key === parent.relationship,
    );
    if (shape === undefined) {
      const { target } = parent;
      shape = {
        kind: 'parent',
        key: parent.relationship,
        // A parent that is gone shows as null, so the joined row's own id decides where there is one.
        idColumn: addColumn(target.kind === 'one' ? `${target.alias}."Id"` : parent.idSql),
        model: target.kind === 'one' ? target.model : undefined,
        models: target.kind === 'one' ? [target.model] : target.models,
        shapes: [],
      };
      siblings.push(shape);
    }
    siblings = shape.shapes;
  }
  return siblings;
}

function fieldShape(
  resolved: ResolvedField,
  key: string,
  raw: string,
  asLabel: boolean,
  addColumn: (sql: string) => number,
): Shape {
  const { field, model, alias } = resolved;
  if ((field.type === 'address' || field.type === 'location') && model !== undefined && alias !== undefined) {
    const parts = compoundParts(model, field).map((part) => ({
      key: part.key,
      column: addColumn(part.name === undefined ? 'null' : `${alias}.${quote(part.name)}`),
    }));
    return { kind: 'compound', key, field, parts };
  }
  return { kind: 'value', key, column: addColumn(resolved.sql), field, asLabel, raw };
}

const ADDRESS_KEYS = [
  'city',
  'country',
  'geocodeAccuracy',
  'latitude',
  'longitude',
  'postalCode',
  'state',
  'street',
];

/** The parts of a compound value, in the order Salesforce shows them. Source: recorded answers. */
export function compoundParts(
  model: ObjectModel,
  compound: FieldDefinition,
): readonly { readonly key: string; readonly name: string | undefined }[] {
  if (compound.type === 'location') {
    const stem = compound.name.replace(/__c$/i, '');
    const part = (axis: string): string | undefined =>
      (model.field(`${stem}__${axis}__s`) ?? model.field(`${stem}${axis}`))?.name;
    return [
      { key: 'latitude', name: part('Latitude') },
      { key: 'longitude', name: part('Longitude') },
    ];
  }
  const stem = compound.name.replace(/Address$/, '');
  const extra = ['stateCode', 'countryCode'].filter((key) => model.has(stem + key));
  return [...ADDRESS_KEYS, ...extra].map((key) => ({ key, name: model.field(stem + key)?.name }));
}

function childrenShape(scope: Scope, item: SelectItem & { kind: 'children' }, index: number): ChildrenShape {
  const wanted = item.relationshipName.toLowerCase();
  const relationship = scope.run.context.schema
    .children(scope.model.name)
    .find((candidate) => candidate.relationshipName?.toLowerCase() === wanted);
  const access = relationship && scope.run.context.access(scope.run.caller.userId, relationship.child.name);
  if (relationship === undefined || access?.read !== true) {
    throw noSuchChildRelationship(scope.run.soql, item.relationshipName);
  }
  return {
    kind: 'children',
    key: relationship.relationshipName ?? item.relationshipName,
    child: relationship.child,
    lookup: relationship.field,
    query: item.query,
    item: index,
  };
}

function typeofShape(
  scope: Scope,
  item: SelectItem & { kind: 'typeof' },
  addColumn: (sql: string) => number,
): TypeofShape {
  const name = item.relationship.names.at(-1) ?? '';
  const lookup = scope.model.relationships.get(name.toLowerCase());
  if (lookup === undefined || !scope.mayRead(scope.model, lookup.name)) {
    throw noSuchRelationship(scope.run.soql, item.relationship.raw, name);
  }
  const idSql = `${scope.alias}.${quote(lookup.name)}`;
  const branches: { model: ObjectModel; shapes: Shape[] }[] = [];
  const named = new Set(item.branches.map((branch) => branch.objectName?.toLowerCase()));
  for (const branch of item.branches) {
    const models = lookup.referenceTo.flatMap((objectName) => {
      const wanted =
        branch.objectName === undefined
          ? !named.has(objectName.toLowerCase())
          : branch.objectName.toLowerCase() === objectName.toLowerCase();
      const model = wanted ? scope.run.context.schema.get(objectName) : undefined;
      return model === undefined ? [] : [model];
    });
    for (const model of models) {
      const shapes: Shape[] = [];
      for (const path of branch.fields) {
        // ELSE speaks of whatever is left: of that only the fields of the Name object are known.
        const as = branch.objectName === undefined ? [] : [NARROWED + model.name];
        const names = [...item.relationship.names, ...as, ...path.names];
        const resolved = scope.resolve({ kind: 'path', names, raw: path.raw });
        const parents = resolved.parents.slice(item.relationship.names.length);
        const siblings = openParents(shapes, parents, addColumn);
        siblings.push(fieldShape(resolved, resolved.field.name, path.raw, false, addColumn));
      }
      branches.push({ model, shapes });
    }
  }
  return { kind: 'typeof', key: lookup.relationshipName ?? name, idColumn: addColumn(idSql), branches };
}
