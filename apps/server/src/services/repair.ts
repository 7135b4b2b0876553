import type { Caller, PreflightServices } from '@sync-user/api';
import { isSyncError, type PreflightReport, type RepairResult, SyncError } from '@sync-user/contract';
import {
  applyRepair,
  type OrgAccess,
  planRepair,
  type RepairFacts,
  readRepairFacts,
  repairSteps,
} from '@sync-user/engine';
import type { StoredConnection } from '@sync-user/store';
import type { Broker } from '../connection/broker.ts';
import type { ConnectionContext } from '../connection/connection-context.ts';
import { listInspectors } from '../preflight/find-inspector.ts';
import { openAccess } from '../preflight/open-access.ts';
import type { PreflightRunner } from '../preflight/preflight-runner.ts';
import { actorOf } from '../members/actor-of.ts';

/** A plan or its execution that takes longer is given up; applying again goes on where it stands. */
const PATIENCE_MS = 5 * 60_000;

/** What the sync user lacks, and granting it. */
export function createRepairServices(
  context: ConnectionContext,
  broker: Broker,
  runner: PreflightRunner,
): Pick<PreflightServices, 'planRepair' | 'applyRepair'> {
  const { store, clock, log } = context;
  /** Ends of what is under way, by org and user: two people who apply at once take turns. */
  const turns = new Map<string, Promise<unknown>>();

  async function readFacts(
    workspaceId: string,
    connectionId: string | undefined,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<RepairFacts> {
    const { access, about, connection } = await runner.open(workspaceId, connectionId);
    return readRepairFacts({
      subject: access,
      about,
      helpers: await openHelpers(connection, caller),
      mapping: await runner.readMapping(workspaceId),
      policy: (await store.workspaces.read(workspaceId))?.permissionPolicy ?? 'least_privilege',
      clock,
      context: { cause: 'check', sobject: null, signal },
    });
  }

  /** The caller's own connection first, then the sync user's; never another member's. */
  async function openHelpers(subject: StoredConnection, caller: Caller): Promise<OrgAccess[]> {
    const helpers: OrgAccess[] = [];
    for (const connection of await listInspectors(context, subject.workspaceId, caller)) {
      if (connection.id === subject.id || connection.organizationId !== subject.organizationId) continue;
      helpers.push((await openAccess(context, broker, connection)).access);
    }
    return helpers;
  }

  async function apply(
    workspaceId: string,
    facts: RepairFacts,
    writer: OrgAccess,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<Pick<RepairResult, 'outcome' | 'message' | 'steps'>> {
    const done = await applyRepair(writer, repairSteps(facts), { cause: 'check', sobject: null, signal });
    await store.audit.record({
      workspaceId,
      actor: actorOf(caller),
      action: done.outcome === 'applied' ? 'permissions.applied' : 'permissions.rolled_back',
      target: facts.user.username,
      asUser: writer.username,
      details: {
        objects: facts.needed.objects.length,
        fields: facts.needed.fields.length,
        systemPermissions: facts.needed.system.map(({ name }) => name).join(', '),
        message: done.message,
      },
    });
    return done;
  }

  async function checkAgain(
    workspaceId: string,
    connectionId: string,
    caller: Caller,
  ): Promise<PreflightReport | null> {
    try {
      return await runner.run(workspaceId, connectionId, { actor: actorOf(caller), caller });
    } catch (error) {
      // What was applied stays applied; the checks run again by themselves.
      if (!isSyncError(error)) throw error;
      log.warn({ workspaceId, code: error.code }, 'the checks after applying permissions came to nothing');
      return null;
    }
  }

  return {
    async planRepair(workspaceId, connectionId, caller) {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      return planRepair(await readFacts(workspaceId, connectionId, caller, signal));
    },

    async applyRepair(workspaceId, { connectionId, version }, caller) {
      const { connection } = await runner.open(workspaceId, connectionId);
      return inTurn(turns, `${connection.organizationId} ${connection.userId}`, async () => {
        const signal = AbortSignal.timeout(PATIENCE_MS);
        const facts = await readFacts(workspaceId, connection.id, caller, signal);
        const plan = await planRepair(facts);
        const nothingToDo = plan.lines.every(({ change }) => change === 'none');
        // Somebody else was quicker, or it is done already: that is what was wanted.
        if (nothingToDo) {
          return {
            outcome: 'nothing_to_do',
            message: `${plan.username} has everything that is needed.`,
            steps: [],
            report: await checkAgain(workspaceId, connection.id, caller),
          };
        }
        if (plan.version !== version) {
          throw new SyncError('REPAIR_CHANGED', 'What is needed or what the user has is not what was read.');
        }
        if (facts.writer === undefined || plan.cannotApply !== null) {
          throw new SyncError('REPAIR_NOT_ALLOWED', plan.cannotApply ?? 'Nobody connected may do it.');
        }
        const done = await apply(workspaceId, facts, facts.writer, caller, signal);
        return { ...done, report: await checkAgain(workspaceId, connection.id, caller) };
      });
    },
  };
}

async function inTurn<T>(
  turns: Map<string, Promise<unknown>>,
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const mine = before.then(work, work);
  turns.set(key, mine);
  try {
    return await mine;
  } finally {
    if (turns.get(key) === mine) turns.delete(key);
  }
}
