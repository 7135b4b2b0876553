/** `/__simulator`: what no org has. Documented in apps/simulator/README.md. */
import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { referencesTo } from '../formula/references.ts';
import { Router } from '../http/router.ts';
import { platformCaller } from '../org/system-user.ts';
import type { SaveOperation } from '../org/types.ts';
import { SeedError } from '../seed/problems.ts';
import { resetWorld, seedWorld } from '../seed-world.ts';
import { readUserByUsername } from '../users.ts';
import type { OrgUser } from '../users.ts';
import { recordFieldChange } from '../setup/audit-trail.ts';
import type { World } from '../world.ts';
import { BodyReader, ControlError } from './body-reader.ts';
import { addBulkRoutes } from './bulk-routes.ts';
import { addLimitRoutes } from './limit-routes.ts';
import type { PathParameters } from '../http/router.ts';
import type { ControlHandler, ControlRequest } from './control-request.ts';
import { addDataRoutes, isTexts, readConvertLead } from './data-routes.ts';
import { addEventRoutes } from './event-routes.ts';
import { addFormulaRoutes } from './formula-routes.ts';
import { addOrgRoutes } from './org-routes.ts';
import { readFault } from './read-fault.ts';
import { addReplicationControls } from './replication-routes.ts';
import { setAccess } from './set-access.ts';
import { addSignInRoutes } from './sign-in-routes.ts';
import { stateOf } from './state.ts';

const ROUTES = new Router<ControlHandler>()
  .on('GET', '/__simulator', ({ world }) => stateOf(world))
  .on('POST', '/__simulator/reset', reset)
  .on('POST', '/__simulator/seed', seed)
  .on('POST', '/__simulator/rows', generateRows)
  .on('POST', '/__simulator/records', saveRecords)
  .on('GET', '/__simulator/clock', ({ world }) => clockOf(world))
  .on('POST', '/__simulator/clock', setClock)
  .on('POST', '/__simulator/access', changeAccess)
  .on('POST', '/__simulator/objects/:object/fields', addField)
  .on('DELETE', '/__simulator/objects/:object/fields/:field', removeField)
  .on('GET', '/__simulator/faults', ({ world }) => ({ faults: listFaults(world) }))
  .on('POST', '/__simulator/faults', ({ world, body }) => ({ id: world.faults.add(readFault(body)).id }))
  .on('DELETE', '/__simulator/faults', ({ world }) => world.faults.clear())
  .on('POST', '/__simulator/transactions', holdTransactions)
  .on('DELETE', '/__simulator/transactions/:id', releaseTransactions)
  .on('POST', '/__simulator/activity', startActivity)
  .on('DELETE', '/__simulator/activity', ({ world }) => world.activity.stop())
  .on('GET', '/__simulator/calls', listCalls)
  .on('DELETE', '/__simulator/calls', ({ world }) => world.calls.clear());

addDataRoutes(ROUTES);
addFormulaRoutes(ROUTES);
addEventRoutes(ROUTES);
addSignInRoutes(ROUTES);

addOrgRoutes(ROUTES);

addBulkRoutes(ROUTES);
addLimitRoutes(ROUTES);
addReplicationControls(ROUTES);

/** Runs one control request; mistakes answer 400 with `{error}`. */
export async function answerControl(world: World, incoming: Incoming): Promise<Answer> {
  const match = ROUTES.match(incoming.method, incoming.path);
  if (match.kind !== 'found') return json(404, { error: `No control ${incoming.method} ${incoming.path}.` });
  try {
    const body: unknown = incoming.body.length === 0 ? undefined : JSON.parse(incoming.body.toString());
    const result = await match.handler({ world, body, query: incoming.query, parameters: match.parameters });
    return json(200, result ?? {});
  } catch (error) {
    if (error instanceof SeedError) return json(400, { error: error.message, problems: error.problems });
    if (error instanceof ControlError || error instanceof SyntaxError || error instanceof SalesforceError) {
      return json(400, { error: error.message });
    }
    throw error;
  }
}

