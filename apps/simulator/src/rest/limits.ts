import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { querySystem } from '../users.ts';
import type { World } from '../world.ts';
import type { RestRequest } from './rest-request.ts';

interface Limit {
  readonly Max: number;
  readonly Remaining: number;
}

/** Allowances the simulator only names; nothing here uses them up. Values: public copies of `/limits` answers. */
const FIXED: Readonly<Record<string, number>> = {
  ActiveScratchOrgs: 3,
  AnalyticsExternalDataSizeMB: 40_960,
  CdpAiInferenceApiMonthlyLimit: 500_000_000,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentEinsteinDataInsightsStoryCreation: 5,
  ConcurrentEinsteinDiscoveryStoryCreation: 2,
  ConcurrentSyncReportRuns: 20,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAnalyticsUploadedFilesSizeMB: 51_200,
  DailyAsyncApexExecutions: 250_000,
  DailyAsyncApexTests: 500,
  DailyDurableGenericStreamingApiEvents: 200_000,
  DailyDurableStreamingApiEvents: 200_000,
  DailyEinsteinDataInsightsStoryCreation: 1000,
  DailyEinsteinDiscoveryOptimizationJobRuns: 25,
  DailyEinsteinDiscoveryPredictAPICalls: 50_000,
  DailyEinsteinDiscoveryPredictionsByCDC: 500_000,
  DailyEinsteinDiscoveryStoryCreation: 100,
  DailyFunctionsApiCallLimit: 235_000,
  DailyGenericStreamingApiEvents: 10_000,
  DailyScratchOrgs: 6,
  DailyStandardVolumePlatformEvents: 25_000,
  DailyStreamingApiEvents: 200_000,
  DailyWorkflowEmails: 100_000,
  DataStorageMB: 10_240,
  DurableStreamingApiConcurrentClients: 1000,
  FileStorageMB: 10_240,
  HourlyAsyncReportRuns: 1200,
  HourlyDashboardRefreshes: 200,
  HourlyDashboardResults: 5000,
  HourlyDashboardStatuses: 999_999_999,
  HourlyLongTermIdMapping: 100_000,
  HourlyManagedContentPublicRequests: 50_000,
  HourlyODataCallout: 20_000,
  HourlyPublishedStandardVolumePlatformEvents: 100_000,
  HourlyShortTermIdMapping: 100_000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 1000,
  MassEmail: 5000,
  MonthlyEinsteinDiscoveryStoryCreation: 500,
  Package2VersionCreates: 6,
  Package2VersionCreatesWithoutValidation: 500,
  PrivateConnectOutboundCalloutHourlyLimitMB: 0,
  PublishCallbackUsageInApex: 0,
  SingleEmail: 5000,
  StreamingApiConcurrentClients: 2000,
};

/** Limits under which `/limits` lists the org's connected apps. Source: facts 2.1, recorded answers. */
const WITH_APPS = ['DailyApiRequests', 'DailyGenericStreamingApiEvents', 'DailyStreamingApiEvents'];
const KILOBYTES_PER_MEGABYTE = 1024;

/** `/limits`. Source: REST API Developer Guide, "Limits". @throws SalesforceError without View Setup */
export function answerLimits({ world, caller }: RestRequest): Answer {
  if (!world.org.hasPermission(caller.userId, 'ViewSetup')) {
    throw new SalesforceError(403, 'FORBIDDEN', 'You do not have access to the requested resource');
  }
  return json(200, limitsOf(world));
}

function limitsOf(world: World): Record<string, unknown> {
  const limits: Record<string, Limit> = Object.fromEntries(
    Object.entries(FIXED).map(([name, max]) => [name, { Max: max, Remaining: max }]),
  );
  Object.assign(limits, movingLimits(world));
  limits['PermissionSets'] = permissionSets(world);
  const names = Object.keys(limits).toSorted();
  return Object.fromEntries(names.map((name) => [name, { ...limits[name], ...appsOf(world, name) }]));
}

/** The ones that are used up. */
function movingLimits({ usage, allowances, events }: World): Record<string, Limit> {
  const { allocations } = events;
  const { deliveredPerDay, publishedPerHour, monthly } = allocations.max;
  return {
    DailyDeliveredPlatformEvents: limit(deliveredPerDay, allocations.delivered()),
    HourlyPublishedPlatformEvents: limit(publishedPerHour, allocations.published()),
    MonthlyPlatformEventsUsageEntitlement: limit(monthly, allocations.usedThisMonth()),
    DailyApiRequests: limit(usage.max, usage.used()),
    DailyBulkApiBatches: limit(allowances.max('DailyBulkApiBatches'), allowances.used('DailyBulkApiBatches')),
    DailyBulkV2QueryJobs: limit(
      allowances.max('DailyBulkV2QueryJobs'),
      allowances.used('DailyBulkV2QueryJobs'),
    ),
    DailyBulkV2QueryFileStorageMB: limit(
      megabytes(allowances.max('DailyBulkV2QueryFileStorageKB')),
      Math.ceil(allowances.used('DailyBulkV2QueryFileStorageKB') / KILOBYTES_PER_MEGABYTE),
    ),
  };
}

/** All of them, and under it those made here. Values: public copies of `/limits` answers. */
function permissionSets({ org }: World): Limit & { readonly CreateCustom: Limit } {
  const made = querySystem(
    org,
    'SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = false AND IsCustom = true',
  ).length;
  return { ...limit(1500, made), CreateCustom: limit(1000, made) };
}

/** 1,000,000,000 kB are the 976562 MB of every org's answer. */
function megabytes(kilobytes: number): number {
  return Math.floor(kilobytes / KILOBYTES_PER_MEGABYTE);
}

function limit(max: number, used: number): Limit {
  return { Max: max, Remaining: Math.max(0, max - used) };
}

/** Apps without a quota of their own stand there with zeros. */
function appsOf(world: World, name: string): Record<string, Limit> {
  const { limits } = world.settings.current;
  if (!limits.listApps || !WITH_APPS.includes(name)) return {};
  return Object.fromEntries(
    world.apps.list().map((app) => {
      const quota = name === 'DailyApiRequests' ? limits.perAppApiRequests[app.name] : undefined;
      return [app.name, quota === undefined ? limit(0, 0) : limit(quota, world.usage.used(app.name))];
    }),
  );
}
