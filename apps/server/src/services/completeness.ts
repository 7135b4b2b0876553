import type { CompletenessServices } from '@sync-user/api';
import {
  type CensusRun,
  type Completeness,
  type CompletenessReport,
  type ObjectCompleteness,
  type ObjectCompletenessDetail,
  SyncError,
  toCanonicalJson,
} from '@sync-user/contract';
import { type Clock, toInstant, writeCompleteness } from '@sync-user/engine';
import type { PlannedCensus, Store } from '@sync-user/store';
import type { OpenOrg } from '../connection/open-org.ts';
import { actorOf } from '../members/actor-of.ts';
import type { Budgets } from '../plan/budgets.ts';

/** Runs that are shown of an object. */
const SHOWN_RUNS = 30;

export interface CompletenessServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly openOrg: OpenOrg;
  /** The installation's interval; 0: nothing is counted by itself. */
  readonly censusHours: number;
  readonly publicUrl: () => string;
  readonly nudgeWorker: () => void;
  readonly budgets: Pick<Budgets, 'whyWait'>;
}

export function createCompletenessServices({
  store,
  clock,
  openOrg,
  budgets,
  censusHours,
  publicUrl,
  nudgeWorker,
}: CompletenessServiceOptions): CompletenessServices {
  const now = () => toInstant(clock.nowMs());

  async function read(workspaceId: string): Promise<Completeness> {
    const planned = await store.census.listPlanned(workspaceId);
    const { runs } = await store.census.listRuns(workspaceId, { limit: 1 });
    return {
      everyHours: (await store.census.readInterval(workspaceId)) ?? censusHours,
      objects: planned.map((object) =>
        toCompleteness(object, runs.find((run) => run.object === object.sobject) ?? null),
      ),
      running: planned.filter(({ asked }) => asked).map(({ sobject }) => sobject),
    };
  }

  async function readDetail(workspaceId: string, object: PlannedCensus): Promise<ObjectCompletenessDetail> {
    const { sobject } = object;
    const { runs, buckets } = await store.census.listRuns(workspaceId, { sobject, limit: SHOWN_RUNS });
    const drift = await store.census.listDrift(workspaceId, sobject);
    return { ...toCompleteness(object, runs[0] ?? null), runs, buckets, drift };
  }

  async function find(workspaceId: string, name: string): Promise<PlannedCensus> {
    const planned = await store.census.listPlanned(workspaceId);
    const found = planned.find(({ sobject }) => sobject.toLowerCase() === name.toLowerCase());
    if (found === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${name} is not selected.`);
    return found;
  }

  return {
    read,

    async change(workspaceId, { everyHours }, caller) {
      await store.census.writeInterval(workspaceId, { everyHours, now: now() });
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action: 'completeness.changed',
        target: null,
        details: { everyHours },
      });
      nudgeWorker();
      return await read(workspaceId);
    },

    readObject: async (workspaceId, object) => readDetail(workspaceId, await find(workspaceId, object)),

    async takeCensus(workspaceId, { objects }, caller) {
      await openOrg(workspaceId);
      const asked = await store.census.ask(workspaceId, { now: now(), objects });
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action: 'census.requested',
        target: asked.length === 1 ? (asked[0] ?? null) : null,
        details: { objects: asked.length },
      });
      nudgeWorker();
      const what = asked.length === 0 ? 'nothing' : asked.join(', ');
      const reason = await budgets.whyWait(workspaceId, 'census');
      return {
        accepted: true,
        message:
          reason === undefined
            ? `Comparing ${what} now.`
            : `Comparing ${what} as soon as there are API calls for it. ${reason.message}`,
      };
    },

    async readReport(workspaceId, query) {
      const workspace = await store.workspaces.read(workspaceId);
      if (workspace === undefined) throw new SyncError('API_NOT_FOUND', 'The workspace is gone.');
      const planned =
        query.object === undefined
          ? await store.census.listPlanned(workspaceId)
          : [await find(workspaceId, query.object)];
      const report: CompletenessReport = {
        version: 1,
        installation: publicUrl(),
        workspace: workspace.slug,
        organizationId: workspace.organizationId,
        writtenAt: now(),
        objects: await Promise.all(planned.map((object) => readDetail(workspaceId, object))),
      };
      const key = await store.openReportKey();
      return {
        report,
        signature: { algorithm: 'Ed25519', keyId: key.keyId, value: key.sign(toCanonicalJson(report)) },
      };
    },

    async readReportKey() {
      const { keyId, publicKey } = await store.openReportKey();
      return { algorithm: 'Ed25519', keyId, publicKey };
    },

    traceRecord: (workspaceId, id) => store.records.trace(workspaceId, id),
  };
}

function toCompleteness(object: PlannedCensus, lastRun: CensusRun | null): ObjectCompleteness {
  const share = object.rows === 0 ? 0 : Math.min(1, object.comparedRows / object.rows);
  const words = writeCompleteness(lastRun, { share, roundFinishedAt: object.roundAt });
  return {
    object: object.sobject,
    label: object.label,
    ...words,
    lastRun,
    valuesComparedThrough: share,
    valuesRoundFinishedAt: object.roundAt,
    nextCensusAt: object.nextAt,
  };
}
