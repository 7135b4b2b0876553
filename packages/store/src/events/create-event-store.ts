import type { EventStore } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { applyEventBatch } from './apply-batch.ts';
import { areReadsLeft, listReads, putOffReads, settleReads } from './event-reads.ts';
import { closeRepairs, closeUnfollowed, listRepairs } from './event-repairs.ts';
import { askAgainForPolls, planAnew, readUpkeep } from './read-upkeep.ts';
import { areSwitchedOn, readEventFacts } from './read-facts.ts';
import * as subscription from './subscription.ts';

/** Change events: the engine's port, and what the stream role and people ask. */
export function createEventStore(db: Database) {
  return {
    applyBatch: (lease, batch) => applyEventBatch(db, lease, batch),
    listReads: (workspaceId, limit) => listReads(db, workspaceId, limit),
    settleReads: (workspaceId, reads, changed) => settleReads(db, workspaceId, reads, changed),
    putOffReads: (workspaceId, sobject, delayMs) => putOffReads(db, workspaceId, sobject, delayMs),
    areReadsLeft: (workspaceId: string) => areReadsLeft(db, workspaceId),

    claim: (options: subscription.ClaimOptions) => subscription.claimSubscriptions(db, options),
    renewLease: (lease: Lease, leaseSeconds: number) => subscription.renewLease(db, lease, leaseSeconds),
    release: (lease: Lease, release: Parameters<typeof subscription.releaseLease>[2]) =>
      subscription.releaseLease(db, lease, release),
    writeState: (lease: Lease, change: Parameters<typeof subscription.writeStreamState>[2]) =>
      subscription.writeStreamState(db, lease, change),
    noteHeard: (lease: Lease, replayId: Uint8Array | undefined) =>
      subscription.noteHeard(db, lease, replayId),
    writeSelection: (workspaceId: string, selection: Parameters<typeof subscription.writeSelection>[2]) =>
      subscription.writeSelection(db, workspaceId, selection),
    switch: (workspaceId: string, on: boolean) => subscription.switchEvents(db, workspaceId, on),
    areOn: (workspaceId: string) => areSwitchedOn(db, workspaceId),
    forgetSelection: (workspaceId: string) => subscription.forgetSelection(db, workspaceId),
    loseContinuity: (lease: Lease, repair: Parameters<typeof subscription.loseContinuity>[2]) =>
      subscription.loseContinuity(db, lease, repair),
    openRepair: (lease: Lease, schema: string, repair: Parameters<typeof subscription.openPolledRepair>[3]) =>
      subscription.openPolledRepair(db, lease, schema, repair),
    noteStanding: (
      lease: Lease,
      sobjects: readonly string[],
      options: Parameters<typeof subscription.noteStanding>[3],
    ) => subscription.noteStanding(db, lease, sobjects, options),
    readPosition: (lease: Lease) => subscription.readPosition(db, lease),
    readUpkeep: (lease: Lease) => readUpkeep(db, lease),
    askAgainForPolls: (workspaceId: string) => askAgainForPolls(db, workspaceId),
    planAnew: (workspaceId: string, polled: readonly string[]) => planAnew(db, workspaceId, polled),
    closeRepairs: (workspaceId: string, schema: string) => closeRepairs(db, workspaceId, schema),
    closeUnfollowed: () => closeUnfollowed(db),
    listRepairs: (workspaceId: string, query: Parameters<typeof listRepairs>[2]) =>
      listRepairs(db, workspaceId, query),
    readFacts: (workspaceId: string) => readEventFacts(db, workspaceId),
  } satisfies EventStore & Record<string, unknown>;
}

type Lease = Parameters<EventStore['applyBatch']>[0];
