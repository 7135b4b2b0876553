import type { DatabaseSync } from 'node:sqlite';
import { Allowances } from '../limits/allowances.ts';
import { BulkAllowances } from '../limits/bulk-allowances.ts';
import type { Org } from '../org/types.ts';
import type { SettingStore } from '../settings.ts';
import type { World } from '../world.ts';
import { NextFailure } from './bulk-job.ts';
import { BulkJobs } from './bulk-jobs.ts';
import { IngestJobs } from './ingest-jobs.ts';

/** Bulk API 2.0 over an org, with the jobs a former start left. */
export function openBulk(parts: {
  readonly org: Org;
  readonly database: DatabaseSync;
  readonly settings: SettingStore;
  readonly directory: string;
  readonly report: (error: unknown) => void;
}): Pick<World, 'jobs' | 'ingestJobs' | 'nextFailure' | 'allowances'> {
  const allowances = new Allowances(parts.database, parts.org.clock, parts.settings);
  const nextFailure = new NextFailure();
  const shared = { ...parts, nextFailure, allowances: new BulkAllowances(allowances) };
  return { jobs: new BulkJobs(shared), ingestJobs: new IngestJobs(shared), nextFailure, allowances };
}
