/** Control requests about rows: locks, and operations that REST lacks. */
import type { Router } from '../http/router.ts';
import { toId18 } from '../org/ids.ts';
import type { SaveOperation } from '../org/types.ts';
import { BodyReader, ControlError } from './body-reader.ts';
import type { ControlHandler, ControlRequest } from './control-request.ts';

export function addDataRoutes(router: Router<ControlHandler>): void {
  router
    .on('GET', '/__simulator/locks', ({ world }) => ({ locks: world.org.locks.list() }))
    .on('POST', '/__simulator/locks', holdLock)
    .on('DELETE', '/__simulator/locks', ({ world }) => world.org.locks.clear())
    .on('DELETE', '/__simulator/locks/:id', releaseLock);
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** `{"ids": ["001…"]}`: until it is released, saves that need these rows fail with `UNABLE_TO_LOCK_ROW`. */
function holdLock({ world, body }: ControlRequest): unknown {
  const ids = new BodyReader(body, ['ids']).raw('ids');
  if (!isTexts(ids) || ids.length === 0) throw new ControlError('"ids" must be a list of record ids.');
  const wrong = ids.find((id) => toId18(id) === undefined);
  if (wrong !== undefined) throw new ControlError(`"${wrong}" is not a record id.`);
  return { id: world.org.locks.hold(ids) };
}

function releaseLock({ world, parameters }: ControlRequest): unknown {
  const id = parameters['id'] ?? '';
  if (!world.org.locks.release(id)) throw new ControlError(`No rows are locked as ${id}.`);
  return {};
}

export function readConvertLead(where: string, operation: Readonly<Record<string, unknown>>): SaveOperation {
  const { id, convertedStatus, createOpportunity } = operation;
  if (typeof id !== 'string') throw new ControlError(`${where} needs an "id".`);
  if (typeof convertedStatus !== 'string') throw new ControlError(`${where} needs a "convertedStatus".`);
  if (createOpportunity !== undefined && typeof createOpportunity !== 'boolean') {
    throw new ControlError(`${where}: "createOpportunity" must be true or false.`);
  }
  const text = (name: string): string | null => {
    const value = operation[name] ?? null;
    if (value !== null && typeof value !== 'string')
      throw new ControlError(`${where}: "${name}" must be a text.`);
    return value;
  };
  return {
    kind: 'convertLead',
    id,
    convertedStatus,
    accountId: text('accountId'),
    contactId: text('contactId'),
    ownerId: text('ownerId'),
    createOpportunity: createOpportunity ?? true,
    opportunityName: text('opportunityName'),
  };
}
