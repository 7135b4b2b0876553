import { z } from 'zod';
import { CENSUS_METHODS, COMPLETENESS_VERDICTS, DRIFT_KINDS } from '../states/census-state.ts';
import { Instant, Trouble } from './common-schemas.ts';

const count = z.number().int();

/** One comparison of an object's rows in the org with those in the mirror. */
export const CensusRun = z
  .object({
    runId: z.string(),
    object: z.string(),
    reason: z.enum(['schedule', 'asked']),
    startedAt: Instant,
    finishedAt: Instant,
    asOf: Instant.describe(
      'Rows whose stamp is this or older were compared (org clock); newer ones may be under way',
    ),
    method: z.enum(CENSUS_METHODS),
    rowsInOrg: count.describe('Rows of the org as of `asOf`, as far as the sync user may see'),
    rowsInMirror: count,
    buckets: count.describe('Groups of rows that were compared by count and checksum'),
    bucketsDiffering: count,
    missing: count,
    extra: count,
    stale: count,
    wrong: count,
    repaired: count.describe('Of the four above'),
    inFlight: count.describe('Differences that were changes under way, and no drift'),
    valuesCompared: count.describe('Rows whose every mapped value was compared in this run'),
    calls: z.number().describe('API calls; a call shared by objects counts in parts'),
    trouble: Trouble.nullable().describe('Why the run did not come to its end'),
  })
  .meta({ id: 'CensusRun' });
export type CensusRun = z.infer<typeof CensusRun>;

/** A group of rows as the last census saw it. */
export const CensusBucket = z
  .object({
    bucket: z.string().describe('Hour, day or month of the stamp (UTC), or `all`'),
    rowsInOrg: count,
    rowsInMirror: count,
    differs: z
      .array(z.string())
      .describe('Checksums that differed when they were taken: `count`, `stamps`, `ids`, fields'),
  })
  .meta({ id: 'CensusBucket' });
export type CensusBucket = z.infer<typeof CensusBucket>;

/** One row that differed. */
export const DriftedRow = z
  .object({
    recordId: z.string(),
    kind: z.enum(DRIFT_KINDS),
    foundAt: Instant,
    orgStamp: Instant.nullable(),
    mirrorStamp: Instant.nullable(),
    columns: z.array(z.string()).describe('Columns whose values differed'),
    repaired: z.boolean(),
    runId: z.string(),
  })
  .meta({ id: 'DriftedRow' });
export type DriftedRow = z.infer<typeof DriftedRow>;

export const ObjectCompleteness = z
  .object({
    object: z.string(),
    label: z.string(),
    verdict: z.enum(COMPLETENESS_VERDICTS),
    text: z.string().describe('What is proven and what is not, in a sentence'),
    lastRun: CensusRun.nullable(),
    valuesComparedThrough: z
      .number()
      .min(0)
      .max(1)
      .describe('Share of the rows whose every value was compared in the round that is going on'),
    valuesRoundFinishedAt: Instant.nullable().describe(
      'When every value of every row had last been compared',
    ),
    nextCensusAt: Instant.nullable(),
  })
  .meta({ id: 'ObjectCompleteness' });
export type ObjectCompleteness = z.infer<typeof ObjectCompleteness>;

export const Completeness = z
  .object({
    everyHours: count.describe('How often each object is counted; 0: only when asked'),
    objects: z.array(ObjectCompleteness),
    running: z.array(z.string()).describe('Objects that wait for a census that somebody asked for'),
  })
  .meta({ id: 'Completeness' });
export type Completeness = z.infer<typeof Completeness>;

export const ObjectCompletenessDetail = ObjectCompleteness.extend({
  runs: z.array(CensusRun).describe('The last ones, the newest first'),
  buckets: z.array(CensusBucket),
  drift: z.array(DriftedRow).describe('Rows found in the last runs, the newest first; 500 at most'),
}).meta({ id: 'ObjectCompletenessDetail' });
export type ObjectCompletenessDetail = z.infer<typeof ObjectCompletenessDetail>;

/** What is signed: the canonical JSON (keys in order, no spaces) of `report`. */
export const CompletenessReport = z
  .object({
    version: z.literal(1),
    installation: z.string().describe('Address of the installation that signed'),
    workspace: z.string(),
    organizationId: z.string().nullable(),
    writtenAt: Instant,
    objects: z.array(ObjectCompletenessDetail),
  })
  .meta({ id: 'CompletenessReport' });
export type CompletenessReport = z.infer<typeof CompletenessReport>;

export const SignedReport = z
  .object({
    report: CompletenessReport,
    signature: z.object({
      algorithm: z.literal('Ed25519'),
      keyId: z.string().describe('First 16 hex digits of the SHA-256 of the public key (DER)'),
      value: z.string().describe('base64 of the signature over the canonical JSON of `report`'),
    }),
  })
  .meta({ id: 'SignedReport' });
export type SignedReport = z.infer<typeof SignedReport>;

export const ReportKey = z
  .object({
    algorithm: z.literal('Ed25519'),
    keyId: z.string(),
    publicKey: z.string().describe('PEM (SPKI)'),
  })
  .meta({ id: 'ReportKey' });
export type ReportKey = z.infer<typeof ReportKey>;

/** What became of a record, living or dead. */
export const RecordTrace = z
  .object({
    id: z.string().describe('18 characters'),
    state: z.enum(['present', 'deleted', 'merged', 'converted', 'unknown']),
    object: z.string().nullable(),
    name: z.string().nullable(),
    deletedAt: Instant.nullable().describe('When the mirror learnt of it'),
    steps: z
      .array(
        z.object({
          how: z.enum(['merged', 'converted']),
          object: z.string(),
          id: z.string(),
          name: z.string().nullable(),
        }),
      )
      .describe('Where it went, in order: the records it was merged or converted into'),
    now: z
      .array(z.object({ object: z.string(), id: z.string(), name: z.string().nullable() }))
      .describe('The living records at the end: a converted lead has up to three'),
  })
  .meta({ id: 'RecordTrace' });
export type RecordTrace = z.infer<typeof RecordTrace>;
