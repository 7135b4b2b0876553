import { createHash } from 'node:crypto';
import type { PlanServices } from '@sync-user/api';
import {
  type Configuration,
  type ConfigurationLoad,
  type ConfigurationPlan,
  type Forecast,
  SyncError,
  toCanonicalJson,
} from '@sync-user/contract';
import {
  checkFilter,
  type ComparedConfiguration,
  compareConfiguration,
  type CurrentConfiguration,
  type CurrentObject,
  DESCRIBES_PER_COMPOSITE,
  type EnginePorts,
  forecastLoad,
  type FoundProblem,
  type LoadSizes,
  type ObjectDescribe,
  type StoredObject,
  toConfiguration,
} from '@sync-user/engine';
import type { Store, StoredWorkspace } from '@sync-user/store';
import { compareValues } from './configuration-values.ts';

export interface PlanningOptions {
  readonly store: Store;
  readonly forecast: PlanServices['forecast'];
  readonly sizes: LoadSizes;
}

/** Whatever reads a workspace's settings: the store, or a transaction of it. */
export interface ConfigurationReader {
  readWorkspace(): Promise<StoredWorkspace | undefined>;
  listObjects(): Promise<readonly StoredObject[]>;
  listPrivate(sobject: string): Promise<readonly string[]>;
  readPolicy(): Promise<'add' | 'ask'>;
  readNotices(): Promise<{ readonly emails: readonly string[]; readonly emailAdmins: boolean }>;
  readCensusInterval(): Promise<number | null>;
  readEventsOn(): Promise<boolean>;
}

export function readerOf(store: Store, workspaceId: string): ConfigurationReader {
  return {
    readWorkspace: () => store.workspaces.read(workspaceId),
    listObjects: () => store.objects.list(workspaceId),
    listPrivate: (sobject) => store.fields.listPrivate(workspaceId, sobject),
    readPolicy: () => store.fields.readPolicy(workspaceId),
    readNotices: () => store.notices.readSettings(workspaceId),
    readCensusInterval: () => store.census.readInterval(workspaceId),
    readEventsOn: () => store.events.areOn(workspaceId),
  };
}

export interface WorkspaceNow {
  readonly workspace: StoredWorkspace;
  readonly current: CurrentConfiguration;
}

/** @throws `API_NOT_FOUND` */
export async function readCurrent(reader: ConfigurationReader): Promise<WorkspaceNow> {
  const workspace = await reader.readWorkspace();
  if (workspace === undefined) throw new SyncError('API_NOT_FOUND', 'The workspace is gone.');
  // One after the other: a transaction is one connection.
  const objects: CurrentObject[] = [];
  for (const stored of await reader.listObjects())
    objects.push({ stored, privateFields: await reader.listPrivate(stored.table.sobject) });
  const { emails, emailAdmins } = await reader.readNotices();
  const { pollIntervalSeconds, permissionPolicy, apiSharePercent, apiFloorPercent } = workspace;
  const newFields = await reader.readPolicy();
  const censusEveryHours = await reader.readCensusInterval();
  const changeEvents = await reader.readEventsOn();
  const settings = { pollIntervalSeconds, permissionPolicy, newFields, changeEvents };
  const limits = { apiSharePercent, apiFloorPercent, censusEveryHours };
  return {
    workspace,
    current: {
      workspace: { ...settings, ...limits },
      notices: { emails: [...emails], emailAdmins },
      objects,
    },
  };
}

/** A plan with what applying it needs. */
export interface PreparedPlan {
  readonly plan: ConfigurationPlan;
  readonly compared: ComparedConfiguration;
  readonly before: Configuration;
  readonly organizationId: string | null;
  readonly describes: ReadonlyMap<string, ObjectDescribe>;
  readonly matching: ReadonlyMap<string, number>;
}

export interface PlanRequest {
  readonly wanted: Configuration;
  readonly exact: boolean;
  readonly lineOf: (place: readonly string[]) => number | null;
}

