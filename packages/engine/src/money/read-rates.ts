import { isSyncError, SyncError } from '@sync-user/contract';
import type { Clock } from '../ports/clock.ts';
import type { CurrencyRate, DatedRate, RateStore, RateTables } from '../ports/rate-store.ts';
import { toInstant } from '../ports/clock.ts';
import type { CallContext, QueryOutcome, SourceOrg, SourceRecord } from '../ports/source-org.ts';
import { toTrouble } from '../trouble.ts';

/** Source: Object Reference, CurrencyType and DatedConversionRate. */
const CURRENCIES = 'SELECT IsoCode, ConversionRate, DecimalPlaces, IsActive, IsCorporate FROM CurrencyType';
/** Only orgs with advanced currency management have it. */
const DATED_RATES = 'SELECT IsoCode, StartDate, ConversionRate FROM DatedConversionRate';

export interface RatePorts {
  readonly org: Pick<SourceOrg, 'queryTogether' | 'fetchNextPage'>;
  readonly rates: RateStore;
  readonly clock: Clock;
}

/**
 * Reads the org's exchange rates whole, in one call as long as a page holds them. What the org refuses is noted beside the
 * rates of before, which stay. A failure of the whole call is thrown.
 */
export async function readRates(
  { org, rates, clock }: RatePorts,
  workspaceId: string,
  signal: AbortSignal,
): Promise<RateTables | SyncError> {
  const context: CallContext = { cause: 'describe', sobject: null, signal };
  const { value, askedAt } = await org.queryTogether(
    [CURRENCIES, DATED_RATES],
    { withDeleted: false },
    context,
  );
  const [types, dated] = value;
  try {
    const currencies = (await readWhole(org, types, context)).map(toCurrency);
    if (!currencies.some(({ corporate }) => corporate))
      throw new SyncError('SF_OBJECT_NOT_READABLE', 'CurrencyType names no corporate currency.');
    const tables: RateTables = {
      currencies,
      dated: isAbsent(dated) ? [] : (await readWhole(org, dated, context)).map(toDatedRate),
      readAt: askedAt,
    };
    await rates.writeRates(workspaceId, tables);
    return tables;
  } catch (error) {
    if (!isSyncError(error)) throw error;
    await rates.writeTrouble(workspaceId, toTrouble(error, toInstant(clock.nowMs())));
    return error;
  }
}

/** Without advanced currency management there is no such object. */
function isAbsent(outcome: QueryOutcome | undefined): boolean {
  return outcome?.kind === 'refused' && isSyncError(outcome.error, 'SF_OBJECT_NOT_READABLE');
}

async function readWhole(
  org: RatePorts['org'],
  outcome: QueryOutcome | undefined,
  context: CallContext,
): Promise<readonly SourceRecord[]> {
  if (outcome === undefined) throw new Error('a query without an outcome');
  if (outcome.kind === 'refused') throw outcome.error;
  const records = [...outcome.page.records];
  let next = outcome.page.nextRecordsUrl;
  while (next !== undefined) {
    const page = await org.fetchNextPage(next, context);
    records.push(...page.records);
    next = page.nextRecordsUrl;
  }
  if (records.length !== outcome.page.totalSize)
    throw new SyncError('SF_ANSWER_CUT', `${records.length} of ${outcome.page.totalSize} rates arrived.`);
  return records;
}

function toCurrency(record: SourceRecord): CurrencyRate {
  return {
    isoCode: String(record['IsoCode']),
    rate: String(record['ConversionRate']),
    decimalPlaces: Number(record['DecimalPlaces'] ?? 2),
    active: record['IsActive'] === true,
    corporate: record['IsCorporate'] === true,
  };
}

function toDatedRate(record: SourceRecord): DatedRate {
  return {
    isoCode: String(record['IsoCode']),
    startDate: String(record['StartDate']),
    rate: String(record['ConversionRate']),
  };
}
