import type { ApiUsage } from './api-usage.ts';

/** Allowances the simulator only names; nothing here uses them up. Values: public copies of `/limits` answers. */
const FIXED: Readonly<Record<string, number>> = {
  AnalyticsExternalDataSizeMB: 40_960,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentSyncReportRuns: 20,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAsyncApexExecutions: 250_000,
  DailyAsyncApexTests: 500,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
  DailyBulkV2QueryJobs: 10_000,
  DailyDeliveredPlatformEvents: 50_000,
  DailyDurableGenericStreamingApiEvents: 200_000,
  DailyDurableStreamingApiEvents: 200_000,
  DailyGenericStreamingApiEvents: 10_000,
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
  HourlyODataCallout: 20_000,
  HourlyPublishedPlatformEvents: 250_000,
  HourlyPublishedStandardVolumePlatformEvents: 100_000,
  HourlyShortTermIdMapping: 100_000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 1000,
  MassEmail: 5000,
  MonthlyPlatformEventsUsageEntitlement: 1_500_000,
  Package2VersionCreates: 6,
  PermissionSets: 1500,
  SingleEmail: 5000,
  StreamingApiConcurrentClients: 2000,
};

/** `/limits`. Only DailyApiRequests moves. */
export function limitsOf(
  usage: ApiUsage,
): Record<string, { readonly Max: number; readonly Remaining: number }> {
  const daily = { Max: usage.max, Remaining: Math.max(0, usage.max - usage.used()) };
  const names = [...Object.keys(FIXED), 'DailyApiRequests'].toSorted();
  return Object.fromEntries(
    names.map((name) => {
      const max = FIXED[name];
      return [name, max === undefined ? daily : { Max: max, Remaining: max }];
    }),
  );
}
