import type { EventRepair, EventStatus } from '@sync-user/contract';
import type { Client } from '@sync-user/sdk';
import { type Patience, until } from './until.ts';

/** Waits until the subscription is as wanted; the failure shows how it was at last. */
export async function untilEvents(
  api: Client,
  workspace: string,
  isWanted: (status: EventStatus) => boolean,
  patience: Patience,
): Promise<EventStatus> {
  let last: EventStatus | undefined;
  try {
    return await until(async () => {
      last = await api.readEvents({ workspace });
      return isWanted(last) ? last : undefined;
    }, patience);
  } catch (cause) {
    throw new Error(`${patience.what}; they are ${JSON.stringify(last)}`, { cause });
  }
}

/** Waits until events of these objects arrive and a poll has covered what was before. */
export async function untilFed(
  api: Client,
  workspace: string,
  ...objects: readonly string[]
): Promise<EventStatus> {
  return await untilEvents(
    api,
    workspace,
    ({ entities }) => objects.every((name) => entities.find(({ object }) => object === name)?.feeds === true),
    { timeoutMs: 40_000, what: `${objects.join(', ')} are fed by events` },
  );
}

export async function untilRepaired(
  api: Client,
  workspace: string,
  kind: EventRepair['kind'],
  timeoutMs = 40_000,
): Promise<EventRepair> {
  let last: readonly EventRepair[] = [];
  try {
    return await until(
      async () => {
        last = (await api.listEventRepairs({ workspace })).repairs;
        return last.find((repair) => repair.kind === kind && repair.closedAt !== null);
      },
      { timeoutMs, what: `a repair "${kind}" is closed` },
    );
  } catch (cause) {
    throw new Error(`no closed repair "${kind}" among ${JSON.stringify(last)}`, { cause });
  }
}
