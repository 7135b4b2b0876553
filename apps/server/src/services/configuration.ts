import { isDeepStrictEqual } from 'node:util';
import type { Caller, ConfigurationServices } from '@sync-user/api';
import {
  type Configuration,
  type ConfigurationOutcome,
  type ConfigurationPlan,
  type ConfigurationSnapshot,
  isSyncError,
  SyncError,
} from '@sync-user/contract';
import {
  applyConfiguration,
  type Clock,
  type EnginePorts,
  readComparisons,
  toConfiguration,
  toId18,
  toInstant,
} from '@sync-user/engine';
import type { OpenConfiguration, StoredSnapshot } from '@sync-user/store';
import type { OpenOrg } from '../connection/open-org.ts';
import { actorOf } from '../members/actor-of.ts';
import type { Nudges } from '../nudges.ts';
import type { Budgets } from '../plan/budgets.ts';
import { readConfigurationFile, writeConfigurationFile } from './configuration-file.ts';
import { withEntities, withOrgValues } from './configuration-values.ts';
import {
  describeAll,
  type PlanningOptions,
  type PlanRequest,
  prepareConfiguration,
  type PreparedPlan,
  readCurrent,
  readerOf,
} from './configuration-plan.ts';

const VALUES_UNKNOWN =
  'record types and picklist values are not in this file, since the org could not be asked; export it again to have them compared.';
/** A hundred objects are described, counted and forecast within it. */
const PATIENCE_MS = 120_000;

export interface ConfigurationServiceOptions extends PlanningOptions {
  readonly clock: Clock;
  readonly openOrg: OpenOrg;
  readonly budgets: Pick<Budgets, 'lookAgain'>;
  /** Objects that moved. */
  readonly moved: Nudges;
  readonly nudgeWorker: () => void;
  /** Permissions are checked against what is mapped. */
  readonly checkSoon: (workspaceId: string) => Promise<void>;
}

/** From one workspace to another, as a file. */
export function createConfigurationServices(options: ConfigurationServiceOptions): ConfigurationServices {
  const { store, openOrg } = options;
  return {
    async export(workspaceId) {
      const { workspace, current } = await readCurrent(readerOf(store, workspaceId));
      const connection = await store.connections.read({ workspaceId, role: 'sync_user' });
      const settings = toConfiguration(current, {
        workspace: workspace.slug,
        organization: workspace.organizationName,
        sandbox: connection?.isSandbox ?? null,
      });
      const told = withEntities(settings, await store.events.readFacts(workspaceId));
      const asked = await askOrg(workspaceId, told);
      const configuration = asked ?? told;
      const notes = [
        ...notesOn(configuration),
        ...(asked === undefined ? [{ at: ['objects'], message: VALUES_UNKNOWN }] : []),
      ];
      const fields = Object.values(configuration.objects).map((object) => Object.keys(object.fields).length);
      return {
        fileName: `${workspace.slug}.sync-user.yaml`,
        text: writeConfigurationFile(configuration, notes),
        objects: fields.length,
        fields: fields.reduce((sum, count) => sum + count, 0),
        notes: notes.map(({ at, message }) => ({ path: at.join('.'), message })),
      };
    },

    async plan(workspaceId, { file, exact }) {
      const request = toRequest(file, exact);
      const ports = await openOrg(workspaceId);
      return (await prepareConfiguration(options, ports, workspaceId, request, patience())).plan;
    },

    async apply(workspaceId, { file, exact, version }, caller) {
      const request = toRequest(file, exact);
      const ports = await openOrg(workspaceId);
      const prepared = await prepareConfiguration(options, ports, workspaceId, request, patience());
      const { plan, before, organizationId } = prepared;
      if (version !== undefined && version !== plan.version) throw changedMeanwhile();
      if (plan.changes.length === 0) return { applied: false, plan, snapshot: null };
      const source = plan.from?.workspace ?? null;
      const snapshot = await carryOut(workspaceId, ports, prepared, async (change) => {
        const kept = await change.keep({
          takenBy: actorOf(caller),
          organizationId,
          source,
          changes: plan.changes.length,
          configuration: before,
        });
        await enter(change, caller, 'configuration.applied', plan, kept, exact);
        return kept;
      });
      return { applied: true, plan, snapshot: toPublic(snapshot) };
    },

    async rollBack(workspaceId, { snapshot: wanted, checkOnly }, caller): Promise<ConfigurationOutcome> {
      const snapshot = await store.configuration.readSnapshot(workspaceId, wanted);
      if (snapshot === undefined)
        throw new SyncError('API_NOT_FOUND', 'There is nothing to go back to: no file was applied.');
      const ports = await openOrg(workspaceId);
      const request = { wanted: snapshot.configuration, exact: true, lineOf: () => null };
      const prepared = await prepareConfiguration(options, ports, workspaceId, request, patience());
      const { plan } = prepared;
      if (snapshot.organizationId !== prepared.organizationId)
        throw new SyncError(
          'API_CONFLICT',
          'The workspace was moved to another org since: what it was set to there is no way back here.',
        );
      if (checkOnly) return { applied: false, plan, snapshot: toPublic(snapshot) };
      const marked = await carryOut(workspaceId, ports, prepared, async (change) => {
        const after = await change.markRolledBack(snapshot.id, actorOf(caller));
        if (after === undefined && snapshot.rolledBackAt === null)
          throw new SyncError('API_CONFLICT', 'Somebody else went back to it at the same time.');
        await enter(change, caller, 'configuration.rolled_back', plan, snapshot, true);
        return after ?? snapshot;
      });
      return { applied: true, plan, snapshot: toPublic(marked) };
    },

    listSnapshots: async (workspaceId) =>
      (await store.configuration.listSnapshots(workspaceId)).map(toPublic),
  };

  /** Undefined: the org cannot be asked at present. Settings are exported without it. */
  async function askOrg(workspaceId: string, settings: Configuration): Promise<Configuration | undefined> {
    try {
      const ports = await openOrg(workspaceId);
      const describes = await describeAll(ports, Object.keys(settings.objects), patience());
      return await withOrgValues(ports, settings, describes, patience());
    } catch (error) {
      if (!isSyncError(error)) throw error;
      return undefined;
    }
  }

  /** All of it in one transaction, or nothing. @throws `CONFIGURATION_REFUSED`, `API_CONFLICT` */
  async function carryOut<T>(
    workspaceId: string,
    ports: EnginePorts,
    prepared: PreparedPlan,
    alongside: (change: OpenConfiguration) => Promise<T>,
  ): Promise<T> {
    const { plan, compared, before, organizationId, describes, matching } = prepared;
    if (!plan.canApply) throw refusal(plan);
    const { clock } = options;
    const done = await store.configuration.change(workspaceId, async (change) => {
      const { workspace, current } = await readCurrent({
        ...change,
        listObjects: () => change.objects.list(workspaceId),
        listPrivate: (sobject) => change.fields.listPrivate(workspaceId, sobject),
        readPolicy: () => change.fields.readPolicy(workspaceId),
        readNotices: () => change.readNoticeSettings(),
      });
      const isSame = isDeepStrictEqual(toConfiguration(current, undefined), before);
      if (!isSame || workspace.organizationId !== organizationId) throw changedMeanwhile();
      const { schema } = workspace;
      const changeReading: Parameters<typeof applyConfiguration>[0]['changeReading'] = async (
        name,
        reading,
      ) => {
        await change.changeReading(name, reading, toInstant(clock.nowMs()));
      };
      const { objects, fields, mirror } = change;
      const tables = { objects, fields, mirror: { ...ports.mirror, ...mirror }, links: ports.links, clock };
      const target = { ...tables, workspaceId, schema, describes, matching, changeReading };
      await applyConfiguration(target, compared.steps, patience());
      await writeSettings(change, prepared);
      await change.readAgain();
      return await alongside(change);
    });
    // Polls that are under way left new columns out; the next one ends their filling.
    await store.workspaces.pollNow(workspaceId, toInstant(clock.nowMs()));
    options.budgets.lookAgain(workspaceId);
    options.moved.nudge(workspaceId);
    options.nudgeWorker();
    await options.checkSoon(workspaceId);
    return done;
  }

  async function writeSettings(change: OpenConfiguration, { compared }: PreparedPlan): Promise<void> {
    for (const step of compared.steps) {
      if (step.kind === 'workspace') {
        const { newFields, changeEvents, censusEveryHours: everyHours, ...settings } = step.settings;
        await change.changeWorkspace(settings);
        if (newFields !== undefined) await change.writePolicy(newFields);
        if (changeEvents !== undefined) await change.switchEvents(changeEvents);
        const now = toInstant(options.clock.nowMs());
        if (everyHours !== undefined) await change.writeCensusInterval({ everyHours, now });
      }
      if (step.kind === 'notices') await change.changeNoticeSettings(step.settings);
    }
  }
}

