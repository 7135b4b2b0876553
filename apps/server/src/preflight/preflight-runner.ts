import type { Caller } from '@sync-user/api';
import { isSyncError, type PreflightReport, SyncError } from '@sync-user/contract';
import { type AccessMapping, runPreflight, toAccessMapping, toInstant } from '@sync-user/engine';
import type { StoredConnection } from '@sync-user/store';
import type { Broker } from '../connection/broker.ts';
import type { ConnectionContext } from '../connection/connection-context.ts';
import { findInspector } from './find-inspector.ts';
import { type OpenedAccess, openAccess, readSubject } from './open-access.ts';
import { tellOfReport } from './tell-of-report.ts';

/** Checks that take longer are given up; what they found by then is lost. */
const PATIENCE_MS = 5 * 60_000;
/** Changes that follow each other closely are checked together. */
const SOON_MS = 5_000;
/** Checks that came to nothing, because Salesforce did not answer, are tried again after this long. */
const AGAIN_MS = 10 * 60_000;

export interface RunOptions {
  /** Entered in the audit trail: `user:…`, `key:…` or `system`. */
  readonly actor: string;
  /** Whose own connection may lend its sight. */
  readonly caller?: Caller | undefined;
  readonly signal?: AbortSignal;
}

/** Runs the permission checks of connections and keeps what they found. */
export interface PreflightRunner {
  /** `connectionId` undefined: the sync user's. @throws `CONNECTION_MISSING`, `CONNECTION_NOT_ACTIVE`, `SF_…` */
  run(workspaceId: string, connectionId: string | undefined, options: RunOptions): Promise<PreflightReport>;
  /** What is due by the clock: the sync user, and a candidate that waits without a report. */
  runDue(workspaceId: string, signal: AbortSignal): Promise<void>;
  /** Has the workspace checked by a worker within seconds; several changes in a row are one run. */
  soon(workspaceId: string): Promise<void>;
  open(workspaceId: string, connectionId: string | undefined): Promise<OpenedAccess>;
  readMapping(workspaceId: string): Promise<AccessMapping>;
}

export function createPreflightRunner(
  context: ConnectionContext,
  broker: Broker,
  /** False: checks run only when somebody asks for them. */
  options: { readonly unasked: boolean },
): PreflightRunner {
  const { store, clock, log } = context;

  async function readPolicyAndMapping(workspaceId: string) {
    const workspace = await store.workspaces.read(workspaceId);
    if (workspace === undefined) throw new SyncError('API_NOT_FOUND', 'The workspace is gone.');
    const policy = workspace.permissionPolicy;
    return { policy, mapping: toAccessMapping(await store.objects.list(workspaceId), policy) };
  }

  async function check(
    workspaceId: string,
    connection: StoredConnection,
    { actor, caller, signal: given }: RunOptions,
  ): Promise<PreflightReport> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const signal = given === undefined ? patience : AbortSignal.any([given, patience]);
    const { access, about } = await openAccess(context, broker, connection);
    const report = await runPreflight({
      subject: access,
      inspector: await findInspector(context, broker, connection, caller, signal),
      about,
      ...(await readPolicyAndMapping(workspaceId)),
      clock,
      signal,
      onBug: (checkId, error) =>
        log.error({ workspaceId, checkId, err: error }, 'a permission check failed on a bug'),
    });
    await store.preflight.write(workspaceId, report);
    await store.audit.record({
      workspaceId,
      actor,
      action: 'preflight.finished',
      target: connection.username,
      asUser: connection.username,
      details: { verdict: report.verdict, calls: report.calls, failed: countFailed(report) },
    });
    if (connection.isSyncUser) await tellOfReport(context, workspaceId, report);
    return report;
  }

  return {
    run: async (workspaceId, connectionId, options) =>
      check(workspaceId, await readSubject(context, workspaceId, connectionId), options),

    async runDue(workspaceId, signal) {
      const syncUser = await store.connections.read({ workspaceId, role: 'sync_user' });
      const candidate = await store.connections.read({ workspaceId, role: 'candidate' });
      const isNew =
        candidate !== undefined && (await store.preflight.read(workspaceId, candidate.id)) === undefined;
      for (const connection of [syncUser, isNew ? candidate : undefined]) {
        if (connection === undefined) continue;
        try {
          await check(workspaceId, connection, { actor: 'system', signal });
        } catch (error) {
          // Paused meanwhile: it is checked again when it is connected.
          if (isSyncError(error, 'CONNECTION_NOT_ACTIVE', 'CONNECTION_MISSING')) continue;
          await store.preflight.checkSoon(workspaceId, toInstant(clock.nowMs() + AGAIN_MS));
          throw error;
        }
      }
    },

    async soon(workspaceId) {
      if (!options.unasked) return;
      await store.preflight.checkSoon(workspaceId, toInstant(clock.nowMs() + SOON_MS));
    },

    open: async (workspaceId, connectionId) =>
      openAccess(context, broker, await readSubject(context, workspaceId, connectionId)),

    readMapping: async (workspaceId) => (await readPolicyAndMapping(workspaceId)).mapping,
  };
}

function countFailed(report: PreflightReport): number {
  return report.checks.filter(({ status }) => status === 'fail').length;
}
