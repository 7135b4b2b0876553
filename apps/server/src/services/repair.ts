import type { Caller, PreflightServices } from '@sync-user/api';
import { isSyncError, type PreflightReport, type RepairResult, SyncError } from '@sync-user/contract';
import {
  applyRepair,
  type OrgAccess,
  planRepair,
  type RepairFacts,
  type RepairQuestion,
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

interface Applied {
  readonly facts: RepairFacts;
  readonly writer: OrgAccess;
  /** Of the plan that was read. */
  readonly version: string;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** What the sync user lacks, and granting it. */
export function createRepairServices(
  context: ConnectionContext,
  broker: Broker,
  runner: PreflightRunner,
): Pick<PreflightServices, 'planRepair' | 'applyRepair'> {
  const { store, clock, log } = context;
  /** Ends of what is under way here, by org. */
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
      ...(await openHelpers(connection, caller)),
      mapping: await runner.readMapping(workspaceId),
      policy: (await store.workspaces.read(workspaceId))?.permissionPolicy ?? 'least_privilege',
      clock,
      context: { cause: 'check', sobject: null, signal },
    });
  }

  /**
   * The caller's own connection first, then the sync user's; never another member's, nor a candidate's, even when its own
   * permissions are meant: whoever administers a workspace here need not administer the org.
   */
  async function openHelpers(
    subject: StoredConnection,
    caller: Caller,
  ): Promise<Pick<RepairQuestion, 'helpers' | 'subjectMayWrite'>> {
    const helpers: OrgAccess[] = [];
    let subjectMayWrite = false;
    for (const connection of await listInspectors(context, subject.workspaceId, caller)) {
      if (connection.id === subject.id) subjectMayWrite = true;
      else if (connection.organizationId === subject.organizationId)
        helpers.push((await openAccess(context, broker, connection)).access);
    }
    return { helpers, subjectMayWrite };
  }

  async function apply(
    workspaceId: string,
    { facts, writer, version, caller, signal }: Applied,
  ): Promise<Pick<RepairResult, 'outcome' | 'message' | 'steps'>> {
    const entry = {
      workspaceId,
      actor: actorOf(caller),
      target: facts.user.username,
      asUser: writer.username,
    };
    // Before the org is touched: a crash half-way must not leave changes that nobody is named for.
    await store.audit.record({
      ...entry,
      action: 'permissions.apply_begun',
      details: { version },
    });
    const done = await applyRepair(writer, repairSteps(facts), { cause: 'check', sobject: null, signal });
    await store.audit.record({
      ...entry,
      action: done.outcome === 'applied' ? 'permissions.applied' : 'permissions.rolled_back',
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
      const { connection, about } = await runner.open(workspaceId, connectionId);
      const done = await inTurn(about.organizationId, async () => {
        const signal = AbortSignal.timeout(PATIENCE_MS);
        const facts = await readFacts(workspaceId, connection.id, caller, signal);
        const plan = await planRepair(facts);
        // Somebody else was quicker, or it is done already: that is what was wanted.
        if (plan.lines.every(({ change }) => change === 'none')) {
          const message = `${plan.username} has everything that is needed.`;
          return { outcome: 'nothing_to_do' as const, message, steps: [] };
        }
        if (plan.version !== version) {
          throw new SyncError('REPAIR_CHANGED', 'What is needed or what the user has is not what was read.');
        }
        if (facts.writer === undefined || plan.cannotApply !== null) {
          throw new SyncError('REPAIR_NOT_ALLOWED', plan.cannotApply ?? 'Nobody connected may do it.');
        }
        return await apply(workspaceId, { facts, writer: facts.writer, version, caller, signal });
      });
      return { ...done, report: await checkAgain(workspaceId, connection.id, caller) };
    },
  };

  /** Of this process one at a time waits for the others, so that waiting takes up one database connection. */
  async function inTurn<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
    const before = turns.get(organizationId) ?? Promise.resolve();
    const begin = () => store.repairs.inTurn(organizationId, work);
    const mine = before.then(begin, begin);
    turns.set(organizationId, mine);
    try {
      return await mine;
    } finally {
      if (turns.get(organizationId) === mine) turns.delete(organizationId);
    }
  }
}