function toRequest(file: string, exact: boolean): PlanRequest {
  const { configuration, lineOf } = readConfigurationFile(file);
  return { wanted: configuration, exact, lineOf };
}

/** Ids in row filters: this org's, and no other's. */
function notesOn(configuration: Configuration): { at: string[]; message: string }[] {
  return Object.entries(configuration.objects).flatMap(([name, { rowFilter }]) => {
    const ids = readComparisons(rowFilter ?? '')
      .filter(({ path }) => /id$/i.test(path.at(-1) ?? ''))
      .flatMap(({ values }) => values.filter((value) => toId18(value) !== undefined));
    if (ids.length === 0) return [];
    const message = `names records by their ids (${ids.join(', ')}), which belong to one org; name them otherwise before you take it to another.`;
    return [{ at: ['objects', name, 'rowFilter'], message }];
  });
}

async function enter(
  change: OpenConfiguration,
  caller: Caller,
  action: string,
  plan: ConfigurationPlan,
  snapshot: ConfigurationSnapshot,
  exact: boolean,
): Promise<void> {
  const objects = (kind: 'add' | 'remove') =>
    plan.changes.filter((one) => one.subject === 'object' && one.kind === kind).map(({ name }) => name);
  const [added, removed] = [objects('add'), objects('remove')];
  await change.audit({
    actor: actorOf(caller),
    action,
    target: plan.from?.workspace ?? null,
    details: {
      snapshot: snapshot.id,
      changes: plan.changes.length,
      exact,
      ...(added.length > 0 && { added: added.join(', ') }),
      ...(removed.length > 0 && { removed: removed.join(', ') }),
    },
  });
}

function refusal({ problems }: ConfigurationPlan): SyncError {
  const refused = problems.filter(({ severity }) => severity === 'refused');
  const said = refused.map(
    ({ path, line, message }) => `${line === null ? path : `line ${line}`}: ${message}`,
  );
  return new SyncError('CONFIGURATION_REFUSED', said.join(' · '));
}

function changedMeanwhile(): SyncError {
  return new SyncError(
    'API_CONFLICT',
    'The workspace, its org or the file is another than when the difference was made: look at it again.',
  );
}

function toPublic(stored: StoredSnapshot): ConfigurationSnapshot {
  const { configuration: _configuration, organizationId: _organizationId, ...snapshot } = stored;
  return snapshot;
}

function patience(): AbortSignal {
  return AbortSignal.timeout(PATIENCE_MS);
}