/** Compares a file with the workspace and asks its org for what the file names. Changes nothing. */
export async function prepareConfiguration(
  options: PlanningOptions,
  ports: EnginePorts,
  workspaceId: string,
  { wanted, exact, lineOf }: PlanRequest,
  signal: AbortSignal,
): Promise<PreparedPlan> {
  const { store } = options;
  const { workspace, current } = await readCurrent(readerOf(store, workspaceId));
  const describes = await describeAll(ports, Object.keys(wanted.objects), signal);
  const privateOf = new Map<string, readonly string[]>();
  for (const name of Object.keys(wanted.objects))
    privateOf.set(name.toLowerCase(), await store.fields.listPrivate(workspaceId, name));
  const compared = compareConfiguration({ wanted, current, describes, privateOf, exact });
  const filters = await checkFilters(ports, { wanted, current, describes }, signal);
  const events = await store.events.readFacts(workspaceId);
  const values = await compareValues(ports, { wanted, describes, events }, signal);
  const problems = [...compared.problems, ...filters.problems, ...values];
  const before = toConfiguration(current, undefined);
  const loads = await forecastLoads(options, workspaceId, compared, current, filters.matching);
  const forecast = await forecastDay(options, workspaceId, { wanted, compared, problems });
  const connection = await store.connections.read({ workspaceId, role: 'sync_user' });
  const withFirst = loads.map((load) => withForecast(load, forecast));
  const { organizationId } = workspace;
  const version = createHash('sha256')
    .update(toCanonicalJson({ wanted, exact, before, organizationId, steps: compared.steps }))
    .digest('hex')
    .slice(0, 16);
  return {
    plan: {
      version,
      exact,
      from: wanted.from ?? null,
      to: {
        workspace: workspace.slug,
        organization: workspace.organizationName,
        sandbox: connection?.isSandbox ?? null,
      },
      canApply: problems.every(({ severity }) => severity === 'warning'),
      problems: problems.map(({ at, ...problem }) => ({ ...problem, path: at.join('.'), line: lineOf(at) })),
      changes: [...compared.changes],
      onlyHere: [...compared.onlyHere],
      loads: withFirst,
      callsOnce: withFirst.reduce((sum, { calls }) => sum + (calls ?? 0), 0),
      forecast,
    },
    compared,
    before,
    organizationId,
    describes,
    matching: filters.matching,
  };
}

/** By their names in lower case; objects that the sync user does not see are absent. */
export async function describeAll(
  ports: EnginePorts,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, ObjectDescribe>> {
  const found = new Map<string, ObjectDescribe>();
  for (let start = 0; start < names.length; start += DESCRIBES_PER_COMPOSITE) {
    const some = names.slice(start, start + DESCRIBES_PER_COMPOSITE);
    const outcomes = await ports.org.describeTogether(some, { cause: 'describe', sobject: null, signal });
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.kind === 'described') found.set((some[index] ?? '').toLowerCase(), outcome.describe);
      else if (outcome.error.code !== 'OBJECT_UNKNOWN') throw outcome.error;
    }
  }
  return found;
}

/** Filters that are new here. */
async function checkFilters(
  ports: EnginePorts,
  {
    wanted,
    current,
    describes,
  }: {
    readonly wanted: Configuration;
    readonly current: CurrentConfiguration;
    readonly describes: ReadonlyMap<string, ObjectDescribe>;
  },
  signal: AbortSignal,
): Promise<{ readonly problems: FoundProblem[]; readonly matching: Map<string, number> }> {
  const known = new Map(describes);
  const describe = async (sobject: string): Promise<ObjectDescribe | undefined> => {
    const key = sobject.toLowerCase();
    if (!known.has(key))
      for (const [name, one] of await describeAll(ports, [sobject], signal)) known.set(name, one);
    return known.get(key);
  };
  const problems: FoundProblem[] = [];
  const matching = new Map<string, number>();
  for (const [name, { rowFilter }] of Object.entries(wanted.objects)) {
    const key = name.toLowerCase();
    const described = describes.get(key);
    const here = current.objects.find(({ stored }) => stored.table.table === key);
    if (described === undefined || rowFilter === (here?.stored.table.rowFilter ?? null)) continue;
    const filter = { at: ['objects', name, 'rowFilter'], filter: rowFilter, describe: described };
    const checked = await checkFilter({ org: ports.org, describe, signal }, filter);
    problems.push(...checked.problems);
    if (checked.matching !== null) matching.set(described.name, checked.matching);
  }
  return { problems, matching };
}