/** `{"seed": "demo" | "empty" | {…}}`; the one the simulator was started with unless named. */
async function reset({ world, body }: ControlRequest): Promise<unknown> {
  const reader = new BodyReader(body, ['seed']);
  await resetWorld(world, seedSource(reader.raw('seed')) ?? world.startSeed);
  return stateOf(world);
}

function seed({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, ['seed']);
  const source = seedSource(reader.raw('seed'));
  if (source === undefined) throw new ControlError('"seed" is missing: "demo", "empty", a path or a seed.');
  seedWorld(world, source);
  return stateOf(world);
}

function seedSource(value: unknown): string | object | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return value;
  throw new ControlError('"seed" must be "demo", "empty", a path or a seed.');
}

function generateRows({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, ['object', 'rows', 'fields', 'randomSeed']);
  const object = reader.requiredText('object');
  const rows = reader.requiredNumber('rows', 1);
  const { fields, randomSeed } = { fields: reader.raw('fields'), randomSeed: reader.number('randomSeed') };
  const generation = {
    rows,
    ...(fields === undefined ? {} : { fields }),
    ...(randomSeed === undefined ? {} : { randomSeed }),
  };
  const startedAt = performance.now();
  seedWorld(world, { generate: { [object]: generation } });
  return { object, rows: world.org.countRows(object), ms: Math.round(performance.now() - startedAt) };
}

/** Saves as a user, or as the platform; also undeletes and purges, which REST cannot. */
function saveRecords({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, ['username', 'operations', 'allOrNone', 'client']);
  const username = reader.text('username');
  const operations = readOperations(reader.raw('operations'));
  const caller =
    username === undefined ? platformCaller() : { ...platformCaller(), userId: findUser(world, username).id };
  const client = reader.text('client') ?? null;
  const allOrNone = reader.boolean('allOrNone') ?? false;
  return { results: world.org.save({ ...caller, client }, operations, { allOrNone }) };
}

const OPERATION_KINDS = ['create', 'update', 'upsert', 'delete', 'undelete', 'purge', 'merge', 'convertLead'];

function readOperations(value: unknown): SaveOperation[] {
  if (!Array.isArray(value)) throw new ControlError('"operations" must be a list.');
  return value.map((one: unknown, index): SaveOperation => {
    const operation = typeof one === 'object' && one !== null ? (one as Record<string, unknown>) : {};
    const { kind, object, id, externalIdField } = operation;
    const where = `"operations[${index}]"`;
    if (typeof kind !== 'string' || !OPERATION_KINDS.includes(kind)) {
      throw new ControlError(`${where} needs a "kind": one of ${OPERATION_KINDS.join(', ')}.`);
    }
    if (kind === 'convertLead') return readConvertLead(where, operation);
    if (kind === 'merge' && !isTexts(operation['loserIds'])) {
      throw new ControlError(`${where} needs "loserIds": a list of ids.`);
    }
    if (typeof object !== 'string') throw new ControlError(`${where} needs an "object".`);
    if (!['create', 'upsert'].includes(kind) && typeof id !== 'string') {
      throw new ControlError(`${where} needs an "id".`);
    }
    if (kind === 'upsert' && typeof externalIdField !== 'string') {
      throw new ControlError(`${where} needs an "externalIdField".`);
    }
    return { values: {}, externalId: null, ...operation } as SaveOperation;
  });
}

function clockOf(world: World): unknown {
  return {
    now: new Date(world.org.clock.now()).toISOString(),
    offsetMs: world.settings.current.clockOffsetMs,
    stopped: world.settings.current.clockStoppedAt !== null,
  };
}

/** A stopped clock moves by `now` and `advanceMs` alone, so that what happens in between happens in the same instant. */
function setClock({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, ['offsetMs', 'advanceMs', 'now', 'stopped']);
  const stop = reader.raw('stopped');
  if (stop !== undefined && typeof stop !== 'boolean')
    throw new ControlError('"stopped" must be true or false.');
  const at = clockTarget(world, reader, stop !== undefined);
  const stopped = stop ?? world.settings.current.clockStoppedAt !== null;
  world.settings.change({ clockOffsetMs: at.offsetMs, clockStoppedAt: stopped ? at.nowMs : null });
  return clockOf(world);
}

