/** `/composite/tree/X`: records with their children nested inside, all or none. Source: "sObject Tree". */
import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import type { Org, RowError, SaveOperation } from '../org/types.ts';
import { orgOf, readJsonObject, saveOptions } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { findObject } from './rows.ts';
import { isObject, resolveParents, splitRow, valuesOfInsert } from './row-values.ts';

const MAX_RECORDS = 200;
const MAX_LEVELS = 5;
const MAX_TYPES = 5;

export function addTreeRoutes(router: Router<RestHandler>): void {
  router.on('POST', '/composite/tree/:object', answerTree);
}

interface Node {
  readonly object: ObjectDefinition;
  readonly referenceId: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly parent: { readonly node: Node; readonly lookupField: string } | undefined;
  readonly level: number;
}

interface TreeResult {
  readonly referenceId: string;
  readonly id?: string;
  readonly errors?: readonly RowError[];
}

function answerTree(request: RestRequest): Answer {
  const object = findObject(request);
  const { records } = readJsonObject(request);
  const nodes = collect(orgOf(request), object, Array.isArray(records) ? records : [], undefined, 1);
  assertLimits(nodes);
  const results = orgOf(request).atomically(
    () => saveByLevel(request, nodes),
    (all) => all.every((one) => one.errors === undefined),
  );
  const refused = results.filter((one) => one.errors !== undefined);
  if (refused.length > 0) return json(400, { hasErrors: true, results: refused });
  return json(201, { hasErrors: false, results });
}

/** Depth first, in the order of the request: that is the order of the answer. */
function collect(
  org: Org,
  object: ObjectDefinition,
  records: readonly unknown[],
  parent: Node['parent'],
  level: number,
): Node[] {
  return records.flatMap((record) => {
    const row = splitRow(record);
    const type = row.type ?? object.name;
    if (type.toLowerCase() !== object.name.toLowerCase()) {
      throw new SalesforceError(400, 'INVALID_INPUT', `Record type ${type} does not match ${object.name}`);
    }
    if (row.referenceId === null) {
      throw new SalesforceError(400, 'INVALID_INPUT', 'Include a reference ID for each record.');
    }
    const children: [string, readonly unknown[]][] = [];
    const values: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(valuesOfInsert(row))) {
      if (isObject(value) && Array.isArray(value['records'])) children.push([name, value['records']]);
      else values[name] = value;
    }
    const node: Node = { object, referenceId: row.referenceId, values, parent, level };
    return [
      node,
      ...children.flatMap(([relationship, nested]) => {
        const found = findChild(org, object, relationship);
        const link = { node, lookupField: found.lookupField };
        return collect(org, found.child, nested, link, level + 1);
      }),
    ];
  });
}

function findChild(
  org: Org,
  parent: ObjectDefinition,
  relationship: string,
): { readonly child: ObjectDefinition; readonly lookupField: string } {
  const wanted = relationship.toLowerCase();
  for (const child of org.objects()) {
    for (const field of child.fields) {
      const name = field.childRelationshipName?.toLowerCase();
      const matches = name === wanted || (field.custom && name !== undefined && `${name}__r` === wanted);
      if (matches && field.referenceTo.includes(parent.name)) return { child, lookupField: field.name };
    }
  }
  throw new SalesforceError(
    400,
    'INVALID_FIELD',
    `No such column '${relationship}' on sobject of type ${parent.name}`,
  );
}

function assertLimits(nodes: readonly Node[]): void {
  if (nodes.length === 0) throw new SalesforceError(400, 'INVALID_INPUT', 'The records list is empty.');
  if (nodes.length > MAX_RECORDS) {
    throw new SalesforceError(
      400,
      'INVALID_INPUT',
      `The number of records in the request exceeds the limit of ${MAX_RECORDS}.`,
    );
  }
  if (nodes.some((node) => node.level > MAX_LEVELS)) {
    throw new SalesforceError(400, 'INVALID_INPUT', `The tree is deeper than ${MAX_LEVELS} levels.`);
  }
  if (new Set(nodes.map((node) => node.object.name)).size > MAX_TYPES) {
    throw new SalesforceError(400, 'INVALID_INPUT', `The tree has more than ${MAX_TYPES} object types.`);
  }
  const seen = new Set<string>();
  for (const { referenceId } of nodes) {
    if (seen.has(referenceId)) {
      throw new SalesforceError(
        400,
        'INVALID_INPUT',
        `Duplicate ReferenceId provided in the request: ${referenceId}`,
      );
    }
    seen.add(referenceId);
  }
}

/** Parents first, a level at a time, since children need their ids. Stops at the first level with a refusal. */
function saveByLevel(request: RestRequest, nodes: readonly Node[]): TreeResult[] {
  const results = new Map<Node, TreeResult>();
  for (let level = 1; level <= MAX_LEVELS; level += 1) {
    const here = nodes.filter((node) => node.level === level);
    if (here.length === 0) break;
    if (!saveLevel(request, here, results)) break;
  }
  return nodes.flatMap((node) => results.get(node) ?? []);
}

function saveLevel(request: RestRequest, nodes: readonly Node[], results: Map<Node, TreeResult>): boolean {
  const operations: SaveOperation[] = [];
  const sent: Node[] = [];
  for (const node of nodes) {
    const parentId = node.parent === undefined ? undefined : results.get(node.parent.node)?.id;
    const link = node.parent === undefined ? {} : { [node.parent.lookupField]: parentId };
    const resolved = resolveParents(orgOf(request), request.caller, node.object, { ...node.values, ...link });
    if (resolved.errors.length > 0) {
      results.set(node, { referenceId: node.referenceId, errors: resolved.errors });
      continue;
    }
    operations.push({ kind: 'create', object: node.object.name, values: resolved.values });
    sent.push(node);
  }
  const saved = orgOf(request).save(request.caller, operations, saveOptions(request, false));
  for (const [index, node] of sent.entries()) {
    const result = saved[index];
    if (result === undefined) throw new Error('org.save answered fewer results than operations');
    const { referenceId } = node;
    results.set(
      node,
      result.success ? { referenceId, id: result.id } : { referenceId, errors: result.errors },
    );
  }
  return nodes.every((node) => results.get(node)?.errors === undefined);
}