/** What is read once: of new objects everything, of others the columns that are new, and the rows of another filter. */
async function forecastLoads(
  { store, sizes }: PlanningOptions,
  workspaceId: string,
  { steps }: ComparedConfiguration,
  current: CurrentConfiguration,
  matching: ReadonlyMap<string, number>,
): Promise<ConfigurationLoad[]> {
  const summaries = await store.selected.list(workspaceId);
  const rowsOf = new Map(summaries.map(({ name, rows }) => [name, rows]));
  return steps.flatMap((step): ConfigurationLoad[] => {
    if (step.kind === 'select') {
      const rows = matching.get(step.object) ?? null;
      const load = rows === null ? undefined : forecastLoad(rows, step.fields.length, sizes);
      return [toLoad(step.object, 'first_load', rows, load)];
    }
    if (step.kind === 'fields' && step.add.length > 0) {
      const rows = rowsOf.get(step.object) ?? 0;
      // The key and the stamp come along.
      return [toLoad(step.object, 'columns', rows, forecastLoad(rows, step.add.length + 2, sizes))];
    }
    if (step.kind === 'row_filter') {
      const rows = matching.get(step.object) ?? null;
      const columns = current.objects.find(({ stored }) => stored.table.sobject === step.object)?.stored.table
        .columns;
      const load = rows === null ? undefined : forecastLoad(rows, columns?.length ?? 0, sizes);
      return [toLoad(step.object, 'rows', rows, load)];
    }
    return [];
  });
}

function toLoad(
  object: string,
  kind: ConfigurationLoad['kind'],
  rows: number | null,
  load: { readonly by: 'bulk' | 'query'; readonly calls: number } | undefined,
): ConfigurationLoad {
  return { object, kind, rows, by: load?.by ?? null, calls: load?.calls ?? null };
}

/** How many rows an object without a filter has, the forecast asked. */
function withForecast(load: ConfigurationLoad, forecast: Forecast | null): ConfigurationLoad {
  if (load.rows !== null) return load;
  const found = forecast?.objects.find(({ name }) => name === load.object);
  if (found === undefined || found.rows === null || found.firstLoad === null) return load;
  return { ...load, rows: found.rows, by: found.firstLoad.by, calls: found.firstLoad.calls };
}

/** A day before and after, for the objects that are added or read otherwise. */
async function forecastDay(
  { forecast }: PlanningOptions,
  workspaceId: string,
  {
    wanted,
    compared,
    problems,
  }: {
    readonly wanted: Configuration;
    readonly compared: ComparedConfiguration;
    readonly problems: readonly FoundProblem[];
  },
): Promise<Forecast | null> {
  const changed = new Set(
    compared.steps.flatMap((step) =>
      step.kind === 'select' || step.kind === 'reading' ? [step.object.toLowerCase()] : [],
    ),
  );
  const refused = new Set(problems.map(({ at }) => (at.length === 2 ? at[1]?.toLowerCase() : undefined)));
  const wantedInterval = wanted.workspace?.pollIntervalSeconds;
  const objects = Object.entries(wanted.objects)
    .filter(([name]) => changed.has(name.toLowerCase()) && !refused.has(name.toLowerCase()))
    .map(([name, object]) => ({
      name: namesOf(compared, name),
      mode: object.mode,
      intervalSeconds:
        object.intervalSeconds ?? (wantedInterval === undefined ? null : wholeMinutes(wantedInterval)),
      fields: Math.max(1, Object.keys(object.fields).length),
    }));
  return objects.length === 0 ? null : await forecast(workspaceId, { objects });
}

/** As the org spells it. */
function namesOf({ steps }: ComparedConfiguration, name: string): string {
  const step = steps.find((one) => 'object' in one && one.object.toLowerCase() === name.toLowerCase());
  return step !== undefined && 'object' in step ? step.object : name;
}

/** A forecast is for at least a minute. */
function wholeMinutes(seconds: number): number {
  return Math.max(60, seconds);
}
