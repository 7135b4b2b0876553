import type { ObjectCompletenessDetail } from '@sync-user/contract';
import type { CompletenessServices } from '../src/reading-services.ts';
import { accepted, SAMPLE_AT } from './samples.ts';

const ACCOUNT: ObjectCompletenessDetail = {
  object: 'Account',
  label: 'Account',
  verdict: 'unknown',
  text: 'Not counted yet.',
  lastRun: null,
  valuesComparedThrough: 0,
  valuesRoundFinishedAt: null,
  nextCensusAt: null,
  runs: [],
  buckets: [],
  drift: [],
};

/** The HTTP shape alone: nothing is counted. */
export function memoryCompleteness(): CompletenessServices {
  const key = { algorithm: 'Ed25519' as const, keyId: '0000000000000000' };
  let everyHours = 24;
  const read = async () => ({ everyHours, objects: [ACCOUNT], running: [] });
  return {
    read,
    change: (_id, change) => {
      everyHours = change.everyHours;
      return read();
    },
    readObject: async () => ACCOUNT,
    takeCensus: async () => accepted('The census begins.'),
    readReport: async () => ({
      report: {
        version: 1,
        installation: 'http://localhost',
        workspace: 'acme',
        organizationId: null,
        writtenAt: SAMPLE_AT,
        objects: [ACCOUNT],
      },
      signature: { ...key, value: '' },
    }),
    readReportKey: async () => ({ ...key, publicKey: '' }),
    traceRecord: async (_id, id) => ({
      id,
      state: 'unknown',
      object: null,
      name: null,
      deletedAt: null,
      steps: [],
      now: [],
    }),
  };
}