function clockTarget(
  world: World,
  reader: BodyReader,
  mayStay: boolean,
): { nowMs: number; offsetMs: number } {
  const machineMs = Date.now();
  const now = reader.text('now');
  if (now !== undefined) {
    const at = Date.parse(now);
    if (Number.isNaN(at)) throw new ControlError('"now" must be a date such as 2026-01-31T10:00:00Z.');
    return { nowMs: at, offsetMs: at - machineMs };
  }
  const offset = reader.raw('offsetMs');
  if (typeof offset === 'number') return { nowMs: machineMs + offset, offsetMs: offset };
  const advanceMs = mayStay && reader.raw('advanceMs') === undefined ? 0 : reader.requiredNumber('advanceMs');
  const { clockOffsetMs, clockStoppedAt } = world.settings.current;
  return clockStoppedAt === null
    ? { nowMs: machineMs + clockOffsetMs + advanceMs, offsetMs: clockOffsetMs + advanceMs }
    : { nowMs: clockStoppedAt + advanceMs, offsetMs: clockStoppedAt + advanceMs - machineMs };
}

function changeAccess({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, ['username', 'object', 'field', 'access']);
  const access = reader.oneOf('access', ['none', 'read', 'edit']);
  if (access === undefined) throw new ControlError('"access" is missing: none, read or edit.');
  const wish = {
    username: reader.requiredText('username'),
    object: reader.requiredText('object'),
    field: reader.text('field'),
    access,
  };
  return { changedRows: setAccess(world.org, wish) };
}

function addField({ world, body, parameters }: ControlRequest): unknown {
  const object = findObjectName(world, parameters);
  const known = new Set(world.org.object(object)?.fields.map((field) => field.name));
  seedWorld(world, { fields: { [object]: [body] } });
  for (const field of world.org.object(object)?.fields ?? []) {
    if (!known.has(field.name)) recordFieldChange(world, 'createdCF', object, field.label);
  }
  return { object, fields: world.org.object(object)?.fields.length };
}

function removeField({ world, parameters }: ControlRequest): unknown {
  const object = findObjectName(world, parameters);
  const field = parameters['field'] ?? '';
  const removed = world.org
    .object(object)
    ?.fields.find((one) => one.name.toLowerCase() === field.toLowerCase());
  if (removed === undefined) {
    throw new ControlError(`${object} has no field ${field}.`);
  }
  const users = referencesTo(world.org.objects(), world.org.setup, object, field);
  if (users.length > 0) throw new ControlError(`${object}.${field} is used by ${users.join(', ')}.`);
  world.org.removeField(object, field);
  recordFieldChange(world, 'deletedCF', object, removed.label);
  return { object, fields: world.org.object(object)?.fields.length };
}

function findObjectName(world: World, parameters: PathParameters): string {
  const object = world.org.object(parameters['object'] ?? '');
  if (object === undefined) throw new ControlError(`There is no object ${parameters['object']}.`);
  return object.name;
}

function listFaults(world: World): unknown {
  return world.faults.list().map((rule) => ({ ...rule, path: rule.path?.source ?? null }));
}

function holdTransactions({ world }: ControlRequest): unknown {
  const { id } = world.org.holdTransactions();
  world.heldTransactions.set(id, world.org.clock.now());
  return { id };
}

function releaseTransactions({ world, parameters }: ControlRequest): unknown {
  const id = parameters['id'] ?? '';
  if (!world.heldTransactions.delete(id)) throw new ControlError(`No transactions are held as ${id}.`);
  return { released: world.org.releaseTransactions(id) };
}

function startActivity({ world, body }: ControlRequest): unknown {
  world.activity.start(new BodyReader(body, ['everyMs']).number('everyMs', 1) ?? 3000);
  return world.activity.status();
}

function listCalls({ world, query }: ControlRequest): unknown {
  const last = Number(query.get('last') ?? 100);
  return {
    ...world.calls.statistics(),
    calls: world.calls.last(Number.isInteger(last) && last > 0 ? last : 100),
  };
}

function findUser(world: World, username: string): OrgUser {
  const user = readUserByUsername(world.org, username);
  if (user === undefined) throw new ControlError(`No user has the username ${username}.`);
  return user;
}
